"""Which words make a person look, and which do not."""

from __future__ import annotations

import time

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
        "# plan for monitoring\nfor i in range(3) print(i)",
        "plan.monitoring = ['drift']\nprint(plan.monitoring)\nfrom plan import monitoring",
        "import sys, io\nold = sys.stdout\nsys.stdout = io.StringIO()\nsys.stdout = old",
        "import sys, os\nsys.stderr = open(os.devnull, 'w')\nsys.argv = ['']\nsys.path += ['src']",
        "import sys\nsys.dont_write_bytecode = True\nsys.tracebacklimit = 3",
        "registry.register(f)\natexit.register(f)\n@singledispatch.register\ndef f(x): return x",
        "calendar.events.register(f)\ncalendar.events.callbacks\n'post run cell'",
        "class Client:\n    def __init__(self):\n        self._token = 'x'\n        self._send(self._token)",
        "gauge.last_value = 3\ngauge.last_type\nnode.get_parent()\nsvm.kernel\nstack.push(1)",
        "layers.modules['a'] = 1\nlayers.modules.update(b=2)\nimport sys\n'json' in sys.modules",
        "import importlib\nimportlib.import_module('json')\n__import__('os')",
        "if 'model' not in globals():\n    model = 1",
        "import doctest\ndoctest.run_docstring_examples(mean, globals())",
        "from doctest import testmod\ntestmod(extraglobs=globals())",
        "import timeit\ntimeit.timeit('mean([1])', globals=globals())",
        "def f():\n    global count\n    count = 1\nsum = 3",
        "setattr(model, name, 1)\ngetattr(model, 'fit')",
        "%time sum([1])\n%timeit -n 2 -r 1 sum(range(9))\nx = %time -3 + 4\nfiles = !ls\nx?",
        "%%time\nimport pandas as pd\n%matplotlib inline",
        "%%bash\necho ctypes",
        "%%html\n<b>excepthook</b>",
        "get_ipython().run_line_magic('reset', '-sf')\nget_ipython().ex('x = 1')\nspline.ev(x, y)",
        "traceback.print_exc()\nlogging.exception('x')",
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
        ("import sys\nsys.monitoring.use_tool_id(1, 'x')", "sys.monitoring"),
        ("from sys import monitoring", "monitoring"),
        ("import sys as s\ns.modules = {}", "an assignment to sys.modules"),
        ("import sys\nt = sys\nt.last_value.args", "sys.last_value"),
        ("import builtins as b\nb.abs = None", "an assignment to builtins.abs"),
        ("setattr(builtins, 'abs', None)", "an assignment to builtins.abs"),
        ("getattr(sys, 'set' + 'trace')(f)", "settrace"),
        ("__builtins__['abs'] = None", "__builtins__"),
        ("__builtins__ = {}", "__builtins__"),
        ("StackSummary.extract(g, capture_locals=True)", "capture_locals"),
        ("traceback.walk_stack(None)", "walk_stack"),
        ("from traceback import extract_stack", "extract_stack"),
        ("get_ipython().get_parent()", "get_ipython().get_parent"),
        ("talk._token", "_token"),
        ("talk._send({})", "_send"),
        ("import dis\ndis.distb()", "distb"),
        ("result.error_in_exec = None", "error_in_exec"),
        ("def f(ip=get_ipython()):\n    ip.events.register('x', f)", "get_ipython().events"),
        ("ip = get_ipython()\nip.events.callbacks", "get_ipython().events"),
        ("hooks.register('post_run_cell', f)", "post_run_cell"),
        ("get_ipython().user_ns = {}", "user_ns"),
        ("get_ipython().kernel.session", "get_ipython().kernel"),
        ("import sys\nsys.modules.pop('json')", "an assignment to sys.modules"),
        ("import os\nos.sys.modules['json'] = 1", "an assignment to sys.modules"),
        ("import sys\nsys.modules['__main__'].x", "__main__"),
        ("import __main__", "__main__"),
        ("import_module('groundschool.grading' + '.typed')", "groundschool.grading.typed"),
        ("importlib.import_module('ctypes')", "ctypes"),
        ("__import__('ctypes')", "ctypes"),
        ("__import__(name)", "__import__() of a text that is made while it runs"),
        ("importlib.import_module(name)", "import_module() of a text that is made while it runs"),
        ("def mean(x):\n    global abs\n    abs = 1", "global abs"),
        ("globals()['abs'] = 1", "globals()"),
        ("globals().update(abs=1)", "globals()"),
        ("g = globals()", "globals()"),
        ("timeit.timeit(text, globals=globals())", "globals()"),
        ("%time from ctypes import c_int", "ctypes"),
        ("x = %time __import__('ctypes')", "ctypes"),
        ("time from ctypes import c_int", "ctypes"),
        (";exec import ctypes", "ctypes"),
        ("%timeit -n 1 -r1 globals()", "globals()"),
        ("%time -__import__('ctypes').x", "ctypes"),
        ("%%capture\nimport ctypes", "ctypes"),
        ("%%time\n%time import ctypes", "ctypes"),
        ("%%writefile helper.py\nimport ctypes", "ctypes"),
        ('x = """\n%""" ; import ctypes; """\n"""\n%time', "ctypes"),
        ("get_ipython().ex('import ctypes')", "ctypes"),
        ("ip = get_ipython()\nip.ev(text)", "ev() of a text that is made while it runs"),
        ("get_ipython().run_cell_magic('time', '', 'import ctypes')", "ctypes"),
        (
            "get_ipython().run_line_magic('time', text)",
            "run_line_magic() of a text that is made while it runs",
        ),
        ("%time %time %time %time %time x", "a text within many others"),
    ],
)
def test_what_only_works_on_python_itself_is_named(source: str, word: str) -> None:
    assert found_in([source]) == [f"The submission uses {word}."]


