"""Puts the instructor's cells back where they were, before nbgrader puts their text back.

nbgrader's OverwriteCells repairs the text, type and points of a cell that still claims its role. A submission may
have cells deleted, copied, reordered, retyped, retagged, or robbed of their role; for those the released notebook
tells what was there. `nbgrader_config.py` names `RestoreCells` first among the sanitizing preprocessors. A
submission that changed none of this passes through unchanged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Gives each released cell its role, type, tags and place again."""

    released = Unicode("release", help="The folder of what was handed out.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Restore one notebook."""
        about = resources["nbgrader"]
        path = Path(self.released, about["assignment"], f"{about['notebook']}.ipynb")
        if path.is_file():
            restore(nb, nbformat.read(path, as_version=4), self.log)
        return nb, resources


def restore(nb: Any, released: Any, log: Any) -> None:
    """Bring a submitted notebook's cells with a role into the released form; all others stay where they are."""
    if "application/vnd.jupyter.widget-state+json" not in (nb.metadata.get("widgets") or {}):
        # Anything else under this name breaks the page of feedback.
        nb.metadata.pop("widgets", None)
    originals = {_name(cell): cell for cell in released.cells if _name(cell)}
    kept = _without_copies(nb, originals, log)
    _put_back(nb, originals, kept, log)
    _reorder(nb, list(originals), log)
    for cell in nb.cells:
        original = originals.get(_name(cell))
        if original is not None:
            _give_role(cell, original, log)


def _without_copies(nb: Any, originals: dict[str, Any], log: Any) -> dict[str, Any]:
    """Of several cells with one name the last keeps it, as nbgrader has it; a name that is not ours is taken away."""
    kept: dict[str, Any] = {}
    for cell in reversed(nb.cells):
        name = _name(cell)
        if not name and "nbgrader" not in cell.metadata:
            continue
        if name in originals and name not in kept:
            kept[name] = cell
            continue
        if name in kept:
            log.warning("Cell with id '%s' exists multiple times!", name)
        del cell.metadata["nbgrader"]
    return kept


def _put_back(nb: Any, originals: dict[str, Any], kept: dict[str, Any], log: Any) -> None:
    """Insert what was deleted: locked cells that tests may need, and cells with points where nbgrader has no place.

    nbgrader puts a cell with points after the one that was before it, and fails if that is neither an answer nor a
    test, or was deleted too. Its text comes from the gradebook either way.
    """
    before: Any = None
    has_place = True
    for name, original in originals.items():
        role = original.metadata.nbgrader
        if name in kept:
            before = kept[name]
        elif (role.get("locked") and not role.get("grade")) or (role.get("grade") and not has_place):
            kind = "grade" if role.get("grade") else "locked"
            log.warning("Missing %s cell %s encountered, adding to notebook", kind, name)
            cell = nbformat.from_dict(original)
            place = next((index + 1 for index, there in enumerate(nb.cells) if there is before), 0)
            nb.cells.insert(place, cell)
            kept[name] = before = cell
        has_place = bool(role.get("grade") or (role.get("solution") and name in kept))


def _reorder(nb: Any, order: list[str], log: Any) -> None:
    """Bring the cells with a role into the released order, in the places that such cells have."""
    places = [index for index, cell in enumerate(nb.cells) if _name(cell)]
    there = [nb.cells[index] for index in places]
    wanted = sorted(there, key=lambda cell: order.index(_name(cell)))
    for index, old, new in zip(places, there, wanted, strict=True):
        if old is not new:
            log.warning("Cell %s is not where it was, moving it back", _name(new))
            nb.cells[index] = new


def _give_role(cell: Any, original: Any, log: Any) -> None:
    if cell.cell_type != original.cell_type:
        log.warning("Attribute 'cell_type' for cell %s has changed", _name(cell))
        cell.cell_type = original.cell_type
        for key in ("outputs", "execution_count", "attachments"):
            cell.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    role = original.metadata.nbgrader
    if cell.metadata.nbgrader != role:
        changed = {
            key
            for key in (*role, *cell.metadata.nbgrader)
            if role.get(key) != cell.metadata.nbgrader.get(key)
        }
        if changed - {"checksum"}:
            log.warning(
                "Role of cell %s has changed (%s), putting it back", _name(cell), ", ".join(sorted(changed))
            )
        cell.metadata.nbgrader = nbformat.from_dict(role)
    if role.get("locked"):
        tags = original.metadata.get("tags")
        if cell.metadata.get("tags") != tags:
            log.warning("Tags of cell %s have changed, putting them back", _name(cell))
            cell.metadata.pop("tags", None)
            if tags is not None:
                cell.metadata["tags"] = list(tags)


def _name(cell: Any) -> str:
    role = cell.metadata.get("nbgrader")
    name = role.get("grade_id") if isinstance(role, dict) else None
    return name if isinstance(name, str) else ""
