"""The watch looks where code of the student may have run, and only there."""

from __future__ import annotations

import pytest

from groundschool.grading.looks import Looks

VALUES = [
    'answer_1 = "a, b"  # my choice',
    "x = -1.5",
    "x = ('a', [1, 2])",
    '"""Notes."""',
    "pass",
    "# nothing",
]
FUNCTIONS = [
    "def f(a, b=1, *c, d=None, **e):\n    raise NotImplementedError",
    'async def f():\n    """Text."""\n    import os\n    os.system("ls")',
    "x = 1\n\ndef f():\n    return x",
]
CODE = [
    "x = f()",
    "x = y",
    "x = 'a' * 3",
    "x = f'{y}'",
    "x = {**y}",
    "x, y = 1, 2",
    "x.y = 1",
    "x[0] = 1",
    "x: f() = 1",
    "import pandas",
    "class C: pass",
    "f = lambda: 1",
    "def f(a=g()): pass",
    "def f(*, a=g()): pass",
    "def f(a: g()): pass",
    "def f(*a: g()): pass",
    "def f(**a: g()): pass",
    "def f(a: g(), /): pass",
    "def f() -> g(): pass",
    "@g\ndef f(): pass",
    "__builtins__ = 1",
    "_ = 1",
    "def __f(): pass",
    "%%time\nx = 1",
    "%autoreload",
    "!ls",
    "x = 1\x00",
    "(" * 500,
    "assert f",
    "del f",
    "x += 1",
    "-f",
    "[f]",
]


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.mark.parametrize("source", VALUES)
def test_an_answer_that_is_a_value_runs_nothing(looks: Looks, source: str) -> None:
    looks.students_cell(source)
    looks.trusted_cell()

    assert (looks.before, looks.after) == (False, False)


@pytest.mark.parametrize("source", FUNCTIONS)
def test_a_function_runs_in_the_test_that_calls_it(looks: Looks, source: str) -> None:
    looks.students_cell(source)

    assert (looks.before, looks.after) == (False, True)


@pytest.mark.parametrize("source", CODE)
def test_any_other_code_has_run_before_the_test(looks: Looks, source: str) -> None:
    looks.students_cell(source)

    assert (looks.before, looks.after) == (True, True)


def test_what_was_looked_at_after_one_test_is_not_looked_at_again_before_the_next(looks: Looks) -> None:
    looks.students_cell("run()")
    looks.test(unchanged=True)
    looks.students_cell("def g(): pass")

    assert (looks.before, looks.after) == (False, True)


def test_what_was_changed_is_looked_at_round_each_test_from_then_on(looks: Looks) -> None:
    looks.students_cell("def f(): pass")
    looks.test(unchanged=False)

    assert (looks.before, looks.after) == (True, True)


def test_a_cell_of_the_instructor_may_call_what_the_student_defined(looks: Looks) -> None:
    looks.students_cell("def f(): pass")
    looks.trusted_cell()

    assert looks.before


def test_data_that_came_with_a_notebook_runs_nothing() -> None:
    looks = Looks(["timestamp.txt", "data/weather.csv", "answers.json"])

    assert (looks.before, looks.after) == (False, False)


@pytest.mark.parametrize("name", ["helper.py", "helper.so", "model.pkl", "data", "table.parquet"])
def test_any_other_file_may_be_run(name: str) -> None:
    looks = Looks(["timestamp.txt", name])

    assert (looks.before, looks.after) == (True, True)

    looks.test(unchanged=True)
    assert (looks.before, looks.after) == (False, True)
