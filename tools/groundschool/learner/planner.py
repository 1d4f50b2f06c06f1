"""A learner's plan: modules and resources over weeks, pure and the same for the same wish.

`selection` chooses what goes in; here it is put into weeks. Modules follow one another, a resource comes
after its module and after the resources it needs, and free time at the end of a week goes to what fits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from numbers import Real

from groundschool.catalog.models import Vocabulary
from groundschool.course.spine import Course
from groundschool.errors import UsageError, did_you_mean
from groundschool.learner.selection import LeftOut, Selection, Wish, left_out, minutes_of, select

LEAST_HOURS, MOST_HOURS = 0.5, 60
# Nobody opens a book for less: a longer reading is not begun in the last minutes of a week.
_SHORTEST_PART = 30
# Up to here a reading stays in one week.
_ONE_SITTING = 120


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
    def label(self) -> str:
        """What to do, in words: `Lesson: Validation (part 1 of 2)`."""
        name = self.title if self.kind == "resource" else f"{self.kind.capitalize()}: {self.title}"
        return f"{name} (part {self.part} of {self.parts})" if self.parts > 1 else name


@dataclass(frozen=True)
class Week:
    """One week's steps, in order; the first week has number 1."""

    number: int
    steps: tuple[Step, ...]

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
    def minutes(self) -> int:
        """The time the whole plan takes."""
        return sum(week.minutes for week in self.weeks)


def make_plan(
    course: Course,
    *,
    role: str,
    level: str,
    hours_per_week: float,
    budget: str = "free",
    chosen: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
) -> Plan:
    """Plan a course for a role, a level, the hours somebody has in a week, and a budget.

    `chosen` resources are in the plan whatever their level, cost and length; `removed` ones are not.

    Raises:
        UsageError: a word is not in the vocabulary, or the hours are not between half an hour and 60.
    """
    vocabulary = course.catalog.vocabulary
    _check_words(vocabulary, role=role, level=level, budget=budget)
    if not isinstance(hours_per_week, Real):
        raise UsageError(f"hours_per_week={hours_per_week!r}: give a number, for example 4.")
    if not (math.isfinite(hours_per_week) and LEAST_HOURS <= hours_per_week <= MOST_HOURS):
        raise UsageError(
            f"hours_per_week={hours_per_week:g}: give a number from {LEAST_HOURS:g} to {MOST_HOURS:g}."
        )
    wish = Wish(role, level, round(60 * hours_per_week), budget, chosen, removed)
    selection = select(course, wish)
    resources = course.catalog.resources
    return Plan(
        course=course.title,
        wish=", ".join(
            (
                vocabulary.title("roles", role),
                f"level {vocabulary.title('levels', level).lower()}",
                f"{readable(wish.minutes_per_week)} a week",
                f"budget {vocabulary.title('costs', budget).lower()}",
            )
        ),
        weeks=tuple(_weeks(list(_units(course, selection)), wish.minutes_per_week)),
        alongside=tuple(
            Step("resource", name, resources[name].title, resources[name].url, "picked by you", 0)
            for name in selection.alongside
        ),
        left_out=left_out(course, role, selection),
    )


def readable(minutes: int) -> str:
    """A time as people say it.

    >>> readable(105)
    '1 h 45 min'
    """
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def _check_words(vocabulary: Vocabulary, *, role: str, level: str, budget: str) -> None:
    for name, word, words in (
        ("role", role, "roles"),
        ("level", level, "levels"),
        ("budget", budget, "costs"),
    ):
        known = vocabulary.ids(words)
        if word not in known:
            raise UsageError(f"{name}={word!r} is not known.{did_you_mean(word, known)}")


@dataclass
class _Unit:
    """Something to be put into weeks; `left` are the minutes not yet placed."""

    kind: str
    id: str
    title: str
    where: str
    why: str
    minutes: int
    after: set[str]
    left: int = field(init=False)
    parts: int = 0

    def __post_init__(self) -> None:
        self.left = self.minutes

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


