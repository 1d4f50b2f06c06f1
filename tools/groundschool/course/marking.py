"""Marking one answer to one question: the same for practice and for the classroom.

Pure, but for code that fills a gap: that is run, see `snippet`.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from groundschool.course import snippet
from groundschool.course.questions import (
    FillInQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
)
from groundschool.errors import UsageError


@dataclass(frozen=True)
class Marked:
    """What an answer earned, from 0 to 1, and what to say about it: a sentence for each choice or item."""

    right: bool
    score: float
    feedback: tuple[str, ...]


def grade(question: Question, answer: object) -> Marked:
    """Mark an answer.

    An answer is JSON: the index of a choice (single), a list of indices (multiple), a number or its text
    (numeric), the items' indices in the order chosen (ordering), for each pair the index of the right side
    chosen (matching), or text (short_text, fill_in).

    Raises:
        UsageError: the answer is not of that form.
    """
    return _GRADERS[question.kind](question, answer)


def shuffled(question: Question, seed: str) -> list[int]:
    """The order in which to show choices, items or right sides; the same for the same seed."""
    count = len(_parts(question))
    order = list(range(count))
    # A fixed algorithm, not security: the order only must not follow the file.
    random.Random(f"{question.id}:{seed}").shuffle(order)  # noqa: S311
    if question.kind == "ordering" and order == sorted(order):
        order.reverse()
    return order


def normal_text(text: str) -> str:
    """Fold what does not make a short answer different: case, spaces, outer punctuation."""
    return re.sub(r"\s+", " ", text.casefold()).strip(" .,;:!?\"'`()[]")


def read_number(text: object) -> float:
    """Read a number as people write it: `0,19`, `19 %`, `1 000`.

    A comma is a decimal comma unless it groups thousands as in `1,000`.

    Raises:
        UsageError: it is not a finite number.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise UsageError(f"{text!r} is not a number. Type digits, for example 0.19.")
    if isinstance(text, str):
        plain = text.replace("\u202f", "").replace(" ", "").replace("\u2212", "-").rstrip("%")
        grouped = re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", plain)
        plain = plain.replace(",", "") if grouped else plain.replace(",", ".")
    else:
        plain = str(text)
    try:
        number = float(plain)
    except ValueError:
        raise UsageError(f"{text!r} is not a number. Type digits, for example 0.19.") from None
    if not math.isfinite(number):
        raise UsageError(f"{text!r} is not a finite number. Type digits, for example 0.19.")
    return number


def read_quantity(text: object, unit: str, units: Mapping[str, float]) -> float:
    """Read a number with or without its unit, as in `90 s`, and give it in `unit`.

    Args:
        text: what was typed; without a unit it is taken to be in `unit`.
        unit: the unit of the answer.
        units: other units, and how many of `unit` one of them is.

    Raises:
        UsageError: it is no number, or has a unit that is not known here.
    """
    if not unit or not isinstance(text, str):
        return read_number(text)
    known = {unit: 1.0, **units}
    names = {form: factor for name, factor in known.items() for form in (name, _singular(name))}
    match = re.fullmatch(r"(.*?\d[.,]?(?:e[+-]?\d+)?)\s*([^\d\s.,].*)?", text.strip(), re.DOTALL)
    given = match[2] if match and match[2] else ""
    if not match or not given:
        return read_number(text)
    # Case tells units apart in science, seldom in an answer: GB and gb, but not m and M where both are known.
    folded = {name.casefold(): factor for name, factor in names.items()}
    factor = names.get(given, folded.get(given.casefold()))
    if factor is None:
        raise UsageError(f"{given!r} is no unit here. Give the number in {' or '.join(known)}.")
    return read_number(match[1]) * factor


def _singular(unit: str) -> str:
    return unit.removesuffix("s") if len(unit) > 2 else unit  # noqa: PLR2004 - "ms" is no plural


def near(number: float, key: float, tolerance: float) -> bool:
    """Whether a number is the key, give or take the tolerance."""
    # Doubles round: without the last term a tolerance of 0.01 would refuse 0.1 + 0.01.
    return abs(number - key) <= tolerance + 1e-12 * max(1.0, abs(key))


