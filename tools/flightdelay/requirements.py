"""What the system must do, as data: the cost of its mistakes, the levels it promises, its canvas and its risks.

The data is in `requirements.yml` beside this file; what the fields mean is here. Later parts of the system
read it instead of repeating its numbers: the gate asks `requirements().quality`, the service `.slos`, and
who chooses a threshold `.costs`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
import yaml
from numpy.typing import ArrayLike, NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

OWN = Path(__file__).with_suffix(".yml")

Text = Annotated[str, Field(min_length=3)]
Grade = Annotated[int, Field(strict=True, ge=1, le=5)]
Number = Annotated[float, Field(strict=True)]  # strict: YAML's true and "200" are no numbers
_WORDS = {
    "missing": "is missing. Add it.",
    "string_too_short": "is empty. Write at least a word.",
    "model_type": "is not a table of fields. Write a line `field: value` for each.",
}


class RequirementsError(ValueError):
    """The file of requirements cannot be used; the message lists every problem, one a line."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Costs(_Part):
    """What the two mistakes cost for one flight, each beyond what the right decision would have cost."""

    currency: Text
    missed: Number = Field(gt=0)  # the flight left late and nobody had been warned
    needless: Number = Field(gt=0)  # the passengers were moved and the flight left on time
    because: Text

    @property
    def threshold(self) -> float:
        """The risk from which a warning pays, if a risk of 0.3 means that 3 flights of 10 are late."""
        return self.needless / (self.needless + self.missed)


class Level(_Part):
    """A promise that a measurement keeps or breaks: at least so much, at most so much, or both."""

    least: Number | None = None
    most: Number | None = None
    over: Literal["request", "week", "month"]  # what is measured at once
    because: Text

    @model_validator(mode="after")
    def _can_be_kept_and_broken(self) -> Self:
        if self.least is None and self.most is None:
            raise ValueError("promises nothing. Give it `least`, `most` or both.")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("asks for more than it allows: `least` is above `most`. Swap them.")
        return self

    def kept(self, measured: float) -> bool:
        """Whether a measurement keeps the promise; one that is not a number keeps nothing."""
        at_least = -math.inf if self.least is None else self.least
        at_most = math.inf if self.most is None else self.most
        return at_least <= measured <= at_most

    def __str__(self) -> str:
        """The promise in words, as in "at least 0.8 and at most 1.25"."""
        parts = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{word} {bound:g}" for word, bound in parts if bound is not None)


class _Levels(_Part):
    def levels(self) -> Iterator[tuple[str, Level]]:
        """Each level with its name."""
        return ((name, value) for name, value in self if isinstance(value, Level))

    def broken(self, measured: Mapping[str, float]) -> tuple[str, ...]:
        """What is broken, in sentences such as "auc is 0.61; promised is at least 0.68".

        A level that nobody measured counts as broken: silence is no evidence.
        """
        return tuple(
            f"{name} is {measured[name]:.4g}; promised is {level}"
            if name in measured
            else f"{name} was not measured; promised is {level}"
            for name, level in self.levels()
            if not level.kept(measured.get(name, math.nan))
        )


class ServiceLevels(_Levels):
    """What users of the running service may rely on."""

    latency_p95_ms: Level
    availability: Level
    freshness_hours: Level


class Quality(_Levels):
    """What the predictions of a month have to reach."""

    auc: Level
    predicted_over_observed: Level
    slice_gap: Level
    saving: Level
    slice_least_flights: int = Field(strict=True, gt=0)  # slices smaller than this are not judged


class Unsuitable(_Part):
    """An input that must not be used, whatever it would add."""

    input: Text
    because: Text


class Canvas(_Part):
    """The system on one page: the questions that must have an answer before anything is built."""

    value: Text
    users: Text
    decision: Text
    prediction: Text
    asked: Text  # when the model is asked; nothing known later may be an input
    label: Text
    label_known: Text
    sources: tuple[Text, ...] = Field(min_length=1)
    unsuitable: tuple[Unsuitable, ...]
    baseline: Text
    evaluation: Text
    monitoring: Text
    retraining: Text
    not_for: Text


class Risk(_Part):
    """One way to fail, graded from 1 to 5, with what notices it and what is done then."""

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    failure: Text
    harm: Text
    severity: Grade  # 5: passengers are stranded
    likelihood: Grade  # 5: each month
    detection: Grade  # 1: an alarm rings within minutes; 5: nobody would notice
    detected_by: tuple[str, ...]  # levels that break, as "slos.availability" or "quality.auc"
    response: Text

    @property
    def priority(self) -> int:
        """Severity times likelihood times difficulty of detection, from 1 to 125."""
        return self.severity * self.likelihood * self.detection

    @model_validator(mode="after")
    def _nothing_detects_itself(self) -> Self:
        if not self.detected_by and self.detection < 5:  # noqa: PLR2004 (5: nobody would notice)
            raise ValueError("nothing detects it. Name a level in `detected_by`, or set `detection` to 5.")
        return self


