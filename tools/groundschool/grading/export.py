"""Grades as tables that an LMS imports: one line for each student, one column for each assignment.

Canvas (`lib/gradebook_importer.rb` of canvas-lms): the columns Student, ID, SIS User ID, SIS Login ID, Section,
then the assignments; a line "Points Possible"; students are found by ID, SIS ids, then name; an empty cell
changes nothing. Moodle (`grade/import/csv` of Moodle): any columns, mapped by hand while importing; "-" is no
grade. Plain: one for people and programs, which `groundschool class roster` reads too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from groundschool.errors import UsageError, did_you_mean
from groundschool.grading.classroom import Classroom
from groundschool.paths import write_atomically
from groundschool.sheets import cell, csv_text


@dataclass(frozen=True)
class Student:
    """A student as the gradebook knows them."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """Family name first, as Canvas sorts; the id if there is no name."""
        return ", ".join(filter(None, (self.last_name, self.first_name))) or self.id


@dataclass(frozen=True)
class Grades:
    """The points of a class. A submission that is missing or was not graded has none."""

    students: tuple[Student, ...]
    assignments: Mapping[str, float]
    """Their points possible."""
    scores: Mapping[tuple[str, str], float]
    """By student and assignment; what is taken off for being late is taken off."""
    to_review: tuple[tuple[str, str], ...] = ()
    """Of whom something still waits for a person, an answer to be marked or a test that was flagged."""
    not_graded: tuple[tuple[str, str], ...] = ()
    """Whose submission was collected and has no points: it was not graded, or could not be."""
    penalties: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """What was taken off for being late, where anything was."""


def canvas(grades: Grades) -> str:
    """The table that Canvas imports (Grades, Import)."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *grades.assignments]
    possible = ["    Points Possible", "", "", "", "", *map(_number, grades.assignments.values())]
    lines = [
        [
            cell(student.name),
            cell(student.lms_id),
            "",
            cell(student.id),
            "",
            *_points(grades, student, missing=""),
        ]
        for student in grades.students
    ]
    return csv_text([head, possible, *lines])


def moodle(grades: Grades) -> str:
    """The table that Moodle imports (Grades, Import, CSV file): map Username, or ID number, to the user."""
    head = ["First name", "Last name", "Username", "ID number", "Email address", *grades.assignments]
    lines = [
        [
            *map(cell, (student.first_name, student.last_name, student.id, student.lms_id, student.email)),
            *_points(grades, student, missing="-"),
        ]
        for student in grades.students
    ]
    return csv_text([head, *lines])


def plain(grades: Grades) -> str:
    """A table for everything else: with a second column for each assignment that anybody lost points in by being late."""
    late = [name for name in grades.assignments if any(one == name for _, one in grades.penalties)]
    head = ["id", "last_name", "first_name", "email", "lms_user_id", *grades.assignments]
    lines = [
        [
            *map(cell, (student.id, student.last_name, student.first_name, student.email, student.lms_id)),
            *_points(grades, student, missing=""),
            *(_number(grades.penalties.get((student.id, name), 0)) for name in late),
        ]
        for student in grades.students
    ]
    return csv_text([[*head, *(f"{name} late penalty" for name in late)], *lines])


# The name of the file -> what makes it.
FORMATS: dict[str, Callable[[Grades], str]] = {"canvas": canvas, "moodle": moodle, "grades": plain}


def export(
    classroom: Classroom, *, assignments: Collection[str] = (), to: Path | None = None
) -> tuple[Grades, tuple[Path, ...]]:
    """Write a table for each LMS, and a plain one.

    Args:
        classroom: whose gradebook.
        assignments: the columns; all if empty.
        to: the folder for the files; `exports/` of the classroom if None.

    Raises:
        UsageError: the gradebook does not know an assignment.
    """
    grades = read_grades(classroom, assignments)
    folder = to or classroom.exports
    paths = []
    for name, table in FORMATS.items():
        path = folder / f"{name}.csv"
        write_atomically(path, table(grades))
        paths.append(path)
    return grades, tuple(paths)


def read_grades(classroom: Classroom, assignments: Collection[str] = ()) -> Grades:
    """Read the gradebook.

    Raises:
        UsageError: it does not know an assignment.
    """
    api = classroom.api()
    with api.gradebook as gradebook:
        possible = {assignment.name: assignment.max_score for assignment in gradebook.assignments}
        for name in assignments:
            if name not in possible:
                raise UsageError(f"The gradebook knows no assignment {name!r}.{did_you_mean(name, possible)}")
        columns = {name: possible[name] for name in (assignments or sorted(possible))}
        people = read_students(gradebook)
        found = [
            (submission["student"], name, submission["score"], submission["needs_manual_grade"])
            for name in columns
            for submission in gradebook.submission_dicts(name)
            # The gradebook keeps points of a submission that was replaced, or broke half-way.
            if classroom.place("autograded", submission["student"], name).is_dir()
        ]
        late = _read_penalties(gradebook)
    return Grades(
        students=tuple(sorted(people, key=lambda s: (s.last_name, s.first_name, s.id))),
        assignments=columns,
        # As nbgrader's own export does it.
        scores={
            (student, name): max(0.0, score - late.get((student, name), 0.0))
            for student, name, score, _ in found
        },
        to_review=tuple(sorted((student, name) for student, name, _, waiting in found if waiting)),
        not_graded=tuple(
            sorted(
                (student, name)
                for name in columns
                for student in {*classroom.submissions(name)} - {who for who, one, *_ in found if one == name}
            )
        ),
        penalties={
            (student, name): late[student, name] for student, name, *_ in found if (student, name) in late
        },
    )


def _read_penalties(gradebook: Any) -> dict[tuple[str, str], float]:
    """What each student loses in each assignment for being late, where it is anything."""
    from nbgrader import api  # noqa: PLC0415 - takes seconds

    rows = (
        gradebook.db.query(
            api.SubmittedAssignment.student_id,
            api.Assignment.name,
            api.SubmittedAssignment.late_submission_penalty,
        )
        .select_from(api.SubmittedAssignment)
        .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
    )
    return {(student, name): penalty for student, name, penalty in rows if penalty}


def read_students(gradebook: Any) -> tuple[Student, ...]:
    """The students of an open gradebook."""
    return tuple(
        Student(s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or "")
        for s in gradebook.students
    )


def _points(grades: Grades, student: Student, *, missing: str) -> list[str]:
    scores = (grades.scores.get((student.id, name)) for name in grades.assignments)
    return [missing if score is None else _number(score) for score in scores]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
