"""Feedback: a page for each graded notebook, with points and comments, made by nbgrader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.grading.classroom import Classroom, require_success


@dataclass(frozen=True)
class Feedback:
    """The pages for one student, or why there are none."""

    student: str
    files: tuple[Path, ...] = ()
    reason: str = ""


def make_feedback(
    classroom: Classroom, assignment: str, *, progress: Callable[[Feedback], None] | None = None
) -> tuple[Feedback, ...]:
    """Write the feedback on every submission that was graded; whoever was not gets a row with the reason.

    Raises:
        UsageError: there is no such assignment, or nothing of it was collected.
    """
    students = classroom.submissions(assignment)
    if not students:
        classroom.require_assignment(assignment)
        raise UsageError(
            f"Nothing of {assignment} was collected. Run `groundschool class collect {assignment}` first."
        )
    api = classroom.api()
    # nbgrader would tell trouble with it once for each student.
    api.gradebook.close()
    rows = []
    for student in students:
        row = _of_student(classroom, api, assignment, student)
        if progress:
            progress(row)
        rows.append(row)
    return tuple(rows)


def _of_student(classroom: Classroom, api: object, assignment: str, student: str) -> Feedback:
    if not classroom.place("autograded", student, assignment).is_dir():
        return Feedback(student, reason="It is not graded.")
    try:
        result = api.generate_feedback(assignment, student, force=True)  # type: ignore[attr-defined]
        require_success(result, "Writing the feedback")
    except GroundSchoolError as why:
        return Feedback(student, reason=str(why))
    return Feedback(student, tuple(sorted(classroom.place("feedback", student, assignment).glob("*.html"))))
