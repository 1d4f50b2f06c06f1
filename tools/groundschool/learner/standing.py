"""Where a learner stands in the course: each module open, begun or done, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from groundschool.course.sources import lab_marks
from groundschool.course.spine import Course, Module
from groundschool.learner.record import Summary
from groundschool.learner.track import modules_for

State = Literal["open", "begun", "done"]


@dataclass(frozen=True)
class ModuleStanding:
    """What is done of a module: practice questions right last time, lab tasks ever passed."""

    module: Module
    state: State
    right: int
    questions: int
    passed: int
    tasks: int


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
    try:
        text = course.source(module.id, "lab.py").read_text(encoding="utf-8")
    except OSError:
        return ()
    return tuple(mark.task for mark in lab_marks(text) if mark.role == "tests")


def _standing(course: Course, module: Module, summary: Summary) -> ModuleStanding:
    questions = [f"{module.id}/{question.id}" for question in course.practice(module.id)]
    tasks = [f"{module.id}/{task}" for task in tasks_of(course, module)]
    right = sum(name in summary.answers and summary.answers[name].right for name in questions)
    passed = sum(name in summary.passed_tasks for name in tasks)
    touched = {*summary.answers, *summary.passed_tasks, *summary.failed_tasks, *summary.finished_sections}
    state: State = "open"
    if (right, passed) == (len(questions), len(tasks)) and questions + tasks:
        state = "done"
    elif any(name.startswith(f"{module.id}/") for name in touched):
        state = "begun"
    return ModuleStanding(module, state, right, len(questions), passed, len(tasks))
