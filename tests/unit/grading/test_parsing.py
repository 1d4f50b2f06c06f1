"""A cell's syntax tree is made once for all who read it, and what cannot be parsed says so each time."""

from __future__ import annotations

import ast

import pytest

from groundschool.grading.parsing import parse


def test_who_asks_again_gets_the_same_tree() -> None:
    assert parse("weight = 500") is parse("weight = " + "500")
    assert ast.dump(parse("weight = 500")) == ast.dump(ast.parse("weight = 500"))


def test_the_tree_of_a_very_long_cell_is_not_kept() -> None:
    long = "x = 1\n" * 1000

    assert parse(long) is not parse(long)
    assert ast.dump(parse(long)) == ast.dump(ast.parse(long))


@pytest.mark.parametrize(
    ("source", "error"),
    [("x = ", SyntaxError), ("x = '\0'", (SyntaxError, ValueError)), ("x = '\ud800'", ValueError)],
)
def test_what_cannot_be_parsed_says_so_each_time(
    source: str, error: type[Exception] | tuple[type[Exception], ...]
) -> None:
    for _ in range(2):
        with pytest.raises(error):
            parse(source)
