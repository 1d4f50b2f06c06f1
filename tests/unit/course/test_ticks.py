"""Ticks are counted by checklist: an item counts once, however many modules tick it."""

from __future__ import annotations

from pathlib import Path

from groundschool.catalog.models import Catalog, ChecklistItem, Word
from groundschool.course.spine import Course, Tick
from groundschool.course.ticks import modules_by_item, ticked
from small_course import course, module, vocabulary

LISTS = tuple(Word(id=name, title=name, definition="A list.") for name in ("first", "second"))
ITEMS = tuple(
    ChecklistItem(id=name, title=name, definition="An item.", checklist=checklist)
    for name, checklist in (("one", "first"), ("two", "first"), ("three", "second"))
)


def ticking(*by_module: tuple[str, ...]) -> Course:
    words = vocabulary().model_copy(update={"checklists": LISTS, "checklist_items": ITEMS})
    modules = tuple(
        module(
            number,
            f"m{number}",
            ticks=tuple(Tick(item=item, objective="check", task="units") for item in items),
        )
        for number, items in enumerate(by_module, 1)
    )
    return course(Path(), catalog=Catalog(vocabulary=words, resources={}), modules=modules)


def test_an_item_that_two_modules_tick_counts_once() -> None:
    assert ticked(ticking(("one",), ("one", "two"))) == (("first", 2, 2), ("second", 0, 1))


def test_without_ticks_each_list_is_open() -> None:
    assert ticked(ticking(())) == (("first", 0, 2), ("second", 0, 1))


def test_the_modules_of_an_item_stand_in_the_courses_order() -> None:
    found = modules_by_item(ticking(("one",), ("two", "one")))

    assert {item: [m.id for m in modules] for item, modules in found.items()} == {
        "one": ["m1", "m2"],
        "two": ["m2"],
    }
