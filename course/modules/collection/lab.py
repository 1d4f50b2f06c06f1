# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: a second sender

An airport offers to send us its flights each night, as CSV. A colleague has begun to connect it, and it "mostly works". You are asked to write the parts that have to work on the other nights too, and to review what she means to sign.
"""

# %% provided="setup"
import hashlib
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from flightdelay.data import load_flights, load_planes
from groundschool import task

place = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # removed when the kernel ends
work = Path(place.name)

# %% [markdown]
"""
## Part A: read what was sent (3 points)

The sender's file looks like this. Flight numbers have four digits. An empty field is a gap; `NA` is the code of an airline. `departs` is in UTC. The last line counts the rows.

```
carrier,flight,tailnum,departs,dep_delay
NA,0015,N123NA,2013-03-01T10:15:00Z,-3
B6,0725,,2013-03-01T10:40:00Z,
# rows: 2
```
"""

# %% provided="delivery_types"
DELIVERY_TYPES = {
    "carrier": "string",
    "flight": "string",
    "tailnum": "string",
    "departs": "datetime64[ns, UTC]",
    "dep_delay": "Int64",
}


# %% solution="read_delivery"
def read_delivery(path):
    """Read a delivered file without losing anything.

    Args:
        path: a Path to a file as described above.

    Returns:
        A DataFrame with the columns and types of DELIVERY_TYPES, a row for each flight
        in the order of the file.

    Raises:
        ValueError: the file does not end with the line `# rows: N`, or N is not the
        number of its rows: it was cut off.
    """
    ### BEGIN SOLUTION
    *lines, last = path.read_text(encoding="utf-8").splitlines() or [""]
    if not last.startswith("# rows: ") or last.removeprefix("# rows: ") != str(len(lines) - 1):
        raise ValueError(f"{path}: the last line is {last!r}, which does not count {len(lines) - 1} rows.")
    types = DELIVERY_TYPES | {"departs": "string"}
    table = pd.read_csv(io.StringIO("\n".join(lines)), dtype=types, keep_default_na=False, na_values=[""])
    return table.assign(departs=pd.to_datetime(table["departs"], utc=True)).astype(DELIVERY_TYPES)
    ### END SOLUTION


# %%
# Try it here: write the example above to work / "try.csv" and read it

# %% tests="read_delivery" points=3 objective="choose_a_format"
with task("collection/read_delivery"):
    HEAD = "carrier,flight,tailnum,departs,dep_delay\n"

    def delivered(rows, end=None):
        path = work / "delivery.csv"
        end = f"# rows: {len(rows)}\n" if end is None else end
        path.write_text(HEAD + "".join(f"{row}\n" for row in rows) + end, encoding="utf-8")
        return path

    def cell_of(rows, row, column):
        table = read_delivery(delivered(rows))
        assert isinstance(table, pd.DataFrame), (
            f"read_delivery gave a {type(table).__name__}, not a DataFrame."
        )
        kinds = {name: str(kind) for name, kind in table.dtypes.items()}
        assert len(table) == len(rows), (
            f"A file of {len(rows)} flights gave {len(table)} rows. Is the last line read as a flight?"
        )
        assert list(kinds) == list(DELIVERY_TYPES), (
            f"The columns are {list(kinds)}; expected were {list(DELIVERY_TYPES)}."
        )
        value = table[column].iloc[row]
        return "<NA>" if pd.isna(value) else str(value), kinds[column]

    def holds(rows, row, column, expected, hint):
        value, kind = cell_of(rows, row, column)
        assert value == expected, (
            f"{column} of the line {rows[row]!r} is {value!r}; expected was {expected!r}. {hint}"
        )
        assert kind == DELIVERY_TYPES[column], (
            f"{column} has the type {kind}; expected was {DELIVERY_TYPES[column]}. {hint}"
        )

    def refuses(rows, end, hint):
        try:
            table = read_delivery(delivered(rows, end))
        except ValueError:
            return
        raise AssertionError(
            f"A file that ends with {end!r} after {len(rows)} rows was read, with {len(table)} rows; expected was a ValueError. {hint}"
        )

    night = ["NA,0015,N123NA,2013-03-01T10:15:00Z,-3", "B6,0725,,2013-03-01T10:40:00Z,"]
    holds(
        night,
        0,
        "flight",
        "0015",
        "Give the type of each column when you read; afterwards the zeros are gone.",
    )
    holds(night, 0, "carrier", "NA", "pandas takes NA for a gap unless told otherwise: see keep_default_na.")
    holds(night, 1, "tailnum", "<NA>", "An empty field is a gap, not an empty text: see na_values.")
    holds(night, 1, "dep_delay", "<NA>", "Whole numbers with gaps are Int64.")
    holds(night, 0, "departs", "2013-03-01 10:15:00+00:00", "Moments keep their zone: see utc=True.")
    refuses(night, "", "Half a CSV looks like a whole one. Only the last line can tell.")
    refuses(night, "# rows: 3\n", "The count has to be compared with the rows.")
    ### BEGIN HIDDEN TESTS
    digits = ["09,0001,12345,2013-03-01T10:15:00Z,0", "09,0002,00042,2013-03-01T10:40:00Z,7"]
    holds(digits, 0, "carrier", "09", "On a night when all codes are digits they are text all the same.")
    holds(
        digits,
        1,
        "tailnum",
        "00042",
        "On a night when all tail numbers are digits they are text all the same.",
    )
    holds(digits, 1, "dep_delay", "7", "On a night without gaps delays are Int64 all the same.")
    words = ["nan,0001,None,2013-03-01T10:15:00Z,0", "null,0002,N/A,2013-03-01T10:40:00Z,7"]
    for row, column, text in (
        (0, "carrier", "nan"),
        (0, "tailnum", "None"),
        (1, "carrier", "null"),
        (1, "tailnum", "N/A"),
    ):
        holds(words, row, column, text, "Only an empty field is a gap.")
    many = [f"UA,{number:04},N1,2013-03-01T10:15:00Z,1" for number in range(12)]
    holds(many, 11, "flight", "0011", "Twelve rows are counted with two digits.")
    refuses(many, "# rows: 1", "The last line itself may be cut off: 12 rows, and a count of 1.")
    refuses(many, "# rows: ", "A count without a number is a cut-off file.")
    refuses(many[:5], "UA,00", "A line that was cut off in the middle.")
    empty = read_delivery(delivered([]))
    assert {name: str(kind) for name, kind in empty.dtypes.items()} == DELIVERY_TYPES, (
        "A night without flights is a table without rows, and its types are the same."
    )
    assert len(empty) == 0, "A night without flights has no rows."
    (work / "delivery.csv").write_bytes(b"")
    try:
        read_delivery(work / "delivery.csv")
    except ValueError:
        pass
    else:
        raise AssertionError("An empty file was read; expected was a ValueError.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: a join that loses nobody (3 points)

The model is to know how old an aircraft is. Write the join that everybody in the team will use, so that nobody loses American Airlines again.
"""


