"""Reading hidden tests: before they run, out of history, frames and memory, and into what a student gets back.

The answers are right: nobody is punished for looking, but what is seen may not come back.
"""

from __future__ import annotations

from attacks.attack import EARNED, NOTHING, REFUSED, WATCHED, Attack

_AFTER = "tests_spread"


def _later(name: str, does: str, cell: str) -> Attack:
    """Looks in a cell after the tests."""
    return Attack(name, does, WATCHED, right=True, spoils=True, after={_AFTER: cell})


def _early(name: str, does: str, cell: str) -> Attack:
    """Looks in the first cell, when no test may be there yet."""
    return Attack(name, does, WATCHED, right=True, spoils=True, first=cell)


def _answer(name: str, does: str, body: str) -> Attack:
    """Looks while the tests call it."""
    return Attack(
        name,
        does,
        WATCHED,
        right=True,
        spoils=True,
        answers={"mean": f"def mean(numbers):\n    {body}\n    return sum(numbers) / len(numbers)"},
    )


ATTACKS = (
    _later("prints-the-history", "prints the cells that ran", "print(In, _ih, _i, _ii, _iii)"),
    _later("asks-for-the-history", "asks IPython's magics for the cells that ran", "%history -n\n%recall 4"),
    _later(
        "reads-the-history-manager",
        "reads the history that IPython itself keeps",
        """history = get_ipython().history_manager
print(history.input_hist_raw, history.input_hist_parsed)
print(list(history.get_range(raw=True)), list(history.get_tail(50)))
print([(attribute, value) for attribute, value in vars(history).items() if "BEGIN" in repr(value)])""",
    ),
    _later(
        "reads-the-cache-of-lines",
        "reads the sources that tracebacks are made from",
        "import linecache\nprint([lines for _, _, lines, *_ in (entry for entry in linecache.cache.values() if len(entry) > 3)])",
    ),
    _later(
        "searches-the-heap-later",
        "searches all objects for hidden tests, after they ran",
        """import gc
def texts(thing):
    return [value for value in gc.get_referents(thing) if type(value) is str]
print({text for thing in gc.get_objects() for text in texts(thing) if "END HIDDEN" in text and "END HIDDEN" != text and len(text) < 5000 and "texts(thing)" not in text})""",
    ),
    _later(
        "reads-the-last-error",
        "walks the frames of the last error",
        """import sys
for error in (getattr(sys, "last_value", None), getattr(sys, "last_exc", None)):
    trace = getattr(error, "__traceback__", None)
    while trace:
        print(trace.tb_frame.f_code.co_consts)
        trace = trace.tb_next""",
    ),
    _early(
        "searches-everything-before",
        "searches memory, history and files for the tests, before they run",
        """import gc, linecache, os
print(In, get_ipython().history_manager.input_hist_raw)
for folder, _, files in os.walk("."):
    for name in files:
        print(open(os.path.join(folder, name), errors="replace").read()[:5000])
for thing in gc.get_objects():
    for value in gc.get_referents(thing):
        if type(value) is str and "END HIDDEN" in value and "gc.get_objects" not in value and len(value) < 5000:
            print(value)
        elif type(value) is bytes and b"END HIDDEN" in value and len(value) < 100_000:
            print(value)""",
    ),
    _early(
        "reads-the-queue-before",
        "waits for the cells to come and reads them before they run",
        """import os, select, stat
for number in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode) or stat.S_ISFIFO(os.fstat(number).st_mode):
            if select.select([number], [], [], 0.2)[0]:
                print(os.read(number, 1 << 20))
    except (OSError, ValueError):
        pass""",
    ),
    _early(
        "prints-cells-before-they-run",
        "registers a hook that prints each cell",
        """def show(info):
    print(info.raw_cell)
get_ipython().events.register("pre_run_cell", show)""",
    ),
    _early(
        "prints-cells-after-they-ran",
        "registers a hook that prints each cell's source and result",
        """def show(result):
    print(result.info.raw_cell, result)
get_ipython().events.register("post_run_cell", show)""",
    ),
    _early(
        "prints-trees",
        "gives IPython a transformer of syntax trees that prints them",
        """import ast
class Show(ast.NodeTransformer):
    def visit(self, node):
        print(ast.unparse(node) if isinstance(node, ast.Module) else "")
        return node
get_ipython().ast_transformers.append(Show())""",
    ),
    _early(
        "prints-lines-as-they-come",
        "gives IPython a transformer of lines that prints them",
        """def show(lines):
    print("".join(lines))
    return lines
get_ipython().input_transformers_cleanup.append(show)""",
    ),
    _early(
        "dumps-the-history-in-a-thread",
        "prints the cells from a thread, while the tests run",
        """import threading, time
def dump():
    for _ in range(100):
        print(get_ipython().user_ns["In"])
        time.sleep(0.1)
threading.Thread(target=dump, daemon=True).start()""",
    ),
    _early(
        "writes-the-history-to-a-file",
        "writes each cell into a file beside the notebook",
        """def keep(info):
    with open("stolen.txt", "a") as file:
        file.write(info.raw_cell)
get_ipython().events.register("pre_run_cell", keep)""",
    ),
    _early(
        "replaces-the-display-hook-to-print",
        "prints the cells whenever a result is shown",
        """import sys
class Hook(type(sys.displayhook)):
    def __call__(self, result=None):
        print(self.shell.user_ns["In"][-1])
sys.displayhook.__class__ = Hook""",
    ),
    _early(
        "audits-the-interpreter",
        "hears of every code object that is run",
        """import sys
def hear(event, arguments):
    if event in ("exec", "compile"):
        source = arguments[0] if event == "compile" else arguments[0].co_consts
        if source and "siege/" in repr(source) and "def hear" not in repr(source):
            print(source)
sys.addaudithook(hear)""",
    ),
    _answer(
        "prints-the-calling-frame",
        "prints the source and constants of the test that calls it",
        "import inspect, sys; caller = sys._getframe(1); print(caller.f_code.co_consts, caller.f_lineno)\n"
        "    try: print(inspect.getsource(caller))\n    except Exception as err: print(type(err).__name__)",
    ),
    _answer(
        "prints-the-frames-above",
        "prints the variables of every frame above it",
        """import sys
    frame = sys._getframe(1)
    while frame:
        print({name: value for name, value in frame.f_locals.items() if "BEGIN HIDDEN" in repr(value)})
        frame = frame.f_back""",
    ),
    _answer(
        "prints-the-stack",
        "prints the stack with its lines, as debuggers do",
        "import sys, traceback; traceback.print_stack(file=sys.stdout)",
    ),
    Attack(
        "warns-at-the-callers-line",
        "warns at its caller's line, which Python quotes: a line of the tests",
        frozenset({NOTHING}) | WATCHED,
        right=True,
        spoils=True,
        answers={
            "mean": "import warnings\nwarnings.simplefilter('always')\ndef mean(numbers):\n"
            "    warnings.warn('look', stacklevel=2)\n    return sum(numbers) / len(numbers)"
        },
    ),
    Attack(
        "fails-only-in-hidden-tests",
        "answers the visible tests, so that the traceback quotes a hidden one",
        frozenset({NOTHING}),
        answers={"mean": "def mean(numbers):\n    return 3.0"},
    ),
    Attack(
        "raises-an-error-that-tells",
        "raises an error that tells what it saw in the calling frame",
        REFUSED,
        spoils=True,
        answers={
            "mean": """import sys
class Tell(Exception):
    pass
def mean(numbers):
    if numbers != [1, 2, 6]:
        raise Tell(str(sys._getframe(1).f_code.co_consts))
    return 3.0""",
        },
    ),
    Attack(
        "tells-when-it-is-deleted",
        "leaves an object that prints the history when it goes",
        WATCHED,
        right=True,
        spoils=True,
        answers={
            "mean": """class Last:
    def __del__(self):
        print(In)
def mean(numbers):
    last = Last()
    return sum(numbers) / len(numbers)""",
        },
    ),
    Attack(
        "guards-nothing",
        "looks at nothing at all: a plain answer in a notebook of its own, to compare the others with",
        EARNED,
        right=True,
    ),
)
