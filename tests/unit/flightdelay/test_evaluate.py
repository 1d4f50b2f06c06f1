"""Scores: right on cases worked out by hand, and clear about what cannot be scored."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from flightdelay.evaluate import by_slice, reliability, score


def test_scores_of_four_flights_are_those_worked_out_by_hand() -> None:
    scores = score([True, False, True, False], [0.8, 0.4, 0.4, 0.0])

    assert scores.flights == 4
    assert scores.late_share == 0.5
    assert scores.auc == pytest.approx(3.5 / 4)  # of four pairs three are right and one is a tie
    assert scores.brier == pytest.approx((0.04 + 0.16 + 0.36 + 0) / 4)
    assert scores.predicted_over_observed == pytest.approx(0.4 / 0.5)


def test_flights_of_one_kind_have_no_auc() -> None:
    assert math.isnan(score([False, False], [0.1, 0.2]).auc)
    assert math.isnan(score([False, False], [0.1, 0.2]).predicted_over_observed)
    assert math.isnan(score([True, True], [0.1, 0.2]).auc)


@pytest.mark.parametrize(
    ("late", "risk", "told"),
    [
        ([], [], "no flights"),
        ([True], [0.1, 0.2], "1 outcomes but 2 risks"),
        ([True], [1.1], "not a number from 0 to 1"),
        ([True], [math.nan], "not a number from 0 to 1"),
    ],
)
def test_what_cannot_be_scored_is_refused(late: list[bool], risk: list[float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        score(late, risk)


def test_slices_come_worst_first_and_small_ones_not_at_all() -> None:
    flights = pd.DataFrame(
        {
            "carrier": ["A"] * 4 + ["B"] * 4 + ["C"],
            "late": [True, False, True, False, True, False, True, False, True],
        },
        index=range(10, 19),
    )
    risk = np.array([0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.8, 0.2, 0.5])
    table = by_slice(flights, risk, "carrier", least=2)

    assert list(table.index) == ["B", "A"]
    assert table.loc["A", "auc"] == 1.0
    assert table.loc["B", "auc"] == 0.25
    assert table["flights"].tolist() == [4, 4]


def test_slices_of_a_missing_value_are_a_slice() -> None:
    flights = pd.DataFrame({"carrier": pd.Series(["A", None], dtype="string"), "late": [True, False]})

    assert by_slice(flights, [0.5, 0.5], "carrier", least=1).index.isna().sum() == 1


def test_a_calibrated_model_lies_on_the_diagonal() -> None:
    rng = np.random.default_rng(0)
    risk = rng.uniform(size=20_000)
    table = reliability(rng.uniform(size=20_000) < risk, risk)

    assert table["flights"].tolist() == [2000] * 10
    assert (table["predicted"] - table["observed"]).abs().max() < 0.04


def test_one_risk_for_all_is_one_bin() -> None:
    assert reliability([True, False], [0.5, 0.5]).to_dict("list") == {
        "predicted": [0.5],
        "observed": [0.5],
        "flights": [2],
    }
