"""What IPython makes of a cell: `%time x` is `get_ipython().run_line_magic('time', 'x')`, and so on, as Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from groundschool.grading.parsing import parse

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_LONGEST = 20_000
_MOST = 400_000
"""Characters of a submission that IPython may read, which takes seconds; cells of labs have it read a few thousand."""
_RUN_PYTHON = frozenset(
    {"time", "timeit", "prun", "lprun", "mprun", "memit", "debug", "capture", "python", "py"}
)
_OPTIONS = re.compile(r"(?:-\S++\s*+(?:\d++(?:\s++|$))?+)*+")


class Magics:
    """Makes Python of cells, as much as it has patience for: IPython reads a cell anew for each of its magics."""

    def __init__(self) -> None:
        self._left = _MOST

    def as_python(self, source: str) -> str | None:
        """A cell as Python that can be parsed; None if it is none to IPython either, or takes too long to be it."""
        if _is_python(source):
            return source
        made = self._transformed(source) if len(source) <= _LONGEST else None
        return made if made is not None and _is_python(made) else None

    def _transformed(self, source: str) -> str | None:
        from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 - slow, and few cells need it

        # Of a single line the first word may be a magic without its sign.
        lines = source.splitlines(keepends=True)
        if len(lines) == 1 and re.match(r"[a-z_]+[ \t]+[^\s=]", source):
            lines = [f"%{source}"]
        manager: Any = TransformerManager()  # type: ignore[no-untyped-call]
        try:
            for change in (*manager.cleanup_transforms, *manager.line_transforms):
                lines = change(lines)
            while self._left > 0:
                self._left -= len(source)
                changed, lines = manager.do_one_token_transform(lines)
                if not changed:
                    return "".join(lines)
        except Exception:  # noqa: BLE001 - it fails in the kernel as well, and the cell does not run
            return None
        return None


def run_by(name: str, texts: list[str]) -> Iterator[str]:
    """What of a magic's texts, its line and perhaps its cell, is run as Python."""
    line, *body = texts
    python = name.lstrip("%") in _RUN_PYTHON
    # What `%%writefile` writes may be imported; what is in another language is none of ours.
    yield from (text for text in body if python or _is_python(text))
    if python:
        yield line
        yield _OPTIONS.sub("", line.strip(), count=1)


def _is_python(source: str) -> bool:
    try:
        parse(source)
    except UNREADABLE:
        return False
    return True


def is_get_ipython(node: ast.expr) -> bool:
    """Whether an expression is the shell: `get_ipython()`, `InteractiveShell.instance()`."""
    match node:
        case ast.Call(func=ast.Name(id="get_ipython") | ast.Attribute(attr="get_ipython")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="InteractiveShell"), attr="instance")):
            return True
    return False
