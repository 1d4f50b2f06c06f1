"""Answers that agree with everything, and results that are forged on their way to the grade."""

from __future__ import annotations

from attacks.attack import REFUSED, Attack

ATTACKS = (
    Attack(
        "equals-everything",
        "answers with an object that equals everything",
        REFUSED,
        answers={
            "port": """class Yes:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return True
    def __hash__(self):
        return 0
port = Yes()""",
        },
        task="port",
        spoils=True,
    ),
    Attack(
        "equals-everything-as-text",
        "answers with a text that equals every other",
        REFUSED,
        answers={
            "port": """class Yes(str):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return True
    __hash__ = str.__hash__
port = Yes("?")""",
        },
        task="port",
        spoils=True,
    ),
    Attack(
        "equals-by-a-mock",
        "answers with the library's own object that equals everything",
        REFUSED,
        answers={
            "port": """from unittest import mock
class Most(type(mock.ANY)):
    def __ne__(self, other):
        return True
port = Most()""",
        },
        task="port",
        spoils=True,
    ),
    Attack(
        "answers-with-a-lenient-number",
        "answers with a float whose arithmetic always gives nothing",
        REFUSED,
        answers={
            "mean": """class Lenient(float):
    def __sub__(self, other):
        return Lenient(0)
    __rsub__ = __sub__
    def __abs__(self):
        return Lenient(0)
    def __lt__(self, other):
        return True
    def __float__(self):
        return self
def mean(numbers):
    return Lenient(99)""",
        },
        spoils=True,
    ),
    Attack(
        "answers-with-a-false-class",
        "answers with an object that says that its class is float",
        REFUSED,
        answers={
            "mean": """class False_:
    __class__ = property(lambda self: float)
    def __float__(self):
        return 3.0
def mean(numbers):
    return False_()""",
        },
        spoils=True,
    ),
    Attack(
        "answers-with-nan",
        "answers with not-a-number, which some comparisons let pass",
        REFUSED,
        answers={"mean": 'def mean(numbers):\n    return float("nan")'},
    ),
    Attack(
        "answers-with-a-growing-list",
        "answers with a list that has the length that is asked for",
        REFUSED,
        answers={
            "keep": """class Any(list):
    lengths = iter([2, 0, 2, 0])
    def __len__(self):
        return next(self.lengths)
    def __iter__(self):
        return iter([])
def keep(delays):
    return Any()""",
        },
        task="keep",
        spoils=True,
    ),
    Attack(
        "answers-with-an-agreeing-table",
        "answers with a table whose class says that it equals every other",
        REFUSED,
        notebooks=("frames",),
        answers={
            "late": """class Agreeing(pd.DataFrame):
    def equals(self, other):
        return True
    @property
    def _mgr(self):
        return self
    @_mgr.setter
    def _mgr(self, manager):
        pass
def late(flights):
    return object.__new__(Agreeing)""",
        },
        task="late",
        spoils=True,
    ),
    Attack(
        "calls-the-display-hook",
        "shows a result of its own before the tests fail: nbgrader takes the first",
        REFUSED,
        answers={"mean": "import sys\ndef mean(numbers):\n    sys.displayhook(2.0)\n    return 0.0"},
        spoils=True,
    ),
    Attack(
        "calls-the-display-hook-for-partial-credit",
        "shows full marks before the last line shows what was earned",
        REFUSED,
        answers={"share": "import sys\ndef share(part, whole):\n    sys.displayhook(3.0)\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "shows-less-than-nothing",
        "shows a result below nothing, which nbgrader takes for full marks",
        REFUSED,
        answers={"share": "import sys\ndef share(part, whole):\n    sys.displayhook(-1)\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "shows-more-than-all",
        "shows a result above all points, at which nbgrader stops",
        REFUSED,
        answers={"share": "import sys\ndef share(part, whole):\n    sys.displayhook(999.0)\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "forges-the-formatter",
        "makes every number print as full marks",
        REFUSED,
        first="""text = get_ipython().display_formatter.formatters["text/plain"]
text.for_type(float, lambda number, printer, cycle: printer.text("3.0"))""",
        answers={"share": "def share(part, whole):\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "replaces-the-formatter",
        "replaces the formatter of every result",
        REFUSED,
        first="""from IPython.core.formatters import DisplayFormatter, PlainTextFormatter
DisplayFormatter.format = lambda self, *a, **k: ({"text/plain": "3.0"}, {})
PlainTextFormatter.__call__ = lambda self, thing: "3.0\"""",
        answers={"share": "def share(part, whole):\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "replaces-the-display-hook",
        "replaces the hook that shows a cell's last value",
        REFUSED,
        first="""for kind in type(get_ipython().displayhook).__mro__:
    if "__call__" in vars(kind) and kind is not object:
        original = kind.__call__
        kind.__call__ = lambda self, result=None, original=original: original(
            self, 3.0 if type(result) is float else result)
        break""",
        answers={"share": "def share(part, whole):\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "forges-the-repr-by-pretty",
        "tells the printer of results another form of numbers",
        REFUSED,
        first="""from IPython.lib import pretty
pretty._type_pprinters[float] = lambda number, printer, cycle: printer.text("3.0")
pretty.for_type(float, lambda number, printer, cycle: printer.text("3.0"))""",
        answers={"share": "def share(part, whole):\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "publishes-a-forged-result",
        "sends the result of its own making over the kernel's channel",
        REFUSED,
        answers={
            "share": """def share(part, whole):
    shell = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        kernel.session.send(kernel.iopub_socket, "execute_result",
            {"data": {"text/plain": "3.0"}, "metadata": {}, "execution_count": shell.execution_count},
            parent=kernel.get_parent())
    return -1.0""",
        },
        task="share",
        spoils=True,
    ),
    Attack(
        "replaces-sum",
        "makes the sum of points full marks",
        REFUSED,
        first="import builtins\nbuiltins.sum = lambda *a: 3.0",
        answers={"share": "def share(part, whole):\n    return -1.0"},
        task="share",
        spoils=True,
    ),
    Attack(
        "reads-the-expected-value-from-the-frame",
        "answers with what the calling test is about to compare with",
        REFUSED,
        answers={
            "share": 'import sys\ndef share(part, whole):\n    return sys._getframe(1).f_locals["right"]',
        },
        task="share",
        spoils=True,
    ),
)
