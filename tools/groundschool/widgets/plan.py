"""The learning plan: weeks of modules and resources that follow the learner's wish and their changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from traitlets import Dict

from groundschool.course.spine import Course
from groundschool.errors import GroundSchoolError, UsageError
from groundschool.learner import edits
from groundschool.learner.edits import Edited
from groundschool.learner.planner import make_plan
from groundschool.learner.saved_plan import SavedPlan
from groundschool.learner.wish import Wish, check_wish, goals, make_wish
from groundschool.paths import find_workspace
from groundschool.widgets._base import LearnerWidget, Message, the_course, the_record
from groundschool.widgets._html import Bundle
from groundschool.widgets._plan_page import plan_page
from groundschool.widgets._static_plan import static_plan

_EDITS: dict[str, Callable[[Course, Wish, Message], Edited]] = {
    "move": lambda course, wish, m: edits.move(course, wish, str(m["step"]), int(m["week"])),
    "remove": lambda course, wish, m: edits.remove(course, wish, str(m["step"])),
    "add": lambda course, wish, m: edits.add(course, wish, str(m["step"])),
    "swap": lambda course, wish, m: edits.swap(course, wish, str(m["step"]), str(m["into"])),
    "settle": lambda course, wish, _: edits.settle(course, wish),
}


def plan(
    role: str | None = None,
    level: str | None = None,
    hours_per_week: float | None = None,
    budget: str | None = None,
    *,
    goal: str = "",
) -> PlanWidget:
    """Plan the course in weeks, as in `plan(role="data_scientist", level="introductory", hours_per_week=4)`.

    What was last set in the form and changed in the weeks counts, until the call itself is changed.

    Raises:
        UsageError: a word is not in the vocabulary, or the hours are out of range.
    """
    course = the_course()
    words: dict[str, Any] = {"role": role, "level": level, "hours_per_week": hours_per_week, "budget": budget}
    called = make_wish(course, **words, goal=goal)
    return PlanWidget(course, called, static_plan(course, **words, goal=goal))


class PlanWidget(LearnerWidget):
    """Python plans; the browser shows the weeks and the form, and hands out the files."""

    options = Dict().tag(sync=True)
    wish = Dict().tag(sync=True)
    plan = Dict().tag(sync=True)

    def __init__(self, course: Course, called: Wish, static: Bundle) -> None:
        self._course = course
        self._called = called
        words = course.catalog.vocabulary
        lists = {"role": "roles", "level": "levels", "budget": "costs"}
        super().__init__(
            "plan",
            static,
            {"make": self._make, "edit": self._edit, "refresh": self._refresh},
            options={
                **{
                    name: [[word, words.title(list_, word)] for word in words.ids(list_)]
                    for name, list_ in lists.items()
                },
                "goal": [["", "The whole track"], *([word, title] for word, title in goals(course).items())],
            },
        )
        self._refresh({})

    def _now(self) -> Wish:
        """The wish as it is kept: form and weeks in the plan's file, picked resources in the record."""
        summary = self.summary()
        saved = the_saved_plan()
        try:
            wish = saved.read(self._course, self._called) or self._called
        except GroundSchoolError as trouble:
            self.notices = [*self.notices, str(trouble)]
            wish = self._called
        self.notices = [*self.notices, *saved.notices]
        return replace(wish, chosen=summary.picked, removed=summary.removed)

    def _make(self, message: Message) -> str:
        form = message["wish"]
        if not isinstance(form["hours_per_week"], int | float):
            raise UsageError("Give the hours that you have in a week as a number, for example 4.")
        before = self._now()
        wish = replace(
            before,
            role=str(form["role"]),
            level=str(form["level"]),
            hours_per_week=form["hours_per_week"],
            budget=str(form["budget"]),
            goal=str(form["goal"]),
            start=_day(form["start"]),
        )
        check_wish(self._course, wish)  # A wish that cannot be met is refused before it is kept.
        self._keep(before, wish)
        return ""

    def _edit(self, message: Message) -> str:
        before = self._now()
        edited = _EDITS[message["edit"]](self._course, before, message)
        self._keep(before, edited.wish)
        return edited.said

    def _keep(self, before: Wish, after: Wish) -> None:
        record = the_record()
        for name in sorted({*after.chosen} - {*before.chosen}):
            record.picked(name, wanted=True)
        for name in sorted(({*after.removed} - {*before.removed}) | ({*before.chosen} - {*after.chosen})):
            record.picked(name, wanted=False)
        if _form(before) != _form(after):
            record.planned({"given": _form(self._called), "wish": _form(after)})
        the_saved_plan().write(after, self._called)
        self._refresh({})

    def _refresh(self, _message: Message) -> str:
        wish = self._now()
        self.wish = _form(wish)
        self.plan = plan_page(self._course, wish, make_plan(self._course, wish))
        return ""


def the_saved_plan() -> SavedPlan:
    """The saved plan of the workspace that a notebook stands in; the same for all its widgets."""
    return _saved_plan(find_workspace())


@cache
def _saved_plan(workspace: Path | None) -> SavedPlan:
    return SavedPlan(workspace)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"start={text!r}: give a day, for example 2027-01-04.") from None


def _form(wish: Wish) -> dict[str, Any]:
    fields = asdict(wish)
    start = wish.start.isoformat() if wish.start else ""
    return {
        **{name: fields[name] for name in ("role", "level", "hours_per_week", "budget", "goal")},
        "start": start,
    }
