"""The watch: has a cell changed what tests rely on?

Student code and tests share a process, so a cell can rewrite the `assert` of the test below it. Before and after
each test cell the watch compares, by identity, what is there with what was there before the first student cell:

    libraries   functions, classes, their methods and code of every package that the tests import, and of builtins
    IPython     the shell's methods, transformers, compiler, formatters, hooks, exception handlers
    Python      tracing, import hooks, replaced modules, a canary that must fail: `assert False`
    names       builtins and provided names that the notebook has given another meaning

What it finds is not proof of intent, and what it does not find is not proof of honesty: code that knows this file
can forge what it says. It decides nothing; a person looks at the task.
"""

from __future__ import annotations

import builtins
import inspect
import operator
import symtable
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from gc import get_referents
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

_CODE = (type, FunctionType, BuiltinFunctionType, MethodType)
_PLAIN = (int, float, str, bytes, type(None), tuple, frozenset)
_LOOKS = frozenset(
    {"sys._getframe", "sys._current_frames", "gc.get_objects", "gc.get_referrers", "ctypes.string_at"}
)
_INSPECT = inspect.currentframe.__code__.co_filename
_CLASS_DICT = type.__dict__["__dict__"].__get__
_ALWAYS = frozenset(
    {"builtins", "IPython", "ipykernel", "traitlets", "groundschool", "numbers", "operator", "math"}
)
# Threads that libraries start by themselves and leave running.
_KNOWN_THREADS = ("MainThread", "IOPub", "Thread-", "asyncio_", "tqdm", "TMonitor")
# An owner, its dictionary and that one's size, and of what is code in it the names and the values.
_Part = tuple[str, Any, int, tuple[str, ...], tuple[Any, ...]]
# Functions that are looked at in one go.
_TOGETHER = 512
_SHELL_PARTS = ("compile", "events", "input_transformer_manager")


