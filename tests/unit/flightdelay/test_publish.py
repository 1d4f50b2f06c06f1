"""The registry says what the workspace says, however often it is told."""

from __future__ import annotations

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


def test_every_model_is_a_run_and_those_that_passed_are_the_versions_of_the_table(space: Workspace) -> None:
    told = publish(space, MONTHS)
    promoted = [space.record(month, "promote.json") for month in (MARCH, APRIL)]
    tracker = Tracker(space.folder / FOLDER)

    assert len(tracker.runs()) == 2
    assert told.versions == told.champion == promoted[-1]["version"]
    assert registry_of(space).versions()["who"].tolist() == ["the pipeline"] * told.versions
    served = model_file.load(space.path(Month.parse(promoted[-1]["trained"]), "train.skops"))
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
