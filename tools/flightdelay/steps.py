"""The steps of one month, from the flights that came in to the model that serves the next month.

    ingest ─ validate ┬─ features ─ score ┬─ monitor ──┐
                      │                   │            ├─ decide ─ train ─ gate ─ promote
                      └─ labels ──────────┴─ evaluate ─┘

Each is a function of what it is given and of nothing else (see `workspace`). January to March are collected, and
the first model is made of them; from April on each month is scored by the champion that the month before left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from flightdelay import data, evaluate, features, fingerprint, gate, label, model, monitoring, retraining
from flightdelay.contract import FLIGHTS, failures
from flightdelay.requirements import requirements
from flightdelay.same_bytes import same_bytes
from flightdelay.workspace import Given, Month, Step, Workspace, as_json, as_parquet

FIRST_MONTH = Month(2013, 1)
FIRST_TRAINED = Month(2013, retraining.FIRST_MONTHS)
LAST_MONTH = Month(2013, 12)
# From this day of the newest month on, flights are kept for the exam at the gate: no model is trained on them then.
EXAM_FROM_DAY = 24
MOST_QUARANTINED = 0.01

Results = Mapping[str, bytes]


class BadMonthError(ValueError):
    """A month cannot be used: the whole table breaks the contract, or too many of its rows do."""


def ingest(given: Given) -> Results:
    """Take in the flights and the weather of the month, as they came."""
    flights = data.load_flights(given.month.number, given.month.year)
    some = flights.iloc[:: given.setting("every")].reset_index(drop=True)
    weather = data.load_weather(given.month.number, given.month.year)
    return {"flights.parquet": as_parquet(some), "weather.parquet": as_parquet(weather)}


def validate(given: Given) -> Results:
    """Hold the flights to the contract; rows that break it go to quarantine.

    Raises:
        BadMonthError: the month as a whole is not to be trusted.
    """
    flights = given.frame("ingest.flights.parquet")
    found = failures(flights, FLIGHTS)
    rows = sorted(int(row) for row in found["row"].dropna().unique())
    whole = found.loc[found["row"].isna(), "rule"].tolist()
    if whole or len(rows) > MOST_QUARANTINED * len(flights):
        raise BadMonthError(
            f"{given.month}: {'; '.join(whole) or f'{len(rows)} of {len(flights)} rows'} broke the contract. "
            "Ask the owner of the feed; the model of the month before goes on."
        )
    return {"json": as_json({"flights": len(flights), "quarantined": rows})}


def make_features(given: Given) -> Results:
    """What was known of each flight when it was due to leave."""
    months = [given.month.back(), given.month] if given.month > FIRST_MONTH else [given.month]
    past = pd.concat([_accepted(given, month) for month in months], ignore_index=True)
    sources = features.Sources(
        weather=pd.concat([given.frame("ingest.weather.parquet", month) for month in months]),
        planes=data.load_planes(given.month.year),
        airports=data.load_airports(),
        outcomes=features.outcomes(past),
    )
    flights = _accepted(given, given.month)
    table = features.features(flights, sources).assign(scheduled=flights["scheduled"])
    return {"parquet": as_parquet(table)}


def score(given: Given) -> Results:
    """What production would have said of each flight: the risk by the champion of the month before."""
    champion = given.record("promote.json", given.month.back())
    trained = _load(given, Month.parse(champion["trained"]))
    table = given.frame("features.parquet")
    risks = pd.DataFrame({"risk": model.risk(trained, table)}, index=table.index)
    return {"parquet": as_parquet(risks.assign(version=champion["version"]))}


def labels(given: Given) -> Results:
    """The outcomes, which arrive when the flights have left; cancelled flights have none."""
    return {"parquet": as_parquet(label.is_late(_accepted(given, given.month)).to_frame())}


def evaluate_month(given: Given) -> Results:
    """How good the risks of the month were."""
    known = given.frame("labels.parquet").join(given.frame("score.parquet")).dropna(subset="late")
    return {"json": as_json(asdict(evaluate.score(known["late"].astype(bool), known["risk"])))}


def monitor(given: Given) -> Results:
    """What could be seen without outcomes: the inputs and the risks beside those of the training months."""
    champion = given.record("promote.json", given.month.back())
    trained = Month.parse(champion["trained"])
    seen = monitoring.watch(
        _rows_of(given, given.record("train.json", trained)["months"]),
        given.frame("features.parquet"),
        columns=features.SERVED_FEATURES,
        reference_risk=given.frame("train.risk.parquet", trained)["risk"].to_numpy(),
        risk=given.frame("score.parquet")["risk"].to_numpy(),
    )
    return {"json": as_json(asdict(seen))}


def decide(given: Given) -> Results:
    """Train again? The policy answers from all that the champion has seen since it was trained."""
    if given.month == FIRST_TRAINED:
        return {"json": as_json({"retrain": True, "reason": "there is no model yet"})}
    champion = given.record("promote.json", given.month.back())
    first = max(Month.parse(champion["trained"]), FIRST_TRAINED)
    seen = [_seen(given, Month(2013, number)) for number in range(first.number + 1, given.month.number + 1)]
    return {"json": as_json(asdict(retraining.POLICIES[given.setting("policy")].decide(seen)))}


def train(given: Given) -> Results:
    """Make a challenger of the months that the policy names, the newest without the days of the exam."""
    from flightdelay import model_file  # noqa: PLC0415 (skops is slow to import, and most steps need no model)

    decision = given.record("decide.json")
    if not decision["retrain"]:
        return {"json": as_json({"trained": False, **decision})}
    months = retraining.training_months(given.month.number, _window(given))
    names = [str(Month(2013, number)) for number in months]
    rows = _rows_to_learn_from(given, names)
    trained = model.train(rows, features.SERVED_FEATURES)
    risks = pd.DataFrame({"risk": model.risk(trained, rows)})
    record = {
        "trained": True,
        "months": [str(Month(2013, number)) for number in months],
        "flights": len(rows),
    }
    return {
        "json": as_json({**record, **decision}),
        "skops": same_bytes(model_file.as_bytes(trained)),
        "risk.parquet": as_parquet(risks),
    }


def pass_gate(given: Given) -> Results:
    """The exam: challenger and champion on the last days of the month, which neither has learned from."""
    training = given.record("train.json")
    if not training["trained"]:
        return {"json": as_json({"asked": False, "passed": False, "reasons": [training["reason"]]})}
    exam = of_the_exam(_labelled(given, given.month))
    challenger = model.risk(_load(given, given.month), exam)
    champion = _champion_risk(given, exam, training["months"])
    scores = evaluate.score(exam["late"], challenger), evaluate.score(exam["late"], champion)
    verdict = gate.decide(*scores, requirements())
    both = dict(zip(("challenger", "champion"), map(asdict, scores), strict=True))
    return {"json": as_json({"asked": True, **asdict(verdict), **both})}


def promote(given: Given) -> Results:
    """Which model serves the next month: the challenger if it passed, else the champion as before."""
    passed = given.record("gate.json")["passed"]
    if given.month == FIRST_TRAINED and not passed:
        raise BadMonthError(
            f"{given.month}: the first model did not pass the gate, so there is none to serve."
        )
    before = (
        given.record("promote.json", given.month.back()) if given.month > FIRST_TRAINED else {"version": 0}
    )
    now = {"version": before["version"] + 1, "trained": str(given.month)} if passed else before
    return {"json": as_json({**now, "promoted": passed})}


STEPS = (
    Step("ingest", ingest),
    Step("validate", validate, ("ingest",)),
    Step("features", make_features, ("ingest", "validate")),
    Step("score", score, ("features",)),
    Step("labels", labels, ("ingest", "validate")),
    Step("evaluate", evaluate_month, ("score", "labels")),
    Step("monitor", monitor, ("features", "score")),
    Step("decide", decide, ("validate", "evaluate", "monitor")),
    Step("train", train, ("decide", "features", "labels")),
    Step("gate", pass_gate, ("train", "score", "features", "labels")),
    Step("promote", promote, ("gate",)),
)
_COLLECT = ("ingest", "validate", "features", "labels")
_FIRST = (*_COLLECT, "decide", "train", "gate", "promote")


def steps_of(month: Month) -> tuple[Step, ...]:
    """The steps of a month, in order: the first months are collected, and the last of them makes the first model."""
    if month > FIRST_TRAINED:
        return STEPS
    names = _FIRST if month == FIRST_TRAINED else _COLLECT
    return tuple(step for step in STEPS if step.name in names)


def months_through(last: Month) -> list[Month]:
    """The months from the first to the last one asked for."""
    return [FIRST_MONTH.back(-number) for number in range(12 * (last.year - FIRST_MONTH.year) + last.number)]


def replay(workspace: Workspace, months: Iterable[Month]) -> None:
    """Run the steps of some months in order, in the simplest way there is: without an orchestrator."""
    workspace.note("began")
    for month in months:
        for step in steps_of(month):
            workspace.run(step, month)


@cache
def code_version() -> str:
    """A digest of this package and of the versions of what computes: other code, other results."""
    packages = [version(package) for package in ("numpy", "pandas", "pyarrow", "scikit-learn", "skops")]
    return hashlib.sha256("\n".join([fingerprint.code_version(), *packages]).encode()).hexdigest()[:16]


def labelled(table: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table whose outcome is known, with the label `late` as plain true and false."""
    return table.join(outcomes).dropna(subset="late").astype({"late": bool})


