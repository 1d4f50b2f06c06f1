"""Reading events out of a damaged learner record.

SQLite refuses a file whose header is gone or whose end is cut off, although nearly every event still
stands in it. So the bytes are searched for the events themselves: a row is a small header, which gives the
length of each column, and then the columns one after the other, the time first
(https://www.sqlite.org/fileformat.html, section 2.1).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
_COLUMNS = 5
# Header bytes: its own length, the row number, and a serial type of one to three bytes for each column.
_SHORTEST, _LONGEST = 2 + _COLUMNS, 2 + 3 * _COLUMNS
_FIRST_TEXT_TYPE = 13

Row = tuple[object, ...]
T = TypeVar("T")


def salvage(path: Path, query: str, read: Callable[[Row], T | None]) -> list[T]:
    """Collect what `read` accepts from the rows that SQLite still gives and from those found in the bytes.

    Rows come back once each, in the order of their first column, the time.
    """
    rows = {row: None for source in (_by_query(path, query), _by_bytes(path.read_bytes())) for row in source}
    found = [(str(row[0]), value) for row in rows if (value := read(row)) is not None]
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def _by_query(path: Path, query: str) -> Iterator[Row]:
    # Immutable: the damaged file is evidence, and its journal is not to be played back into it.
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        try:
            yield from connection.execute(query)
        except sqlite3.DatabaseError:
            return


def _by_bytes(data: bytes) -> Iterator[Row]:
    for match in _TIME.finditer(data):
        lengths = _header_before(data, match.start())
        if lengths is None or lengths[0] != len(match[0]):
            continue
        columns, place = [], match.start()
        for length in lengths:
            columns.append(data[place : place + length].decode("utf-8", errors="replace"))
            place += length
        yield tuple(columns)


def _header_before(data: bytes, end: int) -> list[int] | None:
    """The lengths of the columns, from the row header that ends where the first column begins."""
    for size in range(_SHORTEST, min(_LONGEST, end) + 1):
        header = data[end - size : end]
        if header[0] != size or header[1] != 0:
            continue
        types = _varints(header[2:])
        if len(types) == _COLUMNS and all(t >= _FIRST_TEXT_TYPE and t % 2 for t in types):
            return [(t - _FIRST_TEXT_TYPE) // 2 for t in types]
    return None


def _varints(data: bytes) -> list[int]:
    values, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the top bit says that more bytes follow
            values.append(value)
            value = 0
    return values
