"""What an attack is: how a submission differs from an honest one, and what may become of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What may become of the task that is attacked.
KEEPS = "keeps"
"""All its points: they were earned, or the attack is none of the tests' business."""
NOTHING = "nothing"
"""No point: the tests saw through it."""
FLAGGED = "flagged"
"""No point yet: a person looks at it, and is told why."""
UNGRADED = "ungraded"
"""The whole submission has no score, and its row says why."""

REFUSED = frozenset({NOTHING, FLAGGED, UNGRADED})
CAUGHT = frozenset({NOTHING, FLAGGED})
WATCHED = frozenset({KEEPS, FLAGGED})
EARNED = frozenset({KEEPS})
UNREAD = frozenset({UNGRADED})

Change = Callable[[dict[str, Any]], None]
Files = Callable[[Path, "Places"], None]


@dataclass(frozen=True)
class Places:
    """What attackers know of the machine: each name stands as `@NAME@` in their code."""

    root: Path
    """The classroom."""
    home: Path
    """The grader's home."""
    outside: Path
    """A folder that nobody has business in."""
    port: int
    """Where a TCP server listens, and a UDP one."""
    socket: str
    """The name of an abstract unix socket that listens."""
    mark: str
    """What processes that are left behind are called."""
    kernel_port: int
    """The port of somebody else's kernel, as its connection file says."""

    def fill(self, source: str) -> str:
        """Put the places into a text."""
        for name, value in vars(self).items():
            source = source.replace(f"@{name.upper()}@", str(value))
        return source


@dataclass(frozen=True)
class Attack:
    """One hostile submission. It is handed in by a student of its name."""

    name: str
    does: str
    """One sentence, for whoever reads a failed test."""
    may: frozenset[str]
    """What may become of the task that it attacks."""
    first: str = ""
    """A cell on top of the notebook."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Cells put before those of these grade ids."""
    after: Mapping[str, str] = field(default_factory=dict)
    """Cells put after those of these grade ids."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Cells of these grade ids, rewritten. Those of tests are trusted: a rewrite counts for nothing."""
    change: Change | None = None
    """Anything else that is done to the notebook."""
    files: Files | None = None
    """Anything that is done to the folder that is handed in, after its notebooks were written."""
    task: str = "mean"
    """The task that it attacks."""
    right: bool = False
    """Whether the answer to that task is the right one."""
    notebooks: tuple[str, ...] = ("lab",)
    student: str = ""
    """The name of its folder, where that is part of the attack."""
    spoils: bool = False
    """Whether what it does may cost its own other tasks their points."""
    tried: bool = False
    """Whether its output ends in `tried`: it came to the end of what it wanted to do."""

    @property
    def folder(self) -> str:
        """The name of the folder that it is handed in by."""
        return self.student or self.name


def with_cells(notebook: dict[str, Any], attack: Attack) -> dict[str, Any]:
    """A notebook with the cells that an attack rewrites and adds."""
    done = deepcopy(notebook)
    cells = []
    for cell in done["cells"]:
        name = grade_id(cell)
        if name in attack.before:
            cells.append(code_cell(f"before-{name}", attack.before[name]))
        if name in attack.answers:
            cell["source"] = attack.answers[name]
        cells.append(cell)
        if name in attack.after:
            cells.append(code_cell(f"after-{name}", attack.after[name]))
    if attack.first:
        cells.insert(0, code_cell("first", attack.first))
    done["cells"] = cells
    if attack.change:
        attack.change(done)
    return done


def grade_id(cell: Mapping[str, Any]) -> str:
    """The name that nbgrader knows a cell by, or nothing."""
    found: str = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return found


def cell_of(notebook: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The cell of a grade id."""
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if grade_id(cell) == name)
    return found


def code_cell(name: str, source: str) -> dict[str, Any]:
    """A cell of a student's own."""
    return {
        "cell_type": "code",
        "id": f"added-{name}".replace("_", "-"),
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def write_notebook(path: Path, notebook: Mapping[str, Any], places: Places) -> None:
    """Write a notebook as it is, sound or not, with the places filled in."""
    path.write_text(places.fill(json.dumps(notebook)), encoding="utf-8")
