"""What packages hold: their functions, classes, methods and code, and which of it is not what it was.

Compared by identity, all at once: a look takes some 8 ms for libraries of 700 modules and 27,000 functions and
classes, the first in a fork eight times that: Linux copies each page on which a reference is counted.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import c_char, c_void_p, sizeof
from gc import get_referents
from operator import is_
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any, TypeVar

# What a cell puts in the place of `all` or `isinstance` is not what is called here.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

CODE = (type, FunctionType, BuiltinFunctionType, MethodType)
_CLASS_DICT = type.__dict__["__dict__"].__get__
_WORD = sizeof(c_void_p)
# Looked at in one go.
_FUNCTIONS_TOGETHER = 512
_DICTIONARIES_TOGETHER = 64
_Thing = TypeVar("_Thing")
# An owner, its dictionary and that one's size, and of what is code in it the names and the values.
_Part = tuple[str, dict[str, Any], int, tuple[str, ...], tuple[Any, ...]]


class Held:
    """What packages held when it was made."""

    def __init__(self, packages: frozenset[str]) -> None:
        """Look at all modules of these packages that are imported."""
        self._packages = packages
        self._modules = [
            (name, module)
            for name, module in list(sys.modules.items())
            if isinstance(module, ModuleType)
            and name.partition(".")[0] in packages
            # Ours are taken away before student code runs.
            and not name.startswith("groundschool.grading")
        ]
        self._known = frozenset(name for name, _ in self._modules)
        parts = [*self._module_parts(), *self._class_parts()]
        functions = _functions(part[-1] for part in parts)
        self._groups = [
            *map(_group_of_parts, _slices(parts, _DICTIONARIES_TOGETHER)),
            *map(_group_of_functions, _slices(functions, _FUNCTIONS_TOGETHER)),
        ]

    def changes(self) -> Iterator[str]:
        """What is not as it was, as sentences."""
        for group in self._groups:
            yield from group.changes()
        yield from self._changed_modules()
        yield from self._later_modules()

    def _module_parts(self) -> Iterator[_Part]:
        for name, module in self._modules:
            space = vars(module)
            names = tuple(key for key, value in space.items() if isinstance(value, CODE))
            yield name, space, len(space), names, tuple(space[key] for key in names)

    def _class_parts(self) -> Iterator[_Part]:
        seen: set[int] = set()
        for _, module in self._modules:
            for value in vars(module).values():
                if not isinstance(value, type) or id(value) in seen:
                    continue
                seen.add(id(value))
                # What `__dict__` shows is a view; this is the dictionary itself.
                [space] = get_referents(_CLASS_DICT(value))
                names = tuple(
                    key for key, part in space.items() if callable(part) or hasattr(part, "__get__")
                )
                owner = f"{value.__module__}.{value.__qualname__}"
                yield owner, space, len(space), names, tuple(space[key] for key in names)

    def _changed_modules(self) -> Iterator[str]:
        for name, module in self._modules:
            if sys.modules.get(name) is not module:
                yield f"The module {name} was replaced."

    def _later_modules(self) -> Iterator[str]:
        """Of those packages' modules that were imported since, what the notebook has put there."""
        for name, module in list(sys.modules.items()):
            later = name not in self._known and name.partition(".")[0] in self._packages
            if not later or not isinstance(module, ModuleType):
                continue
            classes = {
                f"{name}.{value.__qualname__}": _CLASS_DICT(value)
                for value in vars(module).values()
                if isinstance(value, type) and value.__module__ == name
            }
            for owner, space in {name: vars(module), **classes}.items():
                for key, value in list(space.items()):
                    if isinstance(value, CODE) and is_the_notebooks(value):
                        yield f"{owner}.{key} was put there by the notebook."


