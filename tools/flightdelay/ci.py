"""Runs the `run:` steps of a GitHub workflow on this machine: in order, each in a clean environment.

    results = run(plan(read_workflow(path)), folder)
    results[-1].passed

It is a model of the real thing, made to be understood. It does not start containers or fetch actions (`uses:` steps
are passed over and say so), it has no secrets, no matrix, no `if:` and no expressions: a workflow that needs one of
these is refused, since half a run would look like a whole one. No shell is started either. A line is a program and
its arguments; one with a pipe, a redirection or a variable is refused, and can be put into a script.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

SHELL = ("|", "&", ";", "<", ">", "$", "`", "*", "\\")
# What is understood of a job and of a step; anything else would have to be done, and is not.
_JOB = {"name", "runs-on", "needs", "permissions", "env", "steps"}
_STEP = {"name", "id", "uses", "with", "run", "env"}
_TIMEOUT = 120


class WorkflowError(ValueError):
    """The workflow cannot be run here; the message says which part and why."""


@dataclass(frozen=True)
class Step:
    """One step of a job, with the commands that it runs, each as a program and its arguments."""

    job: str
    name: str
    commands: tuple[tuple[str, ...], ...]  # none for an action
    env: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """What came of a step."""

    step: Step
    code: int  # 0 is well
    output: str  # both streams, as they came

    @property
    def passed(self) -> bool:
        """Whether every command of the step ended with 0."""
        return self.code == 0


def read_workflow(path: Path) -> dict[str, Any]:
    """The workflow of a file, as data.

    Raises:
        WorkflowError: the file is no YAML, or no table.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as err:
        raise WorkflowError(f"{path.name} is not YAML. {' '.join(str(err).split())}") from err
    if not isinstance(data, dict):
        raise WorkflowError(f"{path.name} holds no table. A workflow begins with keys such as `name:`.")
    return data


def plan(workflow: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps in the order in which one machine would run them: a job after those that it needs.

    Raises:
        WorkflowError: a job needs one that is not there or that needs it in turn, or something is not understood.
    """
    jobs = workflow.get("jobs") or {}
    shared = workflow.get("env") or {}
    return tuple(
        _step(name, number, step, {**shared, **(jobs[name].get("env") or {})})
        for name in _in_order(jobs)
        for number, step in enumerate(_known(jobs[name], _JOB, f"job {name}").get("steps") or [], start=1)
    )


def run(steps: Sequence[Step], folder: Path) -> tuple[Result, ...]:
    """Run the steps in a folder until one fails; those after it have no result.

    A step sees the environment that it names, `PATH`, and nothing else of this process: a key that happens to be set
    here is not set there, as on a hired machine.

    Raises:
        WorkflowError: a program is not installed.
    """
    results: list[Result] = []
    for step in steps:
        results.append(_run(step, folder))
        if not results[-1].passed:
            break
    return tuple(results)


def clean_environment(**more: str) -> dict[str, str]:
    """Where programs are found, and what makes their output repeatable; nothing of the user's."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{sysconfig.get_path('scripts')}"
    kept["PATH"] = f"{scripts}{os.pathsep}{kept.get('PATH', '')}"
    # A file changed twice in a second would be run from its stale cache.
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", **more}


def _run(step: Step, folder: Path) -> Result:
    output = "" if step.commands else "an action: passed over\n"
    for command in step.commands:
        try:
            done = subprocess.run(
                _resolved(command),
                cwd=folder,
                env=clean_environment(**step.env),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except FileNotFoundError as err:
            raise WorkflowError(f"{step.name}: there is no program {command[0]!r} here.") from err
        except subprocess.TimeoutExpired:
            return Result(step, 124, f"{output}{shlex.join(command)}: stopped after {_TIMEOUT} s\n")
        output += done.stdout
        if done.returncode:
            return Result(step, done.returncode, output)
    return Result(step, 0, output)


def _resolved(command: tuple[str, ...]) -> list[str]:
    # The Python that runs this, wherever it is: a virtual environment need not be first in PATH.
    return [sys.executable if command[0] == "python" else command[0], *command[1:]]


def _in_order(jobs: Mapping[str, Any]) -> tuple[str, ...]:
    needs = {name: _needs(job) for name, job in jobs.items()}
    for name, others in needs.items():
        for other in others:
            if other not in jobs:
                raise WorkflowError(f"job {name} needs {other!r}, and there is no such job.")
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as err:
        raise WorkflowError(f"jobs need each other in a circle: {' -> '.join(err.args[1])}") from err


def _needs(job: Mapping[str, Any]) -> list[str]:
    needs = job.get("needs") or []
    return [needs] if isinstance(needs, str) else list(needs)


def _step(job: str, number: int, step: Mapping[str, Any], env: Mapping[str, Any]) -> Step:
    name = str(step.get("name") or step.get("uses") or str(step.get("run", "")).strip().split("\n")[0])
    where = f"job {job}, step {number}"
    _known(step, _STEP, where)
    lines = [] if "uses" in step else [line for line in str(step.get("run", "")).splitlines() if line.strip()]
    if not lines and "uses" not in step:
        raise WorkflowError(f"{where} neither runs nor uses anything.")
    own = {key: str(value) for key, value in {**env, **(step.get("env") or {})}.items()}
    return Step(job, name, tuple(_words(line, where) for line in lines), own)


def _known(part: Mapping[str, Any], known: set[str], where: str) -> Mapping[str, Any]:
    for key in part:
        if key not in known:
            raise WorkflowError(f"{where} has {key!r}, which this runner does not do.")
    return part


def _words(line: str, where: str) -> tuple[str, ...]:
    try:
        words = shlex.split(line)
    except ValueError as err:
        raise WorkflowError(f"{where}: {line.strip()!r} cannot be read: {err}.") from err
    for sign in SHELL:
        if sign in line:
            raise WorkflowError(
                f"{where}: {line.strip()!r} needs a shell for {sign!r}. Put it into a script, and run that."
            )
    return tuple(words)
