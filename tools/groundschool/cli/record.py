"""`groundschool record`: what the workspace remembers of its learner, exported or erased."""

from __future__ import annotations

import json
from pathlib import Path

import click

from groundschool.cli import course_root
from groundschool.errors import GroundSchoolError
from groundschool.paths import WORKSPACE_VARIABLE, find_workspace, write_atomically


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
