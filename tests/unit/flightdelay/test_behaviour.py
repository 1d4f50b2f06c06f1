from __future__ import annotations

import numpy as np
import pandas as pd

from flightdelay.behaviour import added, lowered, moved, outside, swapped

FLIGHTS = pd.DataFrame(
    {"wind_speed": [0.0, 10.0, np.nan], "tailnum": pd.array(["N1", "N2", "N3"], dtype="string")},
    index=[7, 3, 7],
)


class Windy:
    """The more wind, the higher the risk, up to a storm in which it falls; without wind it is unknown."""

    feature_names_in_ = np.array(["wind_speed"])

    def predict_proba(self, inputs: pd.DataFrame) -> np.ndarray:
        wind = inputs["wind_speed"].to_numpy()
        late = np.where(wind > 25, 0.1, 0.2 + wind / 100)
        return np.column_stack([1 - late, late])


KNOWN = FLIGHTS.dropna()


def test_a_change_adds_to_a_column_and_leaves_the_table_as_it_was() -> None:
    changed = added(wind_speed=5)(FLIGHTS)

    assert changed["wind_speed"].tolist()[:2] == [5, 15]
    assert FLIGHTS["wind_speed"].tolist()[:2] == [0, 10]


def test_a_change_swaps_a_value_and_keeps_the_type() -> None:
    changed = swapped(tailnum="N9")(FLIGHTS)

    assert changed["tailnum"].tolist() == ["N9"] * 3
    assert changed.dtypes.equals(FLIGHTS.dtypes)


def test_what_the_model_does_not_read_moves_nothing() -> None:
    assert moved(Windy(), KNOWN, swapped(tailnum="N9"), within=0).empty


def test_flights_whose_risk_moves_are_listed_with_both_risks() -> None:
    found = moved(Windy(), KNOWN, swapped(wind_speed=10))

    assert found.index.tolist() == [7]
    assert found.iloc[0].round(3).tolist() == [0.2, 0.3]


def test_a_rise_is_no_failure_and_a_fall_is() -> None:
    assert lowered(Windy(), KNOWN, added(wind_speed=5)).empty
    assert lowered(Windy(), KNOWN, added(wind_speed=20)).index.tolist() == [3]


def test_a_fall_within_the_tolerance_is_no_failure() -> None:
    assert lowered(Windy(), KNOWN, added(wind_speed=20), by=0.3).empty


def test_plain_cases_have_bounds() -> None:
    assert outside(Windy(), KNOWN, most=0.25).index.tolist() == [3]
    assert outside(Windy(), KNOWN, least=0.1, most=0.5).empty


def test_a_risk_that_is_no_number_fails_each_test() -> None:
    assert len(moved(Windy(), FLIGHTS, added(wind_speed=0))) == 1
    assert len(lowered(Windy(), FLIGHTS, added(wind_speed=0))) == 1
    assert len(outside(Windy(), FLIGHTS)) == 1
