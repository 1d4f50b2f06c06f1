"""The small repository: sound when it is made, and its programs see nothing of the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from flightdelay.ci import plan, read_workflow, run
from flightdelay.clone import SOUND_WORKFLOW, WORKFLOW, Clone


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_its_tests_pass_until_a_fault_is_planted_and_again_afterwards(clone: Clone) -> None:
    assert clone.failing("desk.py", "> 15", ">= 15") == "test_code"
    assert clone.failing() == "nobody"


def test_a_commit_is_kept_without_the_users_git_settings(clone: Clone) -> None:
    assert clone.commit("One", settings="KEY = None\n") == ""
    assert clone.call("git", "log", "--format=%an: %s").stdout == "learner: One\n"


def test_findings_of_the_linters_are_tables(clone: Clone) -> None:
    workflow = "on: push\njobs: {test: {runs-on: ubuntu-24.04, steps: [{uses: actions/checkout@v4}]}}\n"

    assert "unpinned-uses" in set(clone.lint_workflow(workflow)["finding"])
    assert clone.lint_dockerfile("FROM python:latest\n")["rule"].tolist() == ["DL3007"]


def test_its_sound_workflow_has_no_finding_and_runs_data_and_code_before_the_model(clone: Clone) -> None:
    assert clone.lint_workflow(SOUND_WORKFLOW).empty

    results = run(plan(read_workflow(clone.folder / WORKFLOW)), clone.folder)

    assert [result.step.job for result in results if result.step.commands] == ["code", "data", "model"]
    assert all(result.passed for result in results)


def test_the_same_code_is_the_same_wheel_and_other_code_is_refused_by_its_hash(clone: Clone) -> None:
    first, again = clone.build_wheel("A = 1"), clone.build_wheel("A = 1")
    clone.write("requirements.lock", f"deskfonts==1.0 --hash=sha256:{first}\n")

    assert first == again
    assert clone.install("--require-hashes", "-r", "requirements.lock") == "installed"

    clone.build_wheel("A = 2")

    assert "DO NOT MATCH THE HASHES" in clone.install("--require-hashes", "-r", "requirements.lock")
