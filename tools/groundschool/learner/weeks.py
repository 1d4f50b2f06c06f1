"""Putting units of work into weeks: pure, and the same for the same units.

Each week takes, again and again, the first unit that may come and fits. What is to begin in that week goes
first, with what it needs; a week that moves would leave empty takes the next of them early.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Nobody opens a book for less: a longer reading is not begun in the last minutes of a week.
_SHORTEST_PART = 30
# Up to here a reading stays in one week.
_ONE_SITTING = 120


@dataclass
class Unit:
    """Something to be put into weeks; `after` are the keys of the units that come before it."""

    kind: str
    id: str
    title: str
    where: str
    why: str
    minutes: int
    after: set[str]
    not_before: int = 1
    """The week in which it is to begin, if the learner moved it."""
    turn: int = 0
    """Among the moved ones the highest goes first; 0 was not moved."""
    left: int = field(init=False)
    """The minutes not yet placed."""
    parts: int = 0

    def __post_init__(self) -> None:
        self.left = self.minutes

    @property
    def key(self) -> str:
        """Name it among lessons, labs and resources."""
        return f"{self.kind}/{self.id}"


@dataclass
class Portion:
    """The minutes of a unit that are in one week."""

    unit: Unit
    minutes: int
    part: int


def into_weeks(units: list[Unit], capacity: int) -> list[list[Portion]]:
    """Put units into as many weeks of `capacity` minutes as they need; no week is empty.

    The units are in the order wished for, and none waits for one behind it but for moved ones.
    """
    done: set[str] = set()
    weeks: list[list[Portion]] = []
    while len(done) < len(units):
        number = len(weeks) + 1
        week = _Week(units, capacity, number, done).fill()
        if week:
            weeks.append(week)
        else:
            waiting = [unit for unit in units if unit.not_before > number and unit.left == unit.minutes]
            nearest = min(unit.not_before for unit in waiting)
            for unit in waiting:
                unit.not_before = number if unit.not_before == nearest else unit.not_before
    return weeks


class _Week:
    def __init__(self, units: list[Unit], capacity: int, number: int, done: set[str]) -> None:
        self._units = _in_order(units, number, done)
        self._capacity = capacity
        self._number = number
        self._done = done
        self._left = capacity
        self._portions: dict[str, Portion] = {}

    def fill(self) -> list[Portion]:
        while self._left and (found := self._next()):
            unit, minutes = found
            unit.parts += 1
            self._portions[unit.key] = Portion(unit, 0, unit.parts)
            self._work(self._portions[unit.key], minutes)
        # What nothing else fits into goes to what is being read this week anyway.
        for portion in self._portions.values():
            self._work(portion, min(self._left, portion.unit.left))
        return list(self._portions.values())

    def _work(self, portion: Portion, minutes: int) -> None:
        portion.minutes += minutes
        portion.unit.left -= minutes
        self._left -= minutes
        if not portion.unit.left:
            self._done.add(portion.unit.key)

    def _next(self) -> tuple[Unit, int] | None:
        ready = [u for u in self._units if self._may_come(u)]
        if not self._portions:
            # A week begins with something that it can finish: a long book does not hold up the course.
            ready.sort(key=lambda unit: not _is_due(unit, self._number) and _is_split(unit, self._capacity))
        fitting = ((unit, _portion(unit, self._capacity, self._left)) for unit in ready)
        return next(((unit, minutes) for unit, minutes in fitting if minutes), None)

    def _may_come(self, unit: Unit) -> bool:
        begun = unit.key in self._done or unit.key in self._portions
        return not begun and unit.not_before <= self._number and unit.after <= self._done


def _in_order(units: list[Unit], number: int, done: set[str]) -> list[Unit]:
    """What is due this week first, the last moved of it before the others, each after what it needs."""
    due = sorted((u for u in units if _is_due(u, number)), key=lambda unit: -unit.turn)
    if not due:
        return units
    known = {unit.key: unit for unit in units}
    first: dict[str, Unit] = {}
    for unit in due:
        needed = _needed(unit, known, done)
        first.update((other.key, other) for other in units if other.key in needed)
    return [*first.values(), *(unit for unit in units if unit.key not in first)]


def _is_due(unit: Unit, number: int) -> bool:
    return unit.turn > 0 and unit.not_before <= number


def _needed(unit: Unit, known: dict[str, Unit], done: set[str]) -> set[str]:
    found, waiting = set(), [unit.key]
    while waiting:
        key = waiting.pop()
        if key not in found and key not in done:
            found.add(key)
            waiting += known[key].after
    return found


def _is_split(unit: Unit, capacity: int) -> bool:
    """Whether a unit may go over several weeks: it must, or it is a reading of some hours."""
    sitting = max(capacity // 2, _ONE_SITTING) if unit.kind == "resource" else capacity
    return unit.minutes > min(capacity, sitting)


def _portion(unit: Unit, capacity: int, left: int) -> int:
    """The minutes of a unit that go into what is left of a week: all of them, a part, or none."""
    if not _is_split(unit, capacity):
        return unit.left if unit.left <= left else 0
    # A long reading gets half of each week, so that modules go on beside it.
    share = max(capacity // 2, min(_SHORTEST_PART, capacity)) if unit.kind == "resource" else capacity
    portion = min(unit.left, share, left)
    return portion if portion in (unit.left, share) or portion >= _SHORTEST_PART else 0
