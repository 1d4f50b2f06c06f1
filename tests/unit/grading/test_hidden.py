from __future__ import annotations

from typing import Any

from nbformat.v4 import new_code_cell, new_output

from groundschool.grading.hidden import CutHiddenTests

TESTS = "given = read(answer)\n### BEGIN HIDDEN TESTS\nassert given == 'b', 'Not it.'\n### END HIDDEN TESTS"


def failed_cell(source: str, *, grade: bool) -> Any:
    error = new_output(
        "error",
        ename="AssertionError",
        evalue="Not it.",
        traceback=["----> 3 assert given == 'b', 'Not it.'"],
    )
    role = {"grade": grade, "locked": grade, "solution": not grade}
    cell = new_code_cell(source, metadata={"nbgrader": role}, outputs=[error])
    return CutHiddenTests().preprocess_cell(cell, {}, 0)[0]


def test_hidden_tests_leave_source_and_traceback_and_their_message_stays() -> None:
    cell = failed_cell(TESTS, grade=True)

    assert cell.source == "given = read(answer)"
    assert cell.outputs[0].traceback == ["AssertionError: Not it."]


def test_a_region_without_an_end_is_cut_to_the_last_line() -> None:
    assert failed_cell(TESTS.rpartition("\n")[0], grade=True).source == "given = read(answer)"


def test_tests_that_everybody_saw_keep_their_traceback() -> None:
    assert "---->" in failed_cell("assert 1 == 2", grade=True).outputs[0].traceback[0]


def test_what_a_student_wrote_is_left_alone() -> None:
    cell = failed_cell(TESTS, grade=False)

    assert cell.source == TESTS
    assert "---->" in cell.outputs[0].traceback[0]
