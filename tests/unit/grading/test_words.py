"""Which words make a person look, and which do not."""

from __future__ import annotations

import pytest
from long_texts import slows_down

from groundschool.grading.words import found_in


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\ndf = pd.DataFrame()\ndf.eval('a + b')\ndf.query('x > 1')",
        "import re\nre.compile('a')\n# sys._getframe\n'__code__'",
        "%matplotlib inline\n!ls\nget_ipython().run_line_magic('time', '')",
        "model.compile(loss='mse')\nself.f = 1\nimport sys\nsys.path",
        "class A:\n    def __eq__(self, other):\n        return False",
        "import gc\ngc.collect()\neval('1 + 1')",
        "def broken(:",
    ],
)
def test_what_labs_ask_for_is_not_remarked_on(source: str) -> None:
    assert found_in([source]) == []


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("import gc\ngc.get_objects()", "get_objects"),
        ("from unittest import mock", "mock"),
        ("from ctypes import string_at", "ctypes"),
        ("import groundschool.grading.inside.watch as w", "groundschool.grading.inside.watch"),
        ("import sys\nsys._getframe(1)", "_getframe"),
        ("from inspect import currentframe", "currentframe"),
        ("f.__code__ = g.__code__", "__code__"),
        ("import builtins\nbuiltins.abs = None", "an assignment to builtins.abs"),
        ("import sys\nsys.modules['json'] = None", "an assignment to sys.modules"),
        ("exec(text)", "exec() of a text that is made while it runs"),
        ("eval('sys._getframe(1)')", "_getframe"),
        ("try:\n    1 / 0\nexcept Exception as e:\n    e.__traceback__.tb_frame", "tb_frame"),
        ("get_ipython().ast_transformers.append(1)", "ast_transformers"),
        ("%%capture\nsys._getframe(1", "_getframe"),
    ],
)
def test_what_only_works_on_python_itself_is_named(source: str, word: str) -> None:
    assert found_in([source]) == [f"The submission uses {word}."]


@pytest.mark.parametrize("unit", ["\n", " ", " \n", "%\n", "!x ", "?", "a b", "'\n", "(\n"])
def test_a_long_cell_is_read_once(unit: str) -> None:
    assert not slows_down(lambda text: found_in([text]), unit)
    assert not slows_down(lambda text: found_in([f"%x\n{text}x"]), unit)
