"""Students whom no roster brought: the gradebook has them only because something was handed in under their name.

Grading puts them into the gradebook, where they look like anybody else, so it notes them first:
`reports/.strangers/<student>` in the classroom. A roster that has them takes the note away. A class without a roster
consists of strangers, and nothing is said of anyone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from groundschool.errors import did_you_mean
from groundschool.grading.classroom import Classroom
from groundschool.grading.export import Student
from groundschool.grading.taking import student_problem


def note_strangers(classroom: Classroom, students: Iterable[str]) -> None:
    """Note students whom the gradebook does not know yet, before grading makes them known."""
    for student in students:
        if not student_problem(student):
            path = _path(classroom, student)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


def welcome(classroom: Classroom, student: str) -> None:
    """Take the note on a student away: a roster has them."""
    _path(classroom, student).unlink(missing_ok=True)


def in_roster(classroom: Classroom, known: Iterable[Student]) -> frozenset[str]:
    """The ids of those of the gradebook's students who came by a roster, or by nbgrader's own commands."""
    folder = classroom.root / "reports" / ".strangers"
    noted = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
    # Grading gives nobody more than an id.
    return frozenset(one.id for one in known if one.id not in noted or one != Student(one.id))


def not_in_roster(student: str, roster: Collection[str]) -> str | None:
    """What to say of somebody whom the roster does not have; None if there is no roster, or it has them."""
    if not roster or student in roster:
        return None
    return f"Nobody in the roster has this id.{did_you_mean(student, roster)}"


def _path(classroom: Classroom, student: str) -> Path:
    return classroom.root / "reports" / ".strangers" / student
