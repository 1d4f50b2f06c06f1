"""What goes into a plan and what stays out, each with its reason: the half of the planner that chooses.

modules of the role's track ──┐
resources the learner picked ─┼─> Selection: modules, readings (each at a module), alongside, left out
the best others per module  ──┘
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from groundschool.catalog.models import Catalog, Resource
from groundschool.course.spine import Course, Module

# Suggestions for a module, on top of what the learner picked for it: two are read, ten are not.
PER_MODULE = 2


@dataclass(frozen=True)
class LeftOut:
    """A module or resource that is not in the plan, and why."""

    kind: str
    id: str
    title: str
    reason: str


@dataclass(frozen=True)
class Wish:
    """What the learner asks for; levels and costs are words of the vocabulary."""

    role: str
    level: str
    minutes_per_week: int
    budget: str
    chosen: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass
class Selection:
    """The outcome; `place` and `why` are by resource, a place is a position in `modules` or one past it."""

    modules: tuple[Module, ...]
    place: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    alongside: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)


def select(course: Course, wish: Wish) -> Selection:
    """Choose modules and resources. Every resource of the catalog ends up in exactly one part."""
    selection = Selection(modules_for(course, wish.role))
    chosen = _Chooser(course.catalog, wish, selection)
    chosen.add_picked()
    for position, module in enumerate(selection.modules):
        chosen.suggest(position, module)
    chosen.explain_the_rest()
    return selection


def modules_for(course: Course, role: str) -> tuple[Module, ...]:
    """The track of a role (the whole course where it has none), each module after those it needs."""
    ordered: list[str] = []

    def add(identifier: str) -> None:
        if identifier not in ordered:
            for needed in course.module(identifier).prerequisites:
                add(needed)
            ordered.append(identifier)

    for identifier in course.tracks.get(role) or [module.id for module in course.modules]:
        add(identifier)
    return tuple(course.module(identifier) for identifier in ordered)


def left_out(course: Course, role: str, selection: Selection) -> tuple[LeftOut, ...]:
    """Modules in the order of the course, then resources in that of the catalog."""
    title = course.catalog.vocabulary.title("roles", role)
    modules = [m for m in course.modules if m not in selection.modules]
    return (
        *(LeftOut("module", m.id, m.title, f"not on the track of the role {title}") for m in modules),
        *(
            LeftOut("resource", name, _title(course.catalog, name), reason)
            for name, reason in sorted(selection.reasons.items())
        ),
    )


class _Chooser:
    def __init__(self, catalog: Catalog, wish: Wish, selection: Selection) -> None:
        self._resources = catalog.resources
        self._catalog = catalog
        self._wish = wish
        self._out = selection
        self._levels = catalog.vocabulary.ids("levels")
        self._costs = catalog.vocabulary.ids("costs")

    def add_picked(self) -> None:
        for name in self._wish.chosen:
            current = self._current(name)
            if current is None:
                self._out.reasons[name] = "no longer in the catalog"
            elif current.hours is None:
                self._out.alongside += [current.id] if current.id not in self._out.alongside else []
            else:
                self._add(current, self._best_place(current), "picked by you")

    def suggest(self, position: int, module: Module) -> None:
        """Fill a module up to two readings with the resources that fit it best."""
        fitting = [r for r in self._resources.values() if _overlap(r, module) > (0, 0)]
        wanted = PER_MODULE - sum(place == position for place in self._out.place.values())
        for resource in sorted(fitting, key=lambda r: self._rank(r, module)):
            if resource.id in self._out.place or resource.id in self._out.alongside:
                continue
            reason = self._refusal(resource)
            if reason is None and wanted > 0:
                self._add(resource, position, f"suggested for {module.title}")
                wanted -= 1
            else:
                self._out.reasons.setdefault(resource.id, reason or f"others fit {module.title} better")

    def explain_the_rest(self) -> None:
        planned = {*self._out.place, *self._out.alongside}
        for name in planned:
            self._out.reasons.pop(name, None)
        for name, resource in self._resources.items():
            if name not in planned and name not in self._out.reasons:
                self._out.reasons[name] = self._own_refusal(resource) or "belongs to no module of the plan"

    def _add(self, resource: Resource, position: int, why: str) -> None:
        """Put a resource at a module, and what it needs no later."""
        before = self._out.place.get(resource.id)
        if before is not None and before <= position:
            return
        self._out.place[resource.id] = position
        self._out.why.setdefault(resource.id, why)
        for needed in self._needed(resource):
            reason = self._standing_refusal(needed)
            if reason is None:
                self._add(needed, position, f"needed for {resource.title}")
            elif needed.id not in self._out.alongside:
                self._out.reasons.setdefault(needed.id, reason)

    def _current(self, name: str) -> Resource | None:
        """The resource that replaces a superseded one."""
        seen: set[str] = set()
        resource = self._resources.get(name)
        while resource and resource.superseded_by in self._resources and resource.id not in seen:
            seen.add(resource.id)
            successor = self._resources[resource.superseded_by]
            self._out.reasons[resource.id] = f"superseded by {successor.title}, which is in the plan"
            resource = successor
        return resource

    def _best_place(self, resource: Resource) -> int:
        overlaps = [_overlap(resource, module) for module in self._out.modules]
        best = max(overlaps)
        return overlaps.index(best) if best > (0, 0) else len(overlaps)

    def _rank(self, resource: Resource, module: Module) -> tuple[int | float | str, ...]:
        topics, processes = _overlap(resource, module)
        below = self._levels.index(self._wish.level) - self._levels.index(resource.level)
        return (
            -topics,
            -processes,
            below,
            self._costs.index(resource.cost),
            resource.hours or 0,
            resource.id,
        )

    def _needed(self, resource: Resource) -> Iterable[Resource]:
        return (self._resources[name] for name in resource.prerequisites if name in self._resources)

    def _refusal(self, resource: Resource) -> str | None:
        """Why a resource is not suggested, be it for itself or for what it needs first."""
        reason = self._own_refusal(resource)
        if reason:
            return reason
        for needed in self._needed(resource):
            if needed.id not in self._out.place and (reason := self._refusal(needed)):
                return f"needs {needed.title} first, which is left out: {reason}"
        return None

    def _own_refusal(self, resource: Resource) -> str | None:
        return self._standing_refusal(resource) or self._taste_refusal(resource)

    def _standing_refusal(self, resource: Resource) -> str | None:
        """What keeps even a prerequisite of a picked resource out."""
        vocabulary, wish = self._catalog.vocabulary, self._wish
        if resource.id in wish.removed:
            return "taken out by you"
        if resource.status == "superseded":
            return f"superseded by {_title(self._catalog, resource.superseded_by or '')}"
        if resource.status == "archived":
            return "no longer kept up"
        if self._costs.index(resource.cost) > self._costs.index(wish.budget):
            cost, budget = (vocabulary.title("costs", word) for word in (resource.cost, wish.budget))
            return f"{cost.lower()}, while the budget is {budget.lower()}"
        return "has no end to reach in a plan" if resource.hours is None else None

    def _taste_refusal(self, resource: Resource) -> str | None:
        if self._levels.index(resource.level) > self._levels.index(self._wish.level):
            return f"above your level: {self._catalog.vocabulary.title('levels', resource.level).lower()}"
        # Nobody gets a whole book unasked: what is longer than a week must be picked.
        longer = minutes_of(resource) > self._wish.minutes_per_week
        return "takes longer than a week of yours" if longer else None


def minutes_of(resource: Resource) -> int:
    """The time a resource takes, in whole minutes."""
    return max(1, round(60 * (resource.hours or 0)))


def _overlap(resource: Resource, module: Module) -> tuple[int, int]:
    return (
        len(set(resource.topics) & set(module.topics)),
        len(set(resource.processes) & set(module.processes)),
    )


def _title(catalog: Catalog, name: str) -> str:
    return catalog.resources[name].title if name in catalog.resources else name
