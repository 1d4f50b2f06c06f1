"""What a learner asks of a plan: what it is for, and what they changed in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from numbers import Real

from groundschool.course.spine import Course
from groundschool.errors import UsageError, did_you_mean

LEAST_HOURS, MOST_HOURS = 0.5, 60
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
HOURS_PER_WEEK = 4.0


@dataclass(frozen=True)
class Move:
    """A step (`lesson/<module>`, `lab/<module>` or `resource/<id>`) and the week in which it is to begin."""

    step: str
    week: int


@dataclass(frozen=True)
class Wish:
    """What a plan is made from; the same wish gives the same plan.

    Role, level, budget and goal are words of the vocabulary. A budget is the dearest cost to suggest; no goal
    means the whole track of the role. The fields from `chosen` on are changes to what would be planned
    without them: resources, then modules, then weeks.
    """

    role: str
    level: str
    hours_per_week: float
    budget: str
    goal: str = ""
    start: date | None = None
    """The day on which the first week begins."""
    chosen: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added_modules: tuple[str, ...] = ()
    dropped_modules: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    """One for each step at the most; a later one goes before an earlier one."""

    @property
    def minutes_per_week(self) -> int:
        """What a week holds."""
        return round(60 * self.hours_per_week)


def make_wish(
    course: Course,
    *,
    role: str | None = None,
    level: str | None = None,
    hours_per_week: float | None = None,
    budget: str | None = None,
    goal: str = "",
    start: date | None = None,
) -> Wish:
    """A wish in which the first words of the vocabulary, and four hours, stand for what is not given.

    Raises:
        UsageError: a word is not known, or hours or first day are out of range.
    """
    vocabulary = course.catalog.vocabulary
    roles = [name for name in vocabulary.ids("roles") if name in course.tracks] or vocabulary.ids("roles")
    wish = Wish(
        role=roles[0] if role is None else role,
        level=vocabulary.ids("levels")[0] if level is None else level,
        hours_per_week=HOURS_PER_WEEK if hours_per_week is None else hours_per_week,
        budget=vocabulary.ids("costs")[0] if budget is None else budget,
        goal=goal,
        start=start,
    )
    check_wish(course, wish)
    return wish


def goals(course: Course) -> dict[str, str]:
    """What a plan can lead to, with titles: the phases and processes that modules teach, in order."""
    vocabulary = course.catalog.vocabulary
    phases = {module.phase for module in course.modules}
    processes = {process for module in course.modules for process in module.processes}
    found: dict[str, str] = {}
    for phase in vocabulary.phases:
        if phase.id in phases:
            found[phase.id] = phase.title
        taught = (p for p in vocabulary.processes if p.phase == phase.id and p.id in processes)
        found.update((process.id, process.title) for process in taught)
    return found


def check_wish(course: Course, wish: Wish) -> None:
    """Refuse a wish that no plan can be made for; changes to what is no longer there are passed over later.

    Raises:
        UsageError: a word is not known, or hours or first day are out of range.
    """
    vocabulary = course.catalog.vocabulary
    for name, word, known in (
        ("role", wish.role, vocabulary.ids("roles")),
        ("level", wish.level, vocabulary.ids("levels")),
        ("budget", wish.budget, vocabulary.ids("costs")),
        ("goal", wish.goal, ("", *goals(course))),
    ):
        if word not in known:
            raise UsageError(f"{name}={word!r} is not known.{did_you_mean(word, filter(None, known))}")
    hours = wish.hours_per_week
    if not isinstance(hours, Real) or isinstance(hours, bool):
        raise UsageError(f"hours_per_week={hours!r}: give a number, for example 4.")
    if not (math.isfinite(hours) and LEAST_HOURS <= hours <= MOST_HOURS):
        raise UsageError(f"hours_per_week={hours:g}: give a number from {LEAST_HOURS:g} to {MOST_HOURS:g}.")
    if wish.start and not _FIRST_YEAR <= wish.start.year <= _LAST_YEAR:
        raise UsageError(
            f"start={wish.start.isoformat()}: give a day between the years {_FIRST_YEAR} and {_LAST_YEAR}."
        )
