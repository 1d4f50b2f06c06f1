# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: features that can be trusted

The delay model is to get new features, and two teams depend on them: yours, which trains, and another, which serves. You write the pieces that both will call, and judge what should be built at all.
"""

# %% provided="setup"
import hashlib
from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD

from flightdelay.data import UTC_TIME, load_flights
from flightdelay.features import features, load_sources, outcomes
from groundschool import task

flights = load_flights(2)
departures = outcomes(flights)
departures.head(3)

# %% [markdown]
"""
`departures` has one row for each flight of February that left: what it was, whether it left late, and from when on that was known (in UTC).

## Part A: a lag for any key (4 points)

Your colleagues want lags by airport, by airline, by route, over hours and over days. Write one function for all of them, so that nobody has to get the edges right a second time.
"""


# %% solution="recent_mean"
def recent_mean(asked, log, *, keys, hours, value, least=1):
    """For each moment asked about, the mean of a value over the rows of the log that were recent and known then.

    A row of the log counts if it has the same keys and became known in the `hours` before the moment: at the
    window's first instant it still counts, at the moment itself not yet.

    Args:
        asked: a DataFrame with the columns of `keys` and `at` (time in UTC), with any index.
        log: a DataFrame with the columns of `keys`, `known_at` (time in UTC) and `value`, in any order.
        keys: a list of column names, such as ["origin"] or ["origin", "dest"].
        hours: the length of the window, for example 3 or 0.5.
        value: the name of a column of the log, numbers or true and false, without gaps.
        least: with fewer rows than this, the answer is missing.

    Returns:
        A Series of float64 with the index of `asked`, NaN where the answer is missing.
    """
    ### BEGIN SOLUTION
    log = log.sort_values("known_at", kind="stable")
    known_at = log["known_at"].to_numpy(dtype="datetime64[ns]")
    amount = log[value].to_numpy(dtype="float64")
    at = asked["at"].to_numpy(dtype="datetime64[ns]")
    start = at - pd.Timedelta(hours=hours).to_timedelta64()
    places_of = {}
    for place, key in enumerate(log[keys].itertuples(index=False, name=None)):
        places_of.setdefault(key, []).append(place)
    means = np.full(len(asked), np.nan)
    for row, key in enumerate(asked[keys].itertuples(index=False, name=None)):
        places = places_of.get(key, [])
        first, last = np.searchsorted(known_at[places], [start[row], at[row]], side="left")
        if last - first >= max(least, 1):
            means[row] = amount[places][first:last].mean()
    return pd.Series(means, index=asked.index)
    ### END SOLUTION


# %%
# Try it here, for example:
# asked = flights.assign(at=flights["scheduled"].astype(UTC_TIME)).sample(100, random_state=0)
# recent_mean(asked, departures, keys=["origin"], hours=3, value="late")

# %% tests="recent_mean" points=4 objective="read_as_of"
with task("features/recent_mean"):
    from flightdelay.data import UTC_TIME, load_flights
    from flightdelay.features import outcomes

    def asked_at(times, **columns):
        stamps = pd.to_datetime([f"2013-02-09 {time}" for time in times], utc=True).astype(UTC_TIME)
        return pd.DataFrame({**columns, "at": stamps}, index=range(100, 100 + len(times)))

    def log_at(times, **columns):
        return asked_at(times, **columns).rename(columns={"at": "known_at"}).reset_index(drop=True)

    def numbers(asked, log, keys, hours, value, **options):
        before = asked.copy(), log.copy()
        answer = recent_mean(asked, log, keys=keys, hours=hours, value=value, **options)
        assert isinstance(answer, pd.Series), f"recent_mean gave a {type(answer).__name__}, not a Series."
        assert answer.index.equals(asked.index), (
            "The answer should have the index of `asked`, in its order. Sorting and merging lose it: put it back."
        )
        for table, copy in zip((asked, log), before, strict=True):
            assert table.equals(copy), "recent_mean changed a table that it was given. Work on a copy."
        return [None if pd.isna(number) else round(float(number), 6) for number in answer]

    def compare(answer, expected, hint):
        assert answer == expected, f"recent_mean gave {answer}, expected was {expected}. {hint}"

    log = log_at(["08:00", "09:00", "10:00", "11:00"], origin="JFK", minutes=[10, 20, 40, 80])
    asked = asked_at(["10:30", "11:30"], origin="JFK")
    compare(
        numbers(asked, log, ["origin"], 3, "minutes"),
        [23.333333, 46.666667],
        "At 10:30 the rows of 8, 9 and 10 o'clock were known; the row of 11:00 was still to come.",
    )
    compare(
        numbers(asked_at(["11:00"], origin="JFK"), log, ["origin"], 1, "minutes"),
        [40.0],
        "Asked at 11:00 with a window of one hour: the row of 10:00 counts, the row of 11:00 does not yet.",
    )
    compare(
        numbers(asked_at(["10:30", "10:30"], origin=["LGA", "JFK"]), log, ["origin"], 2, "minutes", least=2),
        [None, 30.0],
        "No row of LGA is known, so there is no mean; JFK has the two that least=2 asks for.",
    )
    compare(
        numbers(asked_at(["10:30"], origin="JFK"), log, ["origin"], 2, "minutes", least=3),
        [None],
        "Two rows are fewer than least=3.",
    )
    february = load_flights(2)
    left = february[february["dep_delay"].notna()]
    some = left.assign(at=left["scheduled"].astype(UTC_TIME)).sample(60, random_state=5)
    everything = outcomes(february)
    full = numbers(some, everything, ["origin"], 3, "late")
    cut = []
    for label in some.index[:12]:
        moment = some.loc[label, "at"]
        cut += numbers(some.loc[[label]], everything[everything["known_at"] < moment], ["origin"], 3, "late")
    compare(
        full[:12],
        cut,
        "This is the cut-off test: with the future cut off, values changed. Something later counts.",
    )
    own = log_at(["12:00"], origin="JFK", minutes=[99])
    compare(
        numbers(asked_at(["12:00"], origin="JFK"), own, ["origin"], 24, "minutes"),
        [None],
        "A flight that leaves on time is known at its own minute. Its own outcome must not count.",
    )
    ### BEGIN HIDDEN TESTS
    busy = log_at(
        ["11:59", "11:45", "07:00", "11:30", "06:00"],
        carrier=["UA", "UA", "DL", "UA", "UA"],
        dest=["ORD", "ORD", "ORD", "LAX", "ORD"],
        late=[True, False, True, True, True],
    )
    compare(
        numbers(
            asked_at(
                ["12:00", "12:00", "11:45", "12:00"],
                carrier=["UA", "UA", "UA", "DL"],
                dest=["ORD", "LAX", "ORD", "LAX"],
            ),
            busy,
            ["carrier", "dest"],
            6,
            "late",
        ),
        [0.666667, 1.0, 1.0, None],
        "The log may be in any order, and both keys must fit.",
    )
    compare(
        numbers(asked_at(["12:00"], carrier="UA", dest="ORD"), busy, ["carrier"], 0.5, "late"),
        [0.666667],
        "With keys=['carrier'] and half an hour, three flights of UA count, to any destination.",
    )
    compare(
        numbers(asked_at(["12:00"], carrier="UA", dest="ORD"), busy, ["dest"], 24, "late"),
        [0.75],
        "With keys=['dest'] all airlines count.",
    )
    for keys, hours in ((["carrier"], 24), (["origin", "dest"], 168)):
        again = numbers(some, everything.sample(frac=1, random_state=1), keys, hours, "late", least=3)
        for place in range(0, 60, 12):
            row = some.iloc[place]
            same = (everything[keys] == row[keys].tolist()).all(axis=1)
            recent = (everything["known_at"] < row["at"]) & (
                everything["known_at"] >= row["at"] - pd.Timedelta(hours=hours)
            )
            late = everything.loc[same & recent, "late"]
            expected = round(float(late.mean()), 6) if len(late) >= 3 else None
            compare([again[place]], [expected], f"By {keys} over {hours} hours, with least=3.")
    compare(numbers(asked_at([], origin=[]), log, ["origin"], 3, "minutes"), [], "Nothing was asked.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: where training and serving differ (3 points)

The service has logged the features that it used. Training makes them again, for the same flights, from the archive. Write the comparison that will run each night.
"""


