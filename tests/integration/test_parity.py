"""Honest submissions are graded by nbgrader as it comes and by `groundschool class grade`: nothing differs.

A choice of the corpus here; `make parity` compares all of it.
"""

from __future__ import annotations

import os
import sys

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from parity.corpus import SAMPLE, SUBMISSIONS
from parity.submission import Submission
from parity.twins import DOCUMENTED, Twins, grade_both, without_cuts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")

COMPARED = SUBMISSIONS if os.environ.get("WHOLE") == "1" else SAMPLE
PRINTED = "one\n2\n\n"
# Where the two may differ, and why. What pages leave out, and files that cells write, `parity/twins.py` names.
EXCEPTIONS: dict[str, str] = {
    "output_error_of_recursion": "how deep a recursion goes, and what is shown of it, depends on what runs the cell",
    "double_recurses": "the same, within a test",
}
# Stock nbgrader has a person mark a test that was deleted; ours puts it back, and it decides. An answer without points
# of its own is put back by neither. A tag of the instructor's cell that was changed stays so in stock nbgrader.
CHANGED = {one.name for one in SUBMISSIONS if one.without and one.name != "deletes_an_answer"} | {
    "lets_a_cell_fail"
}
COMPARED_CHANGED = [one for one in COMPARED if one.name in CHANGED]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return grade_both(tmp_path_factory.mktemp("twins"), COMPARED)


def test_the_corpus_is_large_and_its_names_are_students() -> None:
    assert len({one.name for one in SUBMISSIONS}) == len(SUBMISSIONS) >= 200
    assert {one.assignment for one in SAMPLE} == {one.assignment for one in SUBMISSIONS}
    assert set(EXCEPTIONS) <= {one.name for one in SUBMISSIONS}


@pytest.mark.parametrize("place", range(1, len(PRINTED)))
def test_where_a_kernel_cuts_what_is_printed_is_no_difference(place: int) -> None:
    assert without_cuts(page_of(PRINTED[:place], PRINTED[place:])) == page_of(PRINTED)


def page_of(*parts: str) -> str:
    """A page as nbgrader's feedback shows it, of a cell that has printed."""
    outputs = [new_output("stream", name="stdout", text=part) for part in parts]
    cell = new_code_cell("print()", id="same", outputs=outputs)
    page: str = HTMLExporter(template_name="classic").from_notebook_node(new_notebook(cells=[cell]))[0]
    return page


def test_both_graders_say_that_all_went_well(twins: Twins) -> None:
    assert {name: done.err[-2000:] for name, done in twins.said.items() if done.code} == {}


@pytest.mark.parametrize(
    ("student", "assignment"),
    [*((one.name, one.assignment) for one in COMPARED), *DOCUMENTED.items()],
    ids=[*(one.name for one in COMPARED), *DOCUMENTED],
)
def test_rows_notebooks_and_pages_are_the_same(twins: Twins, student: str, assignment: str) -> None:
    assert twins.was_graded(student, assignment)
    if student not in EXCEPTIONS and student not in CHANGED:
        assert twins.differences(student, assignment) == []


@pytest.mark.parametrize("one", COMPARED_CHANGED, ids=lambda one: one.name)
def test_of_who_changed_cells_of_the_instructor_all_other_rows_are_the_same(
    twins: Twins, one: Submission
) -> None:
    assert twins.rows(one.name, one.assignment, but=one.without) == []
    # The exception is needed.
    assert twins.differences(one.name, one.assignment) != []


def test_stock_nbgrader_is_told_nothing_of_ours(twins: Twins) -> None:
    assert "groundschool." not in (twins.stock.root / "nbgrader_config.py").read_text("utf-8")
    assert "groundschool." in (twins.ours.root / "nbgrader_config.py").read_text("utf-8")
