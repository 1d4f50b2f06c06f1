"""`groundschool record`: what leaves by export, and what is gone after forget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import xapi_rules
from groundschool.cli import groundschool, run
from groundschool.learner.record import LearnerRecord, Summary
from small_files import some_resources, write_course


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a record, found from the working directory."""
    write_course(tmp_path, some_resources(3))
    folder = tmp_path / "workspace"
    (folder / ".groundschool").mkdir(parents=True)
    (folder / "01_framing.ipynb").write_text("{}")
    monkeypatch.delenv("GROUNDSCHOOL_WORKSPACE", raising=False)
    monkeypatch.chdir(folder)
    LearnerRecord(folder).answered("validation/late_label", 0, right=True, score=1.0)
    return folder


def test_export_writes_valid_statements(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["record", "export", "mine.json"]) == 0
    assert capsys.readouterr().out == "Written to mine.json: 1 statement.\n"

    (statement,) = json.loads((workspace / "mine.json").read_text("utf-8"))
    xapi_rules.check(statement)
    assert run(["record", "export"]) == 0
    assert json.loads(capsys.readouterr().out) == [statement]


def test_export_of_an_empty_record_is_an_empty_list(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / ".groundschool" / "record.sqlite").unlink()

    assert run(["record", "export"]) == 0

    assert json.loads(capsys.readouterr().out) == []


def test_export_tells_of_damage(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / ".groundschool" / "record.sqlite").write_bytes(b"damaged")

    assert run(["record", "export"]) == 0

    assert "The learner record was damaged; 0 entries could be read back." in capsys.readouterr().err


def test_forget_asks_first(workspace: Path) -> None:
    asked = CliRunner().invoke(groundschool, ["record", "forget"], input="n\n")

    assert "Erase them?" in asked.output
    assert set(LearnerRecord(workspace).summary().answers) == {"validation/late_label"}


def test_forget_erases_every_trace_and_no_notebook(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = LearnerRecord(workspace).learner
    (workspace / ".groundschool" / "manifest.json").write_text("{}")
    (workspace / ".groundschool" / "record.damaged-1.sqlite").write_bytes(b"validation/late_label")

    assert run(["record", "forget", "--yes"]) == 0

    assert "record.damaged-1.sqlite" in capsys.readouterr().out
    left = {path.name for path in (workspace / ".groundschool").iterdir()}
    assert left == {"manifest.json", "record.lock"}
    assert b"late_label" not in (workspace / ".groundschool" / "record.lock").read_bytes()
    assert (workspace / "01_framing.ipynb").exists()
    assert LearnerRecord(workspace).summary() == Summary()
    assert LearnerRecord(workspace).learner != before


@pytest.mark.usefixtures("workspace")
def test_forget_where_nothing_is_remembered_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    run(["record", "forget", "--yes"])
    capsys.readouterr()

    assert run(["record", "forget"]) == 0
    assert capsys.readouterr().out.endswith("nothing is remembered here.\n")


def test_no_workspace_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_course(tmp_path, some_resources(3))

    assert run(["--root", str(tmp_path), "record", "export", "--workspace", str(tmp_path / "none")]) == 1
    assert "there is no workspace here. Name yours with --workspace" in capsys.readouterr().err
