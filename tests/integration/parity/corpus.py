"""All submissions of the parity corpus, and the choice of them that every run of the tests compares."""

from __future__ import annotations

import itertools
import json
from typing import Any

import nbformat

from parity.assignment import RIGHT
from parity.outputs import OUTPUTS
from parity.submission import LATE, Submission, grade_id

_DOUBLES = {
    "adds": "def double(x):\n    return x + 1",
    "adds_to_itself": "def double(x):\n    return x + x",
    "misses_hidden": "def double(x):\n    return int(2 * x)",
    "returns_nothing": "def double(x):\n    2 * x",
    "returns_text": "def double(x):\n    return str(2 * x)",
    "is_no_function": "double = 4",
    "is_missing": "pass",
    "is_broken": "def double(x:\n    return",
    "is_left_blank": "# YOUR CODE HERE\nraise NotImplementedError()",
    "raises_notimplemented": "def double(x):\n    raise NotImplementedError",
    "divides_by_zero": "def double(x):\n    return 2 * x / 0",
    "raises_its_own": "class Tired(Exception):\n    pass\ndef double(x):\n    raise Tired('later')",
    "asserts": "def double(x):\n    assert x > 1, 'too small'\n    return 2 * x",
    "recurses": "def double(x):\n    return double(x)",
    "exits": "import sys\ndef double(x):\n    sys.exit('bye')",
    "interrupts": "def double(x):\n    raise KeyboardInterrupt",
    "prints": "def double(x):\n    print('doubling', x)\n    return 2 * x",
    "prints_much": "def double(x):\n    print('doubling\\n' * 1100)\n    return 2 * x",
    "prints_to_stderr": "import sys\ndef double(x):\n    print('doubling', file=sys.stderr)\n    return 2 * x",
    "warns": "import warnings\ndef double(x):\n    warnings.warn('doubling')\n    return 2 * x",
    "displays": "def double(x):\n    display(x)\n    return 2 * x",
    "asks": "def double(x):\n    return 2 * float(input('x? '))",
    "is_a_lambda": "double = lambda x: x * 2",
    "is_a_class": "class double:\n    def __new__(cls, x):\n        return 2 * x",
    "is_a_method": "class Doubler:\n    def __call__(self, x):\n        return 2 * x\ndouble = Doubler()",
    "is_cached": "import functools\n@functools.cache\ndef double(x):\n    return 2 * x",
    "is_async": "async def double(x):\n    return 2 * x",
    "is_a_generator": "def double(x):\n    yield 2 * x",
    "is_partial": "import functools, operator\ndouble = functools.partial(operator.mul, 2)",
    "uses_numpy": "import numpy as np\ndef double(x):\n    return np.multiply(2, x)",
    "uses_eval": "def double(x):\n    return eval('2 * x')",
    "uses_a_global": "factor = 2\ndef double(x):\n    return factor * x",
    "uses_unicode_names": "def double(χ):\n    δύο = 2\n    return δύο * χ",
    "uses_tabs": "def double(x):\n\treturn 2 * x",
    "uses_a_thread": "import threading\ndef double(x):\n    found = []\n    thread = threading.Thread(target=lambda: found.append(2 * x))\n    thread.start()\n    thread.join()\n    return found[0]",
    "uses_a_long_docstring": "def double(x):\n    '''" + "Doubles. " * 200 + "'''\n    return 2 * x",
    "redefines_sum": "def sum(a, b):\n    return a + b\ndef double(x):\n    return sum(x, x)",
    "imports_a_missing_module": "import flour_and_water\ndef double(x):\n    return 2 * x",
    "defines_equality": "class Number(float):\n    pass\ndef double(x):\n    return Number(2 * x)",
}
_VALUES = {
    "int": "0",
    "one": "1",
    "all": "4",
    "float": "2.5",
    "small": "1e-3",
    "text": "'3'",
    "number_in_text": "'3.5 points'",
    "list": "[1, 2]",
    "list_of_one": "[2]",
    "none": "None",
    "true": "True",
    "negative": "-1",
    "numpy": "__import__('numpy').float64(1.5)",
    "fraction": "__import__('fractions').Fraction(1, 2)",
    "decimal": "__import__('decimal').Decimal('1.5')",
    "nan": "float('nan')",
    "table": "__import__('pandas').DataFrame({'a': [1]})",
    "html": "__import__('IPython').display.HTML('<b>2</b>')",
    "ellipsis": "...",
    "blank_text": "''",
    "long_list": "list(range(3000))",
}
_LOUD = ("quiet", "err", "show", "twice", "hook", "half")


def _stray_tags(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if "nbgrader" not in cell["metadata"]:
            cell["metadata"]["tags"] = ["mine"]
            cell["metadata"]["collapsed"] = True


def _saved_outputs(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "from before\n"}]
            cell["execution_count"] = 7


def _no_ids(notebook: dict[str, Any]) -> None:
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        cell.pop("id", None)


def _text_cells(notebook: dict[str, Any]) -> None:
    for number, kind in enumerate(("markdown", "raw", "markdown")):
        cell = {
            "cell_type": kind,
            "id": f"note-{number}",
            "metadata": {},
            "source": f"My note {number}: $x$ <i>y</i>",
        }
        notebook["cells"].insert(2 * number, cell)


