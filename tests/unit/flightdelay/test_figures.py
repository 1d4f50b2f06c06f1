"""Figures: one style, the same bytes on every run, and words for who cannot see them."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from matplotlib.figure import Figure

from flightdelay import figures


def drawn() -> Figure:
    fig, ax = figures.figure("Delays in a week", x="day", y="delay (minutes)")
    ax.plot([1, 2, 3], [4, 0, 12], label="EWR")
    ax.legend()
    return fig


def test_a_figure_has_its_title_and_axes_labelled() -> None:
    _, ax = figures.figure("Delays", x="day", y="delay (minutes)")

    assert ax.get_title(loc="left") == "Delays"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("day", "delay (minutes)")


def test_lines_take_the_palette_in_order() -> None:
    _, ax = figures.figure("Delays", x="day", y="delay (minutes)")

    assert [ax.plot([0])[0].get_color() for _ in range(2)] == [figures.BLUE, figures.ORANGE]


def test_the_same_figure_gives_the_same_bytes_without_the_version_of_matplotlib() -> None:
    first, second = figures.png(drawn()), figures.png(drawn())

    assert first == second
    assert b"Software" not in first
    assert struct.unpack(">II", first[16:24]) == (750, 360)


def test_show_displays_the_picture_with_its_text_and_the_text_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    displayed: list[tuple[dict[str, Any], dict[str, Any]]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **how: displayed.append((bundle, how)))
    alt = "The delay falls to nothing, then rises."

    figures.show(drawn(), alt=alt)
    (picture, how), (caption, _) = displayed

    assert picture["image/png"].startswith(b"\x89PNG")
    assert how == {"metadata": {"image/png": {"alt": alt}}, "raw": True}
    assert caption == {"text/markdown": f"*Figure: {alt}*", "text/plain": alt}


def test_a_figure_without_a_text_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^alt is empty\. Say in a sentence or two what the figure shows\.$"
    ):
        figures.show(drawn(), alt=" ")
