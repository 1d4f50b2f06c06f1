"""A registered model cannot change, an alias says which one serves, and each change has a who, why and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from flightdelay import data, label, model
from flightdelay.model import SCHEDULE
from flightdelay.registry import CHALLENGER, Registry, RegistryError, log_model, signature
from flightdelay.tracking import Tracker

ANA = {"who": "ana", "why": "to try"}


@pytest.fixture(scope="module")
def march() -> pd.DataFrame:
    return label.with_label(data.load_flights(3)).head(2000)


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Tracker:
    return Tracker(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def registry(tracker: Tracker, request: pytest.FixtureRequest) -> Registry:
    """A registry of its own for each test, on the runs that all share."""
    start = datetime(2013, 4, 1, tzinfo=UTC)
    minutes = iter(range(1000))
    return Registry(tracker, request.node.name, clock=lambda: start + timedelta(minutes=next(minutes)))


@pytest.fixture(scope="module")
def run_ids(tracker: Tracker, march: pd.DataFrame) -> list[str]:
    """Three runs, each with a model of its own."""
    made = []
    for seed in range(3):
        with tracker.run(f"seed {seed}", params={"seed": seed}, data={"train": march}) as run:
            log_model(run, model.train(march, trees=2 + seed), march)
        made.append(run.id)
    return made


def test_a_model_comes_back_with_the_same_bytes_of_predictions(
    registry: Registry, run_ids: list[str], march: pd.DataFrame
) -> None:
    version = registry.register(run_ids[0], **ANA)

    expected = model.risk(model.train(march, trees=2), march)
    assert model.risk(registry.load(version), march).tobytes() == expected.tobytes()


def test_the_signature_names_what_the_model_asks_for(tracker: Tracker, run_ids: list[str]) -> None:
    found = signature(tracker, run_ids[0])

    assert found.inputs.input_names() == list(SCHEDULE)
    assert [str(kind) for kind in found.inputs.input_types()][:1] == ["DataType.string"]


def test_registering_a_run_twice_gives_one_version(registry: Registry, run_ids: list[str]) -> None:
    assert [registry.register(run_id, **ANA) for run_id in (*run_ids, run_ids[0])] == [1, 2, 3, 1]
    assert registry.versions()["run_id"].tolist() == run_ids


def test_a_run_that_failed_or_has_no_model_is_not_registered(tracker: Tracker, registry: Registry) -> None:
    def failed() -> None:
        with tracker.run("failed"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failed()
    with tracker.run("no model") as empty:
        pass
    (broken,) = tracker.runs().query("name == 'failed'")["run_id"]

    with pytest.raises(FileNotFoundError, match="has no artifact 'model/model"):
        registry.register(empty.id, **ANA)
    with pytest.raises(RegistryError) as caught:
        registry.register(broken, **ANA)
    assert (
        str(caught.value) == f"The run {broken} is FAILED; only the model of a run that ended well can serve."
    )


def test_the_champion_is_the_version_last_promoted(registry: Registry, run_ids: list[str]) -> None:
    first, second = (registry.register(run_id, **ANA) for run_id in run_ids[:2])
    assert registry.champion() is None

    registry.promote(first, **ANA)
    registry.promote(second, CHALLENGER, **ANA)

    assert registry.champion() == first
    assert registry.version_of(CHALLENGER) == second
    assert registry.versions()["aliases"].tolist() == ["champion", "challenger"]


def test_promoting_again_changes_nothing(registry: Registry, run_ids: list[str]) -> None:
    version = registry.register(run_ids[0], **ANA)
    for _ in range(2):
        registry.promote(version, **ANA)

    assert len(registry.history()) == 1


def test_rolling_back_goes_one_champion_back_each_time(registry: Registry, run_ids: list[str]) -> None:
    for run_id in run_ids:
        registry.promote(registry.register(run_id, **ANA), **ANA)

    assert registry.rollback(who="ben", why="alarm") == 2
    assert registry.rollback(who="ben", why="alarm") == 1
    with pytest.raises(RegistryError) as caught:
        registry.rollback(who="ben", why="alarm")
    assert (
        str(caught.value)
        == f"The alias 'champion' of {registry.name} has had no earlier version to go back to."
    )
    assert registry.champion() == 1


def test_history_says_who_did_what_when_and_why(registry: Registry, run_ids: list[str]) -> None:
    first, second = (registry.register(run_id, **ANA) for run_id in run_ids[:2])
    registry.promote(first, who="ana", why="first model")
    registry.promote(second, who="ana", why="AUC +0.02")
    registry.rollback(who="ben", why="calibration alarm")

    history = registry.history()

    assert history[["who", "why", "what", "version"]].to_numpy().tolist() == [
        ["ana", "first model", "promoted", 1],
        ["ana", "AUC +0.02", "promoted", 2],
        ["ben", "calibration alarm", "rolled back", 1],
    ]
    assert history["when"].is_monotonic_increasing
    assert history["when"].iloc[0] == "2013-04-01T00:02:00+00:00"


def test_more_than_nine_changes_stay_in_order(registry: Registry, run_ids: list[str]) -> None:
    versions = [registry.register(run_id, **ANA) for run_id in run_ids[:2]]
    for number in range(12):
        registry.promote(versions[number % 2], who="ana", why=str(number))

    assert registry.history()["why"].tolist() == [str(number) for number in range(12)]


@pytest.mark.parametrize("reasons", [{"who": "", "why": "x"}, {"who": "ana", "why": " "}])
def test_nothing_changes_without_a_name_and_a_reason(
    registry: Registry, run_ids: list[str], reasons: dict[str, str]
) -> None:
    version = registry.register(run_ids[0], **ANA)

    with pytest.raises(RegistryError, match=r"^Say who decides and why"):
        registry.promote(version, **reasons)
    assert registry.champion() is None


def cut(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_promotion_cut_off_in_the_middle_can_be_repeated(
    registry: Registry, run_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (registry.register(run_id, **ANA) for run_id in run_ids[:2])
    registry.promote(first, **ANA)

    with monkeypatch.context() as patched:
        patched.setattr(registry._client, "set_registered_model_alias", cut)
        with pytest.raises(KeyboardInterrupt):
            registry.promote(second, **ANA)
    assert registry.champion() == first
    registry.promote(second, **ANA)

    assert registry.champion() == second
    assert registry.history()["version"].tolist() == [first, second]


def test_a_rollback_cut_off_in_the_middle_can_be_repeated(
    registry: Registry, run_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for run_id in run_ids:
        registry.promote(registry.register(run_id, **ANA), **ANA)

    with monkeypatch.context() as patched:
        patched.setattr(registry._client, "set_registered_model_tag", cut)
        with pytest.raises(KeyboardInterrupt):
            registry.rollback(**ANA)
    assert registry.rollback(**ANA) == 2

    assert registry.champion() == 2


def test_a_file_that_was_changed_is_not_loaded(
    tracker: Tracker, registry: Registry, march: pd.DataFrame
) -> None:
    with tracker.run("to be changed") as run:
        log_model(run, model.train(march, trees=2), march)
    version = registry.register(run.id, **ANA)
    file = tracker.artifact(run.id, "model/model.skops")
    file.write_bytes(file.read_bytes() + b"?")

    with pytest.raises(RegistryError) as caught:
        registry.load(version)
    assert str(caught.value) == (
        f"The file of version 1 of {registry.name} has changed since it was registered. "
        "It was not loaded. Roll back, and find out who changed it."
    )


def test_what_is_not_there_is_said(registry: Registry, run_ids: list[str]) -> None:
    registry.register(run_ids[0], **ANA)

    with pytest.raises(RegistryError, match=r" has no champion yet\. Promote a version first\.$"):
        registry.load()
    with pytest.raises(RegistryError, match=r" has no version 9; it has \[1\]\.$"):
        registry.promote(9, **ANA)


def test_from_a_version_back_to_data_code_and_seed(
    registry: Registry, run_ids: list[str], march: pd.DataFrame
) -> None:
    registry.promote(registry.register(run_ids[1], **ANA), **ANA)

    facts = registry.facts()

    assert facts.params == {"seed": "1"}
    assert facts.data["train"]["rows"] == len(march)
    assert len(facts.tags["code"]) == 64
