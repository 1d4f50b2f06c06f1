"""How sure a learner was, held against how often they were right."""

from __future__ import annotations

import pytest

from groundschool.learner.calibration import Level, calibration
from groundschool.learner.store import Event


def answer(question: str, confidence: str, *, right: bool) -> Event:
    result = {"success": right, "confidence": confidence}
    return Event("2026-03-01T09:00:00+00:00", "learner", "answered", f"question/m/{question}", result)


def test_each_level_counts_its_answers_and_the_right_ones() -> None:
    events = [
        answer("a", "certain", right=True),
        answer("b", "certain", right=False),
        answer("c", "guessing", right=False),
        answer("d", "", right=True),
        answer("e", "<b>", right=True),
    ]

    assert calibration(events) == (
        Level("guessing", 1, 0),
        Level("fairly sure", 0, 0),
        Level("certain", 2, 1),
    )


def test_an_answer_after_its_explanation_says_nothing() -> None:
    events = [answer("a", "guessing", right=False), answer("a", "certain", right=True)]
    assert calibration(events)[2].answers == 0

    assert calibration([*events, answer("a", "certain", right=True)])[2].answers == 1


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        (Level("certain", 4, 0), ""),
        (Level("certain", 10, 6), "less often right than you think"),
        (Level("certain", 10, 10), "as it should be"),
        (Level("fairly sure", 10, 7), "as it should be"),
        (Level("guessing", 10, 9), "you know more than you think"),
    ],
)
def test_the_share_is_put_into_words(level: Level, verdict: str) -> None:
    assert level.verdict == verdict
