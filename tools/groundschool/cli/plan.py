"""`groundschool plan`: the course over weeks, in the terminal or as a file."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from groundschool.cli import course_root
from groundschool.course.load import load_course
from groundschool.errors import UsageError
from groundschool.learner.planner import Plan, make_plan, named, readable
from groundschool.learner.wish import Wish, check_wish, make_wish
from groundschool.paths import find_workspace, write_atomically

if TYPE_CHECKING:
    from groundschool.course.spine import Course

_FORMATS = ("text", "json", "markdown", "ics", "csv")


@click.command()
@click.option("--role", help="For whom, for example data_scientist. The first role if not given.")
@click.option("--level", help="introductory, intermediate or advanced.")
@click.option("--hours", "hours_per_week", type=float, help="Hours a week, from 0.5 to 60; 4 if not given.")
@click.option("--budget", help="The dearest cost to suggest: free, freemium or paid.")
@click.option(
    "--goal", help="A phase or process to get to, for example model_monitoring; else the whole track."
)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the first week begins.")
@click.option("--saved", is_flag=True, help="Begin with the plan of your workspace, its changes and picks.")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The workspace for --saved; found from here upward if not given.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="What to print: weeks to read, data, or a file to take along.",
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a new file instead."
)
@click.pass_context
def plan(
    ctx: click.Context,
    /,
    *,
    saved: bool,
    workspace: Path | None,
    form: str,
    output: Path | None,
    **words: Any,
) -> None:
    """Plan the course in weeks: modules and resources, in the order in which one builds on the other.

    Says what is left out, and why. The same words give the same plan as in the notebook.
    """
    course = load_course(course_root(ctx))
    start: datetime | None = words.pop("start")
    given = {name: value for name, value in words.items() if value is not None}
    if start:
        given["start"] = start.date()
    if workspace and not saved:
        raise UsageError("--workspace names the workspace for --saved. Give both.")
    wish = replace(_saved(course, workspace), **given) if saved else make_wish(course, **given)
    check_wish(course, wish)
    if form == "ics" and wish.start is None:
        raise UsageError("--format ics needs --start, the day on which the first week begins.")
    text = _rendered(make_plan(course, wish), form)
    if output is None:
        click.echo(text.rstrip("\n"))
        return
    _write(output, text)
    click.echo(f"Written to {output}.")


def _saved(course: Course, workspace: Path | None) -> Wish:
    from groundschool.learner.record import LearnerRecord  # noqa: PLC0415 - SQLite only for who has a record
    from groundschool.learner.saved_plan import NAME, SavedPlan  # noqa: PLC0415 - the same

    folder = workspace or find_workspace()
    if folder is None:
        raise UsageError("There is no workspace from here upward. Name it with --workspace.")
    kept = SavedPlan(folder)
    wish = kept.read(course)
    for notice in kept.notices:
        click.echo(notice, err=True)
    if wish is None:
        raise UsageError(
            f"{folder / NAME}: no plan is saved here. Change something in the notebook's plan first."
        )
    record = LearnerRecord(folder)
    if record.path is None or not record.path.exists():
        return wish
    summary = record.summary()
    return replace(wish, chosen=summary.picked, removed=summary.removed)


def _rendered(made: Plan, form: str) -> str:
    if form == "json":
        return json.dumps(asdict(made), indent=2, ensure_ascii=False, default=date.isoformat)
    if form == "text":
        return "\n".join(_page(made))
    from groundschool.learner.export import FORMATS  # noqa: PLC0415 - icalendar takes a while to load

    return FORMATS[form](made)


def _page(made: Plan) -> list[str]:
    weeks = f"{len(made.weeks)} {'week' if len(made.weeks) == 1 else 'weeks'}"
    lines = [click.style(f"{made.wish}: {weeks}, {readable(made.minutes)}", bold=True)]
    for week in made.weeks:
        begins = f", from {week.begins.isoformat()}" if week.begins else ""
        lines += ["", click.style(f"Week {week.number}  {readable(week.minutes)}{begins}", bold=True)]
        lines += [f"  {readable(step.minutes):>10}  {step.label}  ({step.why})" for step in week.steps]
    if made.alongside:
        lines += ["", click.style("Alongside", bold=True), *(f"  {step.label}" for step in made.alongside)]
    if made.left_out:
        lines += ["", click.style("Left out, and why", bold=True)]
    return [*lines, *(f"  {named(items)}: {reason}" for reason, items in made.reasons())]


def _write(output: Path, text: str) -> None:
    data = text.encode("utf-8")
    if output.exists() and output.read_bytes() != data:
        raise UsageError(
            f"{output}: there is such a file already, and it may have your notes in it. Name another."
        )
    write_atomically(output, data)
