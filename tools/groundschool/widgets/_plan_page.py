"""A plan as the browser gets it: the weeks, what can be changed in them, and the files to take along."""

from __future__ import annotations

from typing import Any

from groundschool.course.spine import Course
from groundschool.learner.edits import alternatives
from groundschool.learner.export import to_csv, to_icalendar, to_markdown
from groundschool.learner.planner import Plan, Step, Week, readable
from groundschool.learner.wish import Wish

# Of a large catalog nearly all is left out. The picker is the place to look through it.
_NAMED = 50


def plan_page(course: Course, wish: Wish, plan: Plan) -> dict[str, Any]:
    """Everything that the plan's widget shows, with the exports, so that the browser saves without asking."""
    begun: set[str] = set()
    swaps = {
        f"resource/{name}": [[other.id, other.title] for other in others]
        for name, others in alternatives(course, wish, plan).items()
    }
    return {
        "wish": plan.wish,
        "time": readable(plan.minutes),
        "weeks": [_week(week, swaps, begun) for week in plan.weeks],
        "alongside": [_step(step) for step in plan.alongside],
        "leftOut": _left_out(plan),
        "moved": bool(wish.moves),
        "files": {
            "md": to_markdown(plan),
            "ics": to_icalendar(plan) if wish.start and plan.weeks else "",
            "csv": to_csv(plan),
        },
    }


def _week(week: Week, swaps: dict[str, list[list[str]]], begun: set[str]) -> dict[str, Any]:
    steps = []
    for step in week.steps:
        first = step.key not in begun
        steps.append({**_step(step), "begins": first, "swaps": swaps.get(step.key, []) if first else []})
        begun.add(step.key)
    begins = week.begins.isoformat() if week.begins else ""
    return {"number": week.number, "time": readable(week.minutes), "begins": begins, "steps": steps}


def _step(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "kind": step.kind,
        "label": step.label,
        "title": step.title,
        "where": step.where,
        "why": step.why,
        "time": readable(step.minutes),
    }


def _left_out(plan: Plan) -> list[dict[str, Any]]:
    """By reason; of many only the first are named."""
    return [
        {
            "reason": reason,
            "items": [[f"{item.kind}/{item.id}", item.title] for item in items[:_NAMED]],
            "count": len(items),
        }
        for reason, items in plan.reasons()
    ]
