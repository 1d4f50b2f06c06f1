"""Cutting off the future finds the features that use it, and clears those that do not."""

from __future__ import annotations

import pandas as pd
import pytest

from flightdelay import data
from flightdelay.cutoff import as_known, sees_the_future
from flightdelay.features import Sources, features, load_sources


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    return data.load_flights(2).sample(10, random_state=1)


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources([1, 2])


def test_nothing_later_than_the_moment_is_known(sources: Sources) -> None:
    moment = pd.Timestamp("2013-02-09 17:00", tz="UTC")

    known = as_known(sources, moment)

    assert known.outcomes["known_at"].max() < moment
    assert known.weather["time_hour"].max() == moment - pd.Timedelta(hours=1)
    assert len(known.planes) == len(sources.planes)


def test_the_features_of_the_system_see_no_future(flights: pd.DataFrame, sources: Sources) -> None:
    assert sees_the_future(features, flights, sources) == []


def test_a_share_of_the_whole_month_is_found(flights: pd.DataFrame, sources: Sources) -> None:
    def make(flights: pd.DataFrame, sources: Sources) -> pd.DataFrame:
        late = sources.outcomes.groupby("origin")["late"].mean()
        return flights[["distance"]].assign(late_origin=flights["origin"].map(late))

    assert sees_the_future(make, flights, sources) == ["late_origin"]


def test_weather_that_is_not_there_yet_is_found(flights: pd.DataFrame, sources: Sources) -> None:
    def make(flights: pd.DataFrame, sources: Sources) -> pd.DataFrame:
        here = flights[["origin", "time_hour"]].merge(
            sources.weather[["origin", "time_hour", "temp"]], how="left", on=["origin", "time_hour"]
        )
        return here[["temp"]].set_axis(flights.index)

    assert sees_the_future(make, flights, sources) == ["temp"]


def test_a_gap_is_the_same_as_a_gap(flights: pd.DataFrame, sources: Sources) -> None:
    def make(flights: pd.DataFrame, _: Sources) -> pd.DataFrame:
        return pd.DataFrame({"unknown": float("nan")}, index=flights.index)

    assert sees_the_future(make, flights, sources) == []