# %% solution="with_planes"
def with_planes(flights, planes):
    """Give each flight the year in which its aircraft was built.

    Args:
        flights: a DataFrame with `tailnum`, which may be missing; any other columns,
        any index.
        planes: a DataFrame with `tailnum` and `year`, and other columns.

    Returns:
        Two things: the flights, all of them, in their order and with their index, with
        one more column `built` (the plane's `year`, missing where no plane was found);
        and how many flights found no plane, as an int. A flight without a tail number
        finds none. A plane that was found may still have no year.

    Raises:
        ValueError: a tail number stands in planes more than once.
    """
    ### BEGIN SOLUTION
    register = planes.dropna(subset="tailnum").set_index("tailnum")["year"]
    if not register.index.is_unique:
        twice = sorted(set(register.index[register.index.duplicated()]))
        raise ValueError(f"planes has {len(twice)} tail numbers more than once, such as {twice[0]}.")
    built = flights["tailnum"].map(register).astype(planes["year"].dtype)
    return flights.assign(built=built), int((~flights["tailnum"].isin(register.index)).sum())
    ### END SOLUTION


# %%
# Try it here, for example: with_planes(load_flights(3), load_planes())[1]

# %% tests="with_planes" points=3 objective="join_without_loss"
with task("collection/with_planes"):

    def joined(flights, planes):
        before = flights.copy()
        answer = with_planes(flights, planes)
        two = isinstance(answer, tuple) and len(answer) == 2
        assert two, (
            f"with_planes gave a {type(answer).__name__}; expected were two things: the flights and a number."
        )
        table, unmatched = answer
        assert isinstance(table, pd.DataFrame), f"The first is a {type(table).__name__}, not a DataFrame."
        whole = isinstance(unmatched, int) and not isinstance(unmatched, bool)
        assert whole, f"The number is a {type(unmatched).__name__}; expected was an int: see int(...)."
        assert flights.equals(before), "with_planes changed the flights that it was given. Work on a copy."
        assert len(table) == len(flights), (
            f"{len(flights)} flights went in and {len(table)} came out. Each stays, once, whether it finds a plane or not."
        )
        assert list(table) == [*flights, "built"], (
            f"The columns are {list(table)[-4:]} at the end; expected were those of the flights and then `built`."
        )
        assert table.index.equals(flights.index), "The flights should keep their index."
        return table, unmatched

    register = pd.DataFrame(
        {
            "tailnum": pd.array(["N1", "N2", "N3"], dtype="string"),
            "year": pd.array([1999, None, 2010], dtype="Int64"),
            "seats": [9, 8, 7],
        }
    )
    few = pd.DataFrame(
        {"tailnum": pd.array(["N3", "N1", "N9", None, "N1", "N2"], dtype="string"), "year": 2013},
        index=[7, 5, 3, 1, 1, 0],
    )
    table, unmatched = joined(few, register)
    built = [None if pd.isna(year) else float(year) for year in table["built"]]
    assert built == [2010, 1999, None, None, 1999, None], (
        f"The tail numbers {few['tailnum'].tolist()} gave the years {built}; planes has N1 of 1999, N2 without a year, N3 of 2010. The flights' own column `year` is another one."
    )
    assert unmatched == 2, (
        f"{unmatched} flights found no plane; expected were 2, N9 and the one without a number. N2 is found; only its year is missing."
    )
    march = load_flights(3)
    table, unmatched = joined(march, load_planes())
    assert unmatched == 4590, f"Of March {unmatched} flights found no plane; expected were 4590."
    try:
        with_planes(few, pd.concat([register, register.iloc[[0]]], ignore_index=True))
    except ValueError:
        pass
    else:
        raise AssertionError("N1 stands in planes twice, and no ValueError came. Which of the two is right?")
    ### BEGIN HIDDEN TESTS
    assert table["tailnum"].equals(march["tailnum"]), "The flights of March came out in another order."
    nameless = register.iloc[[0]].assign(tailnum=pd.array([None], dtype="string"), year=1950)
    unknown = pd.concat([register, nameless.astype(register.dtypes)], ignore_index=True)
    table, unmatched = joined(few, unknown)
    assert unmatched == 2, (
        f"With a plane that has no tail number {unmatched} flights found none; expected were 2. pandas lets a missing key match a missing key."
    )
    assert table["built"].isna().sum() == 3, "A flight without a tail number got the plane without one."
    nobody = pd.concat([unknown, unknown.iloc[[-1]]], ignore_index=True)
    assert joined(few, nobody)[1] == 2, "Two planes without a tail number are no tail number twice."
    table, unmatched = joined(few, register.iloc[:0])
    assert unmatched == len(few), (
        f"With no planes at all {unmatched} flights found none; expected were {len(few)}."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: whose day? (3 points)

The airport's manager wants the share of late flights by day, over all files, each morning. The query runs on machines with clocks of all kinds, and must give the same answer on each.
"""


# %% solution="late_by_day"
def late_by_day(db, files):
    """Flights and the share of late ones, by New York's day. In SQL, reading the files
    where they lie.

    Args:
        db: a connection to DuckDB. Its setting TimeZone may be any and stays as it is.
        files: paths of parquet files, as text. They have the columns `scheduled`, a
            moment in UTC, and `dep_delay`, in minutes, missing for cancelled flights.

    Returns:
        A DataFrame, a row for each day on which a flight left, in order, with the
        columns
        `day`: the date in New York of the scheduled departure, as text such as
        2013-02-09;
        `flights`: how many left;
        `late_share`: the share of these that left more than 15 minutes late.
    """
    ### BEGIN SOLUTION
    query = """
        SELECT strftime(CAST(scheduled AS TIMESTAMPTZ) AT TIME ZONE 'America/New_York', '%Y-%m-%d') AS day,
            count(*) AS flights, avg(CAST(dep_delay > 15 AS INTEGER)) AS late_share
        FROM read_parquet(?) WHERE dep_delay IS NOT NULL GROUP BY day ORDER BY day
    """
    return db.execute(query, [list(files)]).df()
    ### END SOLUTION


# %%
# Try it here: write a month with load_flights(2)[["scheduled", "dep_delay"]].to_parquet(work / "try.parquet")

# %% tests="late_by_day" points=3 objective="join_without_loss"
with task("collection/late_by_day"):

    def in_parquet(name, moments, delays):
        path = work / name
        table = pd.DataFrame(
            {"scheduled": pd.to_datetime(moments, utc=True), "dep_delay": pd.array(delays, dtype="Int64")}
        )
        table.to_parquet(path, index=False)
        return str(path)

    def by_day(files, zone):
        db = duckdb.connect()
        db.execute(f"SET TimeZone = '{zone}'")
        found = late_by_day(db, files)
        assert isinstance(found, pd.DataFrame), (
            f"late_by_day gave a {type(found).__name__}, not a DataFrame: see .df()."
        )
        assert list(found) == ["day", "flights", "late_share"], (
            f"The columns are {list(found)}; expected were ['day', 'flights', 'late_share']."
        )
        assert all(isinstance(day, str) for day in found["day"]), (
            "`day` should be text such as 2013-02-09: see strftime."
        )
        setting = db.execute("SELECT current_setting('TimeZone')").fetchone()[0]
        assert setting == zone, (
            f"The connection's TimeZone was {zone} and is now {setting}. Name the zone in the query."
        )
        return [
            (str(d), int(n), round(float(s), 4)) for d, n, s in zip(*(found[c] for c in found), strict=True)
        ]

    def gives(files, zone, expected, hint):
        found = by_day(files, zone)
        assert found == expected, (
            f"On a machine of {zone} the answer is {found}; expected was {expected}. {hint}"
        )

    night = in_parquet(
        "night.parquet",
        ["2013-02-09 03:00", "2013-02-09 15:00", "2013-02-09 16:00", "2013-02-09 17:00", "2013-02-11 15:00"],
        [15, 16, None, 3, None],
    )
    storm = [("2013-02-08", 1, 0.0), ("2013-02-09", 2, 0.5)]
    gives([night], "America/New_York", storm, "Cancelled flights do not count, and 15 minutes are not late.")
    gives([night], "UTC", storm, "At 3:00 UTC it is still yesterday in New York: see AT TIME ZONE.")
    gives([night], "Asia/Tokyo", storm, "The machine's zone must not matter.")
    ### BEGIN HIDDEN TESTS
    more = in_parquet("o'hare.parquet", ["2013-02-08 23:00", "2013-07-02 04:30"], [90, 0])
    both = [("2013-02-08", 2, 0.5), ("2013-02-09", 2, 0.5), ("2013-07-02", 1, 0.0)]
    gives(
        [more, night],
        "UTC",
        both,
        "Two files, one with a quote in its name; in July clocks are four hours behind, not five.",
    )
    gives([night, more], "Australia/Sydney", both, "Days in order, whatever the order of the files.")
    gives(
        [night, night],
        "UTC",
        [("2013-02-08", 2, 0.0), ("2013-02-09", 4, 0.5)],
        "The caller says which files count.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: twice is once, half is nothing (4 points)

Now keep what was sent, unread and unchanged, so that each later step can begin again from it. The nightly job will be killed, started twice, and run out of disk.
"""


# %% solution="ingest"
def ingest(path, folder):
    """Take a delivered file into a folder.

    The bytes go, unchanged, into a file of the folder named like the delivery with the
    first 16 digits of its sha256: `march.csv` becomes `march-5f0c9a1e7b3d2c44.csv`.
    `manifest.json` in the same folder is a JSON object from the name of each delivery
    to what counts now: {"march.csv": {"file": "march-5f0c9a1e7b3d2c44.csv", "sha256":
    "...", "bytes": 812}}. Earlier files of the same name stay where they are.

    Stopped anywhere, by a power cut or a full disk, it leaves a manifest that can be
    read, and each file that the manifest names is whole.

    Args:
        path: a Path to the delivery.
        folder: a Path to the folder, which may not exist yet.

    Returns:
        True if the delivery was taken in. False if the manifest had it already, with
        the same bytes; then nothing is written.
    """
    ### BEGIN SOLUTION
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.json"
    held = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    if held.get(path.name, {}).get("sha256") == digest:
        return False
    name = f"{path.stem}-{digest[:16]}{path.suffix}"
    entry = {"file": name, "sha256": digest, "bytes": len(data)}
    text = json.dumps(held | {path.name: entry}, indent=2)
    for target, content in ((folder / name, data), (manifest, text.encode())):
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(content)
        part.replace(target)
    return True
    ### END SOLUTION


# %%
# Try it here: (work / "march.csv").write_text("a"), then ingest(work / "march.csv", work / "kept")


# %% provided="faults"
class PowerCut(BaseException):
    """The power is cut: no `except Exception` sees it."""


def until_line(count, function, *arguments):
    """Call a function and cut the power before its line number `count`; says whether it was cut."""
    code, lines = function.__code__.co_filename, iter(range(count))

    def trace(frame, event, _argument):
        if frame.f_code.co_filename != code:
            return None
        if event == "line" and next(lines, None) is None:
            raise PowerCut
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*arguments)
    except PowerCut:
        return True
    finally:
        sys.settrace(before)
    return False


