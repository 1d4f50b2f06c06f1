"""Taking submissions in: from nbgrader's exchange, or from a folder or zip of `<student>/<notebooks>`.

What is refused stays where it was and is named; what a newer submission replaces is kept aside.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.grading.classroom import Classroom
from groundschool.grading.taking import RefusedError, copy_submission, is_litter, student_problem, unpack

TIMESTAMP = "timestamp.txt"
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( ?[\w:+-]+)?")
_ASIDE = ".replaced"


@dataclass(frozen=True)
class Collected:
    """What became of one student's submission: new, updated, unchanged or refused."""

    student: str
    status: str
    reason: str = ""


@dataclass(frozen=True)
class _Offer:
    student: str
    folder: Path
    note: str = ""


def collect(classroom: Classroom, assignment: str, *, source: Path | None = None) -> tuple[Collected, ...]:
    """Take in every submission of an assignment that is fit to be taken in.

    Args:
        classroom: where they go, below `submitted/`.
        assignment: what they are submissions of.
        source: a folder or a `.zip` of `<student>/<notebooks>`; nbgrader's exchange if None.

    Raises:
        UsageError: there is no such assignment, or no such source.
    """
    classroom.require_assignment(assignment)
    classroom.submitted.mkdir(exist_ok=True)
    with _staging(classroom) as staging:
        offers, rows = _exchange(classroom, assignment) if source is None else _handed(source, staging)
        for offer in offers:
            try:
                rows.append(_take(classroom, assignment, offer, staging / "taken" / offer.student))
            except (GroundSchoolError, OSError) as why:
                rows.append(Collected(offer.student, "refused", str(why)))
    return tuple(sorted(rows, key=lambda row: row.student))


def _take(classroom: Classroom, assignment: str, offer: _Offer, staged: Path) -> Collected:
    problem = student_problem(offer.student)
    if problem:
        raise RefusedError(problem)
    folder = offer.folder
    if (
        not list(folder.glob("*.ipynb"))
        and (folder / assignment).is_dir()
        and not (folder / assignment).is_symlink()
    ):
        folder /= assignment
    staged.mkdir(parents=True)
    copy_submission(folder, staged)
    if not list(staged.glob("*.ipynb")):
        raise RefusedError("There is no notebook in it.")
    note = offer.note
    stamp = staged / TIMESTAMP
    if stamp.exists() and not _TIME.fullmatch(stamp.read_text(encoding="utf-8", errors="replace").strip()):
        stamp.unlink()
        note = f"{TIMESTAMP} holds no time and was left out."
    target = classroom.place("submitted", offer.student, assignment)
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        staged.replace(target)
        return Collected(offer.student, "new", note)
    if _content(staged) == _content(target):
        return Collected(offer.student, "unchanged", note)
    _put_aside(classroom, offer.student, assignment)
    staged.replace(target)
    return Collected(offer.student, "updated", note)


def _put_aside(classroom: Classroom, student: str, assignment: str) -> None:
    """Keep what is replaced, and what was graded of it: the new one is ungraded until it is graded itself."""
    for step in ("autograded", "submitted"):
        old = classroom.place(step, student, assignment)
        if old.exists():
            aside = classroom.root / step / _ASIDE / student
            aside.mkdir(parents=True, exist_ok=True)
            number = 1 + sum(1 for _ in aside.glob(f"{assignment}-*"))
            old.replace(aside / f"{assignment}-{number}")


def _handed(source: Path, staging: Path) -> tuple[list[_Offer], list[Collected]]:
    rows: list[Collected] = []
    folder = source
    if source.is_file():
        folder = staging / "unpacked"
        folder.mkdir()
        rows += [Collected(name, "refused", why) for name, why in unpack(source, folder).items()]
    elif not source.is_dir():
        raise UsageError(f"{source}: there is no such folder or zip. Name what holds <student>/<notebooks>.")
    offers = []
    for path in sorted(folder.iterdir()):
        if is_litter(path.name):
            continue
        if path.is_symlink():
            rows.append(
                Collected(path.name, "refused", f"{path.name!r} is a link. Hand in the folder itself.")
            )
        elif path.is_dir():
            offers.append(_Offer(path.name, path))
        else:
            rows.append(Collected(path.name, "refused", f"{path.name!r} lies in no student's folder."))
    return offers, rows


def _exchange(classroom: Classroom, assignment: str) -> tuple[list[_Offer], list[Collected]]:
    """The newest submission of each student in nbgrader's exchange.

    Read here and not by `nbgrader collect`, which follows links, and which one folder with an odd name stops;
    any student can make one.
    """
    config = classroom.config()
    inbound = Path(config.Exchange.root) / config.CourseDirectory.course_id / "inbound"
    if not inbound.is_dir():
        raise UsageError(
            f"{inbound}: nothing was submitted here. Release an assignment first, or use --from."
        )
    form = re.compile(rf"(?P<student>.+)\+{re.escape(assignment)}\+(?P<time>{_TIME.pattern})(\+[^+]*)?")
    newest: dict[str, tuple[str, Path]] = {}
    rows = []
    for path in sorted(inbound.iterdir()):
        found = form.fullmatch(path.name)
        if found and path.is_dir() and not path.is_symlink():
            newest[found["student"]] = max(newest.get(found["student"], ("", path)), (found["time"], path))
        elif f"+{assignment}+" in path.name:
            rows.append(
                Collected(path.name, "refused", f"{path.name!r} is no submission that nbgrader made.")
            )
    offers = [_Offer(student, path, _owner_note(student, path)) for student, (_, path) in newest.items()]
    return offers, rows


def _owner_note(student: str, path: Path) -> str:
    """Who put it there, if it is not the student. One system user for a whole class is common, so only a note."""
    try:
        owner = path.owner()
    except KeyError:
        owner = "unknown"
    return "" if owner == student else f"It belongs to the system's user {owner!r}."


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
