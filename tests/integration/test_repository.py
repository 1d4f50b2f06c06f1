"""Promises about the repository as a whole: what is locked, what is left lying about, what starts fast."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path

import click
import pytest
import yaml

from groundschool.cli import COMMANDS, groundschool

REPOSITORY = Path(__file__).parents[2]
LONGEST = 400
SLOWEST = 5  # times a bare start; half a second would be about 25 times
# What starts a comment that its author did not come back to, and what helps to debug.
LEFTOVER = re.compile(
    r"\b(?:T[O]DO|F[I]XME|X[X]X)\b|\bbreakpoint\(\)|\bimport i?pdb\b|\bconsole\.log\(|\bdebugger;"
)
# A path of somebody's home. In an address (https://.../home/...) a word goes before it.
HOME = re.compile(r"(?<![\w.])(?:/home/(?!learner\b)|/Users/|/root/)\w")


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    paths = (REPOSITORY / name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(path for path in paths if path.is_file())


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        if path.suffix != ".png"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        # The bytes of a picture spell anything.
        if pattern.search(line) and '"image/png": ' not in line
    ]


def test_nothing_is_left_lying_about() -> None:
    assert _found(LEFTOVER) == []


def test_no_file_knows_where_somebody_lives() -> None:
    assert _found(HOME) == []


def test_code_comes_in_short_files() -> None:
    code = [path for path in tracked() if path.suffix in {".py", ".js", ".css"}]
    # A lesson or a lab is one notebook, and is as long as its cells.
    own = [path for path in code if not path.is_relative_to(REPOSITORY / "course")]
    lengths = {str(path.relative_to(REPOSITORY)): len(path.read_text().splitlines()) for path in own}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def _entries() -> Iterator[tuple[str, str]]:
    text = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.finditer(r"^([^\s#].*)(\n[ \t].*)*", text, re.MULTILINE):
        yield entry.group(1), entry.group(0)


def test_every_line_of_the_lock_is_a_pin_with_hashes() -> None:
    wrong = [
        first
        for first, entry in _entries()
        if not re.match(r"[\w.-]+==\S+( ;.*)? \\$", first)
        or not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)
    ]

    assert wrong == []


def test_the_lock_names_no_host() -> None:
    assert (
        re.search(
            r"://|--(extra-)?index|--find-links|--trusted", (REPOSITORY / "requirements.lock").read_text()
        )
        is None
    )


def test_the_lock_has_every_requirement_of_the_project() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {_normal(re.match(r"[\w.-]+", line)[0]) for line in asked}  # type: ignore[index]

    assert names - {_normal(first.split("==")[0]) for first, _ in _entries()} == set()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_ci_runs_the_same_as_everybody_with_pinned_actions() -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "ci.yml").read_text())
    steps = workflow["jobs"]["test"]["steps"]

    assert [step["run"] for step in steps if "run" in step][-1] == "bash .ci/run"
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)


def test_importing_groundschool_costs_next_to_nothing() -> None:
    """CPU time against a bare start of Python, so that a slow machine is no failure."""
    bare, ours = (min(_cpu(code) for _ in range(5)) for code in ("pass", "import groundschool"))

    assert ours < SLOWEST * bare, f"{ours:.3f} s against {bare:.3f} s"


def _cpu(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("module", ["nbformat", "jupyter_client", "groundschool.widgets.quiz"])
def test_imports_compile_no_grammar(module: str) -> None:
    """`rfc3987_syntax` costs seconds of CPU in every Jupyter process; a jsonschema before 4.25 does without it."""
    code = f"import sys, {module}; print('rfc3987_syntax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "False"


def _commands() -> Iterator[tuple[str, click.Command]]:
    yield "groundschool", groundschool
    for name, (module, attribute, _) in COMMANDS.items():
        yield from _below(name, getattr(import_module(module), attribute))


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for sub, child in command.commands.items():
            yield from _below(f"{name} {sub}", child)


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in _commands()])
def test_help_documents_every_command_and_option(name: str, command: click.Command) -> None:
    options = [one for one in command.params if isinstance(one, click.Option)]

    assert command.help, f"{name} says nothing about itself"
    assert [one.opts for one in options if not one.help] == []


def test_the_first_page_of_help_names_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "groundschool", "--help"], capture_output=True, text=True, check=True
    )

    assert all(re.search(rf"^  {name}\s+\S", done.stdout, re.MULTILINE) for name in COMMANDS)
    assert max(map(len, done.stdout.splitlines())) <= 80
