"""The contract at the door takes what the schedule holds and names the field of what it refuses."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from flightdelay import contract, data
from flightdelay.request import Flight, Flights, as_table, explained

GOOD = {
    "id": "2013-03-01-UA-1714-LGA",
    "carrier": "UA",
    "origin": "LGA",
    "dest": "IAH",
    "scheduled": "2013-03-01T05:29:00-05:00",
    "distance": 1416,
    "tailnum": "N24211",
}


def complaints(sent: object, kind: type[Flight | Flights] = Flight) -> list[dict[str, str]]:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(sent)
    return explained(caught.value.errors())


@pytest.mark.parametrize(("month", "year"), [(2, 2013), (8, 2013), (1, 2023)])
def test_what_airlines_really_scheduled_is_accepted(month: int, year: int) -> None:
    flights = data.load_flights(month, year).iloc[::15]
    names = ["carrier", "origin", "dest", "scheduled", "distance", "tailnum"]
    for row in flights[names].to_dict("records"):
        Flight.model_validate({"id": "1", **{k: None if v is pd.NA else v for k, v in row.items()}})


EDGES = [
    ("distance", [9, 10, 6000, 6001, -200]),
    ("carrier", ["UA", "9E", "Delta", "ua", "U", ""]),
    ("origin", ["EWR", "PHL", "ewr"]),
    ("dest", ["ATL", "atl", "ATLX", "A1L"]),
]


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in EDGES for value in values])
def test_door_and_table_contract_agree(field: str, value: object) -> None:
    in_a_table = contract.COLUMN_RULES[field](pd.Series([value])).check_passed
    try:
        Flight.model_validate({**GOOD, field: value})
    except ValidationError:
        at_the_door = False
    else:
        at_the_door = True

    assert at_the_door == in_a_table


REFUSED = [
    ("carrier", "Delta", "String should match pattern '^[0-9A-Z]{2}$'"),
    ("carrier", None, "Input should be a valid string"),
    ("origin", "PHL", "Input should be 'EWR', 'JFK' or 'LGA'"),
    ("dest", "LGA", "the flight would end where it begins"),
    ("distance", -200, "Input should be greater than or equal to 10"),
    ("distance", "1416", "Input should be a valid integer"),
    ("distance", True, "Input should be a valid integer"),
    ("distance", float("nan"), "Input should be a valid integer"),
    ("scheduled", 517, "a moment is text in the form of ISO 8601"),
    ("scheduled", "517", "Invalid isoformat string: '517'"),
    ("scheduled", "2013-03-01T05:29:00", "Input should have timezone info"),
    ("scheduled", "2013-02-30T05:29:00-05:00", "day is out of range for month"),
    ("scheduled", "1013-03-01T05:29:00-05:00", "the year is not from 1987 to 2100"),
    ("scheduled", "2013-03-01T05:29:30-05:00", "schedules are made in whole minutes"),
    ("tailnum", "'; drop table", "String should match pattern '^[0-9A-Z-]{1,8}$'"),
    ("id", "", "String should match pattern '^[ -~]{1,64}$'"),
]


@pytest.mark.parametrize(("field", "value", "problem"), REFUSED)
def test_a_value_that_cannot_be_is_named_with_what_to_send(field: str, value: object, problem: str) -> None:
    told = complaints({**GOOD, field: value})

    assert [(error["field"], error["problem"]) for error in told] == [(field, problem)]
    assert told[0]["remedy"] == f"Send: {Flight.model_fields[field].description}"


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = complaints({**GOOD, "distance": 0, "origin": "PHL"})

    assert [error["field"] for error in told] == ["origin", "distance"]


def test_a_misspelt_field_is_answered_with_the_known_one() -> None:
    sent: dict[str, Any] = {**GOOD, "carier": GOOD["carrier"]}
    del sent["carrier"]

    told = {error["field"]: error for error in complaints(sent)}
    assert told["carrier"]["problem"] == "Field required"
    assert told["carier"]["remedy"] == (
        "Did you mean 'carrier'? "
        "The fields of a flight are id, carrier, origin, dest, scheduled, distance, tailnum."
    )


def test_an_unknown_field_is_refused_and_not_repeated_at_length() -> None:
    told = complaints({**GOOD, "z" * 10_000: 1})

    assert told[0]["field"] == "z" * 60
    assert told[0]["remedy"].startswith("Leave it out. ")


def test_a_field_of_a_batch_is_named_with_its_place() -> None:
    told = complaints({"flights": [GOOD, {**GOOD, "id": "2", "distance": 0}]}, Flights)

    assert [error["field"] for error in told] == ["flights.1.distance"]
    assert told[0]["remedy"] == "Send: Miles, a whole number from 10 to 6000."


def test_keys_of_a_batch_tell_its_flights_apart() -> None:
    told = complaints({"flights": [GOOD, GOOD]}, Flights)

    assert told == [
        {
            "field": "flights",
            "problem": "the id '2013-03-01-UA-1714-LGA' comes more than once",
            "remedy": "Send: A list of 1 to 1000 flights, no two with the same id.",
        }
    ]


def test_a_batch_of_nothing_or_of_too_many_is_refused() -> None:
    assert complaints({"flights": []}, Flights)[0]["field"] == "flights"
    many = [{**GOOD, "id": str(number)} for number in range(1001)]
    assert complaints({"flights": many}, Flights)[0]["field"] == "flights"


def test_no_more_than_twenty_faults_are_listed() -> None:
    many = [{**GOOD, "id": str(number), "distance": 0} for number in range(50)]

    assert len(complaints({"flights": many}, Flights)) == 20


def test_the_table_has_the_types_of_the_source() -> None:
    table = as_table(
        [Flight.model_validate(GOOD), Flight.model_validate({**GOOD, "id": "b", "tailnum": None})]
    )

    assert table.index.tolist() == [GOOD["id"], "b"]
    assert table.dtypes.astype(str).to_dict() == {name: data.FLIGHT_TYPES[name] for name in table.columns}
    assert table["tailnum"].isna().tolist() == [False, True]
    assert table["scheduled"].iloc[0].isoformat() == GOOD["scheduled"]


def test_the_hour_that_a_clock_shows_twice_is_told_apart_by_its_offset() -> None:
    hours = ["2013-11-03T01:30:00-04:00", "2013-11-03T01:30:00-05:00", "2013-11-03T06:30:00Z"]
    flights = [Flight.model_validate({**GOOD, "id": hour, "scheduled": hour}) for hour in hours]

    first, second, third = as_table(flights)["scheduled"]
    assert second - first == pd.Timedelta(hours=1)
    assert third == second
