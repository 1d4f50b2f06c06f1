"""When is somebody called, why, and what do they do then? Rules as data, judged on what a month has shown.

The rules are in `alerts.yml` beside this file, each with its entry of the runbook. A rule looks at one measure:
of a `Watch`, which is there when a month is over; of `Scores`, which come with the labels; or the age of something.
`text(exposition(...))` is what Prometheus reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
import yaml
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from flightdelay.evaluate import Scores
from flightdelay.monitoring import Watch
from flightdelay.requirements import Level, requirements

OWN = Path(__file__).with_suffix(".yml")

MEASURES = {
    "flights": "Flights of the last month.",
    "mean_risk": "Mean of the risks given in the last month.",
    "risk_psi": "Population stability index of the risks against those of the training months.",
    "drifted_inputs": "Inputs with large drift from the training months.",
    "largest_psi": "Largest population stability index of an input.",
    "missing": "Largest rise of the share of missing values of an input.",
    "late_share": "Share of late flights in the last month with labels.",
    "auc": "AUC in the last month with labels.",
    "brier": "Brier score in the last month with labels.",
    "predicted_over_observed": "Late flights foreseen for each that came, in the last month with labels.",
    "weather_age_hours": "Age of the newest observation of the weather.",
    "labels_age_days": "Age of the newest label.",
    "model_age_days": "Days since the model in service was trained.",
    "skew_share": "Share of sampled requests whose logged features differ from those computed again.",
}

Text = Annotated[str, Field(min_length=3)]


class AlertsError(ValueError):
    """The file of rules cannot be used; the message says where and why."""


class Rule(BaseModel):
    """One alert: what is measured, within which bounds, how patiently, whom it wakes, and what they do then."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    measure: str
    level: str | None = None  # a promise in the requirements, as "quality.auc", or else the two bounds
    least: float | None = None
    most: float | None = None
    breaches: int = Field(default=1, ge=1)  # it rings after so many breaches ...
    of: int = Field(default=1, ge=1)  # ... in the last so many periods
    severity: Literal["page", "ticket"]  # a page wakes somebody; a ticket waits for the morning
    means: Text
    check: tuple[Text, ...] = Field(min_length=1)  # in this order
    do: Text

    @model_validator(mode="after")
    def _can_ring(self) -> Self:
        if self.measure not in MEASURES:
            raise ValueError(
                f"measures {self.measure!r}, which is not known. Known are: {', '.join(MEASURES)}."
            )
        if (self.level is None) == (self.least is None and self.most is None):
            raise ValueError("needs either `level` or bounds of its own, `least`, `most` or both.")
        if self.level is not None and self.level not in _levels():
            raise ValueError(
                f"stands on {self.level!r}, which is no level. Known are: {', '.join(_levels())}."
            )
        if self.breaches > self.of:
            raise ValueError(f"can never ring: {self.breaches} breaches of {self.of}. Lower `breaches`.")
        return self

    @property
    def bounds(self) -> Level:
        """Within which the measure is in order."""
        if self.level is not None:
            return _levels()[self.level]
        return Level(least=self.least, most=self.most, over="month", because=self.means)


@dataclass(frozen=True)
class Alert:
    """A rule that rings, and what it rings about."""

    rule: Rule
    value: float  # the newest

    def __str__(self) -> str:
        """The alert in a line, as "PAGE calibration_broken: predicted_over_observed is 0.72, not at least ..."."""
        rule = self.rule
        often = f" ({rule.breaches} of {rule.of})" if rule.of > 1 else ""
        return f"{rule.severity.upper()} {rule.name}: {rule.measure} is {self.value:.3g}, not {rule.bounds}{often}"


def measured(watch: Watch | None = None, scores: Scores | None = None, **ages: float) -> dict[str, float]:
    """What is known of a period, by measure. What is not known yet is left out; labels may come months later.

    Raises:
        ValueError: there is no such measure.
    """
    known: dict[str, float] = {}
    if watch is not None:
        seen = asdict(watch)
        known |= {name: float(seen[name]) for name in seen if name != "drifted"}
        known["drifted_inputs"] = float(len(watch.drifted))
    if scores is not None:
        known |= {name: value for name, value in asdict(scores).items() if name != "flights"}
    known |= ages
    for name in known:
        if name not in MEASURES:
            raise ValueError(f"{name!r} is not a measure. Known are: {', '.join(MEASURES)}.")
    return known


def ringing(history: Sequence[Mapping[str, float]], rules: Sequence[Rule] | None = None) -> tuple[Alert, ...]:
    """The alerts after the last of some periods (oldest first, each as `measured` gives it), pages first.

    A period in which a measure is not known yet does not count for its rule. One that is NaN was measured and is
    no number: a breach.
    """
    alerts = []
    for rule in own_rules() if rules is None else rules:
        values = [period[rule.measure] for period in history if rule.measure in period][-rule.of :]
        if sum(not rule.bounds.kept(value) for value in values) >= rule.breaches:
            alerts.append(Alert(rule, values[-1]))
    return tuple(sorted(alerts, key=lambda alert: alert.rule.severity))


def exposition(
    now: Mapping[str, float], alerts: Sequence[Alert] = (), drift: pd.DataFrame | None = None
) -> CollectorRegistry:
    """Gauges of the newest measures, of the drift of each input (as `monitoring.drift`) and of the alerts."""
    registry = CollectorRegistry()
    for name, value in now.items():
        Gauge(f"flightdelay_{name}", MEASURES[name], registry=registry).set(value)
    if drift is not None:
        psi = Gauge("flightdelay_feature_psi", "Drift of an input.", ["feature"], registry=registry)
        for feature, value in drift["psi"].items():
            psi.labels(feature).set(value)
    alert = Gauge("flightdelay_alert", "1 while an alert rings.", ["rule", "severity"], registry=registry)
    for rings in alerts:
        alert.labels(rings.rule.name, rings.rule.severity).set(1)
    return registry


def text(registry: CollectorRegistry) -> str:
    """The gauges in the words that Prometheus reads."""
    return generate_latest(registry).decode("utf-8")


def runbook(rule: Rule) -> str:
    """What the one on call reads when a rule rings."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(rule.check, start=1))
    return f"## {rule.name} ({rule.severity})\n\n{rule.means}\n\nCheck first:\n\n{steps}\n\nThen: {rule.do}\n"


def load_rules(path: Path = OWN) -> tuple[Rule, ...]:
    """Read a file of rules; without a path, those of this system.

    Raises:
        AlertsError: the file cannot be read, or a rule of it cannot be used.
    """
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise AlertsError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise AlertsError(f"{path.name}: is not a list of rules. Begin each with `- name:`.")
    rules = tuple(_rule(entry, path.name) for entry in listed)
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise AlertsError(f"{path.name}: two rules are called {twice[0]!r}. Rename one.")
    return rules


@cache
def own_rules() -> tuple[Rule, ...]:
    """The rules of this system, read once."""
    return load_rules()


def _rule(entry: dict[str, object], file: str) -> Rule:
    try:
        return Rule.model_validate(entry)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc'])) or 'it'}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        )
        raise AlertsError(f"{file}: rule {entry.get('name', '(without a name)')}: {problems}") from None


def _levels() -> dict[str, Level]:
    needed = requirements()
    named = {f"quality.{name}": level for name, level in needed.quality.levels()}
    return named | {f"slos.{name}": level for name, level in needed.slos.levels()}
