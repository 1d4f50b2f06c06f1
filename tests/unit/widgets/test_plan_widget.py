"""The plan in Python: the form's wish, picks, and the files it writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from talk import tell

from groundschool.learner.record import LearnerRecord
from groundschool.widgets.plan import PlanWidget, plan

pytestmark = pytest.mark.usefixtures("small")

WISH = {"role": "manager", "level": "advanced", "hours_per_week": 2, "budget": "paid"}


def planned(widget: PlanWidget) -> list[str]:
    return [
        step["id"] for week in widget.plan["weeks"] for step in week["steps"] if step["kind"] == "resource"
    ]


def left_out(widget: PlanWidget, identifier: str) -> str:
    return next(
        reason for reason, items in widget.plan["leftOut"] if identifier in {item[1] for item in items}
    )


def test_the_call_says_what_the_first_plan_is_made_for() -> None:
    widget = plan(role="data_engineer", hours_per_week=6)

    assert widget.wish == {
        "role": "data_engineer",
        "level": "introductory",
        "hours_per_week": 6,
        "budget": "free",
    }
    assert widget.plan["wish"] == "Data engineer, level introductory, 6 h a week, budget free"


def test_the_form_is_kept_for_the_same_call(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(plan(hours_per_week=6), monkeypatch, kind="make", wish=WISH)

    assert plan(hours_per_week=6).wish == WISH
    assert plan(hours_per_week=7).wish["hours_per_week"] == 7


def test_a_kept_form_with_words_that_are_gone_gives_way(record: LearnerRecord) -> None:
    given = plan().wish
    record.planned({"given": given, "wish": {**given, "role": "gone"}})

    assert plan().wish == given


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"hours_per_week": 99}, "hours_per_week=99: give a number from 0.5 to 60."),
        ({"hours_per_week": None}, "Give the hours that you have in a week as a number, for example 4."),
        ({"role": "boss"}, "role='boss' is not known."),
    ],
)
def test_a_wish_that_cannot_be_met_changes_nothing(
    change: dict[str, Any], error: str, record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = plan()
    before = dict(widget.plan)

    reply = tell(widget, monkeypatch, kind="make", wish={**WISH, **change})

    assert reply["error"].startswith(error)
    assert widget.plan == before
    assert record.events() == []


def test_what_is_removed_leaves_the_plan_and_can_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = plan()
    first = planned(widget)[0]

    tell(widget, monkeypatch, kind="pick", resource=first, wanted=False)
    assert first not in planned(widget)
    assert left_out(widget, first) == "taken out by you"

    tell(widget, monkeypatch, kind="pick", resource=first, wanted=True)
    assert first in planned(widget)


def test_the_plan_is_written_into_the_workspace_and_says_where(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = plan()

    markdown = tell(widget, monkeypatch, kind="export", format="markdown", start="")
    calendar = tell(widget, monkeypatch, kind="export", format="icalendar", start="2026-11-23")

    assert markdown["said"] == f"Written to {workspace / 'plan.md'}."
    assert calendar["said"] == f"Written to {workspace / 'plan.ics'}."
    assert (workspace / "plan.md").read_text().startswith("# Small Course: my plan")
    events = Calendar.from_ical((workspace / "plan.ics").read_bytes()).walk("VEVENT")
    assert len(events) == len(widget.plan["weeks"])


def test_an_export_never_overwrites_notes_in_an_older_one(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = plan()
    (workspace / "plan.md").write_text("my notes")

    said = [tell(widget, monkeypatch, kind="export", format="markdown", start="")["said"] for _ in range(2)]

    assert said == [f"Written to {workspace / 'plan-2.md'}."] * 2
    assert (workspace / "plan.md").read_text() == "my notes"


def test_a_calendar_needs_a_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = tell(plan(), monkeypatch, kind="export", format="icalendar", start="")

    assert reply["error"] == "Choose the day on which the first week begins."


def test_without_a_workspace_nothing_is_written(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.parent)

    reply = tell(plan(), monkeypatch, kind="export", format="markdown", start="")

    assert reply["error"] == "There is no workspace to write to. Start the course with `make lab`."
    assert not (workspace.parent / "plan.md").exists()
