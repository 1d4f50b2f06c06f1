"""Exports of a plan: a calendar that calendar programs read, Markdown in which titles stay text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from groundschool.learner.export import to_icalendar, to_markdown
from groundschool.learner.planner import Plan, make_plan, readable
from groundschool.learner.wish import Wish
from small_course import course, resource

MONDAY = date(2026, 11, 23)
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) `*_; ,\\ END:VEVENT \N{GRINNING FACE}"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    taught = course(
        tmp_path,
        resource("hostile", title=HOSTILE),
        resource("forum", hours=None),
        resource("dear", cost="paid"),
    )
    return make_plan(taught, Wish("manager", "introductory", 3, "free", start=MONDAY, chosen=("forum",)))


def test_markdown_has_weeks_boxes_links_and_reasons(plan: Plan) -> None:
    lines = to_markdown(plan).splitlines()

    assert lines[:5] == [
        "# Small Course: my plan",
        "",
        "Manager, level introductory, 3 h a week, budget free.",
        "",
        "2 weeks, 4 h 30 min in all.",
    ]
    assert "- [ ] Lesson: Framing in `01_framing.ipynb`, 1 h" in lines
    assert "- [Forum](<https://example.org/forum>)" in lines
    assert "- Dear: paid, while the budget is free" in lines


def test_markdown_counts_what_is_left_out_for_one_reason_when_it_is_much(tmp_path: Path) -> None:
    taught = course(tmp_path, *(resource(f"dear_{number}", cost="paid") for number in range(4)))
    made = make_plan(taught, Wish("manager", "introductory", 3, "free"))

    assert "- 4 resources: paid, while the budget is free" in to_markdown(made).splitlines()


def test_markdown_shows_a_hostile_title_as_text(plan: Plan) -> None:
    line = next(line for line in to_markdown(plan).splitlines() if "script" in line)

    assert line == (
        r"- [ ] [\<script\>alert\(1\)\</script\> \[x\]\(javascript:alert\(1\)\) \`\*\_; ,\\ END:VEVENT "
        "\N{GRINNING FACE}](<https://example.org/hostile>), 1 h"
    )


def test_a_calendar_library_reads_the_weeks_back(plan: Plan) -> None:
    calendar = Calendar.from_ical(to_icalendar(plan))
    events = calendar.walk("VEVENT")

    assert [event.decoded("dtstart") for event in events] == [MONDAY, date(2026, 11, 30)]
    assert [event.decoded("dtend") for event in events] == [date(2026, 11, 30), date(2026, 12, 7)]
    assert [str(event["summary"]) for event in events] == [
        "Small Course, week 1: Framing, Validation",
        "Small Course, week 2",
    ]
    assert str(events[1]["description"]).splitlines() == [
        "Lab: Validation, 45 min: 02_validation_lab.ipynb",
        f"{HOSTILE}, 1 h: https://example.org/hostile",
    ]
    assert all(not event.errors for event in events)


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert to_icalendar(plan) == to_icalendar(plan)
    assert to_markdown(plan) == to_markdown(plan)


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 min"), (60, "1 h"), (105, "1 h 45 min"), (5400, "90 h")]
)
def test_times_read_as_people_say_them(minutes: int, words: str) -> None:
    assert readable(minutes) == words
