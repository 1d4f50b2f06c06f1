"""The first model: gradient-boosted trees on what the schedule tells. The machine learning of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEDULE = ("carrier", "origin", "dest", "sched_dep_time", "distance")


def train(flights: pd.DataFrame, columns: Sequence[str] = SCHEDULE) -> HistGradientBoostingClassifier:
    """A model of the column `late` (see `label.with_label`), from the given columns."""
    model = HistGradientBoostingClassifier(categorical_features="from_dtype", max_iter=30, random_state=0)
    return model.fit(_inputs(flights, columns), flights["late"])


def auc(model: HistGradientBoostingClassifier, flights: pd.DataFrame) -> float:
    """How well the model ranks: the chance that it gives a late flight a higher risk than one on time."""
    risk = model.predict_proba(_inputs(flights, model.feature_names_in_))[:, 1]
    return float(roc_auc_score(flights["late"], risk))


def _inputs(flights: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Text as categories, numbers as floats with NaN where they are missing: what the trees understand."""
    chosen = flights[list(columns)]
    types = {name: "category" if kind == "string" else "float64" for name, kind in chosen.dtypes.items()}
    return chosen.astype(types)
