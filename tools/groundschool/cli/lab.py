"""`groundschool lab`: the workspace brought up to date, and JupyterLab opened on the start page."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from groundschool.cli import course_root
from groundschool.learner.workspace import Fate, Update, default_workspace, update_workspace
from groundschool.paths import WORKSPACE_VARIABLE

_TOLD = {
    Fate.NEW: "new",
    Fate.REPLACED: "replaced by the course's new version (you had not changed it)",
    Fate.LEFT: "no longer part of the course; yours to keep or delete",
}


@click.command()
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar=WORKSPACE_VARIABLE,
    help=f"Your own folder for the notebooks. Default: ${WORKSPACE_VARIABLE}, else workspace/ in the clone of "
    "the course, else ./groundschool-workspace.",
)
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port of the server. Default: the first free from 8888."
)
@click.pass_context
def lab(ctx: click.Context, *, workspace: Path | None, no_browser: bool, port: int | None) -> None:
    """Open the course in JupyterLab, in your own workspace.

    Copies the notebooks to your workspace first. A notebook whose cells you did not change follows the course;
    one that you changed is kept, and the course's new version is laid beside it. Running cells is no change.
    """
    from groundschool.learner import server  # noqa: PLC0415 - keeps `--help` fast

    root = course_root(ctx)
    folder = (workspace or default_workspace(root, Path.cwd())).absolute()
    update = update_workspace(root, folder)
    server.trust(folder, update.written)
    for line in report(update, folder):
        click.echo(line)
    click.echo("Starting JupyterLab. Stop it here with Ctrl-C, twice.")
    sys.stdout.flush()
    command = server.command(folder, browser=not no_browser, port=port, as_root=os.geteuid() == 0)
    # The server takes the place of this process, so that Ctrl-C and `kill` reach it and nothing is left behind.
    os.execve(command[0], command, server.environment(folder))  # noqa: S606 - our own command, no shell


def report(update: Update, workspace: Path) -> list[str]:
    """What the learner should know about the update, one line a fact."""
    lines = [f"Workspace: {workspace}"]
    if update.manifest_was_damaged:
        lines.append("The list of what you were given is damaged: every notebook counts as changed by you.")
    lines += [f"  {old}: now {new}, since modules came before it" for old, new in update.renamed]
    lines += [f"  {one.name}: {_TOLD[one.fate]}" for one in update.placed if one.fate in _TOLD]
    lines += [
        f"  {one.name}: kept as you changed it; the course's new version is '{one.beside}'"
        for one in update.placed
        if one.beside
    ]
    return lines
