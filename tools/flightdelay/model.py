"""The models: gradient-boosted trees, and the heuristic that they have to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SCHEDULE = ("carrier", "origin", "dest", "sched_dep_time", "distance")


class Model(Protocol):
    """What estimates the risk of leaving late."""

    feature_names_in_: NDArray[np.str_]

    def predict_proba(self, inputs: pd.DataFrame) -> NDArray[np.float64]:
        """For each row the chances of on time and of late."""


def train(
    flights: pd.DataFrame, columns: Sequence[str] = SCHEDULE, *, trees: int = 30, seed: int = 0
) -> HistGradientBoostingClassifier:
    """A model of the column `late` (see `label.with_label`), from the given columns.

    The same rows in the same order, columns, settings and seed give the same model.
    """
    model = HistGradientBoostingClassifier(
        categorical_features="from_dtype", max_iter=trees, early_stopping=False, random_state=seed
    )
    return model.fit(inputs(flights, columns), flights["late"])


def risk(model: Model, flights: pd.DataFrame) -> NDArray[np.float64]:
    """The chance that each flight leaves late, from 0 to 1, in the order of the rows.

    Raises:
        KeyError: a column that the model was trained on is missing.
    """
    return model.predict_proba(inputs(flights, model.feature_names_in_))[:, 1]


def auc(model: Model, flights: pd.DataFrame) -> float:
    """How well the model ranks: the chance that it gives a late flight a higher risk than one on time."""
    return float(roc_auc_score(flights["late"], risk(model, flights)))


@dataclass(frozen=True)
class Heuristic:
    """The rule of thumb: a flight is as likely to be late as flights at its hour of the day have been."""

    late_share: pd.Series[float]  # by hour; an hour not seen has the share of all
    overall: float

    @property
    def feature_names_in_(self) -> NDArray[np.str_]:
        """The one column it reads."""
        return np.array(["minute_of_day"])

    def predict_proba(self, inputs: pd.DataFrame) -> NDArray[np.float64]:
        """For each row the chances of on time and of late."""
        hours = (inputs["minute_of_day"] // 60).astype(int)
        late = hours.map(self.late_share).fillna(self.overall).to_numpy(dtype=np.float64)
        return np.column_stack([1 - late, late])


def train_heuristic(flights: pd.DataFrame) -> Heuristic:
    """The rule of thumb, from the columns `minute_of_day` and `late`."""
    hours = (flights["minute_of_day"] // 60).astype(int)
    return Heuristic(flights.groupby(hours)["late"].mean(), float(flights["late"].mean()))


def inputs(flights: pd.DataFrame, columns: Sequence[str] | NDArray[np.str_]) -> pd.DataFrame:
    """Text as categories, numbers as floats with NaN where they are missing: what the trees understand.

    Raises:
        KeyError: a column is missing.
    """
    chosen = flights[list(columns)]
    types = {name: "category" if kind == "string" else "float64" for name, kind in chosen.dtypes.items()}
    return chosen.astype(types)
