"""Jobs: what is at work when grading ends is over, too."""

from __future__ import annotations

import json
import shutil
import time

import nbformat.v4
import pytest

from groundschool.errors import GroundSchoolError
from groundschool.grading.jobs import Beginning, Job, run, workers

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)


def job(code: str) -> Job:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    return Job((("lab", json.dumps(notebook)),), (), {}, ())


def test_all_jobs_run_in_one_sandbox_at_the_same_time() -> None:
    meet = "import os, time\nprint(os.getpid(), time.time())\ntime.sleep(2)\nprint(time.time())"

    with workers(None, Beginning((), frozenset(), "")) as (pool, count):
        outcomes = [future.result() for future in [pool.submit(run, job(meet)) for _ in range(count)]]

    said = [
        json.loads(outcome.notebooks[0].notebook)["cells"][0]["outputs"][0]["text"].split()
        for outcome in outcomes
    ]
    assert {process for process, _, _ in said} == {"1"}
    assert count == 1 or max(float(began) for _, began, _ in said) < min(float(ended) for _, _, ended in said)


def test_a_job_that_runs_when_grading_ends_ends_and_starts_no_new_sandbox() -> None:
    with workers(None, Beginning((), frozenset(), "")) as (pool, _):
        future = pool.submit(run, job("import time; time.sleep(300)"))
        time.sleep(4)
        left = time.monotonic()

    assert time.monotonic() - left < 5
    with pytest.raises(GroundSchoolError, match="Grading was ended"):
        future.result()
    # What comes later is not ended with it.
    with workers(None, Beginning((), frozenset(), "")) as (pool, _):
        assert pool.submit(run, job("1")).result().notebooks[0].stopped == ""
