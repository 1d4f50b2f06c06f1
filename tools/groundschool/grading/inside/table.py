"""The memory of dictionaries: whether they are as they were, without touching what they hold.

A look at objects counts references to them, and Linux copies each page of a fork on which something is counted: 60 ms
for what a few large libraries hold. Their dictionaries' own memory is read in one or two; joined, in less than one.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_char, c_void_p, sizeof
from struct import pack
from typing import Any, Generic, TypeVar

# As in `held`.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_WORD = sizeof(c_void_p)
# CPython's `PyDictObject` (dictobject.h): a head of two words, the number of items, a version, the place of the keys.
_PLACE = 4 * _WORD
# Its `_dictkeysobject` (pycore_dict.h): a head with a count, sizes, a version and more counts; then the addresses of
# names and values.
_SIZES, _SIZES_LENGTH = _WORD, 4
_HEAD = 4 * _WORD
# Tables that are joined: one that changes costs a closer look at all of its group.
_TOGETHER = 64


class Table:
    """A dictionary, and what it held when that was last remembered."""

    __slots__ = (
        "_address",
        "_content",
        "_place",
        "_remembered",
        "_size",
        "_size_of",
        "_sizes",
        "before",
        "space",
    )

    space: dict[str, Any]
    """The dictionary itself."""
    before: dict[str, Any]
    """What it held. Kept, so that nothing else comes to lie at an address of it."""

    def __init__(self, space: dict[str, Any]) -> None:
        """Remember what a dictionary holds.

        Raises:
            OSError: this Python lays out dictionaries in another way.
        """
        self.space = space
        self._size_of = space.__sizeof__
        self._place = c_void_p.from_address(id(space) + _PLACE)
        self.remember()

    def remember(self) -> None:
        """Take what it holds now for what it held."""
        self.before = dict(self.space)
        self._address, self._size = self._place.value or 0, self._size_of()
        length = self._size - dict.__basicsize__ - _HEAD
        if not self._address:
            raise _unknown()
        self._content = (c_char * max(length, 0)).from_address(self._address + _HEAD)
        self._remembered = self._content.raw
        if self.before and pack("P", id(next(reversed(self.before.values())))) not in self._remembered:
            raise _unknown()

    @property
    def is_as_it_was(self) -> bool:
        """Whether it holds the very same objects by the same names."""
        return (
            self._place.value == self._address
            and self._size_of() == self._size
            and self._content.raw == self._remembered
        )

    @property
    def memory(self) -> tuple[Any, ...]:
        """Where its keys are, how large they are, and they themselves: in the order in which it is safe to read them."""
        # Made here and not kept: a look at many tables counts references to these, which are to lie close together.
        return (
            (c_char * _WORD).from_address(id(self.space) + _PLACE),
            (c_char * _SIZES_LENGTH).from_address(self._address + _SIZES),
            (c_char * len(self._content)).from_address(self._address + _HEAD),
        )


_T = TypeVar("_T", bound=Table)


class Tables(Generic[_T]):
    """Many tables, looked at a group at a time."""

    def __init__(self, tables: Sequence[_T]) -> None:
        """Begin with what they have remembered."""
        self._groups = [
            _Group(tables[first : first + _TOGETHER]) for first in range(0, len(tables), _TOGETHER)
        ]

    def changed(self) -> Iterator[_T]:
        """Those that are not as they were."""
        for group in self._groups:
            yield from group.changed()


class _Group(Generic[_T]):
    """Tables whose memory is joined and compared as one; those that have changed once, one by one."""

    def __init__(self, tables: Iterable[_T]) -> None:
        self._quiet, self._restless = list(tables), list[_T]()
        self._join()

    def changed(self) -> list[_T]:
        # Keys are read only where all are at their place, and as large: elsewhere there may be no memory any more.
        if not all(b"".join(part) == joined for part, joined in self._parts):
            self._restless += [table for table in self._quiet if not table.is_as_it_was]
            self._quiet = [table for table in self._quiet if table.is_as_it_was]
            self._join()
        return [table for table in self._restless if not table.is_as_it_was]

    def _join(self) -> None:
        parts = zip(*(table.memory for table in self._quiet), strict=True)
        self._parts = [(part, b"".join(part)) for part in parts]


def _unknown() -> OSError:
    return OSError(f"the watch does not know how Python {sys.version.split()[0]} lays out a dictionary")
