"""The gradebook cell by cell: what each student has for each graded cell, and where formgrader shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from groundschool.grading.classroom import Classroom


@dataclass(frozen=True)
class CellGrade:
    """One graded cell of one submission."""

    student: str
    notebook: str
    cell: str
    """Its grade id."""
    score: float
    max_score: float
    waiting: bool
    """Whether a person still has to mark it."""
    by_hand: bool
    """Whether a person has."""
    page: str
    """The notebook's page in formgrader, below the server's address."""


def read_cell_grades(classroom: Classroom, gradebook: Any, assignment: str) -> tuple[CellGrade, ...]:
    """All graded cells of the graded submissions of an assignment, in the order of students and cells."""
    from nbgrader import api  # noqa: PLC0415 - takes seconds

    # nbgrader's own lists load an object for each row, one by one.
    rows = (
        gradebook.db.query(
            api.Student.id,
            api.Notebook.name,
            api.BaseCell.name,
            api.Grade.score,
            api.Grade.max_score,
            api.Grade.needs_manual_grade,
            api.Grade.manual_score,
            api.SubmittedNotebook.id,
        )
        .select_from(api.Grade)
        .join(api.SubmittedNotebook, api.Grade.notebook_id == api.SubmittedNotebook.id)
        .join(api.Notebook, api.SubmittedNotebook.notebook_id == api.Notebook.id)
        .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
        .join(api.Student, api.SubmittedAssignment.student_id == api.Student.id)
        .join(api.BaseCell, api.Grade.cell_id == api.BaseCell.id)
        .filter(api.Assignment.name == assignment)
        .order_by(api.Student.id, api.Notebook.name, api.BaseCell.name)
    )
    # The gradebook keeps points of a submission that was replaced, or broke half-way.
    graded = {
        student
        for student in classroom.submissions(assignment)
        if classroom.place("autograded", student, assignment).is_dir()
    }
    return tuple(
        CellGrade(
            student,
            notebook,
            cell,
            score,
            possible,
            waiting,
            by_hand=manual is not None and not waiting,
            page=f"formgrader/submissions/{page}/",
        )
        for student, notebook, cell, score, possible, waiting, manual, page in rows
        if student in graded
    )
