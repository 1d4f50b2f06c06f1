"""A run keeps what one needs to repeat it, in the folder it was given and nowhere else."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from flightdelay.fingerprint import code_version
from flightdelay.tracking import Tracker, data_hash

FLIGHTS = pd.DataFrame({"dest": ["IAH", "MIA", "BQN"], "late": [True, False, False]}).astype(
    {"dest": "string"}
)


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    return Tracker(tmp_path / "runs")


def test_a_run_keeps_what_went_in_and_what_came_out(tracker: Tracker) -> None:
    params = {"seed": 0, "columns": ["dest"]}
    with tracker.run("first", params=params, data={"train": FLIGHTS}, tags={"why": "to try"}) as run:
        run.log({"rows": 3})

    facts = tracker.facts(run.id)
    assert (facts.name, facts.status) == ("first", "FINISHED")
    assert facts.params == {"columns": "['dest']", "seed": "0"}
    assert facts.metrics == {"rows": 3.0}
    assert facts.tags["why"] == "to try"
    assert facts.data["train"] == {
        "sha256": data_hash(FLIGHTS),
        "rows": 3,
        "columns": {"dest": "string", "late": "bool"},
    }


def test_code_and_environment_are_kept_without_being_asked_for(tracker: Tracker) -> None:
    with tracker.run("first") as run:
        pass

    tags = tracker.facts(run.id).tags
    assert tags["code"] == code_version()
    assert tags["env.pandas"] == pd.__version__
    assert "env.python" in tags


def test_metrics_come_back_by_month_in_the_order_of_the_calendar(tracker: Tracker) -> None:
    with tracker.run("first") as run:
        run.log({"auc": 0.7}, month=(2013, 12))
        run.log({"auc": 0.6, "brier": 0.2}, month=(2013, 4))
        run.log({"auc": 0.65}, month=(2023, 1))

    assert tracker.history(run.id, "auc").to_dict() == {"2013-04": 0.6, "2013-12": 0.7, "2023-01": 0.65}
    assert tracker.facts(run.id).metrics["auc"] == 0.65


def test_runs_are_a_table_the_oldest_first(tracker: Tracker) -> None:
    for number in range(3):
        with tracker.run(f"run {number}", params={"trees": number}, data={"train": FLIGHTS}) as run:
            run.log({"auc": number / 10})

    runs = tracker.runs()

    assert runs["name"].tolist() == ["run 0", "run 1", "run 2"]
    assert runs["params.trees"].tolist() == ["0", "1", "2"]
    assert runs["metrics.auc"].tolist() == [0.0, 0.1, 0.2]
    assert set(runs["data.train"]) == {data_hash(FLIGHTS)}
    assert runs["run_id"].is_unique


def test_without_runs_the_table_is_empty(tracker: Tracker) -> None:
    assert list(tracker.runs().columns) == ["run_id", "name", "status"]
    assert tracker.runs().empty


def test_more_runs_than_a_page_holds_are_all_listed(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = tracker.client.search_runs
    monkeypatch.setattr(
        tracker.client, "search_runs", lambda *args, **options: search(*args, **options, max_results=2)
    )
    for number in range(5):
        with tracker.run(f"run {number}"):
            pass

    assert len(tracker.runs()) == 5


@pytest.mark.parametrize(("error", "status"), [(ValueError, "FAILED"), (KeyboardInterrupt, "KILLED")])
def test_a_run_that_ends_badly_says_so_and_keeps_what_it_had(
    tracker: Tracker, error: type[BaseException], status: str
) -> None:
    def stopped() -> None:
        with tracker.run("stopped", params={"seed": 1}) as run:
            run.log({"auc": 0.6})
            raise error

    with pytest.raises(error):
        stopped()

    (row,) = tracker.runs().to_dict("records")
    assert row["status"] == status
    assert row["metrics.auc"] == 0.6


def test_files_of_a_run_are_found_again(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "note.txt").write_text("hello")
    with tracker.run("first") as run:
        run.log_files(tmp_path / "out", "notes")
        run.log_json([{"origin": "JFK", "auc": 0.7}], "slices.json")

    assert tracker.artifact(run.id, "notes/note.txt").read_text() == "hello"
    assert '"origin": "JFK"' in tracker.artifact(run.id, "slices.json").read_text()
    with pytest.raises(FileNotFoundError) as caught:
        tracker.artifact(run.id, "model")
    assert str(caught.value) == f"The run {run.id} has no artifact 'model'. It has: notes, slices.json."


def test_a_second_tracker_on_the_folder_sees_the_runs(tracker: Tracker) -> None:
    with tracker.run("first"):
        pass

    assert Tracker(tracker.folder).runs()["name"].tolist() == ["first"]


def test_everything_stays_in_the_folder_and_nothing_is_said(tmp_path: Path) -> None:
    """A process of its own: the home, the working directory and both streams are its own too."""
    home, work, runs = (tmp_path / name for name in ("home", "work", "runs"))
    home.mkdir()
    work.mkdir()
    code = f"""
from flightdelay.tracking import Tracker
with Tracker({str(runs)!r}).run("first") as run:
    run.log({{"auc": 0.7}})
    run.log_json([], "slices.json")
"""
    environment = {**os.environ, "HOME": str(home), "PYTHONWARNINGS": "error::ResourceWarning"}
    environment.pop("MLFLOW_LOGGING_LEVEL", None)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=work, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [*home.iterdir(), *work.iterdir()] == []
    assert sorted(path.name for path in runs.iterdir()) == ["artifacts", "runs.db"]


def test_opening_a_store_leaves_logs_and_environment_as_they_were(tmp_path: Path) -> None:
    before = dict(os.environ), logging.getLogger("mlflow").level, logging.getLogger("alembic").level

    Tracker(tmp_path)

    assert (dict(os.environ), logging.getLogger("mlflow").level, logging.getLogger("alembic").level) == before


@pytest.mark.parametrize(
    "changed",
    [
        FLIGHTS.assign(late=[True, False, True]),
        FLIGHTS.iloc[::-1],
        FLIGHTS.head(2),
        FLIGHTS.rename(columns={"dest": "destination"}),
        FLIGHTS.astype({"late": "int64"}),
        FLIGHTS.set_index(pd.Index([1, 2, 3])),
        FLIGHTS[["late", "dest"]],
    ],
    ids=["a label", "order", "a row less", "a name", "a type", "the index", "order of columns"],
)
def test_whatever_changes_in_the_data_changes_its_hash(changed: pd.DataFrame) -> None:
    assert data_hash(changed) != data_hash(FLIGHTS)


def test_the_same_data_has_the_same_hash_on_every_machine() -> None:
    assert data_hash(FLIGHTS.copy()) == "d18b8c1a183238a37053283a6d56228535c447f6c05913e3cb091a183df227ce"
