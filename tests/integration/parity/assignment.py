"""The assignment `kinds`: each kind of cell that nbgrader knows, with tests that are written in different ways."""

from __future__ import annotations

from typing import Any

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "value": "value = 3",
    "loud": "loud = 'quiet'",
    "free": "def describe(x):\n    return f'{x} loaves'",
    "why": "Because weight does not vary.",
    "proof": "x = 1",
}

_DOUBLE = """def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""
_TESTS_DOUBLE = """with task("kinds/double"):
    assert double(2) == 4, f"double(2) is {double(2)!r}."
    ### BEGIN HIDDEN TESTS
    assert double(0.5) == 1.0, "double(0.5) should be 1.0."
    ### END HIDDEN TESTS"""
_MORE_TESTS_DOUBLE = """print("Doubling a text:")
print(double("ab"))
for number in range(3):
    assert double(number) == number + number
display({"text/plain": "All doubled."}, raw=True)"""
_VALUE = """### BEGIN SOLUTION
value = 4
### END SOLUTION"""
# Partial credit: the value of the last line.
_TESTS_VALUE = "value"
_LOUD = """### BEGIN SOLUTION
loud = "quiet"
### END SOLUTION"""
_TESTS_LOUD = """import sys
if loud == "err":
    print("noise", file=sys.stderr)
elif loud == "show":
    display(0.5)
elif loud == "twice":
    display(0.25, 0.75)
elif loud == "hook":
    print("then a value")
0.5 if loud in ("hook", "half") else None"""


def kinds() -> dict[str, Any]:
    """The instructor's notebook."""
    cells = [
        _cell("markdown", "# Kinds"),
        _cell("code", "import math\n\nfrom groundschool import task", "setup", locked=True),
        _cell("markdown", "Read this: $a^2 + b^2 = c^2$ <b>carefully</b>.", "told", locked=True),
        _cell("code", _DOUBLE, "double", solution=True),
        _cell("code", "double(21)"),
        _cell("code", _TESTS_DOUBLE, "tests_double", grade=True, locked=True, points=2),
        _cell("code", _MORE_TESTS_DOUBLE, "more_tests_double", grade=True, locked=True, points=0.5),
        _cell("code", _VALUE, "value", solution=True),
        _cell("code", _TESTS_VALUE, "tests_value", grade=True, locked=True, points=4),
        _cell("code", _LOUD, "loud", solution=True),
        _cell("code", _TESTS_LOUD, "tests_loud", grade=True, locked=True, points=1),
        _cell(
            "code", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "free", solution=True, grade=True, points=2
        ),
        _cell(
            "markdown",
            "Why?\n\n=== BEGIN MARK SCHEME ===\nWeight (3).\n=== END MARK SCHEME ===",
            "why",
            solution=True,
            grade=True,
            points=3,
        ),
        _cell(
            "markdown",
            "Prove it.\n\n=== BEGIN MARK SCHEME ===\nAny proof (5).\n=== END MARK SCHEME ===",
            "proof",
            locked=True,
            task=True,
            points=5,
        ),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"kinds-{number}"
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(kind: str, source: str, name: str = "", **role: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if name:
        given = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
        cell["metadata"]["nbgrader"] = given | role | {"grade_id": name}
    return cell
