"""A classroom whose gradebook is filled by hand: grading takes seconds, and tests of what comes after need none."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from groundschool.grading.classroom import Classroom

CONFIG = Path(__file__).parents[3] / "course" / "classroom" / "nbgrader_config.py"


@dataclass(frozen=True)
class Cell:
    """A graded cell of the assignment."""

    notebook: str
    name: str
    points: float
    kind: str = "code"


CELLS = (
    Cell("lab", "tests_hydration", 2),
    Cell("lab", "why_weigh", 3, "markdown"),
    Cell("quiz", "tests_ratio", 1),
)


def make_room(root: Path, cells: tuple[Cell, ...] = CELLS, *, due: Any = None) -> Classroom:
    """A classroom that knows the assignment `dough`."""
    (root / "source" / "dough").mkdir(parents=True)
    shutil.copy(CONFIG, root)
    (root / "gradebook.db").write_bytes(_empty_gradebook())
    room = Classroom(root)
    with room.api().gradebook as gradebook:
        gradebook.add_assignment("dough", duedate=due)
        for notebook in dict.fromkeys(cell.notebook for cell in cells):
            gradebook.add_notebook(notebook, "dough")
        for cell in cells:
            gradebook.add_grade_cell(
                cell.name, cell.notebook, "dough", max_score=cell.points, cell_type=cell.kind
            )
    return room


@cache
def _empty_gradebook() -> bytes:
    """An empty gradebook: making one takes nbgrader seconds, because it asks `alembic` for its version."""
    with TemporaryDirectory() as folder:
        shutil.copy(CONFIG, folder)
        Classroom(Path(folder)).api().gradebook.close()
        return Path(folder, "gradebook.db").read_bytes()


def fill(room: Classroom, grades: Mapping[str, Mapping[str, float | None]], *, penalty: float = 0.0) -> None:
    """Put graded submissions into a classroom: student -> cell -> points; None waits for a person."""
    from sqlalchemy.exc import SAWarning  # noqa: PLC0415

    with room.api().gradebook as gradebook, warnings.catch_warnings():
        # It comes with every submission that nbgrader makes.
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
        for student, points in grades.items():
            for step in ("submitted", "autograded"):
                room.place(step, student, "dough").mkdir(parents=True)
            gradebook.update_or_create_student(student)
            gradebook.add_submission("dough", student)
            for notebook in gradebook.find_assignment("dough").notebooks:
                submitted = gradebook.find_submission_notebook(notebook.name, "dough", student)
                submitted.late_submission_penalty = penalty
                for cell in notebook.grade_cells:
                    grade = gradebook.find_grade(cell.name, notebook.name, "dough", student)
                    grade.auto_score = points[cell.name]
                    grade.needs_manual_grade = points[cell.name] is None
            gradebook.db.commit()


def give_by_hand(room: Classroom, student: str, cell: Cell, points: float) -> None:
    """What formgrader does when a person types points."""
    with room.api().gradebook as gradebook:
        grade = gradebook.find_grade(cell.name, cell.notebook, "dough", student)
        grade.manual_score = points
        grade.needs_manual_grade = False
        gradebook.db.commit()


def cell(source: str, grade_id: str = "", kind: str = "code", **role: Any) -> dict[str, Any]:
    """A cell of a notebook; with a grade id it has a part in grading."""
    metadata = {"nbgrader": {"grade_id": grade_id, **role}} if grade_id else {}
    return {
        "cell_type": kind,
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
        "outputs": [],
    }


def write(path: Path, *cells: dict[str, Any]) -> None:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
