"""What packages hold: their functions, classes, methods and code, and which of it is not what it was."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Iterator
from gc import get_referents
from operator import is_
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from groundschool.grading.inside.table import Table, Tables

# What a cell puts in the place of `all` or `isinstance` is not what is called here.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

CODE = (type, FunctionType, BuiltinFunctionType, MethodType)
CLASS_DICT = type.__dict__["__dict__"].__get__
# What of a function decides what it does; Python tells audit hooks who sets it.
_PARTS = ("__code__", "__defaults__", "__kwdefaults__")
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
            yield _Owner(name, space, [key for key, value in list(space.items()) if is_a(value, CODE)])

    def _class_owners(self) -> Iterator[_Owner]:
        seen: set[int] = set()
        for _, module in self._modules:
            for value in list(vars(module).values()):
                if not is_a(value, type) or id(value) in seen:
                    continue
                seen.add(id(value))
                # What `__dict__` shows is a view; this is the dictionary itself.
                [space] = get_referents(CLASS_DICT(value))
                names = [
                    key
                    for key, part in list(space.items())
                    if callable(part) or hasattr(type(part), "__get__")
                ]
                yield _Owner(f"{value.__module__}.{value.__qualname__}", space, names)

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
                if _is_put(value):
                    yield f"{owner}.{key} was put there by the notebook."


class _Owner(Table):
    """The table of a module or class, and what of it is code."""

    __slots__ = ("_code", "_name")

    def __init__(self, name: str, space: dict[str, Any], code: list[str]) -> None:
        self._name, self._code = name, code
        super().__init__(space)

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
            # Libraries add what they make lazily; a class that gets a method of the notebook hides one of its base.
            code = frozenset(self._code)
            for name, new in list(now.items()):
                if name not in code and not is_(new, before.get(name)) and _is_put(new):
                    yield f"{self._name}.{name} was put there by the notebook."


def _functions(groups: Iterable[tuple[Any, ...]]) -> dict[int, FunctionType]:
    seen: dict[int, FunctionType] = {}
    for values in groups:
        for value in values:
            inner = getattr(value, "__func__", value) if is_a(value, (staticmethod, classmethod)) else value
            inner = value.fget if is_a(value, property) else inner
            if is_a(inner, FunctionType):
                seen[id(inner)] = inner
    return seen


def _is_put(value: object) -> bool:
    return is_the_notebooks(value) if is_a(value, CODE) else type(value).__module__ == "__main__"


def is_a(thing: object, kinds: type | tuple[type, ...]) -> bool:
    """`isinstance`, but for what an object says of itself: a stand-in for a module would load it to answer."""
    return issubclass(type(thing), kinds)


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
