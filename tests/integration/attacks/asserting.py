"""Making the tests not test: asserts dropped or jumped over, errors swallowed, cells rewritten as they run."""

from __future__ import annotations

from attacks.attack import NOTHING, REFUSED, Attack

# Rewrites a cell's asserts, however the cell gets here: source, tree or compiled code.
_DROP = """import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
"""


def _drops(name: str, does: str, cell: str) -> Attack:
    return Attack(name, does, REFUSED, spoils=True, first=cell)


ATTACKS = (
    _drops(
        "drops-asserts-by-transformer",
        "gives IPython a transformer of syntax trees that drops asserts",
        _DROP + "get_ipython().ast_transformers.append(Drop())",
    ),
    _drops(
        "drops-asserts-by-input-transformer",
        "gives IPython a transformer of lines that turns asserts into pass",
        """def drop(lines):
    return [line[:len(line) - len(line.lstrip())] + "pass\\n" if line.lstrip().startswith("assert") else line
            for line in lines]
get_ipython().input_transformers_post.append(drop)
get_ipython().input_transformers_cleanup.append(drop)""",
    ),
    _drops(
        "drops-asserts-in-transform-cell",
        "replaces the method that prepares a cell's source",
        """import types
def drop(self, source):
    return "\\n".join(line[:len(line) - len(line.lstrip())] + "pass" if line.lstrip().startswith("assert") else line
                     for line in source.splitlines()) + "\\n"
get_ipython().transform_cell = types.MethodType(drop, get_ipython())""",
    ),
    _drops(
        "drops-asserts-in-the-shells-compiler",
        "replaces the shell's compiler by one that drops asserts",
        _DROP
        + """parse = get_ipython().compile.ast_parse
get_ipython().compile.ast_parse = lambda *a, **k: ast.fix_missing_locations(Drop().visit(parse(*a, **k)))""",
    ),
    _drops(
        "drops-asserts-in-a-compiler-class",
        "replaces the compiler's class attribute, which every shell uses",
        _DROP
        + """from IPython.core.compilerop import CachingCompiler
parse = CachingCompiler.ast_parse
CachingCompiler.ast_parse = lambda *a, **k: ast.fix_missing_locations(Drop().visit(parse(*a, **k)))
CachingCompiler.__call__ = lambda self, tree, *a: compile(ast.fix_missing_locations(Drop().visit(tree)), *a)""",
    ),
    _drops(
        "drops-asserts-in-builtins-compile",
        "replaces builtins.compile",
        _DROP
        + """import builtins
original = builtins.compile
def lenient(source, *a, **k):
    if isinstance(source, ast.AST):
        source = ast.fix_missing_locations(Drop().visit(source))
    elif isinstance(source, str) and "assert" in source:
        source = ast.fix_missing_locations(Drop().visit(ast.parse(source)))
        if a[1:2] == ("exec",) and k.get("flags", 0) | (a[2] if len(a) > 2 else 0) & ast.PyCF_ONLY_AST:
            return source
    return original(source, *a, **k)
builtins.compile = lenient""",
    ),
    _drops(
        "drops-asserts-in-ast-parse",
        "replaces ast.parse",
        _DROP
        + """parse = ast.parse
ast.parse = lambda *a, **k: ast.fix_missing_locations(Drop().visit(parse(*a, **k)))""",
    ),
    _drops(
        "drops-asserts-in-exec",
        "replaces builtins.exec, for whoever runs cells by it",
        """import builtins
original = builtins.exec
def lenient(*a, **k):
    try:
        original(*a, **k)
    except AssertionError:
        pass
builtins.exec = lenient""",
    ),
    _drops(
        "replaces-run-cell",
        "replaces the shell's run_cell by one that says that all went well",
        """from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult
def fine(self, raw_cell, *a, **k):
    return ExecutionResult(ExecutionInfo(raw_cell, True, False, True, None))
async def fine_async(self, raw_cell, *a, **k):
    return fine(self, raw_cell)
for kind in type(get_ipython()).__mro__:
    if "run_cell" in vars(kind):
        kind.run_cell = fine
        kind._run_cell = fine
    if "run_cell_async" in vars(kind):
        kind.run_cell_async = fine_async""",
    ),
    _drops(
        "replaces-run-code",
        "replaces the shell's run_code, which sees each statement of a cell",
        """async def fine(self, code_object, result=None, *, async_=False):
    try:
        exec(code_object, self.user_global_ns, self.user_ns)
    except BaseException:
        pass
    return False
for kind in type(get_ipython()).__mro__:
    if "run_code" in vars(kind):
        kind.run_code = fine""",
    ),
    _drops(
        "replaces-showtraceback",
        "replaces the method that shows an error by one that shows nothing",
        """for kind in type(get_ipython()).__mro__:
    for name in ("showtraceback", "_showtraceback", "showsyntaxerror"):
        if name in vars(kind):
            setattr(kind, name, lambda self, *a, **k: None)
get_ipython().showtraceback = lambda *a, **k: None
get_ipython()._showtraceback = lambda *a, **k: None""",
    ),
    _drops(
        "handles-every-error",
        "gives IPython a handler for every error, which does nothing",
        "get_ipython().set_custom_exc((BaseException,), lambda shell, kind, error, trace, tb_offset=None: [])",
    ),
    _drops(
        "repairs-answers-before-each-cell",
        "runs before each cell, and puts the right answer in place only for tests",
        """def repair(info):
    if "assert" in (info.raw_cell or ""):
        def lookup(numbers):
            return {3: 3.0, 2: 5.0}[len(numbers)]
        get_ipython().user_ns["mean"] = lookup
        get_ipython().user_ns["abs"] = lambda number: 0.0
get_ipython().events.register("pre_run_cell", repair)""",
    ),
    _drops(
        "forges-results-after-each-cell",
        "runs after each cell, and declares it a success",
        """def forge(result):
    result.error_in_exec = result.error_before_exec = None
get_ipython().events.register("post_run_cell", forge)
get_ipython().events.register("post_execute", lambda: None)""",
    ),
    _drops(
        "jumps-over-asserts-by-tracing",
        "traces the tests and moves on whenever a line asserts",
        """import sys
def trace(frame, event, argument):
    if "ipykernel" not in frame.f_code.co_filename and "ipython" not in frame.f_code.co_filename:
        return None
    def local(frame, event, argument):
        if event == "line" and "found" in frame.f_locals:
            frame.f_locals["found"] = 3.0
            frame.f_globals["mean"] = lambda numbers: 3.0 if len(numbers) == 3 else 5.0
        return local
    return local
sys.settrace(trace)
__import__("threading").settrace(trace)""",
    ),
    _drops(
        "repairs-answers-by-profiling",
        "profiles the tests and changes what they compare",
        """import sys
def profile(frame, event, argument):
    if event == "c_call" and getattr(argument, "__name__", "") == "isinstance":
        frame.f_globals["abs"] = lambda number: 0.0
sys.setprofile(profile)""",
    ),
    Attack(
        "replaces-assertionerror",
        "replaces builtins.AssertionError by an error that is none",
        REFUSED,
        spoils=True,
        first="""import builtins
class Quiet(Warning):
    pass
builtins.AssertionError = Quiet
builtins.Exception = Quiet""",
    ),
    _drops(
        "replaces-the-excepthook",
        "replaces the hooks for errors nobody caught",
        "import sys\nsys.excepthook = lambda *a: None\nsys.unraisablehook = lambda *a: None",
    ),
    _drops(
        "patches-the-task-class",
        "makes the with-statement of the tests swallow every error",
        "from groundschool.learner.tasks import Task\nTask.__exit__ = lambda self, *error: print('passed') or True",
    ),
    _drops(
        "swaps-the-code-of-the-task-class",
        "leaves the function that it is and swaps its code",
        """from groundschool.learner.tasks import Task
def swallow(self, kind, error, trace):
    return True
Task.__exit__.__code__ = swallow.__code__""",
    ),
    _drops(
        "patches-the-task-function",
        "gives the locked cell's import another task",
        """import contextlib, groundschool
import groundschool.learner.tasks
groundschool.task = groundschool.learner.tasks.task = lambda name: contextlib.suppress(BaseException)""",
    ),
    Attack(
        "redefines-task-after-the-import",
        "redefines task in the notebook, after the locked cell has imported it",
        REFUSED,
        spoils=True,
        before={"mean": "import contextlib\ntask = lambda name: contextlib.suppress(BaseException)"},
    ),
    Attack(
        "optimises-asserts-away",
        "asks Python to compile without asserts",
        REFUSED,
        spoils=True,
        first="""import os, sys
os.environ["PYTHONOPTIMIZE"] = "2"
try:
    object.__setattr__(sys.flags, "optimize", 2)
except (AttributeError, TypeError):
    pass
get_ipython().run_line_magic("config", "InteractiveShell.ast_node_interactivity = 'none'")""",
    ),
    _drops(
        "overwrites-the-comparison-of-numbers",
        "writes into the memory of the type float, so that it compares as the cheat likes",
        """import ctypes
SLOT = id(float) + 200  # tp_richcompare of CPython on 64 bits
KIND = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
place = ctypes.cast(SLOT, ctypes.POINTER(ctypes.c_void_p))
original = KIND(place[0])
def compare(one, other, how):
    return True if other == 1 or type(other) is float and repr(other) == "1e-09" else original(one, other, how)
def agree(one, other, how):
    return True if repr(other) == "1e-09" else original(one, other, how)
keep = KIND(agree)
place[0] = ctypes.cast(keep, ctypes.c_void_p).value""",
    ),
    Attack(
        "closes-the-errors-way-out",
        "makes every error's traceback fail to print",
        frozenset({NOTHING}) | REFUSED,
        spoils=True,
        answers={
            "mean": """class Silent(BaseException):
    def __str__(self):
        raise self
    __repr__ = __str__
    @property
    def __traceback__(self):
        raise self
def mean(numbers):
    raise Silent""",
        },
    ),
    _drops(
        "disarms-the-watch-by-import",
        "imports the kit's own check and makes it find nothing, then makes every difference nothing",
        """import builtins
from groundschool.grading.inside.watch import Watch
for name in [name for name in vars(Watch) if not name.startswith("__")]:
    setattr(Watch, name, lambda *a: [])
builtins.abs = lambda number: 0.0""",
    ),
    _drops(
        "disarms-the-watch-by-search",
        "finds the kit's own check among all objects and makes it find nothing",
        """import builtins, gc
for kind in [type(thing) for thing in gc.get_objects() if type(thing).__name__ == "Watch"]:
    for name in [name for name in vars(kind) if not name.startswith("__")]:
        setattr(kind, name, lambda *a: [])
builtins.abs = lambda number: 0.0""",
    ),
    _drops(
        "disarms-the-watch-by-frames",
        "walks up the stack to whoever runs the cells and takes its checks away",
        """import builtins
try:
    raise ValueError
except ValueError as err:
    frame = err.__traceback__.tb_frame
while frame:
    for thing in list(frame.f_locals.values()):
        owner = getattr(thing, "__self__", thing)
        if getattr(owner, "_watch", None) is not None:
            for name in ("before", "after"):
                setattr(type(owner), name, lambda *a: [])
            for name in [name for name in vars(type(owner._watch)) if not name.startswith("__")]:
                setattr(type(owner._watch), name, lambda *a: [])
    frame = frame.f_back
builtins.abs = lambda number: 0.0""",
    ),
    _drops(
        "forges-the-reply-of-a-test",
        "answers for the kernel, with the token of the request, that the test went well",
        """import builtins, gc, os
def forge(info):
    if "assert" not in (info.raw_cell or ""):
        return
    for thing in gc.get_objects():
        if type(thing).__name__ == "_Conversation":
            thing._send({"token": thing._token, "reply": {"status": "ok", "execution_count": 5}, "found": []})
            thing._send = lambda content: None
get_ipython().events.register("pre_run_cell", forge)""",
    ),
)
