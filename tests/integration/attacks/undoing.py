"""Cheats that are gone, or look like a library's own, when the watch looks: hooks, threads, wrappers, things that lie."""

from __future__ import annotations

from attacks.attack import REFUSED, Attack

_MEAN = "def mean(numbers):\n    {}\n    return 0.0"


def _answers(name: str, does: str, answer: str, task: str = "mean", first: str = "") -> Attack:
    notebooks = ("frames",) if task == "late" else ("lab",)
    return Attack(
        name, does, REFUSED, first=first, answers={task: answer}, task=task, notebooks=notebooks, spoils=True
    )


def _equals(name: str, does: str, first: str) -> Attack:
    return _answers(
        name, does, "def late(flights):\n    return flights", "late", first=f"import pandas as pd\n{first}"
    )


ATTACKS = (
    _answers(
        "hook-that-takes-itself-away",
        "hides the test's error when its statements have run, and leaves no hook",
        """from IPython.display import clear_output
def mean(numbers):
    ip = get_ipython()
    def tidy(result):
        result.error_in_exec = None
        ip.events.unregister("post_run_cell", tidy)
        clear_output()
    ip.events.register("post_run_cell", tidy)
    return 0.0""",
    ),
    _answers(
        "hook-in-a-partial",
        "hides each error in a hook that is wrapped in a library's class",
        "def mean(numbers):\n    return 0.0",
        first="""from functools import partial
from IPython.display import clear_output
def fix(result):
    result.error_in_exec = None
    clear_output()
get_ipython().events.callbacks["post_run_cell"].append(partial(fix))""",
    ),
    _answers(
        "thread-that-hides-the-error",
        "waits in a thread for the test's error and takes it away",
        """import threading, time
from IPython.display import clear_output
def mean(numbers):
    ip = get_ipython()
    def later():
        for _ in range(20000):
            if (result := ip.last_execution_result) is not None and result.error_in_exec is not None:
                result.error_in_exec = None
                clear_output()
                return
            time.sleep(0)
    threading.Timer(0, later).start()
    return 0.0""",
    ),
    _answers(
        "result-after-the-test",
        "shows a better result than the test's own when that is over",
        """def share(part, whole):
    ip = get_ipython()
    def better(result):
        ip.kernel.session.send(
            None, "execute_result", {"data": {"text/plain": "3.0"}, "metadata": {}, "execution_count": 9})
    ip.events.register("post_run_cell", better)
    return -1.0""",
        "share",
    ),
    _answers(
        "result-that-is-not-shown",
        "takes the display hook away while the test runs: no result is taken for full points",
        """import sys
def share(part, whole):
    setattr(sys, "display" + "hook", lambda value: None)
    return -1.0""",
        "share",
    ),
    _answers(
        "interactivity-none",
        "sets the shell to show no values",
        "def share(part, whole):\n    return -1.0",
        "share",
        first="get_ipython().ast_node_interactivity = 'none'",
    ),
    Attack(
        "result-changed-by-its-place",
        "makes a result and a display take the places of the test's own, and updates that later",
        REFUSED,
        first="import sys",
        answers={
            "share": """from IPython.display import display
done = []
def share(part, whole):
    if not done:
        done.append(1)
        getattr(sys, "display" + "hook")(0.5)
        display("x", display_id="mine")
    return -1.0"""
        },
        after={
            "tests_share": 'get_ipython().display_pub.publish({"text/plain": "3.0"}, '
            'transient={"display_id": "mine"}, update=True)'
        },
        task="share",
        spoils=True,
    ),
    _answers(
        "statements-left-out",
        "replaces what runs a cell's statements while the first of them runs",
        """async def nothing(*given, **named):
    return False
def mean(numbers):
    get_ipython().run_code = nothing
    return 0.0""",
    ),
    _answers(
        "answers-the-grader",
        "sends the answer of a kernel itself, by way of the session",
        """def mean(numbers):
    talk = get_ipython().kernel.session.to.__self__
    talk._send({"token": talk._token, "reply": {"status": "ok", "execution_count": 1}, "found": []})
    return 0.0""",
    ),
    _answers(
        "answers-the-grader-from-a-fork",
        "lets a child with the right answer go on while its parent sleeps",
        """import os, time
def mean(numbers):
    if os.fork():
        time.sleep(3)
        return 0.0
    return sum(numbers) / len(numbers) if len(numbers) == 3 else 5.0""",
    ),
    _answers(
        "builtin-for-two-calls",
        "gives abs another meaning from within the test, and takes it back",
        """def mean(numbers):
    global abs, left
    if len(numbers) == 3:
        left = 2
        def abs(x):
            global abs, left
            left -= 1
            if not left:
                del abs
            return 0.0
    return 0.0""",
    ),
    _answers(
        "names-that-lie",
        "puts a dictionary in the place of the notebook's names that answers as it likes",
        _MEAN.format("pass"),
        first="""class Space(dict):
    def __contains__(self, name):
        return name != "abs" and dict.__contains__(self, name)
    def __getitem__(self, name):
        return (lambda x: 0.0) if name == "abs" else dict.__getitem__(self, name)
ip = get_ipython()
ip.user_ns = Space(ip.user_ns)""",
    ),
    _answers(
        "builtins-that-equal-builtins",
        "gives the notebook builtins of its own that say they are the real ones",
        _MEAN.format("pass"),
        first="""import builtins
class Own(dict):
    def __eq__(self, other): return isinstance(other, dict)
    def __ne__(self, other): return not isinstance(other, dict)
    __hash__ = None
own = Own(vars(builtins))
own["abs"] = lambda x: 0.0
__builtins__ = own""",
    ),
    _answers(
        "reads-what-was-asked",
        "reads the expected values from the names of the test",
        "def share(part, whole):\n    for p, w, right in asked:\n        if (p, w) == (part, whole):\n            return right",
        "share",
    ),
    _answers(
        "text-that-stays-a-kind-of-text",
        "answers with what `str()` leaves a class of its own",
        """class Name(str):
    def __eq__(self, other): return True
    def __ne__(self, other): return True
    __hash__ = str.__hash__
class Shown:
    def __str__(self): return Name("x")
port = str(Shown())""",
        "port",
    ),
    _equals(
        "equals-in-a-property",
        "hides an inherited method behind a property",
        "pd.DataFrame.equals = property(lambda self: lambda other: True)",
    ),
    _equals(
        "equals-in-a-partialmethod",
        "hides an inherited method behind a partial one of a library's own function",
        "import functools, operator\npd.DataFrame.equals = functools.partialmethod(operator.is_not)",
    ),
    _equals(
        "equals-as-an-accessor",
        "registers an accessor by the name of an inherited method",
        """@pd.api.extensions.register_dataframe_accessor("equals")
class Eq:
    def __init__(self, frame): pass
    def __call__(self, other): return True""",
    ),
    _equals(
        "equals-of-a-class-that-says-it-is-pandas",
        "hides an inherited method behind a descriptor that names another module",
        """class Any:
    def __get__(self, frame, kind): return lambda other: True
Any.__module__ = "pandas"
pd.DataFrame.equals = Any()""",
    ),
)
