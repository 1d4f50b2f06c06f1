"""Spaced review: the questions that are due, of every module, asked as the quiz asks them."""

from __future__ import annotations

from datetime import UTC, datetime

from groundschool.course.spine import Course
from groundschool.learner.review import Memory, due, memories
from groundschool.widgets._base import the_course
from groundschool.widgets._html import counted
from groundschool.widgets._static_review import static_review
from groundschool.widgets.quiz import Asked, QuizWidget, asked_of


def review(most: int = 5) -> ReviewWidget:
    """Ask again what was answered wrong or long ago, at most so many questions at a time."""
    return ReviewWidget(the_course(), most, datetime.now(UTC))


class ReviewWidget(QuizWidget):
    """A quiz that begins with no answers: what is due is to be answered from memory."""

    def __init__(self, course: Course, most: int, now: datetime) -> None:
        super().__init__("Review", {}, static_review(course, most))
        remembered = [m for m in memories(self.events()).values() if _asked(course, m)]
        waiting = due(remembered, now)
        self.ask({m.question: one for m in waiting[:most] if (one := _asked(course, m))})
        self.empty = _nothing(remembered, now)
        later = len(waiting) - len(self.questions)
        self.heading += f" ({later} more when these are done)" if later else ""


def _asked(course: Course, memory: Memory) -> Asked | None:
    """The question, if the course still has it."""
    module, _, name = memory.question.partition("/")
    for question in course.practice(module) if module in course.questions else ():
        if question.id == name:
            return asked_of(module, question)
    return None


def _nothing(remembered: list[Memory], now: datetime) -> str:
    if not remembered:
        return "Nothing to review yet: questions that you answer in the lessons come back here."
    first = min(memory.due for memory in remembered)
    days = max(1, (first.date() - now.date()).days)
    return f"Nothing to review today. The next question comes back in {counted(days, 'day')}."
