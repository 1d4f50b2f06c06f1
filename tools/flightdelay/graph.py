"""Pictures of a pipeline: its graph, and which step ran in which attempt."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from flightdelay.figures import BLUE, GREY, ORANGE, RED, figure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd
    from matplotlib.figure import Figure

_MARKS: dict[str, dict[str, Any]] = {
    "kept": {"color": GREY, "marker": "_", "label": "kept: done before"},
    "finished": {"color": BLUE, "marker": "o", "label": "ran to its end"},
    "started": {"color": RED, "marker": "X", "label": "killed in the middle"},
}


def waves(after: Mapping[str, Collection[str]]) -> list[tuple[str, ...]]:
    """Steps in the order in which they can run; those of one wave need nothing of each other.

    Args:
        after: for each step the steps that it comes after.

    Raises:
        graphlib.CycleError: some steps wait for each other in a circle, which is the error's second argument.
    """
    sorter = TopologicalSorter(after)
    sorter.prepare()
    found = []
    while sorter.is_active():
        ready = sorter.get_ready()
        found.append(tuple(sorted(ready)))
        sorter.done(*ready)
    return found


def drawing(after: Mapping[str, Collection[str]], *, title: str, height: float = 2.6) -> Figure:
    """The graph, one wave beside the other. An arrow that follows from others is left out: the order is the same."""
    fig, ax = figure(title, x="", y="", width=9, height=height)
    places = _places(after)
    boxes = {
        step: ax.text(
            *place, step, ha="center", va="center", bbox={"boxstyle": "round", "fc": "white", "ec": ORANGE}
        )
        for step, place in places.items()
    }
    for step, others in after.items():
        for other in others:
            if not any(other in _all_before(after, third) for third in others):
                ends = {"patchA": boxes[other].get_bbox_patch(), "patchB": boxes[step].get_bbox_patch()}
                arrow = {"arrowstyle": "-|>", "color": GREY, "shrinkA": 2, "shrinkB": 2, **ends}
                ax.annotate("", xy=places[step], xytext=places[other], arrowprops=arrow)
    columns, rows = zip(*places.values(), strict=True)
    ax.set(xlim=(-0.6, max(columns) + 0.6), ylim=(min(rows) - 0.6, max(rows) + 0.6))
    ax.set_axis_off()
    return fig


def timeline(journal: pd.DataFrame, *, title: str, height: float = 5.4) -> Figure:
    """What became of each step in each attempt, from a workspace's journal."""
    last = journal.groupby(["month", "step", "attempt"], sort=False)["what"].last().reset_index()
    names = last["month"].str[5:] + " " + last["step"]
    rows = {name: row for row, name in enumerate(dict.fromkeys(names))}
    fig, ax = figure(title, x="attempt", y="month and step", height=height)
    for what, style in _MARKS.items():
        chosen = last["what"] == what
        ax.scatter(last["attempt"][chosen], names[chosen].map(rows), s=55, **style)
    ax.set_yticks(list(rows.values()), list(rows))
    attempts = sorted(set(last["attempt"]))
    ax.set_xticks(attempts, [str(number) for number in attempts])
    ax.set_xlim(min(attempts) - 0.5, max(attempts) + 0.5)
    ax.invert_yaxis()
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return fig


def _places(after: Mapping[str, Collection[str]]) -> dict[str, tuple[float, float]]:
    """Column and row of each step: a wave is a column, and within it steps stand beside what they come after."""
    places: dict[str, tuple[float, float]] = {}
    for column, wave in enumerate(waves(after)):
        heights = {step: [places[other][1] for other in after.get(step, ())] or [0.0] for step in wave}
        upper_first = sorted(wave, key=lambda step: (-sum(heights[step]) / len(heights[step]), step))
        for row, step in enumerate(upper_first):
            places[step] = (column, (len(wave) - 1) / 2 - row)
    return places


def _all_before(after: Mapping[str, Collection[str]], step: str) -> set[str]:
    found: set[str] = set()
    waiting = list(after.get(step, ()))
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting.extend(after.get(other, ()))
    return found
