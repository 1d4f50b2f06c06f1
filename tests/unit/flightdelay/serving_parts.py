"""What the tests of serving share: a small model, its tables, and some flights of March as requests."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from flightdelay import batch, data, features, model
from flightdelay.service import Served


@cache
def served() -> Served:
    sources = features.load_sources([2, 3])
    flights = data.load_flights(2)
    learned = features.with_features(flights[flights["day"] > 14].reset_index(drop=True), sources)
    return Served(model=model.train(learned, features.FEATURES), version="7", sources=sources)


@cache
def march() -> pd.DataFrame:
    """Every 700th flight of March, with a key."""
    flights = data.load_flights(3).iloc[::700].reset_index(drop=True)
    return flights.assign(id=batch.keys(flights))


def requests() -> list[dict[str, Any]]:
    return batch.requests(march())
