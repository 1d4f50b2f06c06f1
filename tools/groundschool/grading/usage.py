"""What the processes of a sandbox use, seen from outside, where student code cannot change the answer."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

_OURS = 2
"""Bubblewrap's first process and the warm one."""
_COUNTED = 1024
_KB_IN_MB = 1024


@dataclass(frozen=True)
class Usage:
    """Processes of a notebook's room, and the memory that is theirs alone."""

    processes: int
    memory_mb: float


def usage_below(process: int) -> Usage:
    """Count the descendants of a bubblewrap process; those that end meanwhile do not count."""
    found: list[int] = []
    waiting = [process]
    while waiting and len(found) < 1 << 16:
        for child in _children(waiting.pop()):
            found.append(child)
            waiting.append(child)
    return Usage(max(0, len(found) - _OURS), sum(map(_own_mb, found[:_COUNTED])))


def _children(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child)
            for thread in Path(f"/proc/{process}/task").iterdir()
            for child in (thread / "children").read_text(encoding="ascii").split()
        ]
    return []


def _own_mb(process: int) -> float:
    """Pages that no other process shares: a fork of a warm process shares most of it (proc(5), smaps_rollup)."""
    with contextlib.suppress(OSError, ValueError):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / _KB_IN_MB
    return 0.0
