"""`groundschool record`: what the workspace remembers of its learner, exported or erased."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from groundschool.cli import course_root
from groundschool.errors import GroundSchoolError, UsageError
from groundschool.paths import WORKSPACE_VARIABLE, find_workspace, write_atomically

if TYPE_CHECKING:
    from rich.table import Table

    from groundschool.learner.class_view import ClassView

_ROWS = 10


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def record() -> None:
    """Export or erase what your workspace remembers; look at those of a class.

    Everything is kept in `.groundschool/record.sqlite` in your workspace. Nothing leaves the machine by itself.
    """


_workspace = click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar=WORKSPACE_VARIABLE,
    help=f"The folder of your notebooks. Default: ${WORKSPACE_VARIABLE}, else the workspace found from here upward, "
    "else that of the course.",
)


@record.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@_workspace
@click.pass_context
def export(ctx: click.Context, *, file: Path | None, workspace: Path | None) -> None:
    """Write your learner record as xAPI statements (JSON), to FILE or to the screen.

    A learning record store imports them. You are named by the random name that your workspace gave you.
    """
    from groundschool.course.load import load_course  # noqa: PLC0415 - keeps `--help` fast
    from groundschool.learner.record import LearnerRecord  # noqa: PLC0415
    from groundschool.learner.xapi import statements  # noqa: PLC0415

    course = load_course(course_root(ctx))
    kept = LearnerRecord(_find(ctx, workspace))
    made = list(statements(kept.events(), course=course, learner=kept.learner))
    for notice in kept.notices:
        click.echo(notice, err=True)
    text = "[" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in made) + "]\n"
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        write_atomically(file, text)
    except OSError as error:
        raise GroundSchoolError(
            f"{file}: {error.strerror}. Name a file in a folder that you can write to."
        ) from error
    click.echo(f"Written to {file}: {len(made)} statement{'' if len(made) == 1 else 's'}.")


@record.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@_workspace
@click.pass_context
def forget(ctx: click.Context, *, yes: bool, workspace: Path | None) -> None:
    """Erase your learner record: answers, tasks, plan and progress. Your notebooks stay.

    Damaged records that were kept aside are erased too.
    """
    from groundschool.learner.forget import erase, files_of  # noqa: PLC0415 - keeps `--help` fast

    folder = _find(ctx, workspace)
    files = files_of(folder)
    if not files:
        click.echo(f"{folder}: nothing is remembered here.")
        return
    click.echo("To be erased, for good:")
    for path in files:
        click.echo(f"  {path}")
    if not yes:
        click.confirm("Erase them?", abort=True)
    erase(folder)
    click.echo("Erased. Notebooks that are open now remember until they are restarted.")


def _find(ctx: click.Context, workspace: Path | None) -> Path:
    from groundschool.learner.workspace import default_workspace  # noqa: PLC0415 - keeps `--help` fast

    folder = workspace or find_workspace() or default_workspace(course_root(ctx), Path.cwd())
    if not folder.is_dir():
        raise GroundSchoolError(
            f"{folder}: there is no workspace here. Name yours with --workspace, or make one with `groundschool lab`."
        )
    return folder


@record.command("class")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--json", "as_json", is_flag=True, help="Print everything as JSON instead of the worst as tables."
)
@click.pass_context
def class_(ctx: click.Context, *, folder: Path, as_json: bool) -> int:
    """Look at the records of a class: which question fails most, which wrong answer draws, who is stuck where.

    FOLDER holds a record for each learner, as exported (`ada.json`), as kept (`ada.sqlite`), or as whole workspaces
    (`ada/.groundschool/record.sqlite`). Exit code 1 if one cannot be read.
    """
    from groundschool.course.load import load_course  # noqa: PLC0415 - keeps `--help` fast
    from groundschool.learner.class_records import tally_of  # noqa: PLC0415
    from groundschool.learner.class_view import class_view  # noqa: PLC0415
    from groundschool.learner.handed_in import records_in  # noqa: PLC0415

    course = load_course(course_root(ctx))
    found = records_in(folder)
    if not found:
        raise UsageError(
            f"{folder}: no records here. Learners make them with `groundschool record export ada.json`."
        )
    counted, unread = tally_of(found)
    for path, why in unread.items():
        click.echo(f"{path}: left out: {why}. Ask for it again.", err=True)
    view = class_view(counted, course)
    if as_json:
        click.echo(json.dumps(asdict(view), indent=2, ensure_ascii=False))
    else:
        _show(view)
    return 1 if unread else 0


def _show(view: ClassView) -> None:
    from rich.console import Console  # noqa: PLC0415 - keeps `--help` fast
    from rich.markup import escape  # noqa: PLC0415

    console = Console()
    questions = _table("question", "learners", "wrong at first", "what drew most")
    for question in view.questions[:_ROWS]:
        drawn = question.draws[0] if question.draws else None
        said = escape(f"{drawn.learners} x {drawn.answer}") if drawn else ""
        share = f"{question.wrong / question.learners:.0%}"
        questions.add_row(escape(question.name), str(question.learners), share, said)
    tasks = _table("task", "learners", "passed", "tries a learner")
    for task in view.tasks[:_ROWS]:
        share, tries = f"{task.passed / task.learners:.0%}", f"{task.tries / task.learners:.1f}"
        tasks.add_row(escape(task.name), str(task.learners), share, tries)
    stuck = _table("stuck", "where", "wrong tries", "last seen")
    for one in view.stuck[:_ROWS]:
        stuck.add_row(escape(one.learner), escape(one.where), str(one.tries), escape(one.last[:10]))
    for table in (questions, tasks, stuck):
        if table.row_count:
            console.print(table)
    console.print(
        f"{view.learners} learners, {len({one.learner for one in view.stuck})} of them stuck. "
        f"The {_ROWS} worst of each; --json has all.",
        highlight=False,
    )


def _table(*heads: str) -> Table:
    from rich.table import Table  # noqa: PLC0415 - keeps `--help` fast

    return Table(*heads, box=None, header_style="bold")
