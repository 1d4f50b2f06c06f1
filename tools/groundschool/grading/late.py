"""Whether a submission came in time: nbgrader's `timestamp.txt` against the due date in the gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TIMESTAMP = "timestamp.txt"
_LONGEST = 100  # characters: a student may write this file


@dataclass(frozen=True)
class Deadline:
    """When an assignment is due, in UTC as the gradebook keeps it; None is never."""

    due: datetime | None = None
    extensions: Mapping[str, timedelta] = field(default_factory=dict)
    """What students were granted."""

    def seconds_late(self, student: str, submission: Path) -> float:
        """How late the submission in a folder is; 0 if it is not, or if it does not tell its time."""
        time = time_of(submission)
        if self.due is None or time is None:
            return 0.0
        due = self.due + self.extensions.get(student, timedelta())
        return max(0.0, (time - due).total_seconds())


def read_deadline(gradebook: Any, assignment: str) -> Deadline:
    """The deadline of an assignment in an open gradebook; none if it does not know the assignment."""
    found = next((one for one in gradebook.assignments if one.name == assignment), None)
    if found is None:
        return Deadline()
    extensions = {one.student.id: one.extension for one in found.submissions if one.extension}
    return Deadline(found.duedate, extensions)


def time_of(submission: Path) -> datetime | None:
    """When a submission was handed in, in UTC, as nbgrader reads it; None if its folder does not tell."""
    from nbgrader.utils import parse_utc  # noqa: PLC0415 - takes seconds

    try:
        with (submission / TIMESTAMP).open(encoding="utf-8") as file:
            text = file.read(_LONGEST + 1)
        found: datetime = parse_utc(text.strip())
    # What dateutil raises at a text that a student made up is not told.
    except (OSError, ValueError, OverflowError, TypeError, AttributeError):
        return None
    return found if len(text) <= _LONGEST else None


def how_late(seconds: float) -> str:
    """A time that was missed, for people: "3 d 4 h", "2 h 5 min", "1 min"."""
    minutes = max(1, round(seconds / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (0 if days else minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
