"""Figures in the style of the course: readable without colour vision, and the same bytes on every run.

fig, ax = figure("Flights cancelled", x="day of the month", y="cancelled (%)")
ax.bar(days, share)
show(fig, alt="Bars, one a day. On the 8th and 9th more than half of the flights were cancelled.")
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

# Okabe and Ito's palette, which people of every kind of colour vision can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, BLACK = "#CC79A7", "#56B4E9", "#F0E442", "#000000"
GREY = "#8C8C8C"

_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "figure.dpi": 100,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
    "font.size": 10,
    "grid.color": "#E5E5E5",
    "legend.frameon": False,
}


def figure(title: str, *, x: str, y: str, width: float = 7.5, height: float = 3.6) -> tuple[Figure, Axes]:
    """An empty figure with one pair of axes; label them with the unit, as in `x="delay (minutes)"`.

    It is not registered with pyplot, so nothing needs closing and it is drawn only by `show`.
    """
    with mpl.rc_context(_STYLE):
        fig = Figure(figsize=(width, height), layout="constrained")
        ax = fig.add_subplot()
        ax.set(title=title, xlabel=x, ylabel=y)
    return fig, ax


def panels(
    titles: Sequence[str], *, x: str, width: float = 7.5, height: float = 6.4
) -> tuple[Figure, list[Axes]]:
    """An empty figure with a pair of axes for each title, one above the other, over one and the same x."""
    with mpl.rc_context(_STYLE):
        fig = Figure(figsize=(width, height), layout="constrained")
        axes = list(fig.subplots(len(titles), 1, sharex=True, squeeze=False)[:, 0])
        for ax, title in zip(axes, titles, strict=True):
            ax.set_title(title)
        axes[-1].set_xlabel(x)
    return fig, axes


def show(fig: Figure, *, alt: str) -> None:
    """Display the figure, and below it `alt`: what a reader who cannot see it needs to know.

    The text is also the picture's alternative text where a page is made of the notebook. JupyterLab and
    GitHub drop that attribute, which is why the text is displayed too.

    Raises:
        ValueError: the text is empty.
    """
    from IPython.display import display  # noqa: PLC0415 (drawing a figure must not need IPython)

    if not alt.strip():
        raise ValueError("alt is empty. Say in a sentence or two what the figure shows.")
    picture = {"image/png": png(fig), "text/plain": alt}
    caption = {"text/markdown": f"*Figure: {alt}*", "text/plain": alt}
    display(picture, metadata={"image/png": {"alt": alt}}, raw=True)  # type: ignore[no-untyped-call]
    display(caption, raw=True)  # type: ignore[no-untyped-call]


def png(fig: Figure) -> bytes:
    """The figure as PNG, without the version of matplotlib in it."""
    buffer = io.BytesIO()
    with mpl.rc_context(_STYLE):
        fig.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