def _own_language(notebook: dict[str, Any]) -> None:
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.9.1"}
    notebook["metadata"]["kernelspec"] = {
        "name": "conda-env-mine-py",
        "display_name": "Mine",
        "language": "python",
    }


def _skipped_cell(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["source"] == "double(21)" or "".join(cell["source"]) == "double(21)":
            cell["metadata"]["tags"] = ["skip-execution"]


def _old_format(notebook: dict[str, Any]) -> None:
    """As Jupyter saved it until 2015."""
    old = nbformat.convert(nbformat.reads(json.dumps(notebook), as_version=4), 3)
    notebook.clear()
    notebook.update(old)


def _allowed_to_fail(notebook: dict[str, Any]) -> None:
    cell = next(cell for cell in notebook["cells"] if grade_id(cell) == "setup")
    cell["metadata"]["tags"] = ["raises-exception"]


_WAYS = (
    Submission("all_right", answers=RIGHT),
    Submission("all_blank"),
    Submission("all_late", answers=RIGHT, stamp=LATE),
    Submission("blank_and_late", stamp=LATE),
    Submission("of_no_known_time", answers=RIGHT, stamp=""),
    Submission("of_another_zone", answers=RIGHT, stamp="2026-01-15 14:00:01.5 Europe/Berlin"),
    Submission("only_text", answers={"why": "Weight.", "proof": "Proven."}),
    Submission("text_of_nothing", answers={"why": ""}),
    Submission("text_in_unicode", answers={"why": "Čím víc vody 🥖 $\\frac{1}{2}$ <b>x</b>"}),
    Submission("free_code_fails", answers={"free": "1 / 0"}),
    Submission("free_code_shows", answers={"free": "print('free')\n42"}),
    Submission("task_answered_below", answers=RIGHT, last=("print('my proof')\n1 + 1",)),
    Submission(
        "reads_a_file",
        answers=RIGHT,
        extra=("print(open('data.csv').read())",),
        files={"data.csv": "a,b\n1,2\n"},
    ),
    Submission(
        "reads_a_folder",
        answers=RIGHT,
        extra=("open('data/more/x.txt').read()",),
        files={"data/more/x.txt": "deep"},
    ),
    Submission(
        "imports_its_module",
        answers={**RIGHT, "double": "from helper import double"},
        files={"helper.py": "def double(x):\n    return 2 * x\n"},
    ),
    Submission(
        "imports_its_package",
        answers={**RIGHT, "double": "from mine.tools import double"},
        files={"mine/__init__.py": "", "mine/tools.py": "def double(x):\n    return 2 * x\n"},
    ),
    Submission(
        "its_module_fails",
        answers={**RIGHT, "double": "from helper import double"},
        files={"helper.py": "def double(x):\n    return 2 * x / 0\n"},
    ),
    Submission(
        "writes_files",
        answers=RIGHT,
        extra=("open('mine.txt', 'w').write('x')",),
        last=("open('mine.txt').read()",),
    ),
    Submission(
        "changes_its_file",
        answers=RIGHT,
        extra=("open('data.csv', 'a').write('3,4')",),
        files={"data.csv": "a,b\n"},
    ),
    Submission(
        "hands_in_another_notebook",
        answers=RIGHT,
        files={"scratch.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'},
    ),
    Submission("deletes_tests", answers=RIGHT, without=("tests_double",)),
    Submission("deletes_two_tests", answers=RIGHT, without=("tests_double", "tests_value")),
    Submission("deletes_text", answers=RIGHT, without=("why",)),
    Submission("deletes_free_code", answers=RIGHT, without=("free",)),
    Submission("deletes_the_task", answers=RIGHT, without=("proof",)),
    Submission("deletes_an_answer", answers=RIGHT, without=("double",)),
    Submission("deletes_what_it_was_told", answers=RIGHT, without=("told",)),
    Submission("edits_tests", answers={**RIGHT, "tests_double": "assert True"}),
    Submission("edits_tests_by_a_space", answers={**RIGHT, "tests_value": "value "}),
    Submission(
        "edits_the_locked_cell",
        answers={**RIGHT, "setup": "import math\nfrom groundschool import task\nprint('mine')"},
    ),
    Submission("edits_the_locked_text", answers={**RIGHT, "told": "Mine."}),
    Submission("tags_its_cells", answers=RIGHT, change=_stray_tags),
    Submission("keeps_old_outputs", answers=RIGHT, change=_saved_outputs),
    Submission("has_no_cell_ids", answers=RIGHT, change=_no_ids),
    Submission("adds_text_cells", answers=RIGHT, change=_text_cells),
    Submission("comes_from_another_kernel", answers=RIGHT, change=_own_language),
    Submission("skips_a_cell_of_its_own", answers=RIGHT, change=_skipped_cell),
    Submission("lets_a_cell_fail", answers=RIGHT, change=_allowed_to_fail),
    Submission("is_of_format_3", answers=RIGHT, change=_old_format),
    Submission("shadows_a_name", answers=RIGHT, extra=("list = [1]\nmax = 3",)),
    Submission("deletes_names", answers=RIGHT, last=("del double",)),
    Submission("resets_everything", answers=RIGHT, extra=("%reset -f",)),
    Submission(
        "changes_folder",
        answers=RIGHT,
        extra=("import os\nos.makedirs('sub')\nos.chdir('sub')",),
        last=("import os\nos.listdir()",),
    ),
    Submission(
        "sets_options_of_pandas",
        answers=RIGHT,
        extra=("import pandas as pd\npd.set_option('display.max_rows', 3)\npd.DataFrame({'a': range(9)})",),
    ),
    Submission(
        "seeds_and_draws",
        answers=RIGHT,
        extra=("import numpy as np\nrng = np.random.default_rng(1)\nrng.normal(size=3).round(6)",),
    ),
    Submission("runs_out_of_time", answers={**RIGHT, "double": "while True:\n    pass"}),
    Submission(
        "runs_out_of_time_printing", answers=RIGHT, extra=("import time\nprint('waiting')\ntime.sleep(600)",)
    ),
)

_SQUARES = {
    "right": "def squares(n):\n    if n < 1:\n        raise ValueError('n')\n    return [i ** 2 for i in range(1, n + 1)]",
    "no_check": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]",
    "off_by_one": "def squares(n):\n    if n < 1:\n        raise ValueError\n    return [i ** 2 for i in range(n)]",
    "prints": "def squares(n):\n    print([i ** 2 for i in range(1, n + 1)])",
    "blank": "# YOUR CODE HERE\nraise NotImplementedError()",
}
_SUMS = {
    "right": "def sum_of_squares(n):\n    return sum(squares(n))",
    "by_formula": "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6",
    "by_loop": "def sum_of_squares(n):\n    total = 0\n    for x in squares(n):\n        total += x\n    return total",
    "off": "def sum_of_squares(n):\n    return sum(squares(n)) - 1",
}
_WRITTEN = {"right": "$\\sum_{i=1}^n i^2$", "blank": ""}


def _documentation() -> list[Submission]:
    """The example of nbgrader itself, with every mixture of answers; the two of its documentation are added by the class."""
    made = []
    mixtures = itertools.product(_SQUARES, _SUMS, _WRITTEN)
    for number, (squares, total, written) in enumerate(mixtures):
        answers = {"squares": _SQUARES[squares], "sum_of_squares": _SUMS[total]}
        if _WRITTEN[written]:
            answers |= {
                "sum_of_squares_equation": _WRITTEN[written],
                "part-a": "Fibonacci.",
                "part-b": "Below 0.",
            }
        lacks = ("problem2",) if number % 7 == 3 else ()
        stamp = LATE if number % 5 == 4 else Submission.stamp
        made.append(Submission(f"ps1_{squares}_{total}_{written}", "ps1", answers, lacks=lacks, stamp=stamp))
    return made


def _automatic() -> list[Submission]:
    """The example of nbgrader whose tests it writes itself."""
    return [
        Submission(
            f"auto_{squares}_{total}", "auto", {"squares": _SQUARES[squares], "sum_of_squares": _SUMS[total]}
        )
        for squares, total in (
            ("right", "right"),
            ("off_by_one", "by_loop"),
            ("no_check", "by_formula"),
            ("blank", "off"),
        )
    ]


def _in_groups(names: list[str], size: int) -> list[Submission]:
    """Many kinds of output in one notebook: a kernel for each group."""
    return [
        Submission(
            f"group_{start // size}",
            answers=RIGHT,
            extra=tuple(OUTPUTS[name] for name in names[start : start + size]),
        )
        for start in range(0, len(names), size)
    ]


# How deep a recursion may go, and what of it is shown, depends on what runs the cell.
DEEP = ("error_of_recursion",)
# A group shows what its cells show; alone, a cell can be found when it differs.
GROUPS = _in_groups([name for name in OUTPUTS if name not in DEEP], 26)
SUBMISSIONS = (
    *GROUPS,
    *_WAYS,
    *(Submission(f"output_{name}", answers=RIGHT, extra=(source,)) for name, source in OUTPUTS.items()),
    *(Submission(f"double_{name}", answers={**RIGHT, "double": source}) for name, source in _DOUBLES.items()),
    *(
        Submission(f"value_{name}", answers={**RIGHT, "value": f"value = {source}"})
        for name, source in _VALUES.items()
    ),
    *(Submission(f"loud_{name}", answers={**RIGHT, "loud": f"loud = {name!r}"}) for name in _LOUD),
    *_documentation(),
    *_automatic(),
)
_CHOSEN = {
    "all_blank",
    "all_late",
    "deletes_two_tests",
    "imports_its_module",
    "is_of_format_3",
    "its_module_fails",
    "runs_out_of_time_printing",
    "value_float",
    "ps1_off_by_one_by_loop_right",
    "auto_no_check_by_formula",
}
SAMPLE = tuple(one for one in SUBMISSIONS if one in GROUPS or one.name in _CHOSEN)
