"""A roster is read in every form that an LMS exports, and what is wrong with it is named by its line."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from groundschool.errors import UsageError
from groundschool.grading.enrolment import compare
from groundschool.grading.export import Grades, Student, canvas, moodle, plain
from groundschool.grading.roster import Roster, read_roster

ADA = Student("ada", "Ada", "Lovelace", "ada@example.org", "1001")
BEN = Student("ben", "Ben", "O'Hara Díaz", "ben@example.org", "1002")
CANVAS = """Student,ID,SIS Login ID,Section,Lab 1 (12345),Final Score
,,,,Manual Posting,(read only)
    Points Possible,,,,10,(read only)
"Lovelace, Ada",1001,ada,Morning,9,
"O'Hara Díaz, Ben",1002,ben,Morning and Evening,,
"Student, Test",1003,,Morning,,
"""
CANVAS_SPLIT = """LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,Lab 1 (12345)
    Points Possible,,,,,,10
Lovelace,Ada,1001,S1,ada,Morning,9
O'Hara Díaz,Ben,1002,S2,ben,Morning,
Student,Test,1003,,0123456789abcdef0123456789abcdef01234567,Morning,
"""
PEOPLE = """name,canvas_user_id,user_id,login_id,sections,group_name
Ada Lovelace,1001,S1,ada,Morning,
Plato,1002,S2,plato,Morning,
"""
MOODLE = """First name;Last name;Username;ID number;Email address;Lab 1 (Real)
Ada;Lovelace;ada;1001;ada@example.org;9,5
Ben;O'Hara Díaz;ben;1002;ben@example.org;-
"""
PARTICIPANTS = """"First name",Surname,"Email address",Groups
Ada,Lovelace,ada@example.org,
"""
WORKSHEET = """Identifier,"Full name","ID number","Email address",Status
"Participant 77","Ada Lovelace",1001,ada@example.org,Submitted
"""
PLAIN = """id\tfirst_name\tlast_name\te-mail
ada\tAda\tLovelace\tada@example.org

