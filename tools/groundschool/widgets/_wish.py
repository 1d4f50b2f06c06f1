"""What a plan is made for when the call does not say: the first words of the vocabulary, four hours."""

from __future__ import annotations

from typing import Any

from groundschool.course.spine import Course

HOURS_PER_WEEK = 4.0


def make_wish(
    course: Course, role: str | None, level: str | None, hours_per_week: float | None, budget: str | None
) -> dict[str, Any]:
    """Keywords for `make_plan`; the default role is the first that has a track."""
    vocabulary = course.catalog.vocabulary
    roles = [name for name in vocabulary.ids("roles") if name in course.tracks] or vocabulary.ids("roles")
    return {
        "role": roles[0] if role is None else role,
        "level": vocabulary.ids("levels")[0] if level is None else level,
        "hours_per_week": HOURS_PER_WEEK if hours_per_week is None else hours_per_week,
        "budget": vocabulary.ids("costs")[0] if budget is None else budget,
    }
