"""A class at a glance: which question fails most, which wrong choice draws, who is stuck where.

    records of learners ── handed_in ──> Handed ── class_view ──> ClassView

Pure. What counts for a question is each learner's first answer: later ones have seen the explanation.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from groundschool.course.questions import MultipleQuestion, Question, SingleQuestion
from groundschool.course.spine import Course
from groundschool.learner.handed_in import Handed
from groundschool.learner.xapi import question_of, response_text

STUCK = 3
"""So many wrong tries at one thing, and none right, and somebody is stuck."""


@dataclass(frozen=True)
class Draw:
    """A wrong answer, in words, and how many learners gave it first."""

    answer: str
    learners: int


@dataclass(frozen=True)
class QuestionView:
    """How a question fared: learners who answered it, of these wrong at first, and what drew them."""

    name: str
    learners: int
    wrong: int
    draws: tuple[Draw, ...]


@dataclass(frozen=True)
class TaskView:
    """How a task of a lab fared: learners who tried it, and of these passed so far."""

    name: str
    learners: int
    passed: int
    tries: int


@dataclass(frozen=True)
class Stuck:
    """Somebody who tries something again and again: `question/...` or `task/...`, and when they were last seen."""

    learner: str
    where: str
    tries: int
    last: str


@dataclass(frozen=True)
class ClassView:
    """What a class did, the worst first."""

    learners: int
    questions: tuple[QuestionView, ...]
    tasks: tuple[TaskView, ...]
    stuck: tuple[Stuck, ...]


def class_view(records: Sequence[Handed], course: Course) -> ClassView:
    """Put the records of a class together; the same for the same records, in whatever order."""
    return ClassView(
        learners=len(records),
        questions=tuple(
            sorted(_questions(records, course), key=lambda one: (-one.wrong / one.learners, one.name))
        ),
        tasks=tuple(sorted(_tasks(records), key=lambda one: (one.passed / one.learners, one.name))),
        stuck=tuple(sorted(_stuck(records), key=lambda one: (-one.tries, one.learner, one.where))),
    )


def _questions(records: Iterable[Handed], course: Course) -> Iterable[QuestionView]:
    asked: Counter[str] = Counter()
    given: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        for name, tries in record.questions.items():
            asked[name] += 1
            if not tries.first_right:
                given[name][_text(tries.first)] += 1
    for name, learners in asked.items():
        wrong = given[name]
        question = question_of(course, f"question/{name}")
        # Both forms of a record give the same words for the same answer.
        worded: Counter[str] = Counter()
        for text, count in wrong.items():
            worded[_words(question, text)] += count
        drawn = sorted(worded.items(), key=lambda pair: (-pair[1], pair[0]))
        draws = tuple(Draw(words, count) for words, count in drawn[:3])
        yield QuestionView(name, learners, wrong.total(), draws)


def _tasks(records: Iterable[Handed]) -> Iterable[TaskView]:
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    tries: Counter[str] = Counter()
    for record in records:
        for name, task in record.tasks.items():
            tried[name] += 1
            passed[name] += task.right
            tries[name] += task.wrong + task.right
    return (TaskView(name, learners, passed[name], tries[name]) for name, learners in tried.items())


def _stuck(records: Iterable[Handed]) -> Iterable[Stuck]:
    for record in records:
        for kind, things in (("question", record.questions), ("task", record.tasks)):
            for name, tries in things.items():
                if not tries.right and tries.wrong >= STUCK:
                    yield Stuck(record.learner, f"{kind}/{name}", tries.wrong, record.last)


def _text(answer: object) -> str:
    # Most answers are one choice: writing JSON for each would take as long as all the rest.
    return answer if isinstance(answer, str) else str(answer) if type(answer) is int else json.dumps(answer)


def _words(question: Question | None, text: str) -> str:
    """An answer as it reads on the screen, where the question shows choices."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = text
    if isinstance(question, SingleQuestion | MultipleQuestion):
        chosen = (
            answer if isinstance(answer, list) else [answer] if isinstance(answer, int) else text.split("[,]")
        )
        try:
            return " + ".join(question.choices[int(index)].text for index in chosen)
        except (ValueError, IndexError, TypeError):
            return text
    return response_text(question.kind if question else "", answer) if isinstance(answer, list) else text
