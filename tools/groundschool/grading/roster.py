"""Reading who is in a class: what Canvas and Moodle export, or a plain table, as CSV.

The form is recognised by its header. Canvas: the gradebook's export (`app/models/gradebook_exporter.rb` of
canvas-lms) and the course roster that People, Groups, Import offers (`lib/group_category_exporter.rb`). Moodle: the
participants, the grades and the grading worksheet of an assignment, in English.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundschool.errors import Problem, UsageError
from groundschool.grading.export import Student
from groundschool.grading.taking import student_problem
from groundschool.sheets import FORMULA

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ROUNDED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FIRST = ("First name", "Firstname", "Given name")
_LAST = ("Last name", "Lastname", "Surname", "Family name")
# What spreadsheets put before the header: empty lines, and which character is between the cells.
_PREAMBLE = re.compile(
    r'(?:[\s,;]*[\r\n])?(?:"?sep=([,;|\t])"?[,;]*\s*[\r\n])?(?:[\s,;]*[\r\n])?', re.IGNORECASE
)
# Canvas makes up this login for the student that teachers play.
_MADE_UP = re.compile(r"(?:[0-9a-f]{40})?")
_EMAIL = ("Email address", "Email", "Mail")


@dataclass(frozen=True)
class _Form:
    """One kind of file: the columns that give it away, and where the fields of a student are."""

    name: str
    marks: tuple[tuple[str, ...], ...]
    """The file has one column of each."""
    ids: tuple[str, ...]
    """The first of them that is filled in anywhere holds the students' ids."""
    lms_id: tuple[str, ...]
    name_column: tuple[str, ...] = ()
    """The whole name in one column: "Last, First" or "First Last"."""


_GRADEBOOK = "Canvas, Gradebook export"
_MOODLE_IDS = ("Username", "ID number", "Email address")
_FORMS = (
    _Form(
        _GRADEBOOK,
        (("Student",), ("ID",), ("Section",)),
        ("SIS Login ID", "SIS User ID", "ID"),
        ("ID",),
        ("Student",),
    ),
    # With "Split student names".
    _Form(
        _GRADEBOOK,
        (("LastName",), ("FirstName",), ("ID",), ("SIS Login ID",)),
        ("SIS Login ID", "SIS User ID", "ID"),
        ("ID",),
    ),
    _Form(
        "Canvas, course roster of People",
        (("name",), ("canvas_user_id",)),
        ("login_id", "user_id", "canvas_user_id"),
        ("canvas_user_id",),
        ("name",),
    ),
    _Form(
        "Moodle, grading worksheet",
        (("Identifier",), ("Full name",)),
        _MOODLE_IDS,
        ("ID number",),
        ("Full name",),
    ),
    _Form("plain table", (("ID", "Student ID"),), ("ID", "Student ID"), ("LMS user ID", "LMS ID")),
    _Form("Moodle, participants or grades", (_FIRST, _LAST, _MOODLE_IDS), _MOODLE_IDS, ("ID number",)),
)


@dataclass(frozen=True)
class Roster:
    """The students of a file; a field that the file does not tell is empty."""

    form: str
    id_column: str
    students: tuple[Student, ...]
    lines: tuple[int, ...]
    """Where each student is in the file."""
    problems: tuple[Problem, ...]
    """The rows that were left out, by line."""


def read_roster(path: Path) -> Roster:
    """Read the students of a file.

    Raises:
        UsageError: it cannot be read, or is of no form that we know.
    """
    text = _text(path)
    form, id_column, rows = _rows(path, text)
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    problems = []
    for line, row in rows:
        student = _student(form, id_column, row)
        # Folders of ids that differ in case only are one folder on many machines.
        key = student.id.casefold()
        trouble = _trouble(student, id_column)
        if not trouble and key in students:
            trouble = f"{student.id!r} is in line {lines[key]} too. Delete one of the two lines."
        if trouble:
            problems.append(Problem(path.name, line, id_column, trouble))
        else:
            students[key] = student
            lines[key] = line
    return Roster(form.name, id_column, tuple(students.values()), tuple(lines.values()), tuple(problems))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as err:
        raise UsageError(f"{path}: this file cannot be read ({err.strerror}). Name a CSV file.") from err
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise UsageError(
            f"{path}:{line}: this text is not in UTF-8. In Excel choose 'CSV UTF-8' when saving it."
        ) from err
    if "\0" in text:
        raise UsageError(
            f"{path}: this is no CSV file. A workbook (.xlsx) has to be saved as 'CSV UTF-8' first."
        )
    return text


