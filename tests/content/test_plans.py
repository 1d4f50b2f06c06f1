"""Plans of the real course: what is promised of plans holds, and every track and goal is within reach."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from groundschool.course.spine import Course
from groundschool.learner.export import to_csv, to_icalendar, to_markdown
from groundschool.learner.planner import Plan, make_plan
from groundschool.learner.wish import Wish, goals
from plan_promises import keeps_its_promises
from small_course import COSTS, LEVELS, ROLES


def lessons(plan: Plan) -> set[str]:
    return {step.id for step in plan.steps if step.kind == "lesson"}


@pytest.mark.parametrize("role", ROLES)
def test_every_plan_of_a_role_keeps_its_promises(course: Course, role: str) -> None:
    for level, budget, hours in product(LEVELS, COSTS, (0.5, 4, 60)):
        plan = keeps_its_promises(course, Wish(role, level, hours, budget))

        assert set(course.tracks[role]) <= lessons(plan)


def test_every_goal_is_reached_by_a_module_that_teaches_it(course: Course) -> None:
    for goal in goals(course):
        plan = keeps_its_promises(course, Wish("ml_engineer", "intermediate", 5, "free", goal))
        reached = [course.module(name) for name in lessons(plan)]

        assert any(goal == module.phase or goal in module.processes for module in reached)


def test_the_course_has_the_eight_roles_levels_and_costs_that_plans_are_tried_with(course: Course) -> None:
    words = course.catalog.vocabulary

    assert words.ids("roles") == ROLES
    assert words.ids("levels") == LEVELS
    assert words.ids("costs") == COSTS


def test_the_whole_catalog_is_exported(course: Course) -> None:
    everything = tuple(course.catalog.resources)
    plan = make_plan(
        course, Wish("ml_engineer", "advanced", 10, "paid", start=date(2026, 11, 30), chosen=everything)
    )

    assert to_icalendar(plan).count("BEGIN:VEVENT") == len(plan.weeks)
    assert to_markdown(plan).count("- [ ] ") == len(plan.steps)
    assert to_csv(plan).count("\n") == 1 + len(plan.steps) + len(plan.alongside)
