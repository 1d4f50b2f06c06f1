"""Taking submissions in: from nbgrader's exchange, from a folder or zip of `<student>/<notebooks>`, from an LMS.

What is refused stays where it was, is named, and waits in the queue; what a newer submission replaces is kept aside.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from groundschool.errors import GroundSchoolError
from groundschool.grading.classroom import Classroom
from groundschool.grading.export import read_students
from groundschool.grading.late import TIMESTAMP, Deadline, how_late, read_deadline, time_of
from groundschool.grading.offers import TIME, Offer, Refused, from_exchange, from_source
from groundschool.grading.refusals import settle, write_refusal
from groundschool.grading.reports import report_path
from groundschool.grading.strangers import in_roster, not_in_roster
from groundschool.grading.taking import RefusedError, copy_submission, is_notebook_name, student_problem
from groundschool.grading.versions import newest, stray_note

_ASIDE = ".replaced"
_SHOWN = 5
"""Files that are named of a submission without a notebook."""


@dataclass(frozen=True)
class Collected:
    """What became of one student's submission: new, updated, unchanged or refused."""

    student: str
    status: str
    reason: str = ""
    late: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of everything that was offered, and what the source was recognised as."""

    form: str
    rows: tuple[Collected, ...]


@dataclass(frozen=True)
class _Intake:
    """What there is to know before anything is taken in."""

    classroom: Classroom
    assignment: str
    roster: frozenset[str]
    deadline: Deadline
    expected: frozenset[str]
    """The names of the assignment's files."""


def collect(classroom: Classroom, assignment: str, *, source: Path | None = None) -> Taken:
    """Take in every submission of an assignment that is fit to be taken in.

    Args:
        classroom: where they go, below `submitted/`.
        assignment: what they are submissions of.
        source: a folder or a `.zip` of `<student>/<notebooks>`, or as Canvas or Moodle make it; nbgrader's
            exchange if None.

    Raises:
        UsageError: there is no such assignment, or no such source.
    """
    classroom.require_assignment(assignment)
    classroom.submitted.mkdir(exist_ok=True)
    with classroom.api().gradebook as gradebook:
        students, deadline = read_students(gradebook), read_deadline(gradebook, assignment)
    expected = frozenset(path.name for path in (classroom.root / "source" / assignment).iterdir())
    intake = _Intake(classroom, assignment, in_roster(classroom, students), deadline, expected)
    with _staging(classroom) as staging:
        if source is None:
            offers = from_exchange(classroom, assignment)
        else:
            known = [student for student in students if student.id in intake.roster]
            offers = from_source(source, staging, students=known, assignment=assignment, expected=expected)
        refused = list(offers.refused)
        rows = []
        for offer in offers.found:
            try:
                rows.append(_take(intake, offer, staging / "taken" / offer.student))
            except (GroundSchoolError, OSError) as why:
                whose = "" if student_problem(offer.student) else offer.student
                refused.append(Refused(offer.student, str(why), whose))
    for one in refused:
        rows.append(Collected(one.student or one.what, "refused", one.reason))
        if one.student:
            write_refusal(classroom, assignment, one.student, one.reason)
    return Taken(offers.form, tuple(sorted(rows, key=lambda row: row.student)))


def _take(intake: _Intake, offer: Offer, staged: Path) -> Collected:
    notes = [*offer.notes, *_stage(intake, offer, staged)]
    stamp = staged / TIMESTAMP
    if stamp.exists() and not _tells_time(staged):
        stamp.unlink()
        notes.append(f"{TIMESTAMP} holds no time and was left out.")
    strange = not_in_roster(offer.student, intake.roster)
    if strange:
        notes.insert(0, strange)
    seconds = intake.deadline.seconds_late(offer.student, staged)
    if seconds:
        notes.insert(0, f"Late by {how_late(seconds)}.")
    elif offer.late:
        notes.insert(0, "Late, says the LMS.")
    status, aside = _put_in(intake.classroom, intake.assignment, offer.student, staged)
    if aside is not None:
        notes.append(f"The earlier one, graded, is in {aside.relative_to(intake.classroom.root).as_posix()}.")
    settle(intake.classroom, intake.assignment, offer.student)
    return Collected(offer.student, status, " ".join(notes), late=bool(seconds) or offer.late)


def _stage(intake: _Intake, offer: Offer, staged: Path) -> list[str]:
    """Copy what was offered to a folder of ours, under the names that the assignment gives; tell what is odd."""
    problem = student_problem(offer.student)
    if problem:
        raise RefusedError(problem)
    folder = offer.folder
    inner = folder / intake.assignment
    if offer.only is None and not _has_notebooks(folder) and inner.is_dir() and not inner.is_symlink():
        folder = inner
    staged.mkdir(parents=True)
    copy_submission(folder, staged, only=offer.only)
    names, notes = offer.names, list[str]()
    if not names:
        # A folder that no LMS made; what is in it was looked at by nobody yet.
        found = ((0, path.name, path.name) for path in sorted(staged.iterdir()))
        names, told = newest(found, intake.expected)
        notes += told
    for name, target in names.items():
        # A student's folder inside the download is copied as it is.
        if name != target and (staged / name).is_file():
            (staged / name).replace(staged / target)
    if not list(staged.glob("*.ipynb")):
        held = _named(staged)
        raise RefusedError(f"It holds {held} and no notebook." if held else "There is nothing in it.")
    stray = stray_note((path.name for path in staged.iterdir()), intake.expected)
    return [*notes, stray] if stray else notes


def _has_notebooks(folder: Path) -> bool:
    # A folder that cannot be read has none; copying it says why.
    return any(is_notebook_name(path.name) for path in folder.glob("*"))


def _named(folder: Path) -> str:
    """What is in a folder, as far as anybody wants to read it."""
    names = sorted(path.relative_to(folder).as_posix() for path in _files(folder))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _put_in(classroom: Classroom, assignment: str, student: str, staged: Path) -> tuple[str, Path | None]:
    """Put a submission in its place; what became of it, and where an earlier one is that was graded."""
    target = classroom.place("submitted", student, assignment)
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        staged.replace(target)
        return "new", None
    if _content(staged) == _content(target):
        return "unchanged", None
    graded = _put_aside(classroom, "autograded", student, assignment)
    earlier = _put_aside(classroom, "submitted", student, assignment)
    # What grading reported is of the old one, and can be had again from it.
    report_path(classroom, assignment, student).unlink(missing_ok=True)
    staged.replace(target)
    return "updated", earlier if graded else None


def _put_aside(classroom: Classroom, step: str, student: str, assignment: str) -> Path | None:
    """Keep what is replaced at a step, if there is anything, and say where.

    Of what was graded, too: the new one is ungraded until it is graded itself.
    """
    old = classroom.place(step, student, assignment)
    if not old.exists():
        return None
    aside = classroom.root / step / _ASIDE / student
    aside.mkdir(parents=True, exist_ok=True)
    number = 1 + sum(1 for _ in aside.glob(f"{assignment}-*"))
    return old.replace(aside / f"{assignment}-{number}")


def _tells_time(folder: Path) -> bool:
    """Whether nbgrader will be able to read the time of a submission; it would fail at anything else."""
    text = (folder / TIMESTAMP).read_text(encoding="utf-8", errors="replace").strip()
    return re.fullmatch(TIME, text) is not None and time_of(folder) is not None


@contextmanager
def _staging(classroom: Classroom) -> Iterator[Path]:
    """A folder next to where things go, so that moving them in is one step; nbgrader passes over its name."""
    folder = Path(tempfile.mkdtemp(prefix=".taking-", dir=classroom.submitted))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