ben\t"Ben"\tO'Hara Díaz\tben@example.org
"""


def read(folder: Path, text: str | bytes) -> Roster:
    path = folder / "class.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_roster(path)


def problems(roster: Roster) -> list[str]:
    return [str(problem) for problem in roster.problems]


@pytest.mark.parametrize(
    ("text", "form", "column", "students"),
    [
        (
            CANVAS,
            "Canvas, Gradebook export",
            "SIS Login ID",
            [("ada", "Lovelace", "1001"), ("ben", "O'Hara Díaz", "1002")],
        ),
        (
            CANVAS_SPLIT,
            "Canvas, Gradebook export",
            "SIS Login ID",
            [("ada", "Lovelace", "1001"), ("ben", "O'Hara Díaz", "1002")],
        ),
        (
            PEOPLE,
            "Canvas, course roster of People",
            "login_id",
            [("ada", "Lovelace", "1001"), ("plato", "Plato", "1002")],
        ),
        (
            MOODLE,
            "Moodle, participants or grades",
            "Username",
            [("ada", "Lovelace", "1001"), ("ben", "O'Hara Díaz", "1002")],
        ),
        (
            PARTICIPANTS,
            "Moodle, participants or grades",
            "Email address",
            [("ada@example.org", "Lovelace", "")],
        ),
        (WORKSHEET, "Moodle, grading worksheet", "ID number", [("1001", "Lovelace", "1001")]),
        (PLAIN, "plain table", "ID", [("ada", "Lovelace", ""), ("ben", "O'Hara Díaz", "")]),
    ],
)
def test_the_form_is_recognised_by_the_header(
    text: str, form: str, column: str, students: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    roster = read(tmp_path, text)

    assert (roster.form, roster.id_column, roster.problems) == (form, column, ())
    assert [(s.id, s.last_name, s.lms_id) for s in roster.students] == students


@pytest.mark.parametrize("table", [canvas, moodle, plain])
def test_what_was_exported_is_read_back(table: object, tmp_path: Path) -> None:
    odd = Student("eve", "=cmd()", "@home", "", "1003")
    roster = read(tmp_path, table(Grades((ADA, BEN, odd), {"dough": 6.0}, {})))  # type: ignore[operator]
    found = {s.id: (s.first_name, s.last_name, s.lms_id) for s in roster.students}

    assert found == {s.id: (s.first_name, s.last_name, s.lms_id) for s in (ADA, BEN, odd)}


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + MOODLE.encode(),
        MOODLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + MOODLE.encode("utf-16-be"),
        MOODLE.replace(";", "\t").replace("\n", "\r\n").encode("utf-16"),
        MOODLE.replace(",", ".").replace(";", ",").encode(),
        b"sep=;\r\n" + MOODLE.encode(),
        b'"sep=;"\n\n' + MOODLE.encode(),
        codecs.BOM_UTF8 + b"\r\n" + MOODLE.encode(),
        b";;;;;\n \n" + MOODLE.encode(),
        b"sep=|\n" + MOODLE.replace(";", "|").encode(),
    ],
)
def test_what_spreadsheets_make_of_it_is_read_too(data: bytes, tmp_path: Path) -> None:
    assert read(tmp_path, data).students == (ADA, BEN)


HASH = "0123456789abcdef0123456789abcdef01234567"
TEST_STUDENT = (
    'Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",1001,{},{},A\n"Student, Test",999,{},{},A\n'
)


@pytest.mark.parametrize("login", ["", HASH])
def test_the_test_student_of_canvas_is_no_student(login: str, tmp_path: Path) -> None:
    roster = read(tmp_path, TEST_STUDENT.format("", "ada", "", login))

    assert ([s.id for s in roster.students], roster.problems) == (["ada"], ())


def test_the_test_students_login_is_not_why_a_column_holds_the_ids(tmp_path: Path) -> None:
    roster = read(tmp_path, TEST_STUDENT.format("S1", "", "", HASH))

    assert (roster.id_column, [s.id for s in roster.students]) == ("SIS User ID", ["S1"])


@pytest.mark.parametrize(("user", "login"), [("S9", HASH), ("", "tstudent"), ("", HASH.upper())])
def test_somebody_of_that_name_with_an_id_of_their_own_is_one(user: str, login: str, tmp_path: Path) -> None:
    roster = read(tmp_path, TEST_STUDENT.format("", "ada", user, login))

    assert [s.id for s in roster.students] == ["ada", login]


def test_lines_are_counted_from_the_top_of_the_file_whatever_is_before_the_header(tmp_path: Path) -> None:
    roster = read(tmp_path, "sep=;\r\n\r\nid;last name\r\nada;Lovelace\r\n../x;Evil\r\n")

    assert (roster.lines, [problem.line for problem in roster.problems]) == ((4,), [5])


def test_each_faulty_line_is_named_with_what_to_do_and_the_rest_is_read(tmp_path: Path) -> None:
    roster = read(
        tmp_path,
        'ID,First name,Last name\nada,"Ada\nAugusta",Lovelace\n,Ben,Nobody\nADA,Ada,Again\n'
        "../x,Eve,Evil\n1.2E+05,Excel,Rounded\nfay,Fay\n",
    )

    assert [(s.id, s.first_name, s.last_name) for s in roster.students] == [
        ("ada", "Ada Augusta", "Lovelace"),
        ("fay", "Fay", ""),
    ]
    assert problems(roster) == [
        "class.csv:4: ID: The id of Nobody, Ben is missing. Fill in the column 'ID', or delete the line.",
        "class.csv:5: ID: 'ADA' is in line 2 too. Delete one of the two lines.",
        "class.csv:6: ID: '../x' cannot be a student's id. It starts with a letter or digit and has letters, "
        "digits and spaces . @ + ' - _ only. Change it in the file.",
        "class.csv:7: ID: '1.2E+05' is a number that a spreadsheet has rounded. Export the file again and import "
        "it unopened.",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"Vorname;Nachname\nAda;L\n",
            "this file is not understood, and nothing was changed. Its first line is: Vor",
        ),
        (b"", "Its first line is: (empty)"),
        (
            b"ID,First name\nada,J\xfcrgen\n",
            "class.csv:2: this text is not in UTF-8. In Excel choose 'CSV UTF-8'",
        ),
        (
            b"PK\x03\x04\x00\x00",
            "this is no CSV file. A workbook (.xlsx) has to be saved as 'CSV UTF-8' first.",
        ),
        (
            b"ID,First name\nada," + b"x" * 200_000,
            "class.csv:2: this is no CSV file (field larger than field limit",
        ),
    ],
)
def test_a_file_that_is_not_understood_is_refused_whole(data: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        read(tmp_path, data)

    assert message in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none.csv: this file cannot be read \(No such file or directory\)"):
        read_roster(tmp_path / "none.csv")


def test_a_name_does_not_command_the_terminal(tmp_path: Path) -> None:
    assert read(tmp_path, "id,last name\nada,\x1b[2JLove\x9blace\n").students[0].last_name == "[2JLove lace"


def test_the_gradebook_learns_what_is_new_and_forgets_nothing(tmp_path: Path) -> None:
    roster = read(tmp_path, "id,first name,last name,email\nada,Augusta,,\nben,Ben,O'Hara Díaz,\ncyd,Cyd,,\n")
    rows, told = compare(roster, (ADA, BEN, Student("dot")), "class.csv")

    assert told == ()
    assert [(row.student.id, row.status, row.changes) for row in rows] == [
        ("ada", "changed", ("first name: Ada -> Augusta",)),
        ("ben", "unchanged", ()),
        ("cyd", "new", ()),
        ("dot", "not in the file", ()),
    ]
    assert rows[0].student == Student("ada", "Augusta", "Lovelace", "ada@example.org", "1001")


def test_one_person_does_not_become_two_students(tmp_path: Path) -> None:
    rows, told = compare(read(tmp_path, PARTICIPANTS + "Ben,B,BEN,\n"), (ADA, BEN), "class.csv")

    assert [(row.student.id, row.status) for row in rows] == [
        ("ada", "not in the file"),
        ("ben", "not in the file"),
    ]
    assert [str(problem) for problem in told] == [
        "class.csv:2: Email address: 'ada@example.org' is not taken in: the gradebook has a student 'ada' with the "
        "same email. If they are one person, write 'ada' into the file, or run `nbgrader db student remove ada` "
        "(which deletes that student's grades too).",
        "class.csv:3: Email address: 'BEN' is not taken in: the gradebook has a student 'ben' with the same id in "
        "other letters. If they are one person, write 'ben' into the file, or run `nbgrader db student remove ben` "
        "(which deletes that student's grades too).",
    ]
