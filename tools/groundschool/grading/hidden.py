"""Feedback without the hidden tests: the page of one student must not give the key to the next.

`nbgrader_config.py` puts this class among the feedback preprocessors, for plain nbgrader and formgrader too.
"""

from __future__ import annotations

import re
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

_REGION = re.compile(r"[ \t]*### BEGIN HIDDEN TESTS.*?(?:### END HIDDEN TESTS[^\n]*\n?|\Z)", re.DOTALL)


class CutHiddenTests(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Cuts hidden tests out of the cells that count, and tracebacks that quote them down to their message."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Cut one cell; a region that a student wrote in a cell of their own stays."""
        del index
        role = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and role.get("grade") and role.get("locked"):
            cut = _REGION.sub("", cell.source).rstrip("\n")
            if cut != cell.source.rstrip("\n"):
                cell.source = cut
                for output in cell.outputs:
                    if output.output_type == "error":
                        output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
