"""A learner's plan: modules and resources over weeks, pure and the same for the same wish.

    Wish ── selection ──> what goes in, and why not the rest ── weeks ──> Plan

Modules follow one another, a resource comes after its module and after the resources it needs, and free time
at the end of a week goes to what fits. A step that the learner moved waits only for what it really needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from groundschool.course.spine import Course, Module
from groundschool.learner.selection import LeftOut, Selection, left_out, minutes_of, select
from groundschool.learner.weeks import Portion, Unit, into_weeks
from groundschool.learner.wish import Wish, check_wish, goals

# Most of a large catalog is left out of a plan; who reads that need not read each title.
_NAMED = 3


@dataclass(frozen=True)
class Step:
    """What to do in a week: a lesson, a lab or a resource, or a part of one.

    `where` is the notebook's file name or the resource's address.
    """

    kind: str
    id: str
    title: str
    where: str
    why: str
    minutes: int
    part: int = 1
    parts: int = 1

    @property
    def key(self) -> str:
        """Name it in a move: `lesson/validation`."""
        return f"{self.kind}/{self.id}"

    @property
    def label(self) -> str:
        """What to do, in words: `Lesson: Validation (part 1 of 2)`."""
        name = self.title if self.kind == "resource" else f"{self.kind.capitalize()}: {self.title}"
        return f"{name} (part {self.part} of {self.parts})" if self.parts > 1 else name


@dataclass(frozen=True)
class Week:
    """One week's steps, in order; the first week has number 1."""

    number: int
    steps: tuple[Step, ...]
    begins: date | None = None
    """Its first day, if the plan has one."""

    @property
    def minutes(self) -> int:
        """The time the week takes."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class Plan:
    """Weeks, what to follow alongside them, and what was left out.

    `wish` says in words what the plan was made for.
    """

    course: str
    wish: str
    weeks: tuple[Week, ...]
    alongside: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all weeks, in order."""
        return tuple(step for week in self.weeks for step in week.steps)

    def reasons(self) -> list[tuple[str, tuple[LeftOut, ...]]]:
        """What is left out by reason: modules first, then what keeps most resources out."""
        found: dict[tuple[str, str], list[LeftOut]] = {}
        for item in self.left_out:
            found.setdefault((item.kind, item.reason), []).append(item)
        ordered = sorted(found.items(), key=lambda pair: (pair[0][0], -len(pair[1]), pair[0][1]))
        return [(reason, tuple(items)) for (_, reason), items in ordered]

    @property
    def minutes(self) -> int:
        """The time the whole plan takes."""
        return sum(week.minutes for week in self.weeks)


def make_plan(course: Course, wish: Wish) -> Plan:
    """Plan a course.

    Picked resources are in the plan whatever their level, cost and length, and the step says so. Changes that
    name what is no longer there are passed over.

    Raises:
        UsageError: a word of the wish is not known, or the hours are not between half an hour and 60.
    """
    check_wish(course, wish)
    selection = select(course, wish)
    resources = course.catalog.resources
    weeks = into_weeks(_units(course, wish, selection), wish.minutes_per_week)
    return Plan(
        course=course.title,
        wish=_in_words(course, wish),
        weeks=tuple(
            Week(
                number,
                tuple(_step(portion) for portion in week),
                wish.start and wish.start + timedelta(weeks=number - 1),
            )
            for number, week in enumerate(weeks, 1)
        ),
        alongside=tuple(
            Step("resource", name, resources[name].title, resources[name].url, "picked by you", 0)
            for name in selection.alongside
        ),
        left_out=left_out(course, wish, selection),
    )


def readable(minutes: int) -> str:
    """A time as people say it.

    >>> readable(105)
    '1 h 45 min'
    """
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def named(items: tuple[LeftOut, ...]) -> str:
    """The titles while they are few, then only how many."""
    if len(items) > _NAMED:
        return f"{len(items)} {items[0].kind}s"
    return "; ".join(item.title for item in items)


def _in_words(course: Course, wish: Wish) -> str:
    vocabulary = course.catalog.vocabulary
    words = [
        vocabulary.title("roles", wish.role),
        f"level {vocabulary.title('levels', wish.level).lower()}",
        f"{readable(wish.minutes_per_week)} a week",
        f"budget {vocabulary.title('costs', wish.budget).lower()}",
    ]
    return ", ".join([*words, f"goal {goals(course)[wish.goal].lower()}"] if wish.goal else words)


def _units(course: Course, wish: Wish, selection: Selection) -> list[Unit]:
    """All units in the order wished for, with the units that must come before each."""
    turns = {move.step: turn for turn, move in enumerate(wish.moves, 1)}
    weeks = {move.step: move.week for move in wish.moves}
    units = []
    for unit in _in_sequence(course, selection, moved=set(turns)):
        unit.turn, unit.not_before = turns.get(unit.key, 0), weeks.get(unit.key, 1)
        units.append(unit)
    return units


def _in_sequence(course: Course, selection: Selection, *, moved: set[str]) -> Iterator[Unit]:
    """Each module after the one before it; what was moved leaves that chain and keeps to what it needs."""
    before: set[str] = set()
    for position, module in enumerate(selection.modules):
        needed = {f"lab/{other.id}" for other in selection.modules if other.id in module.prerequisites}
        lesson, lab = _module_units(module, selection.modules[module])
        lesson.after = needed if lesson.key in moved else needed | before
        if lesson.key not in moved:
            before = {lesson.key if lab.key in moved else lab.key}
        yield from (lesson, lab)
        yield from _readings(course, selection, position, moved=moved, before={lab.key})
    yield from _readings(course, selection, len(selection.modules), moved=moved, before=before)


def _module_units(module: Module, why: str) -> tuple[Unit, Unit]:
    lesson = Unit("lesson", module.id, module.title, module.notebook, why, module.lesson_minutes, set())
    return lesson, Unit("lab", module.id, module.title, module.lab, why, module.lab_minutes, {lesson.key})


def _readings(
    course: Course, selection: Selection, position: int, *, moved: set[str], before: set[str]
) -> Iterator[Unit]:
    for name, place in selection.place.items():
        if place == position:
            resource = course.catalog.resources[name]
            needed = {f"resource/{other}" for other in resource.prerequisites if other in selection.place}
            after = needed if f"resource/{name}" in moved else needed | before
            why, minutes = selection.why[name], minutes_of(resource)
            yield Unit("resource", name, resource.title, resource.url, why, minutes, after)


def _step(portion: Portion) -> Step:
    unit = portion.unit
    return Step(
        unit.kind, unit.id, unit.title, unit.where, unit.why, portion.minutes, portion.part, unit.parts
    )
