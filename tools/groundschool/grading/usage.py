"""What the processes of a sandbox use, seen from outside, where student code cannot change the answer."""

from __future__ import annotations

import contextlib
import resource
from dataclasses import dataclass
from pathlib import Path

_COUNTED = 1024
_KB_IN_MB = 1024
_PAGE_MB = resource.getpagesize() / _KB_IN_MB**2


@dataclass(frozen=True)
class Usage:
    """Processes of a notebook's room, and the memory that is theirs alone."""

    processes: int
    memory_mb: float


def usage_of(process: int, most_mb: float) -> Usage:
    """Count a process and its descendants; those that end meanwhile do not count.

    Args:
        process: the first one of a room.
        most_mb: what they may use. Below it the memory is an estimate from above, which costs next to nothing.
    """
    found = [process]
    for one in found:
        if len(found) >= 1 << 16:
            break
        found += _children(one)
    memory = sum(map(_resident_mb, found[:_COUNTED]))
    if memory > most_mb:
        memory = sum(map(_own_mb, found[:_COUNTED]))
    return Usage(len(found), memory)


def process_of(handle: int) -> int:
    """The number, here, of the process that a pidfd is of; -1 if it has ended (pidfd_open(2))."""
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def _children(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child)
            for thread in Path(f"/proc/{process}/task").iterdir()
            for child in (thread / "children").read_text(encoding="ascii").split()
        ]
    return []


def _resident_mb(process: int) -> float:
    """All pages in memory, those too that are shared with others (proc(5), statm)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
        return pages * _PAGE_MB
    return 0.0


def _own_mb(process: int) -> float:
    """Pages that no other process shares: a fork of a warm process shares most of it (proc(5), smaps_rollup)."""
    with contextlib.suppress(OSError, ValueError):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / _KB_IN_MB
    return 0.0
