"""What would a retraining policy have done? The months of a year played in memory, without pipeline or registry.

    frames = year_of_frames(2013)                       # about 8 s; a sample of each month is enough to compare
    trainer = Trainer(frames)
    table = replay(frames, POLICIES["on_decay"], trainer)
    summary(table)

One trainer serves several replays: models trained on the same months are trained once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from flightdelay import data
from flightdelay.evaluate import score
from flightdelay.features import SERVED_FEATURES, load_sources, with_features
from flightdelay.model import risk, train
from flightdelay.monitoring import watch
from flightdelay.requirements import cost_of_decisions, requirements, saving
from flightdelay.retraining import FIRST_MONTHS, Policy, Seen, training_months

TREES = 60


def year_of_frames(
    year: int = 2013, *, share: float = 1.0, months: Sequence[int] = range(1, 13)
) -> dict[int, pd.DataFrame]:
    """Each month's flights that left, with features and label; a share of them drawn with a fixed seed.

    Raises:
        ValueError: there is no such year or month.
        FileNotFoundError: a package with the data is not installed.
    """
    sources = load_sources(months, year)
    flights = {month: data.load_flights(month, year) for month in months}
    drawn = {
        month: frame.sample(frac=share, random_state=month).sort_index() for month, frame in flights.items()
    }
    return {month: with_features(frame, sources) for month, frame in drawn.items()}


@dataclass(frozen=True)
class Trained:
    """A model, with what it was trained on and the risks that it gives there: the reference for drift."""

    rows: pd.DataFrame
    model: HistGradientBoostingClassifier
    risk: NDArray[np.float64]


@dataclass
class Trainer:
    """Trains on some months of a year, each set of months once."""

    frames: Mapping[int, pd.DataFrame]
    columns: Sequence[str] = SERVED_FEATURES
    trees: int = TREES
    _trained: dict[tuple[int, ...], Trained] = field(default_factory=dict, repr=False)

    def trained(self, months: tuple[int, ...]) -> Trained:
        """The model of these months, and its reference."""
        if months not in self._trained:
            rows = self.rows(months)
            model = train(rows, self.columns, trees=self.trees)
            self._trained[months] = Trained(rows, model, risk(model, rows))
        return self._trained[months]

    def rows(self, months: tuple[int, ...]) -> pd.DataFrame:
        """The flights of these months, one after the other."""
        return pd.concat([self.frames[month] for month in months], ignore_index=True)


@dataclass(frozen=True)
class Row:
    """A month of a replay: how the model that served in it did, and what the policy decided at its end."""

    month: int
    flights: int
    late_share: float
    auc: float
    brier: float
    predicted_over_observed: float
    cost: float  # mean of a flight, see `requirements().costs`
    saving: float  # share of the cost without a model
    drifted: int  # inputs with large drift from the months trained on
    risk_psi: float
    trained_on: int  # flights in the training of the model that served
    retrain: bool = False
    reason: str = ""


def replay(frames: Mapping[int, pd.DataFrame], policy: Policy, trainer: Trainer) -> pd.DataFrame:
    """A `Row` for each month after the first three, by month; the decision at its end is for the next one.

    Raises:
        ValueError: there are not more than three months.
    """
    first = training_months(FIRST_MONTHS)
    if not set(frames) > set(first):
        raise ValueError(f"The replay needs months 1 to {FIRST_MONTHS} to train on, and at least one more.")
    months, seen, rows = first, list[Seen](), list[Row]()
    for month in sorted(set(frames) - set(first)):
        played = _play(trainer, months, month, frames[month])
        seen.append(Seen(month, played.drifted, played.risk_psi, played.auc, played.predicted_over_observed))
        decision = policy.decide(seen)
        rows.append(dataclasses.replace(played, retrain=decision.retrain, reason=decision.reason))
        if decision.retrain:
            months, seen = training_months(month, policy.window), []
    return pd.DataFrame(rows).set_index("month")


def summary(table: pd.DataFrame) -> dict[str, float]:
    """A replay in five numbers: mean AUC, mean cost of a flight, saving, months out of calibration, trainings.

    Trainings count the first one, and not the one that the last month asks for: it serves nobody any more.
    """
    weights = table["flights"] / table["flights"].sum()
    band = requirements().quality.predicted_over_observed
    return {
        "auc": float(table["auc"].mean()),
        "cost": float((table["cost"] * weights).sum()),
        "saving": float(table["saving"].mean()),
        "out_of_band": float(sum(not band.kept(ratio) for ratio in table["predicted_over_observed"])),
        "trainings": float(1 + table["retrain"].iloc[:-1].sum()),
    }


def _play(trainer: Trainer, months: tuple[int, ...], month: int, frame: pd.DataFrame) -> Row:
    serving, costs = trainer.trained(months), requirements().costs
    given = risk(serving.model, frame)
    seen = watch(serving.rows, frame, columns=trainer.columns, reference_risk=serving.risk, risk=given)
    scores = score(frame["late"], given)
    warned = given >= costs.threshold
    return Row(
        month=month,
        flights=scores.flights,
        late_share=scores.late_share,
        auc=scores.auc,
        brier=scores.brier,
        predicted_over_observed=scores.predicted_over_observed,
        cost=cost_of_decisions(frame["late"], warned, costs),
        saving=saving(frame["late"], warned, costs),
        drifted=len(seen.drifted),
        risk_psi=seen.risk_psi,
        trained_on=len(serving.rows),
    )