class _Group:
    """Some objects, and what they hold.

    It is asked for in one go, and only if it is not as it was, of each by itself. A look at a function's code or
    defaults is told to our own audit hook besides, which makes it slow.
    """

    def __init__(self, owners: Sequence[object], look: Callable[[], Iterator[str]]) -> None:
        """Remember what they hold; `look` says what of each matters and is not as it was."""
        self._owners, self._look = owners, look
        self._remember(get_referents(*owners))

    def changes(self) -> list[str]:
        """What matters and is not as it was, as sentences."""
        held = get_referents(*self._owners)
        if addresses(held) == self._addresses:
            return []
        found = list(self._look())
        if not found:
            # A library counts, or has made something that it puts off; a function was given a text.
            self._remember(held)
        return found

    def _remember(self, held: list[Any]) -> None:
        # Kept, so that nothing else comes to lie at an address.
        self._held, self._addresses = held, addresses(held)


def addresses(things: list[Any]) -> bytes:
    """Which objects a list holds: their addresses, as they stand in it (PyListObject of CPython's `listobject.h`).

    Bytes are compared at once, and by nothing that the objects themselves say.
    """
    # A list is a head, the place of its items and how many it has room for.
    place = c_void_p.from_address(id(things) + list.__basicsize__ - 2 * _WORD).value
    return (c_char * (_WORD * len(things))).from_address(place).raw if place else b""


def _group_of_parts(parts: Sequence[_Part]) -> _Group:
    return _Group(
        [space for _, space, *_ in parts], lambda: (change for part in parts for change in _changes(part))
    )


def _changes(part: _Part) -> Iterator[str]:
    owner, space, size, names, values = part
    now = tuple(map(space.get, names))
    if not all(map(is_, now, values)):
        for name, old, new in zip(names, values, now, strict=True):
            if old is not new and not _lazily_made(owner, name, new):
                yield f"{owner}.{name} was replaced."
    # `sys` gets the last error of each cell, and with it classes of the notebook.
    if len(space) != size and owner != "sys":
        # Libraries add what they make lazily; a class that gets a method of the notebook hides one of its base.
        known = frozenset(names)
        for name, value in list(space.items()):
            if name not in known and isinstance(value, CODE) and is_the_notebooks(value):
                yield f"{owner}.{name} was put there by the notebook."


def _group_of_functions(functions: Sequence[FunctionType]) -> _Group:
    inner = list(map(_inner, functions))

    def look() -> Iterator[str]:
        for function, before in zip(functions, inner, strict=True):
            if not all(map(is_, _inner(function), before)):
                yield f"The code of {function.__module__}.{function.__qualname__} was replaced."

    return _Group(functions, look)


def _inner(function: FunctionType) -> tuple[object, ...]:
    return function.__code__, function.__defaults__, function.__kwdefaults__, function.__closure__


def _slices(things: list[_Thing], size: int) -> Iterator[list[_Thing]]:
    for first in range(0, len(things), size):
        yield things[first : first + size]


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


def is_the_notebooks(thing: object) -> bool:
    """Whether a function or object was defined in a cell, or in a file that came with the notebook."""
    inner = getattr(thing, "__func__", thing)
    code = getattr(inner, "__code__", None)
    if isinstance(code, CodeType):
        return is_a_cell(code) or code.co_filename.startswith("/home/learner/")
    kind = inner if isinstance(inner, type) else type(inner)
    if kind.__module__ == "__main__":
        return True
    file = getattr(sys.modules.get(kind.__module__), "__file__", None) or ""
    return file.startswith("/home/learner/")


def is_a_cell(code: CodeType) -> bool:
    """Whether code was compiled from a cell."""
    return "ipykernel_" in code.co_filename


def _lazily_made(owner: str, name: str, new: object) -> bool:
    """Whether a library has put its own, in the place of a stand-in, when it was first used."""
    return (
        new is not None
        and not is_the_notebooks(new)
        and str(getattr(new, "__module__", "")).partition(".")[0] == owner.partition(".")[0]
        and name.startswith("_")
    )
