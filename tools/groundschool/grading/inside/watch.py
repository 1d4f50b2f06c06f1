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
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from gc import get_objects
from types import FrameType, ModuleType
from typing import Any

from groundschool.grading.inside.equals import compares_in_its_own_way, is_equal_to_anything
from groundschool.grading.inside.held import CODE, SETTING, Held, is_a_cell, is_the_notebooks
from groundschool.grading.inside.names import (
    PLAIN,
    Names,
    is_pythons,
    means_the_same,
    read_names,
    without_messages,
)

# As in `held`: a cell may replace what is built in, and not what looks for it.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_LOOKS = frozenset(
    {"sys._getframe", "sys._current_frames", "gc.get_objects", "gc.get_referrers", "ctypes.string_at"}
)
_INSPECT = inspect.currentframe.__code__.co_filename
_ALWAYS = frozenset(
    {
        "builtins",
        "IPython",
        "ipykernel",
        "traitlets",
        "groundschool",
        "numbers",
        "operator",
        "math",
        "numpy",
        "re",
    }
)
# Of the shell, what shows errors: a library may do it in its own way. That there was one is known without it.
_SHOWS_ERRORS = ("showtraceback", "_showtraceback", "showsyntaxerror")
_SHELL_PARTS = ("compile", "events", "input_transformer_manager")


