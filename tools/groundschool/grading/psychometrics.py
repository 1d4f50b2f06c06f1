"""How good an item is: difficulty, discrimination, and how well all items hang together.

Sources. The corrected item-total correlation, Henrysson, S. (1963), Correction of item-total correlations in item
analysis, Psychometrika 28(2), 211-218; alpha, Cronbach, L. J. (1951), Coefficient alpha and the internal structure
of tests, Psychometrika 16(3), 297-334; what to make of them, Ebel, R. L. and Frisbie, D. A. (1991), Essentials of
Educational Measurement, 5th edition, chapter 13.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 10
"""Students below which nothing is concluded."""
_EASY, _HARD = 0.95, 0.2
_MANY_BLANK = 0.3
_TELLING = 0.2
"""Ebel and Frisbie: below 0.2 an item is poor."""


@dataclass(frozen=True)
class Draw:
    """The wrong answer that was given most."""

    answer: str
    share: float
    """Of all students."""


@dataclass(frozen=True)
class Item:
    """One graded cell, as the class answered it. Shares are from 0 to 1."""

    notebook: str
    cell: str
    students: int
    """Whose answer is marked."""
    waiting: int
    """Whose answer still waits for a person."""
    difficulty: float | None
    """The mean share of the points."""
    discrimination: float | None
    """The correlation with the points for all other items; None where nothing varies, or with too few students."""
    blank: float | None
    draw: Draw | None
    judgement: str = ""


def discrimination(
    item: tuple[str, str], points: Mapping[tuple[str, str], Mapping[str, float]], students: Sequence[str]
) -> float | None:
    """The corrected item-total correlation: of an item with the sum of all others (Henrysson 1963).

    For an item that is right or wrong it is the point-biserial correlation.

    Args:
        item: whose.
        points: item -> student -> points.
        students: those who have points for all items.

    Returns:
        From -1 to 1; None with fewer than `FEWEST` students, or if either side is the same for all.
    """
    import numpy as np  # noqa: PLC0415 - keeps `--help` fast

    rest = [of for key, of in points.items() if key != item]
    if len(students) < FEWEST or not rest:
        return None
    pairs = np.array([[points[item][student], sum(of[student] for of in rest)] for student in students])
    if not np.ptp(pairs, axis=0).all():
        return None
    return float(np.corrcoef(pairs.T)[0, 1])


def alpha(points: Mapping[tuple[str, str], Mapping[str, float]], students: Sequence[str]) -> float | None:
    """Cronbach's alpha (1951) of the items, for the students who have points for all of them.

    Returns:
        At most 1; None with fewer than `FEWEST` students or two items, or if all students have the same sum.
    """
    import numpy as np  # noqa: PLC0415

    count = len(points)
    if len(students) < FEWEST or count < 2:  # noqa: PLR2004 - one item hangs together with nothing
        return None
    table = np.array([[of[student] for of in points.values()] for student in students])
    total = table.sum(axis=1).var(ddof=1)
    return float(count / (count - 1) * (1 - table.var(axis=0, ddof=1).sum() / total)) if total else None


def judgement(item: Item) -> str:
    """One plain word on an item; none if there is nothing to say.

    A negative correlation counts from one standard error of no correlation on, 1/sqrt(n - 1): less is chance.
    """
    share, correlation = item.difficulty, item.discrimination
    if share is None:
        return f"{item.waiting} to be marked first" if item.waiting else ""
    if item.students < FEWEST:
        return "too few to tell"
    chance = 1 / (item.students - 1) ** 0.5
    rules = (
        (share >= _EASY, "nearly everybody right"),
        (
            correlation is not None and correlation < -chance,
            "who knows the rest gets this wrong: read it again",
        ),
        ((item.blank or 0) >= _MANY_BLANK, "many left it blank: too long, too late, or not understood"),
        (share <= _HARD, "hardly anybody right: was it taught?"),
        (correlation is not None and correlation < _TELLING, "tells little about who knows the rest"),
        (correlation is not None, "good"),
    )
    return next((words for applies, words in rules if applies), "")
