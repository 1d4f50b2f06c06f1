"""The practice quiz: questions of a module, marked at once, answers restored from the learner record."""

from __future__ import annotations

from typing import Any

from traitlets import Dict, List, Unicode

from groundschool.course.marking import grade
from groundschool.course.questions import Question
from groundschool.errors import UsageError
from groundschool.learner.record import Answered
from groundschool.widgets._base import LearnerWidget, Message, the_course, the_record
from groundschool.widgets._html import Bundle
from groundschool.widgets._questions import chosen_questions, explained, shown
from groundschool.widgets._static_quiz import static_quiz


def quiz(module: str, *question_ids: str) -> QuizWidget:
    """Ask the practice questions of a module, all or those named, as in `quiz("validation")`.

    Raises:
        UsageError: no such module or practice question.
    """
    course = the_course()
    questions = chosen_questions(course, module, question_ids)
    static = static_quiz(course, module, *question_ids)
    return QuizWidget(module, course.module(module).title, questions, static)


class QuizWidget(LearnerWidget):
    """Shows questions without their keys; an answer goes to Python, is marked and recorded there."""

    heading = Unicode().tag(sync=True)
    questions = List(Dict()).tag(sync=True)
    results = Dict().tag(sync=True)

    def __init__(self, module: str, title: str, questions: tuple[Question, ...], static: Bundle) -> None:
        self._module = module
        self._by_id = {question.id: question for question in questions}
        super().__init__(
            "quiz",
            static,
            {"check": self._check},
            heading=title,
            questions=[shown(question, module) for question in questions],
        )
        answers = self.summary().answers
        self.results = {
            name: result
            for name, question in self._by_id.items()
            if (result := _restored(question, answers.get(f"{module}/{name}")))
        }

    def _check(self, message: Message) -> str:
        question = self._by_id[message["question"]]
        answer = message["answer"]
        marked = grade(question, answer)
        tries = self.results.get(question.id, {}).get("tries", 0) + 1
        self.results = {**self.results, question.id: explained(question, answer, marked, tries)}
        the_record().answered(f"{self._module}/{question.id}", answer, right=marked.right, score=marked.score)
        return ""


def _restored(question: Question, answered: Answered | None) -> dict[str, Any] | None:
    if answered is None:
        return None
    try:
        return explained(question, answered.answer, grade(question, answered.answer), answered.tries)
    except UsageError:
        return None  # The question has changed since: the old answer does not fit it any more.
