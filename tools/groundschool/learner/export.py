"""A plan to take along: Markdown to tick off, iCalendar for any calendar program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from groundschool.learner.planner import Plan, Step, Week, readable

# Most of a large catalog is left out of a plan; what is taken along need not name it all.
_NAMED = 3


def to_markdown(plan: Plan) -> str:
    """The plan as Markdown: a heading for each week, a box to tick for each step."""
    lines = [f"# {_plain(plan.course)}: my plan", "", f"{_plain(plan.wish)}.", ""]
    lines += [f"{len(plan.weeks)} weeks, {readable(plan.minutes)} in all.", ""]
    for week in plan.weeks:
        lines += [f"## Week {week.number} ({readable(week.minutes)})", ""]
        lines += [f"- [ ] {_markdown_step(step)}" for step in week.steps]
        lines.append("")
    if plan.alongside:
        lines += ["## Alongside", "", *(f"- {_markdown_step(step)}" for step in plan.alongside), ""]
    if plan.left_out:
        lines += ["## Left out, and why", ""]
        lines += [f"- {line}" for line in _left_out(plan)]
        lines.append("")
    return "\n".join(lines)


def to_icalendar(plan: Plan, start: date) -> bytes:
    """The plan as an iCalendar file: an all-day event for each week, the first beginning on `start`.

    The same plan and start give the same bytes, and a changed plan with the same start replaces the events
    of the old one: an event is known by its week and start, not by a random identifier.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Ground School//Learning plan//EN")
    calendar.add("version", "2.0")
    for week in plan.weeks:
        calendar.add_component(_event(plan, week, start))
    return bytes(calendar.to_ical())


def _event(plan: Plan, week: Week, start: date) -> Event:
    begins = start + timedelta(weeks=week.number - 1)
    lessons = [step.title for step in week.steps if step.kind == "lesson"]
    event = Event()
    event.add("uid", f"{start:%Y%m%d}-week-{week.number}@groundschool.invalid")
    event.add("dtstamp", datetime.combine(start, time(), UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(weeks=1))
    event.add(
        "summary", ": ".join((f"{plan.course}, week {week.number}", *[", ".join(lessons)] * bool(lessons)))
    )
    event.add("description", "\n".join(f"{s.label}, {readable(s.minutes)}: {s.where}" for s in week.steps))
    event.add("transp", "TRANSPARENT")
    return event


def _markdown_step(step: Step) -> str:
    words = _plain(step.label)
    words = f"[{words}](<{step.where}>)" if step.kind == "resource" else f"{words} in `{step.where}`"
    return f"{words}, {readable(step.minutes)}" if step.minutes else words


def _left_out(plan: Plan) -> Iterator[str]:
    """A line for each reason: the titles while they are few, then only how many."""
    titles: dict[tuple[str, str], list[str]] = {}
    for item in plan.left_out:
        titles.setdefault((item.kind, item.reason), []).append(_plain(item.title))
    for (kind, reason), named in titles.items():
        what = "; ".join(named) if len(named) <= _NAMED else f"{len(named)} {kind}s"
        yield f"{what}: {_plain(reason)}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: nothing in a title becomes markup."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&$])", r"\\\1", " ".join(text.split()))
