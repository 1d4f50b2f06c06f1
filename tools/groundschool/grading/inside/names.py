"""The names of a cell: which it needs, and whether those still mean what they did."""

from __future__ import annotations

import ast
import builtins
import symtable
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import BuiltinFunctionType, CodeType, ModuleType

from groundschool.grading.inside.held import is_the_notebooks

# As in `held`.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_MADE_IN_PYTHON = 1 << 9  # Py_TPFLAGS_HEAPTYPE
PLAIN = (int, float, str, bytes, type(None), tuple, frozenset)


@dataclass(frozen=True)
class Names:
    """The global names of a cell."""

    bound: frozenset[str]
    """Those that it gives a meaning."""
    needed: frozenset[str]
    """Those that it uses and does not make itself."""


def means_the_same(old: object, new: object) -> bool:
    """Whether a provided name still has its meaning: the same thing, an equal value, or a module of the same package."""
    if old is new:
        return True
    if isinstance(old, ModuleType):
        return any(new is sys.modules.get(name) for name in _of_package(old.__name__))
    return isinstance(old, PLAIN) and type(old) is type(new) and old == new


def _of_package(name: str) -> Iterator[str]:
    """The packages that a module lies in, which offer what it does: `import pandera as pa` is much like the real thing."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def is_pythons(name: str, value: object) -> bool:
    """Whether a name of Python's has its meaning: its own, or that of a library which has one of that name."""
    plain = getattr(builtins, name, value)
    return value is plain or (_name_of(value) == name and not is_the_notebooks(value))


def _name_of(value: object) -> str:
    """The name of a function, as far as nobody can give it another."""
    # numpy's functions are around one of Python each.
    code = getattr(getattr(value, "_implementation", value), "__code__", None)
    if isinstance(code, CodeType):
        return code.co_name
    if isinstance(value, type):
        return "" if value.__flags__ & _MADE_IN_PYTHON else value.__name__
    return value.__name__ if isinstance(value, BuiltinFunctionType) else ""


def without_messages(source: str) -> str:
    """A cell without what its assertions say when they fail."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            node.msg = None
    return ast.unparse(tree)


def read_names(source: str) -> Names:
    """Read the names of a cell; none of one that is not Python alone."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:
        return Names(frozenset(), frozenset())  # a magic; its names are not looked at
    bound = {name.get_name() for name in table.get_symbols() if name.is_assigned() or name.is_imported()}
    used, waiting = set(), [table]
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        used |= {
            name.get_name()
            for name in scope.get_symbols()
            if name.is_referenced() and (name.is_global() or scope is table)
        }
    return Names(frozenset(bound), frozenset(used - bound))
