from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flightdelay import cli
from flightdelay.retraining import POLICIES
from flightdelay.workspace import locked


def test_policies_are_those_of_retraining() -> None:
    assert list(cli.POLICIES) == list(POLICIES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--through", "2013-13"], "'2013-13' is not a month. Write it as in 2013-04."),
        (
            ["--through", "2014-01"],
            "2014-01 cannot be replayed: the first model is trained on January to March 2013",
        ),
        (["--through", "2013-03"], "2013-03 cannot be replayed"),
        (["--policy", "weekly"], "'weekly' is not one of"),
        (["--every", "0"], "0 is not in the range 1<=x<=40"),
        (["--workspace", __file__], "is a file"),
        (["--colour", "blue"], "No such option"),
    ],
)
def test_wrong_usage_is_a_message_and_exit_code_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", *arguments]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_settings_that_are_none_are_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.json").write_text('{"policy": "hourly"}', encoding="utf-8")

    assert cli.main(["run", "--workspace", str(tmp_path)]) == 1
    assert (
        "these are no settings of ours. Delete the file, or name another --workspace."
        in capsys.readouterr().err
    )


def test_a_workspace_in_use_is_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(tmp_path):
        assert cli.main(["run", "--workspace", str(tmp_path)]) == 1

    assert "another run works in this workspace" in capsys.readouterr().err


def test_help_is_quick_to_say_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    assert cli.main(["run", "-h"]) == 0
    assert "--through" in capsys.readouterr().out


def test_a_month_is_replayed_and_a_second_run_goes_on_with_the_same_settings(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "flightdelay",
        "run",
        "--through",
        "2013-04",
        "--workspace",
        str(tmp_path),
    ]
    options = ["--every", "20", "--policy", "never", "--picture", str(tmp_path / "year.png")]
    first = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    journal = (tmp_path / "journal.jsonl").read_text(encoding="utf-8")
    second = subprocess.run(command, check=True, capture_output=True, text=True)
    added = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").removeprefix(journal)

    assert json.loads((tmp_path / "settings.json").read_bytes()) == {"every": 20, "policy": "never"}
    assert "2013-04" in first.stdout
    assert "not retrained: the policy never retrains" in " ".join(first.stdout.split())
    assert second.stdout == first.stdout
    assert {json.loads(line)["what"] for line in added.splitlines() if line} == {"began", "kept"}
    assert (tmp_path / "year.png").read_bytes().startswith(b"\x89PNG")
    assert "dagster" not in (first.stdout + first.stderr).lower()
