"""Months kept as parquet snapshots: what came in, unchanged, and where it came from.

    store/
      2013-02.json                       the manifest of a month: which snapshot counts, its rows, types and source
      2013-02-5f0c9a1e7b3d2c44.parquet   a snapshot; its name ends in the beginning of its own sha256

A snapshot is never changed: other bytes get another name. So a month changes at one moment only, when its
manifest is replaced. Stopped before that, however it was stopped, the store is what it was.

store = Store(Path("store"))
store.ingest(2013, 2)
flights = store.read(2013, 2)
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from pyarrow import ArrowInvalid

from flightdelay import data2023
from flightdelay.data import FLIGHT_TYPES, load_flights, source_file

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class StoreError(Exception):
    """The store cannot give or take what was asked; the message says what, where and what to do."""


@dataclass(frozen=True)
class Snapshot:
    """A month as it was taken in: an entry of the manifest, and the key by which to read it again."""

    month: str  # such as 2013-02
    rows: int
    columns: dict[str, str]  # name and type, in the order of the table
    sha256: str  # of the parquet file
    source: str  # the file that the month was taken from
    source_sha256: str

    @property
    def file(self) -> str:
        """The name of its parquet file."""
        return f"{self.month}-{self.sha256[:16]}.parquet"


@dataclass(frozen=True)
class Delivery:
    """What a feed has for a month: from which file, with which columns; the table itself only on demand."""

    source: str
    source_sha256: str
    columns: Mapping[str, str]
    load: Callable[[], pd.DataFrame]


def published(year: int, month: int) -> Delivery:
    """The feed of the running case: a month of flights as its package publishes it.

    Raises:
        FileNotFoundError: the package with the data is not installed.
    """
    path = data2023.source_file("flights") if year == data2023.YEAR else source_file("flights.csv.zip")
    return Delivery(path.name, sha256_of(path), FLIGHT_TYPES, lambda: load_flights(month, year))


class Store:
    """A folder of monthly snapshots. Several processes may take in months at once: each month stands alone."""

    def __init__(self, folder: Path, feed: Callable[[int, int], Delivery] = published) -> None:
        self.folder = Path(folder)
        self._feed = feed

    def ingest(self, year: int, month: int) -> Snapshot:
        """Take in a month from the feed. If the store has it already, from the same bytes, nothing is written.

        Raises:
            ValueError: the feed has no such month.
            StoreError: the table is not as the feed announced it.
        """
        name, delivery = _name(year, month), self._feed(year, month)
        held = self._held(name)
        if held is not None and _same(held, delivery) and self._state(held) == "whole":
            return held
        data, rows = _parquet(delivery, name)
        snapshot = Snapshot(
            month=name,
            rows=rows,
            columns=dict(delivery.columns),
            sha256=hashlib.sha256(data).hexdigest(),
            source=delivery.source,
            source_sha256=delivery.source_sha256,
        )
        # The manifest comes last: until it is replaced, nobody looks at the new file.
        write_atomically(self.folder / snapshot.file, data)
        write_atomically(self._manifest(name), (json.dumps(asdict(snapshot), indent=2) + "\n").encode())
        return snapshot

    def read(self, year: int, month: int, *, sha256: str | None = None) -> pd.DataFrame:
        """A month as it was taken in; the one that counts now, or an earlier one by its `sha256`.

        Raises:
            StoreError: the store has no such snapshot, or its bytes are not those that were written.
        """
        name = _name(year, month)
        wanted = self.snapshot(year, month).sha256 if sha256 is None else sha256
        path = self.folder / f"{name}-{wanted[:16]}.parquet"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise StoreError(
                f"{path}: no such snapshot. Ingest {name} again, or take one of its other snapshots."
            ) from None
        # Hashed before it is parsed: what is read is what was written, or nothing.
        if hashlib.sha256(data).hexdigest() != wanted:
            raise StoreError(f"{path}: the bytes have changed since it was written. Ingest {name} again.")
        try:
            return pd.read_parquet(io.BytesIO(data))
        except ArrowInvalid as error:
            raise StoreError(f"{path}: this is no parquet file ({error}). Ingest {name} again.") from error

    def snapshot(self, year: int, month: int) -> Snapshot:
        """What the manifest says of a month: note its `sha256` beside whatever is made of the month.

        Raises:
            StoreError: the store has no such month, or its manifest cannot be read.
        """
        name = _name(year, month)
        held = self._held(name)
        if held is None:
            has = ", ".join(_name(*month) for month in self.months()) or "no month yet"
            raise StoreError(f"{self.folder}: {name} is not in the store. It has: {has}. Ingest it first.")
        return held

    def months(self) -> list[tuple[int, int]]:
        """The year and month of all that the store holds, the earliest first."""
        names = (_MONTH.fullmatch(path.stem) for path in self.folder.glob("*.json"))
        return sorted((int(name[1]), int(name[2])) for name in names if name)

    def verify(self) -> dict[str, str]:
        """The months whose snapshot is not the one that was written: `changed` or `missing`; empty if all is well.

        Raises:
            StoreError: a manifest cannot be read.
        """
        states = {_name(*month): self._state(self.snapshot(*month)) for month in self.months()}
        return {month: state for month, state in states.items() if state != "whole"}

    def _manifest(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _held(self, name: str) -> Snapshot | None:
        path = self._manifest(name)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return _snapshot(text, path, name)

    def _state(self, snapshot: Snapshot) -> str:
        path = self.folder / snapshot.file
        if not path.is_file():
            return "missing"
        return "whole" if sha256_of(path) == snapshot.sha256 else "changed"


def sha256_of(path: Path) -> str:
    """The sha256 of a file: the same for the same bytes, whatever the file is called and whenever it was made."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that who looks sees the old one or the new one, whole, and never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, because a file can only be renamed within one file system.
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it gets its name, so that a power cut finds it whole
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(part).unlink()
        raise


def _name(year: int, month: int) -> str:
    name = f"{year}-{month:0>2}"
    if not _MONTH.fullmatch(name):
        raise ValueError(f"{year!r}, {month!r} is no year and month. Give numbers such as 2013, 2.")
    return name


def _same(held: Snapshot, delivery: Delivery) -> bool:
    columns = list(delivery.columns.items())
    return held.source_sha256 == delivery.source_sha256 and list(held.columns.items()) == columns


def _parquet(delivery: Delivery, name: str) -> tuple[bytes, int]:
    """The table as parquet, and its rows."""
    table = delivery.load()
    columns = {column: str(kind) for column, kind in table.dtypes.items()}
    if list(columns.items()) != list(delivery.columns.items()):
        odd = sorted(set(columns.items()) ^ set(delivery.columns.items()))
        raise StoreError(
            f"{delivery.source}: {name} does not have the columns and types that were announced: "
            f"{odd or 'another order'}. Nothing was written; ask the owner of the feed."
        )
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue(), len(table)


def _snapshot(text: str, path: Path, name: str) -> Snapshot:
    """A manifest, checked before it is believed: it names the file that will be opened."""
    try:
        snapshot = Snapshot(**json.loads(text))
        believable = (
            [type(value) for value in asdict(snapshot).values()] == [str, int, dict, str, str, str]
            and snapshot.month == name
            and bool(_DIGEST.fullmatch(snapshot.sha256))
        )
    except (json.JSONDecodeError, TypeError):
        believable = False
    if not believable:
        raise StoreError(
            f"{path}: this is no manifest of {name}. Take it from a backup, or delete it and ingest {name} again."
        )
    return snapshot
