"""Tests of behaviour: how risks must and must not answer to a changed flight, whatever the outcomes were.

Three kinds, after CheckList (Ribeiro and others, 2020): a change that must not matter, a change that must not
lower the risk, and plain cases whose risk anybody can bound. Each function gives the flights that fail, with
the risk before and after; no row means that the test is passed.

    moved(model, flights, swapped(tailnum="N00000"), within=0.01)
    lowered(model, flights, added(wind_speed=10), by=0.05)
    outside(model, calm_mornings, most=0.2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from flightdelay.model import Model, risk

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Change = Callable[[pd.DataFrame], pd.DataFrame]


def added(**amounts: float) -> Change:
    """A change that adds an amount to columns, as in `added(wind_speed=10)`; what is missing stays missing."""
    return lambda flights: flights.assign(**{name: flights[name] + by for name, by in amounts.items()})


def swapped(**values: str | float) -> Change:
    """A change that gives each flight the same value in a column, of the type the column has."""

    def change(flights: pd.DataFrame) -> pd.DataFrame:
        columns = {
            name: pd.Series(value, index=flights.index, dtype=flights[name].dtype)
            for name, value in values.items()
        }
        return flights.assign(**columns)

    return change


def moved(model: Model, flights: pd.DataFrame, change: Change, *, within: float = 0.01) -> pd.DataFrame:
    """Invariance: the flights whose risk moves by more than `within` when it should stay.

    Raises:
        KeyError: a column that the model or the change reads is missing.
    """
    before, after = risk(model, flights), risk(model, change(flights))
    return _failing(flights, before, after, np.abs(after - before) <= within)


def lowered(model: Model, flights: pd.DataFrame, change: Change, *, by: float = 0.05) -> pd.DataFrame:
    """Direction: the flights whose risk falls by more than `by` when it should rise or stay.

    Raises:
        KeyError: a column that the model or the change reads is missing.
    """
    before, after = risk(model, flights), risk(model, change(flights))
    return _failing(flights, before, after, after >= before - by)


def outside(model: Model, flights: pd.DataFrame, *, least: float = 0, most: float = 1) -> pd.DataFrame:
    """Minimum functionality: the plain cases whose risk is not from `least` to `most`.

    Raises:
        KeyError: a column that the model reads is missing.
    """
    given = risk(model, flights)
    return _failing(flights, given, given, (given >= least) & (given <= most))


def _failing(
    flights: pd.DataFrame, before: NDArray[np.float64], after: NDArray[np.float64], passed: NDArray[np.bool_]
) -> pd.DataFrame:
    # What passes is named, and not what fails: a risk that is no number then fails each test.
    return pd.DataFrame({"before": before, "after": after}, index=flights.index)[~passed]
