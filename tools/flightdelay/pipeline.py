"""The steps of a month as assets of Dagster, and the months of a year replayed through it, one after the other.

Dagster knows the order of the steps, runs them for a month (a partition), and tries again what may pass: a feed that
does not answer. What it does not need to know is where a killed run stood. The stamps of the workspace know that, so
the instance lives in memory only.

One edge is missing from the graph on purpose: a month is scored by the champion that the month before promoted. An
edge backwards would close a circle, so it runs outside, through the workspace, and the months go in order.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from flightdelay.steps import FIRST_MONTH, LAST_MONTH, STEPS, steps_of
from flightdelay.workspace import Month, Step, Workspace

MONTHS = dg.MonthlyPartitionsDefinition(
    start_date=str(FIRST_MONTH), end_date=str(LAST_MONTH.back(-1)), fmt="%Y-%m"
)
# Faults that may be gone in a moment. All others would come again, so trying again only hides them.
MAY_PASS = (ConnectionError, TimeoutError, BlockingIOError, InterruptedError)
MOST_RETRIES = 3
_SILENT: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

Progress = Callable[[Month, Step, bool], None]


class PipelineError(Exception):
    """A step failed for good; the text says which and why, and that nothing done is lost."""


@dataclass
class Replay:
    """What the assets share: where the results go, who is told, and why a step failed."""

    workspace: Workspace
    progress: Progress
    first_wait: float = 1.0  # seconds before the first retry; each further one waits twice as long
    failed: list[tuple[Step, Exception]] = field(default_factory=list)

    def run(self, step: Step, month: Month, tries: int) -> None:
        """Run one step of a month for Dagster.

        Raises:
            RetryRequested: the fault may pass.
            Failure: it will not.
        """
        try:
            ran = self.workspace.run(step, month)
        except MAY_PASS as err:
            self.failed.append((step, err))
            wait = self.first_wait * 2**tries
            raise dg.RetryRequested(max_retries=MOST_RETRIES, seconds_to_wait=wait) from err
        except Exception as err:
            self.failed.append((step, err))
            raise dg.Failure(str(err), allow_retries=False) from err
        self.progress(month, step, ran)


def asset(step: Step) -> dg.AssetsDefinition:
    """A step as an asset: its name, its place in the graph, its months."""

    @dg.asset(
        name=step.name,
        deps=step.after,
        partitions_def=MONTHS,
        required_resource_keys={"replay"},
        description=step.make.__doc__,
    )
    def run(context: dg.AssetExecutionContext) -> None:
        context.resources.replay.run(step, Month.parse(context.partition_key), context.retry_number)

    return run


ASSETS = [asset(step) for step in STEPS]


def materialize(
    assets: Sequence[dg.AssetsDefinition], *, partition_key: str, instance: dg.DagsterInstance, **options: Any
) -> dg.ExecuteInProcessResult:
    """Dagster's `materialize` for one partition in this process, without its log on the screen.

    A fault is in the result and is not raised.
    """
    with warnings.catch_warnings():
        # In a notebook an event loop is running, and Dagster, which cannot use it to tidy up, leaves a coroutine behind.
        warnings.filterwarnings("ignore", "coroutine 'BaseEventLoop.shutdown_asyncgens' was never awaited")
        return dg.materialize(
            assets,
            partition_key=partition_key,
            instance=instance,
            run_config=_SILENT,
            raise_on_error=False,
            **options,
        )


def run_month(month: Month, replay: Replay, instance: dg.DagsterInstance) -> None:
    """Materialise all assets of a month.

    Raises:
        PipelineError: a step failed, after its retries if the fault was one that may pass.
    """
    outcome = materialize(
        ASSETS,
        selection=dg.AssetSelection.assets(*(step.name for step in steps_of(month))),
        partition_key=str(month),
        instance=instance,
        resources={"replay": replay},
    )
    if not outcome.success:
        step, fault = replay.failed[-1]
        raise PipelineError(
            f"{month}: the step {step.name} failed: {type(fault).__name__}: {fault}\n"
            "What was done before is kept. Mend the cause and run again: it goes on from here."
        ) from fault


def run(workspace: Workspace, months: Sequence[Month], progress: Progress = lambda *_: None) -> None:
    """Replay months in order. Done work is skipped, so a run that was killed is simply started again.

    Raises:
        PipelineError: as `run_month`; the months after it are not begun.
    """
    workspace.note("began")
    with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        for month in months:
            run_month(month, Replay(workspace, progress), instance)
