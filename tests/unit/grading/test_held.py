"""What the watch compares: addresses, by which nothing can pass for something else."""

from __future__ import annotations

import struct

from groundschool.grading.inside.held import addresses


class EqualsAll:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def test_the_addresses_of_a_list_are_those_of_its_objects() -> None:
    things = [object(), "text", EqualsAll(), None]
    assert addresses(things) == struct.pack("4P", *map(id, things))
    assert addresses([]) == b""


def test_a_list_that_has_grown_is_read_where_it_is_now() -> None:
    things: list[object] = []
    for number in range(1000):
        things.append(str(number))
        assert addresses(things) == struct.pack(f"{len(things)}P", *map(id, things))


def test_an_object_that_equals_everything_has_an_address_of_its_own() -> None:
    one, other = EqualsAll(), EqualsAll()
    assert addresses([one]) == addresses([one]) != addresses([other])
