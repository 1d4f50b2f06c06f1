"""Putting the students of a roster into the gradebook: who is new, who changed, who is no longer in the file.

Nobody is removed: with a student nbgrader would delete all submissions and grades.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from groundschool.errors import GroundSchoolError, Problem
from groundschool.grading.classroom import Classroom
from groundschool.grading.export import Student, read_students
from groundschool.grading.roster import Roster, read_roster
from groundschool.grading.strangers import welcome

NEW, CHANGED, UNCHANGED, ABSENT = "new", "changed", "unchanged", "not in the file"
STATUSES = (NEW, CHANGED, UNCHANGED, ABSENT)
_FIELDS = {"first_name": "first name", "last_name": "last name", "email": "email", "lms_id": "LMS id"}


@dataclass(frozen=True)
class Enrolled:
    """What an import does to one student."""

    student: Student
    status: str
    """`NEW`, `CHANGED`, `UNCHANGED` or `ABSENT`."""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enrolment:
    """What an import does to the class."""

    form: str
    id_column: str
    rows: tuple[Enrolled, ...]
    problems: tuple[Problem, ...]


def enrol(classroom: Classroom, file: Path) -> Enrolment:
    """Put the students of a file into the gradebook. A field that the file leaves empty stays as it was.

    Raises:
        UsageError: the file is not understood; nothing was changed.
        GroundSchoolError: the gradebook did not take a student.
    """
    roster = read_roster(file)
    with classroom.api().gradebook as gradebook:
        rows, problems = compare(roster, read_students(gradebook), file.name)
        for row in rows:
            if row.status in (NEW, CHANGED):
                _write(gradebook, row.student)
            if row.status != ABSENT:
                welcome(classroom, row.student.id)
    return Enrolment(roster.form, roster.id_column, rows, problems)


def compare(
    roster: Roster, known: Iterable[Student], file: str
) -> tuple[tuple[Enrolled, ...], tuple[Problem, ...]]:
    """What the import of a roster does to the students that the gradebook knows.

    Someone whom the gradebook knows under another id is a problem: two students would share the grades.
    """
    by_id = {student.id: student for student in known}
    owners = {
        (field, getattr(student, field).casefold()): student.id
        for student in by_id.values()
        for field in ("lms_id", "email")
        if getattr(student, field)
    }
    owners |= {("id", student.id.casefold()): student.id for student in by_id.values()}
    rows, problems = [], list(roster.problems)
    for student, line in zip(roster.students, roster.lines, strict=True):
        clash = _clash(student, owners)
        if clash:
            problems.append(Problem(file, line, roster.id_column, clash))
        else:
            rows.append(_row(student, by_id.get(student.id)))
    present = {student.id for student in roster.students}
    rows += [Enrolled(student, ABSENT) for student in by_id.values() if student.id not in present]
    return tuple(sorted(rows, key=lambda row: row.student.id)), tuple(sorted(problems))


def _row(student: Student, old: Student | None) -> Enrolled:
    if old is None:
        return Enrolled(student, NEW)
    told = {field: getattr(student, field) for field in _FIELDS if getattr(student, field)}
    merged = replace(old, **told)
    changes = tuple(
        f"{name}: {getattr(old, field) or 'none'} -> {getattr(merged, field)}"
        for field, name in _FIELDS.items()
        if getattr(old, field) != getattr(merged, field)
    )
    return Enrolled(merged, CHANGED if changes else UNCHANGED, changes)


def _clash(student: Student, owners: dict[tuple[str, str], str]) -> str | None:
    for field, what in (("id", "id in other letters"), ("lms_id", "LMS id"), ("email", "email")):
        owner = owners.get((field, getattr(student, field).casefold()), student.id)
        if owner != student.id:
            return (
                f"{student.id!r} is not taken in: the gradebook has a student {owner!r} with the same {what}. If they "
                f"are one person, write {owner!r} into the file, or run `nbgrader db student remove {owner}` (which "
                "deletes that student's grades too)."
            )
    return None


def _write(gradebook: Any, student: Student) -> None:
    from nbgrader.api import InvalidEntry  # noqa: PLC0415 - takes seconds

    told = {
        "first_name": student.first_name,
        "last_name": student.last_name,
        "email": student.email,
        "lms_user_id": student.lms_id,
    }
    try:
        gradebook.update_or_create_student(
            student.id, **{field: value for field, value in told.items() if value}
        )
    except InvalidEntry as err:
        raise GroundSchoolError(
            f"The gradebook did not take {student.id!r} ({err}). Run the command again."
        ) from err
