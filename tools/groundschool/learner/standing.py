"""Where a learner stands in the course: each module open, begun or done, its objectives, and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from groundschool.course.sources import Mark, lab_marks
from groundschool.course.spine import Course, Module, Objective
from groundschool.learner.record import Summary
from groundschool.learner.track import modules_for

State = Literal["open", "begun", "done"]


@dataclass(frozen=True)
class ObjectiveStanding:
    """What is done for an objective: its section read, its questions right, its tasks with tests passed.

    A section counts as read when the learner says so, or has answered a question about it.
    """

    objective: Objective
    ticked: bool
    """Whether the learner says that the section is read."""
    answered: bool
    """Whether a question about it was answered, which takes reading it."""
    right: int
    questions: int
    passed: int
    tasks: int

    @property
    def read(self) -> bool:
        """Whether the section counts as read."""
        return self.ticked or self.answered

    @property
    def met(self) -> bool:
        """Whether all of it is done."""
        return self.read and (self.right, self.passed) == (self.questions, self.tasks)


@dataclass(frozen=True)
class ModuleStanding:
    """What is done of a module: practice questions right last time, lab tasks ever passed, and of each objective."""

    module: Module
    state: State
    right: int
    questions: int
    passed: int
    tasks: int
    objectives: tuple[ObjectiveStanding, ...]

    @property
    def minutes(self) -> int:
        """How long the module takes."""
        return self.module.lesson_minutes + self.module.lab_minutes

    @property
    def minutes_done(self) -> int:
        """The part of it that is done: of the lesson by questions, of the lab by tasks."""
        if self.state == "done":
            return self.minutes
        lesson = self.module.lesson_minutes * self.right / self.questions if self.questions else 0
        lab = self.module.lab_minutes * self.passed / self.tasks if self.tasks else 0
        return round(lesson + lab)


def standings(course: Course, summary: Summary) -> tuple[ModuleStanding, ...]:
    """Every module of the course, in order."""
    return tuple(_standing(course, module, summary) for module in course.modules)


def next_step(course: Course, found: tuple[ModuleStanding, ...], role: str | None) -> str:
    """One sentence: what to do next, on the track of a role if one is known."""
    by_id = {standing.module.id: standing for standing in found}
    modules = modules_for(course, role or "")
    for module in modules:
        standing = by_id[module.id]
        if standing.state == "open":
            return f"Next: read {module.title}, in {module.notebook}."
        if standing.right < standing.questions:
            left = standing.questions - standing.right
            questions = "question" if left == 1 else "questions"
            return f"Next: {left} {questions} of {module.title} to answer right, in {module.notebook}."
        if standing.passed < standing.tasks:
            left = standing.tasks - standing.passed
            return f"Next: {left} {'task' if left == 1 else 'tasks'} of {module.title}, in {module.lab}."
    return "Every module here is done."


def tasks_of(course: Course, module: Module) -> tuple[str, ...]:
    """The tasks of a module's lab that tests decide, in order; none where the sources are not at hand."""
    return tuple(mark.task for mark in _tests(course, module))


def _tests(course: Course, module: Module) -> tuple[Mark, ...]:
    try:
        text = course.source(module.id, "lab.py").read_text(encoding="utf-8")
    except OSError:
        return ()
    return tuple(mark for mark in lab_marks(text) if mark.role == "tests")


def _standing(course: Course, module: Module, summary: Summary) -> ModuleStanding:
    marks = _tests(course, module)
    objectives = tuple(_objective(course, module, one, marks, summary) for one in module.objectives)
    questions = [f"{module.id}/{question.id}" for question in course.practice(module.id)]
    tasks = [f"{module.id}/{mark.task}" for mark in marks]
    right, passed = _right(questions, summary), _passed(tasks, summary)
    touched = {*summary.answers, *summary.passed_tasks, *summary.failed_tasks, *summary.finished_sections}
    state: State = "open"
    if (right, passed) == (len(questions), len(tasks)) and questions + tasks:
        state = "done"
    elif any(name.startswith(f"{module.id}/") for name in touched):
        state = "begun"
    return ModuleStanding(module, state, right, len(questions), passed, len(tasks), objectives)


def _objective(
    course: Course, module: Module, objective: Objective, marks: Iterable[Mark], summary: Summary
) -> ObjectiveStanding:
    asked = [f"{module.id}/{q.id}" for q in course.practice(module.id) if q.objective == objective.id]
    tasks = [f"{module.id}/{mark.task}" for mark in marks if mark.options.get("objective") == objective.id]
    return ObjectiveStanding(
        objective,
        ticked=f"{module.id}/{objective.id}" in summary.finished_sections,
        answered=not summary.answers.keys().isdisjoint(asked),
        right=_right(asked, summary),
        questions=len(asked),
        passed=_passed(tasks, summary),
        tasks=len(tasks),
    )


def _right(questions: Iterable[str], summary: Summary) -> int:
    return sum(name in summary.answers and summary.answers[name].right for name in questions)


def _passed(tasks: Iterable[str], summary: Summary) -> int:
    return sum(name in summary.passed_tasks for name in tasks)
