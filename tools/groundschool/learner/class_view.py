"""A class at a glance: which question fails most, which wrong choice draws, who is stuck where.

    records of learners ── handed_in ──> Handed ── tally ──> Tally ── class_view ──> ClassView

Pure. What counts for a question is each learner's first answer: later ones have seen the explanation.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

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


@dataclass
class Tally:
    """What records come to. Those of parts of a class, put together in any order, are that of the class."""

    learners: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    """Learners who answered a question, by its name."""
    given: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Of a question, the answers that were wrong at first."""
    tried: Counter[str] = field(default_factory=Counter)
    """Learners who tried a task."""
    passed: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    stuck: list[Stuck] = field(default_factory=list)

    def join(self, other: Tally) -> None:
        """Take in the tally of another part of the class."""
        self.learners += other.learners
        for mine, theirs in (
            (self.asked, other.asked),
            (self.tried, other.tried),
            (self.passed, other.passed),
            (self.tries, other.tries),
        ):
            mine.update(theirs)
        for name, answers in other.given.items():
            self.given[name].update(answers)
        self.stuck += other.stuck


def tally(records: Iterable[Handed]) -> Tally:
    """Count what learners did."""
    counted = Tally()
    for record in records:
        counted.learners += 1
        for name, tries in record.questions.items():
            counted.asked[name] += 1
            if not tries.first_right:
                counted.given[name][_text(tries.first)] += 1
        for name, task in record.tasks.items():
            counted.tried[name] += 1
            counted.passed[name] += task.right
            counted.tries[name] += task.wrong + task.right
        counted.stuck += _stuck(record)
    return counted


def class_view(counted: Tally, course: Course) -> ClassView:
    """Put what was counted into words, the worst first."""
    return ClassView(
        learners=counted.learners,
        questions=tuple(
            sorted(_questions(counted, course), key=lambda one: (-one.wrong / one.learners, one.name))
        ),
        tasks=tuple(sorted(_tasks(counted), key=lambda one: (one.passed / one.learners, one.name))),
        stuck=tuple(sorted(counted.stuck, key=lambda one: (-one.tries, one.learner, one.where))),
    )


def _questions(counted: Tally, course: Course) -> Iterable[QuestionView]:
    for name, learners in counted.asked.items():
        wrong = counted.given.get(name, Counter())
        question = question_of(course, f"question/{name}")
        # Both forms of a record give the same words for the same answer.
        worded: Counter[str] = Counter()
        for text, count in wrong.items():
            worded[_words(question, text)] += count
        drawn = sorted(worded.items(), key=lambda pair: (-pair[1], pair[0]))
        draws = tuple(Draw(words, count) for words, count in drawn[:3])
        yield QuestionView(name, learners, wrong.total(), draws)


def _tasks(counted: Tally) -> Iterable[TaskView]:
    return (
        TaskView(name, learners, counted.passed[name], counted.tries[name])
        for name, learners in counted.tried.items()
    )


def _stuck(record: Handed) -> Iterable[Stuck]:
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
