"""A plan for readers without a kernel: weeks and steps for the role, level and hours that the call names."""

from __future__ import annotations

from html import escape

from groundschool.course.spine import Course
from groundschool.learner.planner import Step, make_plan, readable
from groundschool.widgets._html import Bundle, bundle, counted, link, notebook, table
from groundschool.widgets._wish import make_wish


def static_plan(
    course: Course,
    role: str | None = None,
    level: str | None = None,
    hours_per_week: float | None = None,
    budget: str | None = None,
) -> Bundle:
    """The plan that everybody gets who has picked nothing yet.

    Raises:
        UsageError: a word is not in the vocabulary, or the hours are out of range.
    """
    plan = make_plan(course, **make_wish(course, role, level, hours_per_week, budget))
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
