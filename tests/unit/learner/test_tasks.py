"""`task` says what passed, keeps every try, and never stands in the way of a test."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from groundschool.errors import UsageError
from groundschool.learner.record import LearnerRecord
from groundschool.learner.tasks import task


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUNDSCHOOL_WORKSPACE", str(tmp_path))
    return tmp_path


def test_a_passed_task_is_said_and_kept(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with task("validation/missing_share"):
        assert True

    assert capsys.readouterr() == ("Task missing_share: passed.\n", "")
    assert LearnerRecord(workspace).summary().passed_tasks == {"validation/missing_share"}


def test_a_failed_task_shows_its_own_error_and_is_kept(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AssertionError, match="gave 1, expected") as caught, task("validation/missing_share"):
        raise AssertionError("missing_share(df) gave 1, expected 0.5")

    frames = traceback.extract_tb(caught.value.__traceback__)
    assert capsys.readouterr() == ("", "")
    assert {Path(frame.filename).name for frame in frames} == {"test_tasks.py"}
    event = LearnerRecord(workspace).events()[0]
    assert (event.verb, event.object) == ("failed", "task/validation/missing_share")
    assert event.result["response"] == "AssertionError: missing_share(df) gave 1, expected 0.5"


def test_a_blank_task_says_what_to_do_and_is_no_try(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotImplementedError), task("validation/missing_share"):
        raise NotImplementedError

    out, err = capsys.readouterr()
    assert out.startswith("Task missing_share: still blank.\nPut your code in place of")
    assert err == ""
    assert LearnerRecord(workspace).events() == []


def test_without_a_workspace_a_task_only_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GROUNDSCHOOL_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)

    with task("validation/missing_share"):
        pass

    assert capsys.readouterr().out == "Task missing_share: passed.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_task_passes_even_when_the_record_cannot_be_kept(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / ".groundschool").write_text("a file stands in the way")

    with task("validation/missing_share"):
        pass

    out, err = capsys.readouterr()
    assert out.startswith("Task missing_share: passed.\n(Not kept: ")
    assert err == ""


@pytest.mark.parametrize("name", ["missing_share", "validation/", "/x", "a/b/c"])
def test_a_task_is_named_with_its_module(name: str) -> None:
    with pytest.raises(UsageError, match="a task is named module/task, for example"):
        task(name)
