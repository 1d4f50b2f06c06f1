# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: let the weather in

A colleague wants to give the delay model the weather at the airport of departure. You are asked to find out whether the feed can be trusted, to write its contract, and to review what she has built so far.
"""

# %% provided="setup"
import hashlib

import pandas as pd
import pandera.pandas as pa
from sklearn.metrics import roc_auc_score

from flightdelay.contract import failures, wide
from flightdelay.data import NEW_YORK, WEATHER_TYPES, load_flights, load_weather
from flightdelay.label import with_label
from groundschool import task

load_weather(2).head(3)

# %% [markdown]
"""
`hour`, `day` and `month` are what a clock on the wall in New York showed; `time_hour` is the same moment in UTC, the time that all clocks share. Temperatures (`temp`) and dew points (`dewp`) are in °F, humidity (`humid`) in per cent, wind in miles an hour, `precip` in inches of rain, `pressure` in millibars, `visib` (how far one sees) in miles.

## Part A: the hours that never came (3 points)

Gaps *in* a row are easy to count. A station that was silent leaves no row at all. List the hours that should be there and are not.
"""


# %% solution="missing_hours"
def missing_hours(weather, month):
    """The hours of a month of 2013 for which an airport has no row.

    Args:
        weather: a table like the one that load_weather(month) gives, perhaps with rows missing.
        month: 1 to 12. The month is New York's: it begins when the clocks there show midnight.

    Returns:
        A DataFrame with the columns `origin` (EWR, JFK or LGA) and `time_hour` (in UTC, as in the table), a row
        for each hour that is missing at that airport. No row if none is missing.
    """
    ### BEGIN SOLUTION
    start = pd.Timestamp(2013, month, 1, tz=NEW_YORK)
    due = pd.date_range(start, start + pd.DateOffset(months=1), freq="h", inclusive="left").tz_convert("UTC")
    every = pd.MultiIndex.from_product([["EWR", "JFK", "LGA"], due], names=["origin", "time_hour"])
    came = pd.MultiIndex.from_frame(weather[["origin", "time_hour"]])
    return every[~every.isin(came)].to_frame(index=False)
    ### END SOLUTION


# %%
# Try it here, for example: missing_hours(load_weather(3), 3)

# %% tests="missing_hours" points=3 objective="explore_a_month"
with task("validation/missing_hours"):
    from flightdelay.data import load_weather

    def listed(found):
        """The answer as plain text, to be compared."""
        assert isinstance(found, pd.DataFrame), (
            f"missing_hours gave a {type(found).__name__}, not a DataFrame."
        )
        assert list(found.columns) == ["origin", "time_hour"], (
            f"The columns are {list(found.columns)}; expected were ['origin', 'time_hour'], a row for each missing hour."
        )
        moments = pd.to_datetime(found["time_hour"])
        assert moments.dt.tz is not None, "time_hour has no time zone. Give it in UTC, as in the table."
        return sorted(
            zip(found["origin"].map(str), moments.dt.tz_convert("UTC").dt.strftime("%d %H:%M"), strict=True)
        )

    def compare(weather, month, expected, hint):
        answer = listed(missing_hours(weather, month))
        wrong = sorted(set(answer) - set(expected))
        assert not wrong, (
            f"missing_hours(..., {month}) lists {wrong[:3]} (day and hour in UTC), {len(wrong)} in all, which should not be listed. {hint}"
        )
        left_out = sorted(set(expected) - set(answer))
        assert not left_out, (
            f"missing_hours(..., {month}) leaves out {left_out[:3]} (day and hour in UTC), {len(left_out)} in all. {hint}"
        )
        assert len(answer) == len(expected), (
            f"missing_hours(..., {month}) lists an hour more than once. Each is missing once."
        )

    march = load_weather(3)
    silent = [("JFK", "05 06:00"), ("LGA", "05 06:00")]
    compare(
        march,
        3,
        silent,
        "The month begins at midnight in New York, which is 5:00 in UTC in winter and 4:00 in summer.",
    )
    late_start = march[(march["origin"] != "EWR") | (march["time_hour"] >= "2013-03-01 07:00+00:00")]
    compare(
        late_start,
        3,
        [*silent, ("EWR", "01 05:00"), ("EWR", "01 06:00")],
        "EWR begins late here: hours before the first row and after the last are missing too.",
    )
    ### BEGIN HIDDEN TESTS
    november = load_weather(11)
    dark = [
        ("EWR", "04 15:00"),
        ("JFK", "01 07:00"),
        ("JFK", "01 08:00"),
        ("JFK", "04 15:00"),
        ("LGA", "01 07:00"),
        ("LGA", "01 08:00"),
        ("LGA", "04 15:00"),
    ]
    dark += [(origin, f"03 0{hour}:00") for origin in ("EWR", "JFK", "LGA") for hour in range(5)]
    cut = november[(november["origin"] != "LGA") | (november["time_hour"] < "2013-12-01 03:00+00:00")]
    compare(
        cut,
        11,
        [*dark, ("LGA", "01 03:00"), ("LGA", "01 04:00")],
        "In November one hour of the wall clock comes twice: count in UTC. LGA ends early here: hours after the last row are missing too.",
    )
    compare(
        november[november["origin"] != "EWR"],
        11,
        [
            ("EWR", f"{hour:%d %H:%M}")
            for hour in pd.date_range("2013-11-01 04:00", "2013-12-01 04:00", freq="h")
        ]
        + [hour for hour in dark if hour[0] != "EWR"],
        "An airport without any row misses each hour.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: the contract of the weather (5 points)

Write the contract that the feed has to keep. It must let sound months pass, all of them, and refuse what cannot be: find bounds by thinking about what the quantity is, then look whether the months agree. One month of 2013 has a reading that no contract should let pass.
"""


