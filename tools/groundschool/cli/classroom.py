"""`groundschool class`: the way of an assignment, from handing it out to the grades in the LMS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from groundschool.cli import course_root, term
from groundschool.cli.room import classroom_option as _classroom
from groundschool.cli.room import exchange_option as _exchange
from groundschool.cli.room import json_option as _as_json
from groundschool.cli.room import open_room as _open
from groundschool.cli.room import print_json as _print_json
from groundschool.cli.room import print_table as _print_table
from groundschool.grading import collect as collecting
from groundschool.grading import export as exporting
from groundschool.grading import feedback as returning
from groundschool.grading import grade as grading
from groundschool.grading import release as releasing

_HELP = """Release, collect, grade and return assignments; export the grades.

\b
groundschool class roster students.csv
groundschool class release validation
groundschool class collect validation --from downloads.zip
groundschool class grade validation
groundschool class queue validation      what a person has to look at
groundschool class feedback validation
groundschool class export
groundschool class demo                  the whole way, with made-up students

It drives nbgrader: plain `nbgrader` commands and formgrader work on the same
folder, course/classroom. Exit code 1: something was refused or not graded;
130: stopped by Ctrl-C.
"""
_WITHOUT_SANDBOX = (
    "Run submissions as you, with your files, the gradebook and the network in their reach, and no limits. "
    "Only for notebooks that you would run yourself."
)


class _InOrder(click.Group):
    """Lists its commands in the order in which a class needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


@click.group(cls=_InOrder, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
def classroom() -> None:
    """Hold the commands."""


classroom.add_command(term.roster)


@classroom.command()
@click.argument("assignment")
@click.option("--to", type=click.Path(path_type=Path), help="A folder or .zip to hand out, not the exchange.")
@click.option("--force", is_flag=True, help="Replace what was handed out before.")
@_classroom
@_exchange
@_as_json
@click.pass_context
def release(
    ctx: click.Context,
    *,
    assignment: str,
    to: Path | None,
    force: bool,
    folder: Path | None,
    exchange: Path | None,
    as_json: bool,
) -> int:
    """Hand out an assignment: no solutions, no hidden tests, no key."""
    released = releasing.release(_open(ctx, folder, exchange), assignment, to=to, force=force)
    if as_json:
        return _print_json(asdict(released))
    click.echo(f"Released {assignment} ({', '.join(released.files)}) to {released.where}")
    return 0


@classroom.command()
@click.argument("assignment")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="Not the exchange, but a .zip that Canvas or Moodle made, or a folder or .zip of <student>/<notebooks>.",
)
@_classroom
@_exchange
@_as_json
@click.pass_context
def collect(
    ctx: click.Context,
    *,
    assignment: str,
    source: Path | None,
    folder: Path | None,
    exchange: Path | None,
    as_json: bool,
) -> int:
    """Take submissions in, and say which are late.

    Links and odd paths are refused by name; what is replaced is kept aside. A download from an LMS names people in
    its own way: import the roster first (`groundschool class roster`). Exit code 1: something was refused.
    """
    taken = collecting.collect(_open(ctx, folder, exchange), assignment, source=source)
    refused = sum(row.status == "refused" for row in taken.rows)
    if as_json:
        rows = [asdict(row) for row in taken.rows]
        _print_json({"assignment": assignment, "form": taken.form, "submissions": rows})
        return 1 if refused else 0
    click.echo(f"{source}: {taken.form}" if source else f"Collected from {taken.form}")
    _print_table(("student", "", "note"), [(row.student, row.status, row.reason) for row in taken.rows])
    late = sum(row.late for row in taken.rows if row.status != "refused")
    click.echo(f"{len(taken.rows) - refused} taken in ({late} late), {refused} refused")
    return 1 if refused else 0


@classroom.command()
@click.argument("assignment")
@click.option("--student", "students", multiple=True, help="Only this student; may be given several times.")
@click.option("--again", is_flag=True, help="Grade anew what was graded. Points given by hand are kept.")
@click.option("--without-sandbox", is_flag=True, help=_WITHOUT_SANDBOX)
@click.option(
    "--scheduler", metavar="TCP://...", help="Run the notebooks on the workers of this Dask scheduler."
)
@_classroom
@_as_json
@click.pass_context
def grade(
    ctx: click.Context,
    *,
    assignment: str,
    students: tuple[str, ...],
    again: bool,
    without_sandbox: bool,
    scheduler: str | None,
    folder: Path | None,
    as_json: bool,
) -> int:
    """Grade what was collected, each submission in a sandbox: no network, no files but its own.

    One that cannot be graded is a line with its reason and stops no other.
    """
    room = _open(ctx, folder, sandbox=not without_sandbox)
    total = len(students or room.submissions(assignment))
    with _told_when_stopped(total, again=again) as done, _progress(f"grading {assignment}", total) as step:

        def graded(row: grading.Graded) -> None:
            done.append(row)
            step(row)

        rows = grading.grade(
            room, assignment, students=students, again=again, scheduler=scheduler, progress=graded
        )
    failed = sum(row.status == grading.FAILED for row in rows)
    if as_json:
        _print_json({"assignment": assignment, "submissions": [asdict(row) for row in rows]})
        return 1 if failed else 0
    print_grades(rows)
    if not rows:
        click.echo(f"No submission of {assignment} was collected yet.")
    return 1 if failed else 0


