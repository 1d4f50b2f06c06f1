"""The contract of the flights table: what a month must be like before anything is computed from it.

It is built step by step in the lesson `validation`. Bounds come from what is possible, not from what was
seen: a contract copied from January's smallest and largest values would refuse July.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from flightdelay.data import FLIGHT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

MAY_BE_MISSING = ("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", "tailnum")
KEY = ["year", "month", "day", "carrier", "flight", "origin"]
ORIGINS = ["EWR", "JFK", "LGA"]
MOST_CANCELLED = 0.15  # of a month; the worst of 2013 had a third of this
MOST_ROWS_LISTED = 500


def is_clock_time(times: pd.Series[int]) -> pd.Series[bool]:
    """Which numbers are clock times as the source writes them: 0001 to 2400, the last being midnight."""
    return times.between(1, 2400) & (times % 100 < 60)  # noqa: PLR2004 (minutes in an hour)


def delay_fits_clock(flights: pd.DataFrame) -> pd.Series[bool]:
    """Whether departure minus schedule is the delay, give or take whole days; true for cancelled flights."""
    early_or_late = _minutes(flights["dep_time"]) - _minutes(flights["sched_dep_time"])
    return ((early_or_late - flights["dep_delay"]) % 1440 == 0).fillna(True)


def left_or_was_cancelled(flights: pd.DataFrame) -> pd.Series[bool]:
    """Whether a flight has both a departure time and a delay, or nothing that happens after a departure."""
    left = flights["dep_time"].notna() & flights["dep_delay"].notna()
    nothing = flights[["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"]].isna().all(axis=1)
    return left | nothing


def scheduled_fits_calendar(flights: pd.DataFrame) -> pd.Series[bool]:
    """Whether the timestamp says the same as the columns for day, month, year and clock time."""
    clock = flights["scheduled"].dt
    fits: pd.Series[bool] = clock.hour * 100 + clock.minute == flights["sched_dep_time"]
    for part in ("year", "month", "day"):
        fits &= getattr(clock, part) == flights[part]
    return fits


def came_once(flights: pd.DataFrame) -> pd.Series[bool]:
    """Whether no other row is the same flight: one carrier, number and airport on one day."""
    return ~flights.duplicated(KEY, keep=False)


def every_day_is_there(flights: pd.DataFrame) -> bool:
    """Whether the month that the table holds has flights from every airport on each of its days."""
    days = flights.groupby("origin")["day"].nunique().reindex(ORIGINS, fill_value=0)
    return bool((days == flights["scheduled"].dt.days_in_month.max()).all())


def few_are_cancelled(flights: pd.DataFrame) -> bool:
    """Whether the share of cancelled flights is one that weather can explain."""
    return bool(flights["dep_time"].isna().mean() <= MOST_CANCELLED)


def wide(rule: Callable[[pd.DataFrame], object]) -> pa.Check:
    """A check of several columns, which reports by the function's name: `came_once` as "came once"."""
    # A rule that more rows break is broken by the month: listing them all would take a minute.
    return pa.Check(rule, error=rule.__name__.replace("_", " "), n_failure_cases=MOST_ROWS_LISTED)


COLUMN_RULES = {
    "carrier": pa.Check.str_matches("^[0-9A-Z]{2}$", error="is a carrier code"),
    "flight": pa.Check.in_range(1, 9999, error="is a flight number"),
    "origin": pa.Check.isin(ORIGINS, error="is a New York airport"),
    "dest": pa.Check.str_matches("^[A-Z]{3}$", error="is an airport code"),
    "sched_dep_time": pa.Check(is_clock_time, error="is a clock time"),
    "sched_arr_time": pa.Check(is_clock_time, error="is a clock time"),
    "dep_time": pa.Check(is_clock_time, error="is a clock time"),
    "arr_time": pa.Check(is_clock_time, error="is a clock time"),
    "dep_delay": pa.Check.in_range(-120, 2880, error="is from 2 hours early to 2 days late"),
    "air_time": pa.Check.in_range(10, 1200, error="is from 10 minutes to 20 hours"),
    "distance": pa.Check.in_range(10, 6000, error="is from 10 to 6,000 miles"),
}
ROW_RULES = [left_or_was_cancelled, delay_fits_clock, scheduled_fits_calendar, came_once]
TABLE_RULES = [every_day_is_there, few_are_cancelled]
FLIGHTS = pa.DataFrameSchema(
    {
        name: pa.Column(kind, COLUMN_RULES.get(name), nullable=name in MAY_BE_MISSING)
        for name, kind in FLIGHT_TYPES.items()
    },
    checks=[wide(rule) for rule in (*ROW_RULES, *TABLE_RULES)],
    strict=True,
    name="flights",
)


def failures(table: pd.DataFrame, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Every breach of a contract, one a line, with columns `row`, `column`, `rule` and `value`.

    `row` is the label in the table's index, <NA> where the breach is the whole table's. `column` is empty
    where a rule looks at several columns.
    """
    try:
        contract.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        found = error.failure_cases
    else:
        found = pd.DataFrame(columns=["schema_context", "column", "check", "failure_case", "index"])
    return _tidy(found)


def _tidy(cases: pd.DataFrame) -> pd.DataFrame:
    """One line for a breach of several columns, where pandera writes one for each column of the table."""
    several = cases["schema_context"] == "DataFrameSchema"
    tidy = pd.DataFrame(
        {
            "row": cases["index"].convert_dtypes(),
            "column": cases["column"].mask(several, ""),
            "rule": cases["check"].astype("string"),
            "value": cases["failure_case"].mask(several & cases["index"].notna(), ""),
        }
    )
    return tidy.drop_duplicates(["row", "column", "rule"]).sort_values(["row", "rule"]).reset_index(drop=True)


def _minutes(clock: pd.Series[int]) -> pd.Series[int]:
    return clock // 100 * 60 + clock % 100
