from __future__ import annotations

import os
import subprocess
import sys
import types

import click
import pytest

from groundschool import cli
from groundschool.errors import GroundSchoolError, UsageError
from groundschool.paths import CourseRoot


def stand_in(monkeypatch: pytest.MonkeyPatch, trouble: BaseException | None, result: int = 0) -> None:
    """Put a command `sample` into the table that does nothing but end in some way."""

    @click.command()
    def sample() -> int:
        if trouble is not None:
            raise trouble
        return result

    module = types.ModuleType("groundschool_sample")
    module.sample = sample  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "groundschool_sample", module)
    monkeypatch.setitem(cli.COMMANDS, "sample", ("groundschool_sample", "sample", "A sample."))


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (None, 0),
        (GroundSchoolError("The oven is cold. Heat it."), 1),
        (UsageError("No such oven."), 2),
        (click.Abort(), 130),
        (ZeroDivisionError("ours"), 3),
    ],
)
def test_each_way_to_end_has_its_exit_code(
    trouble: BaseException | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, trouble)

    assert cli.run(["sample"]) == code


def test_expected_trouble_is_its_message_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, GroundSchoolError("The oven is cold. Heat it."))

    cli.run(["sample"])

    assert capsys.readouterr().err == "The oven is cold. Heat it.\n"


def test_our_bug_says_so_and_shows_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, ZeroDivisionError("ours"))

    cli.run(["sample"])

    shown = capsys.readouterr().err
    assert shown.startswith("This is a bug in Ground School. Please report it")
    assert "ZeroDivisionError: ours" in shown


def test_a_mistyped_option_exits_2_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["catalog", "list", "--levle", "x"]) == 2
    assert "--level" in capsys.readouterr().err


def test_a_command_that_does_not_exist_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["chekc"]) == 2
    assert "chekc" in capsys.readouterr().err


def test_help_names_every_command_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name, (_, _, line) in cli.COMMANDS.items():
        assert f"{name} {line}" in shown


def test_every_command_and_option_has_help() -> None:
    context = click.Context(cli.groundschool)
    for name in cli.COMMANDS:
        command = cli.groundschool.get_command(context, name)  # type: ignore[attr-defined]
        below = command.commands.values() if isinstance(command, click.Group) else [command]
        for each in [command, *below]:
            assert each.help, each.name
            assert all(p.help for p in each.params if isinstance(p, click.Option)), each.name


def test_a_reader_that_stops_early_is_no_error(bread: CourseRoot) -> None:
    command = f"'{sys.executable}' -m groundschool --root '{bread.path}' catalog list --json | head -c 1"

    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("[", "")


@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["stats"]])
def test_a_reader_who_has_seen_enough_is_no_failure(command: list[str], bread: CourseRoot) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    program = [sys.executable, "-m", "groundschool", "--root", str(bread.path), "catalog", *command]
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(program, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
