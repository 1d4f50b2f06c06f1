from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from flightdelay.workspace import (
    Given,
    Month,
    Step,
    Workspace,
    WorkspaceError,
    as_json,
    as_parquet,
    locked,
    write_whole,
)

JANUARY, FEBRUARY = Month(2013, 1), Month(2013, 2)


def count(given: Given) -> dict[str, bytes]:
    return {"json": as_json({"flights": given.setting("flights")})}


def double(given: Given) -> dict[str, bytes]:
    return {"json": as_json({"flights": 2 * given.record("count.json")["flights"]})}


def total(given: Given) -> dict[str, bytes]:
    before = given.record("total.json", given.month.back())["total"] if given.month > JANUARY else 0
    return {"json": as_json({"total": before + given.record("double.json")["flights"]})}


COUNT, DOUBLE, TOTAL = (
    Step("count", count),
    Step("double", double, ("count",)),
    Step("total", total, ("double",)),
)


def workspace(folder: Path, *, flights: int = 3, code: str = "1") -> Workspace:
    return Workspace(folder, settings={"flights": flights, "colour": "blue"}, code=code)


def ran(space: Workspace) -> list[str]:
    """The steps that had to run, of all steps of two months in order."""
    return [
        f"{month.number} {step.name}"
        for month in (JANUARY, FEBRUARY)
        for step in (COUNT, DOUBLE, TOTAL)
        if space.run(step, month)
    ]


EVERYTHING = ["1 count", "1 double", "1 total", "2 count", "2 double", "2 total"]


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    assert ran(workspace(tmp_path)) == EVERYTHING
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("months/*/*")}

    assert ran(workspace(tmp_path)) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("months/*/*")} == before


def test_a_step_runs_again_when_what_it_read_has_changed_and_what_follows_too(tmp_path: Path) -> None:
    ran(workspace(tmp_path))
    workspace(tmp_path).path(JANUARY, "count.json").write_bytes(as_json({"flights": 99}))

    # The result was changed by hand, so it is made again; what follows finds the same bytes as before.
    assert ran(workspace(tmp_path)) == ["1 count"]
    assert ran(workspace(tmp_path, flights=4)) == EVERYTHING


def test_a_setting_that_no_step_reads_changes_nothing(tmp_path: Path) -> None:
    ran(workspace(tmp_path))
    other = Workspace(tmp_path, settings={"flights": 3, "colour": "red"}, code="1")

    assert ran(other) == []


def test_other_code_runs_again(tmp_path: Path) -> None:
    ran(workspace(tmp_path))

    assert ran(workspace(tmp_path, code="2")) == EVERYTHING


@pytest.mark.parametrize("lost", ["double.json", "double.stamp.json"])
def test_a_lost_file_is_made_again_and_nothing_else(tmp_path: Path, lost: str) -> None:
    ran(workspace(tmp_path))
    workspace(tmp_path).path(FEBRUARY, lost).unlink()

    assert ran(workspace(tmp_path)) == ["2 double"]


def test_a_damaged_stamp_is_no_stamp(tmp_path: Path) -> None:
    ran(workspace(tmp_path))
    workspace(tmp_path).path(FEBRUARY, "count.stamp.json").write_text("{", encoding="utf-8")

    assert ran(workspace(tmp_path)) == ["2 count"]


def test_the_stamp_names_all_that_was_read(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    ran(space)
    stamp = json.loads(space.path(FEBRUARY, "total.stamp.json").read_bytes())

    assert sorted(stamp["read"]) == ["2013-01/total.json", "2013-02/double.json"]
    assert stamp["settings"] == {}


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (FEBRUARY, "The step hasty of 2013-02 reads total.json of 2013-02, which does not come before it."),
        (
            Month(2013, 3),
            "The step hasty of 2013-02 reads total.json of 2013-03, which does not come before it.",
        ),
    ],
)
def test_a_step_cannot_read_what_does_not_come_before_it(tmp_path: Path, month: Month, said: str) -> None:
    def hasty(given: Given) -> dict[str, bytes]:
        return {"json": given.content("total.json", month)}

    space = workspace(tmp_path)
    ran(space)

    with pytest.raises(LookupError, match=re.escape(f"{said} It comes after: count.")):
        space.run(Step("hasty", hasty, ("count",)), FEBRUARY)


def test_a_step_that_fails_leaves_nothing_that_looks_done(tmp_path: Path) -> None:
    def broken(given: Given) -> dict[str, bytes]:
        raise ValueError(given.month)

    space = workspace(tmp_path)
    with pytest.raises(ValueError, match="2013"):
        space.run(Step("broken", broken), JANUARY)

    assert list(tmp_path.glob("months/*/*")) == []
    assert not space.is_done(Step("broken", broken), JANUARY)


def test_the_journal_tells_attempts_apart_and_survives_a_torn_line(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.note("began")
    space.run(COUNT, JANUARY)
    with (tmp_path / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write('{"what": "star')
    space.note("began")
    space.run(COUNT, JANUARY)
    space.run(DOUBLE, JANUARY)

    assert space.journal().to_numpy().tolist() == [
        [1, "started", "2013-01", "count"],
        [1, "finished", "2013-01", "count"],
        [2, "kept", "2013-01", "count"],
        [2, "started", "2013-01", "double"],
        [2, "finished", "2013-01", "double"],
    ]


def test_a_workspace_without_a_journal_has_an_empty_one(tmp_path: Path) -> None:
    assert workspace(tmp_path).journal().empty


def test_a_process_killed_while_it_writes_leaves_the_old_file_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "result.json", b"old")
    script = """
        import os, pathlib, signal, sys
        from flightdelay import workspace
        os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
        workspace.write_whole(pathlib.Path(sys.argv[1]), b"new")
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "result.json")]
    killed = subprocess.run(command, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "result.json").read_bytes() == b"old"
    write_whole(tmp_path / "result.json", b"newer")
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


def test_a_second_process_is_told_to_wait_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    script = """
        import pathlib, sys, time
        from flightdelay.workspace import locked
        with locked(pathlib.Path(sys.argv[1])):
            print("locked", flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(WorkspaceError, match="another run works in this workspace"), locked(tmp_path):
            pass
        other.kill()

    with locked(tmp_path):
        pass


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    table = pd.DataFrame({"late": pd.array([True, None], dtype="boolean")}, index=[4, 2])
    space = workspace(tmp_path)
    space.run(Step("table", lambda _: {"parquet": as_parquet(table)}), JANUARY)
    read: list[pd.DataFrame] = []

    def look(given: Given) -> dict[str, bytes]:
        read.append(given.frame("table.parquet"))
        return {}

    space.run(Step("look", look, ("table",)), JANUARY)
    pd.testing.assert_frame_equal(read[0], table)


@pytest.mark.parametrize(
    "text", ["2013", "2013-13", "2013-00", "2013-4", "13-04", "april", "2013-04-01", "+013-04"]
)
def test_a_text_that_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"{text!r} is not a month. Write it as in 2013-04.")):
        Month.parse(text)


def test_months_know_their_order_and_their_neighbours() -> None:
    assert str(Month.parse("2013-04")) == "2013-04"
    assert JANUARY.back() == Month(2012, 12)
    assert Month(2013, 12).back(11) == JANUARY
    assert JANUARY < FEBRUARY < Month(2023, 1)
