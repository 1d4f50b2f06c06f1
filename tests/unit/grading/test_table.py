"""A dictionary's memory tells whether it holds the very same objects: nothing can pass for something else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from groundschool.grading.inside.table import Table, Tables


class EqualsAll:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def test_a_table_that_is_only_read_is_as_it_was() -> None:
    space: dict[str, Any] = {"one": 1, "answer": EqualsAll(), "two": object()}
    table = Table(space)
    assert table.is_as_it_was
    assert [*space, *space.values(), space.get("none"), "one" in space, dict(space)]
    assert table.is_as_it_was


@pytest.mark.parametrize(
    "change",
    [
        lambda space: space.update(name3=EqualsAll()),
        lambda space: space.update(name3=float(3)),
        lambda space: space.update(more=1),
        lambda space: space.pop("name3"),
        lambda space: space.update(name3=space.pop("name3")),
        lambda space: space.clear(),
        lambda space: [space.update({str(number): number}) for number in range(1000)],
        lambda space: [space.pop(name) for name in list(space)],
    ],
    ids=[
        "an equal object",
        "an equal number",
        "one more",
        "one less",
        "moved",
        "cleared",
        "many more",
        "emptied",
    ],
)
@pytest.mark.parametrize("size", [5, 6, 90, 5000])
def test_each_change_of_a_table_is_seen_until_it_is_remembered(
    size: int, change: Callable[[dict[str, Any]], Any]
) -> None:
    space: dict[str, Any] = {
        f"name{number}": EqualsAll() if number == 3 else number for number in range(size)
    }
    table = Table(space)
    change(space)
    assert not table.is_as_it_was
    table.remember()
    assert table.is_as_it_was
    assert table.before == dict(space)


def test_a_value_that_is_put_back_is_as_it_was() -> None:
    space: dict[str, Any] = {"a": "one", "b": "two"}
    table = Table(space)
    space["a"] = "three"
    assert not table.is_as_it_was
    space["a"] = "one"
    assert table.is_as_it_was


def test_what_was_there_is_kept_so_that_nothing_else_takes_its_address() -> None:
    space: dict[str, Any] = {"a": EqualsAll()}
    table = Table(space)
    for _ in range(100):
        del space["a"]
        space["a"] = EqualsAll()
        assert not table.is_as_it_was


def test_an_empty_table_that_gets_something_is_seen() -> None:
    space: dict[str, Any] = {}
    table = Table(space)
    assert table.is_as_it_was
    space["a"] = 1
    assert not table.is_as_it_was


def test_the_names_of_every_module_and_class_can_be_read() -> None:
    for module in [module for module in list(sys.modules.values()) if isinstance(module, ModuleType)]:
        assert Table(vars(module)).is_as_it_was, module
    for kind in object.__subclasses__():
        space = dict(vars(kind))
        assert Table(space).is_as_it_was, kind


def test_of_many_tables_those_that_changed_are_named_until_they_are_remembered() -> None:
    spaces: list[dict[str, Any]] = [
        {f"name{name}": EqualsAll() for name in range(size)} for size in range(200)
    ]
    tables = [Table(space) for space in spaces]
    group = Tables(tables)
    assert list(group.changed()) == []

    for _ in range(3):
        spaces[3]["name1"] = EqualsAll()
        spaces[0]["new"] = EqualsAll()
        for _ in range(2):
            assert set(group.changed()) == {tables[0], tables[3]}
        tables[0].remember()
        assert list(group.changed()) == [tables[3]]
        spaces[199]["name1"] = EqualsAll()
        assert list(group.changed()) == [tables[3], tables[199]]
        for number in (3, 199):
            tables[number].remember()
        for _ in range(2):
            assert list(group.changed()) == []


def test_keys_that_went_elsewhere_are_seen_and_not_read_where_they_were() -> None:
    spaces: list[dict[str, Any]] = [{str(name): name for name in range(50_000)} for _ in range(4)]
    tables = [Table(space) for space in spaces]
    group = Tables(tables)
    for space in spaces:
        space.clear()  # gives the memory of its keys back to the system

    assert list(group.changed()) == tables


def test_no_tables_at_all_do_not_change() -> None:
    assert list(Tables(()).changed()) == []
