"""The practice quiz: questions of a module, marked at once, answers restored from the learner record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from traitlets import Dict, List, Unicode

from groundschool.course.marking import Marked, grade
from groundschool.course.questions import Question, variant
from groundschool.errors import UsageError
from groundschool.learner.record import CONFIDENCE, Answered
from groundschool.widgets._base import LearnerWidget, Message, the_course, the_record
from groundschool.widgets._html import Bundle
from groundschool.widgets._questions import chosen_questions, explained, shown
from groundschool.widgets._static_quiz import static_quiz


@dataclass(frozen=True)
class Asked:
    """A question as this learner gets it."""

    module: str
    question: Question
    values: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`module/question`, as the learner record calls it."""
        return f"{self.module}/{self.question.id}"


def quiz(module: str, *question_ids: str) -> QuizWidget:
    """Ask the practice questions of a module, all or those named, as in `quiz("validation")`.

    Raises:
        UsageError: no such module or practice question.
    """
    course = the_course()
    asked = {q.id: asked_of(module, q) for q in chosen_questions(course, module, question_ids)}
    widget = QuizWidget(course.module(module).title, asked, static_quiz(course, module, *question_ids))
    widget.restore()
    return widget


def asked_of(module: str, question: Question) -> Asked:
    """The variant of a question that belongs to the learner of this workspace."""
    # Making up a name for the learner is put off until a question needs one.
    return (
        Asked(module, *variant(question, the_record().learner))
        if question.parameters
        else Asked(module, question)
    )


class QuizWidget(LearnerWidget):
    """Shows questions without their keys; an answer goes to Python, is marked and recorded there."""

    heading = Unicode().tag(sync=True)
    questions = List(Dict()).tag(sync=True)
    results = Dict().tag(sync=True)
    hints = Dict().tag(sync=True)
    """The hints that were asked for, by question."""
    levels = List(Unicode(), list(CONFIDENCE)).tag(sync=True)
    empty = Unicode().tag(sync=True)
    """What to say when there are no questions."""

    def __init__(self, title: str, asked: dict[str, Asked], static: Bundle) -> None:
        super().__init__("quiz", static, {"check": self._check, "hint": self._hint}, heading=title)
        self.ask(asked)

    def ask(self, asked: dict[str, Asked]) -> None:
        """Ask these questions, each under a key of its own."""
        self._asked = asked
        self.questions = [{**shown(one.question, one.module), "id": key} for key, one in asked.items()]

    def restore(self) -> None:
        """Show the last answers of the learner record again."""
        answers = self.summary().answers
        self.results = {
            key: result
            for key, one in self._asked.items()
            if (result := _restored(one, answers.get(one.name)))
        }

    def _check(self, message: Message) -> str:
        key, answer = message["question"], message["answer"]
        one = self._asked[key]
        said = message.get("confidence")
        confidence = str(said) if said in CONFIDENCE else ""
        marked = grade(one.question, answer)
        tries = self.results.get(key, {}).get("tries", 0) + 1
        self.results = {
            **self.results,
            key: explained(one.question, answer, marked, tries, confidence),
        }
        the_record().answered(
            one.name,
            answer,
            right=marked.right,
            score=marked.score,
            confidence=confidence,
            hints=len(self.hints.get(key, ())),
            values=one.values,
        )
        return ""

    def _hint(self, message: Message) -> str:
        key = message["question"]
        asked_for = len(self.hints.get(key, ())) + 1
        self.hints = {**self.hints, key: list(self._asked[key].question.hints[:asked_for])}
        return ""


def _restored(one: Asked, answered: Answered | None) -> dict[str, Any] | None:
    if answered is None or answered.values != one.values:
        return None
    question, answer = one.question, answered.answer
    if question.kind == "fill_in":
        # Only what is typed in this kernel is run, never an answer out of a file.
        marked = Marked(answered.right, answered.score, ("Try it again to see what comes of it.",))
    else:
        try:
            marked = grade(question, answer)
        except UsageError:
            return None  # The question has changed since: the old answer does not fit it any more.
    return explained(question, answer, marked, answered.tries, answered.confidence)
