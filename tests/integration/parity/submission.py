"""An honest submission of the parity corpus: an assignment's notebooks with answers, and what else is handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ON_TIME = "2026-01-10 12:00:00 UTC"
DUE = "2026-01-15 12:00:00.000000"
"""As the gradebook keeps it, in UTC."""
LATE = "2026-01-16 13:30:05 UTC"


@dataclass(frozen=True)
class Submission:
    """One student's submission. The student has its name."""

    name: str
    assignment: str = "kinds"
    answers: Mapping[str, str] = field(default_factory=dict)
    """Cells of these grade ids, rewritten."""
    extra: tuple[str, ...] = ()
    """Code cells of the student's own, in front of the first cell that counts."""
    last: tuple[str, ...] = ()
    """The same, behind all others."""
    without: tuple[str, ...] = ()
    """Cells of these grade ids, deleted."""
    change: Callable[[dict[str, Any]], None] | None = None
    """Anything else that is done to the first notebook."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What lies beside the notebooks."""
    lacks: tuple[str, ...] = ()
    """Notebooks that are not handed in."""
    stamp: str = ON_TIME
    """When it was handed in; nothing if nobody knows."""

    def hand_in(self, released: Path, folder: Path) -> None:
        """Write it, from the released notebooks."""
        folder.mkdir(parents=True)
        for number, path in enumerate(sorted(released.glob("*.ipynb"))):
            if path.stem in self.lacks:
                continue
            notebook = json.loads(path.read_text("utf-8"))
            self._fill(notebook, first=number == 0)
            (folder / path.name).write_text(json.dumps(notebook), "utf-8")
        for name, content in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, "utf-8")
        if self.stamp:
            (folder / "timestamp.txt").write_text(self.stamp, "utf-8")

    def _fill(self, notebook: dict[str, Any], *, first: bool) -> None:
        cells = [cell for cell in notebook["cells"] if grade_id(cell) not in self.without]
        for cell in cells:
            if grade_id(cell) in self.answers:
                cell["source"] = self.answers[grade_id(cell)]
        if first:
            place = next(number for number, cell in enumerate(cells) if "nbgrader" in cell["metadata"])
            cells[place:place] = [
                _code(f"extra-{number}", source) for number, source in enumerate(self.extra)
            ]
            cells += [_code(f"last-{number}", source) for number, source in enumerate(self.last)]
        notebook["cells"] = cells
        if first and self.change:
            self.change(notebook)


def grade_id(cell: Mapping[str, Any]) -> str:
    """The name that nbgrader knows a cell by, or nothing."""
    found: str = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return found


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
