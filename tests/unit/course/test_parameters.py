"""Questions whose numbers vary by learner."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from groundschool.course.marking import grade
from groundschool.course.parameters import evaluate, fill
from groundschool.course.questions import NumericQuestion, Question, SingleQuestion, variant

SHARE: dict[str, Any] = {
    "id": "share",
    "kind": "numeric",
    "objective": "o",
    "difficulty": "easy",
    "parameters": {"late": [12, 15, 18], "left": [60, 80, 120]},
    "prompt": "{{ late }} of {{ left }} left late. What share, of {{ 100 }} and 40 cancelled?",
    "explanation": "It is {{ late / (left + 40):.2f}}.",
    "answer": "{{ late / (left + 40) }}",
    "tolerance": 0.001,
    "mistakes": [
        {"answer": "{{ late / left }}", "explanation": "The cancelled are missing: {{late/left:.0%}}."}
    ],
}


def read(fields: dict[str, Any]) -> Question:
    made: Question = TypeAdapter(Question).validate_python(fields)
    return made


def test_a_parameterised_question_is_read_as_its_first_variant() -> None:
    question = read(SHARE)

    assert isinstance(question, NumericQuestion)
    assert question.prompt == "12 of 60 left late. What share, of 100 and 40 cancelled?"
    assert (question.answer, question.explanation) == (0.12, "It is 0.12.")


def test_a_learner_gets_the_same_numbers_each_time_and_another_learner_others() -> None:
    question = read(SHARE)

    asked = {seed: variant(question, seed)[1] for seed in map(str, range(40))}

    assert all(variant(question, seed)[1] == values for seed, values in asked.items())
    assert len({tuple(values.values()) for values in asked.values()}) == 9


def test_a_variant_is_marked_by_its_own_answer() -> None:
    question = read(SHARE)
    for seed in map(str, range(10)):
        mine, values = variant(question, seed)

        assert grade(mine, values["late"] / (values["left"] + 40)).right
        told = grade(mine, values["late"] / values["left"]).feedback
        assert told == (f"The cancelled are missing: {values['late'] / values['left']:.0%}.",)


def test_a_question_without_parameters_is_its_own_variant() -> None:
    fields = {key: part for key, part in SHARE.items() if key != "parameters"}
    plain = read(
        {**fields, "answer": 1, "mistakes": [], "explanation": "So.", "prompt": "As {{ it }} stands."}
    )

    assert variant(plain, "ada") == (plain, {})
    assert plain.prompt == "As {{ it }} stands."


def test_choices_may_vary_too() -> None:
    question = read(
        {
            **{key: SHARE[key] for key in ("id", "objective", "difficulty")},
            "kind": "single",
            "parameters": {"rows": [10, 20]},
            "prompt": "Which is half of {{ rows }}?",
            "explanation": "Divide.",
            "choices": [
                {"text": "{{ rows / 2 }}", "right": True, "explanation": "Half."},
                {"text": "{{ rows }}", "explanation": "All."},
            ],
        }
    )

    texts = {variant(question, seed)[0].choices[0].text for seed in "abcdefgh"}  # type: ignore[union-attr]

    assert isinstance(question, SingleQuestion)
    assert texts == {"5", "10"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer": "{{ late / share }}"}, "there is no parameter 'share'. Known: late, left."),
        ({"answer": "{{ late / (left - 60) }}"}, "has no value with late = 12, left = 60."),
        ({"answer": "{{ __import__('os') }}"}, "is no arithmetic. Use numbers, parameters"),
        ({"answer": "{{ late / }}"}, "is no arithmetic. Write one"),
        ({"answer": "{{ 9 ** 9 ** 9 }}"}, "is no arithmetic."),
        ({"prompt": "{{ late:.2z }}"}, "'.2z' is no format of a number."),
        (
            {"tolerance": 0.07},
            "Value error, with late = 12, left = 80: the mistake 0.15 is within the tolerance",
        ),
        ({"graded": True}, "a graded question has no parameters"),
        ({"parameters": {"late": list(range(30)), "left": list(range(1, 30))}}, "more than 500 variants"),
        ({"parameters": {"late": "12", "left": [60]}}, "parameters"),
    ],
)
def test_what_cannot_be_asked_in_every_variant_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read({**SHARE, **changes})

    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("-a + 2 * b", 4),
        ("a // 2 % 3", 1),
        ("round(a / 3, 1)", 0.7),
        ("max(a, b) - min(a, b)", 1),
        ("abs(-3)", 3),
    ],
)
def test_arithmetic_is_understood(expression: str, value: float) -> None:
    assert evaluate(expression, {"a": 2, "b": 3}) == value


def test_numbers_in_a_text_read_as_people_write_them() -> None:
    assert fill({"a": ["{{ x }} and {{ x / 4 }} and {{ x / 3:.1f }}"]}, {"x": 2}) == {
        "a": ["2 and 0.5 and 0.7"]
    }