classroom.add_command(term.queue)
classroom.add_command(term.items)
classroom.add_command(term.similar)


@classroom.command()
@click.argument("assignment")
@_classroom
@_as_json
@click.pass_context
def feedback(ctx: click.Context, *, assignment: str, folder: Path | None, as_json: bool) -> int:
    """Write a page of feedback for each graded notebook."""
    room = _open(ctx, folder)
    with _progress("writing feedback", len(room.submissions(assignment))) as step:
        rows = returning.make_feedback(room, assignment, progress=step)
    missing = [row for row in rows if not row.files]
    if as_json:
        _print_json({"assignment": assignment, "feedback": [asdict(row) for row in rows]})
        return 1 if missing else 0
    for row in missing:
        click.echo(f"{row.student}: no feedback. {row.reason}")
    click.echo(f"Feedback for {len(rows) - len(missing)} of {len(rows)} students in {room.root / 'feedback'}")
    return 1 if missing else 0


@classroom.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--to", type=click.Path(path_type=Path), help="The folder for the files; exports/ if not given."
)
@_classroom
@_as_json
@click.pass_context
def export(
    ctx: click.Context, *, assignments: tuple[str, ...], to: Path | None, folder: Path | None, as_json: bool
) -> int:
    """Write the grades as CSV files: for Canvas, for Moodle, and a plain one; all assignments, or those named."""
    grades, paths = exporting.export(_open(ctx, folder), assignments=assignments, to=to)
    if as_json:
        return _print_json(
            {
                "files": paths,
                "students": len(grades.students),
                "not_graded": grades.not_graded,
                "to_review": grades.to_review,
            }
        )
    for path in paths:
        click.echo(f"{path} (students: {len(grades.students)}, assignments: {len(grades.assignments)})")
    if grades.not_graded:
        click.echo(f"Not graded, left empty: {_listed(grades.not_graded)} (see groundschool class queue)")
    if grades.to_review:
        click.echo(
            f"Waiting for a person, counted as it stands: {_listed(grades.to_review)} (see groundschool class queue)"
        )
    return 0


def _listed(submissions: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{student} ({assignment})" for student, assignment in submissions)


@classroom.command()
@click.argument("assignment", required=False)
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Keep the classroom of the demo in this new folder."
)
@click.option("--without-sandbox", is_flag=True, help=_WITHOUT_SANDBOX)
@click.pass_context
def demo(ctx: click.Context, *, assignment: str | None, keep: Path | None, without_sandbox: bool) -> int:
    """Play the whole way with made-up students, in a copy of the classroom."""
    from groundschool.grading.demo import play  # noqa: PLC0415 - keeps `--help` fast

    play(
        course_root(ctx),
        assignment,
        keep=keep,
        sandbox=not without_sandbox,
        say=click.echo,
        show=print_grades,
    )
    return 0


def print_grades(rows: Sequence[grading.Graded]) -> None:
    """Show the summary of grading: a table, and a line for whatever is out of the ordinary."""
    table = Table("student", "name", "points", "", "seconds", box=None, header_style="bold")
    for row in rows:
        points = "" if row.score is None else f"{row.score:g} of {row.max_score:g}"
        state = f"{row.status}, to review" if row.to_review else row.status
        table.add_row(escape(row.student), escape(row.name), points, state, f"{row.seconds:.1f}")
    console = Console(highlight=False)
    if rows:
        console.print(table)
    for row in rows:
        flagged = (f"{flag.cell} needs a person: {flag.reason}" for flag in row.flags)
        for line in filter(None, (row.reason, *row.notes, *flagged)):
            console.print(f"{escape(row.student)}: {escape(line)}", soft_wrap=True)


@contextmanager
def _told_when_stopped(total: int, *, again: bool) -> Iterator[list[grading.Graded]]:
    """Takes rows as they come; on Ctrl-C says how far grading came, and how it goes on."""
    done: list[grading.Graded] = []
    try:
        yield done
    except KeyboardInterrupt:
        graded = sum(row.status != grading.FAILED for row in done)
        # Of those graded --again and those graded before, nothing tells which is which.
        rest = "begins with all of them again" if again else "grades the rest"
        click.echo(f"{graded} of {total} are graded; the same command {rest}.", err=True)
        raise


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[object], None]]:
    """A bar on standard error while it lasts; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=total)

        def step(row: object) -> None:
            del row
            bar.advance(task)

        yield step
