"""Labs: the marked source as an nbgrader notebook, and the blank version that a learner gets."""

from __future__ import annotations

from groundschool.build import text
from groundschool.build.page import Cell, Notebook, Page, markdown, nbgrader_role
from groundschool.build.steps import Step, set_cell_ids, set_metadata
from groundschool.course.cells import ROLES
from groundschool.course.sources import MARK_SCHEME
from groundschool.marks import METADATA

CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"
GOES_ON = "raises-exception"
"""Jupyter's own tag: *Run All* goes on behind a test cell that fails. Grading and `Validate` see the failure as ever."""
SOLUTIONS_OPEN = (
    "After you pass a task, or after three failed tries, its tests tell you how to see a solution; the model answer to "
    "a written task opens when every task with tests was passed or tried so."
)
SKIPPED_BECAUSE = "These tests fail until the learner has solved the task."


def mark_for_nbgrader(notebook: Notebook, page: Page) -> Notebook:
    """Turn the marks of the source (`solution="x"`, `tests="x" points=3`, ...) into nbgrader's metadata.

    A written task becomes two cells, since nbgrader clears the whole cell that it collects an answer from:
    the prompt, locked, and the answer, whose instructor version holds the mark scheme.
    """
    del page
    cells: list[Cell] = []
    for cell in notebook.cells:
        role = next((name for name in ROLES if name in cell.metadata), None)
        if role is None:
            cells.append(cell)
        elif role == "written":
            cells += _written(cell)
        else:
            cells.append(_marked(cell, role))
    return Notebook({**notebook, "cells": cells})


def add_lab_header(notebook: Notebook, page: Page) -> Notebook:
    """Say how a lab works, below its title."""
    module = page.module
    if module is None:
        raise TypeError(f"{page.source_name} is no module's page")
    points = sum(cell.metadata.nbgrader.points for cell in notebook.cells if "points" in _role(cell))
    header = markdown(
        f"| | |\n|:---|:---|\n"
        f"| **Lesson** | [{module.title}]({module.notebook}) |\n"
        f"| **Time** | about {module.lab_minutes} minutes |\n"
        f"| **Points** | {points} |\n\n"
        "Run the first code cell. In each task, put your code in place of `raise NotImplementedError()` and "
        "run the cell; then run the tests below it. The last line of a failing test says what was called, what "
        "came back and what was expected, with a hint. Run a test as often as you like. Do not change the test "
        "cells: grading puts the originals back."
    )
    return Notebook({**notebook, "cells": [*notebook.cells[:1], header, *notebook.cells[1:]]})


def tidy_lab_text(notebook: Notebook, page: Page) -> Notebook:
    """Turn admonitions into alert boxes."""
    del page
    cells = [
        Notebook({**cell, "source": text.boxes(cell.source)}) if cell.cell_type == "markdown" else cell
        for cell in notebook.cells
    ]
    return Notebook({**notebook, "cells": cells})


LAB: tuple[Step, ...] = (mark_for_nbgrader, add_lab_header, tidy_lab_text, set_metadata, set_cell_ids)


def blank(notebook: Notebook) -> Notebook:
    """The lab as a learner gets it: no solutions, no hidden tests, no mark schemes.

    nbgrader's ClearSolutions and ClearHiddenTests do the same; importing them costs two seconds at each
    build. A test holds both to the same result.
    """
    cells = [_blank_cell(cell) for cell in notebook.cells]
    return Notebook({**notebook, "cells": cells})


def for_learner(notebook: Notebook) -> Notebook:
    """The blank lab of somebody who learns alone: its header says how a solution is come by.

    A class gets the blank lab without it, by nbgrader: whether a class sees solutions is its teacher's to say.
    """
    header = Notebook({**notebook.cells[1], "source": f"{notebook.cells[1].source}\n\n{SOLUTIONS_OPEN}"})
    return Notebook({**notebook, "cells": [notebook.cells[0], header, *notebook.cells[2:]]})


def _blank_cell(cell: Cell) -> Cell:
    role = _role(cell)
    if role.get("solution"):
        stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
        source = _replace_regions(cell.source, "SOLUTION", stub)
        return Notebook({**cell, "source": stub if source == cell.source else source})
    if role.get("grade"):
        reason = Notebook(nbval_skip=SKIPPED_BECAUSE)
        metadata = Notebook(
            {**cell.metadata, "tags": [*cell.metadata.get("tags", ()), "nbval-skip"], METADATA: reason}
        )
        return Notebook(
            {**cell, "source": _replace_regions(cell.source, "HIDDEN TESTS", ""), "metadata": metadata}
        )
    return cell


def _replace_regions(source: str, name: str, stub: str) -> str:
    """Replace each region between `### BEGIN name` and `### END name` by a stub, indented like it."""
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        if f"### BEGIN {name}" in line:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + stub_line for stub_line in stub.split("\n")] if stub else []
        elif f"### END {name}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def _role(cell: Cell) -> dict[str, object]:
    role: dict[str, object] = cell.metadata.get("nbgrader", {})
    return role


def _marked(cell: Cell, role: str) -> Cell:
    name = cell.metadata[role]
    graded = role == "tests"
    marked = _with_role(
        cell,
        grade_id=name if role == "solution" else f"{role}_{name}",
        solution=role == "solution",
        locked=role != "solution",
        points=int(cell.metadata["points"]) if graded else None,
    )
    if graded:
        marked.metadata["tags"] = [GOES_ON]
    return marked


def _written(cell: Cell) -> list[Cell]:
    name = cell.metadata["written"]
    scheme = MARK_SCHEME.search(cell.source)
    prompt = MARK_SCHEME.sub("", cell.source).strip()
    answer = markdown(scheme[1].strip() if scheme else TEXT_STUB)
    return [
        _with_role(markdown(prompt), grade_id=f"prompt_{name}", solution=False, locked=True, points=None),
        _with_role(
            answer,
            grade_id=name,
            solution=True,
            locked=False,
            points=int(cell.metadata["points"]),
        ),
    ]


def _with_role(cell: Cell, *, grade_id: str, solution: bool, locked: bool, points: int | None) -> Cell:
    role = nbgrader_role(cell.cell_type, grade_id, locked=locked, solution=solution, points=points)
    return Notebook({**cell, "metadata": Notebook(nbgrader=role)})
