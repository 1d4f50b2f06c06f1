"""The count of model code is a rule that holds on any code: these are its corner cases."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from flightdelay.anatomy import (
    code_lines,
    mark_model_lines,
    measure,
    model_lines,
    package_sources,
    source_around,
)

PROTOTYPE = '''"""A prototype."""

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def train(flights: pd.DataFrame):
    """Learn
    from flights."""
    # The label is lateness.
    inputs = flights[["hour"]]

    return LogisticRegression(
        max_iter=300,  # plenty
    ).fit(inputs, flights["late"])


def judge(model, flights):
    chance = model.predict_proba(flights[["hour"]])[:, 1]
    return roc_auc_score(flights["late"], chance)
'''


def test_blank_lines_comments_and_docstrings_are_not_code() -> None:
    assert code_lines(PROTOTYPE) == {3, 4, 5, 8, 12, 14, 15, 16, 19, 20, 21}


def test_model_code_is_what_uses_the_library_but_not_its_measures() -> None:
    assert model_lines(PROTOTYPE) == {4, 14, 15, 16, 20}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import sklearn.linear_model as lm\nmodel = lm.Ridge()\n", {1, 2}),
        ("import torch\ntorch.manual_seed(0)\n", {1, 2}),
        ("import pandas\nframe = pandas.DataFrame()\n", set()),
        ("from sklearn import metrics\nmetrics.roc_auc_score(a, b)\n", set()),
        ("from . import model\nmodel.load()\n", set()),
        ("for fold in folds:\n    print(fold)\n    model.fit(fold)\n", {3}),
        ("if model.predict(x) > 0:\n    warn()\nelse:\n    rest()\n", {1}),
        ("match kind:\n    case 'a':\n        model.fit(x)\n", {3}),
        ("", set()),
    ],
)
def test_each_statement_is_judged_alone(source: str, lines: set[int]) -> None:
    assert model_lines(source) == lines


def test_a_text_over_several_lines_is_code_when_it_is_no_docstring() -> None:
    assert code_lines('query = """\nselect 1\n"""\n') == {1, 2, 3}


def test_text_that_is_not_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        model_lines("def train(:\n")


def test_a_black_box_stands_before_each_model_line() -> None:
    assert mark_model_lines("x = 1\n\nmodel.fit(x)\n") == "  x = 1\n\n■ model.fit(x)"


def test_the_measure_has_a_row_for_each_part_in_the_order_given() -> None:
    measured = measure({"training": PROTOTYPE, "config": "LIMIT = 15\n"})

    expected = pd.DataFrame(
        {"code": [11, 1], "model": [5, 0]}, index=pd.Index(["training", "config"], name="part")
    )
    pd.testing.assert_frame_equal(measured, expected)


def test_nothing_to_measure_gives_an_empty_table() -> None:
    assert list(measure({}).columns) == ["code", "model"]
    assert measure({}).empty


def test_the_running_case_is_found_and_is_not_its_model() -> None:
    measured = measure(package_sources("flightdelay"))

    assert "anatomy" in measured.index
    assert measured["code"].min() > 0
    assert measured["model"].sum() < measured["code"].sum() / 2


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="'no_such_package'"):
        package_sources("no_such_package")


def test_the_text_around_a_function_is_its_whole_file() -> None:
    assert "def test_the_text_around_a_function" in source_around(an_empty_count)


def test_a_decorator_does_not_hide_the_text() -> None:
    assert source_around(cache(an_empty_count)) == source_around(an_empty_count)


def an_empty_count() -> frozenset[int]:
    return code_lines("")
