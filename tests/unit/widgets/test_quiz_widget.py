"""The quiz in Python: what the browser learns before and after an answer, and what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from talk import tell

from groundschool.course.spine import Course
from groundschool.learner.record import LearnerRecord
from groundschool.widgets._base import NOTHING_IS_KEPT
from groundschool.widgets.quiz import quiz

pytestmark = pytest.mark.usefixtures("small")

RIGHT: dict[str, Any] = {
    "late_label": 0,
    "missing_columns": [0, 2],
    "late_share": "0,19",
    "steps": [0, 1, 2],
    "tools": [0, 1, 2],
    "loop": " Feedback  loop. ",
}
WRONG: dict[str, tuple[Any, str]] = {
    "late_label": (1, "Not right; each choice says why."),
    "missing_columns": ([0, 1], "Not right yet: 1 of 3 are as they should be."),
    "late_share": ("19", "Not right. That is a percentage. The answer is 0.19, give or take 0.005."),
    "steps": ([1, 0, 2], "Not right yet: 1 of 3 are as they should be."),
    "tools": ([0, 0, 0], "Not right yet: 1 of 3 are as they should be."),
    "loop": (
        "drift",
        "Not right. Drift needs no model to cause it. The answer is feedback loop or hidden feedback loop.",
    ),
}


def test_the_browser_gets_no_key_before_an_answer() -> None:
    sent = repr(quiz("validation").questions)

    for word in ("explanation", "right'", "0.19", "feedback loop", "Cancelled", "tolerance", "Graded"):
        assert word not in sent


@pytest.mark.parametrize("question", RIGHT)
def test_a_right_answer_is_said_and_kept(
    question: str, record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = quiz("validation", question)

    reply = tell(widget, monkeypatch, kind="check", question=question, answer=RIGHT[question])

    assert reply["error"] == ""
    assert widget.results[question]["right"] is True
    assert widget.results[question]["verdict"] == "Right."
    kept = record.summary().answers[f"validation/{question}"]
    assert (kept.answer, kept.right, kept.score) == (RIGHT[question], True, 1.0)


@pytest.mark.parametrize("question", WRONG)
def test_a_wrong_answer_says_what_is_wrong_and_explains_every_choice(
    question: str, small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, verdict = WRONG[question]
    widget = quiz("validation", question)

    tell(widget, monkeypatch, kind="check", question=question, answer=answer)

    result = widget.results[question]
    asked = next(q for q in small.practice("validation") if q.id == question)
    parts = [p for name in ("choices", "items", "pairs") for p in getattr(asked, name, ())]
    assert (result["right"], result["verdict"]) == (False, verdict)
    assert result["explanation"] == asked.explanation
    assert [note["text"] for note in result["notes"]] == [part.explanation for part in parts]


def test_answers_are_found_again_by_a_new_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    before = quiz("validation")
    tell(before, monkeypatch, kind="check", question="late_label", answer=1)
    tell(before, monkeypatch, kind="check", question="late_label", answer=0)

    restored = quiz("validation").results

    assert restored == before.results
    assert restored["late_label"]["tries"] == 2


def test_an_answer_that_fits_no_more_is_not_restored(record: LearnerRecord) -> None:
    record.answered("validation/late_label", 17, right=True, score=1.0)

    assert quiz("validation").results == {}


@pytest.mark.parametrize(
    ("question", "answer", "error"),
    [
        ("late_share", "many", "'many' is not a number. Type digits, for example 0.19."),
        ("late_label", 9, "9 is not one of the 3 choices."),
        ("steps", [0, 0, 1], "Put each of the 3 items in its place once."),
    ],
)
def test_an_answer_that_cannot_be_marked_is_not_kept(
    question: str, answer: Any, error: str, record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = tell(quiz("validation"), monkeypatch, kind="check", question=question, answer=answer)

    assert reply["error"] == error
    assert record.events() == []


def test_a_record_that_cannot_be_kept_does_not_stop_the_marking(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDSCHOOL_WORKSPACE", str(workspace))
    widget = quiz("validation")
    folder = workspace / ".groundschool"
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("a file stands in the way")

    reply = tell(widget, monkeypatch, kind="check", question="late_label", answer=0)

    assert "the learner record cannot be used" in reply["error"]
    assert widget.results["late_label"]["right"] is True


def test_a_damaged_record_is_told(workspace: Path) -> None:
    (workspace / ".groundschool" / "record.sqlite").write_bytes(b"damaged")

    assert quiz("validation").notices == [
        "The learner record was damaged; 0 entries could be read back. "
        "The damaged file is kept as .groundschool/record.damaged-1.sqlite."
    ]


def test_outside_a_workspace_the_learner_is_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.parent)

    assert quiz("validation").notices == [NOTHING_IS_KEPT]
