"""What packages hold is remembered without asking what they hold: some of it would load or change something."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from groundschool.grading.inside.held import Held


class Owner:
    """A class of a package, with a part that does something as soon as it is asked for anything."""


class StandIn:
    """Loads what it stands for when it is asked for anything, and puts it in its own place."""

    def __getattr__(self, name: str) -> object:
        setattr(Owner, f"made_for_{name}", 1)
        raise AttributeError(name)

    @property
    def __class__(self) -> Any:
        Owner.loaded = True  # type: ignore[attr-defined]
        return ModuleType


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("some_package")
    Owner.__module__, Owner.part = "some_package", StandIn()  # type: ignore[attr-defined]
    vars(module).update(Owner=Owner, later=StandIn(), function=len, number=1)
    monkeypatch.setitem(sys.modules, "some_package", module)
    return module


def test_a_stand_in_is_not_asked_what_it_is(package: ModuleType) -> None:
    known = set(vars(Owner))
    held = Held(frozenset({"some_package"}))

    assert list(held.changes()) == []
    vars(package)["more"] = StandIn()
    assert list(held.changes()) == []
    assert set(vars(Owner)) == known


def test_a_function_that_is_replaced_is_named_until_it_is_back(package: ModuleType) -> None:
    held = Held(frozenset({"some_package"}))

    vars(package)["function"] = max
    assert list(held.changes()) == ["some_package.function was replaced."] == list(held.changes())
    vars(package)["function"] = len
    assert list(held.changes()) == []


def test_a_module_that_is_replaced_is_named(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(frozenset({"some_package"}))
    monkeypatch.setitem(sys.modules, "some_package", ModuleType("some_package"))

    assert list(held.changes()) == ["The module some_package was replaced."] == list(held.changes())
    monkeypatch.setitem(sys.modules, "some_package", package)
    assert list(held.changes()) == []


def test_the_setting_of_a_functions_code_is_heard(package: ModuleType) -> None:
    def function() -> int:
        return 1

    def other() -> int:
        return 2

    vars(package)["own"] = function
    held = Held(frozenset({"some_package"}))
    for changed, part in ((other, "__code__"), (function, "__name__"), (function, "__defaults__")):
        held.hear(changed, part, None)

    assert list(held.changes()) == [
        f"The code of {function.__module__}.{function.__qualname__} was replaced."
    ]
