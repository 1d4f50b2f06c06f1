"""Predictions made ahead: a month of flights scored in one go, kept in a parquet file, looked up by key.

Each row passes the contract that a request passes (`request.Flight`) and takes the way that a request takes
(`service.risks`), so batch and service give the same answer, bit for bit. A row that breaks the contract is kept
without a risk and with its reason: one bad row does not cost the others their answers, and is not lost either.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from flightdelay.data import load_flights
from flightdelay.request import Flight, as_table, explained
from flightdelay.service import Served, risks

COLUMNS = ("id", "risk", "model_version", "error")
_SENT = ["carrier", "origin", "dest", "scheduled", "distance", "tailnum"]


def keys(flights: pd.DataFrame) -> pd.Series[str]:
    """A key for each flight of the source: the day, carrier, number and airport tell one from all others."""
    parts = [
        flights["scheduled"].dt.strftime("%Y-%m-%d"),
        flights["carrier"],
        flights["flight"],
        flights["origin"],
    ]
    columns = [part.astype("string") for part in parts]
    named: pd.Series[str] = columns[0].str.cat(columns[1:], sep="-")
    return named.rename("id")


def requests(flights: pd.DataFrame) -> list[dict[str, Any]]:
    """The flights, each with its `id`, as bodies of requests to the service."""
    return [
        {**_plain(row), "scheduled": row["scheduled"].isoformat()}
        for row in flights[["id", *_SENT]].to_dict("records")
    ]


def score(flights: pd.DataFrame, served: Served) -> pd.DataFrame:
    """One row for each flight, in the same order: COLUMNS, with either a risk or an error.

    Args:
        flights: the columns of a schedule (see `request.Flight`), and `id`.
        served: model and tables.
    """
    found = [_checked(row) for row in flights[["id", *_SENT]].to_dict("records")]
    sound = [row for row in found if isinstance(row, Flight)]
    scored = pd.DataFrame(
        {"id": flights["id"].to_numpy(), "risk": float("nan"), "model_version": served.version}
    )
    scored["error"] = pd.array([row if isinstance(row, str) else pd.NA for row in found], dtype="string")
    if sound:
        scored.loc[scored["error"].isna().to_numpy(), "risk"] = risks(as_table(sound), served).to_numpy()
    return scored


def score_month(served: Served, folder: Path, *, month: int, year: int = 2013) -> Path:
    """Score the flights of a month into `folder`, as a parquet file that is either whole or not there."""
    flights = load_flights(month, year)
    path = folder / f"predictions-{year}-{month:02d}-{served.version}.parquet"
    unfinished = path.with_suffix(".unfinished")
    score(flights.assign(id=keys(flights)), served).to_parquet(unfinished, index=False)
    unfinished.replace(path)
    return path


def _checked(row: Mapping[Any, object]) -> Flight | str:
    try:
        return Flight.model_validate(_plain(row))
    except ValidationError as error:
        return "; ".join(f"{found['field']}: {found['problem']}" for found in explained(error.errors()))


def _plain(row: Mapping[Any, object]) -> dict[str, Any]:
    return {str(name): None if value is pd.NA else value for name, value in row.items()}
