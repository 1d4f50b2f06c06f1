from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import replays

from flightdelay import data, steps, year
from flightdelay.steps import EXAM_FROM_DAY, STEPS, BadMonthError, code_version
from flightdelay.workspace import Given, Month, Workspace, as_parquet

MONTHS = [Month(2013, number) for number in (1, 2, 3, 4)]
MARCH, APRIL = MONTHS[2:]


def ran(workspace: Workspace) -> list[str]:
    """The steps that had to run, in a replay through April."""
    steps.replay(workspace, steps.months_through(APRIL))
    journal = workspace.journal()
    started = journal[(journal["what"] == "started") & (journal["attempt"] == journal["attempt"].max())]
    return [
        f"{int(month[-2:])} {step}" for month, step in zip(started["month"], started["step"], strict=True)
    ]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = replays.workspace(tmp_path_factory.mktemp("replay"))
    ran(workspace)
    return workspace


def record(workspace: Workspace, month: Month, file: str) -> Any:
    return json.loads(workspace.path(month, file).read_bytes())


def frame(workspace: Workspace, month: Month, file: str) -> pd.DataFrame:
    return pd.read_parquet(workspace.path(month, file))


def test_the_first_model_is_made_of_march_and_serves_april(done: Workspace) -> None:
    assert record(done, MARCH, "promote.json") == {"version": 1, "trained": "2013-03", "promoted": True}
    assert set(frame(done, APRIL, "score.parquet")["version"]) == {1}
    assert record(done, MARCH, "train.json")["months"] == ["2013-01", "2013-02", "2013-03"]


def test_every_scheduled_flight_is_scored_the_cancelled_too(done: Workspace) -> None:
    flights = frame(done, APRIL, "ingest.flights.parquet")
    scored = frame(done, APRIL, "score.parquet")
    known = frame(done, APRIL, "labels.parquet")["late"]

    assert scored.index.equals(flights.index)
    assert scored["risk"].between(0, 1).all()
    assert known.isna().sum() == flights["dep_time"].isna().sum() > 0
    assert record(done, APRIL, "evaluate.json")["flights"] == known.notna().sum()


def test_nothing_of_the_exam_is_trained_on(done: Workspace) -> None:
    known = [
        frame(done, month, "features.parquet")
        .join(frame(done, month, "labels.parquet"))
        .dropna(subset="late")
        for month in MONTHS[:3]
    ]
    before = (known[2]["scheduled"].dt.day < EXAM_FROM_DAY).sum()

    assert record(done, MARCH, "train.json")["flights"] == len(known[0]) + len(known[1]) + before
    assert record(done, MARCH, "gate.json")["challenger"]["flights"] == len(known[2]) - before


def test_another_policy_does_again_only_what_depends_on_it(done: Workspace, tmp_path: Path) -> None:
    for path, content in replays.results(done.folder).items():
        copy = tmp_path / "months" / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    never = Workspace(tmp_path, settings={**replays.SETTINGS, "policy": "never"}, code=code_version())

    assert ran(never) == ["4 decide", "4 train", "4 gate", "4 promote"]
    assert record(never, APRIL, "promote.json") == {"version": 1, "trained": "2013-03", "promoted": False}
    assert not never.path(APRIL, "train.skops").exists()
    assert year.table(never, MONTHS)["outcome"].tolist() == ["not retrained: the policy never retrains"]


def test_the_table_has_a_row_for_each_month_that_was_scored(done: Workspace) -> None:
    rows = year.table(done, MONTHS)

    assert rows.columns.tolist() == list(year.COLUMNS)
    assert rows["month"].tolist() == ["2013-04"]
    assert rows["version"].tolist() == [1]
    assert rows["outcome"].iloc[0].startswith(("v2 promoted", "refused: "))


def test_the_picture_of_the_year_has_the_same_bytes(done: Workspace) -> None:
    rows = year.table(done, MONTHS)

    assert year.picture_bytes(rows) == year.picture_bytes(rows)


def validate(folder: Path, flights: pd.DataFrame) -> Any:
    """What `validate` says of some flights."""
    workspace = replays.workspace(folder)
    path = workspace.path(APRIL, "ingest.flights.parquet")
    path.parent.mkdir(parents=True)
    path.write_bytes(as_parquet(flights))
    step = {step.name: step for step in STEPS}["validate"]
    return json.loads(step.make(Given(workspace, step, APRIL))["json"])


def test_rows_that_break_the_contract_go_to_quarantine(tmp_path: Path) -> None:
    flights = data.load_flights(4)
    flights.loc[[7, 100], "distance"] = -1

    assert validate(tmp_path, flights) == {"flights": len(flights), "quarantined": [7, 100]}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda flights: flights[flights["day"] != 14], "every day is there"),
        (
            lambda flights: flights.assign(distance=flights["distance"].where(flights["day"] != 14, -1)),
            "rows",
        ),
    ],
)
def test_a_month_that_breaks_it_as_a_whole_stops_the_run(tmp_path: Path, spoil: Any, said: str) -> None:
    with pytest.raises(BadMonthError, match=f"2013-04: .*{said}.* broke the contract"):
        validate(tmp_path, spoil(data.load_flights(4)).reset_index(drop=True))
