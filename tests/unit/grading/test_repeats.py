"""What nbgrader repeats is done once, and nothing that it says changes."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from typing import Any

import pytest

RIGHT = {"grade": True, "grade_id": "t", "locked": True, "points": 1, "schema_version": 3, "solution": False}


def told(metadata: dict[str, Any]) -> str:
    """What nbgrader finds wrong with a cell's metadata."""
    from nbformat.v4 import new_code_cell  # noqa: PLC0415 - slow
    from nbgrader.nbgraderformat import MetadataValidator  # noqa: PLC0415

    try:
        MetadataValidator().validate_cell(new_code_cell(metadata={"nbgrader": metadata}))
    except Exception as err:  # noqa: BLE001 - whatever it is, it has to be the same
        return f"{type(err).__name__}: {err}"
    return ""


@pytest.mark.parametrize(
    "metadata",
    [
        RIGHT,
        {**RIGHT, "points": "many"},
        {**RIGHT, "grade_id": 3, "locked": "no"},
        {**RIGHT, "points": -1},
        {**RIGHT, "more": 1},
        {"schema_version": 3},
        {**RIGHT, "schema_version": 2},
    ],
    ids=str,
)
def test_the_same_is_wrong_with_a_cell(metadata: dict[str, Any]) -> None:
    from groundschool.grading.repeats import done_once  # noqa: PLC0415 - slow

    before = told(metadata)
    with done_once():
        assert [told(metadata), told(metadata)] == [before, before]
    assert (before == "") == (metadata == RIGHT)


def test_a_gradebook_that_is_opened_again_keeps_its_engine_for_that_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # nbgrader starts `alembic` by its name when it makes a gradebook.
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    from nbgrader.api import Gradebook  # noqa: PLC0415 - slow

    from groundschool.grading.repeats import done_once  # noqa: PLC0415 - slow

    def engine(name: str) -> Any:
        with Gradebook(f"sqlite:///{tmp_path / name}", "course") as gradebook:
            gradebook.update_or_create_student("ada")
            assert [student.id for student in gradebook.students] == ["ada"]
            return gradebook.engine

    with done_once():
        first = engine("a.db")
        assert engine("a.db") is first
        assert engine("b.db") is not first
    assert engine("a.db") is not first