def with_disk_for(size, function, *arguments):
    """Call a function when no file can grow beyond `size` bytes, as on a disk that is full. Not on Windows."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (Windows has none)

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        function(*arguments)
    except OSError:
        pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# %% tests="ingest" points=4 objective="ingest_idempotently"
with task("collection/ingest"):

    def delivery(name, data):
        path = work / "sent" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    def kept(folder, when):
        """What counts in a folder: the bytes by the name of the delivery."""
        try:
            manifest = json.loads((folder / "manifest.json").read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError:
            raise AssertionError(
                f"{when}, manifest.json cannot be read. Write it under another name, then rename it."
            ) from None
        found = {}
        for name, entry in manifest.items():
            path = folder / str(entry["file"])
            assert path.is_file(), (
                f"{when}, the manifest names {entry['file']}, which is not there. Which of the two has to be written first?"
            )
            found[name] = path.read_bytes()
            whole = hashlib.sha256(found[name]).hexdigest() == entry["sha256"]
            assert whole, (
                f"{when}, {entry['file']} does not have the hash that the manifest gives. It was changed or written in part."
            )
        return found

    def listing(folder):
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}

    def fresh(name):
        """A folder that holds one delivery, March's first."""
        folder = Path(tempfile.mkdtemp(dir=work)) / name
        assert ingest(delivery("march.csv", b"first\n"), folder) is True, (
            "ingest of a new delivery should return True; it returned something else."
        )
        return folder

    folder = fresh("once")
    digest = hashlib.sha256(b"first\n").hexdigest()
    expected = {"march.csv": {"file": f"march-{digest[:16]}.csv", "sha256": digest, "bytes": 6}}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest == expected, (
        f"After one delivery manifest.json holds {manifest}; expected was {expected}."
    )
    assert kept(folder, "After one delivery") == {"march.csv": b"first\n"}, (
        "The bytes of the delivery should be kept unchanged."
    )
    before = listing(folder)
    assert ingest(delivery("march.csv", b"first\n"), folder) is False, (
        "The same delivery again should return False."
    )
    assert listing(folder) == before, (
        "The same delivery again wrote something. Compare the hash with the manifest first."
    )
    changed = delivery("march.csv", b"second\n")
    assert ingest(changed, folder) is True, (
        "A corrected delivery of the same name is a new one, and should return True."
    )
    assert kept(folder, "After a correction") == {"march.csv": b"second\n"}, (
        "After a correction the new bytes should count."
    )
    assert (folder / expected["march.csv"]["file"]).exists(), (
        "The first delivery of March is gone. Earlier files stay."
    )

    for line in range(200):
        folder = fresh("cut")
        changed = delivery("march.csv", b"second\n")
        cut = until_line(line, ingest, changed, folder)
        held = kept(folder, f"When the power was cut before the {line + 1}. line that runs")
        assert held in ({"march.csv": b"first\n"}, {"march.csv": b"second\n"}), (
            f"When the power was cut before the {line + 1}. line that runs, the folder held {held}; expected was the old March or the new one."
        )
        if not cut:
            break
    folder = fresh("full")
    with_disk_for(100, ingest, delivery("april.csv", b"x" * 5000), folder)
    assert kept(folder, "When the disk was full") == {"march.csv": b"first\n"}, (
        "When the disk was full, the old state should stay."
    )
    ### BEGIN HIDDEN TESTS
    folder = fresh("many")
    for month in range(9):
        ingest(delivery(f"2013.{month}.csv", f"month {month}".encode()), folder)
    held = kept(folder, "After ten deliveries")
    assert len(held) == 10, (
        f"After ten deliveries the manifest has {len(held)}. Keep the others when one comes in."
    )
    with_disk_for(600, ingest, delivery("tiny.csv", b"t"), folder)
    assert kept(folder, "When the disk was full while the manifest was written") == held, (
        "The disk was full while the manifest was written, and the old one was lost. Write it under another name, then rename it."
    )
    ingest(delivery("tiny.csv", b"t"), folder)
    assert kept(folder, "After a second try").get("tiny.csv") == b"t", (
        "After a full disk the next try should succeed. What counts stands in the manifest, not in the folder."
    )
    ingest(delivery("march.csv", b"second\n"), folder)
    assert ingest(delivery("march.csv", b"first\n"), folder) is True, (
        "A correction that is taken back is a change, too."
    )
    assert kept(folder, "After a correction was taken back")["march.csv"] == b"first\n", (
        "What was delivered last counts."
    )
    deep = Path(tempfile.mkdtemp(dir=work)) / "not" / "yet" / "there"
    assert ingest(delivery("a.b.csv", b"a"), deep) is True, (
        "The folder may not exist yet, nor the one above it."
    )
    assert any(path.name.startswith("a.b-") for path in deep.iterdir()), (
        "a.b.csv should become a.b-<digits>.csv."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: who has to know? (3 points)

When a month is delivered again, somebody's table is wrong from that moment. Products are made of snapshots and of other products; each has noted what it was made from. Find all that must be made again.
"""


# %% solution="outdated"
def outdated(made_from, now):
    """The products that have to be made again.

    Args:
        made_from: from the name of each product to the list of what it was made from:
            names of other products, or snapshots, written as their month, an @ and
            their hash, such as "2013-03@5f0c".
        now: from each month that the store holds to the hash that counts, such as
        {"2013-03": "77aa"}.

    Returns:
        The names, sorted, of the products that were made, directly or by way of others,
        from a snapshot that does not count now: its month has another hash, or the
        store does not hold it any more.
    """
    ### BEGIN SOLUTION
    stale = {
        part
        for parts in made_from.values()
        for part in parts
        if part not in made_from and now.get(part.partition("@")[0]) != part.partition("@")[2]
    }
    while True:
        more = {name for name, parts in made_from.items() if stale & set(parts)} - stale
        if not more:
            return sorted(stale & set(made_from))
        stale |= more
    ### END SOLUTION


# %%
# Try it here, for example: outdated({"table": ["2013-03@5f0c"]}, {"2013-03": "77aa"})

# %% tests="outdated" points=3 objective="version_and_trace"
with task("collection/outdated"):

    def tells(made_from, now, expected, hint):
        answer = outdated(made_from, now)
        assert isinstance(answer, list), (
            f"outdated gave a {type(answer).__name__}, not a list: see sorted(...)."
        )
        names = [str(name) for name in answer]
        assert names == expected, (
            f"outdated({made_from}, {now}) gave {names}; expected was {expected}. {hint}"
        )

    year = {
        "winter table": ["2013-01@a1", "2013-02@b2"],
        "spring table": ["2013-02@b2", "2013-03@c3"],
        "model": ["spring table"],
        "risks of April": ["model", "2013-04@d4"],
    }
    store = {"2013-01": "a1", "2013-02": "b2", "2013-03": "c3", "2013-04": "d4"}
    tells(year, store, [], "All hashes count still.")
    after = ["model", "risks of April", "spring table"]
    tells(
        year,
        store | {"2013-03": "e5"},
        after,
        "The model was made from an outdated table, the risks from the model.",
    )
    gone = {month: digest for month, digest in store.items() if month != "2013-01"}
    tells(year, gone, ["winter table"], "January is not in the store any more.")
    ### BEGIN HIDDEN TESTS
    tells(
        dict(reversed(year.items())),
        store | {"2013-03": "e5"},
        after,
        "The order in which products are listed must not matter.",
    )
    chain = {f"step {n}": [f"step {n + 1}"] for n in range(1, 9)} | {"step 9": ["2013-01@a1"]}
    tells(chain, {"2013-01": "f6"}, [f"step {n}" for n in range(1, 10)], "Follow the chain to its end.")
    tells(year, store | {"2013-05": "c3"}, [], "A new month makes nothing outdated.")
    tells(
        year,
        {"2013-01": "b2", "2013-02": "a1", "2013-03": "c3", "2013-04": "d4"},
        sorted(year),
        "Hashes were exchanged between two months: compare month by month.",
    )
    tells({"report": []}, {}, [], "A product made from nothing is never outdated.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: bring it back (3 points)

Code is in git, data in DVC, and the model of last winter has to be looked at again. `new_project` makes a small project with two versions, `winter` and `spring`: `train.py` in git, `data/` in DVC, all of it on the shelf.
"""

# %% provided="project"
for kind in ("SITE_CACHE", "GLOBAL_CONFIG", "SYSTEM_CONFIG"):
    os.environ[f"DVC_{kind}_DIR"] = str(work / kind.lower())
os.environ.setdefault("SSL_CERT_DIR", str(work))  # git's library wants one, though nobody is called
from dvc.repo import Repo

logging.getLogger("dvc").setLevel(logging.WARNING)


def git(project, *arguments):
    you = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *you, *arguments], cwd=project, check=True, capture_output=True)