def of_the_exam(rows: pd.DataFrame) -> pd.DataFrame:
    """The last days of the newest month: no model that is made of the month has learned from them."""
    last_days: pd.DataFrame = rows[rows["scheduled"].dt.day >= EXAM_FROM_DAY]
    return last_days


def _window(given: Given) -> int | None:
    """How many months the policy learns from; the first model learns from all there are."""
    return None if given.month == FIRST_TRAINED else retraining.POLICIES[given.setting("policy")].window


def _accepted(given: Given, month: Month) -> pd.DataFrame:
    refused = given.record("validate.json", month)["quarantined"]
    accepted: pd.DataFrame = given.frame("ingest.flights.parquet", month).drop(index=refused)
    return accepted


def _rows_of(given: Given, months: list[str]) -> pd.DataFrame:
    tables = [given.frame("features.parquet", Month.parse(month)) for month in months]
    return pd.concat(tables, ignore_index=True)


def _labelled(given: Given, month: Month) -> pd.DataFrame:
    return labelled(given.frame("features.parquet", month), given.frame("labels.parquet", month))


def _rows_to_learn_from(given: Given, months: list[str]) -> pd.DataFrame:
    tables = [_labelled(given, Month.parse(month)) for month in months]
    tables[-1] = tables[-1][tables[-1]["scheduled"].dt.day < EXAM_FROM_DAY]
    return pd.concat(tables, ignore_index=True)


def _champion_risk(given: Given, exam: pd.DataFrame, months: list[str]) -> np.ndarray:
    """What the champion said of the flights of the exam; before there is one, the rule of thumb."""
    if given.month == FIRST_TRAINED:
        return model.train_heuristic(_rows_to_learn_from(given, months)).predict_proba(exam)[:, 1]
    risks: np.ndarray = given.frame("score.parquet").loc[exam.index, "risk"].to_numpy()
    return risks


def _seen(given: Given, month: Month) -> retraining.Seen:
    watched: dict[str, Any] = given.record("monitor.json", month)
    scores: dict[str, Any] = given.record("evaluate.json", month)
    return retraining.Seen(
        month=month.number,
        drifted=len(watched["drifted"]),
        risk_psi=watched["risk_psi"],
        auc=scores["auc"],
        predicted_over_observed=scores["predicted_over_observed"],
    )


def _load(given: Given, month: Month) -> model.Model:
    from flightdelay import model_file  # noqa: PLC0415 (as above)

    trained: model.Model = model_file.load(given.path("train.skops", month))
    return trained