# %% solution="skew"
def skew(trained, served, tolerance=1e-6):
    """For each feature, the share of rows in which training and serving differ.

    Numbers differ if they are further apart than `tolerance`; text differs if it is not the same. A value and a gap
    differ; two gaps do not.

    Args:
        trained: a DataFrame of numeric and text columns; its index names the flight, without duplicates.
        served: the same flights and columns, both perhaps in another order.
        tolerance: the largest difference of two numbers that is no skew.

    Returns:
        A Series of floats from 0 to 1: a share for each column, in the order of `trained`.
    """

    ### BEGIN SOLUTION
    def differ(here, there):
        gaps = here.isna() & there.isna()
        if pd.api.types.is_numeric_dtype(here):
            here, there = here.astype("float64"), there.astype("float64")
            return ~gaps & ~((here - there).abs() <= tolerance)
        return ~gaps & ~(here == there).fillna(False).astype(bool)

    served = served.reindex(trained.index)
    return pd.Series({name: float(differ(trained[name], served[name]).mean()) for name in trained.columns})
    ### END SOLUTION


# %%
# Try it here, for example: skew(trained, served) for trained = features(flights, load_sources([1, 2]))

# %% tests="skew" points=3 objective="define_once"
with task("features/skew"):
    from flightdelay.data import load_flights
    from flightdelay.features import features, load_sources

    def shares(trained, served, **options):
        answer = skew(trained, served, **options)
        assert isinstance(answer, pd.Series), f"skew gave a {type(answer).__name__}, not a Series."
        assert list(answer.index) == list(trained.columns), (
            f"The answer has the index {list(answer.index)}; expected were the columns of `trained`, in their order."
        )
        return {str(name): round(float(share), 4) for name, share in answer.items()}

    def check(answer, expected, hint):
        assert answer == expected, f"skew gave {answer}, expected was {expected}. {hint}"

    here = pd.DataFrame(
        {"temp": [30.0, 31.0, None, None], "dest": ["ORD", "LAX", "ATL", "BOS"]}, index=list("abcd")
    )
    check(
        shares(here, here.copy()), {"temp": 0.0, "dest": 0.0}, "Two equal tables; two gaps are no difference."
    )
    there = here.assign(temp=[30.0, 31.5, None, 33.0])
    check(
        shares(here, there),
        {"temp": 0.5, "dest": 0.0},
        "31 is not 31.5, and a value is not a gap: two of four rows differ.",
    )
    check(shares(there, here), {"temp": 0.5, "dest": 0.0}, "The gap may be in either of the two tables.")
    check(
        shares(here, there, tolerance=0.5),
        {"temp": 0.25, "dest": 0.0},
        "With tolerance=0.5, 31 and 31.5 agree. The gap still differs.",
    )
    check(
        shares(here, here.iloc[::-1]),
        {"temp": 0.0, "dest": 0.0},
        "The rows came in another order. Match them by index.",
    )
    february = load_flights(2).sample(400, random_state=2)
    trained = features(february, load_sources([1, 2]))
    stored = february["scheduled"].dt.tz_convert("UTC").dt
    utc = trained.assign(minute_of_day=stored.hour * 60.0 + stored.minute, weekday=stored.weekday * 1.0)
    answer = shares(trained, utc)
    late = float((february["scheduled"].dt.hour >= 19).mean())
    found = answer["minute_of_day"], answer["weekday"]
    assert found == (1.0, round(late, 4)), (
        f"With hours in UTC, minute_of_day and weekday differ in shares of {found}; expected were {(1.0, round(late, 4))}."
    )
    ### BEGIN HIDDEN TESTS
    others = {name: share for name, share in answer.items() if name not in ("minute_of_day", "weekday")}
    assert set(others.values()) == {0.0}, f"Features that agree were given shares above 0: {others}."
    mixed = pd.DataFrame(
        {
            "seats": pd.array([100, None, 50, 7], dtype="Int64"),
            "carrier": pd.array(["UA", None, "DL", None], dtype="string"),
        },
        index=[9, 4, 7, 1],
    )
    other = pd.DataFrame(
        {
            "carrier": pd.array(["AA", None, None, "UA"], dtype="string"),
            "seats": [8.0, 50.0, float("nan"), 100.2],
        },
        index=[1, 7, 4, 9],
    )
    check(
        shares(mixed, other),
        {"seats": 0.5, "carrier": 0.5},
        "Whole numbers with gaps, text with gaps, columns in another order.",
    )
    check(
        shares(mixed, other, tolerance=1.5),
        {"seats": 0.0, "carrier": 0.5},
        "A tolerance is for numbers; text has none.",
    )
    shifted = utc.assign(temp=utc["temp"] + 0.01).sample(frac=1, random_state=3)
    assert shares(trained, shifted)["temp"] == round(float(trained["temp"].notna().mean()), 4), (
        "Each temperature was shifted by 0.01."
    )
    assert shares(trained, shifted, tolerance=0.02)["temp"] == 0.0, (
        "A shift of 0.01 is within a tolerance of 0.02."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: a cross in buckets (4 points)

Crosses such as airport, airline and destination have thousands of values, and new ones appear each month. The service is written in another language, so the recipe is fixed: the values joined by `|`, the SHA-256 digest of that text, its first 8 bytes read as a whole number (the first byte is the largest), and the remainder after division by the number of buckets.
"""


# %% solution="hashed_cross"
def hashed_cross(table, columns, buckets):
    """The bucket of each row, and how many crosses had to share one.

    Args:
        table: a DataFrame of text columns, perhaps with gaps; a gap counts as the empty text "".
        columns: the names to cross, in this order.
        buckets: how many buckets there are; they are numbered from 0.

    Returns:
        Two things: a Series of int64, the bucket of each row, with the index of `table`; and a whole number: how many
        different crosses of this table share their bucket with another cross of it.
    """
    ### BEGIN SOLUTION
    crosses = table[columns].astype("string").fillna("").agg("|".join, axis=1)
    digests = {cross: hashlib.sha256(cross.encode()).digest() for cross in crosses.unique()}
    place = pd.Series(
        {cross: int.from_bytes(d[:8], "big") % buckets for cross, d in digests.items()}, dtype="int64"
    )
    return crosses.map(place).astype("int64"), int(place.duplicated(keep=False).sum())
    ### END SOLUTION


# %%
# Try it here, for example: hashed_cross(flights, ["origin", "carrier"], 64)

# %% tests="hashed_cross" points=4 objective="encode_categories"
with task("features/hashed_cross"):
    from flightdelay.data import load_flights

    def placed(table, columns, buckets):
        answer = hashed_cross(table, columns, buckets)
        two = isinstance(answer, tuple) and len(answer) == 2
        assert two, (
            f"hashed_cross gave a {type(answer).__name__}; expected were two things: return buckets, collisions."
        )
        found, collisions = answer
        assert isinstance(found, pd.Series), f"The buckets are a {type(found).__name__}, not a Series."
        assert found.index.equals(table.index), "The buckets should have the index of `table`, in its order."
        assert str(found.dtype) == "int64", f"The buckets have the type {found.dtype}; expected was int64."
        whole = isinstance(collisions, int | np.integer) and not isinstance(collisions, bool)
        assert whole, f"The collisions are {collisions!r}; expected was a whole number."
        return [int(number) for number in found], int(collisions)

    def compare(table, columns, buckets, expected, hint):
        answer = placed(table, columns, buckets)
        assert answer == expected, (
            f"hashed_cross(table, {columns}, {buckets}) gave {answer}, expected was {expected}. {hint}"
        )

    few = pd.DataFrame(
        {"origin": ["JFK", "LGA", "JFK", "EWR"], "carrier": ["AA", "DL", "AA", "UA"]}, index=[8, 6, 4, 2]
    )
    compare(
        few,
        ["origin"],
        1000,
        ([495, 105, 495, 336], 0),
        "SHA-256 of 'JFK', first 8 bytes, largest first, modulo 1000. Python's own hash differs from process to process.",
    )
    compare(few, ["origin", "carrier"], 1000, ([572, 261, 572, 994], 0), "The text to hash is 'JFK|AA'.")
    compare(
        few,
        ["origin"],
        1,
        ([0, 0, 0, 0], 3),
        "With one bucket, all three airports share it. Count crosses, not rows.",
    )
    february = load_flights(2)
    found, collisions = placed(february, ["origin", "carrier", "dest"], 256)
    assert collisions == 215, (
        f"The routes of February by airline give {collisions} collisions in 256 buckets, expected were 215 of 302. A cross counts if any other cross has its bucket."
    )
    ### BEGIN HIDDEN TESTS
    compare(
        few,
        ["carrier", "origin"],
        1000,
        ([110, 348, 110, 687], 0),
        "The order of `columns` counts: 'AA|JFK' is another text.",
    )
    gaps = pd.DataFrame(
        {
            "dest": pd.array(["ORD", None, ""], dtype="string"),
            "tailnum": pd.array([None, "N14228", "N14228"], dtype="string"),
        }
    )
    compare(
        gaps,
        ["dest", "tailnum"],
        500,
        ([266, 450, 450], 0),
        "A gap counts as the empty text: 'ORD|' and '|N14228'.",
    )
    assert placed(february, ["origin", "carrier", "dest"], 4096)[1] == 20, (
        "In 4096 buckets another number of crosses collides."
    )
    again, _ = placed(february.iloc[::-1], ["origin", "carrier", "dest"], 256)
    assert again[::-1] == found, (
        "In another order of rows, crosses fall into other buckets. Only the text counts."
    )
    assert placed(february.head(300), ["origin", "carrier", "dest"], 256)[0] == found[:300], (
        "With fewer rows, crosses fall into other buckets. Only the text counts."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: aircraft that are alike (3 points)

One aircraft in six is not in the register, so nobody knows its size. Find the aircraft that fly like it, by an embedding of where they have flown, and ask those.
"""


# %% solution="alike"
def alike(counts, name, size, most):
    """The names whose counts point the same way, nearest first.

    Take the square root of each count, scale each row to length 1, and press the rows into `size` numbers with
    TruncatedSVD(size, random_state=0). Near is a large cosine of the angle between two such rows of numbers.

    Args:
        counts: a DataFrame of whole numbers: a row for each name (its index), a column for each place, no row all 0.
        name: the one to compare with the others.
        size: how many numbers the embedding has.
        most: how many names to give.

    Returns:
        A list of names without `name` itself, the nearest first.
    """
    ### BEGIN SOLUTION
    root = np.sqrt(counts.to_numpy(dtype="float64"))
    root /= np.linalg.norm(root, axis=1, keepdims=True)
    vectors = TruncatedSVD(size, random_state=0).fit_transform(root)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = pd.Series(vectors @ vectors[counts.index.get_loc(name)], index=counts.index)
    return list(cosine.drop(name).sort_values(ascending=False).index[:most])
    ### END SOLUTION


# %%
# Try it here, for example: alike(pd.crosstab(flights["tailnum"], flights["dest"]), "N14228", 8, 5)

# %% tests="alike" points=3 objective="encode_categories"
with task("features/alike"):
    from flightdelay.data import load_flights

    def nearest(counts, name, size, most):
        before = counts.copy()
        answer = alike(counts, name, size, most)
        assert isinstance(answer, list), f"alike gave a {type(answer).__name__}, not a list."
        assert counts.equals(before), "alike changed the table that it was given. Work on a copy."
        return [str(other) for other in answer]

    toy = pd.DataFrame(
        [[9, 1, 0, 0], [90, 12, 0, 0], [1, 9, 0, 0], [0, 0, 7, 3], [0, 1, 60, 50]],
        index=["west", "west too", "east", "south", "south too"],
        columns=["LAX", "SFO", "MIA", "SJU"],
    )
    answer = nearest(toy, "west", 3, 2)
    assert "west" not in answer, (
        f"alike(toy, 'west', 3, 2) gave {answer}. An aircraft is no neighbour of itself."
    )
    assert answer == ["west too", "east"], (
        f"alike(toy, 'west', 3, 2) gave {answer}, expected was ['west too', 'east']. 'west too' flies ten times as often, to the same places: scale each row to length 1, and take the largest cosine first."
    )
    answer = nearest(toy, "south too", 3, 1)
    assert answer == ["south"], f"alike(toy, 'south too', 3, 1) gave {answer}, expected was ['south']."
    flown = load_flights(2).dropna(subset="tailnum")
    often = flown["tailnum"].map(flown["tailnum"].value_counts()) >= 20
    counts = pd.crosstab(flown.loc[often, "tailnum"], flown.loc[often, "dest"])
    airline = flown.groupby("tailnum")["carrier"].first()
    hits = [
        airline[other] == airline[name]
        for name in counts.index[::100]
        for other in nearest(counts, name, 8, 3)
    ]
    assert len(hits) == 3 * len(counts.index[::100]), "With most=3, three names were expected."
    assert sum(hits) >= 0.85 * len(hits), (
        f"Of the neighbours of some aircraft of February, {sum(hits)} of {len(hits)} belong to the same airline; expected were nearly all. Follow the recipe step by step."
    )
    ### BEGIN HIDDEN TESTS
    turned = toy.iloc[::-1, ::-1]
    assert nearest(turned, "west", 3, 4)[:2] == ["west too", "east"], (
        "In another order of rows, other neighbours were found."
    )
    wide = pd.DataFrame(
        np.kron(np.eye(4, dtype=int) * 5 + 1, np.ones((3, 2), dtype=int)) * np.array([[1], [4], [30]] * 4),
        index=[f"{group}{number}" for group in "abcd" for number in range(3)],
    )
    for group in "abcd":
        answer = nearest(wide, f"{group}1", 4, 2)
        assert sorted(answer) == [f"{group}0", f"{group}2"], (
            f"Of four fleets of three aircraft, {group}1 has the neighbours {answer}; expected were the other two of its fleet."
        )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: what the service may read (3 points)

Every quarter of an hour a job copies the latest value of each key to the online store. Last summer the job stood still for a day, and the service went on with the values of a storm. Write the job so that this shows.
"""


# %% solution="online_table"
def online_table(log, key, now, valid):
    """What the online store holds at a moment: the latest known row of each key.

    Args:
        log: a DataFrame in any order, with the columns `key`, `known_at` (time in UTC) and any others, the values.
        key: the name of the key's column.
        now: the moment. A row counts if it became known at that moment or before.
        valid: a Timedelta. Is the latest row of a key older than this, its values are missing, but its `known_at` stays.

    Returns:
        A DataFrame with the key as index, in alphabetical order, and the other columns of the log, in their order. A key
        of which nothing is known yet has no row. Of two rows of a key with the same `known_at`, the one further down
        in the log counts: it corrects the other.
    """
    ### BEGIN SOLUTION
    known = log[log["known_at"] <= now].sort_values("known_at", kind="stable")
    latest = known.drop_duplicates(key, keep="last").set_index(key).sort_index()
    values = latest.columns.drop("known_at")
    fresh = now - latest["known_at"] <= valid
    return latest.assign(**{name: latest[name].where(fresh) for name in values})
    ### END SOLUTION


# %%
# Try it here, for example:
# online_table(departures[["origin", "known_at", "late"]], "origin", departures["known_at"].iloc[500], pd.Timedelta("3h"))

# %% tests="online_table" points=3 objective="serve_from_a_store"
with task("features/online_table"):
    from flightdelay.features import outcomes
    from flightdelay.data import load_flights

    def moment(time):
        return pd.Timestamp(f"2013-07-22 {time}", tz="UTC")

    def held(log, key, now, valid):
        before = log.copy()
        answer = online_table(log, key, now, valid)
        assert isinstance(answer, pd.DataFrame), (
            f"online_table gave a {type(answer).__name__}, not a DataFrame."
        )
        assert log.equals(before), "online_table changed the log. Work on a copy."
        columns = [name for name in log.columns if name != key]
        assert list(answer.columns) == columns, (
            f"The columns are {list(answer.columns)}; expected were {columns}."
        )
        return {
            str(name): tuple(
                None
                if pd.isna(value)
                else (f"{value:%H:%M}" if isinstance(value, pd.Timestamp) else float(value))
                for value in row
            )
            for name, row in zip(answer.index, answer.itertuples(index=False), strict=True)
        }

    def check(answer, expected, hint):
        assert answer == expected, f"online_table gave {answer}, expected was {expected}. {hint}"

    hour = pd.Timedelta(hours=1)
    log = pd.DataFrame(
        {
            "origin": ["LGA", "JFK", "JFK", "JFK", "EWR"],
            "known_at": [moment(time) for time in ("09:00", "11:00", "10:00", "12:00", "12:30")],
            "late": [0.1, 0.3, 0.2, 0.9, 0.5],
        }
    )
    check(
        held(log, "origin", moment("11:30"), 4 * hour),
        {"JFK": ("11:00", 0.3), "LGA": ("09:00", 0.1)},
        "At 11:30 the latest of JFK is the row of 11:00 (the log is in any order), and nothing is known of EWR.",
    )
    check(
        held(log, "origin", moment("12:00"), 2 * hour),
        {"JFK": ("12:00", 0.9), "LGA": ("09:00", None)},
        "The row of 12:00 is known at 12:00. LGA's is three hours old and valid for two: its value is missing, its time stays.",
    )
    check(
        held(log, "origin", moment("11:00"), 2 * hour),
        {"JFK": ("11:00", 0.3), "LGA": ("09:00", 0.1)},
        "LGA's row is exactly two hours old, and not older than that.",
    )
    twice = pd.concat([log, log.iloc[[1]].assign(late=0.35)], ignore_index=True)
    check(
        held(twice, "origin", moment("11:30"), 4 * hour)["JFK"],
        ("11:00", 0.35),
        "JFK's row of 11:00 was corrected further down in the log. See kind='stable' and keep='last'.",
    )
    ### BEGIN HIDDEN TESTS
    check(held(log, "origin", moment("08:00"), hour), {}, "At 8:00 nothing is known of any airport.")
    both = log.rename(columns={"origin": "airport"}).assign(departures=[5, 6, 7, 8, 9])[
        ["departures", "known_at", "airport", "late"]
    ]
    check(
        held(both, "airport", moment("14:00"), 2 * hour),
        {"EWR": (9.0, "12:30", 0.5), "JFK": (8.0, "12:00", 0.9), "LGA": (None, "09:00", None)},
        "Another key, two values, columns in another order, keys in alphabetical order.",
    )
    order = list(online_table(both, "airport", moment("14:00"), 2 * hour).index)
    assert order == ["EWR", "JFK", "LGA"], f"The keys are in the order {order}, not alphabetical."
    real = outcomes(load_flights(7)).assign(share=lambda rows: rows["late"].astype(float))[
        ["carrier", "known_at", "share"]
    ]
    for day in (3, 14, 22):
        now = pd.Timestamp(f"2013-07-{day:02} 17:00", tz="UTC")
        asked = pd.DataFrame({"carrier": sorted(real["carrier"].unique()), "at": now}).astype(
            {"at": real["known_at"].dtype, "carrier": real["carrier"].dtype}
        )
        joined = pd.merge_asof(asked, real, left_on="at", right_on="known_at", by="carrier", tolerance=hour)
        expected = {
            str(row.carrier): None if pd.isna(row.share) else float(row.share) for row in joined.itertuples()
        }
        answer = {name: row[1] for name, row in held(real, "carrier", now, hour).items()}
        check(
            answer, expected, "Online must hold what a point-in-time join gives for training at that moment."
        )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: what to build (4 points)

Six colleagues propose features. Each has been measured: what the AUC loses without it, where it comes from, whether it may be used. At prediction time the service calls each *source* once, whatever the number of features that it takes from it, and the calls together may take only so long.
"""


# %% solution="worth_keeping"
def worth_keeping(candidates, milliseconds, budget, least=0.001):
    """The features to build: those with the largest sum of gains whose sources fit into the budget.

    A feature that is not allowed, or whose gain is below `least`, is not built, however cheap. (That gains add up is a
    simplification: measure again what you chose.)

    Args:
        candidates: a DataFrame with the feature's name as index, and the columns `gain` (of the AUC), `source` and
            `allowed` (true or false).
        milliseconds: a dict: how long a call of each source takes. A call is made once if any of its features is built.
        budget: how many milliseconds all calls together may take at most.
        least: the smallest gain that is worth the care which a feature needs.

    Returns:
        A list of names, in alphabetical order. If two choices gain the same, the quicker one.
    """
    ### BEGIN SOLUTION
    useful = candidates[candidates["allowed"] & (candidates["gain"] >= least)]
    gains = useful.groupby("source")["gain"].sum()
    best = (0.0, 0.0, ())
    for number in range(1, len(gains) + 1):
        for sources in combinations(gains.index, number):
            time = sum(milliseconds[source] for source in sources)
            gain = round(float(gains[list(sources)].sum()), 9)
            if time <= budget and (gain, -time) > best[:2]:
                best = (gain, -time, sources)
    return sorted(useful.index[useful["source"].isin(best[2])])
    ### END SOLUTION


# %%
# Try it here, with candidates of your own.

# %% tests="worth_keeping" points=4 objective="choose_features"
with task("features/worth_keeping"):

    def table(**rows):
        return pd.DataFrame.from_dict(rows, orient="index", columns=["gain", "source", "allowed"])

    def chosen(candidates, milliseconds, budget, **options):
        answer = worth_keeping(candidates, milliseconds, budget, **options)
        assert isinstance(answer, list), f"worth_keeping gave a {type(answer).__name__}, not a list."
        return [str(name) for name in answer]

    def compare(answer, expected, hint):
        assert answer == expected, f"worth_keeping gave {answer}, expected was {expected}. {hint}"

    proposed = table(
        late_origin_3h=[0.047, "departures", True],
        late_route_7d=[0.002, "departures", True],
        visib=[0.012, "weather", True],
        humid=[0.014, "weather", True],
        passenger_age=[0.050, "bookings", False],
        seats=[-0.001, "register", True],
        queue=[0.030, "radar", True],
    )
    calls = {"departures": 25, "weather": 15, "bookings": 5, "register": 1, "radar": 30}
    everything = ["humid", "late_origin_3h", "late_route_7d", "queue", "visib"]
    compare(
        chosen(proposed, calls, 1000),
        everything,
        "With time for all, leave out what is not allowed, and what brings less than least.",
    )
    compare(
        chosen(proposed, calls, 40),
        ["humid", "late_origin_3h", "late_route_7d", "visib"],
        "departures (25 ms) and weather (15 ms) fit into 40 ms. A source is paid once for all of its features.",
    )
    compare(
        chosen(proposed, calls, 45),
        ["humid", "late_origin_3h", "late_route_7d", "visib"],
        "weather and radar would fit too, and gain 0.056; departures and weather gain 0.075.",
    )
    trap = table(one=[0.030, "slow", True], two=[0.020, "a", True], three=[0.019, "b", True])
    compare(
        chosen(trap, {"slow": 50, "a": 25, "b": 25}, 50),
        ["three", "two"],
        "Taking the largest gain first fills the budget with one feature; two others gain more together.",
    )
    compare(chosen(proposed, calls, 10), [], "No allowed source that brings anything fits into 10 ms.")
    ### BEGIN HIDDEN TESTS
    compare(
        chosen(proposed, calls, 70, least=0.013),
        ["humid", "late_origin_3h", "queue"],
        "With least=0.013 fewer features are worth building.",
    )
    compare(
        chosen(proposed.drop("queue"), calls, 41),
        ["humid", "late_origin_3h", "late_route_7d", "visib"],
        "The register brings less than nothing; time left over is no reason to build it.",
    )
    many = table(
        small=[0.010, "shared", True],
        tiny=[0.009, "shared", True],
        little=[0.008, "shared", True],
        big=[0.020, "own", True],
        quick=[0.004, "fast", True],
    )
    compare(
        chosen(many, {"shared": 30, "own": 30, "fast": 5}, 35),
        ["little", "quick", "small", "tiny"],
        "Three small features of one source gain more than one big one.",
    )
    ratio = table(cheap=[0.010, "a", True], better=[0.030, "b", True], spare=[0.001, "c", True])
    compare(
        chosen(ratio, {"a": 10, "b": 40, "c": 9}, 45),
        ["better"],
        "The best gain for each millisecond, taken first, blocks the better one.",
    )
    even = table(x=[0.02, "slow", True], y=[0.02, "quick", True])
    compare(
        chosen(even, {"slow": 20, "quick": 10}, 25), ["y"], "Two choices gain the same: take the quicker."
    )
    ### END HIDDEN TESTS

# %% [markdown] written="review_the_feature" points=7 objective="choose_features"
"""
## Part G: a review (7 points)

A colleague writes:

> I have a great feature for the delay model: `airline_today`, the share of the airline's flights that were late that day. It comes from the nightly table (one row for each airline and date), which I joined on airline and date. AUC 0.81 instead of 0.76, on months the model had never seen! Where the value is missing I fill in the mean of the batch, the same line of code in training and serving. It is also at the top of the importance list and humidity and temperature are at the bottom, so I deleted the weather to save the call. While I was at it I added the tail number with `hash(tailnum) % 256`. The service team rewrote it all in their language; from idea to now it took seven weeks. The new call takes 80 ms and we have 100 ms in all. May I merge it?

Answer in at most 300 words. Name what is wrong and how you would show it, say what she should do first, and give a decision. Say also what would make the next feature take days and not weeks.

=== BEGIN MARK SCHEME ===
One point for each of these, seven at most. A point needs the reason or a way to show it, not the name alone.

- **The feature sees the future (1).** The row of a date is complete at night; the flight's own outcome is in it. Unseen months do not help against it. Show it by the cut-off test.
- **The honest version (1).** The share so far, or in the last hours, joined as of the scheduled minute by when a departure was known, with a greatest age. Expect much less than +0.05, and in production the leaky one may do worse than none.
- **The batch's mean (1).** The same line, another meaning: a batch of one is filled differently from three months. Save the mean with the model, or leave the gap to the trees.
- **Importance is not worth (1).** Weather looks useless beside a feature that already knows the day, and its columns stand in for each other. Train without the group and compare, after the leak is mended.
- **Tail number and `hash` (1).** Python's hash differs between processes and is not there in the service's language: use a stable digest, count collisions. Besides, it is an identifier: ask what it brings on later months.
- **Two implementations (1).** Rewritten code is skew to come: one definition or a store, and a nightly comparison of logged and recomputed values.
- **Cost, time and a decision (1).** Not merged. 80 of 100 ms must be earned by a gain that is not measured yet. Seven weeks shrink with history to backfill from, one definition, the cut-off test and the comparison in CI.

Take one point off, once, for a tone that a colleague would not want to hear, or for far more than 300 words.

A model answer:

Thank you; airlines do have bad days, and the idea deserves a fair test. I would not merge it yet, because the number we have is not about the future. The nightly row of a date is finished at midnight, so a flight at seven in the morning is told about the evening and about itself. Months that the model never saw do not help, since the answer travels in the feature. Please run the cut-off test on ten flights: I expect every value to change. Then compute the share of departures known before the scheduled minute, over the last 24 hours, by an as-of join with a greatest age, and measure again. That comes first, for it decides whether there is a feature.

Until then let us put the weather back. Beside a feature that knows the whole day it must look useless. Train with and without the group once the leak is gone. The mean of the batch should be saved with the model: one flight alone is a batch too. Python's `hash` gives other buckets in each process and does not exist in the service; take SHA-256 if the tail number helps on later months at all, which I doubt, since it is a name to be learned by heart.

The rewrite worries me most. Could both sides call one function, and a nightly job compare what was served with what training makes? With that, the history for a backfill and the cut-off test in CI, the next idea has its verdict in days. Whether 80 of our 100 ms are worth it we can say when the honest gain is known. Shall we pair on the join tomorrow?
=== END MARK SCHEME ===
"""
