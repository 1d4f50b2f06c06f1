"""The command `groundschool`: a file per command, and the one boundary where errors become exit codes.

Exit codes: 0 ok, 1 a problem in the content or on the machine, 2 wrong usage, 3 our bug,
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from groundschool.errors import GroundSchoolError
from groundschool.paths import CourseRoot, find_root

OUR_BUG = 3
STOPPED = 130  # what shells report for an interrupted program

# Name -> module, its command, and the line that `--help` shows without importing it.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "lab": ("groundschool.cli.lab", "lab", "Open the course in JupyterLab, in your own workspace."),
    "doctor": ("groundschool.cli.doctor", "doctor", "Say what is missing on this machine and how to get it."),
    "catalog": ("groundschool.cli.catalog", "catalog", "List, show and count what there is to learn from."),
    "plan": ("groundschool.cli.plan", "plan", "Plan the course in weeks, for a role and the hours you have."),
    "record": ("groundschool.cli.record", "record", "Export or erase what your workspace remembers of you."),
    "check": (
        "groundschool.cli.check",
        "check",
        "Validate catalog, course and questions; name every problem.",
    ),
    "build": ("groundschool.cli.build", "build", "Build the notebooks and the classroom from their sources."),
    "site": ("groundschool.cli.site", "site", "Build a static site of the course from the notebooks."),
    "class": ("groundschool.cli.classroom", "classroom", "Release, collect, grade and return assignments."),
}

_HELP = """Ground School: the MLOps course that runs.

\b
Learn:      groundschool lab        opens JupyterLab on the start page
            groundschool doctor     when something does not work
            groundschool catalog list --process model_monitoring --cost free
            groundschool plan --role data_scientist --hours 4
Teach:      groundschool class release validation
            groundschool class grade validation
Write:      groundschool check      every problem, as file:line
            groundschool build      after a change in catalog/ or course/
            groundschool site       the course as pages, without Jupyter

Every command has --help. Exit codes: 0 ok, 1 a problem in the content or on
the machine, 2 wrong usage, 3 a bug of ours (please report it), 130 stopped
by Ctrl-C.
"""


class _Commands(click.Group):
    """Imports a command when it is called, so that each starts as fast as it can."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker; the table is ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.command(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    help="The folder of the course; found from here upward if not given.",
)
@click.version_option(package_name="mlops-ground-school")
@click.pass_context
def groundschool(ctx: click.Context, root: Path | None) -> None:
    """Run the command line."""
    ctx.obj = root


def course_root(ctx: click.Context) -> CourseRoot:
    """The course that a command works on: `--root`, or the one found from here."""
    explicit: Path | None = ctx.find_root().obj
    return find_root(explicit)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; expected trouble is a message, never a traceback."""
    output = sys.stdout
    try:
        result = groundschool.main(arguments, prog_name="groundschool", standalone_mode=False)
    except (click.ClickException, click.Abort, GroundSchoolError, BrokenPipeError) as err:
        return _say(err)
    except SystemExit as err:
        # What rich and click make of a broken pipe, after they silenced our output.
        if isinstance(err.__context__, BrokenPipeError) or sys.stdout is not output:
            return 0
        raise
    except Exception:  # noqa: BLE001 - the boundary: what nobody expected is our bug
        click.echo("This is a bug in Ground School. Please report it with the text below.", err=True)
        sys.excepthook(*sys.exc_info())
        return OUR_BUG
    return result if isinstance(result, int) else 0


def _say(err: Exception) -> int:
    if isinstance(err, click.exceptions.NoArgsIsHelpError):
        err.show()
        return 0
    if isinstance(err, click.ClickException):
        err.show()
        return err.exit_code
    if isinstance(err, GroundSchoolError):
        click.echo(str(err), err=True)
        return err.exit_code
    if isinstance(err, BrokenPipeError):
        # The reader of our output (`| head`) has seen enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    click.echo("Stopped.", err=True)
    return STOPPED


def main() -> None:
    """Enter from the console script."""
    sys.exit(run())
