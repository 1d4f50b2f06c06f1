from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from groundschool.build.lab import LAB, SOLUTIONS_OPEN, blank, for_learner
from groundschool.build.page import Notebook, Page, read_source
from groundschool.build.steps import apply
from groundschool.course.load import load_course
from groundschool.paths import CourseRoot, find_root

# nbgrader's own preprocessors, in a process of their own: importing them warns of its dependencies' old ways.
NBGRADER = """
import sys, nbformat
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
notebook = nbformat.read(sys.argv[1], as_version=4)
for step in (ClearSolutions(), ClearHiddenTests()):
    notebook, _ = step.preprocess(notebook, {})
nbformat.write(notebook, sys.argv[1])
"""


def labs_of(root: CourseRoot) -> list[Notebook]:
    course = load_course(root)
    pages = [Page(course, module, course.source(module.id, "lab.py")) for module in course.modules]
    return [apply(LAB, read_source(page), page) for page in pages]


def sources(notebook: Notebook) -> list[str]:
    return [cell.source for cell in notebook.cells]


def roles(notebook: Notebook) -> list[dict[str, Any]]:
    return [dict(cell.metadata.nbgrader) for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_marks_become_nbgraders_metadata(bread: CourseRoot) -> None:
    lab = labs_of(bread)[0]

    assert [(r["grade_id"], r["solution"], r["grade"], r.get("points")) for r in roles(lab)] == [
        ("provided_setup", False, False, None),
        ("hydration", True, False, None),
        ("tests_hydration", False, True, 2),
        ("prompt_why_weigh", False, False, None),
        ("why_weigh", True, True, 3),
    ]


@pytest.mark.parametrize("which", ["the small course", "this course"])
def test_the_blank_lab_is_what_nbgrader_would_release(which: str, bread: CourseRoot, tmp_path: Path) -> None:
    root = bread if which == "the small course" else find_root(start=Path(__file__).parent)
    for lab in labs_of(root):
        path = tmp_path / "lab.ipynb"
        nbformat.write(lab, path)
        subprocess.run([sys.executable, "-c", NBGRADER, str(path)], check=True, capture_output=True)
        released = nbformat.v4.reads(path.read_text(encoding="utf-8"))

        assert sources(blank(lab)) == sources(released)


def test_the_blank_lab_says_what_is_to_be_done(bread: CourseRoot) -> None:
    lab = blank(labs_of(bread)[0])
    text = json.dumps(lab)

    assert "raise NotImplementedError()" in text
    assert "YOUR ANSWER HERE" in sources(lab)
    assert "Why weigh and not measure in cups?" in text
    assert "| **Points** | 5 |" in text


def test_the_lab_of_somebody_who_learns_alone_tells_of_solutions_in_its_header(bread: CourseRoot) -> None:
    lab = blank(labs_of(bread)[0])
    learners = for_learner(lab)

    assert learners.cells[1].source.endswith(SOLUTIONS_OPEN)
    assert SOLUTIONS_OPEN not in json.dumps(lab)
    assert sources(learners)[2:] == sources(lab)[2:]
    assert [cell.id for cell in learners.cells] == [cell.id for cell in lab.cells]


def test_test_cells_of_the_blank_lab_are_left_out_of_validation(bread: CourseRoot) -> None:
    tagged = [cell for cell in blank(labs_of(bread)[0]).cells if "tags" in cell.metadata]

    assert [(cell.cell_type, cell.metadata.tags) for cell in tagged] == [
        ("code", ["raises-exception", "nbval-skip"])
    ]
    assert (
        tagged[0].metadata.groundschool.nbval_skip
        == "These tests fail until the learner has solved the task."
    )
