"""When to train again, and on which months: policies as data, and decisions that give their reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flightdelay.requirements import requirements

FIRST_MONTHS = 3  # the first model is trained on January to March
LARGEST_RISK_PSI = 0.1
LARGEST_FALL = 0.03  # of AUC below that of the month after training


@dataclass(frozen=True)
class Seen:
    """What is known of a month when its labels are in: the newest on which a decision can rest."""

    month: int
    drifted: int  # inputs with large drift
    risk_psi: float
    auc: float
    predicted_over_observed: float


@dataclass(frozen=True)
class Decision:
    """Train again or not, and why."""

    retrain: bool
    reason: str


@dataclass(frozen=True)
class Policy:
    """A rule for training again. It is asked once a month, with what the serving model has seen since it was trained."""

    name: str
    decide: Callable[[Sequence[Seen]], Decision]
    window: int | None = None  # train on the last so many months; None for all of them


def training_months(through: int, window: int | None = None) -> tuple[int, ...]:
    """The months to train on when labels are known through a month.

    Raises:
        ValueError: the window or the month is less than one.
    """
    if through < 1 or (window is not None and window < 1):
        raise ValueError(f"month {through} and window {window} must be at least 1.")
    first = 1 if window is None else max(1, through - window + 1)
    return tuple(range(first, through + 1))


def never(_seen: Sequence[Seen]) -> Decision:
    """Leave the model alone."""
    return Decision(retrain=False, reason="the policy never retrains")


def monthly(_seen: Sequence[Seen]) -> Decision:
    """Train again each month."""
    return Decision(retrain=True, reason="a month has passed")


def on_drift(seen: Sequence[Seen]) -> Decision:
    """Train again when the inputs, or the risks given, have drifted in the last month."""
    last = seen[-1]
    if last.drifted:
        return Decision(retrain=True, reason=f"{last.drifted} inputs drifted")
    if last.risk_psi >= LARGEST_RISK_PSI:
        return Decision(retrain=True, reason=f"the risks drifted (PSI {last.risk_psi:.2f})")
    return Decision(retrain=False, reason="no drift")


def on_decay(seen: Sequence[Seen]) -> Decision:
    """Train again when outcomes show harm: risks out of the band that is required, or an AUC that fell."""
    last, first = seen[-1], seen[0]
    if not requirements().quality.predicted_over_observed.kept(last.predicted_over_observed):
        return Decision(retrain=True, reason=f"predicted over observed is {last.predicted_over_observed:.2f}")
    if first.auc - last.auc > LARGEST_FALL:
        return Decision(retrain=True, reason=f"AUC fell from {first.auc:.2f} to {last.auc:.2f}")
    return Decision(retrain=False, reason="no decay")


POLICIES = {
    policy.name: policy
    for policy in (
        Policy("never", never),
        Policy("monthly", monthly),
        Policy("monthly_sliding", monthly, window=3),
        Policy("on_drift", on_drift),
        Policy("on_decay", on_decay),
    )
}
