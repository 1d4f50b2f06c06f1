"""The runner: order of steps, a clean environment, a stop at the first failure, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flightdelay.ci import WorkflowError, plan, read_workflow, run


def _workflow(*commands: str, **more: Any) -> dict[str, Any]:
    return {"jobs": {"test": {"steps": [{"run": command} for command in commands], **more}}}


def test_a_job_comes_after_those_that_it_needs() -> None:
    jobs = {
        "deploy": {"needs": ["gate"], "steps": [{"run": "python -V"}]},
        "gate": {"needs": "test", "steps": [{"run": "python -V"}]},
        "test": {"steps": [{"uses": "actions/checkout@v4"}, {"name": "unit", "run": "python -V"}]},
    }

    steps = plan({"jobs": jobs})

    assert [(step.job, step.name) for step in steps] == [
        ("test", "actions/checkout@v4"),
        ("test", "unit"),
        ("gate", "python -V"),
        ("deploy", "python -V"),
    ]


def test_the_first_failure_stops_the_run(tmp_path: Path) -> None:
    workflow = _workflow("python -c 'print(1)'", "python -c 'raise SystemExit(3)'", "python -c 'print(2)'")

    results = run(plan(workflow), tmp_path)

    assert [result.code for result in results] == [0, 3]
    assert results[0].output == "1\n"


def test_a_step_of_several_lines_stops_at_the_first_that_fails(tmp_path: Path) -> None:
    results = run(
        plan(_workflow("python -c 'print(1)'\npython -c 'raise SystemExit(3)'\npython -V")), tmp_path
    )

    assert [(result.code, result.output) for result in results] == [(3, "1\n")]


def test_a_step_sees_its_own_environment_and_not_that_of_its_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "secret")
    workflow = {
        "env": {"A": 1, "B": 1},
        "jobs": {
            "test": {
                "env": {"B": 2, "C": 2},
                "steps": [{"run": "python show.py", "env": {"C": 3}}],
            }
        },
    }
    (tmp_path / "show.py").write_text(
        "import os; print([os.environ.get(key) for key in ('A', 'B', 'C', 'MY_KEY')])"
    )

    results = run(plan(workflow), tmp_path)

    assert results[0].output == "['1', '2', '3', None]\n"


def test_an_action_is_passed_over_and_says_so(tmp_path: Path) -> None:
    results = run(plan({"jobs": {"test": {"steps": [{"uses": "actions/checkout@v4"}]}}}), tmp_path)

    assert results[0].passed
    assert results[0].output == "an action: passed over\n"


@pytest.mark.parametrize(
    ("workflow", "message"),
    [
        (_workflow("cat a | python -V"), "job test, step 1: 'cat a | python -V' needs a shell for '|'."),
        (_workflow("echo ${{ github.actor }}"), "needs a shell for '$'."),
        (_workflow("echo 'a"), "cannot be read"),
        (_workflow("python -V", strategy={"matrix": {}}), "job test has 'strategy', which this runner"),
        ({"jobs": {"test": {"steps": [{"name": "nothing"}]}}}, "job test, step 1 neither runs nor uses"),
        ({"jobs": {"a": {"needs": "b", "steps": []}}}, "job a needs 'b', and there is no such job."),
        (
            {"jobs": {"a": {"needs": "b"}, "b": {"needs": "a"}}},
            "jobs need each other in a circle: a -> b -> a",
        ),
    ],
)
def test_what_it_cannot_do_is_refused(workflow: dict[str, Any], message: str) -> None:
    with pytest.raises(WorkflowError) as caught:
        plan(workflow)

    assert message in str(caught.value)


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match="there is no program 'no-such-program' here"):
        run(plan(_workflow("no-such-program now")), tmp_path)


@pytest.mark.parametrize(
    ("text", "message"), [("a: [", "ci.yml is not YAML"), ("- a", "ci.yml holds no table")]
)
def test_a_file_that_is_no_workflow_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ci.yml").write_text(text)

    with pytest.raises(WorkflowError, match=message):
        read_workflow(tmp_path / "ci.yml")
