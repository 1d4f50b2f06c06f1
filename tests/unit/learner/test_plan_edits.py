"""Edits of a plan: any sequence of them keeps the promises, and what cannot be done says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.learner import edits
from groundschool.learner.edits import Edited
from groundschool.learner.planner import Plan, make_plan
from groundschool.learner.wish import Move, Wish
from plan_promises import courses, keeps_its_promises, wishes
from small_course import course, module, resource

WISH = Wish("data_scientist", "introductory", 2, "free")


@pytest.fixture
def taught() -> Course:
    """Four modules of two hours, each with a reading; `modelling` needs `looking`, all need `framing`."""
    needs = {"framing": (), "looking": ("framing",), "checking": ("framing",), "modelling": ("looking",)}
    return course(
        Path(),
        resource("book", hours=3, topics=("framing",), processes=("requirements",)),
        resource("essay", hours=0.25, topics=("framing",), processes=("requirements",)),
        resource("forum", hours=None),
        resource("older", status="superseded", superseded_by="essay"),
        modules=tuple(
            module(
                n,
                name,
                prerequisites=needed,
                processes=("requirements" if n == 1 else "data_verification",),
                topics=("framing" if n == 1 else "statistics",),
            )
            for n, (name, needed) in enumerate(needs.items(), 1)
        ),
        tracks={"data_scientist": ("framing", "looking", "checking"), "manager": ("framing",)},
        questions={},
    )


def week_of(plan: Plan, step: str) -> int:
    return next(week.number for week in plan.weeks if step in {each.key for each in week.steps})


def edit(draw: Callable[[Any], Any], taught: Course, wish: Wish) -> Edited:
    """One edit as somebody might make it, of what is there and of what is not."""
    plan = make_plan(taught, wish)
    steps = sorted({step.key for step in plan.steps}) or ["resource/gone"]
    out = sorted(f"{item.kind}/{item.id}" for item in plan.left_out) or ["module/gone"]
    step, other = (
        draw(st.sampled_from([*steps, "lesson/gone"])),
        draw(st.sampled_from([*out, "resource/gone"])),
    )
    week = draw(st.integers(0, len(plan.weeks) + 2))
    return draw(
        st.sampled_from(
            [
                lambda: edits.move(taught, wish, step, week),
                lambda: edits.remove(taught, wish, step),
                lambda: edits.add(taught, wish, other),
                lambda: edits.swap(taught, wish, step, other),
                lambda: edits.settle(taught, wish),
            ]
        )
    )()


@given(taught=courses(), data=st.data())
@settings(max_examples=80)
def test_any_sequence_of_edits_keeps_the_promises_or_is_refused_with_a_sentence(
    taught: Course, data: st.DataObject
) -> None:
    wish = replace(data.draw(wishes(taught)), moves=())
    for _ in range(data.draw(st.integers(1, 6))):
        try:
            edited = edit(data.draw, taught, wish)
            said = edited.said
        except UsageError as refusal:
            edited, said = Edited(wish, make_plan(taught, wish), ""), str(refusal)
        wish = edited.wish
        assert said.endswith((".", "?"))
        assert edited.plan == keeps_its_promises(taught, wish)


@given(taught=courses(), data=st.data())
@settings(max_examples=60)
def test_a_step_is_in_the_week_it_was_moved_to(taught: Course, data: st.DataObject) -> None:
    wish = data.draw(wishes(taught))
    steps = sorted({step.key for step in make_plan(taught, wish).steps})
    if not steps:
        return
    step, week = data.draw(st.sampled_from(steps)), data.draw(st.integers(1, 6))
    try:
        edited = edits.move(taught, wish, step, week)
    except UsageError:
        return

    assert week_of(edited.plan, step) == week


def test_a_step_moves_and_says_what_moved_too(taught: Course) -> None:
    first = make_plan(taught, WISH)
    edited = edits.move(taught, WISH, "lesson/checking", 2)

    assert (week_of(first, "lesson/looking"), week_of(first, "lesson/checking")) == (2, 3)
    assert edited.said == "Lesson: Checking begins in week 2. 1 other step moved too."
    assert week_of(edited.plan, "lab/looking") == 3
    assert edits.settle(taught, edited.wish).plan == first


def test_a_step_moved_again_has_one_move(taught: Course) -> None:
    once = edits.move(taught, WISH, "lesson/checking", 2)

    assert edits.move(taught, once.wish, "lesson/checking", 3).wish.moves == (Move("lesson/checking", 3),)


@pytest.mark.parametrize(
    ("step", "week", "why"),
    [
        ("lab/framing", 0, "Framing cannot move before week 1."),
        ("lesson/gone", 2, "lesson/gone is not in the weeks of the plan."),
        (
            "lesson/looking",
            1,
            "Lesson: Looking cannot begin in week 1: Lab: Framing, which it needs first, leaves no room in it.",
        ),
        (
            "lab/checking",
            1,
            "Lab: Checking cannot begin in week 1: it needs Lesson: Checking first, which ends in week 3.",
        ),
        (
            "lesson/framing",
            2,
            "Lesson: Framing cannot wait for week 2: week 1 would be empty without it.",
        ),
    ],
)
def test_a_move_that_cannot_be_says_why(taught: Course, step: str, week: int, why: str) -> None:
    wish = replace(WISH, removed=("essay",))
    with pytest.raises(UsageError) as refused:
        edits.move(taught, wish, step, week)

    assert str(refused.value) == why


def test_a_module_goes_and_comes_back(taught: Course) -> None:
    gone = edits.remove(taught, WISH, "lab/looking")
    back = edits.add(taught, gone.wish, "module/looking")

    assert gone.said == "Looking is out of the plan."
    assert "looking" not in {step.id for step in gone.plan.steps}
    assert back.said == "Looking is in the plan, in week 2."
    assert [step.key for step in back.plan.steps] == [step.key for step in make_plan(taught, WISH).steps]


def test_a_module_beside_the_track_comes_with_what_it_needs(taught: Course) -> None:
    added = edits.add(taught, replace(WISH, role="manager"), "module/modelling")

    assert [step.id for step in added.plan.steps if step.kind == "lesson"] == [
        "framing",
        "looking",
        "modelling",
    ]


def test_a_resource_gives_way_to_another_in_its_week(taught: Course) -> None:
    edited = edits.swap(taught, WISH, "resource/essay", "resource/book")

    assert edited.said == "Essay gave way to Book, in week 1."
    assert next(i.reason for i in edited.plan.left_out if i.id == "essay") == "taken out by you"


def test_taking_out_a_resource_takes_back_the_pick_of_the_one_it_replaced(taught: Course) -> None:
    picked = edits.add(taught, replace(WISH, removed=("essay",)), "resource/older")
    assert picked.said == "Essay is in the plan, in week 1."

    assert "essay" not in {step.id for step in edits.remove(taught, picked.wish, "resource/essay").plan.steps}


def test_a_community_is_followed_alongside(taught: Course) -> None:
    assert edits.add(taught, WISH, "resource/forum").said == "Forum is in the plan, alongside."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda t: edits.add(t, WISH, "resource/essay"), "Essay is in the plan already."),
        (lambda t: edits.add(t, WISH, "resource/bok"), "There is no resource 'bok'. Did you mean 'book'?"),
        (
            lambda t: edits.add(t, WISH, "module/lookin"),
            "There is no module 'lookin'. Did you mean 'looking'?",
        ),
        (lambda t: edits.remove(t, WISH, "resource/book"), "Book is not in the plan."),
        (
            lambda t: edits.remove(t, replace(WISH, role="manager", removed=("essay",)), "module/framing"),
            "Framing is the last thing in the plan. Add another before you take it out.",
        ),
    ],
)
def test_an_edit_that_cannot_be_says_why(
    taught: Course, change: Callable[[Course], Edited], why: str
) -> None:
    with pytest.raises(UsageError) as refused:
        change(taught)

    assert str(refused.value) == why


def test_alternatives_are_left_out_near_and_within_the_wish(taught: Course) -> None:
    plan = make_plan(taught, WISH)

    assert {
        name: [r.id for r in others] for name, others in edits.alternatives(taught, WISH, plan).items()
    } == {"essay": ["book"]}
