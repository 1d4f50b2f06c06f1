"""A plan for readers without a kernel: weeks and steps for the role, level and hours that the call names."""

from __future__ import annotations

from html import escape

from groundschool.course.spine import Course
from groundschool.learner.planner import Step, make_plan, readable
from groundschool.learner.wish import make_wish
from groundschool.widgets._html import Bundle, bundle, counted, link, notebook, table


def static_plan(
    course: Course,
    role: str | None = None,
    level: str | None = None,
    hours_per_week: float | None = None,
    budget: str | None = None,
    *,
    goal: str = "",
) -> Bundle:
    """The plan that everybody gets who has changed nothing yet.

    Raises:
        UsageError: a word is not known, or the hours are out of range.
    """
    wish = make_wish(course, role=role, level=level, hours_per_week=hours_per_week, budget=budget, goal=goal)
    plan = make_plan(course, wish)
    rows = [
        [str(week.number) if not place else "", _step(step), readable(step.minutes)]
        for week in plan.weeks
        for place, step in enumerate(week.steps)
    ]
    about = f"{counted(len(plan.weeks), 'week')}, {readable(plan.minutes)}"
    html = f"<p><b>A plan: {escape(plan.wish)}</b> ({about}; run the notebook to make it yours)</p>\n"
    html += table(("Week", "Step", "Time"), rows)
    return bundle(html, f"Plan: {plan.wish}; {about}.")


def _step(step: Step) -> str:
    if step.kind == "resource":
        return link(step.where, step.label)
    return notebook(step.where, step.label)
