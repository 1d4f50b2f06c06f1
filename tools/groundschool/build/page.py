"""A notebook in the making, and reading its source."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from groundschool.course.spine import Course, Module

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_HEADER = re.compile(r"\A# ---\n(?:#.*\n)*?# ---\s*")

Notebook = nbformat.NotebookNode
Cell = nbformat.NotebookNode


@dataclass(frozen=True)
class Page:
    """What the steps know about the notebook they work on."""

    course: Course
    module: Module | None
    """None for the start page."""
    source: Path
    """The file that people edit."""

    @property
    def source_name(self) -> str:
        """The source as messages and metadata name it."""
        return self.course.root.relative(self.source)


def read_source(page: Page) -> Notebook:
    """Read a py:percent source; the cells have no ids and no outputs yet."""
    # The file's header is for editors; kernelspec and metadata are set by a step.
    text = _HEADER.sub("", page.source.read_text(encoding="utf-8"))
    read = jupytext.reads(text, fmt="py:percent")
    cells = [_bare(cell) for cell in read.cells]
    return Notebook(cells=cells, metadata=Notebook(), nbformat=4, nbformat_minor=5)


def markdown(source: str, **metadata: Any) -> Cell:
    """A markdown cell that waits for its id."""
    return Notebook(cell_type="markdown", source=source, metadata=Notebook(metadata))


def code(source: str, **metadata: Any) -> Cell:
    """A code cell that waits for its id."""
    return Notebook(
        cell_type="code", source=source, metadata=Notebook(metadata), outputs=[], execution_count=None
    )


def nbgrader_role(
    cell_type: str, grade_id: str, *, locked: bool = False, solution: bool = False, points: int | None = None
) -> Notebook:
    """What nbgrader must know of a cell; one that has points is graded."""
    role = Notebook(
        cell_type=cell_type,
        grade=points is not None,
        grade_id=grade_id,
        locked=locked,
        schema_version=3,
        solution=solution,
        task=False,
    )
    if points is not None:
        role["points"] = points
    return role


def digest(*parts: str) -> str:
    """A short name for content; equal for equal parts."""
    together = hashlib.sha256()
    for part in parts:
        together.update(f"{len(part)}:{part}".encode())
    return together.hexdigest()[:16]


def line_of(source: Path, cell: str) -> int:
    """The line of a source on which a cell's text begins; 1 if it was changed on the way."""
    place = source.read_text(encoding="utf-8").find(cell)
    return source.read_text(encoding="utf-8").count("\n", 0, place) + 1 if place >= 0 else 1


def to_bytes(notebook: Notebook) -> bytes:
    """Write a notebook: sorted keys, one space of indent, a newline at the end."""
    text: str = nbformat.v4.writes(notebook, indent=1)
    return (text.rstrip("\n") + "\n").encode("utf-8")


def _bare(cell: Cell) -> Cell:
    cell.pop("id", None)
    return cell
