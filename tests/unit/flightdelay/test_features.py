"""Features: what was known when a flight was due, the same in training and in serving, and nothing later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from flightdelay import data
from flightdelay.features import (
    FEATURES,
    LAG_FEATURES,
    Sources,
    features,
    load_sources,
    outcomes,
    with_features,
)


@pytest.fixture(scope="module")
def february() -> pd.DataFrame:
    return data.load_flights(2).sample(2000, random_state=0)


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources([1, 2])


def test_every_flight_gets_each_feature_in_order(february: pd.DataFrame, sources: Sources) -> None:
    made = features(february, sources)

    assert list(made) == list(FEATURES)
    assert made.index.equals(february.index)
    assert set(made.dtypes.astype(str)) == {"string", "float64"}
    assert made.isna().mean().max() < 0.3


def test_what_happened_later_changes_no_feature(february: pd.DataFrame, sources: Sources) -> None:
    """The test for leakage: cut every table off at one flight's scheduled minute, and its row stays the same."""
    everything = features(february, sources)
    for index in february.index[:25]:
        now = february.loc[index, "scheduled"].tz_convert("UTC")
        known = replace(
            sources,
            weather=sources.weather[sources.weather["time_hour"] < now],
            outcomes=sources.outcomes[sources.outcomes["known_at"] < now],
        )
        pd.testing.assert_frame_equal(features(february.loc[[index]], known), everything.loc[[index]])


def test_the_flights_own_outcome_changes_no_feature(february: pd.DataFrame, sources: Sources) -> None:
    hidden = february.assign(dep_time=pd.NA, dep_delay=pd.NA, arr_time=pd.NA, arr_delay=pd.NA, air_time=pd.NA)

    pd.testing.assert_frame_equal(features(hidden, sources), features(february, sources))


def test_serving_one_flight_gives_the_row_of_training(february: pd.DataFrame, sources: Sources) -> None:
    """The test for training-serving skew: one by one, or in another order, as in one batch."""
    batch = features(february, sources)
    one_by_one = pd.concat([features(february.iloc[[row]], sources) for row in range(20)])

    pd.testing.assert_frame_equal(one_by_one, batch.iloc[:20])
    pd.testing.assert_frame_equal(features(february.iloc[::-1], sources).iloc[::-1], batch)


def test_an_early_departure_is_known_at_its_scheduled_minute_and_not_before() -> None:
    flights = data.load_flights(1)
    early = flights[flights["dep_delay"] < 0].head(1)

    assert outcomes(early)["known_at"].iloc[0] == early["scheduled"].iloc[0]


def test_a_lag_is_the_share_of_late_flights_that_had_left(sources: Sources) -> None:
    flight = data.load_flights(2).iloc[[9000]]
    due = flight["scheduled"].iloc[0].tz_convert("UTC")
    known = sources.outcomes
    window = known[(known["known_at"] < due) & (known["known_at"] >= due - pd.Timedelta(hours=3))]
    expected = window[window["origin"] == flight["origin"].iloc[0]]["late"].mean()

    assert features(flight, sources)["late_origin_3h"].iloc[0] == pytest.approx(expected)


def test_with_no_outcome_yet_lags_are_missing(february: pd.DataFrame, sources: Sources) -> None:
    nothing = replace(sources, outcomes=sources.outcomes.iloc[:0])

    assert features(february, nothing)[list(LAG_FEATURES)].isna().all(axis=None)


def test_weather_is_at_least_an_hour_old(sources: Sources) -> None:
    flight = data.load_flights(2).iloc[[5000]]
    due = flight["scheduled"].iloc[0].tz_convert("UTC")
    here = sources.weather[sources.weather["origin"] == flight["origin"].iloc[0]]
    expected = here[here["time_hour"] <= due - pd.Timedelta(hours=1)].iloc[-1]

    assert features(flight, sources)["temp"].iloc[0] == expected["temp"]


def test_unknown_planes_and_airports_are_missing_values(sources: Sources) -> None:
    flight = data.load_flights(2).iloc[[0]].assign(tailnum="N0000", dest="ZZZ", carrier="ZZ")
    made = features(flight, sources).iloc[0]

    assert np.isnan(made["plane_age"])
    assert np.isnan(made["dest_lat"])
    assert np.isnan(made["late_carrier_24h"])


def test_rows_to_learn_from_are_the_flights_that_left(sources: Sources) -> None:
    flights = data.load_flights(2)
    rows = with_features(flights, sources)

    assert len(rows) == flights["dep_time"].notna().sum()
    assert rows["late"].dtype == bool


def test_sources_of_no_month_are_refused() -> None:
    with pytest.raises(ValueError, match="No month was asked for"):
        load_sources([])
