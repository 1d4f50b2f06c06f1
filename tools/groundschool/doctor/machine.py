"""Checks of the machine: room, memory, and the programs that tests and grading start."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from groundschool.doctor.finding import Finding, Need, everywhere

FREE_DISK = 1 << 30
FREE_MEMORY = 2 << 30
CORES = 2
OLDEST_NODE = 18

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
_PATIENCE = 30  # seconds for a program to say its version; the first start of a browser is slow


def place(workspace: Path) -> Finding:
    """Whether the workspace can be written to."""
    folder = _existing(workspace)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        detail = f"{folder}: {error.strerror}"
        return Finding(
            "Workspace", ok=False, detail=detail, remedy=everywhere("groundschool lab --workspace FOLDER")
        )
    return Finding("Workspace", ok=True, detail=str(workspace))


def disk(workspace: Path) -> Finding:
    """Whether there is room for the workspace."""
    folder = _existing(workspace)
    free = shutil.disk_usage(folder).free
    return Finding(
        "Disk",
        ok=free >= FREE_DISK,
        detail=f"{_gib(free)} free, {_gib(FREE_DISK)} needed",
        remedy=everywhere(f"make room on the disk of {folder}, or groundschool lab --workspace FOLDER"),
    )


def memory() -> Finding:
    """Whether a notebook with its data fits."""
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    free = psutil.virtual_memory().available
    return Finding(
        "Memory",
        ok=free >= FREE_MEMORY,
        detail=f"{_gib(free)} free, {_gib(FREE_MEMORY)} needed",
        remedy=everywhere("close other programs, or shut down kernels that you do not use"),
    )


def cores() -> Finding:
    """How many cores there are: with one, everything works and waits longer."""
    number = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding(
        "Cores", ok=True, detail=f"{number}" + ("" if number >= CORES else " (slow: 2 or more are better)")
    )


def browser() -> Finding:
    """Whether a Chromium starts."""
    program = find_browser()
    return Finding(
        "Chromium",
        ok=program is not None,
        detail=str(program) if program else "not found",
        need=Need.TESTS,
        remedy={
            "Debian": "sudo apt install chromium",
            "Ubuntu": "sudo snap install chromium",
            "Fedora": "sudo dnf install chromium",
            "macOS": "brew install --cask chromium",
        },
    )


def find_browser() -> Path | None:
    """The first Chromium or Chrome of this machine that starts."""
    named = (found for name in _BROWSERS if (found := shutil.which(name)))
    applications = (str(Path("/Applications") / name) for name in _MAC_BROWSERS)
    # Ubuntu's /usr/bin/chromium-browser may be a script that only says where to get it: ask it to start.
    return next((Path(one) for one in (*named, *applications) if _starts([one, "--version"]) is None), None)


def sandbox() -> Finding:
    """Whether bubblewrap can shut off a process as grading does."""
    program = shutil.which("bwrap")
    walls = ["--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    trouble = _starts([program, *walls, "--ro-bind", "/", "/", "true"]) if program else "not found"
    return Finding(
        "bubblewrap",
        ok=trouble is None,
        detail=trouble or f"{program} works",
        need=Need.GRADING,
        remedy={
            "Debian, Ubuntu": "sudo apt install bubblewrap; if it is not allowed to make namespaces, "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
            "Fedora": "sudo dnf install bubblewrap",
            "macOS": "there is none: grade on Linux, or in a Linux virtual machine",
        },
    )


def node() -> Finding:
    """Whether the proxy of a JupyterHub can be installed and run: Node.js and its package manager."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    version = "" if "node" in missing else _said(["node", "--version"])
    found = re.match(r"v(\d+)\.", version)
    new_enough = found is not None and int(found[1]) >= OLDEST_NODE
    return Finding(
        "Node.js",
        ok=not missing and new_enough,
        detail=f"not found: {', '.join(missing)}"
        if missing
        else f"{version} ({OLDEST_NODE} or newer is needed)",
        need=Need.HUB,
        remedy={
            "Debian, Ubuntu": "sudo apt install nodejs npm",
            "Fedora": "sudo dnf install nodejs npm",
            "macOS": "brew install node",
        },
    )


def _starts(command: list[str]) -> str | None:
    """None when the command ends well, else why not."""
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]} does not start: {error}"
    if done.returncode == 0:
        return None
    return (done.stderr.strip().splitlines() or [f"{command[0]} ended with code {done.returncode}"])[-1]


def _said(command: list[str]) -> str:
    """What a program prints when it is well, else why it does not run."""
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, errors="replace", timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return done.stdout.strip()


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB"
