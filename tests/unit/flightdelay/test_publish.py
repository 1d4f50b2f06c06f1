"""The registry says what the workspace says, however often it is told."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import replays

from flightdelay import model, model_file, steps
from flightdelay.publish import FOLDER, publish
from flightdelay.registry import Registry
from flightdelay.tracking import Tracker
from flightdelay.workspace import Month, Workspace

MONTHS = [Month(2013, number) for number in (1, 2, 3, 4)]
MARCH, APRIL = MONTHS[2:]


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = replays.workspace(tmp_path_factory.mktemp("published"))
    steps.replay(workspace, MONTHS)
    return workspace


def registry_of(space: Workspace) -> Registry:
    return Registry(Tracker(space.folder / FOLDER))


def test_every_model_is_a_version_and_the_one_that_serves_is_the_champion(space: Workspace) -> None:
    told = publish(space, MONTHS)
    versions = registry_of(space).versions()

    assert told.versions == len(versions) == 2
    assert versions["who"].tolist() == ["the pipeline"] * 2
    served = model_file.load(space.path(Month.parse(_trained(space)), "train.skops"))
    flights = pd.read_parquet(space.path(APRIL, "features.parquet")).head(50)
    assert model.risk(registry_of(space).load(), flights).tobytes() == model.risk(served, flights).tobytes()


def test_telling_it_again_changes_nothing(space: Workspace) -> None:
    first = publish(space, MONTHS)
    history = registry_of(space).history()

    assert publish(space, MONTHS) == first
    assert publish(space, MONTHS[:3]).champion == first.champion
    pd.testing.assert_frame_equal(registry_of(space).history(), history)


def test_the_card_is_written_from_the_run(space: Workspace) -> None:
    card = publish(space, MONTHS).card.read_text(encoding="utf-8")

    assert "2013-01, 2013-02, 2013-03" in card
    assert "minute_of_day" in card
    assert "Not for: Staffing of runways" in card


def _trained(space: Workspace) -> str:
    record: dict[str, str] = json.loads(space.path(APRIL, "promote.json").read_bytes())
    return record["trained"]
