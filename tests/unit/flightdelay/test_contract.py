"""The contract takes every month of 2013 as loaded, and names each fault that is planted in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jupytext
import pandas as pd
import pytest

from flightdelay import contract, data

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def february() -> pd.DataFrame:
    return data.load_flights(2)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_of_2013_keeps_the_contract(month: int) -> None:
    assert contract.failures(data.load_flights(month), contract.FLIGHTS).empty


VALUES = [  # column, value, the rules broken
    ("carrier", "Delta", ["is a carrier code"]),
    ("flight", 0, ["is a flight number"]),
    ("origin", "PHL", ["is a New York airport"]),
    ("origin", pd.NA, ["not_nullable"]),
    ("dest", "atl", ["is an airport code"]),
    ("arr_time", 2401, ["is a clock time"]),
    ("sched_arr_time", 0, ["is a clock time"]),
    ("dep_time", 1275, ["delay fits clock", "is a clock time"]),
    ("dep_time", pd.NA, ["left or was cancelled"]),
    ("dep_delay", pd.NA, ["left or was cancelled"]),
    ("dep_delay", 59, ["delay fits clock"]),
    ("dep_delay", 2 * 1440 - 4 + 1440, ["is from 2 hours early to 2 days late"]),
    ("air_time", 9, ["is from 10 minutes to 20 hours"]),
    ("distance", -5, ["is from 10 to 6,000 miles"]),
    ("year", 2012, ["scheduled fits calendar"]),
    (
        "sched_dep_time",
        501,
        ["delay fits clock", "scheduled fits calendar"],
    ),
]


@pytest.mark.parametrize(("column", "value", "rules"), VALUES)
def test_a_planted_value_breaks_its_rules_in_its_row(
    february: pd.DataFrame, column: str, value: object, rules: list[str]
) -> None:
    faulty = february.copy()
    faulty.loc[0, column] = value

    found = contract.failures(faulty, contract.FLIGHTS)
    assert found["rule"].tolist() == rules
    assert set(found["row"]) == {0}


TABLES: list[tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = [
    (lambda t: t[t["day"] != 14], "every day is there"),
    (lambda t: t[(t["day"] != 28) | (t["origin"] != "LGA")], "every day is there"),
    (lambda t: t[t["origin"] != "LGA"], "every day is there"),
    (
        lambda t: t.assign(**dict.fromkeys(["dep_time", "dep_delay", "arr_time"], pd.NA)).astype(t.dtypes),
        "few are cancelled",
    ),
    (lambda t: t.drop(columns="tailnum"), "column_in_dataframe"),
    (lambda t: t.assign(gate="B7"), "column_in_schema"),
    (lambda t: t.astype({"distance": "float64"}), "dtype('int64')"),
    (lambda t: t.assign(scheduled=t["scheduled"].dt.tz_convert("UTC")), "datetime64[ns, America/New_York]"),
]


@pytest.mark.parametrize(("change", "rule"), TABLES)
def test_a_fault_of_the_whole_table_is_named_without_a_row(
    february: pd.DataFrame, change: Callable[[pd.DataFrame], pd.DataFrame], rule: str
) -> None:
    found = contract.failures(change(february), contract.FLIGHTS)

    whole = found[found["row"].isna()]
    assert any(rule in broken for broken in whole["rule"])


def test_a_flight_that_came_twice_is_found_both_times(february: pd.DataFrame) -> None:
    twice = pd.concat([february, february.iloc[[20]]], ignore_index=True)

    found = contract.failures(twice, contract.FLIGHTS)
    assert found["row"].tolist() == [20, len(february)]
    assert set(found["rule"]) == {"came once"}


def test_a_rule_that_every_row_breaks_is_listed_for_some(february: pd.DataFrame) -> None:
    """All of them would be half a million lines of pandera's, and take a minute."""
    shifted = february.assign(day=february["day"] % 28 + 1)

    found = contract.failures(shifted, contract.FLIGHTS)
    assert found["rule"].tolist() == ["scheduled fits calendar"] * contract.MOST_ROWS_LISTED


def test_failures_has_a_line_for_each_breach_with_its_value(february: pd.DataFrame) -> None:
    faulty = february.copy()
    faulty.loc[7, "distance"] = -5
    faulty.loc[3, "dep_time"] = 1275

    assert contract.failures(faulty, contract.FLIGHTS).to_dict("records") == [
        {"row": 3, "column": "", "rule": "delay fits clock", "value": ""},
        {"row": 3, "column": "dep_time", "rule": "is a clock time", "value": 1275},
        {"row": 7, "column": "distance", "rule": "is from 10 to 6,000 miles", "value": -5},
    ]


def test_failures_of_a_good_table_has_its_columns_and_no_line(february: pd.DataFrame) -> None:
    none = contract.failures(february, contract.FLIGHTS)

    assert list(none) == ["row", "column", "rule", "value"]
    assert none.empty


def test_validating_leaves_the_table_as_it_was(february: pd.DataFrame) -> None:
    before = february.copy()

    contract.failures(february, contract.FLIGHTS)

    pd.testing.assert_frame_equal(february, before)


def test_the_contract_that_the_lesson_builds_finds_the_same() -> None:
    lesson = Path(__file__).parents[3] / "course" / "modules" / "validation" / "lesson.py"
    built: dict[str, Any] = {}
    for cell in jupytext.read(lesson, fmt="py:percent").cells:
        if cell.cell_type == "code" and "contract" not in built and not cell.source.startswith("quiz("):
            exec(cell.source, built)  # noqa: S102 (our own lesson)

    for month in (built["faulty"], data.load_flights(2), data.load_flights(7)):
        theirs = contract.failures(month, built["contract"])
        pd.testing.assert_frame_equal(theirs, contract.failures(month, contract.FLIGHTS))
    for column, value, _ in VALUES:
        faulty = data.load_flights(2)
        faulty.loc[0, column] = value
        theirs = contract.failures(faulty, built["contract"])
        pd.testing.assert_frame_equal(theirs, contract.failures(faulty, contract.FLIGHTS))
