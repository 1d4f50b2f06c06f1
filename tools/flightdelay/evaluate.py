"""How good are the risks? By number, by slice and by whether a risk of 30 % is late three times in ten."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, roc_auc_score

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LEAST_FLIGHTS = 100  # a slice of fewer says little


@dataclass(frozen=True)
class Scores:
    """What is said of a model's risks on some flights."""

    flights: int
    late_share: float
    auc: float  # the chance that a late flight has a higher risk than one on time; NaN with one kind only
    brier: float  # mean squared difference of risk and outcome: smaller is better
    predicted_over_observed: (
        float  # calibration in the large: 1 is right, 0.8 sees four of five; NaN if none is late
    )


def score(late: ArrayLike, risk: ArrayLike) -> Scores:
    """Judge risks (0 to 1) by what happened (true or false), in the same order.

    Raises:
        ValueError: there are no flights, the lengths differ, or a risk is no number from 0 to 1.
    """
    happened, risks = _checked(late, risk)
    both = 0 < happened.sum() < len(happened)
    return Scores(
        flights=len(happened),
        late_share=float(happened.mean()),
        auc=float(roc_auc_score(happened, risks)) if both else float("nan"),
        brier=float(brier_score_loss(happened, risks)),
        predicted_over_observed=float(risks.mean() / happened.mean()) if happened.any() else float("nan"),
    )


def by_slice(
    flights: pd.DataFrame, risk: ArrayLike, column: str, *, least: int = LEAST_FLIGHTS
) -> pd.DataFrame:
    """The scores of each value of a column (with a missing value its own), worst AUC first.

    Slices of fewer than `least` flights are left out: their scores are noise.

    Raises:
        KeyError: there is no such column, or no column `late`.
        ValueError: as `score`.
    """
    # By place and not by index: months put together repeat their index.
    judged = flights[[column, "late"]].assign(risk=_checked(flights["late"], risk)[1])
    rows = {
        value: asdict(score(part["late"], part["risk"]))
        for value, part in judged.groupby(column, dropna=False, observed=True)
        if len(part) >= least
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(Scores.__dataclass_fields__))
    return table.rename_axis(column).sort_values("auc", kind="stable")


def reliability(late: ArrayLike, risk: ArrayLike, *, bins: int = 10) -> pd.DataFrame:
    """Flights by risk in bins of equal size: the mean risk of each bin beside the share that was late.

    Raises:
        ValueError: as `score`.
    """
    happened, risks = _checked(late, risk)
    # By rank, not by value: equal risks share a bin, and no bin is empty.
    edges = np.unique(np.quantile(risks, np.linspace(0, 1, bins + 1)))
    inside = np.clip(np.searchsorted(edges, risks, side="right") - 1, 0, max(len(edges) - 2, 0))
    table = pd.DataFrame({"bin": inside, "predicted": risks, "observed": happened})
    grouped = table.groupby("bin")
    means = grouped[["predicted", "observed"]].mean()
    return means.assign(flights=grouped.size()).reset_index(drop=True)


def _checked(late: ArrayLike, risk: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    happened, risks = np.asarray(late, dtype=bool), np.asarray(risk, dtype=np.float64)
    if len(happened) == 0:
        raise ValueError("There are no flights to score.")
    if happened.shape != risks.shape:
        raise ValueError(f"{len(happened)} outcomes but {len(risks)} risks: give one risk a flight.")
    if not ((risks >= 0) & (risks <= 1)).all():
        raise ValueError("A risk is not a number from 0 to 1.")
    return happened, risks
