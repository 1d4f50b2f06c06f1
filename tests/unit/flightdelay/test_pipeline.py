from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import replays

from flightdelay import pipeline, steps
from flightdelay.steps import STEPS, steps_of
from flightdelay.workspace import Given, Month, Step, Workspace

JANUARY = Month(2013, 1)
# Each is a moment at which the power goes, in the order of the replay: in the middle of a file, between two files of
# a step, between the results and the stamp, and after the stamp.
DEATHS = [
    ("2013-02/features.parquet", "before"),
    ("2013-03/train.json", "after"),
    ("2013-04/score.stamp.json", "after"),
    ("2013-04/promote.stamp.json", "before"),
]


def test_a_replay_killed_again_and_again_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    assert replays.replay_in_process_of_its_own(calm, replays.APRIL)
    for file, moment in DEATHS:
        assert not replays.replay_in_process_of_its_own(killed, replays.APRIL, file, moment), file
    assert replays.replay_in_process_of_its_own(killed, replays.APRIL)

    assert replays.results(killed) == replays.results(calm)

    journal = replays.workspace(killed).journal()
    started = journal[journal["what"] == "started"].groupby(["month", "step"]).size()
    # A step that died with its work undone is done again, all others once; a stamp that stood was believed.
    again = {
        (file[:7], file[8:].split(".")[0])
        for file, moment in DEATHS
        if (file[8:], moment) != ("score.stamp.json", "after")
    }
    assert set(started[started == 2].index) == again
    assert set(started[started != 2]) == {1}
    assert journal["attempt"].max() == len(DEATHS) + 1


def test_months_are_partitions_and_steps_are_assets_in_their_order() -> None:
    assert pipeline.MONTHS.get_partition_keys() == [
        str(month) for month in steps.months_through(Month(2013, 12))
    ]
    parents = {
        asset.key.to_user_string(): {key.to_user_string() for key in asset.asset_deps[asset.key]}
        for asset in pipeline.ASSETS
    }
    assert parents == {step.name: set(step.after) for step in STEPS}


def small_steps(monkeypatch: pytest.MonkeyPatch, *chosen: Step) -> None:
    monkeypatch.setattr(pipeline, "ASSETS", [pipeline.asset(step) for step in chosen])
    monkeypatch.setattr(pipeline, "steps_of", lambda _: chosen)


def space(folder: Path) -> Workspace:
    return Workspace(folder, settings={}, code="1")


def run_january(workspace: Workspace) -> list[str]:
    told: list[str] = []
    replay = pipeline.Replay(
        workspace, lambda month, step, ran: told.append(f"{month} {step.name} {ran}"), first_wait=0
    )
    with pipeline.dg.DagsterInstance.ephemeral() as instance:
        pipeline.run_month(JANUARY, replay, instance)
    return told


def test_a_fault_that_may_pass_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[Given] = []

    def fetch(given: Given) -> dict[str, bytes]:
        tries.append(given)
        if len(tries) < 3:
            raise ConnectionError("the feed hung up")
        return {"json": b"{}"}

    small_steps(monkeypatch, Step("fetch", fetch))

    assert run_january(space(tmp_path)) == ["2013-01 fetch True"]
    assert len(tries) == 3


def test_a_fault_that_stays_ends_the_run_after_its_retries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Given] = []

    def fetch(given: Given) -> dict[str, bytes]:
        tries.append(given)
        raise TimeoutError("no answer in 30 s")

    small_steps(monkeypatch, Step("fetch", fetch))
    with pytest.raises(
        pipeline.PipelineError, match="the step fetch failed: TimeoutError: no answer in 30 s"
    ):
        run_january(space(tmp_path))

    assert len(tries) == 1 + pipeline.MOST_RETRIES


def test_a_fault_of_the_data_is_not_tried_again_and_nothing_follows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def broken(_: Given) -> dict[str, bytes]:
        tries.append("broken")
        raise ValueError("distance is negative")

    def after(_: Given) -> dict[str, bytes]:
        tries.append("after")
        return {}

    small_steps(monkeypatch, Step("broken", broken), Step("after", after, ("broken",)))
    with pytest.raises(pipeline.PipelineError) as caught:
        run_january(space(tmp_path))

    assert str(caught.value) == (
        "2013-01: the step broken failed: ValueError: distance is negative\n"
        "What was done before is kept. Mend the cause and run again: it goes on from here."
    )
    assert tries == ["broken"]


def test_it_says_nothing_on_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    small_steps(monkeypatch, Step("quiet", lambda _: {"json": b"{}"}))
    run_january(space(tmp_path))

    assert capfd.readouterr() == ("", "")


def test_the_first_months_have_fewer_steps() -> None:
    assert [step.name for step in steps_of(JANUARY)] == ["ingest", "validate", "features", "labels"]
    assert [step.name for step in steps_of(Month(2013, 3))][-4:] == ["decide", "train", "gate", "promote"]
    assert steps_of(Month(2013, 4)) == STEPS


def test_in_a_notebook_where_an_event_loop_runs_it_says_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def cell() -> None:
        run_january(space(tmp_path))

    small_steps(monkeypatch, Step("quiet", lambda _: {"json": b"{}"}))
    # In a thread of its own: the browser's tests keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, cell()).result()

    assert capfd.readouterr() == ("", "")