@pytest.mark.parametrize("unit", ["\n", " ", " \n", "%\n", "!x ", "?", "a b", "'\n", "(\n"])
def test_a_long_cell_is_read_once(unit: str) -> None:
    assert not slows_down(lambda text: found_in([text]), unit)
    assert not slows_down(lambda text: found_in([f"%x\n{text}x"]), unit)


@pytest.mark.parametrize("line", ["%x\n", "x = 1\n%time x\n", "!a b\n", "x?\n", "%%time\n", "'\n%a\n"])
def test_many_magics_end_soon(line: str) -> None:
    started = time.thread_time()
    found_in([line * (19_990 // len(line))] * 20)
    found_in(["%time " * 3_000])

    # One such cell takes minutes if it is read anew for each of its magics.
    assert time.thread_time() - started < 30


TEST = "import numpy as np\nasked = [(1, 2, 0.5)]\nfor p, w, right in asked:\n    assert share(p, w) == right"


@pytest.mark.parametrize(
    "source",
    [
        "def share(p, w):\n    return [r for a, b, r in asked if a == p]",
        "def share(p, w):\n    asked[:] = [(p, w, 0)]",
        "def share(p, w):\n    global asked\n    asked = []",
        "share = lambda p, w: asked[0][2]",
        "class A:\n    def __call__(self, p, w):\n        def inner():\n            return asked\n        return inner()",
        "%%time\ndef share(p, w):\n    return asked",
    ],
)
def test_a_function_that_reads_what_only_a_test_makes_is_told_of(source: str) -> None:
    assert found_in([source], tests=[TEST]) == ["The submission reads `asked`, which only a test makes."]


@pytest.mark.parametrize(
    "source",
    [
        "def share(p, w):\n    return np.divide(p, w)",
        "def share(asked):\n    return [right for right in asked]",
        "asked = [1]\ndef share(p, w):\n    return asked",
        "%%time\nasked = load()\n\ndef share(p, w):\n    return asked",
        "print(asked, right, [r for r in asked])",
        "def share(p, w):\n    return table, len([p]), unknown",
        "def f():\n    right = 1\n    def g():\n        nonlocal right\n        right += 1\n    return g, share",
        "def broken(:\n asked",
    ],
)
def test_names_that_are_not_a_tests_alone_are_not_remarked_on(source: str) -> None:
    assert found_in([source, "def share(): ..."], tests=[TEST, "table = 1"], given=["table = 2"]) == []


def test_a_function_that_replaces_a_module_of_the_tests_is_told_of() -> None:
    source = "import math\nimport numpy as np\n\ndef f():\n    global math\n    math = M"

    assert found_in([source], tests=["import math"]) == [
        "The submission changes `math`, which a test imports."
    ]
    assert found_in([source], tests=["import numpy as np"]) == []
    assert found_in(["def f():\n    global math\n    import math"], tests=["import math"]) == []
