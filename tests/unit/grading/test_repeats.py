"""What nbgrader repeats is done once, and nothing that it says changes."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
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


@pytest.fixture
def gradebook_db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gradebook that nbgrader has made."""
    # nbgrader starts `alembic` by its name when it makes one.
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    from nbgrader.api import Gradebook  # noqa: PLC0415 - slow

    Gradebook(f"sqlite:///{tmp_path / 'a.db'}", "course").close()
    return tmp_path / "a.db"


def opened(path: Path) -> Any:
    from nbgrader.api import Gradebook  # noqa: PLC0415 - slow

    return Gradebook(f"sqlite:///{path}", "course")


def students_in(path: Path) -> list[str]:
    """The students that everybody else sees in a gradebook."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT id FROM student ORDER BY id")]


def test_a_gradebook_that_is_opened_again_keeps_its_engine_for_that_long(gradebook_db: Path) -> None:
    from groundschool.grading.repeats import done_once  # noqa: PLC0415 - slow

    other = gradebook_db.with_name("b.db")
    shutil.copy(gradebook_db, other)

    def engine(path: Path) -> Any:
        with opened(path) as gradebook:
            gradebook.update_or_create_student("ada")
            assert [student.id for student in gradebook.students] == ["ada"]
            return gradebook.engine

    with done_once():
        first = engine(gradebook_db)
        assert engine(gradebook_db) is first
        assert engine(other) is not first
    assert engine(gradebook_db) is not first


def test_what_is_written_with_a_gradebook_is_there_as_a_whole_when_it_is_closed(gradebook_db: Path) -> None:
    from groundschool.grading.repeats import done_once  # noqa: PLC0415 - slow

    with done_once():
        for names in (["ada", "ben"], ["cyd"]):
            before = students_in(gradebook_db)
            with opened(gradebook_db) as gradebook:
                for name in names:
                    gradebook.add_student(name)
                assert gradebook.find_student(names[0]).id == names[0]
                assert students_in(gradebook_db) == before
            assert students_in(gradebook_db) == [*before, *names]
    assert students_in(gradebook_db) == ["ada", "ben", "cyd"]


def test_what_is_written_to_a_gradebook_that_nobody_may_close_is_there_at_once(gradebook_db: Path) -> None:
    from groundschool.grading.repeats import done_once  # noqa: PLC0415 - slow

    with done_once():
        left_open = opened(gradebook_db)
        left_open.add_student("ada")
        assert students_in(gradebook_db) == ["ada"]
        with opened(gradebook_db) as gradebook:
            gradebook.add_student("ben")
    assert students_in(gradebook_db) == ["ada", "ben"]


def test_what_a_gradebook_refuses_is_said_where_it_is_asked_for_and_takes_back_all_since_it_was_opened(
    gradebook_db: Path,
) -> None:
    from nbgrader.api import InvalidEntry  # noqa: PLC0415 - slow

    from groundschool.grading.repeats import done_once  # noqa: PLC0415 - slow

    with done_once():
        with opened(gradebook_db) as gradebook:
            gradebook.add_student("ada")
            with pytest.raises(InvalidEntry):
                gradebook.add_student("ada")
            gradebook.add_student("ben")
        assert students_in(gradebook_db) == ["ben"]
