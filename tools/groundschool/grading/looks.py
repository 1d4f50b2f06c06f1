"""When the watch has to look at all: only when code of the student may have run since it looked last.

A look at everything that tests rely on costs more than 10 ms, and a notebook has two for each test. A cell that only
gives a name to a plain value, as an answer in a quiz does, runs nothing of anybody's; one that only defines functions
runs nothing until they are called. Cells are read by their syntax tree, outside the sandbox.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from groundschool.grading.parsing import parse

# A collected submission has a timestamp.txt, and answers that a page has kept are JSON.
_DATA = (".csv", ".json", ".md", ".txt")


class Looks:
    """Follows the cells of one notebook, in their order, and says round which tests the watch has to look."""

    def __init__(self, files: Iterable[str] = ()) -> None:
        """Begin a notebook.

        Args:
            files: names of what came with it. All but plain data may be run: by an import, or as it is read.
        """
        self._defined = self._ran = any(not name.endswith(_DATA) for name in files)

    def students_cell(self, source: str) -> None:
        """A cell of the student has run."""
        statements = _statements(source)
        if statements is None or not all(map(_runs_nothing, statements)):
            self._defined = self._ran = True
        elif not all(map(_gives_a_value, statements)):
            self._defined = True

    def trusted_cell(self) -> None:
        """A cell of the instructor has run, with no test in it; it may have called what the student defined."""
        self._ran |= self._defined

    @property
    def before(self) -> bool:
        """Whether to look before a test that comes now."""
        return self._ran

    @property
    def after(self) -> bool:
        """Whether to look after it."""
        return self._defined

    def test(self, *, unchanged: bool) -> None:
        """A test has run, and with it functions of the student.

        Args:
            unchanged: whether nothing was found; else what was changed may be at work, and each test is looked at.
        """
        self._ran = self._defined and not unchanged


def _statements(source: str) -> list[ast.stmt] | None:
    """What a cell consists of; None if Python alone cannot read it."""
    try:
        return parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # a magic, perhaps


def _runs_nothing(statement: ast.stmt) -> bool:
    return _gives_a_value(statement) or _defines_a_function(statement)


def _gives_a_value(statement: ast.stmt) -> bool:
    """Whether a statement is `name = value` with a value that is written out, or such a value alone."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return not name.startswith("_") and _is_plain(value)
        case ast.Expr(value=value):
            return _is_plain(value)
        case ast.Pass():
            return True
    return False


def _defines_a_function(statement: ast.stmt) -> bool:
    """Whether a statement is a `def` that evaluates nothing but plain values: no decorators, no annotations."""
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    given = statement.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return (
        not statement.name.startswith("_")
        and not statement.decorator_list
        and statement.returns is None
        and not getattr(statement, "type_params", ())
        and all(each is None or each.annotation is None for each in every)
        and all(each is None or _is_plain(each) for each in (*given.defaults, *given.kw_defaults))
    )


def _is_plain(value: ast.expr) -> bool:
    match value:
        case ast.Constant():
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float() | complex())):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return all(map(_is_plain, parts))
    return False
