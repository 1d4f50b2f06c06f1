"""The gate between a trained model and production: what a challenger must show before it replaces the champion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flightdelay.evaluate import Scores
    from flightdelay.requirements import Requirements


@dataclass(frozen=True)
class Verdict:
    """Whether the challenger may serve, and if not, every reason why."""

    passed: bool
    reasons: tuple[str, ...]


def decide(challenger: Scores, champion: Scores, requirements: Requirements) -> Verdict:
    """Compare two models by their scores on the same flights, which neither was trained on.

    A challenger has to rank at least as well as the champion. Where it breaks a promise of `requirements.quality`,
    it is refused too, unless the champion breaks that promise by as much or more: to keep the worse of two models
    would help nobody.
    """
    reasons = []
    if challenger.auc < champion.auc:
        reasons.append(f"auc is {challenger.auc:.3f}; the champion has {champion.auc:.3f}")
    for name, level in requirements.quality.levels():
        new, old = getattr(challenger, name, None), getattr(champion, name, None)
        if new is None or old is None or level.kept(new):
            continue
        if level.kept(old) or _beyond(new, level.least, level.most) > _beyond(old, level.least, level.most):
            reasons.append(f"{name} is {new:.3f}; promised is {level}")
    return Verdict(not reasons, tuple(reasons))


def _beyond(measured: float, least: float | None, most: float | None) -> float:
    """How far a measurement lies outside the promised range."""
    below = 0.0 if least is None else least - measured
    above = 0.0 if most is None else measured - most
    return max(below, above, 0.0)
