"""Exports of a plan: a calendar that calendar programs read, Markdown and tables in which titles stay text."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from markdown_it import MarkdownIt

from groundschool.errors import UsageError
from groundschool.learner.export import to_csv, to_icalendar, to_markdown
from groundschool.learner.planner import Plan, Step, Week, make_plan, readable
from groundschool.learner.wish import Wish
from hostile import HOSTILE, URLS, hostile_resources
from small_course import course, resource

MONDAY = date(2026, 11, 23)
HOSTILE_TITLE = "<script>alert(1)</script> [x](javascript:alert(1)) `*_; ,\\ END:VEVENT \N{GRINNING FACE}"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    taught = course(
        tmp_path,
        resource("hostile", title=HOSTILE_TITLE),
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
        f"{HOSTILE_TITLE}, 1 h: https://example.org/hostile",
    ]
    assert all(not event.errors for event in events)


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert to_icalendar(plan) == to_icalendar(plan)
    assert to_markdown(plan) == to_markdown(plan)
    assert to_csv(plan) == to_csv(plan)


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 min"), (60, "1 h"), (105, "1 h 45 min"), (5400, "90 h")]
)
def test_times_read_as_people_say_them(minutes: int, words: str) -> None:
    assert readable(minutes) == words


@pytest.fixture
def hostile(tmp_path: Path) -> Plan:
    """Every hostile text as a title, every hostile address as an address, in the weeks or alongside."""
    resources = hostile_resources()
    wish = Wish("manager", "introductory", 4, "free", start=MONDAY, chosen=tuple(r.id for r in resources))
    plan = make_plan(course(tmp_path, *resources, title="=A <b>course</b>\r\nEND:VCALENDAR"), wish)
    assert len({step.id for step in plan.steps if step.kind == "resource"}) == len(HOSTILE) + len(URLS)
    return plan


def unfolded(text: str) -> list[str]:
    """The content lines of RFC 5545, read by its section 3.1 alone: CRLF, folds, 75 octets."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(0 < len(line.encode()) <= 75 for line in lines)
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", "".join(lines))
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def unescaped(value: str) -> str:
    """A TEXT value of RFC 5545, section 3.3.11."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def test_a_second_reader_finds_the_same_calendar(plan: Plan, hostile: Plan) -> None:
    for each in (plan, hostile):
        lines = unfolded(to_icalendar(each))
        events = Calendar.from_ical(to_icalendar(each)).walk("VEVENT")

        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines[-1] == "END:VCALENDAR"
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(each.weeks) == len(events)
        names = {line.partition(":")[0].partition(";")[0] for line in lines}
        assert names == {
            *("BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND"),
            *("SUMMARY", "DESCRIPTION", "TRANSP"),
        }
        for name in ("SUMMARY", "DESCRIPTION"):
            texts = [
                unescaped(line.removeprefix(f"{name}:")) for line in lines if line.startswith(f"{name}:")
            ]
            assert texts == [str(event[name]) for event in events]


def test_events_keep_their_names_while_titles_and_weeks_change(plan: Plan, tmp_path: Path) -> None:
    uids = [str(event["uid"]) for event in Calendar.from_ical(to_icalendar(plan)).walk("VEVENT")]
    longer = make_plan(
        course(tmp_path, resource("other")), Wish("manager", "introductory", 1, "free", start=MONDAY)
    )
    again = [str(event["uid"]) for event in Calendar.from_ical(to_icalendar(longer)).walk("VEVENT")]
    other = Calendar.from_ical(to_icalendar(replace(plan, course="Another"))).walk("VEVENT")

    assert again[: len(uids)] == uids
    assert len(set(again)) == len(again)
    assert str(other[0]["uid"]) not in again
    stamps = {event.decoded("dtstamp").isoformat() for event in other}
    assert stamps == {"2026-11-23T00:00:00+00:00"}


def test_hostile_text_is_no_markup_in_markdown(hostile: Plan) -> None:
    html = MarkdownIt("gfm-like").disable("linkify").render(to_markdown(hostile))
    found = Tags()
    found.feed(html)

    assert found.tags <= {"h1", "h2", "p", "ul", "li", "a", "code"}
    assert all(link.startswith(("http://", "https://")) for link in found.links)
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == len(hostile.weeks) + bool(hostile.left_out)
    assert html.count("<li>") == len(hostile.steps) + sum(
        line.startswith("- ") and not line.startswith("- [ ]") for line in to_markdown(hostile).splitlines()
    )


class Tags(HTMLParser):
    """What an HTML parser sees: tags, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_a_table_has_a_line_for_each_step(plan: Plan) -> None:
    lines = list(csv.reader(io.StringIO(to_csv(plan))))

    assert lines[:2] == [
        ["week", "begins", "kind", "title", "minutes", "where", "why"],
        ["1", "2026-11-23", "lesson", "Lesson: Framing", "60", "01_framing.ipynb", "on your track"],
    ]
    assert lines[-1] == ["", "", "resource", "Forum", "0", "https://example.org/forum", "picked by you"]
    assert len(lines) == 1 + len(plan.steps) + len(plan.alongside)


def test_no_cell_of_a_table_is_a_formula(hostile: Plan) -> None:
    text = to_csv(hostile)
    lines = list(csv.reader(io.StringIO(text)))

    assert len(lines) == 1 + len(hostile.steps)
    assert {len(line) for line in lines} == {7}
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert text.count("\n") == len(lines)


def test_addresses_that_are_not_of_the_web_are_left_out(hostile: Plan) -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(hostile))))
    where = {line["title"]: line["where"] for line in lines}

    for place, url in enumerate(URLS):
        assert bool(where[f"Address {place}"]) == url.startswith("https://")
    assert not [each for each in where.values() if re.search(r'[\s<>"]|[^ -~]', each)]


@given(title=st.text(max_size=200), where=st.text(max_size=60), number=st.integers(1, 900))
@settings(max_examples=150)
def test_any_text_survives_every_export(title: str, where: str, number: int) -> None:
    step = Step("resource", "it", title, where, title, number)
    plan = Plan(title, title, (Week(1, (step,), MONDAY),), (), ())

    unfolded(to_icalendar(plan))
    (event,) = Calendar.from_ical(to_icalendar(plan)).walk("VEVENT")
    assert str(event["description"]).endswith(readable(number)) or where.lower().startswith("http")
    assert len(list(csv.reader(io.StringIO(to_csv(plan))))) == 2
    tags = Tags()
    tags.feed(MarkdownIt("gfm-like").disable("linkify").render(to_markdown(plan)))
    assert tags.tags <= {"h1", "h2", "p", "ul", "li", "a"}


def test_a_calendar_needs_a_first_day_and_a_week(plan: Plan) -> None:
    undated = replace(plan, weeks=tuple(replace(week, begins=None) for week in plan.weeks))
    with pytest.raises(UsageError, match=r"^A calendar needs the day on which the first week begins\.$"):
        to_icalendar(undated)
    with pytest.raises(UsageError, match=r"^The plan is empty: there is nothing to put into a calendar\.$"):
        to_icalendar(replace(plan, weeks=()))


def test_markdown_tells_the_days(plan: Plan) -> None:
    assert "## Week 1 (2 h 45 min, from 23 November 2026)" in to_markdown(plan).splitlines()
