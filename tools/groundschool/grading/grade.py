"""Grading: nbgrader's autograde for one submission at a time, so that a bad one is a row and no more."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from groundschool.errors import UsageError, did_you_mean
from groundschool.grading import reasons
from groundschool.grading.classroom import Classroom
from groundschool.grading.collect import TIMESTAMP
from groundschool.grading.sandbox import require_sandbox
from groundschool.grading.taking import student_problem

GRADED, KEPT, FAILED = "graded", "kept", "not graded"


@dataclass(frozen=True)
class Graded:
    """One submission in the summary."""

    student: str
    name: str
    status: str
    score: float | None = None
    max_score: float | None = None
    to_review: bool = False
    """Whether a written answer waits for a person."""
    seconds: float = 0.0
    reason: str = ""
    notes: tuple[str, ...] = ()


def grade(
    classroom: Classroom,
    assignment: str,
    *,
    students: Collection[str] = (),
    again: bool = False,
    progress: Callable[[Graded], None] | None = None,
) -> tuple[Graded, ...]:
    """Grade the submissions that were not graded yet, in the order of the students' ids.

    Args:
        classroom: where they are.
        assignment: what they are submissions of.
        students: only these; all if empty.
        again: those that were graded before, too. Points given by hand are kept.
        progress: told of each row as it comes.

    Raises:
        SandboxMissingError: submissions cannot be fenced in here.
        UsageError: the assignment was not released, or a student handed nothing in.
    """
    if classroom.sandbox:
        require_sandbox()
    submitted = classroom.submissions(assignment)
    for student in sorted(set(students) - set(submitted)):
        raise UsageError(
            f"{student!r} has no submission of {assignment} that was collected.{did_you_mean(student, submitted)}"
        )
    api = classroom.api()
    run = _Run(classroom, api, assignment, _notebooks(api, assignment), _names(api))
    rows = []
    with _known_warnings_silenced():
        for student in students or submitted:
            row = run.row(student, again=again)
            if progress:
                progress(row)
            rows.append(row)
    return tuple(rows)


@dataclass(frozen=True)
class _Run:
    classroom: Classroom
    api: Any
    assignment: str
    notebooks: tuple[str, ...]
    names: dict[str, str]
    """The students that the gradebook knew before."""

    def row(self, student: str, *, again: bool) -> Graded:
        """Grade one submission, unless it was graded before; whatever happens is a row."""
        try:
            return self.kept(student) if not again and self.is_graded(student) else self.graded(student)
        except Exception as err:  # noqa: BLE001 - an odd submission that we did not foresee must not stop the others
            return Graded(student, self.names.get(student, ""), FAILED, reason=f"{type(err).__name__}: {err}")

    def is_graded(self, student: str) -> bool:
        """Whether what was handed in last is what was graded last."""
        # Plain `nbgrader collect` leaves the old grades in place; the time of handing in tells.
        new, old = (
            self.classroom.place(step, student, self.assignment) / TIMESTAMP
            for step in ("submitted", "autograded")
        )
        return old.parent.is_dir() and _text(new) == _text(old)

    def kept(self, student: str) -> Graded:
        """The row of a submission that was graded before."""
        return self._with_score(Graded(student, self.names.get(student, ""), KEPT))

    def graded(self, student: str) -> Graded:
        """Grade a submission and make its row."""
        row = Graded(student, self.names.get(student, ""), GRADED)
        folder = self.classroom.place("submitted", student, self.assignment)
        # nbgrader takes the id for a glob pattern: "a*" would grade every student of that letter.
        odd = student_problem(student)
        if odd:
            return replace(row, status=FAILED, reason=odd)
        problem = reasons.unfit(folder, self.notebooks)
        if problem:
            self._make_known(student)
            return replace(row, status=FAILED, reason=problem)
        started = time.monotonic()
        result = self.api.autograde(self.assignment, student, force=True, create=True)
        row = replace(row, seconds=time.monotonic() - started, notes=reasons.notes(result.get("log", "")))
        if not result["success"]:
            if "KeyboardInterrupt" in result["error"].strip().splitlines()[-1]:
                # nbgrader takes it for an error of the submission.
                raise KeyboardInterrupt
            return replace(row, status=FAILED, reason=reasons.reason(result))
        notes = row.notes + reasons.changed(folder, self.classroom.released / self.assignment)
        notes += reasons.timed_out(self.classroom.place("autograded", student, self.assignment))
        if self.names and student not in self.names:
            notes += ("The gradebook did not know this student; is the name right?",)
        return self._with_score(replace(row, notes=notes))

    def _make_known(self, student: str) -> None:
        """Put a student in the gradebook whose submission nbgrader never sees, so that no export leaves them out."""
        with self.api.gradebook as gradebook:
            gradebook.update_or_create_student(student)

    def _with_score(self, row: Graded) -> Graded:
        with self.api.gradebook as gradebook:
            submission = gradebook.find_submission(self.assignment, row.student)
            return replace(
                row,
                score=submission.score,
                max_score=submission.max_score,
                to_review=submission.needs_manual_grade,
            )


@contextmanager
def _known_warnings_silenced() -> Iterator[None]:
    """Warnings that every run of nbgrader gives and nobody here can act on."""
    from nbformat.warnings import MissingIDFieldWarning  # noqa: PLC0415
    from sqlalchemy.exc import SAWarning  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
        # Cells that nbgrader puts back have no id.
        warnings.filterwarnings("ignore", "Cell is missing an id field", MissingIDFieldWarning)
        yield


def _notebooks(api: Any, assignment: str) -> tuple[str, ...]:
    from nbgrader.api import MissingEntry  # noqa: PLC0415 - takes seconds

    with api.gradebook as gradebook:
        try:
            return tuple(
                sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
            )
        except MissingEntry:
            raise UsageError(
                f"The gradebook knows no assignment {assignment!r}. Run `groundschool class release` first."
            ) from None


def _text(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _names(api: Any) -> dict[str, str]:
    with api.gradebook as gradebook:
        return {s.id: " ".join(filter(None, (s.first_name, s.last_name))) for s in gradebook.students}
