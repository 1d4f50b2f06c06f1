"""What a caller may ask: the contract at the door of the service, and the words for what breaks it.

The bounds are those of `contract`, field by field (a test holds the two together), written for one request:
a table's contract needs pandera and a whole month, this one answers in microseconds. Each field's description
says what to send. It stands in the service's OpenAPI document and in the answer to a request that got it wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from flightdelay.data import LOCAL_TIME

FIRST_YEAR, LAST_YEAR = 1987, 2100  # from the Bureau's first records to beyond any schedule
MOST_FLIGHTS = 1000  # in one request; a month is a job for `batch`
MOST_ERRORS_TOLD = 20
_LONGEST_NAME = 60  # of a field that we do not know: what a stranger sends is not repeated at any length


def _moment(value: object) -> object:
    """ISO 8601 text as a datetime; numbers are refused, because 517 would pass as a moment of January 1970."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value
    raise ValueError("a moment is text in the form of ISO 8601")


class Flight(BaseModel):
    """One flight as its schedule knows it, under a key of the caller's choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[
        str,
        Field(pattern="^[ -~]{1,64}$", description="Your key for this flight, 1 to 64 characters of ASCII."),
    ]
    carrier: Annotated[
        str,
        Field(pattern="^[0-9A-Z]{2}$", description='The code of the airline, two capitals or digits: "UA".'),
    ]
    origin: Annotated[Literal["EWR", "JFK", "LGA"], Field(description='"EWR", "JFK" or "LGA".')]
    dest: Annotated[
        str,
        Field(pattern="^[A-Z]{3}$", description='The code of another airport, three capitals: "IAH".'),
    ]
    scheduled: Annotated[
        AwareDatetime,
        BeforeValidator(_moment),
        Field(description='The minute of scheduled departure with its offset: "2013-03-01T05:15:00-05:00".'),
    ]
    distance: Annotated[
        int, Field(strict=True, ge=10, le=6000, description="Miles, a whole number from 10 to 6000.")
    ]
    tailnum: Annotated[
        str | None,
        Field(pattern="^[0-9A-Z-]{1,8}$", description='The aircraft: "N14228"; null or left out if unknown.'),
    ] = None

    @field_validator("dest")
    @classmethod
    def _leaves(cls, dest: str, info: ValidationInfo) -> str:
        if dest == info.data.get("origin"):
            raise ValueError("the flight would end where it begins")
        return dest

    @field_validator("scheduled")
    @classmethod
    def _whole_minute_of_our_time(cls, scheduled: datetime) -> datetime:
        if not FIRST_YEAR <= scheduled.year <= LAST_YEAR:
            raise ValueError(f"the year is not from {FIRST_YEAR} to {LAST_YEAR}")
        if scheduled.second or scheduled.microsecond:
            raise ValueError("schedules are made in whole minutes")
        return scheduled


class Flights(BaseModel):
    """Several flights, each under a key of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    flights: Annotated[
        list[Flight],
        Field(
            min_length=1,
            max_length=MOST_FLIGHTS,
            description=f"A list of 1 to {MOST_FLIGHTS} flights, no two with the same id.",
        ),
    ]

    @field_validator("flights")
    @classmethod
    def _keys_tell_flights_apart(cls, flights: list[Flight]) -> list[Flight]:
        ids = [flight.id for flight in flights]
        twice = next((key for key in ids if ids.count(key) > 1), None) if len(set(ids)) < len(ids) else None
        if twice is not None:
            raise ValueError(f"the id {twice!r} comes more than once")
        return flights


def as_table(flights: Sequence[Flight]) -> pd.DataFrame:
    """The flights as rows by id, in the columns and types that `features.features` reads."""
    rows = pd.DataFrame([flight.model_dump() for flight in flights]).set_index("id")
    text = dict.fromkeys(["carrier", "origin", "dest", "tailnum"], "string")
    moments = pd.to_datetime(rows["scheduled"], utc=True)
    return rows.assign(scheduled=moments.astype("datetime64[ns, UTC]")).astype(
        {**text, "distance": "int64", "scheduled": LOCAL_TIME}
    )


def explained(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What pydantic found wrong in a request, for its sender: each with `field`, `problem` and `remedy`."""
    return [_explained(error) for error in errors[:MOST_ERRORS_TOLD]]


def _explained(error: Mapping[str, Any]) -> dict[str, str]:
    path = [str(part)[:_LONGEST_NAME] for part in error["loc"] if part != "body"]
    known = {**Flights.model_fields, **Flight.model_fields}
    name = next((part for part in reversed(path) if not part.isdecimal()), "")
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Flight.model_fields, n=1)
        remedy = f"Did you mean {near[0]!r}? " if near else "Leave it out. "
        remedy += f"The fields of a flight are {', '.join(Flight.model_fields)}."
    elif name in known:
        remedy = f"Send: {known[name].description}"
    else:
        remedy = "Send a JSON object with the header Content-Type: application/json."
    problem = str(error["msg"]).removeprefix("Value error, ")
    return {"field": ".".join(path) or "body", "problem": problem, "remedy": remedy}
