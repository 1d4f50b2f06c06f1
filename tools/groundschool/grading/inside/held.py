"""What packages hold: their functions, classes, methods and code, and which of it is not what it was."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial, partialmethod
from gc import get_referents
from operator import is_
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from groundschool.grading.inside.table import Table, Tables

# What a cell puts in the place of `all` or `isinstance` is not what is called here.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

# Of `builtins` and `sys`, what a kernel and its shell give another meaning while a cell runs; no test calls it.
_LENT = frozenset({"input", "exit", "quit", "get_ipython", "displayhook", "excepthook"})
# What Python and libraries put into a class that has inherited it.
_OF_EACH_CLASS = frozenset(
    {"__doc__", "__module__", "__abstractmethods__", "__signature__", "__annotations__", "__slotnames__"}
)
# Of classes, what many set as tutorials say; the kernel sees to it that no test depends on it.
_SETTINGS = frozenset({"ast_node_interactivity"})
_PYTHONS = frozenset(vars(builtins))
CODE = (type, FunctionType, BuiltinFunctionType, MethodType)
CLASS_DICT = type.__dict__["__dict__"].__get__
# What of a function decides what it does; Python tells audit hooks who sets it.
_PARTS = ("__code__", "__defaults__", "__kwdefaults__")
# How many things a wrapper may be around.
_WRAPPED = 50
SETTING = ("object.__setattr__", "object.__delattr__")


class Held:
    """What packages held when it was made."""

    def __init__(self, packages: frozenset[str]) -> None:
        """Look at all modules of these packages that are imported."""
        self._packages = packages
        self._imported = Table(sys.modules)
        self._modules = [
            (name, module)
            for name, module in list(sys.modules.items())
            if is_a(module, ModuleType) and name.partition(".")[0] in packages
        ]
        self._later: list[tuple[str, ModuleType]] = []
        owners = [*self._module_owners(), *self._class_owners()]
        self._owners = Tables(owners)
        self._functions = _functions(owner.code() for owner in owners)
        self._set: dict[str, None] = {}

    def changes(self) -> Iterator[str]:
        """What is not as it was, as sentences."""
        yield from self._set
        for owner in self._owners.changed():
            yield from owner.changes()
        yield from self._changed_modules()
        for name, module in self._later:
            yield from self._put_into(name, module)

    def hear(self, function: object, part: str, *_: object) -> None:
        """Note that something of a function is being set or deleted, as Python tells audit hooks of it.

        Args:
            function: whatever object it is.
            part: the name of its attribute.
        """
        if part in _PARTS and id(function) in self._functions:
            known = self._functions[id(function)]
            self._set[f"The code of {known.__module__}.{known.__qualname__} was replaced."] = None

    def _module_owners(self) -> Iterator[_Owner]:
        for name, module in self._modules:
            space = vars(module)
            yield _Owner(
                name, space, [key for key in list(space) if callable(space[key]) and key not in _LENT]
            )

    def _class_owners(self) -> Iterator[_Owner]:
        seen: dict[int, _Owner] = {}
        for _, module in self._modules:
            for value in list(vars(module).values()):
                if not is_a(value, type) or id(value) in seen:
                    continue
                # What `__dict__` shows is a view; this is the dictionary itself.
                [space] = get_referents(CLASS_DICT(value))
                names = [
                    key
                    for key, part in list(space.items())
                    if (callable(part) or hasattr(type(part), "__get__")) and key not in _SETTINGS
                ]
                owner = _Owner(f"{value.__module__}.{value.__qualname__}", space, names, value, seen)
                seen[id(value)] = owner
                yield owner

    def _changed_modules(self) -> Iterator[str]:
        if self._imported.is_as_it_was:
            return
        imported = self._imported.space
        replaced = [name for name, module in self._modules if imported.get(name) is not module]
        for name in replaced:
            yield f"The module {name} was replaced."
        known = dict(self._modules)
        self._later = [
            (name, module)
            for name, module in list(imported.items())
            if name not in known and is_a(module, ModuleType) and name.partition(".")[0] in self._packages
        ]
        if not replaced:
            self._imported.remember()

    @staticmethod
    def _put_into(name: str, module: ModuleType) -> Iterator[str]:
        """Of a module that was imported since, what the notebook has put there."""
        classes = {
            f"{name}.{value.__qualname__}": CLASS_DICT(value)
            for value in vars(module).values()
            if is_a(value, type) and value.__module__ == name
        }
        for owner, space in {name: vars(module), **classes}.items():
            for key, value in list(space.items()):
                if is_the_notebooks(value):
                    yield f"{owner}.{key} was put there by the notebook."


class _Owner(Table):
    """The table of a module or class, and what of it is code."""

    __slots__ = ("_code", "_first", "_kind", "_name", "_owners")

    def __init__(
        self,
        name: str,
        space: dict[str, Any],
        code: list[str],
        kind: type | None = None,
        owners: Mapping[int, _Owner] | None = None,
    ) -> None:
        """Remember a module, or a class.

        Args:
            name: what it is called.
            space: what it holds.
            code: the names of what matters.
            kind: the class; None for a module.
            owners: those of all classes, by their addresses.
        """
        self._name, self._code, self._kind = name, code, kind
        self._owners = {} if owners is None else owners
        super().__init__(space)
        self._first = self.before

    def code(self) -> tuple[Any, ...]:
        """The values that are code."""
        return tuple(self.before[name] for name in self._code)

    def changes(self) -> list[str]:
        """What matters and is not as it was, as sentences; if it is nothing, it is remembered as it is now."""
        found = list(self._changes())
        if not found:
            # A library counts, or has made something that it puts off.
            self.remember()
        return found

    def _changes(self) -> Iterator[str]:
        before, now = self.before, self.space
        for name in self._code:
            new = now.get(name)
            if not is_(new, before[name]) and not _lazily_made(self._name, name, new):
                yield f"{self._name}.{name} was replaced."
        # `sys` gets the last error of each cell, and with it classes of the notebook.
        if self._name != "sys":
            code = frozenset(self._code)
            for name, new in list(now.items()):
                if name not in code and not is_(new, before.get(name)) and self._is_put(name, new):
                    yield f"{self._name}.{name} was put there by the notebook."

    def _is_put(self, name: str, new: object) -> bool:
        """Whether something that is new, or no code, is not the library's own; libraries add what they make lazily."""
        if self._kind is None:
            # A module finds a name of its own before that of Python.
            hides = self._name != "builtins" and name not in self._first and name in _PYTHONS
            return (hides and not is_a(new, ModuleType)) or is_the_notebooks(new)
        if name in self._first or name in _OF_EACH_CLASS:
            return is_the_notebooks(new)
        # A name of its own does no harm in a class; one that Python asks for does, or that it has from another.
        bases = type.__dict__["__mro__"].__get__(self._kind)[1:]
        if not (name.startswith("__") or any(name in self._had(base) for base in bases)):
            return False
        return not (is_a(new, FunctionType) and not is_the_notebooks(new) and _is_of(new, self._name))

    def _had(self, base: type) -> Mapping[str, object]:
        known = self._owners.get(id(base))
        return known._first if known else CLASS_DICT(base)  # noqa: SLF001 - of the same kind


