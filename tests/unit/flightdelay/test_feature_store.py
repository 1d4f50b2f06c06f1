"""Feast gives offline what was known at a moment, and online what is known last."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typeguard

from flightdelay.feature_store import local_store

HOUR = pd.Timedelta(hours=1)
NOON = pd.Timestamp("2013-02-09 12:00", tz="UTC")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    # Here, so that `feature_store` has imported Feast first, in its quick way.
    from feast import Entity, FeatureView, Field, FileSource, ValueType  # noqa: PLC0415
    from feast.types import Float64  # noqa: PLC0415

    folder: Path = tmp_path_factory.mktemp("store")
    log = pd.DataFrame({"origin": "JFK", "at": [NOON - 2 * HOUR, NOON, NOON + HOUR], "late": [0.1, 0.2, 0.9]})
    log.to_parquet(folder / "log.parquet")
    source = FileSource(path=str(folder / "log.parquet"), timestamp_field="at")
    airport = Entity(name="airport", join_keys=["origin"], value_type=ValueType.STRING)
    fields = [Field(name="late", dtype=Float64)]
    view = FeatureView(
        name="now", entities=[airport], ttl=HOUR.to_pytimedelta(), schema=fields, source=source
    )
    store = local_store(folder)
    store.apply([airport, view])
    with contextlib.redirect_stdout(io.StringIO()):
        store.materialize(start_date=(NOON - HOUR).to_pydatetime(), end_date=NOON.to_pydatetime())
    return store


def test_history_is_joined_as_of_each_moment(store: Any) -> None:
    moments = [NOON - HOUR, NOON - HOUR / 2, NOON + HOUR / 2]
    asked = pd.DataFrame({"origin": "JFK", "event_timestamp": moments})

    found = store.get_historical_features(entity_df=asked, features=["now:late"]).to_df()

    # One hour old is still valid; half an hour more is not, and then the moment itself is left out of the answer.
    assert found.set_index("event_timestamp")["late"].sort_index().to_dict() == {
        NOON - HOUR: 0.1,
        NOON + HOUR / 2: 0.2,
    }


def test_online_is_the_last_value_that_was_materialised(store: Any) -> None:
    answer = store.get_online_features(features=["now:late"], entity_rows=[{"origin": "JFK"}]).to_dict()

    # However old it is: a reader of the online store must look at the age himself.
    assert answer == {"origin": ["JFK"], "late": [0.2]}


def test_an_unknown_key_has_no_value(store: Any) -> None:
    answer = store.get_online_features(features=["now:late"], entity_rows=[{"origin": "ZZZ"}]).to_dict()

    assert answer["late"] == [None]


def test_importing_it_changes_nothing_for_others() -> None:
    @typeguard.typechecked
    def double(number: int) -> int:
        return 2 * number

    with pytest.raises(typeguard.TypeCheckError):
        double("two")  # type: ignore[arg-type]