def new_project():
    project = Path(tempfile.mkdtemp(dir=work)) / "project"
    (project / "data").mkdir(parents=True)
    git(project, "init", "--quiet")
    with Repo.init(str(project)) as repo:
        with repo.config.edit() as config:
            config["remote"], config["core"]["remote"] = (
                {"shelf": {"url": str(project.parent / "shelf")}},
                "shelf",
            )
        for version, files in {"winter": {"a.csv": "1"}, "spring": {"a.csv": "22", "b.csv": "3"}}.items():
            (project / "train.py").write_text(f"# {version}\n")
            for name, text in files.items():
                (project / "data" / name).write_text(text)
            repo.add(str(project / "data"))
            repo.push()
            git(project, "add", "--all")
            git(project, "commit", "--quiet", "--message", version)
            git(project, "tag", version)
    return project


class UnsavedError(Exception):
    """Data would be lost; the message says where."""


# %% solution="bring_back"
def bring_back(project, version):
    """Bring the code and the data of a project to a version.

    Useful here: `git(project, ...)`, and on `with Repo(str(project)) as repo:` the
    methods fetch(), status(), checkout() and pull(). The cache on this machine may be
    empty, as in a fresh clone; the shelf has everything.

    Args:
        project: a Path to the folder of the project.
        version: a tag of git.

    Raises:
        UnsavedError: data/ holds changes that no version has. Then neither code nor
        data is touched.
    """
    ### BEGIN SOLUTION
    with Repo(str(project)) as repo:
        repo.fetch()  # without a cache, status() would report data that is only elsewhere
        if repo.status():
            raise UnsavedError(
                f"{project / 'data'} has changes that no version holds. Add them first, or remove them."
            )
        git(project, "checkout", "--quiet", version)
        repo.pull(force=True)
    ### END SOLUTION


