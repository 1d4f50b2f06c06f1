"""The learning plan: weeks of modules and resources that follow the learner's role, level, hours and picks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from traitlets import Dict

from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.learner.export import to_icalendar, to_markdown
from groundschool.learner.planner import Plan, Step, Week, make_plan, readable
from groundschool.paths import find_workspace, write_atomically
from groundschool.widgets._base import LearnerWidget, Message, the_course, the_record
from groundschool.widgets._html import Bundle
from groundschool.widgets._static_plan import static_plan
from groundschool.widgets._wish import make_wish

_WISH = ("role", "level", "hours_per_week", "budget")


def plan(
    role: str | None = None,
    level: str | None = None,
    hours_per_week: float | None = None,
    budget: str | None = None,
) -> PlanWidget:
    """Plan the course in weeks, as in `plan(role="data_scientist", level="introductory", hours_per_week=4)`.

    What was last set in the form counts, until the call itself is changed.

    Raises:
        UsageError: a word is not in the vocabulary, or the hours are out of range.
    """
    course = the_course()
    given = make_wish(course, role, level, hours_per_week, budget)
    return PlanWidget(course, given, static_plan(course, role, level, hours_per_week, budget))


class PlanWidget(LearnerWidget):
    """Python plans; the browser shows the weeks and the form."""

    options = Dict().tag(sync=True)
    wish = Dict().tag(sync=True)
    plan = Dict().tag(sync=True)

    def __init__(self, course: Course, given: dict[str, Any], static: Bundle) -> None:
        self._course = course
        self._given = given
        words = course.catalog.vocabulary
        lists = {"role": "roles", "level": "levels", "budget": "costs"}
        super().__init__(
            "plan",
            static,
            {"make": self._make, "pick": self._pick, "refresh": self._refresh, "export": self._export},
            options={
                name: [[word, words.title(list_, word)] for word in words.ids(list_)]
                for name, list_ in lists.items()
            },
        )
        self.wish = self._kept_wish() or given
        self._refresh({})

    def _kept_wish(self) -> dict[str, Any] | None:
        """What the form said last, if the call is still the same and the words are still known."""
        kept = self.summary().plan
        if kept.get("given") != self._given:
            return None
        try:
            make_plan(self._course, **kept["wish"])
        except (UsageError, TypeError, KeyError):
            return None
        return dict(kept["wish"])

    def _made(self) -> Plan:
        summary = self.summary()
        return make_plan(self._course, **self.wish, chosen=summary.picked, removed=summary.removed)

    def _make(self, message: Message) -> str:
        wish = {name: message["wish"][name] for name in _WISH}
        if not isinstance(wish["hours_per_week"], int | float):
            raise UsageError("Give the hours that you have in a week as a number, for example 4.")
        make_plan(self._course, **wish)  # A wish that cannot be met is refused before it is kept.
        self.wish = wish
        the_record().planned({"given": self._given, "wish": wish})
        return self._refresh({})

    def _pick(self, message: Message) -> str:
        the_record().picked(str(message["resource"]), wanted=bool(message["wanted"]))
        return self._refresh({})

    def _refresh(self, _message: Message) -> str:
        self.plan = _for_browser(self._made())
        return ""

    def _export(self, message: Message) -> str:
        workspace = find_workspace()
        if workspace is None:
            raise UsageError("There is no workspace to write to. Start the course with `make lab`.")
        made = self._made()
        if message["format"] == "markdown":
            return _write(workspace / "plan.md", to_markdown(made).encode())
        try:
            start = date.fromisoformat(message["start"])
        except ValueError:
            raise UsageError("Choose the day on which the first week begins.") from None
        return _write(workspace / "plan.ics", to_icalendar(made, start))


def _write(path: Path, content: bytes) -> str:
    """Write beside what is there: an older plan may have ticks and notes in it."""
    number = 1
    target = path
    while target.exists() and target.read_bytes() != content:
        number += 1
        target = path.with_stem(f"{path.stem}-{number}")
    write_atomically(target, content)
    return f"Written to {target}."


def _for_browser(made: Plan) -> dict[str, Any]:
    reasons: dict[str, list[list[str]]] = {}
    for item in made.left_out:
        reasons.setdefault(item.reason, []).append([item.kind, item.id, item.title])
    return {
        "wish": made.wish,
        "time": readable(made.minutes),
        "weeks": [_week(week) for week in made.weeks],
        "alongside": [_step(step) for step in made.alongside],
        "leftOut": sorted(reasons.items(), key=lambda pair: (-len(pair[1]), pair[0])),
    }


def _week(week: Week) -> dict[str, Any]:
    return {"number": week.number, "time": readable(week.minutes), "steps": [_step(s) for s in week.steps]}


def _step(step: Step) -> dict[str, str]:
    return {
        "kind": step.kind,
        "id": step.id,
        "label": step.label,
        "where": step.where,
        "why": step.why,
        "time": readable(step.minutes),
    }
