"""What can be seen of a model in production before anybody knows who was right: the inputs and the risks.

The measure is the population stability index (PSI) between what the model was trained on and what it sees
now; by convention under 0.1 is calm and from 0.25 on is an alarm (Siddiqi, Credit Risk Scorecards, 2006).
It says that something changed, not that anybody is harmed: judge that by `evaluate`, once outcomes are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SOME_DRIFT, LARGE_DRIFT = 0.1, 0.25
_LEAST_SHARE = 1e-4  # an empty bin would make the index infinite


@dataclass(frozen=True)
class Watch:
    """What production can know of a month when the month is over, without one outcome."""

    flights: int
    mean_risk: float
    risk_psi: float  # of the risks given, against those for the training months
    drifted: tuple[str, ...]  # inputs with large drift, the largest first
    largest_psi: float
    missing: float  # the largest rise of the share of missing values of an input


def psi(reference: pd.Series, now: pd.Series, *, bins: int = 10) -> float:
    """The population stability index of two samples; 0 if they are alike.

    Numbers are put into bins that hold equal shares of the reference; text counts by value; missing values
    are a bin of their own.

    Raises:
        ValueError: a sample is empty.
    """
    if reference.empty or now.empty:
        raise ValueError("A sample is empty: there is nothing to compare.")
    if pd.api.types.is_numeric_dtype(reference):
        before, after = _numeric_shares(reference, now, bins)
    else:
        before, after = _text_shares(reference, now)
    return float(np.sum((after - before) * np.log(after / before)))


def drift(reference: pd.DataFrame, now: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """For each column its PSI, and the shares of missing values before and now; the largest PSI first.

    Raises:
        KeyError: a column is missing.
        ValueError: there are no rows.
    """
    rows = {
        column: {
            "psi": psi(reference[column], now[column]),
            "missing_before": float(reference[column].isna().mean()),
            "missing_now": float(now[column].isna().mean()),
        }
        for column in columns
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("feature")
    return table.sort_values("psi", ascending=False, kind="stable")


def watch(
    reference: pd.DataFrame,
    now: pd.DataFrame,
    *,
    columns: Sequence[str],
    reference_risk: NDArray[np.float64],
    risk: NDArray[np.float64],
) -> Watch:
    """Sum up a month: its inputs and risks against those of the months that the model was trained on.

    Raises:
        KeyError: a column is missing.
        ValueError: there are no rows.
    """
    table = drift(reference, now, columns)
    large = table.index[table["psi"] >= LARGE_DRIFT]
    return Watch(
        flights=len(now),
        mean_risk=float(np.mean(risk)),
        risk_psi=psi(pd.Series(reference_risk), pd.Series(risk)),
        drifted=tuple(str(name) for name in large),
        largest_psi=float(table["psi"].max()),
        missing=float((table["missing_now"] - table["missing_before"]).max()),
    )


def _numeric_shares(
    reference: pd.Series, now: pd.Series, bins: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    known = reference.dropna().to_numpy(dtype=np.float64)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1])) if len(known) else np.empty(0)
    return _shares(_bins(reference, edges), len(edges) + 2), _shares(_bins(now, edges), len(edges) + 2)


def _bins(values: pd.Series, edges: NDArray[np.float64]) -> NDArray[np.intp]:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(edges, numbers, side="left"))


def _text_shares(reference: pd.Series, now: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    codes, values = pd.factorize(pd.concat([reference, now], ignore_index=True), use_na_sentinel=False)
    return _shares(codes[: len(reference)], len(values)), _shares(codes[len(reference) :], len(values))


def _shares(codes: NDArray[np.intp], kinds: int) -> NDArray[np.float64]:
    return np.maximum(np.bincount(codes, minlength=kinds) / len(codes), _LEAST_SHARE)
