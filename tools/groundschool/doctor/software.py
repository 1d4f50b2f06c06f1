"""Checks of what is installed: Python, the course, its packages and the Jupyter kernel."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from groundschool.doctor.finding import SET_UP, Finding, everywhere
from groundschool.paths import CourseRoot

OLDEST_PYTHON = (3, 11)

_DISTRIBUTION = "mlops-ground-school"
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)\s*(?:;(?P<marker>[^\\\n]*))?", re.MULTILINE)
_SHOWN = 5  # deviations named in one line; the rest is counted


def python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    return Finding(
        "Python",
        ok=version >= OLDEST_PYTHON,
        detail=f"{'.'.join(map(str, version))} at {sys.executable}",
        remedy={
            "Debian, Ubuntu": "sudo apt install python3 python3-venv (Debian 12, Ubuntu 24.04 or newer)",
            "Fedora": "sudo dnf install python3",
            "macOS": "brew install python@3.13, then make lab PYTHON=python3.13",
        },
    )


def course(root: CourseRoot | None) -> Finding:
    """Whether there is a course with notebooks to open."""
    number = len(list(root.notebooks.glob("*.ipynb"))) if root else 0
    return Finding(
        "Course",
        ok=number > 0,
        detail=f"{number} notebooks in {root.notebooks}" if root else "not found from this folder upward",
        remedy=everywhere(
            "`groundschool build` builds the notebooks" if root else "run this in a clone of the course"
        ),
    )


def packages(root: CourseRoot | None) -> Finding:
    """Whether the installed packages are those of the lock file, or those that the wheel asks for."""
    lock = root.path / "requirements.lock" if root else None
    if lock and lock.is_file():
        pins = dict(locked(lock.read_text(encoding="utf-8")))
        wrong = [_deviation(name, version) for name, version in pins.items()]
        asked = f"{len(pins)} packages in requirements.lock"
    else:
        wrong, number = _unmet()
        asked = f"{number} requirements of {_DISTRIBUTION}"
    found = [one for one in wrong if one]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    shown = ", ".join(found[:_SHOWN]) + more
    detail = f"{len(found)} of the {asked} differ: {shown}" if found else f"all {asked} are here"
    return Finding("Packages", ok=not found, detail=detail, remedy=SET_UP)


def locked(text: str) -> Iterator[tuple[str, str]]:
    """Names and versions of a lock file's pins that hold on this machine."""
    from packaging.markers import Marker  # noqa: PLC0415 - may be the very thing that is missing

    for pin in _PIN.finditer(text):
        marker = (pin["marker"] or "").strip()
        if not marker or Marker(marker).evaluate():
            yield pin["name"], pin["version"]


def _deviation(name: str, version: str) -> str | None:
    installed = _installed(name)
    if installed == version:
        return None
    return f"{name} {installed} (locked: {version})" if installed else f"{name} is missing"


def _unmet() -> tuple[list[str | None], int]:
    from packaging.requirements import Requirement  # noqa: PLC0415 - may be the very thing that is missing

    asked = [Requirement(line) for line in metadata.requires(_DISTRIBUTION) or []]
    needed = [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    found = {one.name: _installed(one.name) for one in needed}
    wrong = [
        None
        if (version := found[one.name]) and one.specifier.contains(version)
        else f"{one} (here: {version})"
        for one in needed
    ]
    return wrong, len(needed)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def kernel() -> Finding:
    """Whether notebooks run on the Python that has the course's packages."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415 - as above

    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding("Jupyter kernel", ok=False, detail="no kernel named python3", remedy=SET_UP)
    except (OSError, ValueError, IndexError) as error:
        detail = f"the kernel python3 cannot be read: {error}"
        return Finding("Jupyter kernel", ok=False, detail=detail, remedy=SET_UP)
    # Jupyter starts a plain `python` with its own interpreter; anything else is taken as it stands.
    plain = {"python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}"}
    ours = program in plain or Path(program).parent == Path(sys.executable).parent
    return Finding(
        "Jupyter kernel",
        ok=ours,
        detail="python3 runs on this Python" if ours else f"python3 runs on another Python: {program}",
        remedy=everywhere(f"{sys.executable} -m ipykernel install --sys-prefix"),
    )
