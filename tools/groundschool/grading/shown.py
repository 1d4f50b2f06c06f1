"""What a page shows of a notebook: the pages of feedback and formgrader's page for marking are made from this.

`nbgrader_config.py` puts the class among the steps of nbconvert's HTML. The notebook in `autograded/` is not changed.
"""

from __future__ import annotations

from collections.abc import Callable
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


class Shown(Preprocessor):
    """Takes out of a notebook what would act on its page, or keep it from being made."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Go through one cell; its HTML is the business of the filters."""
        del index
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output.metadata = _of_pictures(output.metadata)
        return cell, resources


def _of_pictures(metadata: dict[str, Any]) -> dict[str, Any]:
    """The size and description of pictures; not the names of files, which may be addresses."""
    kinds = {kind: _readable(given) for kind, given in metadata.items() if isinstance(given, dict)}
    kinds.pop("filenames", None)
    return _readable(metadata) | kinds


def _readable(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: metadata[name] for name, may_be in _READ.items() if may_be(metadata.get(name))}
