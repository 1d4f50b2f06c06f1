"""The progress view in Python: states, counts and the next step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from talk import tell

from groundschool.course.spine import Course
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.progress import ProgressWidget, progress

pytestmark = pytest.mark.usefixtures("small")


def module(widget: ProgressWidget, number: int) -> dict[str, Any]:
    modules = [one for phase in widget.standing["phases"] for one in phase["modules"]]
    return next(one for one in modules if one["title"].startswith(f"{number}."))


def finish(record: LearnerRecord, course: Course, name: str, *, tasks: bool) -> None:
    for question in course.practice(name):
        record.answered(f"{name}/{question.id}", 0, right=True, score=1.0)
    if tasks:
        record.tried(f"{name}/units", passed=True)


def test_a_new_learner_begins_at_the_first_module() -> None:
    widget = progress()

    assert widget.standing["next"] == "Next: read Framing, in 01_framing.ipynb."
    assert [phase["title"] for phase in widget.standing["phases"]] == ["Design", "Data"]
    assert module(widget, 2) == {
        "title": "2. Validation",
        "notebook": "02_validation.ipynb",
        "lab": "02_validation_lab.ipynb",
        "state": "open",
        "right": 0,
        "questions": 6,
        "passed": 0,
        "tasks": 1,
        "objectives": [
            {
                "section": "validation/check",
                "text": "Check a batch of data.",
                "met": False,
                "read": False,
                "answered": False,
                "right": 0,
                "questions": 6,
                "passed": 0,
                "tasks": 1,
            }
        ],
    }
    assert widget.standing["hours"] == ["", "3 h 30 min"]


def test_an_answer_begins_a_module_and_a_wrong_one_does_not_count_as_right(record: LearnerRecord) -> None:
    record.answered("framing/steps", [0, 1, 2], right=True, score=1.0)
    record.answered("framing/tools", [0, 0, 0], right=False, score=0.3)

    widget = progress()

    assert (module(widget, 1)["state"], module(widget, 1)["right"]) == ("begun", 1)
    assert widget.standing["next"] == "Next: 5 questions of Framing to answer right, in 01_framing.ipynb."


def test_the_lab_comes_after_the_questions(record: LearnerRecord, small: Course) -> None:
    finish(record, small, "framing", tasks=False)

    assert progress().standing["next"] == "Next: 1 task of Framing, in 01_framing_lab.ipynb."


def test_a_module_is_done_when_questions_and_tasks_are(record: LearnerRecord, small: Course) -> None:
    finish(record, small, "framing", tasks=True)
    widget = progress()

    assert module(widget, 1)["state"] == "done"
    assert widget.standing["next"] == "Next: read Validation, in 02_validation.ipynb."

    finish(record, small, "validation", tasks=True)
    tell_refresh(widget)
    assert widget.standing["next"] == "Every module here is done."


def test_an_objective_is_met_by_reading_right_answers_and_passed_tasks(
    record: LearnerRecord, small: Course
) -> None:
    finish(record, small, "framing", tasks=False)
    (before,) = module(progress(), 1)["objectives"]
    finish(record, small, "framing", tasks=True)
    (after,) = module(progress(), 1)["objectives"]

    assert (before["met"], before["read"], before["passed"]) == (False, True, 0)
    assert (after["met"], after["passed"]) == (True, 1)


def test_a_section_is_ticked_as_read_and_unticked(
    record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = progress()
    for read in (True, False):
        reply = tell(widget, monkeypatch, kind="read", section="framing/check", read=read)

        assert reply["error"] == ""
        assert module(widget, 1)["objectives"][0]["read"] is read
    tell(widget, monkeypatch, kind="read", section="framing/gone", read=True)

    assert [event.object for event in record.events()] == ["section/framing/check"] * 2


def test_hours_and_sureness_are_told_back(record: LearnerRecord, small: Course) -> None:
    finish(record, small, "framing", tasks=True)
    for number in range(6):
        record.answered(f"validation/{number}", 0, right=number < 2, score=0.0, confidence="certain")
    record.answered("validation/steps", [0, 1, 2], right=True, score=1.0)

    standing = progress().standing

    assert standing["hours"] == ["1 h 55 min", "3 h 30 min"]
    assert standing["sure"] == [
        ["guessing", 0, 0, ""],
        ["fairly sure", 0, 0, ""],
        ["certain", 6, 2, "less often right than you think"],
    ]


def tell_refresh(widget: ProgressWidget) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert tell(widget, patch, kind="refresh")["error"] == ""


def test_a_damaged_record_stays_in_sight(workspace: Path) -> None:
    (workspace / ".groundschool" / "record.sqlite").write_bytes(b"damaged")
    progress()

    assert progress().standing["kept"] == [".groundschool/record.damaged-1.sqlite"]
