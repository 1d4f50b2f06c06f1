"""Puts the answers that a student chose into the answer cells, where the tests read them as if they were typed.

    typed in the cell  >  kept in the notebook's output  >  kept in `answers.json` beside the notebook

It runs on what was handed in, before nbgrader clears the outputs: `nbgrader_config.py` names `RestoreAnswers` among
the sanitizing preprocessors, after `RestoreCells`. A copied answer, sealed by another student, is not restored; the
cell then says whose it is. Cells that show a form are emptied: nobody looks at them while grading.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from groundschool.grading.parsing import parse
from groundschool.learner.answers import MIME, own_answer, read_answers

# Possessive, and of blanks only: whatever was typed around it is read once.
_FORM = re.compile(r"^[ \t]*+from groundschool import choose[ \t\r]*+$", re.MULTILINE)


class RestoreAnswers(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Fills the answer cells of a quiz that were left blank."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Restore the answers of one notebook."""
        student = resources["nbgrader"]["student"]
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        restore_answers(nb, student, read_answers(folder))
        return nb, resources


def restore_answers(nb: Any, student: str, beside: dict[str, Any]) -> None:
    """Fill the blank answer cells from the outputs of a notebook, else from the file beside it."""
    recorded = _recorded(nb)
    number = 0
    for cell in nb.cells:
        role = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code":
            continue
        if not role and _FORM.search(cell.source):
            cell.source = "# The form for the choice is not shown while grading."
            cell.outputs = []
        if not (
            role.get("solution") and not role.get("grade") and role.get("grade_id", "").startswith("answer_")
        ):
            continue
        number += 1
        name = f"answer_{number}"
        if _is_blank(cell.source, name):
            _fill(cell, name, student, [*recorded.get(name, ()), beside.get(name)])


def _fill(cell: Any, name: str, student: str, kept: list[object]) -> None:
    found = [one for one in kept if isinstance(one, dict) and one.get("answer")]
    for one in found:
        answer = own_answer(one, student, name)
        if answer is not None:
            cell.source = (
                f"{cell.source.rstrip()}\n{name} = {json.dumps(answer)}  # chosen in the form".lstrip()
            )
            return
    if found:
        whose = json.dumps(str(found[0].get("learner"))[:60])
        cell.source = (
            f"{cell.source.rstrip()}\n# Not taken over: an answer that was kept by {whose}.".lstrip()
        )


def _recorded(nb: Any) -> dict[str, list[Any]]:
    """What the outputs of the notebook keep, by question, the last first."""
    kept: dict[str, list[Any]] = {}
    for cell in nb.cells:
        for output in cell.get("outputs", ()) if cell.cell_type == "code" else ():
            one = output.get("data", {}).get(MIME)
            if isinstance(one, dict):
                kept.setdefault(str(one.get("question")), []).insert(0, one)
    return kept


def _is_blank(source: str, name: str) -> bool:
    """Whether a cell gives the answer no value, or an empty text; what cannot be read was typed by somebody."""
    try:
        body = parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    values = [
        node.value
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == name
    ]
    if not values:
        return not body
    last = values[-1]
    return isinstance(last, ast.Constant) and isinstance(last.value, str) and not last.value.strip()
