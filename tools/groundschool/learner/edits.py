"""Editing a plan: each edit turns a wish into another wish, or is refused with a sentence that says why.

A plan is never patched: it is made again from the wish, so that after any edits no week is over its hours and
nothing comes before what it needs. What an edit pushes aside moves to the nearest week with room.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from groundschool.catalog.models import Resource
from groundschool.course.spine import Course
from groundschool.errors import UsageError, did_you_mean
from groundschool.learner.planner import Plan, Step, make_plan
from groundschool.learner.selection import overlap, successor
from groundschool.learner.wish import Move, Wish

_MODULE_STEPS = ("lesson", "lab")
# A menu of what could be read instead is a help, a catalog in it is none.
MOST_ALTERNATIVES = 5


@dataclass(frozen=True)
class Edited:
    """The wish after an edit, its plan, and what happened, in one sentence."""

    wish: Wish
    plan: Plan
    said: str


def move(course: Course, wish: Wish, step: str, week: int) -> Edited:
    """Let a step begin in another week; what it needs comes along if that week has room for it.

    Raises:
        UsageError: the step is not in the plan or cannot begin in that week.
    """
    before = make_plan(course, wish)
    what = _first(before, step)
    if week < 1:
        raise UsageError(f"{what.title} cannot move before week 1.")
    kept = tuple(each for each in wish.moves if each.step != step)
    changed = replace(wish, moves=(*kept, Move(step, week)))
    plan = make_plan(course, changed)
    begins = _week_of(plan, step)
    if begins < week:
        raise UsageError(
            f"{_name(what)} cannot wait for week {week}: week {begins} would be empty without it."
        )
    if begins > week:
        raise UsageError(f"{_name(what)} cannot begin in week {week}: {_obstacle(plan, course, what, week)}")
    others = _moved_along(before, plan) - {step}
    along = f" {len(others)} other {'step' if len(others) == 1 else 'steps'} moved too." if others else ""
    return Edited(changed, plan, f"{_name(what)} begins in week {week}.{along}")


def remove(course: Course, wish: Wish, item: str) -> Edited:
    """Take a resource or a module (by its name, its lesson or its lab) out of the plan.

    Raises:
        UsageError: it is not in the plan, or is the last thing in it.
    """
    kind, name = _item(item)
    before = make_plan(course, wish)
    title = _title(course, kind, name)
    if not _holds(before, kind, name):
        raise UsageError(f"{title} is not in the plan.")
    gone = {f"{part}/{name}" for part in (_MODULE_STEPS if kind == "module" else (kind,))}
    changed = replace(wish, moves=tuple(each for each in wish.moves if each.step not in gone))
    if kind == "module":
        added = tuple(other for other in wish.added_modules if other != name)
        changed = replace(changed, added_modules=added, dropped_modules=(*wish.dropped_modules, name))
    else:
        # A picked resource may be in the plan for an older one that it replaced.
        chosen = tuple(other for other in wish.chosen if successor(course.catalog, other) != name)
        changed = replace(changed, chosen=chosen, removed=(*wish.removed, name))
    plan = make_plan(course, changed)
    if not plan.weeks:
        raise UsageError(f"{title} is the last thing in the plan. Add another before you take it out.")
    return Edited(changed, plan, f"{title} is out of the plan.")


def add(course: Course, wish: Wish, item: str) -> Edited:
    """Put a resource or a module into the plan, with what it needs.

    Raises:
        UsageError: there is no such thing, or it is in the plan already.
    """
    kind, name = _item(item)
    title = _title(course, kind, name)
    if _holds(make_plan(course, wish), kind, name):
        raise UsageError(f"{title} is in the plan already.")
    if kind == "module":
        dropped = tuple(other for other in wish.dropped_modules if other != name)
        added = (*(other for other in wish.added_modules if other != name), name)
        changed = replace(wish, added_modules=added, dropped_modules=dropped)
    else:
        current = successor(course.catalog, name)
        removed = tuple(other for other in wish.removed if other not in {name, current})
        chosen = (*(other for other in wish.chosen if other != name), name)
        changed = replace(wish, chosen=chosen, removed=removed)
        name = current
    plan = make_plan(course, changed)
    return Edited(changed, plan, f"{_title(course, kind, name)} is in the plan, {_place(plan, kind, name)}.")


def swap(course: Course, wish: Wish, out: str, into: str) -> Edited:
    """Put one resource in the place of another, in the same week if it may begin there.

    Raises:
        UsageError: `out` is not in the plan, `into` is in it already, or there is no such resource.
    """
    week = _week_of(make_plan(course, wish), out)
    added = add(course, wish, into)
    swapped = remove(course, added.wish, out)
    (_, old), (_, new) = _item(out), _item(into)
    step = f"resource/{successor(course.catalog, new)}"
    titles = f"{_title(course, 'resource', old)} gave way to {_title(course, *_item(step))}"
    # What cannot begin in that week stays where the plan has room for it.
    with suppress(UsageError):
        swapped = move(course, swapped.wish, step, week)
    return Edited(swapped.wish, swapped.plan, f"{titles}, {_place(swapped.plan, *_item(step))}.")


def settle(course: Course, wish: Wish) -> Edited:
    """Take back all moves."""
    changed = replace(wish, moves=())
    return Edited(changed, make_plan(course, changed), "Every step is where the plan would have it.")


def alternatives(course: Course, wish: Wish, plan: Plan) -> dict[str, tuple[Resource, ...]]:
    """What could be read in place of each planned resource: near it, within level and budget, best first."""
    resources = course.catalog.resources
    levels, costs = (course.catalog.vocabulary.ids(words) for words in ("levels", "costs"))
    level, budget = levels.index(wish.level), costs.index(wish.budget)
    out = {item.id for item in plan.left_out if item.kind == "resource"}

    def fits(other: Resource) -> bool:
        good = other.id in out and other.status == "active" and other.hours is not None
        return good and levels.index(other.level) <= level and costs.index(other.cost) <= budget

    def nearest(resource: Resource) -> tuple[Resource, ...]:
        found = filter(fits, course.catalog.near(resource.topics, resource.processes))
        best = sorted(found, key=lambda o: (*(-shared for shared in overlap(o, resource)), o.hours, o.id))
        return tuple(best[:MOST_ALTERNATIVES])

    return {name: nearest(resources[name]) for name in {s.id for s in plan.steps if s.kind == "resource"}}


def _item(key: str) -> tuple[str, str]:
    kind, _, name = key.partition("/")
    return ("module" if kind in _MODULE_STEPS else kind), name


def _title(course: Course, kind: str, name: str) -> str:
    if kind == "module":
        return course.module(name).title
    if kind != "resource" or name not in course.catalog.resources:
        raise UsageError(f"There is no {kind} {name!r}.{did_you_mean(name, course.catalog.resources)}")
    return course.catalog.resources[name].title


def _name(step: Step) -> str:
    """A step as sentences name it, whichever part of it."""
    return step.title if step.kind == "resource" else f"{step.kind.capitalize()}: {step.title}"


def _holds(plan: Plan, kind: str, name: str) -> bool:
    keys = {f"lesson/{name}"} if kind == "module" else {f"resource/{name}"}
    return any(step.key in keys for step in (*plan.steps, *plan.alongside))


def _first(plan: Plan, step: str) -> Step:
    for each in plan.steps:
        if each.key == step:
            return each
    raise UsageError(f"{step} is not in the weeks of the plan.")


def _week_of(plan: Plan, step: str) -> int:
    _first(plan, step)
    return next(week.number for week in plan.weeks if any(each.key == step for each in week.steps))


def _place(plan: Plan, kind: str, name: str) -> str:
    step = f"{'lesson' if kind == 'module' else kind}/{name}"
    return "alongside" if any(s.key == step for s in plan.alongside) else f"in week {_week_of(plan, step)}"


def _moved_along(before: Plan, after: Plan) -> set[str]:
    weeks = {step.key: _week_of(before, step.key) for step in before.steps}
    return {step.key for step in after.steps if _week_of(after, step.key) != weeks.get(step.key)}


def _obstacle(plan: Plan, course: Course, what: Step, week: int) -> str:
    """Why a step could not come so early: something it needs comes later, or fills that week."""
    ends = {step.key: each.number for each in plan.weeks for step in each.steps}
    last = max((key for key in _needs(course, what) if key in ends), key=lambda key: ends[key])
    needed = _name(_first(plan, last))
    if ends[last] > week:
        return f"it needs {needed} first, which ends in week {ends[last]}."
    return f"{needed}, which it needs first, leaves no room in it."


def _needs(course: Course, what: Step) -> list[str]:
    if what.kind == "lab":
        return [f"lesson/{what.id}"]
    if what.kind == "lesson":
        return [f"lab/{name}" for name in course.module(what.id).prerequisites]
    return [f"resource/{name}" for name in course.catalog.resources[what.id].prerequisites]
