"""The watch: a cell that changes what tests rely on is seen, one that only works is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from inside import opened, started

from groundschool.grading.warm import KernelStoppedError, WarmSandbox

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)

SETUP = "LIMIT = 4\nimport math, sys\nimport pandas as pd\ndef provided(x):\n    return x + 1"
TEST = "assert isinstance(answer(2), int), type(answer(2))\nassert math.isclose(answer(2), provided(3))\nassert answer(2) == LIMIT"
RIGHT = "def answer(x):\n    return x + 2"


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmSandbox]:
    with started("math", "sys", "pandas", "numpy") as sandbox:
        yield sandbox


def found(warm: WarmSandbox, *student: str, timeout: float = 60) -> str:
    """What the watch says of a test after these cells of a student."""
    with opened(warm) as cells:
        cells.run(SETUP, trusted=True)
        for code in student:
            cells.run(code, timeout=timeout)
        return " ".join(cells.test(TEST))


@pytest.mark.parametrize(
    "code",
    [
        RIGHT,
        "def answer(x):\n    return 0",
        "import pandas as pd, numpy as np, math, json, statistics, sqlite3\nnp.random.seed(1); pd.DataFrame({'a': [1]}).describe()",
        "pd.set_option('display.max_rows', 5)\nx = pd.Series([1, 2]).rolling(2).mean(); pd.Series(['a']).str.upper()",
        "class Mine(dict):\n    pass\nlist_ = [1]\nprint(Mine(a=1))\n1 / 0",
        "import warnings\nwarnings.simplefilter('ignore')\nget_ipython().run_line_magic('precision', '3')",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as p:\n    print(list(p.map(str, [1, 2])))",
        "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\nPoint(1) == Point(1)",
        "from collections import namedtuple\nfrom enum import Enum\n"
        "def answer(x):\n    namedtuple('P', 'a')\n    Enum('E', 'a b')\n    return x + 2",
        "LIMIT = 4\nimport math",
        "%%time\nsum(range(9))",
        "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))",
        # Pools and clusters of libraries leave idle threads.
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\nprint(list(pool.map(len, ['a'])))",
        "from joblib import Parallel, delayed\nParallel(n_jobs=2)(delayed(abs)(x) for x in [-1, 1])",
        "import sys, io\nsys.stdout = io.StringIO()\nsys.stderr = io.StringIO()\nsys.path += ['.']",
        "from numpy import *\nmean([1, 2])",
        "%config InteractiveShell.ast_node_interactivity = 'all'",
        "from tqdm.auto import tqdm\ntqdm.pandas()\npd.Series([1]).progress_apply(str)",
        # A name that only messages of the tests use.
        "type = 'csv'\nrepr = 1",
        "from math import *\nfrom statistics import *\npow(2, 3)",
        "pd.DataFrame.gaps = lambda self: self.isna().sum()\npd.Series.describe2 = lambda self: self.describe()",
        "@pd.api.extensions.register_dataframe_accessor('mine')\nclass Mine:\n    def __init__(self, frame):\n        pass",
        "from functools import total_ordering\n@total_ordering\nclass Size:\n    def __init__(self, n):\n        self.n = n\n"
        "    def __eq__(self, other):\n        return self.n == other.n\n    def __lt__(self, other):\n        return self.n < other.n",
        "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
        "import scipy.stats, sklearn.linear_model\nsklearn.linear_model.LinearRegression().fit([[1], [2]], [1, 2])",
    ],
)
def test_honest_code_is_not_remarked_on(warm: WarmSandbox, code: str) -> None:
    assert found(warm, code) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("isinstance = lambda *a: True", "Python's isinstance was given another meaning."),
        ("import builtins\nbuiltins.max = lambda *a: 3", "builtins.max was replaced."),
        ("def provided(x):\n    return 4", "The provided name provided was given another meaning."),
        (
            "class math:\n    isclose = staticmethod(lambda *a: True)",
            "The provided name math was given another meaning.",
        ),
        ("math.isclose = lambda *a: True", "math.isclose was replaced."),
        ("pd.DataFrame.equals = lambda *a: True", "DataFrame.equals was put there by the notebook."),
        ("pd.Series.__eq__ = lambda *a: True", "was put there by the notebook."),
        (
            "pd.Series.sum.__code__ = (lambda *a, **k: 1).__code__",
            "The code of pandas.core.series.Series.sum was replaced.",
        ),
        (
            "import sys, types\nsys.modules['math'] = types.ModuleType('math')",
            "The module math was replaced.",
        ),
        (
            "import ast\nclass T(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass()\n"
            "get_ipython().ast_transformers.append(T())",
            "An assertion that fails is not seen to fail.",
        ),
        (
            "get_ipython().input_transformers_post.append(lambda lines: ['1'])",
            "cell transformers was changed",
        ),
        (
            "ip = get_ipython()\nold = ip.run_cell\nip.run_cell = lambda *a, **k: old('1')",
            "own methods was changed",
        ),
        (
            "ip = get_ipython()\nold = ip.compile.ast_parse\nip.compile.ast_parse = lambda *a, **k: old('1')",
            "compiler was changed",
        ),
        (
            "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
            "exception handlers was changed",
        ),
        ("get_ipython().events.register('pre_run_cell', lambda *a: None)", "runs at each pre run cell"),
        (
            "get_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda *a: a[1].text('1'))",
            "display of plain values as text/plain was changed",
        ),
        ("import sys\nsys.settrace(lambda *a: None)", "Python's tracing was changed."),
        (
            "import sys\nclass F:\n    def find_spec(*a): return None\nsys.meta_path.insert(0, F())",
            "An import hook of the notebook",
        ),
        (
            "import threading, time\nthreading.Thread(target=lambda: time.sleep(60), daemon=True).start()",
            "still running",
        ),
        (
            "import builtins\nbuiltins.AssertionError = type('A', (Exception,), {})",
            "builtins.AssertionError was replaced.",
        ),
        ("LIMIT = 9", "The provided name LIMIT was given another meaning."),
        (
            "pd.DataFrame.sum.__kwdefaults__ = {'axis': 1}",
            "The code of pandas.core.frame.DataFrame.sum was replaced.",
        ),
        ("class Any:\n    def __eq__(self, other):\n        return True", "class Any equals everything."),
        (
            "import sys\ndef answer(x):\n    sys._getframe(1).f_locals\n    return x + 2",
            "While it was tested, the notebook called sys._getframe.",
        ),
        (
            "import inspect\ndef answer(x):\n    inspect.currentframe().f_back\n    return x + 2",
            "While it was tested, the notebook called sys._getframe.",
        ),
        (
            "import builtins, types\nmine = types.ModuleType('builtins')\nvars(mine).update(vars(builtins))\n"
            "get_ipython().user_ns['__builtins__'] = mine",
            "The builtins of the notebook were replaced.",
        ),
        (
            "import pandas.io.sas.sas_xport as late\nlate.XportReader.read = lambda self: 3",
            "pandas.io.sas.sas_xport.XportReader.read was put there by the notebook.",
        ),
        # What the watch itself would call, if it took it from where the notebook can reach.
        ("import operator\nsetattr(operator, 'is_', lambda *a: True)", "operator.is_ was replaced."),
        ("import builtins\nsetattr(builtins, 'all', lambda a: True)", "builtins.all was replaced."),
        ("import builtins\nsetattr(builtins, 'map', lambda *a: [])", "builtins.map was replaced."),
        (
            "import gc\ngc.get_referents = lambda *a: []\nmath.isclose = lambda *a: True",
            "math.isclose was replaced.",
        ),
        (
            "import numpy as np\nnp.sqrt = lambda x: 3",
            "numpy.sqrt was replaced.",
        ),
        (
            "import numpy as np\nclass Root:\n    def __call__(self, x):\n        return 3\nnp.sqrt = Root()",
            "numpy.sqrt was replaced.",
        ),
        # It need not last until the next look.
        (
            "code = pd.Series.sum.__code__\npd.Series.sum.__code__ = (lambda *a, **k: 1).__code__\n"
            "pd.Series.sum.__code__ = code",
            "The code of pandas.core.series.Series.sum was replaced.",
        ),
        (
            "class Any:\n    __module__ = 'pandas'\n    def __eq__(self, other):\n        return True",
            "class Any equals everything.",
        ),
        (
            "class Number(int):\n    pass\nclass Any(Number):\n    def __eq__(self, other):\n        return True",
            "class Any is a int that compares in its own way.",
        ),
        (
            "class Name(str):\n    def __eq__(self, other):\n        return other != 'late'\n    __hash__ = str.__hash__",
            "class Name is a str that compares in its own way.",
        ),
        (
            "class Kind(type):\n    def __eq__(self, other):\n        return other is not None\n    __hash__ = type.__hash__",
            "class Kind is a type that compares in its own way.",
        ),
        (
            "class Any:\n    def __eq__(self, other):\n        return isinstance(other, str)",
            "class Any equals everything.",
        ),
        (
            "import functools\nisinstance = functools.partial(bool)\nisinstance.__name__ = 'isinstance'",
            "Python's isinstance was given another meaning.",
        ),
        # Wrapped, so that it looks like a library's own.
        ("pd.DataFrame.equals = property(lambda self: lambda other: True)", "DataFrame.equals was put there"),
        (
            "import functools\npd.DataFrame.equals = functools.partialmethod(lambda self, other: True)",
            "DataFrame.equals was put there",
        ),
        (
            "import functools, operator\npd.DataFrame.equals = functools.partialmethod(operator.is_not)",
            "DataFrame.equals was put there",
        ),
        (
            "import functools, operator\npd.Series.__eq__ = functools.partialmethod(operator.is_not)",
            "Series.__eq__ was put there",
        ),
        ("import operator\npd.Series.__bool__ = operator.truth", "Series.__bool__ was put there"),
        (
            "@pd.api.extensions.register_dataframe_accessor('equals')\nclass Eq:\n    def __init__(self, frame):\n"
            "        pass\n    def __call__(self, other):\n        return True",
            "DataFrame.equals was put there",
        ),
        (
            "class Any:\n    def __get__(self, one, kind):\n        return lambda other: True\n"
            "Any.__module__ = 'pandas'\npd.DataFrame.equals = Any()",
            "DataFrame.equals was put there",
        ),
        (
            "import functools, numpy as np\nnp.allclose = functools.partial(lambda *a: True)",
            "numpy.allclose was replaced.",
        ),
        (
            "import functools\nip = get_ipython()\n"
            "ip.events.callbacks['post_run_cell'].append(functools.partial(lambda result: None))",
            "runs at each post run cell",
        ),
        # A namespace, or builtins, that lie.
        (
            "class Space(dict):\n    def __contains__(self, name):\n        return False\n"
            "ip = get_ipython()\nip.user_ns = Space(ip.user_ns)",
            "The names of the notebook were replaced.",
        ),
        (
            "import builtins\nclass Own(dict):\n    def __eq__(self, other):\n        return True\n"
            "    def __ne__(self, other):\n        return False\n    __hash__ = None\n__builtins__ = Own(vars(builtins))",
            "The builtins of the notebook were replaced.",
        ),
        # Done by the answer itself, while the test runs, and undone when it is over.
        (
            "def answer(x):\n    ip = get_ipython()\n    def tidy(result):\n        result.error_in_exec = None\n"
            "        ip.events.unregister('post_run_cell', tidy)\n    ip.events.register('post_run_cell', tidy)\n"
            "    return x + 2",
            "runs at each post run cell",
        ),
        (
            "import threading, time\ndef answer(x):\n    threading.Timer(1, print).start()\n"
            "    threading.Timer(60, lambda: None).start()\n    return x + 2",
            "A thread of the notebook is still running",
        ),
        (
            "def answer(x):\n    import math\n    math.isclose = lambda *a: True\n    return 1",
            "math.isclose was replaced.",
        ),
    ],
)
def test_what_changes_the_rules_is_named(warm: WarmSandbox, code: str, said: str) -> None:
    assert said in found(warm, RIGHT, code)


def test_who_breaks_python_itself_ends_the_kernel_and_passes_no_test(warm: WarmSandbox) -> None:
    with pytest.raises(KernelStoppedError):
        found(warm, RIGHT, "import builtins\nbuiltins.isinstance = lambda *a: True", timeout=2)


def test_a_test_that_fails_before_it_has_made_its_names_leaves_the_kernel_whole(warm: WarmSandbox) -> None:
    with opened(warm) as cells:
        cells.run("answer = 1")
        failed = cells.run("right = answer()\nassert right", trusted=True, test=True)

        assert (failed.reply["ename"], failed.found) == ("TypeError", ())
        assert cells.value("6 * 7") == "42"