# %%
# Try it here: project = new_project(), then bring_back(project, "winter") and look into project / "data"

# %% tests="bring_back" points=3 objective="version_and_trace"
with task("collection/bring_back"):
    import shutil

    def found(project):
        data = {path.name: path.read_text() for path in sorted((project / "data").iterdir())}
        return (project / "train.py").read_text().strip("# \n"), data

    winter, spring = ("winter", {"a.csv": "1"}), ("spring", {"a.csv": "22", "b.csv": "3"})

    def brings(project, version, expected, hint):
        bring_back(project, version)
        state = found(project)
        assert state == expected, (
            f"After bring_back(project, {version!r}) code and data are {state}; expected was {expected}. {hint}"
        )

    project = new_project()
    brings(
        project,
        "winter",
        winter,
        "git checkout moves the code and data.dvc; the data follows at DVC's checkout.",
    )
    brings(project, "spring", spring, "And forward again.")
    (project / "data" / "a.csv").write_text("mine, unsaved")
    mine = found(project)
    try:
        bring_back(project, "winter")
    except UnsavedError:
        pass
    else:
        raise AssertionError(
            "data/a.csv had been changed and not added, and no UnsavedError came. See repo.status()."
        )
    assert found(project) == mine, (
        f"UnsavedError came, but code and data are {found(project)}; expected was {mine}. Look before you touch anything."
    )
    ### BEGIN HIDDEN TESTS
    shutil.rmtree(project / ".dvc" / "cache")
    (project / "data" / "a.csv").write_text("22")
    brings(
        project,
        "winter",
        winter,
        "The cache was empty and nothing was unsaved: fetch from the shelf before you ask for the status.",
    )
    (project / "data" / "new.csv").write_text("mine")
    mine = found(project)
    try:
        bring_back(project, "spring")
    except UnsavedError:
        pass
    else:
        raise AssertionError("data/ had a new file that no version holds, and no UnsavedError came.")
    assert found(project) == mine, "A new file was in data/, and after UnsavedError code or data had changed."
    ### END HIDDEN TESTS

