"""The README's commands are run, and what it shows is what they print."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from groundschool.paths import find_root

ROOT = find_root(start=Path(__file__).parent).path
BIN = Path(sys.executable).parent
SECONDS_TO_START = 180


@dataclass(frozen=True)
class Shown:
    """A command of the README and what it is said to print."""

    command: str
    output: str


def shown() -> list[Shown]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Shown(command, output))
    return found


def pattern(output: str) -> re.Pattern[str]:
    """What an output must match: `...` alone stands for any lines, within a line for any text."""
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        for line in output.splitlines()
    ]
    return re.compile("".join(lines))


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}


def commands() -> list[str]:
    return [each.command for each in shown()]


def test_the_readme_leads_with_the_two_commands() -> None:
    assert commands()[:2] == ["make lab", "make test"]


@pytest.mark.parametrize(
    "each", [s for s in shown() if s.command.startswith("groundschool")], ids=lambda s: s.command
)
def test_a_command_prints_what_the_readme_shows(each: Shown) -> None:
    done = subprocess.run(
        each.command.split(), cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )

    # `build --check` speaks on standard error, so that its standard output is the list of differences alone.
    assert pattern(each.output).fullmatch(done.stdout + done.stderr), done.stdout + done.stderr


def test_make_lab_starts_jupyterlab_on_the_start_page(tmp_path: Path) -> None:
    """The set-up itself is done when tests run; from there on every line is as the README shows."""
    expected = next(each for each in shown() if each.command == "make lab").output
    after_setup = expected[expected.index("Nothing to build") :].removesuffix("...\n")
    log = tmp_path / "log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            ["make", "lab", "ARGS=--no-browser"],
            cwd=ROOT,
            env={
                **environment(),
                "GROUNDSCHOOL_WORKSPACE": str(tmp_path / "workspace"),
                "HOME": str(tmp_path),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as server,
    ):
        try:
            printed = wait_for(log, "/lab/tree/00_start_here.ipynb?token=", server)
        finally:
            os.killpg(server.pid, signal.SIGTERM)

    assert pattern(after_setup).search(printed), printed


def wait_for(log: Path, wanted: str, server: subprocess.Popen[bytes]) -> str:
    """What a program has printed once a text is there."""
    deadline = time.monotonic() + SECONDS_TO_START
    while wanted not in log.read_text() and time.monotonic() < deadline and server.poll() is None:
        time.sleep(0.2)
    printed = log.read_text()
    assert wanted in printed, printed
    return printed


def test_the_set_up_says_the_steps_that_the_readme_shows() -> None:
    bootstrap = (ROOT / "tools" / "groundschool" / "bootstrap.py").read_text(encoding="utf-8")
    expected = next(each for each in shown() if each.command == "make lab").output
    steps = re.findall(r"^\[\d/4\] (.*)$", expected, re.MULTILINE)

    assert len(steps) == 4
    for step in steps:
        assert step.split("...")[0].replace("requirements.lock", "{LOCK}").strip() in bootstrap, step


def test_make_test_runs_the_checks_that_the_readme_names() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )

    for step in (
        "ruff check",
        "mypy",
        "groundschool check",
        "groundschool build --check",
        "pytest",
        "--nbval",
    ):
        assert step in done.stdout, step


def test_files_that_the_readme_points_to_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(
        r"`((?:course|catalog|tools|tests|notebooks)/[\w/.]*)`", text
    )

    for target in targets:
        assert (ROOT / target).exists(), target
