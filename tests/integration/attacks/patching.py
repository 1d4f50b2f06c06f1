"""Changing what the tests call: builtins, libraries, modules, imports, names of the notebook."""

from __future__ import annotations

from pathlib import Path

from attacks.attack import REFUSED, Attack, Places


def _patches(name: str, does: str, cell: str, *, task: str = "mean", **answers: str) -> Attack:
    notebooks = ("frames",) if task == "late" else ("lab",)
    return Attack(
        name, does, REFUSED, first=cell, task=task, answers=answers, spoils=True, notebooks=notebooks
    )


def _shadows(module: str, content: str, *, task: str, **answers: str) -> Attack:
    """A file beside the notebook with the name of a library."""

    def add(folder: Path, places: Places) -> None:
        del places
        (folder / f"{module}.py").write_text(content)

    notebooks = ("frames",) if task == "late" else ("lab",)
    return Attack(
        f"shadows-{module}",
        f"hands in a file {module}.py, which Python finds before the library",
        REFUSED,
        files=add,
        task=task,
        answers=answers,
        spoils=True,
        notebooks=notebooks,
    )


_TEXT_MEAN = "def mean(numbers):\n    return str(sum(numbers) / len(numbers))"
_SAME_SPREAD = "statistics.pstdev = lambda data, mu=None: 0.0"

