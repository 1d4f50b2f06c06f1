"""The plan in Python: the form's wish, picks, and the files it writes."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from icalendar import Calendar
from talk import tell

from groundschool.learner import saved_plan
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.plan import PlanWidget, plan

pytestmark = pytest.mark.usefixtures("small")

WISH = {
    "role": "manager",
    "level": "advanced",
    "hours_per_week": 2,
    "budget": "paid",
    "goal": "data",
    "start": "2026-11-23",
}


def planned(widget: PlanWidget) -> list[str]:
    return [
        step["key"].removeprefix("resource/")
        for week in widget.plan["weeks"]
        for step in week["steps"]
        if step["kind"] == "resource"
    ]


def left_out(widget: PlanWidget, identifier: str) -> str:
    return next(
        group["reason"]
        for group in widget.plan["leftOut"]
        if f"resource/{identifier}" in {key for key, _ in group["items"]}
    )


def test_the_call_says_what_the_first_plan_is_made_for() -> None:
    widget = plan(role="data_engineer", hours_per_week=6)

    assert widget.wish == {
        "role": "data_engineer",
        "level": "introductory",
        "hours_per_week": 6,
        "budget": "free",
        "goal": "",
        "start": "",
    }
    assert widget.plan["wish"] == "Data engineer, level introductory, 6 h a week, budget free"


def test_the_form_is_kept_for_the_same_call(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(plan(hours_per_week=6), monkeypatch, kind="make", wish=WISH)

    assert plan(hours_per_week=6).wish == WISH
    assert plan(hours_per_week=7).wish["hours_per_week"] == 7


def test_the_plan_is_a_file_that_can_be_read_and_edited(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(plan(hours_per_week=6), monkeypatch, kind="make", wish=WISH)
    file = workspace / "plan.yml"
    written = file.read_text()

    assert yaml.safe_load(written) == {
        "role": "manager",
        "level": "advanced",
        "hours_per_week": 2.0,
        "budget": "paid",
        "goal": "data",
        "start": date(2026, 11, 23),
        "added_modules": [],
        "dropped_modules": [],
        "moves": [],
        "called": {
            "role": "business_stakeholder",
            "level": "introductory",
            "hours_per_week": 6.0,
            "budget": "free",
            "goal": "",
        },
    }
    file.write_text(written.replace("hours_per_week: 2.0", "hours_per_week: 3"))
    assert plan(hours_per_week=6).wish["hours_per_week"] == 3


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("role: manager", "role: gone", "plan.yml:1: role='gone' is not known."),
        ("hours_per_week: 2.0", "hours_per_week: many", "hours_per_week: 'many' is not a number. Write one."),
        ("moves: []", "moves: [{step: lab/framing, week: 0}]", "moves[1].week"),
        ("moves: []", "moves: ][", "plan.yml:"),
        ("goal: data", "gaol: data", "unknown key 'gaol'. Did you mean 'goal'?"),
    ],
)
def test_a_broken_file_is_named_and_kept_aside(
    old: str, new: str, why: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(plan(), monkeypatch, kind="make", wish=WISH)
    file = workspace / "plan.yml"
    broken = file.read_text().replace(old, new)
    file.write_text(broken)

    widget = plan()

    assert why in widget.notices[-1]
    assert widget.notices[-1].endswith("It is kept as plan.damaged-1.yml.")
    assert (workspace / "plan.damaged-1.yml").read_text() == broken
    assert widget.wish["role"] == "business_stakeholder"


def test_without_a_workspace_the_plan_lasts_as_long_as_the_kernel(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.parent)
    before = set(workspace.parent.rglob("*"))
    tell(plan(), monkeypatch, kind="make", wish=WISH)

    assert plan().wish == WISH
    assert set(workspace.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"hours_per_week": 99}, "hours_per_week=99: give a number from 0.5 to 60."),
        ({"hours_per_week": None}, "Give the hours that you have in a week as a number, for example 4."),
        ({"role": "boss"}, "role='boss' is not known."),
        ({"start": "0020-01-01"}, "start=0020-01-01: give a day between the years 2000 and 2199."),
        ({"start": "275760-09-13"}, "start='275760-09-13': give a day, for example 2027-01-04."),
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


def edit(widget: PlanWidget, monkeypatch: pytest.MonkeyPatch, name: str, step: str = "", **more: Any) -> str:
    reply = tell(widget, monkeypatch, kind="edit", edit=name, step=step, **more)
    return str(reply["error"] or reply["said"])


def test_what_is_removed_leaves_the_plan_and_can_come_back(
    record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = plan()
    first = planned(widget)[0]

    assert edit(widget, monkeypatch, "remove", f"resource/{first}").endswith(" is out of the plan.")
    assert first not in planned(widget)
    assert left_out(widget, first) == "taken out by you"
    assert record.summary().removed == (first,)

    assert " is in the plan, in week " in edit(widget, monkeypatch, "add", f"resource/{first}")
    assert first in planned(widget)
    assert record.summary().picked == (first,)


def test_changes_are_found_again_by_the_next_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = plan(hours_per_week=2)
    edit(widget, monkeypatch, "move", "lab/validation", week=4)
    edit(widget, monkeypatch, "remove", "module/framing")
    swaps = next(step for week in widget.plan["weeks"] for step in week["steps"] if step["swaps"])
    edit(widget, monkeypatch, "swap", swaps["key"], into=f"resource/{swaps['swaps'][0][0]}")

    again = plan(hours_per_week=2)

    assert again.plan == widget.plan
    assert again.plan["moved"]
    assert edit(again, monkeypatch, "settle") == "Every step is where the plan would have it."
    assert not again.plan["moved"]


def test_a_changed_call_asks_anew_and_keeps_the_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    edit(plan(hours_per_week=2), monkeypatch, "remove", "module/framing")

    again = plan("manager", hours_per_week=3)

    assert (again.wish["role"], again.wish["hours_per_week"]) == ("manager", 3)
    assert "Framing" in {title for group in again.plan["leftOut"] for _, title in group["items"]}


def test_an_edit_that_cannot_be_changes_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = plan()
    before = dict(widget.plan)

    said = edit(widget, monkeypatch, "move", "lab/framing", week=9)

    assert said.startswith("Lab: Framing cannot wait for week 9: week ")
    assert widget.plan == before
    assert not (workspace / "plan.yml").exists()


def test_the_files_are_there_before_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = plan()
    assert widget.plan["files"]["md"].startswith("# Small Course: my plan")
    assert widget.plan["files"]["csv"].startswith("week,begins,kind,title")
    assert widget.plan["files"]["ics"] == ""

    tell(widget, monkeypatch, kind="make", wish=WISH)

    events = Calendar.from_ical(widget.plan["files"]["ics"]).walk("VEVENT")
    assert len(events) == len(widget.plan["weeks"])


def test_a_plan_that_cannot_be_written_says_so(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    widget = plan()
    monkeypatch.setattr(saved_plan, "write_atomically", full)

    assert edit(widget, monkeypatch, "remove", "module/framing") == (
        f"{workspace / 'plan.yml'}: the plan cannot be written: No space left on device. "
        "See that the disk is not full and that the folder can be written, then try again."
    )
