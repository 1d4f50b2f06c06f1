"""Policies: each asks for a new model for its own reason, and says which."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flightdelay.retraining import POLICIES, Seen, training_months

CALM = Seen(month=4, drifted=0, risk_psi=0.01, auc=0.72, predicted_over_observed=1.0)


@pytest.mark.parametrize(
    ("policy", "last", "retrain", "reason"),
    [
        ("never", replace(CALM, drifted=9, auc=0.5), False, "never"),
        ("monthly", CALM, True, "a month has passed"),
        ("monthly_sliding", CALM, True, "a month has passed"),
        ("on_drift", CALM, False, "no drift"),
        ("on_drift", replace(CALM, drifted=2), True, "2 inputs drifted"),
        ("on_drift", replace(CALM, risk_psi=0.3), True, "the risks drifted (PSI 0.30)"),
        ("on_drift", replace(CALM, predicted_over_observed=0.5), False, "no drift"),
        ("on_decay", CALM, False, "no decay"),
        ("on_decay", replace(CALM, drifted=9), False, "no decay"),
        ("on_decay", replace(CALM, predicted_over_observed=0.7), True, "predicted over observed is 0.70"),
        ("on_decay", replace(CALM, auc=0.68), True, "AUC fell from 0.72 to 0.68"),
    ],
)
def test_a_policy_decides_and_says_why(policy: str, last: Seen, *, retrain: bool, reason: str) -> None:
    decision = POLICIES[policy].decide([CALM, last])

    assert decision.retrain is retrain
    assert reason in decision.reason


def test_all_months_or_the_last_few_are_trained_on() -> None:
    assert training_months(6) == (1, 2, 3, 4, 5, 6)
    assert training_months(6, 3) == (4, 5, 6)
    assert training_months(2, 3) == (1, 2)
    assert POLICIES["monthly_sliding"].window == 3


def test_a_window_of_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        training_months(3, 0)
