"""`groundschool class`, the term around grading: who is in the class, and what grading tells the instructor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from groundschool.cli.room import classroom_option, json_option, open_room, print_json, print_table
from groundschool.grading import enrolment, moderation
from groundschool.grading import items as itemising
from groundschool.grading import similar as comparing

_SHOWN = 5
"""Students that one line of the queue names."""
_PAIRS = 25
"""Pairs that the similarity report shows."""
_ROSTER = """Put the students of a CSV file into the gradebook.

\b
Canvas   Grades, Export; or People, Groups, Import, course roster
Moodle   the participants, the grades, or an assignment's grading worksheet
plain    columns id, first name, last name, email

The form is recognised by the first line. Nobody is removed, and an empty cell
changes nothing. Exit code 1: a line was left out.
"""


@click.command(help=_ROSTER, short_help="Put the students of a CSV file into the gradebook.")
@click.argument("file", type=click.Path(path_type=Path))
@classroom_option
@json_option
@click.pass_context
def roster(ctx: click.Context, *, file: Path, folder: Path | None, as_json: bool) -> int:
    """Put the students of a file into the gradebook."""
    done = enrolment.enrol(open_room(ctx, folder), file)
    if as_json:
        print_json(
            {
                "form": done.form,
                "id_column": done.id_column,
                "students": [
                    {**asdict(row.student), "status": row.status, "changes": row.changes} for row in done.rows
                ],
                "problems": [asdict(problem) for problem in done.problems],
            }
        )
        return 1 if done.problems else 0
    click.echo(f"{file}: {done.form}; ids from the column {done.id_column!r}")
    shown = [row for row in done.rows if row.status != enrolment.UNCHANGED]
    print_table(
        ("student", "name", "", "what changed"),
        [(row.student.id, row.student.name, row.status, "; ".join(row.changes)) for row in shown],
    )
    for problem in done.problems:
        click.echo(str(problem))
    counts = {status: sum(row.status == status for row in done.rows) for status in enrolment.STATUSES}
    click.echo(
        ", ".join(f"{count} {status}" for status, count in counts.items())
        + f", {len(done.problems)} left out"
    )
    if counts[enrolment.ABSENT]:
        click.echo("Who is not in the file is kept, with all grades.")
    return 1 if done.problems else 0


_QUEUE = """Say what a person has to look at, why, and where.

The most urgent first: what collecting refused, until a fit one is collected or
the named file is deleted; what was not graded; who is not in the roster;
tasks that grading flagged for tampering; answers to be marked by hand; code
that ran out of time or ended its kernel; what came late; who handed nothing
in. Without ASSIGNMENT: all of which anything was handed in.
"""


@click.command(help=_QUEUE, short_help="Say what a person has to look at, why, and where.")
@click.argument("assignment", required=False)
@classroom_option
@json_option
@click.pass_context
def queue(ctx: click.Context, *, assignment: str | None, folder: Path | None, as_json: bool) -> int:
    """Print the moderation queue."""
    room = open_room(ctx, folder)
    rows = moderation.queue(room, assignment)
    if as_json:
        return print_json({"queue": [asdict(row) for row in rows]})
    print_table(("", "assignment", "student", "why", "where"), list(_lines(rows)))
    counts = {kind: sum(row.kind == kind for row in rows) for kind in moderation.URGENCY}
    click.echo(
        ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "Nothing waits for you."
    )
    if any(row.where.startswith("formgrader/") for row in rows):
        click.echo(
            f"formgrader/... is a page of the JupyterLab that you start in {room.root}; other paths are files there."
        )
    return 0


def _lines(rows: Sequence[moderation.Waiting]) -> Iterator[tuple[str, ...]]:
    """A line for each row; one line for many students who have the same to be told."""
    same = groupby(rows, key=lambda row: (row.kind, row.assignment, row.reason, row.where))
    for (kind, assignment, why, where), found in same:
        students = [row.student for row in found]
        more = f" and {len(students) - _SHOWN} more" if len(students) > _SHOWN else ""
        yield kind, assignment, ", ".join(students[:_SHOWN]) + more, why, where


_ITEMS = """Say how the class answered each task and question.

\b
points    the mean share of the points: 1.00 everybody right, 0.00 nobody
tells     correlation with the points for all the rest (corrected item-total):
          from 0.2 on an item tells who knows the rest; below 0 look at it again
blank     the share that left it as it was handed out
wrong answer that draws most, and the share of the class that gave it

With fewer than 10 students nothing is concluded: it would be chance.
"""


@click.command(help=_ITEMS, short_help="Say how the class answered each task and question.")
@click.argument("assignment")
@classroom_option
@json_option
@click.pass_context
def items(ctx: click.Context, *, assignment: str, folder: Path | None, as_json: bool) -> int:
    """Print the item analysis."""
    found = itemising.analyse(open_room(ctx, folder), assignment)
    if as_json:
        return print_json({"assignment": assignment, **asdict(found)})
    print_table(
        ("task or question", "points", "tells", "blank", "wrong answer that draws most", ""),
        [
            (
                f"{item.cell} ({item.notebook})",
                _figure(item.difficulty),
                _figure(item.discrimination),
                _figure(item.blank),
                f"{item.draw.share:.0%}: {item.draw.answer}" if item.draw else "",
                item.judgement,
            )
            for item in found.items
        ],
    )
    if found.alpha is None:
        click.echo(f"{found.students} students. Cronbach's alpha: too few students or marked items to tell.")
    else:
        click.echo(
            f"{found.students} students. Cronbach's alpha {found.alpha:.2f}: from 0.7 on the sum of the points "
            "measures one thing; a short or mixed assignment has less, and may be good all the same."
        )
    return 0


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


_SIMILAR = """List pairs of submissions that look alike, for you to read.

Nobody is accused by this list, and nobody cleared. Code is compared by
fingerprints of its tokens, as MOSS does it: other names, comments and layout
change nothing. What was handed out, and what many of the class have, does not
count. Written answers are compared letter by letter. Nothing is executed.
"""
_HOW = """
code   the share of all code, of whichever of the two has less, that the other has too
tasks  those that are much alike: 80 % of the code or of the text
How: token fingerprints (copydetect, after MOSS) and edit similarity of texts (rapidfuzz). Left out: what was
handed out, and code that more than {common} students share. Read the pairs; this list accuses nobody.
It cannot tell who copied from whom; whether both followed the lesson, worked together as they were allowed to, or
have the same source, a chatbot for one; nor find code that was rewritten, moved out of its cell, or that
more than {common} students passed on."""


@click.command(help=_SIMILAR, short_help="List pairs of submissions that look alike, for you to read.")
@click.argument("assignment")
@classroom_option
@json_option
@click.pass_context
def similar(ctx: click.Context, *, assignment: str, folder: Path | None, as_json: bool) -> int:
    """Print the similarity report."""
    found = comparing.compare(open_room(ctx, folder), assignment)
    if as_json:
        return print_json({"assignment": assignment, **asdict(found)})
    print_table(
        ("students", "code", "tasks"),
        [
            (
                f"{pair.first}, {pair.second}",
                f"{pair.code:.0%}" if pair.code else "",
                "; ".join(f"{alike.task} {alike.share:.0%}" for alike in pair.tasks),
            )
            for pair in found.pairs[:_PAIRS]
        ],
    )
    if len(found.pairs) > _PAIRS:
        click.echo(f"and {len(found.pairs) - _PAIRS} more pairs; --json lists all.")
    click.echo(f"Submissions compared: {found.students}; pairs that look alike: {len(found.pairs)}")
    click.echo(_HOW.format(common=found.common))
    return 0
