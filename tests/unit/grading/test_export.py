from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from gradebook_kit import fill, make_room

from groundschool import cli
from groundschool.grading.export import Grades, Student, canvas, moodle, plain, read_grades

GRADES = Grades(
    students=(
        Student("ada", "Ada", "Lovelace", "ada@example.org", "1001"),
        Student("ben", "=cmd()", "O'Hara, Jr"),
        Student("nameless"),
    ),
    assignments={"validation": 20.0, "why_mlops": 7.5},
    scores={("ada", "validation"): 17.125, ("ada", "why_mlops"): 7.5, ("ben", "validation"): 0.0},
)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_canvas_gets_its_columns_points_and_nothing_for_what_is_missing() -> None:
    assert table(canvas(GRADES)) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "validation", "why_mlops"],
        ["    Points Possible", "", "", "", "", "20", "7.5"],
        ["Lovelace, Ada", "1001", "", "ada", "", "17.12", "7.5"],
        ["O'Hara, Jr, =cmd()", "", "", "ben", "", "0", ""],
        ["nameless", "", "", "nameless", "", "", ""],
    ]


def test_canvas_takes_the_header_for_one() -> None:
    """The rules of Canvas' importer: where it looks for the student and for the first assignment."""
    head, possible, first, *_ = table(canvas(GRADES))

    assert "Student" in head[0]
    assert "ID" in head[1]
    assert (head[2], head[3]) == ("SIS User ID", "SIS Login ID")
    assert "Section" in head[4]
    assert "Points Possible" in possible[0]
    assert len(head) == len(possible) == len(first)


def test_moodle_gets_a_dash_for_what_is_missing() -> None:
    assert table(moodle(GRADES)) == [
        ["First name", "Last name", "Username", "ID number", "Email address", "validation", "why_mlops"],
        ["Ada", "Lovelace", "ada", "1001", "ada@example.org", "17.12", "7.5"],
        ["'=cmd()", "O'Hara, Jr", "ben", "", "", "0", "-"],
        ["", "", "nameless", "", "", "-", "-"],
    ]


def test_a_plain_table_has_a_row_a_student_and_no_formula() -> None:
    assert table(plain(GRADES)) == [
        ["id", "last_name", "first_name", "email", "lms_user_id", "validation", "why_mlops"],
        ["ada", "Lovelace", "Ada", "ada@example.org", "1001", "17.12", "7.5"],
        ["ben", "O'Hara, Jr", "'=cmd()", "", "", "0", ""],
        ["nameless", "", "", "", "", "", ""],
    ]


def test_a_plain_table_tells_what_being_late_cost() -> None:
    head, ada, ben, _ = table(plain(replace(GRADES, penalties={("ben", "validation"): 2.5})))

    assert head[5:] == ["validation", "why_mlops", "validation late penalty"]
    assert (ada[5:], ben[5:]) == (["17.12", "7.5", "0"], ["0", "", "2.5"])


def test_points_for_being_late_are_taken_off_as_nbgrader_does_it(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room")
    fill(room, {"ada": {"tests_hydration": 2.0, "why_weigh": 3.0, "tests_ratio": 1.0}}, penalty=1.25)
    fill(room, {"ben": {"tests_hydration": 2.0, "why_weigh": 0.0, "tests_ratio": 0.0}}, penalty=1.25)
    fill(room, {"cyd": {"tests_hydration": 2.0, "why_weigh": None, "tests_ratio": 0.0}})
    grades = read_grades(room)

    # A penalty for each of the two notebooks.
    assert grades.scores == {("ada", "dough"): 3.5, ("ben", "dough"): 0.0, ("cyd", "dough"): 2.0}
    assert grades.penalties == {("ada", "dough"): 2.5, ("ben", "dough"): 2.5}
    assert grades.to_review == (("cyd", "dough"),)


def test_what_was_not_graded_and_what_waits_is_said_of_an_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = make_room(tmp_path / "room")
    fill(room, {"ada": {"tests_hydration": 2.0, "why_weigh": 3.0, "tests_ratio": 1.0}})
    fill(room, {"cyd": {"tests_hydration": None, "why_weigh": 0.0, "tests_ratio": 0.0}})
    for student in ("eve", "ben"):
        room.place("submitted", student, "dough").mkdir(parents=True)
    grades = read_grades(room)

    assert (grades.not_graded, grades.to_review) == (
        (("ben", "dough"), ("eve", "dough")),
        (("cyd", "dough"),),
    )
    assert cli.run(["class", "export", "--classroom", str(room.root)]) == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "Not graded, left empty: ben (dough), eve (dough) (see groundschool class queue)",
        "Waiting for a person, counted as it stands: cyd (dough) (see groundschool class queue)",
    ]


def test_the_same_grades_are_the_same_bytes() -> None:
    assert canvas(GRADES) == canvas(GRADES)
    assert "\r" not in canvas(GRADES) + moodle(GRADES) + plain(GRADES)
