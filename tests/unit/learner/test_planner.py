"""The planner: what it promises for every wish, and the reasons it gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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
from groundschool.learner.wish import Move, Wish, goals, make_wish
from plan_promises import courses, keeps_its_promises, wishes
from small_course import COSTS, LEVELS, ROLES, TOPICS, course, module, resource

HERE = Path()


@given(taught=courses(), data=st.data())
@settings(max_examples=150)
def test_a_plan_keeps_its_promises_for_any_course_wish_and_changes(
    taught: Course, data: st.DataObject
) -> None:
    keeps_its_promises(taught, data.draw(wishes(taught)))


@pytest.mark.parametrize("role", ROLES)
def test_a_plan_keeps_its_promises_for_all_combinations_of_inputs(role: str) -> None:
    taught = course(HERE, *many_resources(30))

    for level, budget, goal in product(LEVELS, COSTS, ("", *goals(taught))):
        for hours in (0.5, 1.25, 4, 12, 60):
            keeps_its_promises(taught, Wish(role, level, hours, budget, goal))


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


def small_wish(**changes: Any) -> Wish:
    return replace(Wish("data_scientist", "introductory", 4, "free"), **changes)


def small_plan(*resources: Any, **changes: Any) -> Plan:
    return make_plan(course(HERE, *resources), small_wish(**changes))


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
        small_wish(level="advanced"),
    )
    short = make_plan(
        course(HERE, *close, tracks={"manager": ("framing",)}), small_wish(role="manager", level="advanced")
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
    assert {s.why for s in steps} == {
        "picked by you (paid, while the budget is free; above your level: advanced)"
    }


def test_what_a_picked_resource_needs_comes_with_it() -> None:
    first, second = resource("first", level="advanced"), resource("second", prerequisites=("first",))

    plan = small_plan(first, second, chosen=("second",))

    assert [s.id for week in plan.weeks for s in week.steps if s.kind == "resource"] == ["first", "second"]
    assert "needed for Second (above your level: advanced)" in {s.why for s in plan.steps}


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
    plan = make_plan(course(HERE, tracks={}), small_wish(role="manager"))

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
        (
            {"goal": "framng"},
            "goal='framng' is not known. Known: data, data_exploration, data_verification, design, requirements.",
        ),
        ({"hours_per_week": "four"}, "hours_per_week='four': give a number, for example 4."),
        ({"hours_per_week": 0}, "hours_per_week=0: give a number from 0.5 to 60."),
        ({"hours_per_week": float("nan")}, "hours_per_week=nan: give a number from 0.5 to 60."),
    ],
)
def test_a_wish_that_cannot_be_met_says_what_can(wish: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        small_plan(**wish)

    assert str(caught.value) == message


@pytest.fixture
def three() -> Course:
    """Three modules in a row of which the last needs only the first."""
    return course(
        HERE,
        resource("a", processes=("requirements",), topics=("framing",)),
        resource("b", processes=("data_verification",), topics=("statistics",)),
        modules=(
            module(1, "framing", phase="design", processes=("requirements",), topics=("framing",)),
            module(2, "looking", prerequisites=("framing",), processes=("data_exploration",)),
            module(3, "checking", prerequisites=("framing",), processes=("data_verification",)),
        ),
        tracks={"data_scientist": ("framing", "looking", "checking"), "manager": ("framing",)},
        questions={},
    )


def lessons(plan: Plan) -> dict[str, str]:
    return {s.id: s.why for s in plan.steps if s.kind == "lesson"}


def test_a_goal_takes_from_the_track_what_teaches_it_and_what_that_needs(three: Course) -> None:
    plan = make_plan(three, small_wish(goal="data_verification"))

    assert lessons(plan) == {"framing": "needed for Checking", "checking": "for your goal"}
    assert reason(plan, "looking") == "not needed for the goal Data verification"
    assert plan.wish.endswith(", goal data verification")


def test_a_goal_that_the_track_does_not_teach_takes_it_from_the_course(three: Course) -> None:
    assert lessons(make_plan(three, small_wish(role="manager", goal="data"))) == {
        "framing": "needed for Looking",
        "looking": "for your goal",
        "checking": "for your goal",
    }


def test_goals_are_the_phases_and_processes_that_modules_teach(three: Course) -> None:
    assert list(goals(three)) == ["design", "requirements", "data", "data_exploration", "data_verification"]


def test_a_module_that_was_added_comes_with_what_it_needs_at_its_place(three: Course) -> None:
    plan = make_plan(three, small_wish(role="manager", added_modules=("checking", "gone")))

    assert lessons(plan) == {"framing": "on your track", "checking": "added by you"}


def test_a_module_that_was_dropped_is_not_pulled_in_again(three: Course) -> None:
    plan = make_plan(three, small_wish(dropped_modules=("framing",)))

    assert list(lessons(plan)) == ["looking", "checking"]
    assert reason(plan, "framing") == "taken out by you, though needed for Looking and Checking"


def test_a_moved_module_waits_only_for_what_it_needs_and_nothing_waits_for_it(three: Course) -> None:
    first = make_plan(three, small_wish(hours_per_week=2))
    early = make_plan(three, small_wish(hours_per_week=2, moves=(Move("lesson/checking", 2),)))
    late = make_plan(three, small_wish(hours_per_week=2, moves=(Move("lesson/looking", 4),)))

    assert [step.key for step in first.steps if step.kind == "lesson"] == [
        "lesson/framing",
        "lesson/looking",
        "lesson/checking",
    ]
    assert "lesson/checking" in {step.key for step in early.weeks[1].steps}
    assert "lesson/looking" in {step.key for step in late.weeks[3].steps}
    assert [step.key for step in late.steps if step.kind == "lesson"][1] == "lesson/checking"


def test_weeks_that_moves_would_leave_empty_are_not_there(three: Course) -> None:
    plan = make_plan(three, small_wish(moves=(Move("lab/checking", 40), Move("resource/b", 30))))

    assert [step.key for step in plan.steps][-2:] == ["resource/b", "lab/checking"]
    assert len(plan.weeks) < 6


def test_weeks_have_dates_when_the_first_day_is_known() -> None:
    dated = small_plan(resource("a"), hours_per_week=1, start=date(2026, 12, 28))

    assert [week.begins for week in dated.weeks][:2] == [date(2026, 12, 28), date(2027, 1, 4)]
    assert {week.begins for week in small_plan().weeks} == {None}


def test_what_a_wish_leaves_open_is_the_first_word_and_four_hours() -> None:
    assert make_wish(course(HERE)) == Wish("business_stakeholder", "introductory", 4.0, "free")
