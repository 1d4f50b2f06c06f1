"""Whether reading a text that is four times as long takes much more than four times as long."""

from __future__ import annotations

import time
from collections.abc import Callable

_SHORT, _LONG = 50_000, 200_000
_PATIENCE = 0.02
"""Seconds of work below which times say nothing; what is quadratic takes more at this length."""


def slows_down(read: Callable[[str], object], unit: str) -> bool:
    """Whether reading is slower than in proportion, for a text that repeats a unit."""
    short, long = (_seconds(read, unit * (length // len(unit))) for length in (_SHORT, _LONG))
    return long > _PATIENCE and long > 9 * short


def _seconds(read: Callable[[str], object], text: str) -> float:
    """The machine may be busy: of what the thread itself has worked, the least of a few times."""
    times = []
    for _ in range(3):
        started = time.thread_time()
        read(text)
        times.append(time.thread_time() - started)
        if times[-1] < _PATIENCE:
            break
    return min(times)
