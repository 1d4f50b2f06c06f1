"""What a page shows of a notebook: the pages of feedback and formgrader's page for marking are made from this.

`nbgrader_config.py` puts the class among the steps of nbconvert's HTML. The notebook in `autograded/` is not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from nbconvert.preprocessors import Preprocessor

# What nbconvert's template reads of an output's metadata, and what it may be: it writes a width as it finds it.
_READ: dict[str, Callable[[Any], bool]] = {
    "width": lambda value: isinstance(value, int | float),
    "height": lambda value: isinstance(value, int | float),
    "alt": lambda value: isinstance(value, str),
    "isolated": lambda value: isinstance(value, bool),
    "unconfined": lambda value: isinstance(value, bool),
}

# Colouring code takes time that grows with the square of a line, of empty lines in a row, and of code in some of the
# languages that `%%` begins: minutes for what a submission may hold, outside any sandbox.
_EMPTY_LINES, _BLANKS = 50, 1_000
_KEPT = 3
_LINE = 2_000
_CELL, _MAGIC_CELL = 50_000, 10_000


class Shown(Preprocessor):
    """Takes out of a notebook what would act on its page, or keep it from being made."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Go through one cell; its HTML is the business of the filters."""
        del index
        # The instructor's is whole: what is cut out of it as hidden must be found.
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = shortened(cell.source)
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output.metadata = _of_pictures(output.metadata)
        return cell, resources


def shortened(source: str) -> str:
    """Code without what nobody reads of it; a line says how much was left out."""
    most = _MAGIC_CELL if source.lstrip().startswith("%%") else _CELL
    return _cut("\n".join(_lines(source)), most, between="\n")


def _lines(source: str) -> Iterator[str]:
    for is_empty, run in groupby(source.split("\n"), key=lambda line: not line.strip()):
        lines = list(run)
        if is_empty and len(lines) > _EMPTY_LINES:
            yield from [""] * _KEPT
            yield f"# [{len(lines) - _KEPT:,} empty lines are not shown here.]"
        elif is_empty and sum(map(len, lines)) > _BLANKS:
            yield from [""] * len(lines)
        else:
            yield from (_cut(line, _LINE, between="  ") for line in lines)


def _cut(text: str, most: int, *, between: str) -> str:
    left = len(text) - most
    return text if left <= 0 else f"{text[:most]}{between}# [{left:,} characters are not shown here.]"


def _of_pictures(metadata: dict[str, Any]) -> dict[str, Any]:
    """The size and description of pictures; not the names of files, which may be addresses."""
    kinds = {kind: _readable(given) for kind, given in metadata.items() if isinstance(given, dict)}
    kinds.pop("filenames", None)
    return _readable(metadata) | kinds


def _readable(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: metadata[name] for name, may_be in _READ.items() if may_be(metadata.get(name))}