# %% [markdown] written="review_the_feed" points=6 objective="trace_the_source"
"""
## Part G: a review (6 points)

Your colleague writes:

> I want to sign with SkyBoard tomorrow. They show live departures of all three airports on a web site, flights abroad too, and their free plan lets me copy the pages every hour. The terms say "personal, non-commercial use; no copies may be kept", but facts cannot be owned, right? Each hour overwrites `today.csv`, so we never have stale data. A flight vanishes from the board when it has left or is cancelled; I take the last line seen as its departure. Times are as on the board. Airport names I join from OpenFlights (open data!), and the joined table goes to our partner airline. Datasheet: "Flights of New York, complete, source: internet." Then we can train on twice as many flights!

Answer her in at most 250 words. Name what is wrong and why it matters, say what to do about each point, and give her a decision. Be somebody whose next review she looks forward to.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone.

- **The terms forbid it (1).** Non-commercial use, no copies: a contract binds whether or not facts can be owned, and databases are protected in many countries. Ask for a licence in writing, or find another source.
- **What the board cannot tell (1).** A flight that vanishes has left *or* was cancelled; the last line seen is not a departure. The label cannot be known from this source, and no cleaning brings it back. Outcomes have to come from elsewhere.
- **Overwriting destroys the past (1).** Without hourly snapshots nothing can be trained again, corrected or explained. Keep each copy under its hash, with a manifest (if the terms allow copies); write to a provisional name and rename, or a crash leaves half a file.
- **Times without a zone (1).** Board times are local, without date or zone: flights after midnight and the hour that comes twice cannot be placed. Note the zone, store UTC.
- **OpenFlights is under the Open Database License (1).** Open is not without conditions: name the source, and a derived database that is handed on is to be shared alike. Settle it before the partner gets the table; or keep the names apart.
- **The datasheet says nothing (1).** Not complete (hours missed, the fields that the board lacks); who, how, when, under which terms, gaps, what it cannot tell. Propose better lines.
- **More flights of another kind (1).** Flights abroad come from another collection than those with labels; the sources differ in meaning, so doubling rows is not doubling knowledge. Compare overlapping flights first.
- **A decision and a next step (1).** Do not sign tomorrow; for example: ask for a licensed feed with outcomes, meanwhile collect nothing, look again on a date.

Take one point off, once, for a tone that a colleague would not want to hear, or for far more than 250 words.

A model answer:

Flights abroad would be a real gain, thank you for looking. Please do not sign tomorrow; three things would follow us for years.

First, the terms. They allow neither our use nor keeping copies, and they bind us as a contract even where facts are free. Let us ask SkyBoard for a commercial licence in writing. OpenFlights is open, with conditions: we name it, and a database derived from it that we hand on is to be shared alike. Until that is settled with the partner, keep the names in a table of their own.

Second, the board does not record what we predict. A flight vanishes when it leaves and when it is cancelled, so the last line is no departure, and we cannot repair that later. Ask whether they sell outcomes. If so, compare a week of domestic flights with the official table before mixing the two.

Third, how we keep it. Overwriting `today.csv` means that no model can ever be made again or explained. Each copy should be a snapshot under its hash, written to a provisional name and then renamed, with a manifest. Board times have no zone; store UTC and note where they were read.

For the datasheet I suggest: who shows the board and why, hours collected and hours missed, terms, gaps, and "cannot tell: departure from cancellation". I would gladly draft the mail to SkyBoard with you; shall we look again on Thursday?
=== END MARK SCHEME ===
"""
