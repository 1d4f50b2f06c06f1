"""Questions as test items: what gives an answer away, or asks badly, as far as a program can see.

The rules are those on which item writers agree: T. M. Haladyna, S. M. Downing and M. C. Rodriguez, A review of
multiple-choice item-writing guidelines for classroom assessment, 2002, https://doi.org/10.1207/S15324818AME1503_5.
Rules about a whole quiz hold from so many questions on that chance can be told from habit.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from groundschool.catalog.document import read_document
from groundschool.course.questions import Difficulty, MultipleQuestion, Question, SingleQuestion
from groundschool.course.spine import Course, Module
from groundschool.errors import Problem

ENOUGH = 8
"""Questions that a quiz needs before rules about the whole of it apply."""
ALIKE = 0.6
"""Share of words in common from which two questions are near-duplicates."""
_CATCH_ALL = re.compile(r"\b(all|none|both|neither|any) of (the|these|them|those)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\b(always|never|only ever|in every case|impossible|guarantees?)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\b(not|cannot|except|never)\b|n['\u2019]t\b", re.IGNORECASE)
_MARKED = re.compile(r"\b(NOT|CANNOT|EXCEPT|NEVER)\b")
_QUESTION_OF_CHOICE = re.compile(r"\b(which|what|who|whom|whose|where|when)\b[^.?!]*\?", re.IGNORECASE)

_Found = tuple[str, str, str]
"""Question, field, message."""


def item_problems(course: Course) -> Iterator[Problem]:
    """Every fault of every quiz, with its line."""
    for module in course.modules:
        yield from _placed(course, module, _in_module(course.questions[module.id]))
    alike: dict[str, list[_Found]] = {}
    for (one, first), (other, second) in near_duplicates(course):
        message = f"asks nearly the same as '{second.id}' of {other}. Change or drop one."
        alike.setdefault(one, []).append((first.id, "prompt", message))
    for module in course.modules:
        yield from _placed(course, module, alike.get(module.id, ()))


def item_faults(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with one question: the field, and what to do."""
    if not isinstance(question, SingleQuestion | MultipleQuestion):
        return
    for choice in question.choices:
        if _CATCH_ALL.search(choice.text):
            yield "choices", f"'{choice.text}' is a catch-all. Write a choice that says something itself."
        absolute = _ABSOLUTE.search(choice.text)
        if absolute and not choice.right:
            yield "choices", f"'{absolute[0]}' gives a wrong choice away. Say it without."
    if len({choice.explanation for choice in question.choices}) < len(question.choices):
        yield "choices", "two choices have the same explanation. Say what is special to each."
    for asked in _QUESTION_OF_CHOICE.finditer(question.prompt):
        if _NEGATIVE.search(asked[0]) and not _MARKED.search(asked[0]):
            yield "prompt", "asks for what is not so. Turn it round, or write the NOT in capitals."


def quiz_faults(questions: Sequence[Question]) -> Iterator[str]:
    """What is wrong with the questions of a module as a whole."""
    singles = [question for question in questions if isinstance(question, SingleQuestion)]
    if len(singles) >= ENOUGH:
        longest = sum(max(q.choices, key=lambda choice: len(choice.text)).right for q in singles)
        chance = sum(1 / len(q.choices) for q in singles)
        if longest > chance + 1:
            yield f"in {longest} of {len(singles)} single questions the longest choice is right; chance gives {chance:.0f}. Shorten some, or lengthen a wrong choice."
        places = Counter(next(i for i, choice in enumerate(q.choices) if choice.right) for q in singles)
        place, often = places.most_common(1)[0]
        if often > math.ceil(len(singles) / 2):
            yield f"in {often} of {len(singles)} single questions choice {place + 1} is right. Move some."
    if len(questions) >= ENOUGH:
        missing = [level for level in get_args(Difficulty) if level not in {q.difficulty for q in questions}]
        if missing:
            yield f"no question is {' or '.join(missing)}. Spread the difficulty."


def near_duplicates(course: Course) -> Iterator[tuple[tuple[str, Question], tuple[str, Question]]]:
    """Pairs of questions, each with its module, whose prompts and answers share nearly all their words."""
    every = [(m.id, q, _words(q)) for m in course.modules for q in course.questions[m.id]]
    for (one, first, words), (other, second, others) in itertools.combinations(every, 2):
        if len(words & others) >= ALIKE * len(words | others):
            yield (one, first), (other, second)


def _in_module(questions: Sequence[Question]) -> Iterator[_Found]:
    for question in questions:
        for field, message in item_faults(question):
            yield question.id, field, message
    for message in quiz_faults(questions):
        yield "", "", message


def _placed(course: Course, module: Module, found: Iterator[_Found] | Sequence[_Found]) -> Iterator[Problem]:
    path = course.root.modules / module.id / "quiz.yml"
    document = read_document(path, course.root.relative(path))
    if isinstance(document, Problem):
        return
    places = {entry["id"]: index for index, entry in enumerate(document.data)}
    for name, field, message in found:
        yield document.problem((places[name], field), message) if name else document.problem((), message)


def _words(question: Question) -> frozenset[str]:
    """What is asked and, since two may share a prompt, what there is to choose from."""
    parts = [question.prompt]
    if isinstance(question, SingleQuestion | MultipleQuestion):
        parts += [choice.text for choice in question.choices]
    return frozenset(re.findall(r"\w+", " ".join(parts).casefold()))
