"""The planner: what it promises for every wish, and the reasons it gives."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundschool.catalog.models import Resource
from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.learner.planner import Plan, make_plan
from small_course import COSTS, LEVELS, PROCESSES, ROLES, TOPICS, course, module, resource

HERE = Path()


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
    successor = {r.id: draw(st.sampled_from(names[:i])) for i, r in enumerate(resources) if i}
    resources = [
        r.model_copy(update={"superseded_by": successor.get(r.id)}) if r.status == "superseded" else r
        for r in resources
    ]
    modules = [
        module(
            number,
            f"module_{number}",
            topics=draw(st.sets(st.sampled_from(sorted(TOPICS)), min_size=1)),
            prerequisites=draw(st.sets(st.sampled_from([f"module_{n}" for n in range(1, number)])))
            if number > 1
            else (),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    identifiers = [m.id for m in modules]
    tracks = {role: draw(st.lists(st.sampled_from(identifiers), unique=True)) for role in ROLES}
    return course(HERE, *resources, modules=tuple(modules), tracks=tracks, questions={})


@given(
    taught=courses(),
    role=st.sampled_from(ROLES),
    level=st.sampled_from(LEVELS),
    hours_per_week=st.one_of(st.sampled_from([0.5, 1, 60]), st.floats(0.5, 60)),
    budget=st.sampled_from(COSTS),
    data=st.data(),
)
@settings(max_examples=100, deadline=None)
def test_a_plan_keeps_its_promises_for_any_course_and_choice(
    taught: Course, data: st.DataObject, **wish: Any
) -> None:
    names = sorted(taught.catalog.resources)
    chosen = tuple(data.draw(st.lists(st.sampled_from([*names, "gone"]), unique=True, max_size=6)))
    removed = tuple(data.draw(st.lists(st.sampled_from(names), unique=True))) if names else ()

    check(taught, **wish, chosen=chosen, removed=tuple(sorted(set(removed) - set(chosen))))


@pytest.mark.parametrize("role", ROLES)
def test_a_plan_keeps_its_promises_for_every_role_level_budget_and_hours(role: str) -> None:
    taught = course(HERE, *many_resources(60))

    for level, budget, hours in product(LEVELS, COSTS, (0.5, 0.75, 1, 2, 4, 10, 40, 60)):
        check(taught, role=role, level=level, hours_per_week=hours, budget=budget)


def check(taught: Course, *, hours_per_week: float, chosen: tuple[str, ...] = (), **wish: Any) -> None:
    plan = make_plan(taught, hours_per_week=hours_per_week, chosen=chosen, **wish)

    weeks_keep_their_hours(plan, hours_per_week)
    prerequisites_come_first(plan, taught)
    everything_is_in_one_place(plan, taught, chosen)
    parts_add_up(plan, taught)
    assert plan == make_plan(taught, hours_per_week=hours_per_week, chosen=chosen, **wish)


def many_resources(count: int) -> list[Resource]:
    return [
        resource(
            f"resource_{number}",
            level=LEVELS[number % 3],
            cost=COSTS[number // 3 % 3],
            hours=[None, 0.25, 1, 3.5, 20, 90][number // 7 % 6],
            topics=(sorted(TOPICS)[number // 2 % 3],),
            prerequisites=(f"resource_{number // 2}",) if number % 4 == 1 else (),
        )
        for number in range(count)
    ]


def weeks_keep_their_hours(plan: Plan, hours: float) -> None:
    assert all(0 < week.minutes <= round(60 * hours) for week in plan.weeks)
    assert [week.number for week in plan.weeks] == list(range(1, len(plan.weeks) + 1))


def prerequisites_come_first(plan: Plan, taught: Course) -> None:
    steps = [step for week in plan.weeks for step in week.steps]
    begins = {(s.kind, s.id): place for place, s in reversed(list(enumerate(steps)))}
    ends = {(s.kind, s.id): place for place, s in enumerate(steps)}
    for entry in taught.modules:
        if ("lesson", entry.id) in begins:
            assert ends["lesson", entry.id] < begins["lab", entry.id]
            assert all(ends["lab", other] < begins["lesson", entry.id] for other in entry.prerequisites)
    for name, known in taught.catalog.resources.items():
        for needed in known.prerequisites:
            if ("resource", name) in begins and ("resource", needed) in begins:
                assert ends["resource", needed] < begins["resource", name]


def everything_is_in_one_place(plan: Plan, taught: Course, chosen: tuple[str, ...]) -> None:
    planned = {step.id for week in plan.weeks for step in week.steps if step.kind == "resource"}
    alongside = [step.id for step in plan.alongside]
    out = [item.id for item in plan.left_out if item.kind == "resource"]
    everything = sorted([*planned, *alongside, *out])
    assert everything == sorted({*taught.catalog.resources, *(set(chosen) & {"gone"})})
    in_modules = {step.id for week in plan.weeks for step in week.steps if step.kind == "lesson"}
    out_modules = {item.id for item in plan.left_out if item.kind == "module"}
    assert in_modules.isdisjoint(out_modules)
    assert in_modules | out_modules == {m.id for m in taught.modules}
    assert all(item.reason for item in plan.left_out)


def parts_add_up(plan: Plan, taught: Course) -> None:
    steps = [step for week in plan.weeks for step in week.steps]
    for key in {(s.kind, s.id) for s in steps}:
        parts = [s for s in steps if (s.kind, s.id) == key]
        assert [s.part for s in parts] == list(range(1, len(parts) + 1))
        assert {s.parts for s in parts} == {len(parts)}
        if key[0] == "resource":
            hours = taught.catalog.resources[key[1]].hours
            assert hours is not None
            assert sum(s.minutes for s in parts) == round(60 * hours)


def small_plan(*resources: Any, **wish: Any) -> Plan:
    asked = {"role": "data_scientist", "level": "introductory", "hours_per_week": 4, **wish}
    return make_plan(course(HERE, *resources), **asked)


def reason(plan: Plan, name: str) -> str:
    return next(item.reason for item in plan.left_out if item.id == name)


def planned(plan: Plan) -> list[tuple[int, str, str, int]]:
    return [(week.number, s.kind, s.id, s.minutes) for week in plan.weeks for s in week.steps]


def test_a_plan_goes_module_by_module_with_readings_after_each() -> None:
    plan = small_plan(resource("a"), resource("b", topics=("framing",), processes=("requirements",)))

    assert planned(plan) == [
        (1, "lesson", "framing", 60),
        (1, "lab", "framing", 45),
        (1, "resource", "b", 60),
        (1, "lesson", "validation", 60),
        (2, "lab", "validation", 45),
        (2, "resource", "a", 60),
    ]


def test_a_long_reading_takes_half_of_each_week_and_the_course_goes_on() -> None:
    book = resource("book", hours=6, topics=("framing",), processes=("requirements",))

    plan = small_plan(book, chosen=("book",))

    assert planned(plan) == [
        (1, "lesson", "framing", 60),
        (1, "lab", "framing", 45),
        (1, "resource", "book", 135),
        (2, "lesson", "validation", 60),
        (2, "resource", "book", 135),
        (2, "lab", "validation", 45),
        (3, "resource", "book", 90),
    ]


def test_half_an_hour_a_week_splits_a_lesson() -> None:
    plan = small_plan(hours_per_week=0.5)

    assert planned(plan)[:3] == [
        (1, "lesson", "framing", 30),
        (2, "lesson", "framing", 30),
        (3, "lab", "framing", 30),
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"cost": "paid"}, "paid, while the budget is free"),
        ({"level": "advanced"}, "above your level: advanced"),
        ({"hours": None}, "has no end to reach in a plan"),
        ({"hours": 5}, "takes longer than a week of yours"),
        ({"status": "archived"}, "no longer kept up"),
        ({"status": "superseded", "superseded_by": "good"}, "superseded by Good"),
        (
            {"prerequisites": ("dear",)},
            "needs Dear first, which is left out: paid, while the budget is free",
        ),
    ],
)
def test_what_is_not_suggested_says_why(changes: dict[str, Any], why: str) -> None:
    plan = small_plan(resource("it", **changes), resource("good"), resource("dear", cost="paid"))

    assert reason(plan, "it") == why


def test_what_fits_less_well_and_what_fits_nowhere_say_so() -> None:
    close = [resource(name, topics=("contracts", "statistics")) for name in ("a", "b")]
    plan = make_plan(
        course(
            HERE, *close, resource("c"), tracks={"manager": ("framing",), "data_scientist": ("validation",)}
        ),
        role="data_scientist",
        level="advanced",
        hours_per_week=4,
    )
    short = make_plan(
        course(HERE, *close, tracks={"manager": ("framing",)}),
        role="manager",
        level="advanced",
        hours_per_week=4,
    )

    assert reason(plan, "c") == "others fit Validation better"
    assert reason(short, "a") == "belongs to no module of the plan"
    assert reason(short, "validation") == "not on the track of the role Manager"


def test_what_is_picked_is_planned_whatever_its_cost_level_and_length() -> None:
    plan = small_plan(
        resource("a", cost="paid", level="advanced", hours=90, status="archived"), chosen=("a",)
    )

    steps = [s for week in plan.weeks for s in week.steps if s.id == "a"]
    assert sum(s.minutes for s in steps) == 90 * 60
    assert {s.why for s in steps} == {"picked by you"}


def test_what_a_picked_resource_needs_comes_with_it() -> None:
    first, second = resource("first", level="advanced"), resource("second", prerequisites=("first",))

    plan = small_plan(first, second, chosen=("second",))

    assert [s.id for week in plan.weeks for s in week.steps if s.kind == "resource"] == ["first", "second"]
    assert "needed for Second" in {s.why for week in plan.weeks for s in week.steps}


def test_what_the_learner_took_out_stays_out() -> None:
    assert reason(small_plan(resource("a"), removed=("a",)), "a") == "taken out by you"


def test_a_picked_resource_that_was_superseded_gives_way() -> None:
    plan = small_plan(
        resource("old", status="superseded", superseded_by="new"), resource("new"), chosen=("old",)
    )

    assert reason(plan, "old") == "superseded by New, which is in the plan"
    assert ("resource", "new") in {(s.kind, s.id) for week in plan.weeks for s in week.steps}


def test_a_picked_community_is_followed_alongside() -> None:
    plan = small_plan(resource("forum", hours=None), chosen=("forum",))

    assert [step.id for step in plan.alongside] == ["forum"]


def test_a_role_without_a_track_takes_the_whole_course() -> None:
    plan = make_plan(course(HERE, tracks={}), role="manager", level="advanced", hours_per_week=4)

    assert [s.id for week in plan.weeks for s in week.steps if s.kind == "lesson"] == [
        "framing",
        "validation",
    ]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"role": "data_scientst"}, "role='data_scientst' is not known. Did you mean 'data_scientist'?"),
        ({"level": "expert"}, "level='expert' is not known. Known: advanced, intermediate, introductory."),
        ({"budget": "fre"}, "budget='fre' is not known. Did you mean 'free'?"),
        ({"hours_per_week": "four"}, "hours_per_week='four': give a number, for example 4."),
        ({"hours_per_week": 0}, "hours_per_week=0: give a number from 0.5 to 60."),
        ({"hours_per_week": float("nan")}, "hours_per_week=nan: give a number from 0.5 to 60."),
    ],
)
def test_a_wish_that_cannot_be_met_says_what_can(wish: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        small_plan(**wish)

    assert str(caught.value) == message
