"""The file under the learner record: an append-only table of events in SQLite.

The words are those of xAPI (actor, verb, object, result, time), so that the log can leave for a learning
record store one day. Each call opens the file and closes it again: no notebook holds it, and nothing is
lost when a kernel is killed. SQLite's rollback journal, not its write-ahead log, because home folders on
network disks cannot share the latter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from groundschool.errors import GroundSchoolError
from groundschool.learner.salvage import salvage

# Seconds to wait for another notebook; a write takes a few milliseconds.
_PATIENCE = 10.0
_TABLE = (
    "CREATE TABLE events (number INTEGER PRIMARY KEY, time TEXT NOT NULL, actor TEXT NOT NULL, "
    "verb TEXT NOT NULL, object TEXT NOT NULL, result TEXT NOT NULL)"
)
_INSERT = "INSERT INTO events (time, actor, verb, object, result) VALUES (?, ?, ?, ?, ?)"
_SELECT = "SELECT time, actor, verb, object, result FROM events ORDER BY number"

T = TypeVar("T")


@dataclass(frozen=True)
class Event:
    """Somebody (actor) did (verb) something (object), with a result, at a time."""

    time: str
    actor: str
    verb: str
    object: str
    result: dict[str, Any]


class EventStore:
    """Events in one SQLite file, safe with several notebooks, crashes and damage.

    `notices` tells the learner in whole sentences what went wrong and where the damaged file is kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self._checked = False

    def append(self, event: Event) -> None:
        """Add an event; when this returns, the event is on the disk.

        Raises:
            GroundSchoolError: the file cannot be written (full disk, no permission, locked for long).
        """
        self._run(lambda connection: _insert(connection, [event]))

    def read(self) -> list[Event]:
        """All events, oldest first.

        Raises:
            GroundSchoolError: the file cannot be read.
        """
        return self._run(_select)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with only_us(self.path.with_suffix(".lock")):
                return self._work(work)
        except (sqlite3.Error, OSError) as error:
            raise GroundSchoolError(
                f"{self.path}: the learner record cannot be used: {error}. "
                "Close other notebooks of this workspace, see that the disk is not full and that the folder "
                "can be written, then run the cell again."
            ) from error

    def _work(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if not self.path.exists():
            self._create([])
        try:
            with closing(_open(self.path)) as connection:
                self._check(connection)
                return work(connection)
        except (sqlite3.DatabaseError, _DamagedError) as error:
            if not _is_damage(error):
                raise
        self._set_aside()
        with closing(_open(self.path)) as connection:
            return work(connection)

    def _check(self, connection: sqlite3.Connection) -> None:
        """Look at the whole file once for each store: a hole may hide behind pages that read well."""
        if self._checked:
            return
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _DamagedError
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'events'").fetchall()
        if not tables:
            raise _DamagedError  # Files are put in place with their table: this one was emptied.
        self._checked = True

    def _create(self, events: Iterable[Event]) -> None:
        """Build the file beside its place and move it there, so that no half-made record ever exists."""
        new = self.path.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch()
        with closing(_open(new)) as connection:
            connection.execute(_TABLE)
            _insert(connection, events)
        new.replace(self.path)

    def _set_aside(self) -> None:
        kept = next(path for path in _damaged_names(self.path) if not path.exists())
        # The journal first: left behind, SQLite would roll it back into the new file.
        journal = Path(f"{self.path}-journal")
        if journal.exists():
            journal.replace(f"{kept}-journal")
        self.path.replace(kept)
        events = salvage(kept, _SELECT, _readable)
        self._create(events)
        entries = f"{len(events)} entries" if len(events) != 1 else "1 entry"
        self.notices.append(
            f"The learner record was damaged; {entries} could be read back. "
            f"The damaged file is kept as {kept.parent.name}/{kept.name}."
        )


class _DamagedError(Exception):
    """The file opens, but what it holds is not what was written."""


@contextmanager
def only_us(path: Path) -> Iterator[None]:
    """Hold a lock that the operating system drops when the process dies, on every system that has SQLite."""
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def _open(path: Path) -> sqlite3.Connection:
    # A missing file is an error here, not a new record.
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None
    )


def _insert(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        _INSERT, [(e.time, e.actor, e.verb, e.object, json.dumps(e.result)) for e in events]
    )
    connection.execute("COMMIT")


def _select(connection: sqlite3.Connection) -> list[Event]:
    return [_event(row) for row in connection.execute(_SELECT)]


def _event(row: tuple[Any, ...]) -> Event:
    time, actor, verb, what, result = row
    try:
        value = json.loads(result)
    except (TypeError, ValueError) as error:
        raise _DamagedError from error
    if not isinstance(value, dict) or not all(isinstance(word, str) for word in row):
        raise _DamagedError
    return Event(time, actor, verb, what, value)


def _readable(row: tuple[Any, ...]) -> Event | None:
    try:
        return _event(row)
    except _DamagedError:
        return None


def _is_damage(error: Exception) -> bool:
    if isinstance(error, _DamagedError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or "decode to UTF-8" in str(error)


def _damaged_names(path: Path) -> Iterator[Path]:
    number = 1
    while True:
        yield path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        number += 1
