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
from groundschool.learner.track import planned_modules, reason_against
from groundschool.learner.wish import Wish

# Suggestions for a module, on top of what the learner picked for it: two are read, ten are not.
PER_MODULE = 2


@dataclass(frozen=True)
class LeftOut:
    """A module or resource that is not in the plan, and why."""

    kind: str
    id: str
    title: str
    reason: str


@dataclass
class Selection:
    """The outcome; `place` and `why` are by resource, a place is a position in `modules` or one past it."""

    modules: dict[Module, str]
    """In order, each with the reason why it is in the plan."""
    place: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    alongside: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)


def select(course: Course, wish: Wish) -> Selection:
    """Choose modules and resources. Every resource of the catalog ends up in exactly one part."""
    selection = Selection(planned_modules(course, wish))
    chosen = _Chooser(course.catalog, wish, selection)
    chosen.add_picked()
    for position, module in enumerate(selection.modules):
        chosen.suggest(position, module)
    chosen.explain_the_rest()
    return selection


def left_out(course: Course, wish: Wish, selection: Selection) -> tuple[LeftOut, ...]:
    """Modules in the order of the course, then resources in that of the catalog."""
    reason = reason_against(course, wish, selection.modules)
    modules = [m for m in course.modules if m not in selection.modules]
    return (
        *(LeftOut("module", m.id, m.title, reason(m)) for m in modules),
        *(
            LeftOut("resource", name, _title(course.catalog, name), why)
            for name, why in sorted(selection.reasons.items())
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
        self._to_goal = _processes_of(catalog, wish.goal)

    def add_picked(self) -> None:
        for name in self._wish.chosen:
            current = self._current(name)
            if current is None:
                self._out.reasons[name] = "no longer in the catalog"
            elif current.hours is None:
                self._out.alongside += [current.id] if current.id not in self._out.alongside else []
            else:
                self._add(current, self._best_place(current), f"picked by you{self._beyond(current)}")

    def suggest(self, position: int, module: Module) -> None:
        """Fill a module up to two readings with the resources that fit it best."""
        fitting = self._catalog.near(module.topics, module.processes)
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
                self._add(needed, position, f"needed for {resource.title}{self._beyond(needed)}")
            elif needed.id not in self._out.alongside:
                self._out.reasons.setdefault(needed.id, reason)

    def _current(self, name: str) -> Resource | None:
        """The resource that replaces a superseded one."""
        if name not in self._resources:
            return None
        current = self._resources[successor(self._catalog, name)]
        if current.id != name:
            self._out.reasons[name] = f"superseded by {current.title}, which is in the plan"
        return current

    def _best_place(self, resource: Resource) -> int:
        overlaps = [overlap(resource, module) for module in self._out.modules]
        best = max(overlaps, default=(0, 0))
        return overlaps.index(best) if best > (0, 0) else len(overlaps)

    def _rank(self, resource: Resource, module: Module) -> tuple[int | float | str, ...]:
        topics, processes = overlap(resource, module)
        below = self._levels.index(self._wish.level) - self._levels.index(resource.level)
        return (
            # Of a module on the way to the goal, what leads on to it.
            self._to_goal.intersection(module.processes).isdisjoint(resource.processes),
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
        if resource.id in self._wish.removed:
            return "taken out by you"
        if resource.status == "superseded":
            return f"superseded by {_title(self._catalog, resource.superseded_by or '')}"
        if resource.status == "archived":
            return "no longer kept up"
        return self._too_dear(resource) or (
            "has no end to reach in a plan" if resource.hours is None else None
        )

    def _taste_refusal(self, resource: Resource) -> str | None:
        # Nobody gets a whole book unasked: what is longer than a week must be picked.
        longer = minutes_of(resource) > self._wish.minutes_per_week
        return self._too_hard(resource) or ("takes longer than a week of yours" if longer else None)

    def _too_dear(self, resource: Resource) -> str | None:
        if self._costs.index(resource.cost) <= self._costs.index(self._wish.budget):
            return None
        titles = (self._catalog.vocabulary.title("costs", w) for w in (resource.cost, self._wish.budget))
        return "{}, while the budget is {}".format(*(title.lower() for title in titles))

    def _too_hard(self, resource: Resource) -> str | None:
        if self._levels.index(resource.level) <= self._levels.index(self._wish.level):
            return None
        return f"above your level: {self._catalog.vocabulary.title('levels', resource.level).lower()}"

    def _beyond(self, resource: Resource) -> str:
        """What a plan says of a resource that is in it although the wish would not have it."""
        beyond = "; ".join(filter(None, (self._too_dear(resource), self._too_hard(resource))))
        return f" ({beyond})" if beyond else ""


def _processes_of(catalog: Catalog, goal: str) -> set[str]:
    return {process.id for process in catalog.vocabulary.processes if goal in {process.id, process.phase}}


def minutes_of(resource: Resource) -> int:
    """The time a resource takes, in whole minutes."""
    return max(1, round(60 * (resource.hours or 0)))


def successor(catalog: Catalog, name: str) -> str:
    """The resource that replaces a superseded one, or the one after that; the resource itself if none does."""
    seen: set[str] = set()
    while name in catalog.resources and name not in seen:
        seen.add(name)
        following = catalog.resources[name].superseded_by
        name = following if following in catalog.resources else name
    return name


def overlap(resource: Resource, other: Resource | Module) -> tuple[int, int]:
    """How many topics and how many processes two have in common."""
    return (
        len(set(resource.topics) & set(other.topics)),
        len(set(resource.processes) & set(other.processes)),
    )


def _title(catalog: Catalog, name: str) -> str:
    return catalog.resources[name].title if name in catalog.resources else name