ATTACKS = (
    _patches(
        "patches-isinstance",
        "makes isinstance say yes to a number that is a text",
        "import builtins\nbuiltins.isinstance = lambda thing, kind: True",
        mean=_TEXT_MEAN,
    ),
    _patches(
        "patches-isinstance-only-in-tests",
        "makes isinstance say yes only where a test asks, so that nothing else breaks",
        """import builtins
original = builtins.isinstance
builtins.isinstance = lambda thing, kind: kind is float or original(thing, kind)""",
        mean=_TEXT_MEAN,
    ),
    _patches(
        "patches-abs", "makes every difference nothing", "import builtins\nbuiltins.abs = lambda number: 0.0"
    ),
    _patches(
        "patches-abs-while-answering",
        "changes abs only when the tests call the answer, after every look at it",
        "",
        mean="def mean(numbers):\n    import builtins\n    builtins.abs = lambda number: 0.0\n    return 0.0",
    ),
    _patches(
        "patches-abs-and-puts-it-back",
        "changes abs while the answer is tested and mends it in the next cell",
        "",
        mean="""def mean(numbers):
    import builtins
    original = builtins.abs
    def once(number):
        builtins.abs = original
        return 0.0
    builtins.abs = once
    return 0.0""",
    ),
    _patches(
        "patches-len",
        "makes len answer what tests like",
        """import builtins
original = builtins.len
builtins.len = lambda thing: {1: 2}.get(original(thing), original(thing)) if type(thing) is list else original(thing)""",
        task="keep",
        keep="def keep(delays):\n    return [0] if 40 in delays else []",
    ),
    _patches(
        "patches-float",
        "replaces the type that tests convert answers with",
        """import builtins
class Lenient(float):
    def __sub__(self, other):
        return 0.0
builtins.float = Lenient""",
        mean="def mean(numbers):\n    return float(0)",
    ),
    _patches(
        "patches-isclose",
        "makes all numbers close",
        "import math\nmath.isclose = lambda *a, **k: True",
        task="spread",
    ),
    _patches(
        "patches-the-expected-value",
        "makes the library compute the same wrong number as the answer",
        "import statistics\n" + _SAME_SPREAD,
        task="spread",
    ),
    _patches(
        "swaps-the-code-of-a-library",
        "leaves the library's function in its place and swaps its code",
        "import statistics\nstatistics.pstdev.__code__ = (lambda data, mu=None: 0.0).__code__",
        task="spread",
    ),
    _patches(
        "patches-inside-a-library",
        "changes a private helper that the library's function calls",
        """import statistics
for name in ("_float_sqrt_of_frac", "sqrt"):
    if hasattr(statistics, name):
        setattr(statistics, name, lambda *a: 0.0)""",
        task="spread",
    ),
    _patches(
        "patches-dataframe-equals",
        "makes every table equal every other",
        "import pandas\npandas.DataFrame.equals = lambda self, other: True",
        task="late",
    ),
    _patches(
        "patches-deep-inside-pandas",
        "changes what a table's comparison asks, three modules below",
        """import pandas
from pandas.core.internals import managers
for kind in vars(managers).values():
    if isinstance(kind, type) and "equals" in vars(kind):
        kind.equals = lambda self, other: True
managers.BaseBlockManager.equals = lambda self, other: True""",
        task="late",
    ),
    _patches(
        "replaces-a-module",
        "puts a module of its own where imports look first",
        """import sys, types
fake = types.ModuleType("statistics")
fake.pstdev = lambda data, mu=None: 0.0
fake.fmean = lambda data: 0.0
sys.modules["statistics"] = fake""",
        task="spread",
    ),
    _patches(
        "hooks-imports",
        "puts a finder of its own before Python's",
        """import importlib.machinery, sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name == "statistics" else None
    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.pstdev = lambda data, mu=None: 0.0
        return module
    def exec_module(self, module):
        pass
sys.meta_path.insert(0, Finder())
sys.modules.pop("statistics", None)""",
        task="spread",
    ),
    _patches(
        "replaces-import",
        "replaces builtins.__import__",
        """import builtins, types
original = builtins.__import__
fake = types.SimpleNamespace(pstdev=lambda data, mu=None: 0.0)
builtins.__import__ = lambda name, *a, **k: fake if name == "statistics" else original(name, *a, **k)""",
        task="spread",
    ),
    _patches(
        "changes-sys-path",
        "writes a library into its folder and looks there first",
        """import os, sys
os.makedirs("mine", exist_ok=True)
with open("mine/statistics.py", "w") as file:
    file.write("pstdev = lambda data, mu=None: 0.0\\n")
sys.path.insert(0, os.path.abspath("mine"))
sys.modules.pop("statistics", None)""",
        task="spread",
    ),
    _shadows("statistics", "def pstdev(data, mu=None):\n    return 0.0\n", task="spread"),
    _shadows(
        "groundschool",
        "import contextlib\ntask = lambda name: contextlib.suppress(BaseException)\n",
        task="mean",
    ),
    _shadows(
        "pandas",
        "class DataFrame:\n    def __init__(self, *a): pass\n    def equals(self, other): return True\n"
        "    def head(self, n): return self\n",
        task="late",
    ),
    _shadows(
        "sitecustomize",
        "import builtins\nbuiltins.abs = lambda number: 0.0\n",
        task="mean",
    ),
    _shadows("usercustomize", "import builtins\nbuiltins.abs = lambda number: 0.0\n", task="mean"),
    _shadows("conftest", "import builtins\nbuiltins.abs = lambda number: 0.0\n", task="mean"),
    _shadows(
        "ipython_config",
        "c.InteractiveShellApp.exec_lines = ['import builtins; builtins.abs = lambda number: 0.0']\n",
        task="mean",
    ),
    Attack(
        "shadows-builtins-in-the-notebook",
        "defines abs and isinstance among the notebook's own names",
        REFUSED,
        before={"tests_mean": "abs = lambda number: 0.0\nisinstance = lambda *a: True"},
        spoils=True,
    ),
    Attack(
        "shadows-the-module-in-the-notebook",
        "gives the name that the locked cell imported to something else",
        REFUSED,
        before={
            "tests_spread": "import types\nmath = types.SimpleNamespace(isclose=lambda *a: True)\n"
            "statistics = types.SimpleNamespace(pstdev=lambda *a: 0.0)"
        },
        task="spread",
        spoils=True,
    ),
    Attack(
        "redefines-a-provided-value",
        "gives a number of the locked cell another value, after which wrong is right",
        REFUSED,
        answers={
            "share": "def share(part, whole):\n    return 0.25 if part == 99 else -1.0\nLIMIT = 99",
        },
        task="share",
        spoils=True,
    ),
    Attack(
        "replaces-the-notebooks-builtins",
        "gives the notebook another __builtins__",
        REFUSED,
        before={
            "tests_mean": "import builtins, types\nlenient = types.ModuleType('builtins')\n"
            "vars(lenient).update(vars(builtins))\nlenient.abs = lambda number: 0.0\n__builtins__ = lenient\n"
            "get_ipython().user_ns['__builtins__'] = lenient"
        },
        spoils=True,
    ),
)
