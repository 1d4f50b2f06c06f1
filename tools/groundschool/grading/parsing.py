"""Python's parser for threads: CPython's own mixes up its depth when two threads are in it (python/cpython#106905)."""

from __future__ import annotations

import ast
import threading

_ONE = threading.Lock()


def parse(source: str) -> ast.Module:
    """The syntax tree of a cell.

    Raises:
        SyntaxError: it has none.
        ValueError, RecursionError, MemoryError: it holds zero bytes, or is too deep for Python.
    """
    with _ONE:
        return ast.parse(source)
