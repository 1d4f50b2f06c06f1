"""The store: a month goes in once, whole or not at all, and comes out as it went in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from flightdelay import store as module
from flightdelay.data import FLIGHT_TYPES, load_flights
from flightdelay.store import Delivery, Store, StoreError, published, sha256_of, write_atomically

SMALL = pd.DataFrame(
    {"tailnum": pd.Series(["N1", pd.NA], dtype="string"), "delay": pd.Series([1, pd.NA], dtype="Int64")}
)


def delivery(table: pd.DataFrame = SMALL, source_sha256: str = "1" * 64) -> Delivery:
    columns = {name: str(kind) for name, kind in table.dtypes.items()}
    return Delivery("small.csv", source_sha256, columns, lambda: table)


def feed(table: pd.DataFrame = SMALL, source_sha256: str = "1" * 64) -> module.Callable[[int, int], Delivery]:
    return lambda _year, _month: delivery(table, source_sha256)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())}


@pytest.fixture
def small(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store", feed())
    store.ingest(2013, 2)
    return store


def test_a_month_comes_out_as_it_went_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    snapshot = store.ingest(2013, 2)

    pd.testing.assert_frame_equal(store.read(2013, 2), load_flights(2))
    assert (snapshot.month, snapshot.rows, snapshot.source) == ("2013-02", 24_951, "flights.csv.zip")
    assert snapshot.columns == FLIGHT_TYPES


def test_the_same_month_twice_writes_nothing(small: Store) -> None:
    before = contents(small.folder)
    again = small.ingest(2013, 2)

    assert contents(small.folder) == before
    assert again == small.snapshot(2013, 2)


def test_a_month_that_is_held_is_not_even_loaded(small: Store) -> None:
    def fail() -> pd.DataFrame:
        raise AssertionError

    held = Store(small.folder, lambda *_: replace(delivery(), load=fail))

    assert held.ingest(2013, 2).rows == 2


def test_the_same_table_gives_the_same_bytes_in_another_store(small: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other", feed())
    other.ingest(2013, 2)

    assert {name: data for name, (data, _) in contents(other.folder).items()} == {
        name: data for name, (data, _) in contents(small.folder).items()
    }


def test_a_corrected_month_replaces_the_old_one_which_can_still_be_read(small: Store) -> None:
    old = small.snapshot(2013, 2)
    more = pd.concat([SMALL, SMALL], ignore_index=True)
    new = Store(small.folder, feed(more, "2" * 64)).ingest(2013, 2)

    assert len(small.read(2013, 2)) == new.rows == 4
    pd.testing.assert_frame_equal(small.read(2013, 2, sha256=old.sha256), SMALL)


def test_new_columns_make_a_new_snapshot_of_the_same_source(small: Store) -> None:
    Store(small.folder, feed(SMALL.assign(gate="A1"))).ingest(2013, 2)

    assert list(small.read(2013, 2)) == ["tailnum", "delay", "gate"]


def test_months_are_listed_from_the_earliest(small: Store) -> None:
    for year, month in ((2023, 1), (2013, 11), (2013, 3)):
        small.ingest(year, month)
    (small.folder / "notes.json").write_text("{}")

    assert small.months() == [(2013, 2), (2013, 3), (2013, 11), (2023, 1)]


def test_an_empty_store_has_no_months_and_no_faults(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")

    assert store.months() == []
    assert store.verify() == {}


@pytest.mark.parametrize(
    ("step", "call"), [("to_parquet", 1), ("fsync", 1), ("replace", 1), ("fsync", 2), ("replace", 2)]
)
@pytest.mark.parametrize("error", [OSError("no space left"), KeyboardInterrupt()])
def test_stopped_anywhere_the_old_month_stays_whole(
    small: Store, step: str, call: int, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = {"to_parquet": pd.DataFrame, "fsync": os, "replace": Path}[step]
    real, calls = getattr(owner, step), []

    def stop(*args: object, **options: object) -> object:
        calls.append(step)
        if len(calls) == call:
            raise error
        return real(*args, **options)

    before = small.snapshot(2013, 2)
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, stop)
        changed = Store(small.folder, feed(SMALL.iloc[:1], "2" * 64))
        with pytest.raises(type(error)):
            changed.ingest(2013, 2)

    assert small.snapshot(2013, 2) == before
    assert small.verify() == {}
    pd.testing.assert_frame_equal(small.read(2013, 2), SMALL)
    assert not list(small.folder.glob(".*"))
    assert changed.ingest(2013, 2).rows == 1


def test_a_killed_ingest_leaves_the_old_month_whole(small: Store) -> None:
    """No clean-up runs when a process is killed: what it leaves behind is not looked at."""
    code = (
        "import os, pathlib, sys; from flightdelay import store; "
        "pathlib.Path.replace = lambda *_: os._exit(9); "
        "store.write_atomically(pathlib.Path(sys.argv[1]), b'half')"
    )
    manifest = small.folder / "2013-02.json"
    run = subprocess.run([sys.executable, "-c", code, manifest], check=False)

    assert run.returncode == 9
    assert len(list(small.folder.glob(".*.part"))) == 1
    assert small.verify() == {}
    assert small.months() == [(2013, 2)]


def test_verify_names_what_changed_and_what_is_missing(small: Store) -> None:
    march, april = small.ingest(2013, 3), small.ingest(2013, 4)
    data = bytearray((small.folder / march.file).read_bytes())
    data[len(data) // 2] ^= 1
    (small.folder / march.file).write_bytes(data)
    (small.folder / april.file).unlink()

    assert small.verify() == {"2013-03": "changed", "2013-04": "missing"}


def test_ingesting_again_mends_a_damaged_month(small: Store) -> None:
    path = small.folder / small.snapshot(2013, 2).file
    path.write_bytes(b"")
    small.ingest(2013, 2)

    assert small.verify() == {}


def test_a_changed_snapshot_is_not_read(small: Store) -> None:
    path = small.folder / small.snapshot(2013, 2).file
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(StoreError) as caught:
        small.read(2013, 2)
    assert str(caught.value) == (
        f"{path}: the bytes have changed since it was written. Ingest 2013-02 again."
    )


def test_a_month_that_is_not_there_is_named_with_those_that_are(small: Store) -> None:
    with pytest.raises(StoreError) as caught:
        small.read(2013, 7)
    assert str(caught.value) == (
        f"{small.folder}: 2013-07 is not in the store. It has: 2013-02. Ingest it first."
    )


def test_a_snapshot_that_is_not_there_is_named(small: Store) -> None:
    with pytest.raises(StoreError) as caught:
        small.read(2013, 2, sha256="ab" * 32)
    assert str(caught.value) == (
        f"{small.folder / '2013-02-abababababababab.parquet'}: no such snapshot. "
        "Ingest 2013-02 again, or take one of its other snapshots."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "../../somewhere"},
        {"month": "2013-03"},
        {"rows": "2"},
        {"columns": None},
        {"source": 1},
        {"extra": 1},
        None,
    ],
)
def test_a_manifest_that_is_none_is_refused(small: Store, change: dict[str, object] | None) -> None:
    path = small.folder / "2013-02.json"
    entry = json.loads(path.read_text())
    path.write_text("[1" if change is None else json.dumps(entry | change))

    for call in (small.verify, lambda: small.read(2013, 2), lambda: small.ingest(2013, 2)):
        with pytest.raises(StoreError) as caught:
            call()
        assert str(caught.value) == (
            f"{path}: this is no manifest of 2013-02. "
            "Take it from a backup, or delete it and ingest 2013-02 again."
        )


def test_a_table_unlike_what_was_announced_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", lambda *_: replace(delivery(), columns={"tailnum": "string"}))

    with pytest.raises(StoreError) as caught:
        store.ingest(2013, 2)
    assert str(caught.value) == (
        "small.csv: 2013-02 does not have the columns and types that were announced: [('delay', 'Int64')]. "
        "Nothing was written; ask the owner of the feed."
    )
    assert not store.folder.exists()


@pytest.mark.parametrize("month", [0, 13, -1, "x", 1.5, "../1"])
def test_what_is_no_month_is_refused(small: Store, month: int) -> None:
    for call in (small.ingest, small.read, small.snapshot):
        with pytest.raises(ValueError, match=r"no year and month|no such month"):
            call(2013, month)


def test_the_published_feed_names_its_file_and_that_file_s_hash() -> None:
    feed_of_february = published(2013, 2)

    assert feed_of_february.source == "flights.csv.zip"
    assert feed_of_february.source_sha256 == sha256_of(module.source_file("flights.csv.zip"))


def test_the_flights_of_2023_come_from_their_own_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    snapshot = store.ingest(2023, 2)

    assert snapshot.source == "flights.parquet"
    pd.testing.assert_frame_equal(store.read(2023, 2), load_flights(2, 2023))


@pytest.mark.parametrize(("year", "month"), [(2014, 1), (2012, 12)])
def test_a_month_that_nobody_published_is_refused_and_nothing_is_written(
    tmp_path: Path, year: int, month: int
) -> None:
    store = Store(tmp_path / "store")

    with pytest.raises(ValueError, match=r"the data has 2013 and 2023"):
        store.ingest(year, month)
    assert not store.folder.exists()


def test_a_file_is_written_whole_with_the_usual_rights(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_atomically(path, b"one")
    write_atomically(path, b"two")

    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
    assert oct(path.stat().st_mode & 0o777) == "0o644"