def _parts(question: Question) -> Sequence[object]:
    if isinstance(question, SingleQuestion | MultipleQuestion):
        return question.choices
    if isinstance(question, OrderingQuestion):
        return question.items
    if isinstance(question, MatchingQuestion):
        return question.pairs
    return ()


def _single(question: SingleQuestion, answer: object) -> Marked:
    chosen = _indices([answer], len(question.choices))[0]
    right = question.choices[chosen].right
    return Marked(right, float(right), tuple(choice.explanation for choice in question.choices))


def _multiple(question: MultipleQuestion, answer: object) -> Marked:
    chosen = set(_indices(answer, len(question.choices)))
    agree = [(index in chosen) == choice.right for index, choice in enumerate(question.choices)]
    feedback = tuple(choice.explanation for choice in question.choices)
    return Marked(all(agree), sum(agree) / len(agree), feedback)


def _numeric(question: NumericQuestion, answer: object) -> Marked:
    number = read_quantity(answer, question.unit, question.units)
    if near(number, question.answer, question.tolerance):
        return Marked(right=True, score=1.0, feedback=(question.explanation,))
    for mistake in question.mistakes:
        if near(number, mistake.answer, mistake.tolerance):
            return Marked(right=False, score=0.0, feedback=(mistake.explanation,))
    return Marked(right=False, score=0.0, feedback=(question.explanation,))


def _ordering(question: OrderingQuestion, answer: object) -> Marked:
    order = _permutation(answer, len(question.items))
    in_place = sum(index == place for place, index in enumerate(order))
    feedback = tuple(item.explanation for item in question.items)
    return Marked(in_place == len(order), in_place / len(order), feedback)


def _matching(question: MatchingQuestion, answer: object) -> Marked:
    chosen = _indices(answer, len(question.pairs))
    if len(chosen) != len(question.pairs):
        raise UsageError(
            f"{len(question.pairs)} pairs need {len(question.pairs)} answers, not {len(chosen)}."
        )
    hits = sum(
        question.pairs[index].right == pair.right for pair, index in zip(question.pairs, chosen, strict=True)
    )
    return Marked(hits == len(chosen), hits / len(chosen), tuple(pair.explanation for pair in question.pairs))


def _short_text(question: ShortTextQuestion, answer: object) -> Marked:
    if not isinstance(answer, str):
        raise UsageError(f"{answer!r} is not text. Type a word or two.")
    given = normal_text(answer)
    if given in {normal_text(accepted) for accepted in question.accept}:
        return Marked(right=True, score=1.0, feedback=(question.explanation,))
    for mistake in question.mistakes:
        if given == normal_text(mistake.answer):
            return Marked(right=False, score=0.0, feedback=(mistake.explanation,))
    return Marked(right=False, score=0.0, feedback=(question.explanation,))


def _fill_in(question: FillInQuestion, answer: object) -> Marked:
    if not isinstance(answer, str) or not answer.strip():
        raise UsageError("There is nothing in the gap. Type what belongs there.")
    trouble = snippet.trouble(question.code, answer, question.check)
    if trouble is None:
        return Marked(right=True, score=1.0, feedback=(question.explanation,))
    for mistake in question.mistakes:
        if snippet.same_code(answer, mistake.answer):
            return Marked(right=False, score=0.0, feedback=(trouble, mistake.explanation))
    return Marked(right=False, score=0.0, feedback=(trouble,))


def _indices(answer: object, count: int) -> list[int]:
    if not isinstance(answer, list):
        raise UsageError(f"{answer!r} is not a list of choices.")
    for index in answer:
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < count:
            raise UsageError(f"{index!r} is not one of the {count} choices.")
    return list(answer)


def _permutation(answer: object, count: int) -> list[int]:
    order = _indices(answer, count)
    if sorted(order) != list(range(count)):
        raise UsageError(f"Put each of the {count} items in its place once.")
    return order


_GRADERS: dict[str, Callable[[Any, object], Marked]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "short_text": _short_text,
    "fill_in": _fill_in,
}
