"""What the instructor's cells import: a sandbox has imported it before there is a notebook to run."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from groundschool.grading.parsing import parse


def imported(cells: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The modules that a notebook's locked cells import, also those named within functions."""
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "code" and is_locked(cell)]
    return frozenset().union(*(_imports("".join(source)) for source in sources))


def imported_in(folder: Path) -> frozenset[str]:
    """What the notebooks in a folder import; of one that cannot be read, who needs it will tell."""
    names: set[str] = set()
    for path in sorted(folder.glob("*.ipynb")):
        try:
            names |= imported(json.loads(path.read_text("utf-8"))["cells"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
    return frozenset(names)


def is_locked(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is the instructor's, as `nbgrader.utils.is_locked` says it; importing that takes a second."""
    role = cell["metadata"].get("nbgrader", {})
    return not role.get("solution") and bool(role.get("grade") or role.get("locked"))


@lru_cache(maxsize=1024)
def _imports(source: str) -> frozenset[str]:
    """What one cell imports, remembered: all of a class have the same locked cells."""
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()  # a magic
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # A module may import what it offers only when it is asked for it.
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)
