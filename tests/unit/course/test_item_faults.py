"""Questions as test items: each rule finds its fault, and lets a sound question be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from groundschool.cli import run
from groundschool.course.item_faults import item_faults, near_duplicates, quiz_faults
from groundschool.course.questions import Question
from groundschool.paths import CourseRoot
from small_course import course, question


def single(right: int = 0, texts: tuple[str, ...] = ("one", "two", "three"), **more: Any) -> Question:
    choices = [
        {"text": text, "right": index == right, "explanation": f"Because of {text}."}
        for index, text in enumerate(texts)
    ]
    fields = {"id": "q", "kind": "single", "prompt": "Which is it?", "explanation": "So.", "choices": choices}
    return question({**fields, **more})


def test_a_sound_question_has_no_fault() -> None:
    assert list(item_faults(single())) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (single(texts=("one", "two", "All of the above")), "'All of the above' is a catch-all."),
        (single(texts=("one", "two", "none of these")), "'none of these' is a catch-all."),
        (single(texts=("one", "It never fails", "three")), "'never' gives a wrong choice away."),
        (single(prompt="Which of these is not a metric?"), "asks for what is not so."),
        (single(prompt="A model drifts. What doesn't help?"), "asks for what is not so."),
        (single(prompt="Which does everything except log?"), "asks for what is not so."),
        (
            single(
                choices=[{"text": t, "right": t == "a", "explanation": "Because it is so."} for t in "ab"]
            ),
            "two choices have the same explanation.",
        ),
    ],
)
def test_each_fault_is_named(asked: Question, told: str) -> None:
    ((_, message),) = item_faults(asked)

    assert message.startswith(told)


@pytest.mark.parametrize(
    "asked",
    [
        single(right=1, texts=("one", "It never fails", "three")),
        single(prompt="Which of these is NOT a metric?"),
        single(prompt="The gate did not open. What does that tell?"),
        single(prompt="What is wrong with this table?"),
    ],
)
def test_what_only_looks_like_a_fault_is_let_be(asked: Question) -> None:
    assert list(item_faults(asked)) == []


def spread(*asked: Question) -> list[Question]:
    levels = ["easy", "medium", "hard"]
    return [q.model_copy(update={"difficulty": levels[n % 3]}) for n, q in enumerate(asked)]


def test_a_quiz_whose_longest_choices_are_right_says_so() -> None:
    texts = ("short", "the longest of them all", "middling")

    (told,) = quiz_faults(spread(*[single(1, texts)] * 4, *[single(0, (texts[1], "x", "y"))] * 4))

    assert told.startswith("in 8 of 8 single questions the longest choice is right; chance gives 3.")


def test_a_quiz_whose_right_choices_are_in_one_place_says_so() -> None:
    asked = [single(1, ("the longest one", "b", "c"))] * 6 + [single(0), single(2)] * 2

    (told,) = quiz_faults(spread(*asked))

    assert told == "in 6 of 10 single questions choice 2 is right. Move some."


def test_a_quiz_of_one_difficulty_says_so() -> None:
    texts = ("a", "b", "c")
    (told,) = quiz_faults([single(n % 3, texts) for n in range(9)])

    assert told == "no question is medium or hard. Spread the difficulty."


def test_a_short_quiz_is_not_judged_as_a_whole() -> None:
    assert list(quiz_faults([single(1)] * 3)) == []


def test_near_duplicates_are_named_across_modules(tmp_path: Path) -> None:
    one = single(id="one", prompt="Which column tells whether a flight of January left late from New York?")
    same = single(
        id="same", prompt="Which column tells whether a flight of February left late from New York?"
    )
    other = single(id="other", prompt="What does the gate compare before a model is released to users?")
    small = course(tmp_path, questions={"framing": (one,), "validation": (same, other)})

    pairs = [(first.id, second.id) for (_, first), (_, second) in near_duplicates(small)]

    assert pairs == [("one", "same")]


def test_check_names_a_fault_with_its_line(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    quiz = bread.modules / "dough" / "quiz.yml"
    quiz.write_text(quiz.read_text().replace("650 g of water on 1 kg of flour", "Both of these"))

    assert run(["--root", str(bread.path), "check"]) == 1

    assert capsys.readouterr().out == (
        "course/modules/dough/quiz.yml:7: [1].choices: 'Both of these' is a catch-all. "
        "Write a choice that says something itself.\n"
    )
