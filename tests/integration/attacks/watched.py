"""Run a command and say which processes outlive it: `python watched.py REPORT SECONDS COMMAND...`.

Whoever loses its parent becomes a child of this program, so a daemon cannot get away by forking twice.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_BECOME_REAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_PATIENCE = 5.0
"""Seconds in which what is being ended may end."""


def main(report: str, seconds: str, *command: str) -> int:
    """Run it, wait for it and for what it started, and end the rest."""
    ctypes.CDLL(None).prctl(_BECOME_REAPER, 1, 0, 0, 0)
    process = subprocess.Popen(command)
    try:
        code = process.wait(timeout=float(seconds))
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    end = time.monotonic() + _PATIENCE
    while (left := _children()) and time.monotonic() < end:
        time.sleep(0.05)
    Path(report).write_text(json.dumps([_name(child) for child in left]), encoding="utf-8")
    while left := _children():
        for child in left:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.05)
    return code


def _children() -> list[int]:
    """Who still runs, after those that ended were taken note of."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return []
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [number for number in numbers if _parent(number) == os.getpid()]


def _parent(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    # The name, in brackets, may hold anything.
    return int(status.rpartition(")")[2].split()[1])


def _name(process: int) -> str:
    try:
        return (
            Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
        )
    except OSError:
        return "gone"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
