"""The memory of a dictionary: whether it is as it was, without touching what it holds.

A look at objects counts references to them, and Linux copies each page of a fork on which something is counted: 60 ms
for what a few large libraries hold. Their dictionaries' own memory is read in one or two.
"""

from __future__ import annotations

import builtins
import sys
from ctypes import c_char, c_void_p, sizeof
from struct import pack
from typing import Any

# As in `held`.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_WORD = sizeof(c_void_p)
# CPython's `PyDictObject` (dictobject.h): a head of two words, the number of items, a version, the place of the keys.
_PLACE = 4 * _WORD
# Its `_dictkeysobject` (pycore_dict.h): a head with counts and a version, then the addresses of names and values.
_HEAD = 4 * _WORD


class Table:
    """A dictionary, and what it held when that was last remembered."""

    __slots__ = ("_address", "_content", "_place", "_remembered", "_size", "_size_of", "before", "space")

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
        self._address, self._size = self._place.value, self._size_of()
        length = self._size - dict.__basicsize__ - _HEAD
        if self._address is None:
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


def _unknown() -> OSError:
    return OSError(f"the watch does not know how Python {sys.version.split()[0]} lays out a dictionary")
