"""The moderation queue: what a person has to look at, why, and where, the most urgent first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from groundschool.errors import UsageError, did_you_mean
from groundschool.grading import reasons
from groundschool.grading.cells import CellGrade, read_cell_grades
from groundschool.grading.classroom import Classroom
from groundschool.grading.export import Student, read_students
from groundschool.grading.late import Deadline, how_late, read_deadline
from groundschool.grading.refusals import Refusal, read_refusals, refusal_path
from groundschool.grading.reports import NOT_GRADED as FAILED
from groundschool.grading.reports import Report, is_graded, read_reports
from groundschool.grading.strangers import in_roster, not_in_roster

REFUSED, NOT_GRADED, STRANGER, FLAGGED, WRITTEN, STOPPED, LATE, MISSING = (
    "refused",
    "not graded",
    "not in the roster",
    "flagged",
    "to be marked",
    "stopped",
    "late",
    "missing",
)
# What grading notes when it had to stop a cell, or code ended its kernel.
_NOTED = re.compile(r"ran out of time|kernel of .* stopped")
_GRADE = "groundschool class grade"
URGENCY = (REFUSED, NOT_GRADED, STRANGER, FLAGGED, WRITTEN, STOPPED, LATE, MISSING)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person."""

    kind: str
    """One of `URGENCY`."""
    assignment: str
    student: str
    name: str
    reason: str
    where: str = ""
    """A page of formgrader, below the server's address, or a path below the classroom."""


@dataclass(frozen=True)
class _Term:
    """All that is known of one assignment."""

    classroom: Classroom
    assignment: str
    students: Mapping[str, Student]
    roster: Collection[str]
    """The ids of those whom a roster brought."""
    grades: Mapping[str, Sequence[CellGrade]]
    reports: Mapping[str, Report]
    refusals: Mapping[str, Refusal]
    deadline: Deadline

    def row(self, kind: str, student: str, reason: str, where: str = "") -> Waiting:
        name = self.students[student].name if student in self.students else ""
        return Waiting(kind, self.assignment, student, name, reason, where)


def queue(classroom: Classroom, assignment: str | None = None) -> tuple[Waiting, ...]:
    """What waits in one assignment, or in all of which something was handed in.

    Raises:
        UsageError: there is no such assignment.
    """

    def handed_in(name: str) -> bool:
        return bool(classroom.submissions(name) or read_refusals(classroom, name))

    with classroom.api().gradebook as gradebook:
        known = sorted({*classroom.assignments(), *(one.name for one in gradebook.assignments)})
        if assignment is not None and assignment not in known:
            raise UsageError(
                f"{classroom.root}: there is no assignment {assignment!r}.{did_you_mean(assignment, known)}"
            )
        students = {student.id: student for student in read_students(gradebook)}
        roster = in_roster(classroom, students.values())
        rows: list[Waiting] = []
        for name in [assignment] if assignment else filter(handed_in, known):
            grades = groupby(read_cell_grades(classroom, gradebook, name), key=lambda one: one.student)
            term = _Term(
                classroom,
                name,
                students,
                roster,
                {student: tuple(of_student) for student, of_student in grades},
                {report.student: report for report in read_reports(classroom, name)},
                read_refusals(classroom, name),
                read_deadline(gradebook, name),
            )
            rows += _of_assignment(term)
    return tuple(sorted(rows, key=lambda row: (URGENCY.index(row.kind), row.assignment, row.student)))


def _of_assignment(term: _Term) -> Iterator[Waiting]:
    submitted = term.classroom.submissions(term.assignment)
    for student, refusal in term.refusals.items():
        path = refusal_path(term.classroom, term.assignment, student)
        earlier = " What was taken in before counts until then." if student in submitted else ""
        reason = f"{refusal.reason} Collect a fit one.{earlier}"
        yield term.row(REFUSED, student, reason, path.relative_to(term.classroom.root).as_posix())
    for student in submitted:
        yield from _of_submission(term, student)
    # Who is known by a mistyped folder alone has nothing to hand in.
    for student in sorted(set(term.roster or term.students) - set(submitted) - set(term.refusals)):
        yield term.row(MISSING, student, "Nothing was collected.")


def _of_submission(term: _Term, student: str) -> Iterator[Waiting]:
    folder = term.classroom.place("submitted", student, term.assignment)
    strange = not_in_roster(student, term.roster)
    if strange:
        reason = (
            f"{strange} Collect it from a folder of the right id, or import a roster that has this student."
        )
        yield term.row(STRANGER, student, reason, _below(term, "submitted", student))
    report = term.reports.get(student)
    if report is not None and report.status == FAILED:
        yield term.row(NOT_GRADED, student, report.reason, _below(term, "submitted", student))
    elif not term.classroom.place("autograded", student, term.assignment).is_dir():
        yield term.row(
            NOT_GRADED, student, f"Collected, and not graded since: run `{_GRADE} {term.assignment}`."
        )
    elif not is_graded(term.classroom, term.assignment, student, report):
        # Whatever waited in the earlier one, these points are not of what lies there now.
        reason = f"Handed in anew since it was graded: run `{_GRADE} {term.assignment}`."
        yield term.row(NOT_GRADED, student, reason, _below(term, "submitted", student))
    else:
        flagged = _flagged(term, student, report)
        yield from flagged.values()
        yield from _to_be_marked(term, student, flagged)
        yield from _stopped(term, student, report)
    seconds = term.deadline.seconds_late(student, folder)
    if seconds:
        yield term.row(LATE, student, f"Late by {how_late(seconds)}.", _below(term, "submitted", student))


def _flagged(term: _Term, student: str, report: Report | None) -> dict[tuple[str, str], Waiting]:
    """What grading flagged, by notebook and cell, unless somebody gave the points by hand since."""
    grades = {(grade.notebook, grade.cell): grade for grade in term.grades.get(student, ())}
    pages = {grade.notebook: grade.page for grade in term.grades.get(student, ())}
    found = {}
    for flag in report.flags if report is not None else ():
        grade = grades.get((flag.notebook, flag.cell))
        if grade is None or not grade.by_hand:
            where = pages.get(flag.notebook, _below(term, "autograded", student))
            found[flag.notebook, flag.cell] = term.row(
                FLAGGED, student, f"{flag.cell} ({flag.notebook}): {flag.reason}", where
            )
    return found


def _to_be_marked(term: _Term, student: str, flagged: Mapping[tuple[str, str], Waiting]) -> Iterator[Waiting]:
    waiting = [
        grade
        for grade in term.grades.get(student, ())
        if grade.waiting and (grade.notebook, grade.cell) not in flagged
    ]
    for (notebook, page), grades in groupby(waiting, key=lambda grade: (grade.notebook, grade.page)):
        cells = ", ".join(grade.cell for grade in grades)
        yield term.row(WRITTEN, student, f"{cells} ({notebook})", page)


def _stopped(term: _Term, student: str, report: Report | None) -> Iterator[Waiting]:
    folder = term.classroom.place("autograded", student, term.assignment)
    where = _below(term, "autograded", student)
    try:
        told = dict.fromkeys(reasons.timed_out(folder))
    except (OSError, ValueError, KeyError):
        # Grading was killed while it wrote.
        yield term.row(NOT_GRADED, student, "What grading wrote cannot be read. Grade it --again.", where)
        return
    noted = report.notes if report is not None else ()
    told |= dict.fromkeys(note for note in noted if _NOTED.search(note))
    for reason in told:
        yield term.row(STOPPED, student, reason, where)


def _below(term: _Term, step: str, student: str) -> str:
    return f"{step}/{student}/{term.assignment}/"
