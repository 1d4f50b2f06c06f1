"""Widget cells: what they show without a kernel is put in by the build, not by a run.

So a new resource in the catalog changes what a picker shows without running the lesson again.
"""

from __future__ import annotations

import ast
from typing import Any

from groundschool.build.page import Cell, Notebook
from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.widgets.static import static_bundle

FUNCTIONS = frozenset({"picker", "plan", "progress", "quiz", "review"})


def widget_call(cell: Cell) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
    """The function, arguments and keywords of a cell that is one call of a widget; None for other cells.

    Raises:
        UsageError: an argument is not written out: the build shows the widget without running the cell.
    """
    if cell.cell_type != "code":
        return None
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Expr) or not isinstance(body[0].value, ast.Call):
        return None
    call = body[0].value
    if not isinstance(call.func, ast.Name) or call.func.id not in FUNCTIONS:
        return None
    try:
        arguments = tuple(ast.literal_eval(argument) for argument in call.args)
        keywords = {keyword.arg or "**": ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError:
        raise UsageError(f"{ast.unparse(call)}: the arguments are no plain texts and numbers.") from None
    return call.func.id, arguments, keywords


def with_output(cell: Cell, course: Course) -> Cell:
    """A widget cell with its static output; any other cell as it is."""
    call = widget_call(cell)
    if call is None:
        return cell
    data = Notebook(static_bundle(course, *call))
    output = Notebook(output_type="execute_result", data=data, metadata=Notebook(), execution_count=None)
    return Notebook({**cell, "outputs": [output]})
