"""Python's parser for threads: CPython's own mixes up its depth when two threads are in it (python/cpython#106905)."""

from __future__ import annotations

import ast
import threading
from functools import lru_cache

_ONE = threading.Lock()
_LONGEST = 4_000
"""Characters of a cell whose tree is remembered: a tree takes some hundred times the memory of its text."""


def parse(source: str) -> ast.Module:
    """The syntax tree of a cell, to be read and not to be changed: who asks for it again gets the same one.

    Each cell is read for its imports, its words and its looks, and a class has the same tests.

    Raises:
        SyntaxError: it has none.
        ValueError, RecursionError, MemoryError: it holds zero bytes, or is too deep for Python.
    """
    with _ONE:
        return _remembered(source) if len(source) <= _LONGEST else ast.parse(source)


@lru_cache(maxsize=128)
def _remembered(source: str) -> ast.Module:
    return ast.parse(source)