def _functions(groups: Iterable[tuple[Any, ...]]) -> dict[int, FunctionType]:
    seen: dict[int, FunctionType] = {}
    for values in groups:
        for value in values:
            inner = getattr(value, "__func__", value) if is_a(value, (staticmethod, classmethod)) else value
            inner = value.fget if is_a(value, property) else inner
            if is_a(inner, FunctionType):
                seen[id(inner)] = inner
    return seen


def _is_of(value: object, owner: str) -> bool:
    """Whether code says that it is of the package of its owner."""
    module = str(getattr(value, "__module__", None) or getattr(type(value), "__module__", ""))
    return module.partition(".")[0] == owner.partition(".")[0]


def is_a(thing: object, kinds: type | tuple[type, ...]) -> bool:
    """`isinstance`, but for what an object says of itself: a stand-in for a module would load it to answer."""
    return issubclass(type(thing), kinds)


def is_the_notebooks(thing: object) -> bool:
    """Whether a function or object was defined in a cell, or in a file that came with the notebook."""
    waiting, seen = [thing], 0
    while waiting and seen < _WRAPPED:
        one = waiting.pop()
        seen += 1
        if _is_defined_there(one):
            return True
        waiting += _within(one)
    return bool(waiting)


def _within(thing: object) -> list[object]:
    """What a wrapper is around."""
    if is_a(thing, (partial, partialmethod)):
        return [thing.func, *thing.args, *thing.keywords.values()]  # type: ignore[attr-defined]
    if is_a(thing, property):
        return [each for each in (thing.fget, thing.fset, thing.fdel) if each is not None]  # type: ignore[attr-defined]
    if is_a(thing, (staticmethod, classmethod, MethodType)):
        return [thing.__func__]  # type: ignore[attr-defined]
    if is_a(thing, FunctionType):
        wrapped = vars(thing).get("__wrapped__")
        return [wrapped] if wrapped is not None else []
    return []


def _is_defined_there(thing: object) -> bool:
    if is_a(thing, FunctionType):
        return _is_code_of_it(thing.__code__)  # type: ignore[attr-defined]
    kind: type = thing if is_a(thing, type) else type(thing)  # type: ignore[assignment]
    space = CLASS_DICT(kind)
    module = space.get("__module__")
    if is_(type(module), str):
        file = getattr(sys.modules.get(module), "__file__", None)
        if module == "__main__" or (is_a(file, str) and str(file).startswith("/home/learner/")):
            return True
    # What a class says of its module can be anything; its methods cannot, unless somebody has put them there.
    return any(
        is_a(part, FunctionType) and _is_code_of_it(part.__code__) for part in list(space.values())
    ) and not _is_where_it_says(kind, module)


def _is_where_it_says(kind: type, module: object) -> bool:
    """Whether a class is found in its module by its name."""
    found: object = sys.modules.get(module) if is_a(module, str) else None  # type: ignore[call-overload]
    for name in type.__dict__["__qualname__"].__get__(kind).split("."):
        space = CLASS_DICT(found) if is_a(found, type) else getattr(found, "__dict__", {})
        found = space.get(name)
    return found is kind


def _is_code_of_it(code: CodeType) -> bool:
    return is_a_cell(code) or code.co_filename.startswith("/home/learner/")


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