class Watch:
    """What was there when nothing of the student's had run."""

    def __init__(self, shell: Any, packages: Iterable[str]) -> None:
        """Take the snapshot; takes some 50 ms, once in the warm process, for all its forks."""
        self._shell = shell
        self._packages = frozenset(packages) | _ALWAYS
        self._modules = [
            (name, module)
            for name, module in list(sys.modules.items())
            if isinstance(module, ModuleType)
            and name.partition(".")[0] in self._packages
            # Ours are taken away before student code runs.
            and not name.startswith("groundschool.grading")
        ]
        self._parts = [*self._module_parts(), *self._class_parts()]
        functions = _functions(part[-1] for part in self._parts)
        self._code = [
            _Functions(functions[first : first + _TOGETHER]) for first in range(0, len(functions), _TOGETHER)
        ]
        self._shell_state = _shell_state(shell)
        self._python = _python_state()
        self._provided: dict[str, object] = {}
        self._testing = False
        self._looked: set[str] = set()

    def begin(self) -> None:
        """Start to listen who looks into frames; once in each fork, since a listener cannot be taken away."""
        sys.addaudithook(self._hear)

    def provides(self, source: str) -> None:
        """Remember what a trusted cell, which has just run, has put into the notebook's namespace."""
        names = _bound(source)
        space = self._shell.user_ns
        kinds = (*_CODE, ModuleType, *_PLAIN)
        self._provided |= {
            name: space[name] for name in names if name in space and isinstance(space[name], kinds)
        }

    def test_begins(self, source: str) -> list[str]:
        """Look before a test cell runs; what it relies on and is not as it was, as sentences."""
        found = self._changes(source)
        self._looked.clear()
        self._testing = True
        return found

    def test_ends(self, source: str) -> list[str]:
        """Look again when it has run: answers may change things while they are tested."""
        self._testing = False
        return [*self._changes(source), *sorted(self._looked)]

    def _changes(self, source: str) -> list[str]:
        checks: tuple[Callable[[], Iterable[str]], ...] = (
            self._changed_parts,
            self._changed_modules,
            self._later_modules,
            self._changed_shell,
            self._changed_python,
            lambda: self._changed_names(source),
            self._canary,
        )
        found: dict[str, None] = {}
        for check in checks:
            try:
                found |= dict.fromkeys(check())
            except Exception as err:  # noqa: BLE001 - what is so broken that looking fails was broken by somebody
                found[f"The check itself failed: {type(err).__name__}."] = None
        return list(found)[:20]

    def _module_parts(self) -> Iterator[_Part]:
        for name, module in self._modules:
            space = vars(module)
            names = tuple(key for key, value in space.items() if isinstance(value, _CODE))
            yield name, space, len(space), names, tuple(space[key] for key in names)

    def _class_parts(self) -> Iterator[_Part]:
        seen: set[int] = set()
        for _, module in self._modules:
            for value in vars(module).values():
                if not isinstance(value, type) or id(value) in seen:
                    continue
                seen.add(id(value))
                space = _CLASS_DICT(value)
                names = tuple(
                    key for key, part in space.items() if callable(part) or hasattr(part, "__get__")
                )
                owner = f"{value.__module__}.{value.__qualname__}"
                yield owner, space, len(space), names, tuple(space[key] for key in names)

    def _changed_parts(self) -> Iterator[str]:
        same = operator.is_
        for owner, space, size, names, values in self._parts:
            if not all(map(same, map(space.get, names), values)):
                for name, old, new in zip(names, values, map(space.get, names), strict=True):
                    if old is not new and not _lazily_made(owner, name, new):
                        yield f"{owner}.{name} was replaced."
            # `sys` gets the last error of each cell, and with it classes of the notebook.
            if len(space) != size and owner != "sys":
                # Libraries add what they make lazily; a class that gets a method of the notebook hides one of its base.
                known = frozenset(names)
                for name, value in list(space.items()):
                    if name not in known and isinstance(value, _CODE) and _is_the_notebooks(value):
                        yield f"{owner}.{name} was put there by the notebook."
        for functions in self._code:
            for function in functions.changed():
                yield f"The code of {function.__module__}.{function.__qualname__} was replaced."

    def _changed_modules(self) -> Iterator[str]:
        for name, module in self._modules:
            if sys.modules.get(name) is not module:
                yield f"The module {name} was replaced."

    def _later_modules(self) -> Iterator[str]:
        """Of those packages' modules that were imported since, what the notebook has put there."""
        known = {name for name, _ in self._modules}
        for name, module in list(sys.modules.items()):
            later = name not in known and name.partition(".")[0] in self._packages
            if not later or not isinstance(module, ModuleType):
                continue
            classes = {
                f"{name}.{value.__qualname__}": _CLASS_DICT(value)
                for value in vars(module).values()
                if isinstance(value, type) and value.__module__ == name
            }
            for owner, space in {name: vars(module), **classes}.items():
                for key, value in list(space.items()):
                    if isinstance(value, _CODE) and _is_the_notebooks(value):
                        yield f"{owner}.{key} was put there by the notebook."

    def _changed_shell(self) -> Iterator[str]:
        now = _shell_state(self._shell)
        for part, value in self._shell_state.items():
            if now.get(part) != value:
                yield f"IPython's {part} was changed."
        for event, callbacks in self._shell.events.callbacks.items():
            for callback in callbacks:
                if _is_the_notebooks(callback):
                    yield f"A function of the notebook runs at each {event.replace('_', ' ')}."

    def _changed_python(self) -> Iterator[str]:
        if self._shell.user_ns.get("__builtins__") not in (builtins, vars(builtins)):
            yield "The builtins of the notebook were replaced."
        now = _python_state()
        for part, value in self._python.items():
            if now[part] != value:
                yield f"Python's {part} was changed."
        for hook in (*sys.meta_path, *sys.path_hooks):
            if _is_the_notebooks(hook):
                yield "An import hook of the notebook is in place."
        for thread in threading.enumerate():
            if thread is not threading.main_thread() and not thread.name.startswith(_KNOWN_THREADS):
                yield f"A thread is still running: {thread.name[:60]}."
            elif _is_the_notebooks(getattr(thread, "_target", None)):
                yield "A thread that the notebook started is still running."

    def _changed_names(self, source: str) -> Iterator[str]:
        space = self._shell.user_ns
        for name in sorted(_needed(source)):
            if name in self._provided:
                old, new = self._provided[name], space.get(name)
                if old is not new and not (isinstance(old, _PLAIN) and type(old) is type(new) and old == new):
                    yield f"The provided name {name} was given another meaning."
            elif name in space and space[name] is not getattr(builtins, name, space[name]):
                yield f"Python's {name} was given another meaning."

    def _canary(self) -> Iterator[str]:
        """What must fail is seen to fail, by the way that a cell goes; what differs is not equal."""
        for kind in (object, int, float, str, tuple, list, dict, set):
            for made in kind.__subclasses__():
                if made.__module__ == "__main__" and "__eq__" in vars(made) and _equals_anything(made):
                    yield f"An object of the notebook's class {made.__name__} equals everything."
        one, two = float(len("a")), float(len("ab"))
        if one == two or two < one or str(one) == str(two) or [one] == [two] or int(one) == int(two):
            yield "Python's comparisons were changed."
        shell = self._shell
        try:
            tree = shell.transform_ast(
                shell.compile.ast_parse(shell.transform_cell("assert 1 == 2, 'canary'"))
            )
            exec(compile(tree, "<canary>", "exec"), {"__builtins__": builtins})  # noqa: S102 - our own four words
        except BaseException as err:  # noqa: BLE001 - anything but the real thing is a change
            if type(err).__mro__ == (AssertionError, Exception, BaseException, object) and err.args == (
                "canary",
            ):
                return
        yield "An assertion that fails is not seen to fail."

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note when code of the notebook asks for a frame while a test runs: the expected value stands there."""
        if not self._testing or event not in _LOOKS:
            return
        del arguments
        self._testing = False  # asking for our own frame is the same event
        frame = sys._getframe(1)  # noqa: SLF001 - there is no other way
        if frame.f_code.co_filename == _INSPECT and frame.f_back is not None:
            frame = frame.f_back
        if _is_a_cell(frame.f_code):
            self._looked.add(f"While it was tested, the notebook called {event}.")
        self._testing = True


class _Functions:
    """Some functions, and what they were made of.

    Each look at a function's code or defaults is told to our own audit hook, which makes it slow. All that a number
    of functions hold is asked for in one go instead, and only if that is not as it was, of each by itself.
    """

    def __init__(self, functions: list[FunctionType]) -> None:
        self._functions = functions
        self._held = get_referents(*functions)
        self._inner = [_inner(each) for each in functions]

    def changed(self) -> list[FunctionType]:
        """Those with other code, defaults or closure than before."""
        held = get_referents(*self._functions)
        if len(held) == len(self._held) and all(map(operator.is_, held, self._held)):
            return []
        found = [
            function
            for function, inner in zip(self._functions, self._inner, strict=True)
            if not all(map(operator.is_, _inner(function), inner))
        ]
        if not found:
            # A function was given an attribute or a text.
            self._held = held
        return found


def _inner(function: FunctionType) -> tuple[object, ...]:
    return function.__code__, function.__defaults__, function.__kwdefaults__, function.__closure__


def _equals_anything(kind: type) -> bool:
    """Whether a class says that an instance of it equals an object which it cannot know."""
    try:
        made: Any = object.__new__(kind) if kind.__base__ is object else kind()
        return vars(kind)["__eq__"](made, object()) is True
    except Exception:  # noqa: BLE001 - a student's code
        return False


def _functions(groups: Iterable[tuple[Any, ...]]) -> list[FunctionType]:
    seen: dict[int, FunctionType] = {}
    for values in groups:
        for value in values:
            inner = (
                getattr(value, "__func__", value) if isinstance(value, (staticmethod, classmethod)) else value
            )
            inner = value.fget if isinstance(value, property) else inner
            if isinstance(inner, FunctionType):
                seen[id(inner)] = inner
    return list(seen.values())


def _shell_state(shell: Any) -> dict[str, Any]:
    """What of the shell decides how a cell is read, run and shown; compared by identity where that is possible."""
    state: dict[str, Any] = {part: id(getattr(shell, part, None)) for part in _SHELL_PARTS}
    manager = shell.input_transformer_manager
    state["own methods"] = sorted(name for name in vars(shell) if callable(getattr(type(shell), name, None)))
    state["compiler"] = sorted(
        name for name in vars(shell.compile) if callable(getattr(type(shell.compile), name, None))
    )
    state["cell transformers"] = (
        [
            id(each)
            for each in (*shell.ast_transformers, *manager.cleanup_transforms, *manager.line_transforms)
        ]
        + [repr(each) for each in manager.token_transformers]
        + [id(each) for each in shell.input_transformers_post]
    )
    state["exception handlers"] = [id(each) for each in shell.custom_exceptions]
    for mime, formatter in shell.display_formatter.formatters.items():
        state[f"display of plain values as {mime}"] = {
            kind.__name__: id(printer)
            for kind, printer in formatter.type_printers.items()
            if kind in (bool, int, float, str, type(None))
        }
    for part in ("displayhook", "display_pub", "display_formatter"):
        owner = getattr(shell, part)
        state[part] = (
            id(owner),
            sorted(name for name in vars(owner) if callable(getattr(type(owner), name, None))),
        )
    return state


def _python_state() -> dict[str, Any]:
    monitoring = getattr(sys, "monitoring", None)
    tools = [monitoring.get_tool(number) for number in range(6)] if monitoring else []
    return {"tracing": sys.gettrace(), "profiling": sys.getprofile(), "monitoring": tools}


def _is_the_notebooks(thing: object) -> bool:
    """Whether a function or object was defined in a cell, or in a file that came with the notebook."""
    inner = getattr(thing, "__func__", thing)
    code = getattr(inner, "__code__", None)
    if isinstance(code, CodeType):
        return _is_a_cell(code) or code.co_filename.startswith("/home/learner/")
    kind = inner if isinstance(inner, type) else type(inner)
    if kind.__module__ == "__main__":
        return True
    file = getattr(sys.modules.get(kind.__module__), "__file__", None) or ""
    return file.startswith("/home/learner/")


def _is_a_cell(code: CodeType) -> bool:
    return "ipykernel_" in code.co_filename


def _lazily_made(owner: str, name: str, new: object) -> bool:
    """Whether a library has put its own, in the place of a stand-in, when it was first used."""
    return (
        new is not None
        and not _is_the_notebooks(new)
        and str(getattr(new, "__module__", "")).partition(".")[0] == owner.partition(".")[0]
        and name.startswith("_")
    )


def _bound(source: str) -> set[str]:
    table = _table(source)
    if table is None:
        return set()
    return {name.get_name() for name in table.get_symbols() if name.is_assigned() or name.is_imported()}


def _needed(source: str) -> set[str]:
    """The global names that a cell uses and does not make itself."""
    table = _table(source)
    if table is None:
        return set()
    bound, used, waiting = _bound(source), set(), [table]
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        used |= {
            name.get_name()
            for name in scope.get_symbols()
            if name.is_referenced() and (name.is_global() or scope is table)
        }
    return used - bound


def _table(source: str) -> symtable.SymbolTable | None:
    try:
        return symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:
        return None  # a magic; its names are not looked at
