"""Reports on submissions are kept whole, and one that is damaged is itself reported."""

from __future__ import annotations

from pathlib import Path

from groundschool.grading.classroom import Classroom
from groundschool.grading.reports import (
    GRADED,
    NOT_GRADED,
    Flag,
    Report,
    read_reports,
    report_path,
    write_report,
)

ADA = Report(
    "ada.l+2",
    "Ada Löve",
    "dough",
    GRADED,
    score=2.0,
    max_score=6.0,
    notes=("Cell x ran out of time.",),
    flags=(Flag("lab", "tests_hydration", "`assert` was replaced."),),
    submission="ab" * 32,
)


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    ben = Report("ben", "", "dough", NOT_GRADED, reason="quiz.ipynb is no notebook.")
    write_report(room, ben)
    write_report(room, ADA)
    write_report(room, Report("ada.l+2", "", "bake", GRADED))

    assert read_reports(room, "dough") == (ADA, ben)
    assert read_reports(room, "unknown") == ()


def test_a_later_report_replaces_the_earlier_one(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    write_report(room, Report("ada.l+2", "", "dough", NOT_GRADED, reason="?"))
    write_report(room, ADA)

    assert read_reports(room, "dough") == (ADA,)


def test_a_damaged_report_is_one_that_somebody_must_look_at(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    write_report(room, ADA)
    path = report_path(room, "dough", "ben")
    for damage in ('{"student"', "[]", '{"student": "ben", "flags": [{"cell": 3}]}', '{"flags": 3}'):
        path.write_text(damage, "utf-8")
        good, bad = read_reports(room, "dough")

        assert good == ADA
        assert (bad.student, bad.status) == ("ben", NOT_GRADED)
        assert bad.reason.startswith(f"{path} cannot be read (")
        assert bad.reason.endswith(". Delete it and grade this submission again.")
