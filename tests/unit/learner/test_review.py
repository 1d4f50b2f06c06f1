"""Spaced review: what SM-2 makes of a log of answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundschool.learner.review import HARDEST, Memory, due, memories
from groundschool.learner.store import Event

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def answer(day: float, *, right: bool = True, question: str = "m/q", **result: Any) -> Event:
    time = (START + timedelta(days=day)).isoformat(timespec="milliseconds")
    return Event(time, "learner", "answered", f"question/{question}", {"success": right, **result})


def memory(*events: Event) -> Memory:
    return memories(events)["m/q"]


def day_due(*events: Event) -> float:
    return (memory(*events).due - START) / timedelta(days=1)


def test_the_published_intervals_are_one_day_six_days_and_then_longer_by_the_easiness() -> None:
    certain = {"confidence": "certain"}
    answers = [answer(0, **certain)]
    for expected in (1, 7, 7 + 6 * 2.7):
        assert day_due(*answers) == pytest.approx(expected)
        answers.append(answer(day_due(*answers), **certain))


@pytest.mark.parametrize(
    ("result", "easiness"),
    [({"confidence": "certain"}, 2.6), ({}, 2.5), ({"hints": 1}, 2.36), ({"confidence": "guessing"}, 2.36)],
)
def test_an_answer_changes_the_easiness_by_its_quality(result: dict[str, Any], easiness: float) -> None:
    assert memory(answer(0, **result)).easiness == pytest.approx(easiness)


def test_a_wrong_answer_is_due_at_once_and_begins_anew() -> None:
    known = [answer(0), answer(1), answer(7)]
    assert memory(*known).row == 3

    forgot = [*known, answer(30, right=False)]

    assert (memory(*forgot).row, day_due(*forgot)) == (0, 30)
    assert memory(*forgot).easiness == memory(*known).easiness
    assert day_due(*forgot, answer(30.01)) == pytest.approx(31.01)


def test_a_right_answer_before_it_is_due_changes_nothing() -> None:
    assert memory(answer(0), answer(1), answer(3)) == memory(answer(0), answer(1))


def test_a_question_answered_wrong_comes_before_one_answered_long_ago() -> None:
    events = [
        answer(0, question="m/old"),
        answer(1, question="m/older_still_due"),
        answer(40, question="m/wrong", right=False),
        answer(40, question="m/fresh"),
    ]

    asked = due(memories(events).values(), START + timedelta(days=40.5))

    assert [one.question for one in asked] == ["m/wrong", "m/old", "m/older_still_due"]


def test_events_that_are_no_answers_and_times_that_are_none_are_passed_over() -> None:
    events = [
        Event("yesterday", "learner", "answered", "question/m/q", {"success": True}),
        Event(START.isoformat(), "learner", "passed", "task/m/t", {"success": True}),
        Event("2026-03-01T09:00:00", "learner", "answered", "question/m/naive", {"success": True}),
    ]

    assert set(memories(events)) == {"m/naive"}


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans(), st.sampled_from(["", "guessing", "certain"]))))
def test_any_log_gives_one_schedule_that_lies_in_its_bounds(history: list[tuple[int, bool, str]]) -> None:
    events = [answer(day, right=right, confidence=sure) for day, right, sure in sorted(history)]

    found = memories(events)

    assert found == memories(events)
    for one in found.values():
        assert one.easiness >= HARDEST
        assert one.wrong == (one.days == 0)
