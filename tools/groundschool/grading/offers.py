"""Where submissions come from: nbgrader's exchange, a folder or zip of students' folders, an LMS's download.

An offer is what is there; whether it is fit to be taken in is not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from groundschool.errors import UsageError
from groundschool.grading import downloads
from groundschool.grading.classroom import Classroom
from groundschool.grading.export import Student
from groundschool.grading.taking import RefusedError, is_litter, listed, student_problem, unpack
from groundschool.grading.wrapper import paths_in, wrapper

EXCHANGE = "nbgrader's exchange"
TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( ?[\w:+-]+)?"


@dataclass(frozen=True)
class Offer:
    """One student's submission, where it lies."""

    student: str
    folder: Path
    only: tuple[str, ...] | None = None
    """The files of the folder that are theirs; all of it if None."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The names under which files are to be kept."""
    notes: tuple[str, ...] = ()
    late: bool = False
    """Whether the LMS says so."""


class Refused(NamedTuple):
    """What is not taken in."""

    what: str
    """What the source calls it: a person, or a file."""
    reason: str
    student: str = ""
    """Who handed it in, if that is known."""


@dataclass(frozen=True)
class Offers:
    """All of a source; what is no submission, with the reason."""

    form: str
    found: tuple[Offer, ...]
    refused: tuple[Refused, ...]


def from_exchange(classroom: Classroom, assignment: str) -> Offers:
    """The newest submission of each student in nbgrader's exchange.

    Read here and not by `nbgrader collect`, which follows links, and which one folder with an odd name stops;
    any student can make one.

    Raises:
        UsageError: nothing was ever released there.
    """
    config = classroom.config()
    inbound = Path(config.Exchange.root) / config.CourseDirectory.course_id / "inbound"
    if not inbound.is_dir():
        raise UsageError(
            f"{inbound}: nothing was submitted here. Release an assignment first, or use --from."
        )
    form = re.compile(rf"(?P<student>.+)\+{re.escape(assignment)}\+(?P<time>{TIME})(\+[^+]*)?")
    newest: dict[str, tuple[str, Path]] = {}
    refused = []
    for path in sorted(inbound.iterdir()):
        found = form.fullmatch(path.name)
        if found and path.is_dir() and not path.is_symlink():
            newest[found["student"]] = max(newest.get(found["student"], ("", path)), (found["time"], path))
        elif f"+{assignment}+" in path.name:
            refused.append(Refused(path.name, f"{path.name!r} is no submission that nbgrader made."))
    offers = [
        Offer(student, path, notes=_owner_notes(student, path)) for student, (_, path) in newest.items()
    ]
    return Offers(EXCHANGE, tuple(offers), tuple(refused))


def from_source(
    source: Path,
    staging: Path,
    *,
    students: Iterable[Student],
    assignment: str,
    expected: Collection[str],
) -> Offers:
    """The submissions in a folder or a `.zip`, in whatever form it is, also below a folder around them all.

    Args:
        source: the folder or zip.
        staging: where a zip may be unpacked.
        students: the roster, for downloads that name people as the LMS does.
        assignment: what is handed in.
        expected: the names of the assignment's files.

    Raises:
        UsageError: there is no such folder or file, or nothing in it.
        GroundSchoolError: it is no zip.
    """
    students = tuple(students)
    folder, refused = _laid_open(source, staging, {student.id for student in students}, assignment)
    paths = [path for path in sorted(folder.iterdir()) if not is_litter(path.name)]
    if not paths and not refused:
        raise UsageError(
            f"{source}: there is no submission in it. Name what holds <student>/<notebooks>, or download it again."
        )
    refused |= {
        path.name: f"{path.name!r} is a link. Hand in the folder itself."
        for path in paths
        if path.is_symlink()
    }
    form = downloads.recognise({*refused, *(path.name for path in paths)})
    fit = [path for path in paths if path.name not in refused]
    if form == downloads.FOLDERS:
        strays = [
            Refused(path.name, f"{path.name!r} lies in no student's folder.")
            for path in fit
            if not path.is_dir()
        ]
        found = tuple(Offer(path.name, path) for path in fit if path.is_dir())
        return Offers(form, found, (*_of_folders(refused), *strays))
    return _downloaded(form, folder, fit, refused, known=downloads.roll(students), expected=expected)


def _laid_open(
    source: Path, staging: Path, roster: Collection[str], assignment: str
) -> tuple[Path, dict[str, str]]:
    """The folder that holds the submissions, and what was refused while a zip was unpacked, by name."""
    if source.is_dir():
        return source / wrapper(paths_in(source), roster=roster, assignment=assignment), {}
    if not source.is_file():
        raise UsageError(f"{source}: there is no such folder or zip. Name what holds <student>/<notebooks>.")
    inside = wrapper(listed(source), roster=roster, assignment=assignment)
    unpacked = staging / "unpacked"
    (unpacked / inside).mkdir(parents=True)
    return unpacked / inside, unpack(source, unpacked, inside=inside)


def _of_folders(refused: Mapping[str, str]) -> Iterable[Refused]:
    """What was refused of folders that are named as their students are."""
    for name, reason in refused.items():
        yield Refused(name, reason, "" if student_problem(name) else name)


def _downloaded(
    form: str,
    folder: Path,
    paths: Iterable[Path],
    refused: Mapping[str, str],
    *,
    known: downloads.Roll,
    expected: Collection[str],
) -> Offers:
    """The submissions of an LMS's download. One refused file refuses all that its owner handed in."""
    people: dict[tuple[str, str], list[downloads.Entry]] = {}
    rows: list[Refused] = []
    offers: dict[str, list[Offer]] = {}
    for path in (*paths, *(folder / name for name in refused)):
        entry = downloads.entry(form, path)
        if entry is None:
            reason = refused.get(path.name, f"{path.name!r} does not look like {form}.")
            rows.append(Refused(path.name, reason))
        else:
            people.setdefault((entry.who, entry.user), []).append(entry)
    for (who, user), entries in people.items():
        student = ""
        try:
            found = downloads.owner(form, who, user, known)
            student = found.id
            bad = [refused[entry.path.name] for entry in entries if entry.path.name in refused]
            if bad:
                raise RefusedError(bad[0])  # noqa: TRY301 - what is told of any other submission that is refused
            one = downloads.handed(form, entries, expected)
        except RefusedError as why:
            rows.append(Refused(f"{who} ({user})", str(why), student))
        else:
            group = downloads.group_note(who, found)
            notes = (group,) if group else ()
            offers.setdefault(student, []).append(
                Offer(student, one.folder, one.only, one.names, (*notes, *one.notes), one.late)
            )
    rows += [
        Refused(
            student,
            f"{len(several)} people of the download fit this student. Is somebody missing in the roster?",
            student,
        )
        for student, several in offers.items()
        if len(several) > 1
    ]
    return Offers(form, tuple(one for one, *more in offers.values() if not more), tuple(rows))


def _owner_notes(student: str, path: Path) -> tuple[str, ...]:
    """Who put it there, if it is not the student. One system user for a whole class is common, so only a note."""
    try:
        owner = path.owner()
    except KeyError:
        owner = "unknown"
    return () if owner == student else (f"It belongs to the system's user {owner!r}.",)
