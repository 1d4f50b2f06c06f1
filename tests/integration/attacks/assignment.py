"""The assignment that is attacked: `siege`, two notebooks with the kinds of tasks that labs have.

Its tests are written as those of the course are: typed, with `float()` around numbers. `port` is the exception:
many an instructor's test just compares.
"""

from __future__ import annotations

from typing import Any

# None of these may be found in anything that a student gets back.
HIDDEN = "canary-hidden-tests"
SOLUTION = "canary-solution"
SCHEME = "canary-mark-scheme"
GRADEBOOK = "canary-gradebook"
OTHER = "canary-other-student"
ENVIRONMENT = "canary-environment"
HOME = "canary-home"
CANARIES = (HIDDEN, SOLUTION, SCHEME, GRADEBOOK, OTHER, ENVIRONMENT, HOME)

POINTS = {"mean": 2.0, "spread": 2.0, "keep": 1.0, "share": 3.0, "port": 1.0, "late": 5.0}
"""What each task that tests decide is worth."""
IN_NOTEBOOK = {"lab": ("mean", "spread", "keep", "share", "port"), "frames": ("late",)}

RIGHT = {
    "mean": "def mean(numbers):\n    return sum(numbers) / len(numbers)",
    "spread": "def spread(numbers):\n    return statistics.pstdev(numbers)",
    "keep": "def keep(delays):\n    return [delay for delay in delays if delay > LIMIT]",
    "share": "def share(part, whole):\n    return part / whole",
    "port": 'port = "LGA"',
    "why": "One late flight in a hundred moves the mean, not the median.",
    "late": "def late(flights):\n    return flights[flights['delay'] > 15].reset_index(drop=True)",
}
# Wrong, but of the right type: all that a cheat has to make true is the comparison.
WRONG = {
    "mean": "def mean(numbers):\n    return 0.0",
    "spread": "def spread(numbers):\n    return 0.0",
    "keep": "def keep(delays):\n    return [0]",
    "share": "def share(part, whole):\n    return -1.0",
    "port": 'port = "?"',
    "why": "?",
    "late": "def late(flights):\n    return flights",
}

_SETUP = """import math
import statistics

from groundschool import task

LIMIT = 15"""
_MEAN = f"""def mean(numbers):
    ### BEGIN SOLUTION
    # {SOLUTION}
    return sum(numbers) / len(numbers)
    ### END SOLUTION"""
_TESTS_MEAN = f"""with task("siege/mean"):
    found = mean([1, 2, 6])
    assert isinstance(found, float), "mean([1, 2, 6]) is no number."
    assert abs(float(found) - 3.0) < 1e-9, "mean([1, 2, 6]) should be 3.0."
    ### BEGIN HIDDEN TESTS
    for case, right in {{"{HIDDEN}": 5.0}}.items():  # {HIDDEN}
        assert abs(float(mean([2, 8])) - right) < 1e-9, "mean([2, 8]) should be 5.0."  # {HIDDEN}
    ### END HIDDEN TESTS"""
_SPREAD = """def spread(numbers):
    ### BEGIN SOLUTION
    return statistics.pstdev(numbers)
    ### END SOLUTION"""
_TESTS_SPREAD = f"""with task("siege/spread"):
    assert math.isclose(float(spread([1, 3])), statistics.pstdev([1, 3])), "spread([1, 3]) should be 1.0."
    ### BEGIN HIDDEN TESTS
    assert math.isclose(float(spread([1, 9])), statistics.pstdev([1, 9])), "spread([1, 9])."  # {HIDDEN}
    ### END HIDDEN TESTS"""
_KEEP = """def keep(delays):
    ### BEGIN SOLUTION
    return [delay for delay in delays if delay > LIMIT]
    ### END SOLUTION"""
_TESTS_KEEP = f"""with task("siege/keep"):
    assert len(list(keep([5, 20, 40]))) == 2, "keep([5, 20, 40]) should hold two."
    ### BEGIN HIDDEN TESTS
    assert len(list(keep([1, 2, 3]))) == 0, "keep([1, 2, 3])."  # {HIDDEN}
    ### END HIDDEN TESTS"""
_SHARE = """def share(part, whole):
    ### BEGIN SOLUTION
    return part / whole
    ### END SOLUTION"""
# Partial credit, as nbgrader knows it: the value of the last line.
_TESTS_SHARE = f"""asked = [(1, 2, 0.5), (3, 4, 0.75)]
### BEGIN HIDDEN TESTS
asked += [(LIMIT, 60, 0.25)]  # {HIDDEN}
### END HIDDEN TESTS
float(sum(abs(float(share(part, whole)) - right) < 1e-9 for part, whole, right in asked))"""
_PORT = """### BEGIN SOLUTION
port = "LGA"
### END SOLUTION"""
_TESTS_PORT = f"""assert port != "", "Type the airport."
### BEGIN HIDDEN TESTS
assert port == "LGA", "Which of the three is it?"  # {HIDDEN}
### END HIDDEN TESTS"""
_WHY = f"""Why is the median the better guess?

=== BEGIN MARK SCHEME ===
{SCHEME}
=== END MARK SCHEME ==="""
_FRAMES = """import pandas as pd

FLIGHTS = pd.DataFrame({"flight": [1, 2, 3], "delay": [10, 20, 30]})"""
_LATE = """def late(flights):
    ### BEGIN SOLUTION
    return flights[flights["delay"] > 15].reset_index(drop=True)
    ### END SOLUTION"""
_TESTS_LATE = f"""expected = pd.DataFrame({{"flight": [2, 3], "delay": [20, 30]}})
assert expected.equals(late(FLIGHTS)), "late(FLIGHTS) should hold flights 2 and 3."
### BEGIN HIDDEN TESTS
assert expected.head(0).equals(late(FLIGHTS.head(1))), "late() of one flight."  # {HIDDEN}
### END HIDDEN TESTS"""


def source_notebooks() -> dict[str, dict[str, Any]]:
    """The instructor's version, with solutions and hidden tests."""
    return {
        "lab": _notebook(
            _cell("markdown", "# Siege"),
            _cell("code", _SETUP, "setup", locked=True),
            _cell("code", _MEAN, "mean", solution=True),
            _cell("code", _TESTS_MEAN, "tests_mean", grade=True, locked=True, points=2),
            _cell("code", _SPREAD, "spread", solution=True),
            _cell("code", _TESTS_SPREAD, "tests_spread", grade=True, locked=True, points=2),
            _cell("code", _KEEP, "keep", solution=True),
            _cell("code", _TESTS_KEEP, "tests_keep", grade=True, locked=True, points=1),
            _cell("code", _SHARE, "share", solution=True),
            _cell("code", _TESTS_SHARE, "tests_share", grade=True, locked=True, points=3),
            _cell("code", _PORT, "port", solution=True),
            _cell("code", _TESTS_PORT, "tests_port", grade=True, locked=True, points=1),
            _cell("markdown", _WHY, "why", solution=True, grade=True, points=4),
        ),
        "frames": _notebook(
            _cell("code", _FRAMES, "frames", locked=True),
            _cell("code", _LATE, "late", solution=True),
            _cell("code", _TESTS_LATE, "tests_late", grade=True, locked=True, points=5),
        ),
    }


def _notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return {
        "cells": list(cells),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
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
