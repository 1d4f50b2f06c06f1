"""The review on the start page: what is due is asked as a quiz, and answered anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from talk import tell

from groundschool.course.spine import Course
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.review import ReviewWidget, review

pytestmark = pytest.mark.usefixtures("small")


def asked(widget: ReviewWidget) -> list[str]:
    return [question["id"] for question in widget.questions]


def test_a_new_learner_has_nothing_to_review() -> None:
    widget = review()

    assert asked(widget) == []
    assert widget.empty == "Nothing to review yet: questions that you answer in the lessons come back here."


def test_what_was_answered_wrong_is_asked_at_once_without_its_answer(
    record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.answered("validation/late_label", 1, right=False, score=0.0)
    record.answered("framing/loop", "drift", right=False, score=0.0)
    record.answered("framing/steps", [0, 1, 2], right=True, score=1.0)
    widget = review()
    assert asked(widget) == ["validation/late_label", "framing/loop"]
    assert widget.results == {}

    reply = tell(widget, monkeypatch, kind="check", question="validation/late_label", answer=0)

    assert reply["error"] == ""
    assert widget.results["validation/late_label"]["verdict"] == "Right."
    assert record.summary().answers["validation/late_label"].right
    assert asked(review()) == ["framing/loop"]


def test_what_was_answered_right_comes_back_when_it_is_due(record: LearnerRecord, small: Course) -> None:
    record.answered("validation/late_label", 0, right=True, score=1.0)
    now = datetime.now(UTC)

    assert review().empty == "Nothing to review today. The next question comes back in 1 day."
    assert asked(ReviewWidget(small, 5, now + timedelta(days=2))) == ["validation/late_label"]


def test_no_more_are_asked_than_wanted(record: LearnerRecord) -> None:
    for name in ("late_label", "loop", "steps"):
        record.answered(f"validation/{name}", 0, right=False, score=0.0)

    widget = review(2)

    assert len(widget.questions) == 2
    assert widget.heading == "Review (1 more when these are done)"


def test_a_damaged_record_is_told(workspace: Path) -> None:
    (workspace / ".groundschool" / "record.sqlite").write_bytes(b"damaged")

    assert "The learner record was damaged" in review().notices[0]


def test_a_question_that_the_course_lost_is_not_asked(record: LearnerRecord) -> None:
    for name in ("validation/gone", "gone/late_label", "validation/secret_one", "odd"):
        record.answered(name, 0, right=False, score=0.0)

    assert asked(review()) == []
