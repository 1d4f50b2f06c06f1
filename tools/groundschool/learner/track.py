"""Which modules a plan holds, in which order, and why the others are not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from groundschool.course.spine import Course, Module
from groundschool.learner.wish import Wish, goals


def modules_for(course: Course, role: str) -> tuple[Module, ...]:
    """The track of a role (the whole course where it has none), each module after those it needs."""
    return tuple(course.module(name) for name in _with_needed(course, _track(course, role), leave=()))


def planned_modules(course: Course, wish: Wish) -> dict[Module, str]:
    """The modules of a plan in order, each with the reason why it is in it.

    They are those of the role's track, or of the course where no module of the track teaches the goal; what
    the goal does not need is left out, what the learner added comes in at its place in the course. Each
    module comes after those it needs, unless the learner dropped them.
    """
    known = {module.id: module for module in course.modules}
    dropped = set(wish.dropped_modules)
    aims = [name for name in _aims(course, wish) if name not in dropped]
    why = dict.fromkeys(aims, "for your goal" if wish.goal else "on your track")
    for name in wish.added_modules:
        if name in known and name not in dropped:
            later = (n for n, aim in enumerate(aims) if known[aim].number > known[name].number)
            if name not in aims:
                aims.insert(next(later, len(aims)), name)
            why[name] = "added by you"
    chosen = _with_needed(course, aims, leave=dropped)
    return {known[name]: why.get(name) or _needed_for(known, name, chosen) for name in chosen}


def reason_against(course: Course, wish: Wish, planned: Iterable[Module]) -> Callable[[Module], str]:
    """Why a module is not in a plan, for each of those that are not."""
    role = course.catalog.vocabulary.title("roles", wish.role)
    track = modules_for(course, wish.role)
    planned = tuple(planned)

    def reason(module: Module) -> str:
        if module.id in wish.dropped_modules:
            users = [other.title for other in planned if module.id in other.prerequisites]
            return f"taken out by you, though needed for {_listed(users)}" if users else "taken out by you"
        if module in track:
            return f"not needed for the goal {goals(course)[wish.goal]}"
        return f"not on the track of the role {role}"

    return reason


def _aims(course: Course, wish: Wish) -> list[str]:
    """The modules that a wish is about, without those that they need."""
    track = [module.id for module in modules_for(course, wish.role)]
    if not wish.goal:
        return track
    to_goal = [m.id for m in course.modules if m.phase == wish.goal or wish.goal in m.processes]
    return [name for name in track if name in to_goal] or to_goal


def _track(course: Course, role: str) -> Iterable[str]:
    return course.tracks.get(role) or [module.id for module in course.modules]


def _with_needed(course: Course, names: Iterable[str], leave: Iterable[str]) -> list[str]:
    ordered: list[str] = []

    def add(name: str) -> None:
        if name in ordered or name in leave:
            return
        for needed in course.module(name).prerequisites:
            add(needed)
        ordered.append(name)

    for name in names:
        add(name)
    return ordered


def _needed_for(known: dict[str, Module], name: str, chosen: list[str]) -> str:
    return "needed for " + next(known[other].title for other in chosen if name in known[other].prerequisites)


def _listed(titles: list[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
