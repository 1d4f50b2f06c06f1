"""Faults to practise with: what happens to real systems at night, on purpose and in daylight."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class PowerCut(BaseException):
    """Nothing more is done. No `except Exception` catches it, as none catches a real one."""


@contextmanager
def power_cut(*, after: int) -> Iterator[None]:
    """Cut the power after so many steps that settle something on the disk: flushes and renames.

    The step that would come next raises `PowerCut`, which ends with the block. So in a program of two
    steps, `after=0` stops before the first, `after=1` between them, and `after=2` not at all.
    """
    lasts = iter(range(after))

    def powered(step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*arguments: Any, **options: Any) -> Any:
            if next(lasts, None) is None:
                raise PowerCut
            return step(*arguments, **options)

        return take

    # pathlib's renames call these too.
    patches = [patch.object(os, name, powered(getattr(os, name))) for name in ("fsync", "replace", "rename")]
    try:
        for each in patches:
            each.start()
        yield
    except PowerCut:
        pass
    finally:
        for each in patches:
            each.stop()
