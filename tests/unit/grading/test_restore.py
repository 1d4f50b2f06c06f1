"""Cells of the instructor are where they were, whatever was done to them."""

from __future__ import annotations

import copy
import logging
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from groundschool.grading.restore import restore


def role(name: str, *, grade: bool = False, solution: bool = False, locked: bool = False) -> dict[str, Any]:
    found = {
        "grade_id": name,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "schema_version": 3,
        "task": False,
    }
    return {"nbgrader": found | ({"points": 2} if grade else {})}


def released() -> Any:
    return new_notebook(
        cells=[
            new_markdown_cell("# Lab"),
            new_code_cell("import math", metadata=role("setup", locked=True)),
            new_code_cell("def a(): ...", metadata=role("a", solution=True)),
            new_code_cell(
                "assert a()",
                metadata={**role("test_a", grade=True, locked=True), "tags": ["raises-exception"]},
            ),
            new_code_cell("def b(): ...", metadata=role("b", solution=True)),
            new_code_cell("assert b()", metadata=role("test_b", grade=True, locked=True)),
        ]
    )


def restored(nb: Any) -> list[str]:
    restore(nb, released(), logging.getLogger("test"))
    return [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in nb.cells]


ORDER = ["", "setup", "a", "test_a", "b", "test_b"]


def test_an_untouched_notebook_passes_unchanged() -> None:
    nb = released()
    nb.cells[2].source = "def a():\n    return 1"
    nb.cells.insert(3, new_code_cell("a()", metadata={"tags": ["mine"]}))
    before = copy.deepcopy(nb)

    assert restored(nb) == ["", "setup", "a", "", "test_a", "b", "test_b"]
    assert nb == before


def test_moved_cells_come_back_and_other_cells_stay() -> None:
    nb = released()
    nb.cells = [nb.cells[3], nb.cells[0], nb.cells[2], new_code_cell("mine"), *nb.cells[4:], nb.cells[1]]

    assert restored(nb) == ["setup", "", "a", "", "test_a", "b", "test_b"]


def test_of_copies_the_last_keeps_the_name() -> None:
    nb = released()
    nb.cells.insert(2, copy.deepcopy(nb.cells[3]))
    nb.cells.insert(2, copy.deepcopy(nb.cells[2]))

    assert [name for name in restored(nb) if name] == ORDER[1:]
    assert [("nbgrader" in cell.metadata) for cell in nb.cells].count(True) == 5


def test_a_deleted_locked_cell_is_there_again() -> None:
    nb = released()
    del nb.cells[1]

    assert restored(nb) == ["setup", "", "a", "test_a", "b", "test_b"]


@pytest.mark.parametrize(
    ("left", "there"),
    [
        ([], ["setup", "test_a", "test_b"]),
        # The answer before it is deleted too; test_b has its own.
        ([0, 1, 4], ["", "setup", "test_a", "b"]),
        # Those that nbgrader finds a place for.
        ([0, 1, 2, 4], ["", "setup", "a", "b"]),
        ([0, 1, 2, 3], ["", "setup", "a", "test_a", "test_b"]),
    ],
)
def test_a_deleted_test_is_put_back_where_nbgrader_has_no_place_for_it(
    left: list[int], there: list[str]
) -> None:
    nb = released()
    nb.cells = [nb.cells[index] for index in left]

    assert restored(nb) == there


def test_roles_types_and_tags_are_as_handed_out() -> None:
    nb = released()
    test = nb.cells[3]
    test.metadata.nbgrader.update(grade=False, locked=False, solution=True, points=99)
    test.metadata.tags = ["skip-execution"]
    test.cell_type = "raw"
    test.outputs = [{"forged": True}]

    assert restored(nb) == ORDER
    assert test.metadata == {**role("test_a", grade=True, locked=True), "tags": ["raises-exception"]}
    assert (test.cell_type, test.outputs, test.execution_count) == ("code", [], None)


def test_a_name_that_is_not_ours_is_taken_away() -> None:
    nb = released()
    nb.cells.append(new_code_cell("1", metadata=role("bonus", grade=True, locked=True)))
    nb.cells.append(new_code_cell("2", metadata={"nbgrader": "odd"}))

    assert restored(nb) == [*ORDER, "", ""]
    assert "nbgrader" not in nb.cells[-1].metadata
