"""The test for features that see the future: cut the future off, and look whether a value changes.

A feature of a flight may use what was known when the flight was due. In an archive everything is known, so a
leak shows only by comparison: made from all the archive, and made from what had arrived by that minute.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flightdelay.features import WEATHER_IS_KNOWN_AFTER, Sources

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


def as_known(sources: Sources, moment: pd.Timestamp) -> Sources:
    """The tables as they stood just before a moment: no later weather, no later outcome."""
    seen = sources.weather["time_hour"] + WEATHER_IS_KNOWN_AFTER <= moment
    known = sources.outcomes["known_at"] < moment
    return replace(sources, weather=sources.weather[seen], outcomes=sources.outcomes[known])


def sees_the_future(
    make: Callable[[pd.DataFrame, Sources], pd.DataFrame], flights: pd.DataFrame, sources: Sources
) -> list[str]:
    """The features that differ once what came after a flight's scheduled minute is cut off; [] is good news.

    `make` gives features as `features.features` does. It is called once for each flight, so give it a few
    dozen, on different days: a feature passes for the flights that were tried, and for no others.
    """
    archive = make(flights, sources)
    suspects: set[str] = set()
    for row, (_, flight) in enumerate(flights.iterrows()):
        on_the_day = make(flights.iloc[[row]], as_known(sources, flight["scheduled"]))
        then = archive.iloc[[row]]
        suspects |= {str(name) for name in archive if not then[name].equals(on_the_day[name])}
    return [name for name in archive if name in suspects]
