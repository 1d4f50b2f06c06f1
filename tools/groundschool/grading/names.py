"""Names that only a test gives a meaning, and that a function of the student's reads: the expected answers."""

from __future__ import annotations

import builtins
import symtable
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from groundschool.grading.magics import UNREADABLE, Magics

# Python makes these functions of what looks like none; what they read at the top of a cell was read by the cell.
_LIKE_FUNCTIONS = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})


class _Names(NamedTuple):
    """The names of the notebook in a text."""

    assigned: frozenset[str]
    """Given a meaning at its top, but not by an import."""
    imported: frozenset[str]
    used: frozenset[str]
    """Read or given a meaning in its functions, and not at its top: while a test runs, only functions do."""
    changed: frozenset[str]
    """Given a meaning in its functions, but not by an import."""


def read_of_tests(students: Iterable[str], tests: Iterable[str], given: Iterable[str]) -> list[str]:
    """The names that functions of the student use and that nobody but a test has made.

    A student who looks at what a test has made, in a cell below it, reads nothing that helps.

    Args:
        students: what the student wrote, as Python.
        tests: the cells with tests.
        given: the instructor's other cells.
    """
    own = [_names(source) for source in students]
    used = frozenset[str]().union(*(names.used for names in own))
    if not used:
        return []
    made = frozenset[str]().union(*(_of_cell(source).assigned for source in tests))
    imported = frozenset[str]().union(*(_of_cell(source).imported for source in tests))
    known = [*own, *(_of_cell(source) for source in given)]
    others = frozenset[str]().union(*(names.assigned | names.imported for names in known))
    return sorted(used & made - others - imported - frozenset(dir(builtins)))


def changed_of_tests(students: Iterable[str], tests: Iterable[str], given: Iterable[str]) -> list[str]:
    """The modules that a cell of the instructor's imports, and that a function of the student's has replaced.

    Args:
        students: what the student wrote, as Python.
        tests: the cells with tests.
        given: the instructor's other cells.
    """
    changed = frozenset[str]().union(*(_names(source).changed for source in students))
    imported = (_of_cell(source).imported for source in (*tests, *given)) if changed else ()
    return sorted(changed & frozenset[str]().union(*imported))


@lru_cache(maxsize=256)
def _of_cell(source: str) -> _Names:
    """Of a cell of the instructor's, remembered: all of a class have the same."""
    return _names(Magics().as_python(source) or "")


def _names(python: str) -> _Names:
    try:
        # Unlike trees, tables are made by Python in one go: no other thread comes between.
        table = symtable.symtable(python, "<cell>", "exec")
    except UNREADABLE:
        return _Names(frozenset(), frozenset(), frozenset(), frozenset())  # it does not run either
    top, inside = table.get_symbols(), list(_used_in_functions(table))
    return _Names(
        frozenset(name.get_name() for name in top if name.is_assigned() and not name.is_imported()),
        frozenset(name.get_name() for name in top if name.is_imported()),
        frozenset(name.get_name() for name in inside),
        frozenset(name.get_name() for name in inside if name.is_declared_global() and name.is_assigned()),
    )


def _used_in_functions(table: symtable.SymbolTable) -> Iterator[symtable.Symbol]:
    waiting = [(scope, False) for scope in table.get_children()]
    while waiting:
        scope, inside = waiting.pop()
        inside = inside or (scope.get_type() == "function" and scope.get_name() not in _LIKE_FUNCTIONS)
        waiting += [(child, inside) for child in scope.get_children()]
        if inside:
            yield from (name for name in scope.get_symbols() if name.is_global())
