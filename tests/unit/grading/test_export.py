from __future__ import annotations

import csv
import io

from groundschool.grading.export import Grades, Student, canvas, moodle

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


def test_the_same_grades_are_the_same_bytes() -> None:
    assert canvas(GRADES) == canvas(GRADES)
    assert "\r" not in canvas(GRADES) + moodle(GRADES)
