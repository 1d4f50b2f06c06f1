"""What grading says of one submission beyond its points: why it was not graded, what is odd about it.

`reports/<assignment>/<student>.json` in the classroom, one file for each submission that grading has dealt with.
The engine writes them; whoever decides what a person must look at reads them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from groundschool.grading.classroom import Classroom
from groundschool.grading.late import TIMESTAMP
from groundschool.paths import write_atomically

GRADED, NOT_GRADED = "graded", "not graded"


@dataclass(frozen=True)
class Flag:
    """A graded cell that a person must judge, because its points may not be earned."""

    notebook: str
    cell: str
    """Its grade id."""
    reason: str


@dataclass(frozen=True)
class Report:
    """What became of one submission."""

    student: str
    name: str
    assignment: str
    status: str
    """`GRADED` or `NOT_GRADED`."""
    score: float | None = None
    max_score: float | None = None
    reason: str = ""
    """Why it was not graded."""
    notes: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    submission: str = ""
    """What was submitted: its `digest`."""


def report_path(classroom: Classroom, assignment: str, student: str) -> Path:
    """Where the report on a submission is kept."""
    return classroom.root / "reports" / assignment / f"{student}.json"


def write_report(classroom: Classroom, report: Report) -> None:
    """Keep a report, in place of an older one on the same student and assignment."""
    text = json.dumps(asdict(report), indent=1, ensure_ascii=False)
    write_atomically(report_path(classroom, report.assignment, report.student), text + "\n")


def read_reports(classroom: Classroom, assignment: str) -> tuple[Report, ...]:
    """The reports on an assignment, in the order of the students' ids.

    One that cannot be read is a report too: not graded, so that somebody looks.
    """
    folder = classroom.root / "reports" / assignment
    found = (path for path in folder.glob("*.json") if not path.name.startswith("."))
    return tuple(_read(path, assignment) for path in sorted(found))


def read_report(classroom: Classroom, assignment: str, student: str) -> Report | None:
    """The report on one submission; None if there is none."""
    path = report_path(classroom, assignment, student)
    return _read(path, assignment) if path.is_file() else None


def is_graded(classroom: Classroom, assignment: str, student: str, report: Report | None) -> bool:
    """Whether what was handed in last is what was graded last, by the report on it if there is one."""
    new, old = (classroom.place(step, student, assignment) for step in ("submitted", "autograded"))
    if not old.is_dir():
        return False
    if report is not None and report.submission:
        return report.status == GRADED and report.submission == digest(new)
    # Graded by plain nbgrader, whose `collect` leaves old grades in place; the time of handing in tells.
    return _bytes(new / TIMESTAMP) == _bytes(old / TIMESTAMP)


def digest(folder: Path) -> str:
    """Name what was submitted: SHA-256 of names and content of all its files; empty if it cannot be read."""
    found = hashlib.sha256()
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                content = path.read_bytes()
                found.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
                found.update(content)
    except (OSError, RecursionError, UnicodeError):
        return ""  # too deep, or unreadable: why it is not graded stands in its row
    return found.hexdigest()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _read(path: Path, assignment: str) -> Report:
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
        flags = tuple(Flag(**flag) for flag in content.pop("flags"))
        return Report(**{**content, "notes": tuple(content["notes"]), "flags": flags})
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as err:
        why = f"{path} cannot be read ({type(err).__name__}). Delete it and grade this submission again."
        return Report(path.stem, "", assignment, NOT_GRADED, reason=why)
