"""nbgrader's ClearSolutions, which leaves no stub where a quiz answer stood.

`raise NotImplementedError()` tells a student where code goes; below `answer_1 = ""` it would only be in the way.
`nbgrader_config.py` puts this class in the place of the original, for plain nbgrader and formgrader too.
"""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import ClearSolutions

ANSWER = "answer"


class ClearAnswers(ClearSolutions):  # type: ignore[misc] # nbgrader has no types
    """Blanks cells tagged `answer` to what stands around their solution; all others as nbgrader does."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Blank one cell."""
        if ANSWER not in cell.metadata.get("tags", []):
            done: tuple[Any, Any] = super().preprocess_cell(cell, resources, cell_index)
            return done
        stubs = self.code_stub
        self.code_stub: dict[str, str] = {**stubs, resources["language"]: ""}
        try:
            done = super().preprocess_cell(cell, resources, cell_index)
        finally:
            self.code_stub = stubs
        cell.source = cell.source.rstrip("\n")
        return done
