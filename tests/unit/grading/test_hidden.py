from __future__ import annotations

from typing import Any

from nbformat.v4 import new_code_cell, new_notebook, new_output

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
    return CutHiddenTests().preprocess(new_notebook(cells=[cell]), {})[0].cells[0]


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


def test_no_output_of_any_cell_quotes_a_hidden_line() -> None:
    test = new_code_cell(TESTS, metadata={"nbgrader": {"grade": True, "locked": True, "solution": False}})
    shown = [
        new_output(
            "stream", name="stderr", text="x.py:3: UserWarning: odd\n  assert given == 'b', 'Not it.'\nmore\n"
        ),
        new_output(
            "execute_result",
            data={"text/html": "<p>assert given == 'b', 'Not it.'</p>", "text/plain": "fine"},
        ),
    ]
    own = new_code_cell("print(In[-1])", outputs=shown)
    cells = CutHiddenTests().preprocess(new_notebook(cells=[test, own]), {})[0].cells

    assert "given == 'b'" not in str(cells)
    assert cells[1].outputs[0].text.endswith("\nmore\n")
    assert cells[1].outputs[1].data["text/plain"] == "fine"


def test_a_region_that_is_indented_is_cut_with_its_blanks() -> None:
    source = "with task('x'):\n    given = 1\n    ### BEGIN HIDDEN TESTS\n    assert given == 2\n    ### END HIDDEN TESTS"

    assert failed_cell(source, grade=True).source == "with task('x'):\n    given = 1"
