"""The command `flightdelay`: the months of 2013 replayed, from an empty disk to a monitored, retrained model.

Exit codes: 0 ok, 1 a problem with the data or the workspace, 2 wrong usage, 3 our bug.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flightdelay.workspace import Month, Workspace, WorkspaceError, as_json, locked, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from flightdelay.pipeline import Progress

OUR_BUG, STOPPED = 3, 130
FIRST_SCORED, LAST = Month(2013, 4), Month(2013, 12)
DEFAULTS = {"policy": "monthly", "every": 1}
POLICIES = (
    "never",
    "monthly",
    "monthly_sliding",
    "on_drift",
    "on_decay",
)  # a test holds them to retraining's
_QUIET = {
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    # Idle threads that spin would cost more on two cores than they bring.
    "OMP_WAIT_POLICY": "passive",
}


class _MonthType(click.ParamType):  # type: ignore[type-arg] # generic only for type checkers
    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        if isinstance(value, Month):
            return value
        try:
            month = Month.parse(value)
        except ValueError as err:
            self.fail(str(err), param, ctx)
        if not FIRST_SCORED <= month <= LAST:
            self.fail(
                f"{month} cannot be replayed: the first model is trained on January to March 2013, and the months "
                f"{FIRST_SCORED} to {LAST} follow.",
                param,
                ctx,
            )
        return month


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def flightdelay() -> None:
    """The running case of Ground School: which flights will leave New York late?"""


@flightdelay.command(context_settings={"show_default": True})
@click.option("--through", type=_MonthType(), default=str(LAST), help="The last month to replay, as 2013-12.")
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("flightdelay-workspace"),
    help="The folder for all results. Name it again to go on from there.",
)
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    help="When to train again.  [default: the workspace's, else monthly]",
)
@click.option(
    "--every",
    type=click.IntRange(1, 40),
    help="Take each n-th flight only, for a quick rehearsal.  [default: the workspace's, else 1]",
)
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Draw the year as PNG here.")
def run(through: Month, workspace: Path, policy: str | None, every: int | None, picture: Path | None) -> None:
    """Replay the year 2013: each month is checked, scored, judged and watched, and the model trained again.

    January to March make the first model. A run that was stopped, even by `kill -9`, goes on where it was when you
    start it again; with another --policy only what depends on it is done again.
    """
    from flightdelay import pipeline, publish, steps, year  # noqa: PLC0415 (Dagster takes seconds; --help should not)

    with locked(workspace):
        settings = _settings(workspace, {"policy": policy, "every": every})
        space = Workspace(workspace, settings=settings, code=steps.code_version())
        months = steps.months_through(through)
        with _bar(sum(len(steps.steps_of(month)) for month in months)) as progress:
            pipeline.run(space, months, progress)
        rows = year.table(space, months)
        told = publish.publish(space, months)
    _print(rows)
    click.echo(
        f"In the registry: {told.versions} versions; version {told.champion} serves. Its card: {told.card}"
    )
    if picture:
        write_whole(picture, year.picture_bytes(rows))


def _settings(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, else what the workspace was made with, else the defaults; kept for the next run."""
    path = folder / "settings.json"
    try:
        kept = json.loads(path.read_bytes()) if path.exists() else {}
        settings = {**DEFAULTS, **kept, **{name: value for name, value in asked.items() if value is not None}}
        known = settings["policy"] in POLICIES and isinstance(settings["every"], int)
    except (ValueError, TypeError):
        known = False
    if not known or set(settings) != set(DEFAULTS):
        raise WorkspaceError(
            f"{path}: these are no settings of ours. Delete the file, or name another --workspace."
        )
    write_whole(path, as_json(settings))
    return settings


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    """A bar with a tick for each step, on the terminal only."""
    from rich.console import Console  # noqa: PLC0415 (as above)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=total)
        yield lambda month, step, _: bar.update(task, advance=1, description=f"{month} {step.name}")


def _print(rows: pd.DataFrame) -> None:
    from rich import box  # noqa: PLC0415 (as above)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("month", "flights", "late", "AUC", "p/obs", "drift", "model", "at the end of the month"):
        table.add_column(name, justify="left" if name in {"month", "at the end of the month"} else "right")
    for row in rows.to_dict("records"):
        table.add_row(
            row["month"],
            f"{row['flights']:,}",
            f"{row['late_share']:.1%}",
            f"{row['auc']:.3f}",
            f"{row['predicted_over_observed']:.2f}",
            str(row["drifted"]),
            f"v{row['version']}",
            row["outcome"],
        )
    table.caption = "p/obs: late flights, predicted over observed; drift: inputs that drifted"
    table.caption_justify = "left"
    Console().print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; expected trouble is a message, never a traceback."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        flightdelay.main(arguments, prog_name="flightdelay", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as err:
        err.show()
    except click.ClickException as err:
        err.show()
        return err.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "Stopped. Nothing done is lost: run the command again, and it goes on from here.", err=True
        )
        return STOPPED
    except ModuleNotFoundError as err:
        click.echo(
            f'{err}. Install what the running case needs: pip install "mlops-ground-school[case]"', err=True
        )
        return 1
    except Exception as err:  # noqa: BLE001 - the boundary: what nobody expected is our bug
        return _say(err)
    return 0


def _say(err: Exception) -> int:
    if isinstance(err, (WorkspaceError, OSError)) or type(err).__name__ == "PipelineError":
        click.echo(str(err), err=True)
        return 1
    click.echo("This is a bug in flightdelay. Please report it with the text below.", err=True)
    sys.excepthook(type(err), err, err.__traceback__)
    return OUR_BUG
