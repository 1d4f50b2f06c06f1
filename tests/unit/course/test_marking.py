from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from groundschool.course.marking import grade, normal_text, read_number, shuffled
from groundschool.course.questions import Question
from groundschool.errors import UsageError

COMMON = {"id": "q", "objective": "o", "difficulty": "easy", "prompt": "?", "explanation": "Because."}


def question(**fields: Any) -> Question:
    made: Question = TypeAdapter(Question).validate_python({**COMMON, **fields})
    return made


def choices(*right: bool) -> list[dict[str, Any]]:
    return [{"text": f"c{i}", "right": r, "explanation": f"e{i}"} for i, r in enumerate(right)]


SINGLE = question(kind="single", choices=choices(False, True, False))
MULTIPLE = question(kind="multiple", choices=choices(True, False, True, False))
NUMERIC = question(
    kind="numeric",
    answer=0.19,
    tolerance=0.01,
    mistakes=[{"answer": 19, "tolerance": 0.5, "explanation": "A percentage."}],
)
ORDERING = question(kind="ordering", items=[{"text": t, "explanation": f"e{t}"} for t in "abc"])
MATCHING = question(
    kind="matching", pairs=[{"left": x, "right": x.upper(), "explanation": f"e{x}"} for x in "abc"]
)
SHORT = question(
    kind="short_text",
    accept=["Hidden feedback loop"],
    mistakes=[{"answer": "loop", "explanation": "Which loop?"}],
)


@pytest.mark.parametrize(
    ("asked", "answer", "right", "score"),
    [
        (SINGLE, 1, True, 1.0),
        (SINGLE, 0, False, 0.0),
        (MULTIPLE, [0, 2], True, 1.0),
        (MULTIPLE, [0], False, 0.75),
        (MULTIPLE, [], False, 0.5),
        (NUMERIC, 0.2, True, 1.0),
        (NUMERIC, "0,19", True, 1.0),
        (NUMERIC, "0.21", False, 0.0),
        (ORDERING, [0, 1, 2], True, 1.0),
        (ORDERING, [0, 2, 1], False, 1 / 3),
        (MATCHING, [0, 1, 2], True, 1.0),
        (MATCHING, [0, 0, 0], False, 1 / 3),
        (SHORT, "  hidden  FEEDBACK loop. ", True, 1.0),
        (SHORT, "technical debt", False, 0.0),
    ],
)
def test_an_answer_earns_what_it_is_worth(asked: Question, answer: object, right: bool, score: float) -> None:
    marked = grade(asked, answer)

    assert (marked.right, marked.score) == (right, pytest.approx(score))


def test_every_choice_is_explained_whatever_was_chosen() -> None:
    assert grade(SINGLE, 0).feedback == ("e0", "e1", "e2")


@pytest.mark.parametrize(
    ("asked", "answer", "told"), [(NUMERIC, 19, "A percentage."), (SHORT, "LOOP", "Which loop?")]
)
def test_a_known_mistake_gets_its_own_explanation(asked: Question, answer: object, told: str) -> None:
    assert grade(asked, answer).feedback == (told,)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (SINGLE, 3),
        (SINGLE, True),
        (SINGLE, "1"),
        (MULTIPLE, 1),
        (NUMERIC, "many"),
        (NUMERIC, float("nan")),
        (NUMERIC, True),
        (ORDERING, [0, 0, 1]),
        (MATCHING, [0, 1]),
        (SHORT, 3),
    ],
)
def test_an_answer_of_the_wrong_form_is_refused(asked: Question, answer: object) -> None:
    with pytest.raises(UsageError):
        grade(asked, answer)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,000", 1000), ("1 000", 1000), ("0,5", 0.5), ("12,345.5", 12345.5), ("\u22121", -1), ("20 %", 20)],
)
def test_numbers_are_read_as_people_write_them(written: str, number: float) -> None:
    assert read_number(written) == number


def test_the_order_shown_depends_on_the_seed_alone() -> None:
    assert shuffled(MULTIPLE, "ada") == shuffled(MULTIPLE, "ada")
    assert sorted(shuffled(MULTIPLE, "ada")) == [0, 1, 2, 3]
    assert len({tuple(shuffled(MULTIPLE, str(seed))) for seed in range(20)}) > 1


def test_an_ordering_question_is_never_shown_solved() -> None:
    assert all(shuffled(ORDERING, str(seed)) != [0, 1, 2] for seed in range(50))


def test_case_spaces_and_outer_punctuation_do_not_count() -> None:
    assert normal_text(' "Data  Drift". ') == "data drift"


MINUTES = question(kind="numeric", answer=90, tolerance=0.5, unit="minutes", units={"h": 60, "s": 1 / 60})
FILL_IN = question(
    kind="fill_in",
    code="share = ___ / 3",
    answer="1",
    check='assert share == 1 / 3, f"The share is {share}, expected a third."',
    mistakes=[{"answer": "3", "explanation": "That is the whole."}],
)


@pytest.mark.parametrize(
    "typed", ["90", "90 minutes", "90minutes", "90 minute", "1.5 h", "1,5 H", "5400 s", "5.4e3 s", 90]
)
def test_a_number_may_come_in_any_known_unit(typed: object) -> None:
    assert grade(MINUTES, typed).right


@pytest.mark.parametrize("typed", ["90 h", "1.5", "90 s"])
def test_the_right_number_in_the_wrong_unit_is_wrong(typed: str) -> None:
    assert not grade(MINUTES, typed).right


@pytest.mark.parametrize("typed", ["90 km", "90 %", "90 h 5"])
def test_an_unknown_unit_is_asked_for_again(typed: str) -> None:
    with pytest.raises(
        UsageError, match=r"(is no unit here. Give the number in minutes or h or s|not a number)"
    ):
        grade(MINUTES, typed)


def test_code_in_a_gap_is_run_and_told_what_came_of_it() -> None:
    assert grade(FILL_IN, " 1 ").right
    assert grade(FILL_IN, "2").feedback == ("The share is 0.6666666666666666, expected a third.",)
    assert grade(FILL_IN, "3").feedback == ("The share is 1.0, expected a third.", "That is the whole.")
    with pytest.raises(UsageError, match="There is nothing in the gap"):
        grade(FILL_IN, " ")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"kind": "fill_in", "code": "x = 1", "answer": "1", "check": "x"},
            "has 0 gaps. Write ___ exactly once",
        ),
        ({"kind": "fill_in", "code": "___", "answer": "1", "check": "x", "graded": True}, "code in labs"),
        ({"kind": "numeric", "answer": 1, "tolerance": 0, "units": {"h": 60}}, "Give the unit of the answer"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        question(**fields)