def _units(course: Course, selection: Selection) -> Iterator[_Unit]:
    """All units in the order wished for, with the units that must come before each."""
    previous: set[str] = set()
    for position, module in enumerate(selection.modules):
        why = f"module {module.number}"
        lesson = _Unit(
            "lesson", module.id, module.title, module.notebook, why, module.lesson_minutes, previous
        )
        lab = _Unit("lab", module.id, module.title, module.lab, why, module.lab_minutes, {lesson.key})
        previous = {lab.key}
        yield from (lesson, lab, *_readings(course, selection, position, previous))
    yield from _readings(course, selection, len(selection.modules), previous)


def _readings(course: Course, selection: Selection, position: int, previous: set[str]) -> Iterator[_Unit]:
    for name, place in selection.place.items():
        if place == position:
            resource = course.catalog.resources[name]
            needed = {f"resource/{other}" for other in resource.prerequisites if other in selection.place}
            yield _Unit(
                "resource",
                name,
                resource.title,
                resource.url,
                selection.why[name],
                minutes_of(resource),
                previous | needed,
            )


def _weeks(units: list[_Unit], capacity: int) -> Iterator[Week]:
    done: set[str] = set()
    weeks = []
    while len(done) < len(units):
        weeks.append(_fill(units, capacity, done))
    for number, entries in enumerate(weeks, 1):
        yield Week(number, tuple(_step(*entry) for entry in entries))


def _fill(units: list[_Unit], capacity: int, done: set[str]) -> list[tuple[_Unit, int, int]]:
    """Fill a week: take again and again the first unit that may come and fits, until none does."""
    week: dict[str, tuple[_Unit, int, int]] = {}
    left = capacity
    while left and (found := _next(units, capacity, left, done=done, week=set(week))):
        unit, minutes = found
        unit.parts += 1
        week[unit.key] = (unit, minutes, unit.parts)
        left -= _work(unit, minutes, done)
    # What nothing else fits into goes to what is being read this week anyway.
    for key, (unit, minutes, part) in week.items():
        more = min(left, unit.left)
        week[key] = (unit, minutes + more, part)
        left -= _work(unit, more, done)
    return list(week.values())


def _work(unit: _Unit, minutes: int, done: set[str]) -> int:
    unit.left -= minutes
    if not unit.left:
        done.add(unit.key)
    return minutes


def _next(
    units: list[_Unit], capacity: int, left: int, *, done: set[str], week: set[str]
) -> tuple[_Unit, int] | None:
    ready = [u for u in units if u.key not in done and u.key not in week and u.after <= done]
    if not week:
        # A week begins with something that it can finish: a long book does not hold up the course.
        ready.sort(key=lambda unit: _is_split(unit, capacity))
    return next(((unit, minutes) for unit in ready if (minutes := _portion(unit, capacity, left))), None)


def _is_split(unit: _Unit, capacity: int) -> bool:
    """Whether a unit may go over several weeks: it must, or it is a reading of some hours."""
    sitting = max(capacity // 2, _ONE_SITTING) if unit.kind == "resource" else capacity
    return unit.minutes > min(capacity, sitting)


def _portion(unit: _Unit, capacity: int, left: int) -> int:
    """The minutes of a unit that go into what is left of a week: all of them, a part, or none."""
    if not _is_split(unit, capacity):
        return unit.left if unit.left <= left else 0
    # A long reading gets half of each week, so that modules go on beside it.
    share = max(capacity // 2, min(_SHORTEST_PART, capacity)) if unit.kind == "resource" else capacity
    portion = min(unit.left, share, left)
    return portion if portion in (unit.left, share) or portion >= _SHORTEST_PART else 0


def _step(unit: _Unit, minutes: int, part: int) -> Step:
    return Step(unit.kind, unit.id, unit.title, unit.where, unit.why, minutes, part, unit.parts)
