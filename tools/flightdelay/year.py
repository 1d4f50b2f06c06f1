"""What became of each month of a replay: as a table, and as the picture of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from flightdelay.figures import BLACK, BLUE, GREY, ORANGE, panels, png
from flightdelay.requirements import requirements
from flightdelay.steps import FIRST_TRAINED, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

    from flightdelay.workspace import Month, Workspace

COLUMNS = (
    "month", "flights", "late_share", "auc", "predicted_over_observed", "drifted", "version", "outcome",
)  # fmt: skip


def table(workspace: Workspace, months: Iterable[Month]) -> pd.DataFrame:
    """One row for each month that was scored and is done: how it went, and what became of the model."""
    done = [
        month for month in months if month > FIRST_TRAINED and workspace.is_done(steps_of(month)[-1], month)
    ]
    return pd.DataFrame([_row(workspace, month) for month in done], columns=list(COLUMNS))


def outcome(training: dict[str, Any], verdict: dict[str, Any], version: int) -> str:
    """What the pipeline did about the model at the end of a month, in words."""
    if not training["trained"]:
        return f"not retrained: {training['reason']}"
    return f"v{version} promoted" if verdict["passed"] else f"refused: {'; '.join(verdict['reasons'])}"


def picture(rows: pd.DataFrame) -> Figure:
    """The year in three curves, month by month: how many were late, how well it ranked, how well it counted."""
    titles = (
        "Flights that left late",
        "How well the model ranked them (0.5 is guessing)",
        "How well it counted them (1 is right; the band is what is promised)",
    )
    fig, (share, rank, count) = panels(titles, x="month, and the version of the model that served")
    share.plot(rows["month"], rows["late_share"] * 100, "o-", color=BLACK)
    share.set(ylabel="share (%)", ylim=(0, 40))
    rank.plot(rows["month"], rows["auc"], "o-", color=BLUE)
    rank.set(ylabel="AUC", ylim=(0.5, 0.9))
    promised = requirements().quality.predicted_over_observed
    count.axhspan(promised.least or 0, promised.most or 2, color=GREY, alpha=0.15, linewidth=0)
    count.plot(rows["month"], rows["predicted_over_observed"], "s-", color=ORANGE)
    count.set(ylabel="predicted / observed", ylim=(0.4, 1.8))
    labels = [f"{month}\nv{version}" for month, version in zip(rows["month"], rows["version"], strict=True)]
    count.set_xticks(range(len(rows)), labels)
    return fig


def picture_bytes(rows: pd.DataFrame) -> bytes:
    """The picture of the year as PNG, the same bytes for the same table."""
    return png(picture(rows))


def _row(workspace: Workspace, month: Month) -> list[Any]:
    scores, watched, promoted = (
        workspace.record(month, "evaluate.json"),
        workspace.record(month, "monitor.json"),
        workspace.record(month, "promote.json"),
    )
    words = outcome(
        workspace.record(month, "train.json"), workspace.record(month, "gate.json"), promoted["version"]
    )
    served = workspace.record(month.back(), "promote.json")["version"]
    numbers = [scores[name] for name in COLUMNS[1:5]]
    return [str(month), *numbers, len(watched["drifted"]), served, words]
