"""*Run All* in a blank lab reaches the last cell; who checks the lab still sees what failed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from groundschool.build.lab import LAB, blank, for_learner
from groundschool.build.page import Notebook, Page, read_source
from groundschool.build.steps import apply
from groundschool.course.load import load_course
from groundschool.paths import CourseRoot
from groundschool.quiet import kernel_environment

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def lab(tmp_path: Path) -> Notebook:
    """The small course's lab as a learner gets it."""
    shutil.copytree(DATA / "bread", tmp_path / "bread")
    course = load_course(CourseRoot(tmp_path / "bread"))
    page = Page(course, course.module("dough"), course.source("dough", "lab.py"))
    return for_learner(blank(apply(LAB, read_source(page), page)))


def test_run_all_goes_on_behind_an_open_task(lab: Notebook, tmp_path: Path) -> None:
    lab.cells.append(nbformat.v4.new_code_cell("'the end'"))

    client = NotebookClient(
        lab,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
        config=Config({"KernelManager": {"transport": "ipc", "ip": str(tmp_path / "k")}}),
    )
    client.execute(env=kernel_environment())

    failed = [
        cell for cell in lab.cells for output in cell.get("outputs", ()) if output.output_type == "error"
    ]
    assert [cell.metadata.nbgrader.grade_id for cell in failed] == ["tests_hydration"]
    assert lab.cells[-1].outputs[0].data["text/plain"] == "'the end'"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("", "VALIDATION FAILED ON 1 CELL(S)!"),
        ("def hydration(flour, water):\n    return flour / water", "VALIDATION FAILED ON 1 CELL(S)!"),
        (
            "def hydration(flour, water):\n    return water / flour",
            "Success! Your notebook passes all the tests.",
        ),
    ],
    ids=["blank", "wrong", "right"],
)
def test_validate_reports_what_it_always_did(
    lab: Notebook, tmp_path: Path, answer: str, verdict: str
) -> None:
    for cell in lab.cells:
        if answer and cell.metadata.get("nbgrader", {}).get("grade_id") == "hydration":
            cell.source = answer
    nbformat.write(lab, tmp_path / "lab.ipynb")

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", "lab.ipynb"],
        cwd=tmp_path,
        env={**kernel_environment(), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert verdict in done.stdout
