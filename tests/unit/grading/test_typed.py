from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from long_texts import slows_down
from pydantic import TypeAdapter

from groundschool.course.marking import grade
from groundschool.course.questions import Question
from groundschool.grading.typed import (
    near,
    read_letter,
    read_letters,
    read_number,
    read_order,
    read_pairs,
    read_text,
)


class EqualToAll(str):
    """What a student may try: a text that equals every key."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (lambda a: read_letter(a, "abc"), "b"),
        (lambda a: read_letter(a, "abc"), " B. "),
    ],
)
def test_a_letter_is_read_however_it_is_written(read: Callable[[object], object], answer: str) -> None:
    assert read(answer) == "b"


@pytest.mark.parametrize("answer", ["a, c", "c,a", "A C", "ac", "a; c."])
def test_letters_are_a_set(answer: str) -> None:
    assert read_letters(answer, "abcd") == ("a", "c")


def test_an_order_is_kept() -> None:
    assert read_order("c, a, b", "abc") == ("c", "a", "b")


@pytest.mark.parametrize("answer", ["1c, 2a", "2a 1c", "1: C; 2 - a", "1c2a", "1=c,2=a"])
def test_pairs_come_in_the_order_of_their_numbers(answer: str) -> None:
    assert read_pairs(answer, 2, "abc") == ("c", "a")


@pytest.mark.parametrize(("answer", "number"), [("0,19", 0.19), (0.19, 0.19), ("19 %", 19.0), (3, 3.0)])
def test_a_number_is_read_as_text_or_number(answer: object, number: float) -> None:
    assert read_number(answer) == number


def test_a_short_text_is_folded() -> None:
    assert read_text("  Hidden   Feedback loop. ") == "hidden feedback loop"


REFUSED = [
    (
        lambda a: read_letter(a, "abc"),
        "",
        "Your answer is ''. Type one letter from a to c in quotes, for example \"c\".",
    ),
    (
        lambda a: read_letter(a, "abc"),
        "d",
        "Your answer is 'd'. Type one letter from a to c in quotes, for example \"c\".",
    ),
    (lambda a: read_letter(a, "abc"), "a, b", "Type one letter"),
    (lambda a: read_letter(a, "abc"), 1, "Your answer is 'int'."),
    (lambda a: read_letter(a, "abc"), EqualToAll("a"), "Your answer is 'EqualToAll'."),
    (lambda a: read_letters(a, "abc"), "a, a", "a letter is there twice"),
    (lambda a: read_letters(a, "abc"), "none", "Type the letters of all that apply, from a to c"),
    (lambda a: read_order(a, "abc"), "a, b", "it needs each letter once"),
    (lambda a: read_order(a, "abc"), "a, b, b", "it needs each letter once"),
    (lambda a: read_pairs(a, 2, "ab"), "1a", "it needs each number once"),
    (lambda a: read_pairs(a, 2, "ab"), "1a, 2c", "with its letter, from a to b"),
    (lambda a: read_pairs(a, 2, "ab"), "1a, 2b, and so on", "it needs each number once"),
    (read_number, "about a half", "Your answer is 'about a half'. Type a number, for example 0.5."),
    (read_number, True, "Your answer is 'bool'."),
    (read_number, "nan", "Type a number"),
    (read_number, [0.5], "Your answer is 'list'."),
    (read_text, " . ", "Type a word or two in quotes."),
    (read_text, None, "Your answer is 'NoneType'."),
]


@pytest.mark.parametrize(("read", "answer", "message"), REFUSED)
def test_what_cannot_be_read_is_told_how_to_be_typed(
    read: Callable[[object], object], answer: object, message: str
) -> None:
    with pytest.raises(AssertionError) as caught:
        read(answer)

    assert message in str(caught.value)


@given(
    key=st.floats(-1e6, 1e6),
    tolerance=st.floats(0, 10),
    steps=st.sampled_from([-1.0, -0.999, 0.0, 1.0, 1.001, 2.0]),
)
def test_a_number_is_near_the_key_where_practice_says_so(key: float, tolerance: float, steps: float) -> None:
    fields: dict[str, Any] = {
        "id": "q",
        "kind": "numeric",
        "objective": "o",
        "difficulty": "easy",
        "prompt": "?",
        "explanation": "!",
        "answer": key,
        "tolerance": tolerance,
    }
    question: Question = TypeAdapter(Question).validate_python(fields)
    number = key + steps * tolerance

    assert near(number, key, tolerance) == grade(question, number).right


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_and_nothing_else(answer: str) -> None:
    for read in (
        lambda a: read_letter(a, "abc"),
        lambda a: read_letters(a, "abc"),
        lambda a: read_order(a, "abc"),
        lambda a: read_pairs(a, 3, "abc"),
        read_number,
        read_text,
    ):
        try:
            read(answer)
        except AssertionError as refused:
            assert "Type" in str(refused)  # noqa: PT017 - refusing is one of two right outcomes


@pytest.mark.parametrize("unit", ["1", "1 ", "1 1\t", "1a ", " "])
def test_a_long_answer_is_read_once(unit: str) -> None:
    def read(text: str) -> None:
        with contextlib.suppress(AssertionError, ValueError):
            read_pairs(f"{text}{text.replace('1', ' ')}.", 2, "abc")

    assert not slows_down(read, unit)
