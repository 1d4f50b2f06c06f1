"""A month scored ahead: by key, whole or not there, and bit for bit what the service answers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from serving_parts import march, requests, served

from flightdelay import batch, data
from flightdelay.server import in_process
from flightdelay.service import create_app


@pytest.mark.parametrize(("month", "year"), [(2, 2013), (11, 2013), (7, 2023)])
def test_a_key_tells_a_flight_from_all_others_of_the_month(month: int, year: int) -> None:
    assert batch.keys(data.load_flights(month, year)).is_unique


def test_batch_and_service_give_the_same_answer_bit_for_bit() -> None:
    client = in_process(create_app(served()))
    scored = batch.score(march(), served()).set_index("id")

    online = [client.post("/predict", json=flight).json() for flight in requests()]
    assert [scored.loc[answer["id"], "risk"] for answer in online] == [answer["risk"] for answer in online]
    assert [scored.loc[answer["id"], "model_version"] for answer in online] == ["7"] * len(online)


def test_the_order_of_the_rows_does_not_matter() -> None:
    shuffled = march().sample(frac=1, random_state=1)

    pd.testing.assert_frame_equal(
        batch.score(shuffled, served()).set_index("id").loc[march()["id"]],
        batch.score(march(), served()).set_index("id"),
        check_exact=True,
    )


def test_a_row_that_breaks_the_contract_keeps_its_key_and_its_reason() -> None:
    faulty = march().copy()
    faulty.loc[3, "distance"] = -200
    faulty.loc[5, "origin"] = "PHL"
    faulty.loc[5, "carrier"] = pd.NA

    scored = batch.score(faulty, served())
    assert tuple(scored.columns) == batch.COLUMNS
    assert scored.index[scored["risk"].isna()].tolist() == [3, 5]
    assert scored["error"].dropna().to_dict() == {
        3: "distance: Input should be greater than or equal to 10",
        5: "carrier: Input should be a valid string; origin: Input should be 'EWR', 'JFK' or 'LGA'",
    }
    sound = batch.score(march().drop(index=[3, 5]), served())
    assert scored["risk"].dropna().tolist() == sound["risk"].tolist()


def test_a_table_without_a_sound_row_is_scored_to_reasons_alone() -> None:
    scored = batch.score(march().assign(distance=0), served())

    assert scored["risk"].isna().all()
    assert scored["error"].notna().all()


def test_a_month_becomes_one_whole_file(tmp_path: Path) -> None:
    path = batch.score_month(served(), tmp_path, month=3)

    assert [file.name for file in tmp_path.iterdir()] == ["predictions-2013-03-7.parquet"]
    kept = pd.read_parquet(path)
    assert len(kept) == len(data.load_flights(3))
    assert kept["id"].is_unique
    some = batch.score(march(), served()).set_index("id")["risk"]
    assert kept.set_index("id")["risk"].loc[some.index].tolist() == some.tolist()