def _rows(path: Path, text: str) -> tuple[_Form, str, list[tuple[int, dict[str, str]]]]:
    """The form, the column of the ids, and each row by its line: folded column -> text."""
    preamble = _PREAMBLE.match(text)
    skipped = preamble[0] if preamble else ""
    before, text = len(skipped.splitlines()), text.removeprefix(skipped)
    told = preamble[1] if preamble else None
    for delimiter in (told,) if told else (",", ";", "\t"):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            head = [_folded(name) for name in next(reader, [])]
            form = next((form for form in _FORMS if all(_column(head, names) for names in form.marks)), None)
            if form is None:
                continue
            rows = [
                (before + line, row) for line, row in _by_line(reader, head) if not _is_no_student(form, row)
            ]
        except csv.Error as err:
            raise UsageError(
                f"{path}:{before + reader.line_num}: this is no CSV file ({err}). Export it again."
            ) from err
        filled = (name for name in form.ids if any(row.get(_folded(name)) for _, row in rows))
        return form, next(filled, form.ids[0]), rows
    first = text.split("\n", 1)[0].strip()[:200]
    raise UsageError(
        f"{path}: this file is not understood, and nothing was changed. Its first line is: {first or '(empty)'}\n"
        "A roster is Canvas' Gradebook export (Student, ID, ..., Section) or course roster (name, canvas_user_id, "
        "...), Moodle's participants or grades in English (First name, Last name, Email address, ...), or a plain "
        "table with the columns id, first name, last name, email."
    )


def _by_line(reader: Any, head: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    end = reader.line_num
    for cells in reader:
        line, end = end + 1, reader.line_num
        row = dict(zip(head, (_plain(cell) for cell in cells), strict=False))
        if any(row.values()):
            yield line, row


def _student(form: _Form, id_column: str, row: Mapping[str, str]) -> Student:
    first, last = _field(row, _FIRST), _field(row, _LAST)
    whole = _field(row, form.name_column)
    if "," in whole:
        last, first = (part.strip() for part in whole.split(",", 1))
    elif whole:
        first, _, last = whole.rpartition(" ")
    return Student(
        id=_field(row, (id_column,)),
        first_name=first,
        last_name=last,
        email=_field(row, _EMAIL),
        lms_id=_field(row, form.lms_id),
    )


def _trouble(student: Student, id_column: str) -> str | None:
    if not student.id:
        whose = f" of {student.name}" if student.name else ""
        return f"The id{whose} is missing. Fill in the column {id_column!r}, or delete the line."
    for value in (student.id, student.lms_id):
        if _ROUNDED.fullmatch(value):
            return f"{value!r} is a number that a spreadsheet has rounded. Export the file again and import it unopened."
    problem = student_problem(student.id)
    return f"{problem} Change it in the file." if problem else None


def _is_no_student(form: _Form, row: Mapping[str, str]) -> bool:
    """Whether it is one of the rows that Canvas puts among the students of its gradebook."""
    if form.name != _GRADEBOOK:
        return False
    name = row.get("student") or ", ".join(filter(None, (_field(row, _LAST), _field(row, _FIRST))))
    if name == "Student, Test":
        return not row.get("sisuserid") and _MADE_UP.fullmatch(row.get("sisloginid", "")) is not None
    return name in ("", "Points Possible")


def _field(row: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((row[_folded(name)] for name in names if row.get(_folded(name))), "")


def _column(head: list[str], names: tuple[str, ...]) -> bool:
    return any(_folded(name) in head for name in names)


def _folded(name: str) -> str:
    """A column's name without what people and versions spell differently: `E-mail`, `first_name`."""
    return re.sub(r"[\s_-]", "", name).casefold()


def _plain(cell: str) -> str:
    """A cell without the apostrophe that our exports put before what a spreadsheet would calculate.

    And without control characters: students choose their names, and a terminal obeys them.
    """
    text = " ".join(_CONTROL.sub(" ", cell).split())
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
