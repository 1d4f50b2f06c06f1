"""What an LMS puts into its zip of submissions, and whose it is.

Canvas (`lib/content_zipper.rb` of canvas-lms): files side by side, `<name>[_LATE]_<user>_<attachment>_<file>`; of a
file that was handed in again the name ends in `-1`, `-2`; where names are hidden `[LATE_]anon_<letters>` stands for
name and user. Moodle (`mod/assign/classes/downloader.php`): a folder for each student,
`<full name>_<number>_assignsubmission_file[_]/<file>`, or files side by side; the number is one of the assignment and
not of the student.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from groundschool.grading.export import Student
from groundschool.grading.taking import RefusedError
from groundschool.grading.versions import newest

CANVAS, MOODLE, FOLDERS = "a download from Canvas", "a download from Moodle", "folders of students"
_CANVAS = re.compile(
    r"(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d+)_(?:(?P<age>\d+)_(?P<file>.+)|(?:text|link)\.html)"
)
# Five letters and digits instead of name and number; digits alone are the number of somebody of that name.
_HIDDEN = re.compile(
    r"(?P<late>LATE_)?(?P<who>anon)_(?!\d+_)(?P<user>[A-Za-z0-9]{5})"
    r"_(?:(?P<age>\d+)_(?P<file>.+)|(?:text|link)\.html)"
)
_MOODLE = re.compile(r"(?P<who>.+)_(?P<user>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<file>.*)")
_MEMBERS = "Put a copy into the folder of each member."
_ROSTER = "Import the roster with `groundschool class roster`, then collect again."


@dataclass(frozen=True)
class Entry:
    """A file or folder at the top of a download, as its name tells."""

    path: Path
    who: str
    user: str
    """Canvas: the user's id. Moodle: a number of the assignment."""
    file: str = ""
    """The name that the student gave; a folder has none."""
    age: int = 0
    """The newer, the larger."""
    late: bool = False


@dataclass(frozen=True)
class Handed:
    """What one person handed in through an LMS."""

    who: str
    user: str
    folder: Path
    only: tuple[str, ...] | None = None
    """The files of the folder that are theirs; all of it if None."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The names under which files are kept."""
    notes: tuple[str, ...] = ()
    late: bool = False


def recognise(names: Iterable[str]) -> str:
    """The form of a download, by the names at its top: what most of them look like."""
    counts = {FOLDERS: 0, CANVAS: 0, MOODLE: 0}
    for name in names:
        counts[MOODLE if _MOODLE.fullmatch(name) else CANVAS if _of_canvas(name) else FOLDERS] += 1
    return max(counts, key=lambda form: counts[form])


def _of_canvas(name: str) -> re.Match[str] | None:
    return _HIDDEN.fullmatch(name) or _CANVAS.fullmatch(name)


def entry(form: str, path: Path) -> Entry | None:
    """Read the name of a file or folder at the top of a download; None if the LMS did not make it."""
    found = _of_canvas(path.name) if form == CANVAS else _MOODLE.fullmatch(path.name)
    if found is None:
        return None
    if form == CANVAS:
        return Entry(
            path,
            found["who"],
            found["user"],
            found["file"] or "",
            int(found["age"] or 0),
            found["late"] is not None,
        )
    # A text typed into Moodle is a file beside the notebooks that were handed in.
    return Entry(path, found["who"], found["user"], found["file"])


def handed(form: str, entries: Sequence[Entry], expected: Collection[str]) -> Handed:
    """Put together what one person handed in.

    Args:
        form: of the download.
        entries: all that are theirs.
        expected: the names of the assignment's files.

    Raises:
        RefusedError: it holds no file, only what was typed into the LMS.
    """
    first = entries[0]
    folders = [one for one in entries if one.path.is_dir() and "_assignsubmission_file" in one.path.name]
    if form == MOODLE and folders:
        folder = folders[0].path
        found = [(0, path.name, path.name) for path in sorted(folder.iterdir())]
        only = None
    else:
        folder = first.path.parent
        found = [(one.age, one.path.name, one.file) for one in entries if one.file and not one.path.is_dir()]
        only = tuple(name for _, name, _ in found)
    if not found:
        raise RefusedError("It has no file, only what was typed into the LMS, or a link.")
    names, notes = newest(found, expected)
    return Handed(
        first.who,
        first.user,
        folder,
        None if only is None else tuple(name for name in only if name in names),
        names,
        notes,
        any(one.late for one in entries),
    )


@dataclass(frozen=True)
class Roll:
    """The roster, to be looked up by what an LMS calls people."""

    by_id: Mapping[str, Sequence[Student]]
    """By the LMS's id."""
    by_name: Mapping[str, Sequence[Student]]
    """By first and last name in either order, without spaces."""


def roll(students: Iterable[Student]) -> Roll:
    """Make the roster ready to be looked up."""
    by_id: dict[str, list[Student]] = {}
    by_name: dict[str, list[Student]] = {}
    for student in students:
        if student.lms_id:
            by_id.setdefault(student.lms_id, []).append(student)
        first, last = _letters(student.first_name), _letters(student.last_name)
        for name in {first + last, last + first} - {""}:
            by_name.setdefault(name, []).append(student)
    return Roll(by_id, by_name)


def owner(form: str, who: str, user: str, known: Roll) -> Student:
    """The student whose submission it is.

    Raises:
        RefusedError: the roster has nobody who fits, or more than one.
    """
    same_name = known.by_name.get(_letters(who), ())
    if form == CANVAS:
        if not user.isdecimal():
            raise RefusedError("Canvas hid the names: switch anonymous grading off, and download it again.")
        # A roster that came from elsewhere does not know Canvas' ids.
        fits = known.by_id.get(user) or [student for student in same_name if not student.lms_id]
        called = f"the Canvas id {user}, or that name without an id"
    else:
        if who.casefold() == "participant":
            raise RefusedError(
                "Moodle hid the names: reveal the student identities of the assignment, and download it again."
            )
        fits, called = same_name, f"the name {who!r}"
    if not fits:
        group = f" Or is it a group? {_MEMBERS}" if form == MOODLE else ""
        raise RefusedError(f"Nobody in the roster has {called}. {_ROSTER}{group}")
    if len(fits) > 1:
        ids = ", ".join(student.id for student in fits)
        raise RefusedError(
            f"{len(fits)} students have {called}: {ids}. Put it into a folder of the right id and collect that."
        )
    return fits[0]


def group_note(who: str, student: Student) -> str | None:
    """What to say if a download names a student's files otherwise than the student; None if the names fit.

    What a group hands in, Canvas names after the group and numbers as one member.
    """
    given = _letters(who)
    # A roster may know more first and last names than Canvas does, or fewer: one of each is enough.
    names = [name.split() for name in (student.first_name, student.last_name) if name.strip()]
    if all(any(way in given for part in parts for way in _spellings(part)) for parts in names):
        return None
    return f"Its files are named {who!r} and not {student.name!r}: is it a group? {_MEMBERS}"


def _letters(name: str) -> str:
    """A name without what file names lose: case, spaces, commas; accents as one letter on every system."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


def _spellings(name: str) -> tuple[str, str, str]:
    """A name as it is, without its accents, and without the letters that have any: file names have been through much."""
    letters = _letters(name)
    return (
        letters,
        unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode(),
        letters.encode("ascii", "ignore").decode(),
    )