# %% solution="weather_contract"
def weather_contract():
    """The contract of a month of weather, as a pandera DataFrameSchema.

    - The columns and types are those of WEATHER_TYPES, and no others.
    - temp, dewp, humid, wind_dir, wind_speed, wind_gust and pressure may be missing in a row; the others may not.
    - origin is EWR, JFK or LGA.
    - Each measurement is one that can occur at an airport near sea level. (Wind of 200 miles an hour has never been
      measured near New York; pressure stays between 850 and 1100 millibars; visibility is reported up to 10 miles.)
    - The dew point is not above the temperature.
    - An airport has one row for an hour.
    """

    ### BEGIN SOLUTION
    def dew_point_is_not_above(weather):
        return ~(weather["dewp"] > weather["temp"])

    def hour_came_once(weather):
        return ~weather.duplicated(["origin", "time_hour"], keep=False)

    rules = {
        "origin": pa.Check.isin(["EWR", "JFK", "LGA"], error="is a New York airport"),
        "temp": pa.Check.in_range(-40, 130, error="is a temperature"),
        "dewp": pa.Check.in_range(-60, 100, error="is a dew point"),
        "humid": pa.Check.in_range(0, 100, error="is a humidity"),
        "wind_dir": pa.Check.in_range(0, 360, error="is a direction"),
        "wind_speed": pa.Check.in_range(0, 200, error="is a wind"),
        "wind_gust": pa.Check.in_range(0, 200, error="is a gust"),
        "precip": pa.Check.in_range(0, 12, error="is rain of an hour"),
        "pressure": pa.Check.in_range(850, 1100, error="is an air pressure"),
        "visib": pa.Check.in_range(0, 10, error="is a visibility"),
    }
    gaps = {"temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "pressure"}
    columns = {
        name: pa.Column(kind, rules.get(name), nullable=name in gaps) for name, kind in WEATHER_TYPES.items()
    }
    return pa.DataFrameSchema(
        columns, checks=[wide(dew_point_is_not_above), wide(hour_came_once)], strict=True
    )
    ### END SOLUTION


# %%
# Try it here, for example: failures(load_weather(2), weather_contract())

# %% tests="weather_contract" points=5 objective="write_a_contract"
with task("validation/weather_contract"):
    from flightdelay.contract import failures
    from flightdelay.data import load_weather

    contract = weather_contract()
    assert isinstance(contract, pa.DataFrameSchema), (
        f"weather_contract gave a {type(contract).__name__}, not a pandera DataFrameSchema."
    )

    def refused(table):
        """The rows that the contract refuses; None, which comes first, stands for the whole table."""
        found = failures(table, contract).sort_values("row", na_position="first")
        return [None if pd.isna(row) else int(row) for row in found["row"].unique()], found

    def judge(hints, faults, twice=()):
        """A table of sound months with faults in it: the contract refuses the faults, and nothing else.

        A month has a hint for a contract that refuses it; a fault is a month, row, column, value and hint. The rows
        of `twice`, each a month and a row, come a second time at the end.
        """
        months = {month: load_weather(month) for month in hints}
        for month, row, column, value, _ in faults:
            months[month].loc[row, column] = value
        repeated = [months[month].loc[[row]] for month, row in twice]
        table = pd.concat([*months.values(), *repeated], ignore_index=True)
        begins, wanted = {}, {}
        for month in months:
            begins[month] = sum(len(months[before]) for before in begins)
        for month, row, column, value, hint in faults:
            wanted[begins[month] + row] = (
                f"{column} of row {row} of month {month} is {value!r}, and the row was accepted. {hint}"
            )
        rows, found = refused(table)
        doubles = [begins[month] + row for month, row in twice] + [
            *range(len(table) - len(twice), len(table))
        ]
        surplus = [row for row in rows if row not in wanted and row not in doubles]
        if surplus:
            first = found[found["row"].isna() if surplus[0] is None else found["row"] == surplus[0]].iloc[0]
            month = next(iter(hints)) if surplus[0] is None else int(table.loc[surplus[0], "month"])
            what = "these sound months" if surplus[0] is None else f"a sound row of month {month}"
            raise AssertionError(
                f"The contract refuses {what}, by the rule {first['rule']!r} on {first['column']!r}. {hints[month]}"
            )
        for row, told in wanted.items():
            assert row in rows, told
        assert set(doubles) <= set(rows), (
            f"An hour of an airport came twice, and {[row for row in doubles if row in rows]} of its rows {doubles} were refused; expected were both. Use duplicated(..., keep=False)."
        )

    storm = load_weather(2)["wind_speed"]
    two_columns = "A dew point above the temperature cannot be. A rule about two columns goes into checks."
    winter = "Bounds come from what is possible, not from what was seen in winter."
    judge(
        {
            1: "Which columns may be missing stands in the docstring; gusts mostly are.",
            2: winter,
            7: winter,
            8: "One hour has no temperature, and each comparison with NaN is False: is that hour refused?",
        },
        [
            (
                2,
                int(storm.idxmax()),
                "wind_speed",
                float(storm.max()),
                "One reading of February cannot be true: look at load_weather(2)['wind_speed'].nlargest().",
            ),
            (1, 100, "humid", 130.0, "Humidity is a share of what the air can hold, in per cent."),
            (1, 101, "origin", "PHL", "Name the airports in a rule."),
            (1, 102, "dewp", 60.0, two_columns),
        ],
    )
    rows, _ = refused(load_weather(1).assign(station="KEWR"))
    assert rows == [None], (
        f"A table with an unknown column gave {rows}; expected was a failure of the whole table, [None]. See strict=True."
    )
    ### BEGIN HIDDEN TESTS
    seen = "Bounds come from what is possible, not from what was seen."
    twice = "In November an hour of the wall clock comes twice, in UTC it does not."
    judge(
        {month: twice if month == 11 else seen for month in (3, 4, 5, 6, 9, 10, 11, 12)},
        [
            (3, 50, "pressure", 29.92, "That is inches of mercury, not millibars."),
            (3, 51, "visib", -1.0, "Nobody sees less than nothing."),
            (3, 52, "wind_dir", 720.0, "A direction goes round once, to 360 degrees."),
            (3, 53, "temp", 400.0, "A temperature that melts lead."),
            (3, 54, "wind_gust", 1500.0, "A gust faster than sound."),
            (3, 55, "wind_speed", -5.0, "Speed has no sign."),
            (3, 56, "precip", 500.0, "Five hundred inches of rain in an hour."),
            (3, 57, "precip", float("nan"), "precip may not be missing."),
        ],
        twice=[(4, 10)],
    )
    rows, _ = refused(load_weather(7).head().astype({"temp": "string"}))
    assert None in rows, "Temperatures as text were accepted. Give each column the type of WEATHER_TYPES."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: quarantine (4 points)

A contract says what is wrong; somebody has to act on it at three in the morning. Write the function that the nightly run calls: it lets sound rows through, sets wrong ones aside with their reasons, and stops the run when setting rows aside is no answer.
"""


# %% provided="stop_run"
class StopRunError(Exception):
    """The table as a whole cannot be used; the message says why."""


# %% solution="quarantine"
def quarantine(table, contract, most=0.01):
    """Part the rows that keep a contract from those that do not.

    Args:
        table: the data, with any index without duplicates.
        contract: a pandera DataFrameSchema.
        most: the largest share of rows that may be set aside.

    Returns:
        Two tables, accepted and quarantined, with the rows of `table` in their order, unchanged and with their index.
        `quarantined` has one more column, `reasons`: the rules that the row breaks, in alphabetical order, joined
        by "; ".

    Raises:
        StopRunError: a rule about the whole table is broken, or more than the share `most` of the rows break one.
    """
    ### BEGIN SOLUTION
    found = failures(table, contract)
    whole = found[found["row"].isna()]
    if len(whole):
        raise StopRunError("; ".join(sorted(set(whole["rule"]))))
    reasons = found.groupby("row")["rule"].agg(lambda rules: "; ".join(sorted(set(rules))))
    if len(reasons) > most * len(table):
        raise StopRunError(f"{len(reasons)} of {len(table)} rows break the contract")
    wrong = table.index.isin(reasons.index)
    return table[~wrong], table[wrong].assign(reasons=reasons)
    ### END SOLUTION


# %%
# Try it here, for example: accepted, quarantined = quarantine(load_weather(2), weather_contract())

# %% tests="quarantine" points=4 objective="act_on_failures"
with task("validation/quarantine"):
    from flightdelay.contract import COLUMN_RULES
    from flightdelay.data import load_flights, load_weather

    def parted(table, contract, **options):
        before = table.copy()
        answer = quarantine(table, contract, **options)
        two = isinstance(answer, tuple) and len(answer) == 2
        assert two, (
            f"quarantine gave a {type(answer).__name__}; expected were two tables: return accepted, quarantined."
        )
        assert all(isinstance(part, pd.DataFrame) for part in answer), (
            "quarantine should give two DataFrames."
        )
        assert table.equals(before), (
            "quarantine changed the table that it was given. Work on a copy, or select rows."
        )
        accepted, aside = answer
        assert list(accepted) == list(table), (
            f"accepted has the columns {list(accepted)}; expected were those of the table."
        )
        assert list(aside) == [*table, "reasons"], (
            "quarantined should have the table's columns and then `reasons`."
        )
        return accepted, aside

    def stops(table, contract, hint, **options):
        try:
            accepted, aside = quarantine(table, contract, **options)
        except StopRunError:
            return
        raise AssertionError(
            f"The run went on with {len(accepted)} rows and {len(aside)} in quarantine; expected was StopRunError. {hint}"
        )

    flights = load_flights(2).iloc[::5]
    faulty = flights.copy()
    faulty.loc[[10, 2000], "distance"] = -1
    faulty.loc[10, "carrier"] = "Delta"
    # Two of the rules for flights are enough here, and quicker.
    rules = {name: pa.Column(checks=COLUMN_RULES[name]) for name in ("carrier", "distance")}
    accepted, aside = parted(faulty, pa.DataFrameSchema(rules))
    assert aside.index.tolist() == [10, 2000], (
        f"Rows 10 and 2000 are wrong; in quarantine are {aside.index.tolist()[:5]}. Keep the index of the table."
    )
    assert len(accepted) == len(flights) - 2, (
        f"{len(accepted)} rows were accepted, expected were {len(flights) - 2}. Each row goes one way, once."
    )
    reasons = [str(text) for text in aside["reasons"]]
    assert reasons == ["is a carrier code; is from 10 to 6,000 miles", "is from 10 to 6,000 miles"], (
        f"The reasons are {reasons}. Row 10 breaks two rules, row 2000 one; join them with '; ' in alphabetical order."
    )
    far = pa.DataFrameSchema({"distance": pa.Column(checks=pa.Check.ge(10, error="is 10 miles or more"))})
    _, aside = parted(flights, far)
    assert len(aside) == 0, f"A sound month has {len(aside)} rows in quarantine, expected was none."
    whole = pa.DataFrameSchema(
        checks=pa.Check(lambda month: bool(month["day"].max() == 28), error="has all days")
    )
    stops(
        flights[flights["day"] < 20],
        whole,
        "The last days are missing: a rule about the whole table, without a row.",
    )
    stops(faulty, far, "Two rows are more than the share most=0.00005 of the table.", most=0.00005)
    ### BEGIN HIDDEN TESTS
    cold = pa.DataFrameSchema(
        {
            "temp": pa.Column(
                "float64",
                [pa.Check.lt(90, error="under 90"), pa.Check.lt(95, error="under 95")],
                nullable=True,
            )
        }
    )
    # Every sixth hour is enough here, and quicker.
    july = load_weather(7).iloc[::6].reset_index(drop=True)
    july.index = july.index * 3 + 7
    hot = july.index[july["temp"] >= 90]
    share = float(len(hot) / len(july))
    accepted, aside = parted(july, cold, most=share + 0.01)
    assert aside.index.tolist() == hot.tolist(), (
        f"{len(hot)} rows of a table with an index of its own are wrong, {len(aside)} are in quarantine. Select rows by the labels that `failures` gives in `row`."
    )
    assert accepted.index.tolist() == july.index[~july.index.isin(hot)].tolist(), (
        "The accepted rows should keep their index and order."
    )
    assert set(map(str, aside["reasons"])) == {"under 90", "under 90; under 95"}, (
        f"The reasons are {sorted(set(map(str, aside['reasons'])))}; expected were 'under 90' and 'under 90; under 95'."
    )
    stops(july, cold, f"A share of {share:.3f} of the rows is wrong, more than most.", most=share - 0.01)
    stops(july.drop(columns="temp"), cold, "A column is missing: a failure of the whole table.", most=1.0)
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: columns under suspicion (4 points)

Your colleague's table has grown to dozens of columns, and she asks for a tool that names those to look at first. It cannot say what is fair; it says which columns know too much, by their values *or by their gaps*: a number that only late flights have gives the answer away by being there.
"""


# %% solution="suspects"
def suspects(table, label, threshold=0.9):
    """The numeric columns that, alone, tell the label too well.

    A column is suspect if, in either direction, its values reach an AUC of `threshold` on the rows that have one, or
    if whether it is missing does so on all rows. Text and times are left out, and so is the label.

    Args:
        table: a DataFrame; some columns may have gaps.
        label: the name of its column of true and false, which has no gaps.
        threshold: an AUC above 0.5.

    Returns:
        A list of column names, in the order of the table.
    """

    ### BEGIN SOLUTION
    def knows(truth, score):
        if truth.nunique() < 2:  # only one kind of flight: there is nothing to rank
            return 0.5
        area = roc_auc_score(truth, score.astype(float))
        return max(area, 1 - area)

    found = []
    for column in table.select_dtypes("number").columns.drop(label, errors="ignore"):
        there = table[column].notna()
        by_value = knows(table.loc[there, label], table.loc[there, column])
        if max(by_value, knows(table[label], there)) >= threshold:
            found.append(column)
    return found
    ### END SOLUTION


# %%
# Try it here, for example: suspects(with_label(load_flights(4)), "late")

# %% tests="suspects" points=4 objective="find_leaks"
with task("validation/suspects"):
    from flightdelay.data import load_flights
    from flightdelay.label import with_label

    def named(table, label, **options):
        answer = suspects(table, label, **options)
        assert isinstance(answer, list), f"suspects gave a {type(answer).__name__}, not a list."
        return [str(name) for name in answer]

    # Some of the columns and of the flights are enough, and quicker.
    april = with_label(load_flights(4).iloc[::20])[["dep_delay", "tailnum", "distance", "late"]]
    answer = named(april, "late")
    assert "late" not in answer, "suspects names the label itself. Leave it out."
    assert answer == ["dep_delay"], (
        f"suspects(April) gave {answer}; expected was ['dep_delay']. Rank the flights by each numeric column alone, on the rows that have a value."
    )
    april = april.drop(columns="distance")
    april["spare_minutes"] = -april["dep_delay"]
    april["claim_number"] = pd.Series(range(len(april)), index=april.index).where(april["late"])
    answer = named(april, "late")
    assert answer[:2] == ["dep_delay", "spare_minutes"], (
        f"With spare_minutes, small for late flights, suspects gave {answer}. A ranking upside down, an AUC near 0, tells as much as one near 1."
    )
    assert answer[2:] == ["claim_number"], (
        f"With claim_number, which only late flights have, suspects gave {answer}. Look at the gaps too: is the column missing or not?"
    )
    ### BEGIN HIDDEN TESTS
    columns = ["dep_delay", "arr_delay", "tailnum", "late"]
    august = with_label(load_flights(8).iloc[::20])[columns].reset_index(drop=True)
    august["on_time"] = ~august["late"]
    august["spotless"] = pd.Series(1.0, index=august.index).where(august["on_time"])
    august["refund"] = (august["dep_delay"] * 2.5).where(august.index % 2 == 0)
    answer = named(august.drop(columns=["dep_delay", "late"]), "on_time")
    assert answer == ["arr_delay", "spotless", "refund"], (
        f"On another month, with other columns and another label, suspects gave {answer}; expected was ['arr_delay', 'spotless', 'refund']."
    )
    two = august[["arr_delay", "spotless", "on_time"]]
    answer = named(two, "on_time", threshold=0.99)
    assert answer == ["spotless"], f"With threshold=0.99 suspects gave {answer}; expected was ['spotless']."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: a side for every aircraft (4 points)

The model is to be judged on aircraft that it has never seen, so all flights of one tail number have to stand on one side. The service that serves the model is written in another language and must place each aircraft as you do. So the recipe is fixed: the SHA-256 digest of salt and key, its first 8 bytes read as a whole number (the first byte is the largest), divided by 2**64. That is a number from 0 to 1, and the shares cut this line into pieces.
"""


# %% solution="side"
def side(keys, shares, salt=""):
    """The side on which each row stands, decided by its key alone.

    Args:
        keys: a Series of text without gaps, such as tail numbers.
        shares: the sides in order and their shares, for example {"train": 0.7, "validation": 0.15, "test": 0.15}.
            A key with a number below 0.7 is in train, below 0.85 in validation, and else in test.
        salt: text put before each key, so that two splits can be independent of each other.

    Returns:
        A Series of the names of sides, with the index of `keys`.
    """

    ### BEGIN SOLUTION
    def place(key):
        digest = hashlib.sha256(f"{salt}{key}".encode()).digest()
        number = int.from_bytes(digest[:8], "big") / 2**64
        reached = 0.0
        for name, share in shares.items():
            reached += share
            if number < reached:
                return name
        return name  # the shares may sum to a little under 1

    return keys.map({key: place(key) for key in keys.unique()})
    ### END SOLUTION


# %%
# Try it here, for example: side(load_flights(2)["tailnum"].dropna(), {"train": 0.8, "test": 0.2}).value_counts()

# %% tests="side" points=4 objective="split_repeatably"
with task("validation/side"):
    from flightdelay.data import load_flights

    def sides(keys, shares, **options):
        answer = side(keys, shares, **options)
        assert isinstance(answer, pd.Series), f"side gave a {type(answer).__name__}, not a Series."
        assert answer.index.equals(keys.index), "The answer should have the index of `keys`, in its order."
        return [str(name) for name in answer]

    shares = {"train": 0.7, "validation": 0.15, "test": 0.15}
    known = pd.Series(["N14228", "N24211", "N619AA", "N804JB", "N668DN"], index=[5, 3, 9, 1, 7])
    expected = ["validation", "test", "train", "test", "train"]
    answer = sides(known, shares)
    assert answer == expected, (
        f"side({known.tolist()}) gave {answer}; expected was {expected}. Follow the recipe: SHA-256 of the key, first 8 bytes, largest first; Python's own hash differs from day to day."
    )
    tails = load_flights(2)["tailnum"].dropna().iloc[::8]
    answer = pd.Series(sides(tails, shares), index=tails.index)
    assert int(answer.groupby(tails).nunique().max()) == 1, (
        "Flights of one aircraft stand on different sides. The key alone decides."
    )
    part = float((answer.groupby(tails).first() == "train").mean())
    assert 0.65 < part < 0.75, (
        f"{part:.0%} of the aircraft are in train, expected was about 70%. Add the shares up as you go along the line."
    )
    assert sides(tails[::-1], shares)[::-1] == answer.tolist(), (
        "In another order of rows, flights stand on other sides. A row's place must not count."
    )
    ### BEGIN HIDDEN TESTS
    assert sides(known, {"a": 0.5, "b": 0.5}) == ["b", "b", "b", "b", "a"], (
        "With two halves, aircraft stand on other sides than the recipe says."
    )
    assert sides(known, shares, salt="2024") == ["train", "train", "train", "validation", "test"], (
        "With a salt, aircraft stand on other sides than the recipe says. The salt comes before the key."
    )
    half = sides(tails, {"train": 0.5, "test": 0.5})
    more = sides(tails, {"train": 0.6, "test": 0.4})
    assert all(then == "train" for first, then in zip(half, more, strict=True) if first == "train"), (
        "When train grows from 0.5 to 0.6, aircraft leave it. Cut the line from 0 on."
    )
    both = pd.concat([tails, load_flights(3)["tailnum"].dropna().iloc[::8]], ignore_index=True)
    assert sides(both, shares)[: len(tails)] == answer.tolist(), (
        "When March joins, flights of February change sides."
    )
    ### END HIDDEN TESTS

# %% [markdown] written="review_the_model" points=6 objective="act_on_failures"
"""
## Part F: a review (6 points)

Your colleague writes:

> The weather model is ready! AUC 0.97 on a random fifth of 2013. Inputs: the schedule, the weather at the hour of departure, the minutes on the runway, and each route's share of late flights in 2013. I dropped all rows with a gap, so no more trouble with missing values (three quarters of the rows had no gust, but there are plenty). In summer the contract refused flights to new airports all the time, so I took the rule out. Can we go live on Monday? We will ask the model two hours before departure.

Answer her in at most 250 words. Name what is wrong and why it matters, say what to do about each point and which you would measure first, and give her a decision. Be somebody whose next review she looks forward to.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone.

- **Minutes on the runway leak (1).** Known only after departure; two hours before it there is no value. Take it out; expect the AUC to fall to about 0.7.
- **The route's share over 2013 leaks (1).** It contains the flights it is tested on. Compute it from earlier flights only.
- **The random split flatters (1).** Flights of one day share weather and queues, and stand on both sides. Test on later months.
- **Weather at the hour of departure is not known two hours before (1).** Use what had been observed by then, or a stored forecast.
- **Dropping rows with gaps biases (1).** A missing gust is mostly a calm hour, other gaps come with rain; the table is now another world. Keep the rows; let the model see the gap.
- **The rule should have been changed, not removed (1).** Summer airports are the world's change: a rule from what is possible (an airport code, or the airports table), reviewed, in a new version. Without it a typing error passes.
- **A decision and an order (1).** Not on Monday; first take out the two leaks and test by time, since that decides whether there is a model at all; then gaps, weather and rule; a date to look again.

Take one point off, once, for a tone that a colleague would not want to hear, or for far more than 250 words.

A model answer:

Thank you, this is close to useful, and I would not go live on Monday. Two inputs know the answer. The minutes on the runway do not exist two hours before departure. The route's share of late flights in 2013 includes the very flights we test on; computed from earlier months it is a fine input. The random fifth helps as well: its flights share storms with the training set. Please take the first out, compute the second from the past, train on January to September and test on October to December. I expect an AUC near 0.7, and that is our honest start. This comes first, because it decides whether there is a model.

Then three smaller things. Weather at the hour of departure is not known at the time we ask; use the last observation before it. Gaps are not random: gusts are missing in calm hours, pressure in rain. Dropping them leaves a table of windy hours, so keep the rows and let the trees see the gaps. And let us put the rule on destinations back in another form: any code in our airports table, checked by review when a new one appears. The old list was wrong about summer, but without a rule a typing error gets through. Shall we look at the new numbers together on Thursday?
=== END MARK SCHEME ===
"""