class Requirements(_Part):
    """All of it."""

    system: Text
    costs: Costs
    slos: ServiceLevels
    quality: Quality
    canvas: Canvas
    risks: tuple[Risk, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _risks_hold_together(self) -> Self:
        known = {f"slos.{name}" for name, _ in self.slos.levels()}
        known |= {f"quality.{name}" for name, _ in self.quality.levels()}
        seen: set[str] = set()
        for risk in self.risks:
            if risk.id in seen:
                raise ValueError(f"two risks are called {risk.id!r}. Rename one.")
            seen.add(risk.id)
            for name in (name for name in risk.detected_by if name not in known):
                raise ValueError(
                    f"risk {risk.id!r} is detected by {name!r}, which is no level.{_meant(name, known)}"
                )
        return self


def load_requirements(path: Path = OWN) -> Requirements:
    """Read a file of requirements; without a path, those of this system.

    Raises:
        RequirementsError: the file cannot be read or breaks a rule; each line says field, what and what to do.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequirementsError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except yaml.YAMLError as error:
        raise RequirementsError(f"{path}: is not YAML. {' '.join(str(error).split())}") from error
    return parse_requirements(data, name=path.name)


def parse_requirements(data: object, *, name: str = "requirements") -> Requirements:
    """Requirements from plain data, such as YAML gives; `name` is what messages call it.

    Raises:
        RequirementsError: the data breaks a rule; each line says field, what and what to do.
    """
    try:
        return Requirements.model_validate(data)
    except ValidationError as error:
        problems = sorted(_in_words(problem, name) for problem in error.errors())
        raise RequirementsError("\n".join(problems)) from None


@cache
def requirements() -> Requirements:
    """The requirements of this system, read once."""
    return load_requirements()


def cost_of_decisions(late: ArrayLike, warned: ArrayLike, costs: Costs) -> float:
    """The mean cost of a flight, given which flights left late and for which the passengers were warned.

    Raises:
        ValueError: no flights, or not as many decisions as flights.
    """
    truth, decision = _pair(late, warned)
    missed = np.mean(truth & ~decision.astype(bool))
    needless = np.mean(~truth & decision.astype(bool))
    return float(costs.missed * missed + costs.needless * needless)


def expected_cost(late: ArrayLike, risk: ArrayLike, threshold: float, costs: Costs) -> float:
    """The mean cost of a flight if passengers are warned whenever the risk is at least the threshold.

    Raises:
        ValueError: no flights, not as many risks as flights, or a risk that is not from 0 to 1.
    """
    truth, chance = _risks(late, risk)
    return cost_of_decisions(truth, chance >= threshold, costs)


def best_threshold(late: ArrayLike, risk: ArrayLike, costs: Costs) -> float:
    """The threshold that would have cost least on these flights; infinity if it is to warn nobody.

    If several cost the same, the highest, which warns the fewest. `costs.threshold` needs no outcomes, but
    calibrated risks; this needs outcomes, and risks that rank.

    Raises:
        ValueError: no flights, not as many risks as flights, or a risk that is not from 0 to 1.
    """
    truth, chance = _risks(late, risk)
    values, place = np.unique(chance, return_inverse=True)
    late_at = np.bincount(place, weights=truth)
    on_time_at = np.bincount(place, weights=~truth)
    # Going down from "nobody": each value of the risk adds needless warnings and takes missed ones away.
    change = (costs.needless * on_time_at - costs.missed * late_at)[::-1]
    total = np.concatenate([[0.0], np.cumsum(change)])
    return float(np.concatenate([[np.inf], values[::-1]])[np.argmin(np.round(total, 6))])


def saving(late: ArrayLike, warned: ArrayLike, costs: Costs) -> float:
    """The share of cost saved against the better of two rules without a model: warn nobody, warn everybody.

    Raises:
        ValueError: no flights, or not as many decisions as flights.
    """
    truth, decision = _pair(late, warned)
    without = min(cost_of_decisions(truth, np.full(truth.shape, fill_value=all_), costs) for all_ in (0, 1))
    if without == 0:  # all were late or none was: there is nothing to save
        return 0.0
    return 1 - cost_of_decisions(truth, decision, costs) / without


def _pair(late: ArrayLike, other: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    truth, values = np.asarray(late), np.asarray(other)
    if truth.ndim != 1 or truth.shape != values.shape:
        raise ValueError(
            f"late has the shape {truth.shape}, the other {values.shape}; give one value a flight."
        )
    if truth.size == 0:
        raise ValueError("There are no flights, so there is no mean cost.")
    return truth.astype(bool), values


def _risks(late: ArrayLike, risk: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    truth, values = _pair(late, risk)
    chance = values.astype(float)
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("risk has values that are missing or not from 0 to 1; it must be a probability.")
    return truth, chance


def _in_words(problem: Any, name: str) -> str:
    """One problem that pydantic found, as field, what and what to do."""
    field = ".".join(map(str, problem["loc"])) or name
    if problem["type"] == "extra_forbidden":
        return f"{field}: is not a known field.{_meant(str(problem['loc'][-1]), _field_names())}"
    if problem["type"] in _WORDS:
        return f"{field}: {_WORDS[problem['type']]}"
    if problem["type"] == "value_error":
        return f"{field}: {problem['ctx']['error']}"
    what = problem["msg"][0].lower() + problem["msg"][1:]
    return f"{field}: {what}; it is {problem['input']!r}. Correct it in {name}."


def _meant(word: str, known: set[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean {close[0]!r}?" if close else f" Known are: {', '.join(sorted(known))}."


def _field_names() -> set[str]:
    parts = (Requirements, Costs, Level, ServiceLevels, Quality, Canvas, Unsuitable, Risk)
    return {name for part in parts for name in part.model_fields}