class Watch:
    """What was there when nothing of the student's had run."""

    def __init__(self, shell: Any, packages: Iterable[str]) -> None:
        """Take the snapshot; takes some 100 ms, once in the warm process, for all its forks."""
        self._shell = shell
        self._held = Held(frozenset(packages) | _ALWAYS)
        with shell.builtin_trap:
            pass  # lends `builtins` some names, as for each cell: that they come and go is known from now on
        list(self._held.changes())
        self._space = shell.user_ns
        self._shell_state = _shell_state(shell)
        self._python = _python_state()
        self._provided: dict[str, object] = {}
        self._read: tuple[str, Names] | None = None
        self._testing = False
        self._looked: set[str] = set()

    def begin(self) -> None:
        """Start to listen who looks into frames; once in each fork, since a listener cannot be taken away."""
        sys.addaudithook(self._hear)

    def provides(self, source: str) -> None:
        """Remember what a trusted cell, which has just run, has put into the notebook's namespace."""
        names = self._names(source).bound
        self._read = None  # a test must not be found here
        space = self._shell.user_ns
        kinds = (*CODE, ModuleType, *PLAIN)
        self._provided |= {
            name: space[name] for name in names if name in space and isinstance(space[name], kinds)
        }

    def test_begins(self, source: str, *, all_of_it: bool) -> list[str]:
        """Look before a test cell runs; what it relies on and is not as it was, as sentences.

        Args:
            source: the test.
            all_of_it: whether code of the student may have run since the last look; else names are enough.
        """
        found = self._changes(source, all_of_it=all_of_it)
        self._looked.clear()
        self._testing = True
        return found

    def test_ends(self, source: str, *, all_of_it: bool) -> list[str]:
        """Look again when it has run: answers may change things while they are tested."""
        self._testing = False
        return [*self._changes(source, all_of_it=all_of_it), *sorted(self._looked)]

    def _changes(self, source: str, *, all_of_it: bool) -> list[str]:
        everything: tuple[Callable[[], Iterable[str]], ...] = (
            self._held.changes,
            self._changed_shell,
            self._changed_python,
            self._canary,
        )
        found: dict[str, None] = {}
        for check in (lambda: self._changed_names(source), *(everything if all_of_it else ())):
            try:
                found |= dict.fromkeys(check())
            except Exception as err:  # noqa: BLE001 - what is so broken that looking fails was broken by somebody
                found[f"The check itself failed: {type(err).__name__}."] = None
        return list(found)[:20]

    def _changed_shell(self) -> Iterator[str]:
        now = _shell_state(self._shell)
        for part, value in self._shell_state.items():
            if now.get(part) != value:
                yield f"IPython's {part} was changed."
        for event, callbacks in self._shell.events.callbacks.items():
            for callback in callbacks:
                if is_the_notebooks(callback):
                    yield f"A function of the notebook runs at each {event.replace('_', ' ')}."

    def _changed_python(self) -> Iterator[str]:
        space = self._shell.user_ns
        if space is not self._space or vars(self._shell.user_module) is not space:
            yield "The names of the notebook were replaced."
        own = dict.get(self._space, "__builtins__")
        if own is not builtins and own is not vars(builtins):
            yield "The builtins of the notebook were replaced."
        now = _python_state()
        for part, value in self._python.items():
            if now[part] is not value:
                yield f"Python's {part} was changed."
        for hook in (*sys.meta_path, *sys.path_hooks):
            if is_the_notebooks(hook):
                yield "An import hook of the notebook is in place."
        frames = sys._current_frames()  # noqa: SLF001 - there is no other way
        for thread in threading.enumerate():
            if thread is not threading.main_thread() and _runs_the_notebooks(thread, frames):
                yield f"A thread of the notebook is still running: {thread.name[:60]}."

    def _changed_names(self, source: str) -> Iterator[str]:
        found = dict(self._other_meanings(source))
        if found:
            # What only the message of an assertion uses says something when it has failed already.
            needed = read_names(without_messages(source)).needed
            yield from (said for name, said in found.items() if name in needed)

    def _other_meanings(self, source: str) -> Iterator[tuple[str, str]]:
        space = self._shell.user_ns
        for name in sorted(self._names(source).needed):
            if name in self._provided:
                if not means_the_same(self._provided[name], space.get(name)):
                    yield name, f"The provided name {name} was given another meaning."
            elif name in space and not is_pythons(name, space[name]):
                yield name, f"Python's {name} was given another meaning."

    def _canary(self) -> Iterator[str]:
        """What must fail is seen to fail, by the way that a cell goes; what differs is not equal."""
        # What was there before the notebook is frozen, and so out of the collector's sight.
        for made in get_objects():
            if issubclass(type(made), type):
                if is_equal_to_anything(made):
                    yield f"An object of the notebook's class {made.__name__} equals everything."
                elif kind := compares_in_its_own_way(made):
                    yield f"The notebook's class {made.__name__} is a {kind} that compares in its own way."
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

    def _names(self, source: str) -> Names:
        """The names of the cell, read once for all that is asked about it."""
        if self._read is None or self._read[0] != source:
            self._read = source, read_names(source)
        return self._read[1]

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note when a library's function is given other code, and when code of the notebook asks for a frame.

        That only while a test runs: the expected value stands in a frame then.
        """
        if event in SETTING:
            self._held.hear(*arguments)
        if not self._testing or event not in _LOOKS:
            return
        self._testing = False  # asking for our own frame is the same event
        frame = sys._getframe(1)  # noqa: SLF001 - there is no other way
        if frame.f_code.co_filename == _INSPECT and frame.f_back is not None:
            frame = frame.f_back
        if is_a_cell(frame.f_code):
            self._looked.add(f"While it was tested, the notebook called {event}.")
        self._testing = True


def _runs_the_notebooks(thread: threading.Thread, frames: dict[int, FrameType]) -> bool:
    """Whether a thread is in code of the notebook, or will be: idle ones of libraries are no matter."""
    frame = frames.get(thread.ident or 0)
    while frame is not None:
        if is_a_cell(frame.f_code):
            return True
        frame = frame.f_back
    given = (getattr(thread, name, None) for name in ("_target", "function"))
    return any(map(is_the_notebooks, (thread, *given)))


def _shell_state(shell: Any) -> dict[str, Any]:
    """What of the shell decides how a cell is read, run and shown; compared by identity where that is possible."""
    state: dict[str, Any] = {part: id(getattr(shell, part, None)) for part in _SHELL_PARTS}
    manager = shell.input_transformer_manager
    state["own methods"] = {
        name: id(own)
        for name, own in vars(shell).items()
        if callable(getattr(type(shell), name, None))
        and not (name in _SHOWS_ERRORS and not is_the_notebooks(own))
    }
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
    tools = (
        {f"monitoring ({number})": monitoring.get_tool(number) for number in range(6)} if monitoring else {}
    )
    return {"tracing": sys.gettrace(), "profiling": sys.getprofile(), **tools}
