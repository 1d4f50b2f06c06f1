"""What every plan promises, whatever the course and the wish, and courses and wishes to try it on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from groundschool.course.spine import Course
from groundschool.learner.planner import Plan, make_plan
from groundschool.learner.wish import Move, Wish, goals
from small_course import COSTS, LEVELS, PROCESSES, ROLES, TOPICS, course, module, resource

HOURS = st.one_of(st.sampled_from([0.5, 1, 60]), st.floats(0.5, 60))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    names = [f"resource_{number}" for number in range(draw(st.integers(0, 12)))]
    resources = [
        resource(
            name,
            level=draw(st.sampled_from(LEVELS)),
            cost=draw(st.sampled_from(COSTS)),
            hours=draw(st.sampled_from([None, 0.25, 1, 3.5, 20, 90])),
            topics=draw(st.sets(st.sampled_from(sorted(TOPICS)), min_size=1)),
            processes=draw(st.sets(st.sampled_from(sorted(PROCESSES)), min_size=1)),
            prerequisites=draw(st.sets(st.sampled_from(names[:place]), max_size=2)) if place else (),
            status=draw(st.sampled_from(["active", "active", "active", "archived", "superseded"])),
        )
        for place, name in enumerate(names)
    ]
    older = {r.id: draw(st.sampled_from(names[:i])) for i, r in enumerate(resources) if i}
    resources = [
        r.model_copy(update={"superseded_by": older.get(r.id)}) if r.status == "superseded" else r
        for r in resources
    ]
    modules = [
        module(
            number,
            f"module_{number}",
            topics=draw(st.sets(st.sampled_from(sorted(TOPICS)), min_size=1)),
            processes=draw(st.sets(st.sampled_from(sorted(PROCESSES)), min_size=1)),
            prerequisites=draw(st.sets(st.sampled_from([f"module_{n}" for n in range(1, number)])))
            if number > 1
            else (),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    identifiers = [m.id for m in modules]
    tracks = {role: draw(st.lists(st.sampled_from(identifiers), unique=True)) for role in ROLES}
    return course(Path(), *resources, modules=tuple(modules), tracks=tracks, questions={})


@st.composite
def wishes(draw: st.DrawFn, taught: Course) -> Wish:
    """A wish with any changes, those to what does not exist among them."""
    names = [*sorted(taught.catalog.resources), "gone"]
    modules = [*(entry.id for entry in taught.modules), "gone"]
    steps = [
        *(f"resource/{name}" for name in names),
        *(f"{kind}/{name}" for kind in ("lesson", "lab") for name in modules),
    ]
    moved = draw(st.lists(st.sampled_from(steps), unique=True, max_size=5))
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=6))
    return Wish(
        role=draw(st.sampled_from(ROLES)),
        level=draw(st.sampled_from(LEVELS)),
        hours_per_week=draw(HOURS),
        budget=draw(st.sampled_from(COSTS)),
        goal=draw(st.sampled_from(["", *goals(taught)])),
        start=draw(st.none() | st.just(date(2026, 11, 23))),
        chosen=tuple(chosen),
        removed=tuple(set(draw(st.lists(st.sampled_from(names), unique=True))) - set(chosen)),
        added_modules=tuple(draw(st.lists(st.sampled_from(modules), unique=True))),
        dropped_modules=tuple(draw(st.lists(st.sampled_from(modules), unique=True))),
        moves=tuple(Move(step, draw(st.integers(1, 12))) for step in moved),
    )


def keeps_its_promises(taught: Course, wish: Wish) -> Plan:
    """Make a plan and see that it holds all that is promised of plans."""
    plan = make_plan(taught, wish)
    weeks_keep_their_hours(plan, wish)
    prerequisites_come_first(plan, taught)
    everything_is_in_one_place(plan, taught, wish)
    parts_add_up(plan, taught)
    what_is_beyond_the_wish_says_so(plan, taught, wish)
    assert plan == make_plan(taught, wish)
    return plan


def weeks_keep_their_hours(plan: Plan, wish: Wish) -> None:
    assert all(0 < week.minutes <= wish.minutes_per_week for week in plan.weeks)
    assert [week.number for week in plan.weeks] == list(range(1, len(plan.weeks) + 1))
    assert all(step.minutes > 0 for step in plan.steps)


def prerequisites_come_first(plan: Plan, taught: Course) -> None:
    begins = {step.key: place for place, step in reversed(list(enumerate(plan.steps)))}
    ends = {step.key: place for place, step in enumerate(plan.steps)}
    for entry in taught.modules:
        if f"lesson/{entry.id}" in begins:
            assert ends[f"lesson/{entry.id}"] < begins[f"lab/{entry.id}"]
            needed = [f"lab/{other}" for other in entry.prerequisites if f"lab/{other}" in ends]
            assert all(ends[other] < begins[f"lesson/{entry.id}"] for other in needed)
    for name, known in taught.catalog.resources.items():
        for other in known.prerequisites:
            if f"resource/{name}" in begins and f"resource/{other}" in begins:
                assert ends[f"resource/{other}"] < begins[f"resource/{name}"]


def everything_is_in_one_place(plan: Plan, taught: Course, wish: Wish) -> None:
    planned = {step.id for step in plan.steps if step.kind == "resource"}
    alongside = [step.id for step in plan.alongside]
    out = [item.id for item in plan.left_out if item.kind == "resource"]
    gone = set(wish.chosen) - set(taught.catalog.resources)
    assert sorted([*planned, *alongside, *out]) == sorted({*taught.catalog.resources, *gone})
    lessons, labs = ({step.id for step in plan.steps if step.kind == kind} for kind in ("lesson", "lab"))
    out_modules = [item.id for item in plan.left_out if item.kind == "module"]
    assert lessons == labs
    assert sorted([*lessons, *out_modules]) == sorted(m.id for m in taught.modules)
    assert all(item.reason for item in plan.left_out)
    assert all(step.why for step in (*plan.steps, *plan.alongside))


def parts_add_up(plan: Plan, taught: Course) -> None:
    for key in {step.key for step in plan.steps}:
        parts = [step for step in plan.steps if step.key == key]
        assert [step.part for step in parts] == list(range(1, len(parts) + 1))
        assert {step.parts for step in parts} == {len(parts)}
        assert all(("(part " in step.label) == (len(parts) > 1) for step in parts)
        kind, name = key.split("/")
        whole = {
            "resource": lambda name: round(60 * (taught.catalog.resources[name].hours or 0)),
            "lesson": lambda name: taught.module(name).lesson_minutes,
            "lab": lambda name: taught.module(name).lab_minutes,
        }
        assert sum(step.minutes for step in parts) == whole[kind](name)
    for week in plan.weeks:
        assert len({step.key for step in week.steps}) == len(week.steps)


def what_is_beyond_the_wish_says_so(plan: Plan, taught: Course, wish: Wish) -> None:
    for step in plan.steps:
        if step.kind == "resource":
            known = taught.catalog.resources[step.id]
            too_dear = COSTS.index(known.cost) > COSTS.index(wish.budget)
            too_hard = LEVELS.index(known.level) > LEVELS.index(wish.level)
            assert ("while the budget is" in step.why) == too_dear
            assert ("above your level" in step.why) == too_hard
            assert not too_dear or step.why.startswith("picked by you")
            assert not too_hard or step.why.startswith(("picked by you", "needed for"))
