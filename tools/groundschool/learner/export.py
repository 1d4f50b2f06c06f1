"""A plan to take along: Markdown to tick off, iCalendar for any calendar program, CSV for a spreadsheet.

Titles and addresses come from many hands. Each is one line of plain text here, whatever it holds; an address
is written down only if it is one of the web.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event

from groundschool.errors import UsageError
from groundschool.learner.planner import Plan, Step, Week, named, readable
from groundschool.sheets import cell, csv_text

_HEAD = ("week", "begins", "kind", "title", "minutes", "where", "why")
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_JOINER = "\N{ZERO WIDTH JOINER}"  # it holds emoji together
_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=~-._"


def to_markdown(plan: Plan) -> str:
    """The plan as Markdown: a heading for each week, a box to tick for each step."""
    lines = [f"# {_plain(plan.course)}: my plan", "", _plain(f"{plan.wish}."), ""]
    weeks = f"{len(plan.weeks)} {'week' if len(plan.weeks) == 1 else 'weeks'}"
    lines += [f"{weeks}, {readable(plan.minutes)} in all.", ""]
    for week in plan.weeks:
        begins = f", from {_day(week)}" if week.begins else ""
        lines += [f"## Week {week.number} ({readable(week.minutes)}{begins})", ""]
        lines += [f"- [ ] {_markdown_step(step)}" for step in week.steps]
        lines.append("")
    if plan.alongside:
        lines += ["## Alongside", "", *(f"- {_markdown_step(step)}" for step in plan.alongside), ""]
    if plan.left_out:
        lines += ["## Left out, and why", ""]
        lines += [f"- {_plain(named(items))}: {_plain(reason)}" for reason, items in plan.reasons()]
        lines.append("")
    return "\n".join(lines)


def to_icalendar(plan: Plan) -> str:
    """The plan as an iCalendar file (RFC 5545): an all-day event for each week.

    The same plan gives the same text, and a changed plan with the same first day replaces the events of the
    old one: an event is known by its course, first day and week, not by a random identifier.

    Raises:
        UsageError: the plan has no first day, or no weeks.
    """
    if not plan.weeks:
        raise UsageError("The plan is empty: there is nothing to put into a calendar.")
    calendar = Calendar()
    calendar.add("prodid", "-//Ground School//Learning plan//EN")
    calendar.add("version", "2.0")
    for week in plan.weeks:
        calendar.add_component(_event(plan, week))
    return str(calendar.to_ical().decode("utf-8"))


def to_csv(plan: Plan) -> str:
    """The plan as a table with a line for each step; what is followed alongside has no week."""
    lines = [_line(step, str(week.number), week) for week in plan.weeks for step in week.steps]
    return csv_text([_HEAD, *lines, *(_line(step, "", None) for step in plan.alongside)])


FORMATS: dict[str, Callable[[Plan], str]] = {"markdown": to_markdown, "ics": to_icalendar, "csv": to_csv}


def _event(plan: Plan, week: Week) -> Event:
    if plan.weeks[0].begins is None or week.begins is None:
        raise UsageError("A calendar needs the day on which the first week begins.")
    start = plan.weeks[0].begins
    lessons = [_one_line(step.title) for step in week.steps if step.kind == "lesson"]
    summary = f"{_one_line(plan.course)}, week {week.number}"
    course = hashlib.sha256(plan.course.encode(errors="replace")).hexdigest()[:12]
    event = Event()
    event.add("uid", f"{start:%Y%m%d}-week-{week.number}-{course}@groundschool.invalid")
    # When the plan was made would make each export differ; the first day is the same as long as the plan is.
    event.add("dtstamp", datetime.combine(start, time(), UTC))
    event.add("dtstart", week.begins)
    event.add("dtend", week.begins + timedelta(weeks=1))
    event.add("summary", f"{summary}: {', '.join(lessons)}" if lessons else summary)
    event.add("description", "\n".join(_calendar_step(step) for step in week.steps))
    event.add("transp", "TRANSPARENT")
    return event


def _calendar_step(step: Step) -> str:
    words = f"{_one_line(step.label)}, {readable(step.minutes)}"
    return f"{words}: {where}" if (where := _where(step)) else words


def _line(step: Step, number: str, week: Week | None) -> tuple[str, ...]:
    begins = week.begins.isoformat() if week and week.begins else ""
    texts = (_one_line(step.label), str(step.minutes), _where(step), _one_line(step.why))
    return (number, begins, step.kind, *map(cell, texts))


def _markdown_step(step: Step) -> str:
    words, where = _plain(step.label), _where(step)
    if step.kind == "resource":
        words = f"[{words}](<{where}>)" if where else words
    else:
        words = f"{words} in `{where}`"
    return f"{words}, {readable(step.minutes)}" if step.minutes else words


def _day(week: Week) -> str:
    return f"{week.begins:%d %B %Y}".lstrip("0") if week.begins else ""


def _where(step: Step) -> str:
    """The notebook, or the resource's address; nothing for an address that is not one of the web."""
    if step.kind != "resource":
        return step.where
    if not re.match(r"https?://", step.where, re.IGNORECASE):
        return ""
    return quote(step.where, safe=_URL_CHARACTERS, errors="replace")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: nothing in a title becomes markup."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+!|~&$-])", r"\\\1", _one_line(text))
    # "1." would begin a list.
    return re.sub(r"^(\d+)\.", r"\1\\.", escaped)


def _one_line(text: str) -> str:
    """Text without breaks, and without what is not seen, such as marks that turn its direction."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    seen = (c for c in spaced if unicodedata.category(c) not in _UNSEEN or c == _JOINER)
    return " ".join("".join(seen).split())
