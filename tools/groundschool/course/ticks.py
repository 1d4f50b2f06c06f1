"""Which items of the field's checklists the modules teach and grade, and whether that is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from groundschool.catalog.document import Document, Where, read_text
from groundschool.course.cells import GRADED
from groundschool.course.sources import LAB, Mark, lab_marks
from groundschool.course.spine import Course, Module, Tick
from groundschool.errors import Problem, did_you_mean


class Ticked(NamedTuple):
    """How much of a checklist the course covers."""

    checklist: str
    done: int
    total: int


def ticked(course: Course) -> tuple[Ticked, ...]:
    """Each checklist, in the vocabulary's order."""
    done = set(modules_by_item(course))
    items = course.catalog.vocabulary.checklist_items
    found = []
    for checklist in course.catalog.vocabulary.ids("checklists"):
        names = {item.id for item in items if item.checklist == checklist}
        found.append(Ticked(checklist, len(names & done), len(names)))
    return tuple(found)


def modules_by_item(course: Course) -> dict[str, tuple[Module, ...]]:
    """The modules that tick an item, in the course's order; items that none ticks are left out."""
    found: dict[str, tuple[Module, ...]] = {}
    for module in course.modules:
        for tick in module.ticks:
            found[tick.item] = (*found.get(tick.item, ()), module)
    return found


def tick_problems(course: Course, spine: Document) -> Iterator[Problem]:
    """Ticks of unknown items, and ticks that no section or no graded task stands behind.

    That each objective of a module has its section is proved for the lesson as a whole.
    """
    for index, module in enumerate(course.modules):
        lab = course.source(module.id, LAB)
        text = read_text(lab, course.root.relative(lab))
        # A lab that cannot be read is reported once, with its own file.
        marks = None if isinstance(text, Problem) else lab_marks(text)
        seen: set[str] = set()
        for place, tick in enumerate(module.ticks):
            at: Where = ("modules", index, "ticks", place)
            yield from _item_problems(course, spine, at, tick, seen)
            yield from _task_problems(module, spine, at, tick, marks)
            seen.add(tick.item)


def _item_problems(
    course: Course, spine: Document, at: Where, tick: Tick, seen: set[str]
) -> Iterator[Problem]:
    known = course.catalog.vocabulary.ids("checklist_items")
    if tick.item not in known:
        yield spine.problem(
            (*at, "item"),
            f"'{tick.item}' is not in vocabulary/checklist_items.yml.{did_you_mean(tick.item, known)} "
            "Use a known word.",
        )
    if tick.item in seen:
        yield spine.problem((*at, "item"), f"'{tick.item}' is ticked twice by this module. Keep one of them.")


def _task_problems(
    module: Module, spine: Document, at: Where, tick: Tick, marks: tuple[Mark, ...] | None
) -> Iterator[Problem]:
    objectives = [objective.id for objective in module.objectives]
    if tick.objective not in objectives:
        hint = did_you_mean(tick.objective, objectives)
        yield spine.problem(
            (*at, "objective"), f"'{tick.objective}' is no objective of {module.id}.{hint} Use one of them."
        )
    if marks is None:
        return
    graded = {mark.task: mark.options.get("objective") for mark in marks if mark.role in GRADED}
    if tick.task not in graded:
        hint = did_you_mean(tick.task, graded)
        yield spine.problem(
            (*at, "task"),
            f"'{tick.task}' is no graded task of {module.id}'s lab.{hint} Name one with points.",
        )
    elif tick.objective in objectives and graded[tick.task] != tick.objective:
        met = f"'{graded[tick.task]}'" if graded[tick.task] else "nothing"
        yield spine.problem(
            (*at, "task"),
            f"the task '{tick.task}' meets {met}, not '{tick.objective}'. "
            "Name the objective that it meets, or another task.",
        )
