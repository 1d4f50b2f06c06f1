"""Why does a flight have this risk? Shapley values: its distance from usual flights, shared among the inputs.

    contributions(model, flights.loc[[5]], flights.sample(50, random_state=0))

The answer depends on which flights count as usual: compare with flights of the same hour, and the hour
explains nothing any more. It describes the model, and not what makes flights late.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from flightdelay.model import inputs, risk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from flightdelay.model import Model


def contributions(
    model: Model, flight: pd.DataFrame, usual: pd.DataFrame, *, samples: int = 300, seed: int = 0
) -> pd.Series[float]:
    """What each input adds to the risk of one flight, largest first; the sum is its risk minus the usual one.

    KernelSHAP (Lundberg and Lee, 2017) asks the model about `samples` mixtures of the flight with each usual
    one, so the parts are estimates; the same seed gives the same ones.

    Raises:
        ValueError: `flight` is not one row.
        KeyError: a column that the model reads is missing.
    """
    if len(flight) != 1:
        raise ValueError(f"`flight` has {len(flight)} rows; give one flight, as in flights.loc[[5]].")
    import shap  # noqa: PLC0415 (takes seconds to import, and only who explains needs it)

    both = pd.concat([usual, flight], ignore_index=True)[list(model.feature_names_in_)]
    coded, decode = _coded(both)
    explainer = shap.KernelExplainer(lambda numbers: risk(model, decode(numbers)), coded[:-1])
    with _seeded(seed):
        values = explainer.shap_values(coded[-1], nsamples=samples, l1_reg=False, silent=True)
    parts = pd.Series(values, index=both.columns)
    return parts.loc[parts.abs().sort_values(ascending=False, kind="stable").index]


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Lend a seed to numpy's global state, which shap draws from, and give the state back."""
    state = np.random.get_state()  # noqa: NPY002 (what shap uses)
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _coded(
    flights: pd.DataFrame,
) -> tuple[NDArray[np.float64], Callable[[NDArray[np.float64]], pd.DataFrame]]:
    """The flights as numbers, which is all that shap mixes, and the way back."""
    typed = inputs(flights, list(flights.columns))
    names = {column: typed[column].cat.categories for column in typed if typed[column].dtype == "category"}
    numbers = {column: typed[column].cat.codes if column in names else typed[column] for column in typed}

    def decode(coded: NDArray[np.float64]) -> pd.DataFrame:
        table = pd.DataFrame(coded, columns=flights.columns)
        for column, categories in names.items():
            text = pd.Categorical.from_codes(table[column].astype(int), categories)
            table[column] = pd.Series(text).astype("string")
        return table

    return pd.DataFrame(numbers).to_numpy(dtype=np.float64), decode
