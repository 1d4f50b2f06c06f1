"""What the model may know of a flight when it is due to leave. One definition, for training and for serving.

Every feature is point-in-time correct: it is made only of what was known before the minute of scheduled
departure. The weather is the last observation that was at least an hour old; an earlier flight counts only
if it had left by then. So the same function gives the same numbers a year later, from the archive, as it
gave on the day, from what had arrived (see `Transform`, Lakshmanan et al., Machine Learning Design Patterns).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from flightdelay import data
from flightdelay.label import with_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SCHEDULE_FEATURES = ("carrier", "origin", "dest", "distance", "minute_of_day", "weekday")
WEATHER_FEATURES = ("temp", "dewp", "humid", "wind_speed", "precip", "pressure", "visib")
PLANE_FEATURES = ("plane_age", "seats")
AIRPORT_FEATURES = ("dest_lat", "dest_lon")
LAG_FEATURES = ("late_origin_3h", "late_carrier_24h", "late_route_7d")
# What the system serves from: it needs no feed of departures. What such a feed would bring is LAG_FEATURES.
SERVED_FEATURES = (*SCHEDULE_FEATURES, *WEATHER_FEATURES, *PLANE_FEATURES, *AIRPORT_FEATURES)
FEATURES = (*SERVED_FEATURES, *LAG_FEATURES)

WEATHER_IS_KNOWN_AFTER = pd.Timedelta(hours=1)
WEATHER_IS_STALE_AFTER = pd.Timedelta(hours=4)
LEAST_OUTCOMES = 3  # a share of fewer flights says more about them than about the day
_LAGS = {
    "late_origin_3h": (["origin"], pd.Timedelta(hours=3)),
    "late_carrier_24h": (["carrier"], pd.Timedelta(hours=24)),
    "late_route_7d": (["origin", "dest"], pd.Timedelta(days=7)),
}


@dataclass(frozen=True)
class Sources:
    """The tables that features are looked up in. They may hold the future: `features` does not look at it."""

    weather: pd.DataFrame  # as `data.load_weather`
    planes: pd.DataFrame  # as `data.load_planes`
    airports: pd.DataFrame  # as `data.load_airports`
    outcomes: pd.DataFrame  # as `outcomes`


def load_sources(months: Iterable[int], year: int = 2013) -> Sources:
    """The tables for some months of a year; give the month before as well, for the lags of the first days.

    Raises:
        ValueError: there is no such month or year, or no month at all.
        FileNotFoundError: a package with the data is not installed.
    """
    wanted = sorted(set(months))
    if not wanted:
        raise ValueError("No month was asked for; name at least one from 1 to 12.")
    return Sources(
        weather=pd.concat([data.load_weather(month, year) for month in wanted], ignore_index=True),
        planes=data.load_planes(year),
        airports=data.load_airports(),
        outcomes=outcomes(pd.concat([data.load_flights(month, year) for month in wanted], ignore_index=True)),
    )


def outcomes(flights: pd.DataFrame) -> pd.DataFrame:
    """How the flights that left turned out, and from when on that was known.

    An early departure counts as known at the scheduled minute, never before it: otherwise a flight's own
    outcome would be among what is known when it is due.
    """
    departed = with_label(flights)
    after = pd.to_timedelta(departed["dep_delay"].clip(lower=0).astype("int64"), unit="min")
    known_at = departed["scheduled"].dt.tz_convert("UTC") + after
    columns = departed[["carrier", "origin", "dest", "late"]].assign(known_at=known_at.astype(data.UTC_TIME))
    return columns.sort_values("known_at", kind="stable", ignore_index=True)


def features(flights: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """One row of FEATURES for each flight, with its index: text as text, all else float64, NaN if unknown.

    Of `flights` only what a schedule says is read: scheduled, carrier, origin, dest, distance, tailnum.
    """
    parts = [
        _schedule(flights),
        _weather(flights, sources.weather),
        _planes(flights, sources.planes),
        _airports(flights, sources.airports),
        _late_shares(flights, sources.outcomes),
    ]
    return pd.concat(parts, axis="columns")[list(FEATURES)]


def with_features(flights: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """The flights that left, as rows to learn from: FEATURES, the label `late`, and `scheduled`."""
    departed = with_label(flights)
    return features(departed, sources).assign(late=departed["late"], scheduled=departed["scheduled"])


def _schedule(flights: pd.DataFrame) -> pd.DataFrame:
    clock = flights["scheduled"].dt
    return flights[["carrier", "origin", "dest"]].assign(
        distance=flights["distance"].astype("float64"),
        minute_of_day=(clock.hour * 60 + clock.minute).astype("float64"),
        weekday=clock.weekday.astype("float64"),  # 0 is Monday
    )


def _weather(flights: pd.DataFrame, weather: pd.DataFrame) -> pd.DataFrame:
    due = pd.DataFrame(
        {"origin": flights["origin"], "at": _utc(flights["scheduled"]), "row": np.arange(len(flights))}
    )
    seen = weather[["origin", *WEATHER_FEATURES]].assign(
        at=_utc(weather["time_hour"]) + WEATHER_IS_KNOWN_AFTER
    )
    joined = pd.merge_asof(
        due.sort_values("at", kind="stable"),
        seen.sort_values("at", kind="stable"),
        on="at",
        by="origin",
        tolerance=WEATHER_IS_STALE_AFTER,
    )
    return joined.sort_values("row")[list(WEATHER_FEATURES)].set_axis(flights.index)


def _planes(flights: pd.DataFrame, planes: pd.DataFrame) -> pd.DataFrame:
    found = planes.set_index("tailnum").reindex(flights["tailnum"])[["year", "seats"]].set_axis(flights.index)
    built = found["year"].astype("float64")
    return pd.DataFrame(
        {"plane_age": flights["scheduled"].dt.year - built, "seats": found["seats"].astype("float64")}
    )


def _airports(flights: pd.DataFrame, airports: pd.DataFrame) -> pd.DataFrame:
    found = airports.set_index("faa").reindex(flights["dest"])[["lat", "lon"]]
    return found.set_axis(flights.index).rename(columns={"lat": "dest_lat", "lon": "dest_lon"})


def _late_shares(flights: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """For each lag: of the flights like this one that left in the hours before, the share that left late."""
    due = flights[["carrier", "origin", "dest"]].assign(minute=_minutes(flights["scheduled"]))
    past = known.assign(minute=_minutes(known["known_at"]))
    shares = {name: _late_share(due, past, keys, window) for name, (keys, window) in _LAGS.items()}
    return pd.DataFrame(shares, index=flights.index)


def _late_share(
    due: pd.DataFrame, past: pd.DataFrame, keys: list[str], window: pd.Timedelta
) -> NDArray[np.float64]:
    shares = np.full(len(due), np.nan)
    minutes, known_at, late = due["minute"].to_numpy(), past["minute"].to_numpy(), past["late"].to_numpy()
    alike = past.groupby(keys).indices
    for key, rows in due.groupby(keys).indices.items():
        if key in alike:
            others = alike[key]
            shares[rows] = _window_share(minutes[rows], known_at[others], late[others], window)
    return shares


def _window_share(
    due: NDArray[np.int64], known_at: NDArray[np.int64], late: NDArray[np.bool_], window: pd.Timedelta
) -> NDArray[np.float64]:
    # Known before the minute itself: what leaves in the same minute is not known yet.
    last = np.searchsorted(known_at, due, side="left")
    first = np.searchsorted(known_at, due - int(window.total_seconds() // 60), side="left")
    upto = np.concatenate([[0], np.cumsum(late)])
    count = last - first
    share = (upto[last] - upto[first]) / np.maximum(count, 1)
    return np.where(count >= LEAST_OUTCOMES, share, np.nan)


def _utc(times: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    stamps: pd.Series[pd.Timestamp] = times.astype(data.UTC_TIME)  # type: ignore[call-overload]
    return stamps


def _minutes(times: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    """Whole minutes since 1970."""
    return np.asarray(_utc(times).astype("int64"), dtype=np.int64) // 60_000_000_000
