"""Feedback without the hidden tests: the page of one student must not give the key to the next.

`nbgrader_config.py` puts this class among the feedback preprocessors, for plain nbgrader and formgrader too.
"""

from __future__ import annotations

import re
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

_TELLS = 12
# A text in quotes, as code has it: a constant that searching memory brings up.
_QUOTED = re.compile(r"""(?<=["'])[^"']{12,}(?=["'])""")
_CUT = "[A line of a hidden test stood here.]"
# Not from within blanks: each of a thousand would be tried to the end of all.
_REGION = re.compile(
    r"(?<![ \t])[ \t]*+### BEGIN HIDDEN TESTS.*?(?:### END HIDDEN TESTS[^\n]*\n?|\Z)", re.DOTALL
)


class CutHiddenTests(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Cuts hidden tests out of the cells that count, and out of whatever shows them: tracebacks, warnings, prints."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Cut one notebook; a region that a student wrote in a cell of their own stays."""
        secret: set[str] = set()
        for cell in nb.cells:
            if _counts(cell):
                secret |= {
                    line.strip() for region in _REGION.findall(cell.source) for line in region.splitlines()
                }
        # Short lines, such as a bracket, stand in any code.
        secret = {line for line in secret if len(line) >= _TELLS and not line.startswith("### ")}
        texts = {text for line in secret for text in _QUOTED.findall(line)}
        for cell in nb.cells:
            if _counts(cell):
                _cut(cell)
            for output in cell.get("outputs", ()):
                own = _counts(cell) and _is_a_tests_message(output, texts)
                _clear(output, secret if own else secret | texts)
        return nb, resources


def _counts(cell: Any) -> bool:
    role = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and role.get("grade") and role.get("locked"))


def _is_a_tests_message(output: Any, texts: set[str]) -> bool:
    """Whether an output is the message of a test that failed, which is for the student.

    It quotes itself and no other; what else a cell shows or raises must not quote the hidden tests at all.
    """
    return bool(
        output.output_type == "error"
        and output.ename == "AssertionError"
        and sum(text in output.evalue for text in texts) <= 1
    )


def _cut(cell: Any) -> None:
    cut = _REGION.sub("", cell.source).rstrip("\n")
    if cut != cell.source.rstrip("\n"):
        cell.source = cut
        for output in cell.outputs:
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]


def _clear(output: Any, secret: set[str]) -> None:
    """Take out the lines of an output that quote a hidden line."""

    def cleared(text: Any) -> Any:
        if isinstance(text, list):
            return [cleared(part) for part in text]
        if not isinstance(text, str) or not any(line in text for line in secret):
            return text
        return "\n".join(
            _CUT if any(line in shown for line in secret) else shown for shown in text.split("\n")
        )

    for name in ("text", "traceback", "evalue"):
        if name in output:
            output[name] = cleared(output[name])
    for kind, content in output.get("data", {}).items():
        output.data[kind] = cleared(content)
