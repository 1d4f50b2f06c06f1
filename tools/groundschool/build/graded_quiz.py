"""The graded quiz of a module as an nbgrader notebook: typed answers, the key only in hidden tests.

Nothing but the hidden tests may depend on the key: not the order of the choices, not an id, not an example.
`shuffled` can be repeated by anybody who knows its seed, so the seed is made of text that never leaves the
instructor: the explanations of the question.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from groundschool.build.page import Cell, Notebook, code, digest, markdown, nbgrader_role
from groundschool.build.text import escape
from groundschool.course.marking import normal_text, shuffled
from groundschool.course.questions import (
    MatchingQuestion,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
)
from groundschool.course.spine import Module

_CODE = re.compile(r"(`[^`\n]+`)")


@dataclass(frozen=True)
class _Asked:
    """How one question is put: what is shown, how its answer is read, and when it is right."""

    shown: str
    example: str
    helpers: str
    read: str
    right: str
    answer: str
    choices: tuple[str, ...] = ()
    """What a form offers, in the order of their letters; a line to type when there are none."""
    several: bool = False


def graded_quiz(module: Module, questions: Sequence[Question]) -> Notebook:
    """Build the notebook that a classroom hands out; only questions marked `graded` are asked."""
    asked = [question for question in questions if question.graded]
    points = sum(question.points for question in asked)
    cells = [
        markdown(
            f"# {escape(module.title)}: graded quiz\n\n"
            f"{_count(len(asked), 'question')}, {_count(points, 'point')}. Run the cell below a question and choose, or type the "
            "answer between the quotes and run that cell and the one below it: it says whether the answer can be read, "
            "not whether it is right. What is typed counts before what is chosen."
        )
    ]
    for number, question in enumerate(asked, start=1):
        cells += _cells(number, question, _ASK[question.kind](question, _seed(module, question)))
    return Notebook(cells=cells, metadata=Notebook(), nbformat=4, nbformat_minor=5)


def _cells(number: int, question: Question, asked: _Asked) -> list[Cell]:
    prompt = (
        f"## Question {number} ({_count(question.points, 'point')})\n\n{prose(question.prompt)}{asked.shown}"
    )
    name = f"answer_{number}"
    answer = (
        f'{name} = ""  # e.g. {asked.example}\n'
        f"### BEGIN SOLUTION\n{name} = {json.dumps(asked.answer, ensure_ascii=False)}\n### END SOLUTION"
    )
    tests = (
        f"from groundschool.grading.typed import {asked.helpers}\n\n"
        f"given = {asked.read.format(name)}\n"
        f'print("Question {number}: your answer can be read.")\n'
        f'### BEGIN HIDDEN TESTS\nassert {asked.right}, "Question {number}: this is not the answer."\n'
        "### END HIDDEN TESTS"
    )
    return [
        markdown(prompt, nbgrader=nbgrader_role("markdown", f"question_{question.id}", locked=True)),
        code(_form(name, asked)),
        # The tag makes nbgrader blank the answer without a stub that raises: see grading/blanks.py.
        code(answer, nbgrader=nbgrader_role("code", f"answer_{question.id}", solution=True), tags=["answer"]),
        code(
            tests, nbgrader=nbgrader_role("code", f"tests_{question.id}", locked=True, points=question.points)
        ),
    ]


def _form(name: str, asked: _Asked) -> str:
    """The cell that shows a form: of the choices as they stand above it, and nothing else of the question."""
    rows = [
        f"    {json.dumps(letter)}: {json.dumps(text, ensure_ascii=False)},"
        for letter, text in zip(ascii_lowercase, asked.choices, strict=False)
    ]
    choices = ["{", *rows, "}"] if rows else []
    several = ", several=True" if asked.several else ""
    call = f'choose("{name}"' + (", " + "\n".join(choices) if choices else "") + several + ")"
    return f"from groundschool import choose\n\n{call}"


def _seed(module: Module, question: Question) -> str:
    return digest(module.id, question.model_dump_json())


def _single(question: SingleQuestion, seed: str) -> _Asked:
    shown = [question.choices[index] for index in shuffled(question, seed)]
    letters = ascii_lowercase[: len(shown)]
    key = next(letter for letter, choice in zip(letters, shown, strict=True) if choice.right)
    return _Asked(
        shown=_lettered([choice.text for choice in shown]),
        example=f'"{letters[-1]}"',
        helpers="read_letter",
        read=f'read_letter({{}}, "{letters}")',
        right=f'given == "{key}"',
        answer=key,
        choices=tuple(choice.text for choice in shown),
    )


def _multiple(question: MultipleQuestion, seed: str) -> _Asked:
    shown = [question.choices[index] for index in shuffled(question, seed)]
    letters = ascii_lowercase[: len(shown)]
    key = tuple(letter for letter, choice in zip(letters, shown, strict=True) if choice.right)
    return _Asked(
        shown=_lettered([choice.text for choice in shown]) + "\n\nOne or more apply; all must be named.",
        example=f'"{letters[0]}, {letters[-1]}"',
        helpers="read_letters",
        read=f'read_letters({{}}, "{letters}")',
        right=f"given == {_tuple(key)}",
        answer=", ".join(key),
        choices=tuple(choice.text for choice in shown),
        several=True,
    )


def _numeric(question: NumericQuestion, seed: str) -> _Asked:
    del seed
    unit = f", in {prose(question.unit)}" if question.unit else ""
    return _Asked(
        shown=f"\n\nA number{unit}.",
        example='"0.5"',
        helpers="near, read_number",
        read="read_number({})",
        right=f"near(given, {question.answer!r}, {question.tolerance!r})",
        answer=repr(question.answer),
    )


def _ordering(question: OrderingQuestion, seed: str) -> _Asked:
    order = shuffled(question, seed)
    letters = ascii_lowercase[: len(order)]
    key = tuple(letters[order.index(place)] for place in range(len(order)))
    return _Asked(
        shown=_lettered([question.items[index].text for index in order]),
        example=f'"{", ".join(letters)}"',
        helpers="read_order",
        read=f'read_order({{}}, "{letters}")',
        right=f"given == {_tuple(key)}",
        answer=", ".join(key),
    )


def _matching(question: MatchingQuestion, seed: str) -> _Asked:
    # Two pairs may share a right side; it is shown once.
    rights = list(dict.fromkeys(question.pairs[index].right for index in shuffled(question, seed)))
    letters = ascii_lowercase[: len(rights)]
    key = tuple(letters[rights.index(pair.right)] for pair in question.pairs)
    lefts = "\n".join(f"- **{number}** {prose(p.left)}" for number, p in enumerate(question.pairs, start=1))
    return _Asked(
        shown=f"\n\n{lefts}\n\nbelongs to{_lettered(rights)}",
        example=f'"1{letters[0]}, 2{letters[0]}"',
        helpers="read_pairs",
        read=f'read_pairs({{}}, {len(key)}, "{letters}")',
        right=f"given == {_tuple(key)}",
        answer=", ".join(f"{number}{letter}" for number, letter in enumerate(key, start=1)),
    )


def _short_text(question: ShortTextQuestion, seed: str) -> _Asked:
    del seed
    accepted = tuple(dict.fromkeys(normal_text(text) for text in question.accept))
    return _Asked(
        shown="\n\nA word or two.",
        example='"two words"',
        helpers="read_text",
        read="read_text({})",
        right=f"given in {_tuple(accepted)}",
        answer=question.accept[0],
    )


_ASK: dict[str, Callable[[Any, str], _Asked]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "short_text": _short_text,
}


def prose(text: str) -> str:
    """Plain text with `code` in backticks, as markdown that shows just that."""
    return "".join(
        part if place % 2 else escape(part) for place, part in enumerate(_CODE.split(text.replace("\n", " ")))
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _lettered(texts: Sequence[str]) -> str:
    lines = [f"- **{letter}** {prose(text)}" for letter, text in zip(ascii_lowercase, texts, strict=False)]
    return "\n\n" + "\n".join(lines)


def _tuple(words: Sequence[str]) -> str:
    """A tuple as the formatter writes it, safe for any text."""
    quoted = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    return f"({quoted},)" if len(words) == 1 else f"({quoted})"
