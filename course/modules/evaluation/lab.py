# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: may it be released?

A new model of late flights is to replace the rule of thumb. Before anybody decides, you write the tools that the decision needs: an interval, a worst slice, a trial of recalibration, tests of behaviour, an account of one risk, and a table of who bears the mistakes.
"""

# %% provided="setup"
from itertools import permutations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from flightdelay.features import SERVED_FEATURES
from flightdelay.model import risk, train, train_heuristic
from flightdelay.replay import year_of_frames
from groundschool import task

frames = year_of_frames(share=0.1, months=(5, 6, 7, 8))
past = pd.concat([frames[5], frames[6]], ignore_index=True)
model, rule = train(past, SERVED_FEATURES, trees=20), train_heuristic(past)
july, august = (frames[month].assign(risk=risk(model, frames[month])) for month in (7, 8))
july[["scheduled", "carrier", "origin", "dest", "wind_speed", "risk", "late"]].head(3).round(2)

# %% [markdown]
"""
`july` and `august` are samples of flights, with the risk that the new model gave and whether they left late. You may try your functions on them. The tests use tables of their own.

## Part A: how sure is the gain? (4 points)

The report says that the new model's AUC is 0.03 better. The first question in the meeting will be: would another month say so too? Give the gain with its interval. The flights of a day share its weather, so draw days, not flights.
"""


# %% provided="gain"
class Gain(NamedTuple):
    """How much better one model ranks than another, and between which bounds that lies."""

    gain: float
    low: float
    high: float


def auc(late, risks):
    """The AUC from ranks, a good deal quicker than scikit-learn's; NaN if all flights are late, or none is."""
    late, ranks = np.asarray(late, dtype=bool), rankdata(risks)
    many = int(late.sum())
    pairs = many * (len(late) - many)
    return float((ranks[late].sum() - many * (many + 1) / 2) / pairs) if pairs else float("nan")


# %% solution="auc_gain"
def auc_gain(late, new, old, days, *, draws=200, seed=0):
    """The gain in AUC of new risks over old ones, with a bootstrap interval that draws whole days.

    Args:
        late: for each flight whether it was late (array or Series).
        new: for each flight the risk that the new model gave, in the same order.
        old: the same of the old one.
        days: for each flight its day, of any type that can be compared for equality.
        draws: how often to draw. Each draw takes as many days as there are, with replacement, and for each day drawn
            all its flights, as often as it was drawn. Both models are judged on the same draw. A draw with only late
            flights, or with none, has no AUC: leave it out.
        seed: for numpy.random.default_rng.

    Returns:
        A Gain: AUC of new minus AUC of old on the flights as they are, and the 2.5% and 97.5% quantiles of the gains
        of the draws.
    """
    ### BEGIN SOLUTION
    late, new, old = np.asarray(late, bool), np.asarray(new, float), np.asarray(old, float)
    groups = list(pd.Series(np.asarray(days)).groupby(np.asarray(days)).indices.values())
    rng = np.random.default_rng(seed)

    def gain(rows):
        return auc(late[rows], new[rows]) - auc(late[rows], old[rows])

    drawn = []
    for _ in range(draws):
        rows = np.concatenate([groups[i] for i in rng.integers(0, len(groups), len(groups))])
        if 0 < late[rows].sum() < len(rows):
            drawn.append(gain(rows))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Gain(float(gain(np.arange(len(late)))), float(low), float(high))
    ### END SOLUTION


# %%
# Try it here: auc_gain(july["late"], july["risk"], risk(rule, july), july["scheduled"].dt.date)

# %% tests="auc_gain" points=4 objective="beat_the_baseline"
with task("evaluation/auc_gain"):
    from scipy.stats import rankdata

    def exact(late, risks):
        """The AUC."""
        many, ranks = int(late.sum()), rankdata(risks)
        return float((ranks[late].sum() - many * (many + 1) / 2) / (many * (len(late) - many)))

    def month(seed, count=20, size=30):
        """Flights of some days; on odd days the new model ranks well, on even days the old one does."""
        rng = np.random.default_rng(seed)
        day = np.repeat(np.arange(count), size)
        late = rng.random(len(day)) < np.repeat(rng.uniform(0.1, 0.6, count), size)
        noise = rng.normal(size=(2, len(day)))
        good = np.where(day % 2 == 1, 2.0, 0.3), np.where(day % 2 == 1, 0.3, 1.2)
        new, old = (1 / (1 + np.exp(-(skill * late + n))) for skill, n in zip(good, noise, strict=True))
        return late, new, old, day

    def bounds_by_day(late, new, old, day, draws=300):
        """What the interval should be, from other draws than yours."""
        rng = np.random.default_rng(99)
        gains = []
        for _ in range(draws):
            rows = np.concatenate(
                [np.flatnonzero(day == d) for d in rng.choice(np.unique(day), len(np.unique(day)))]
            )
            gains.append(exact(late[rows], new[rows]) - exact(late[rows], old[rows]))
        return np.quantile(gains, [0.025, 0.975])

    def numbers(answer):
        assert isinstance(answer, Gain), f"auc_gain gave a {type(answer).__name__}; expected was a Gain."
        assert all(isinstance(value, float) for value in answer), (
            f"auc_gain gave {answer}; each part should be a float."
        )
        return tuple(float(value) for value in answer)

    late, new, old, day = month(1)
    gain, low, high = numbers(auc_gain(late, new, old, day))
    expected = exact(late, new) - exact(late, old)
    assert abs(gain - expected) < 1e-6, (
        f"gain is {gain:.3f}; expected was AUC of new minus AUC of old on all flights, {expected:.3f}."
    )
    least, most = bounds_by_day(late, new, old, day)
    assert high - low > 0.75 * (most - least), (
        f"The interval from {low:.3f} to {high:.3f} is too narrow; days drawn whole give about {least:.3f} to {most:.3f}. "
        "Draw days and take all flights of each, and take the 2.5% and 97.5% quantiles."
    )
    assert high - low < 1.35 * (most - least), (
        f"The interval from {low:.3f} to {high:.3f} is too wide; days drawn whole give about {least:.3f} to {most:.3f}. "
        "Is each model judged on the same draw? Does each draw take as many days as there are?"
    )
    again = numbers(auc_gain(late, new, old, day))
    assert again == (gain, low, high), (
        "Called twice with the same seed, auc_gain gave two answers. Use default_rng(seed)."
    )
    assert numbers(auc_gain(late, new, new, day)) == (0, 0, 0), (
        "A model compared with itself should give Gain(0, 0, 0). Judge both on the same draw."
    )
    ### BEGIN HIDDEN TESTS
    late, new, old, day = month(2, count=24, size=25)
    table = pd.DataFrame({"late": late, "new": new, "old": old, "day": [f"day {d}" for d in day]})
    table = table.sample(frac=1, random_state=0)
    gain, low, high = numbers(auc_gain(table["late"], table["new"], table["old"], table["day"]))
    least, most = bounds_by_day(late, new, old, day)
    wide = most - least
    near = max(abs(low - least), abs(high - most)) < 0.35 * wide
    assert near, (
        f"For a table whose days are text and whose rows are mixed, the interval is {low:.3f} to {high:.3f}; expected "
        f"was about {least:.3f} to {most:.3f}. Series with an index that is not in order: count by place."
    )
    other = numbers(auc_gain(late, new, old, day, seed=1))
    assert other[1:] != numbers(auc_gain(late, new, old, day, seed=2))[1:], (
        "Another seed gives the same draws."
    )
    few = np.array([True, True, False, False, True, True])
    unsure = numbers(
        auc_gain(few, [0.9, 0.8, 0.1, 0.2, 0.7, 0.6], [0.5, 0.6, 0.4, 0.7, 0.1, 0.2], [1, 1, 2, 2, 3, 3])
    )
    assert not np.isnan(unsure).any(), (
        f"Some draws have late flights only, and no AUC; the interval is {unsure[1:]}. Leave such draws out."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: the worst slice (3 points)

A report with two hundred slices is read by nobody. Name the one that a reviewer has to see: the value of a column for which the model ranks worst, if it has enough flights to be believed.
"""


# %% provided="slice"
class Slice(NamedTuple):
    """The flights that share a value of a column, and how a model does for them."""

    value: object  # None stands for flights whose value is missing
    flights: int
    auc: float
    gap: float  # AUC of all flights minus AUC of these


# %% solution="worst_slice"
def worst_slice(flights, column, least=500):
    """The slice with the largest gap to the whole.

    Args:
        flights: a DataFrame with the columns `late`, `risk` and the one to slice by. Its index may have duplicates.
        column: the name of the column to slice by. Flights whose value is missing are a slice of their own.
        least: slices of fewer flights are left out (a slice of exactly so many counts).

    Returns:
        The Slice with the lowest AUC. Slices without a late flight, or with late ones only, have no AUC and are left
        out. Of slices with the same AUC the one with most flights. None if no slice is left.
    """
    ### BEGIN SOLUTION
    whole = roc_auc_score(flights["late"], flights["risk"])
    found = []
    for value, part in flights.groupby(column, dropna=False, observed=True):
        if len(part) >= least and part["late"].nunique() == 2:
            auc = float(roc_auc_score(part["late"], part["risk"]))
            found.append(Slice(None if pd.isna(value) else value, len(part), auc, float(whole - auc)))
    return min(found, key=lambda one: (round(one.auc, 12), -one.flights), default=None)
    ### END SOLUTION


# %%
# Try it here: worst_slice(july, "carrier", least=100)

# %% tests="worst_slice" points=3 objective="judge_slices"
with task("evaluation/worst_slice"):
    from sklearn.metrics import roc_auc_score

    def rows(value, late, risks, times=1):
        return pd.DataFrame(
            {"airport": [value] * len(late) * times, "late": late * times, "risk": risks * times}
        )

    GOOD = ([False, False, True, True], [0.1, 0.2, 0.7, 0.8])  # AUC 1
    POOR = ([False, False, True, True], [0.3, 0.6, 0.4, 0.7])  # AUC 0.75
    BAD = ([False, False, True, True], [0.8, 0.9, 0.1, 0.2])  # AUC 0
    ON_TIME = ([False] * 4, [0.1, 0.9, 0.2, 0.3])

    def names(table, expected, hint, least=8):
        before = table.copy()
        answer = worst_slice(table, "airport", least=least)
        assert table.equals(before), "worst_slice changed the table that it was given."
        if expected is None:
            assert answer is None, f"worst_slice gave {answer}; expected was None. {hint}"
            return
        assert isinstance(answer, Slice), (
            f"worst_slice gave a {type(answer).__name__}; expected was a Slice. {hint}"
        )
        value, count, auc = expected
        known = type(answer.value) is type(value) and answer.value == value
        assert known, f"worst_slice named {answer.value!r}; expected was {value!r}. {hint}"
        assert int(answer.flights) == count, f"flights is {answer.flights}; expected was {count}. {hint}"
        assert abs(float(answer.auc) - auc) < 1e-6, f"auc is {answer.auc}; expected was {auc}. {hint}"
        gap = roc_auc_score(table["late"], table["risk"]) - auc
        assert abs(float(answer.gap) - gap) < 1e-6, (
            f"gap is {answer.gap:.3f}; expected was the AUC of all flights minus that of the slice, {gap:.3f}."
        )

    table = pd.concat([rows("EWR", *GOOD, 5), rows("JFK", *POOR, 4), rows("LGA", *BAD)])
    names(table, ("JFK", 16, 0.75), "LGA has four flights, and least is 8.")
    names(table, ("LGA", 4, 0.0), "LGA has exactly as many flights as `least` asks for.", least=4)
    names(
        pd.concat([table, rows("TEB", *ON_TIME, 4)]),
        ("JFK", 16, 0.75),
        "TEB has no late flight, so it has no AUC: leave it out.",
    )
    names(
        pd.concat([rows("EWR", *GOOD, 5), rows(None, *POOR, 4)]),
        (None, 16, 0.75),
        "Flights without a value are a slice: groupby leaves them out unless told dropna=False.",
    )
    names(table, None, "No slice has a thousand flights.", least=1000)
    ### BEGIN HIDDEN TESTS
    tie = pd.concat([rows("EWR", *GOOD, 9), rows("JFK", *POOR, 3), rows("LGA", *POOR, 5)])
    names(tie, ("LGA", 20, 0.75), "Two slices have the same AUC: name the one with more flights.")
    names(tie.astype({"airport": "category"}), ("LGA", 20, 0.75), "A category without flights is no slice.")
    more = table.assign(airport=pd.array(table["airport"], dtype="string"))
    names(more, ("JFK", 16, 0.75), "The column may be of pandas' string type.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: would recalibration have helped? (4 points)

A colleague wants to bend each month's risks so that they fit the month before. Try it honestly: learn the curve on one month, apply it to the next, and say what was gained there. The outcomes of the next month may judge the risks. They may not shape them.
"""


# %% solution="recalibration"
def recalibration(past, judged):
    """Risks of a month, recalibrated on an earlier one by isotonic regression, and what that gained.

    Args:
        past: a DataFrame with the columns `risk` and `late`: the month to learn the curve from.
        judged: one like it, with later flights, some of which may have higher or lower risks than any in `past`.
            These get what the highest or lowest risk in `past` gets.

    Returns:
        Two things: the new risks of `judged` (an array, in its order), and the gain (a float): the Brier score of the
        old risks minus that of the new ones, both on `judged`. Above 0 the recalibration helped.
    """
    ### BEGIN SOLUTION
    curve = IsotonicRegression(out_of_bounds="clip").fit(past["risk"], past["late"])
    new = curve.predict(judged["risk"])
    old_score = brier_score_loss(judged["late"], judged["risk"])
    return new, float(old_score - brier_score_loss(judged["late"], new))
    ### END SOLUTION


# %%
# Try it here: recalibration(july, august)[1]

# %% tests="recalibration" points=4 objective="check_calibration"
with task("evaluation/recalibration"):
    from sklearn.isotonic import IsotonicRegression
    from sklearn.metrics import brier_score_loss

    def flights_of(seed, count, share=1.0, top=0.7):
        """Flights whose true chance of being late is their risk times `share`."""
        rng = np.random.default_rng(seed)
        risks = rng.uniform(0.05, top, count)
        return pd.DataFrame({"risk": risks, "late": rng.random(count) < risks * share})

    def tried(past, judged):
        answer = recalibration(past, judged)
        pair = isinstance(answer, tuple) and len(answer) == 2
        assert pair, (
            f"recalibration gave a {type(answer).__name__}; expected were two things: return risks, gain."
        )
        new = np.asarray(answer[0], dtype=float)
        assert new.shape == (len(judged),), (
            f"The new risks have the shape {new.shape}; expected was one a flight of judged, {len(judged)}."
        )
        assert not np.isnan(new).any(), (
            f"{np.isnan(new).sum()} new risks are missing. Risks beyond those of `past` need an answer: see out_of_bounds."
        )
        assert isinstance(answer[1], float), (
            f"The gain is a {type(answer[1]).__name__}; expected was a float."
        )
        return new, float(answer[1])

    past_month, next_month = flights_of(1, 600, share=0.6), flights_of(2, 500, share=0.6)
    new, gain = tried(past_month, next_month)
    flipped, _ = tried(past_month, next_month.assign(late=~next_month["late"]))
    assert np.allclose(new, flipped), (
        "With other outcomes in the judged month, the new risks change. They were shaped by what they are judged on: fit on past only."
    )
    curve = IsotonicRegression(out_of_bounds="clip").fit(past_month["risk"], past_month["late"])
    right = curve.predict(next_month["risk"])
    assert np.allclose(new, right, atol=1e-6), (
        f"The first new risks are {new[:3].round(3)}; isotonic regression of late on risk, fitted on past, gives {right[:3].round(3)}."
    )
    should = brier_score_loss(next_month["late"], next_month["risk"]) - brier_score_loss(
        next_month["late"], right
    )
    assert abs(gain - should) < 1e-6, (
        f"The gain is {gain:.4f}; expected was {should:.4f}: the old Brier score on judged minus the new one on judged."
    )
    higher = flights_of(3, 300, share=0.6, top=0.95)
    assert abs(tried(past_month, higher)[0].max() - curve.predict([0.7]).max()) < 1e-6, (
        "A risk above all of `past` should get what the highest risk in `past` gets."
    )
    ### BEGIN HIDDEN TESTS
    wet, dry = flights_of(4, 800, share=1.3), flights_of(5, 700, share=0.7)
    _, gain = tried(wet, dry)
    assert gain < 0, (
        f"A curve learnt in a wet month harms in a dry one; the gain was {gain:.4f} and should be below 0."
    )
    mixed = dry.sample(frac=1, random_state=0)
    assert np.allclose(tried(wet, mixed)[0], pd.Series(tried(wet, dry)[0])[mixed.index]), (
        "The new risks are not in the order of judged."
    )
    assert np.allclose(tried(wet, dry.iloc[:50])[0], tried(wet, dry)[0][:50]), (
        "A flight's risk depends on the other flights of judged."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: tests of behaviour (4 points)

Some faults show in no score. Write the check that each candidate has to pass before it is scored: four sentences about how a risk must behave. Here a model is a function that takes a table and gives a risk for each row.
"""


# %% solution="broken_promises"
def broken_promises(model, flights):
    """The promises that a model breaks on some flights.

    Args:
        model: a function; model(table) gives an array of risks, one a row. Call it with tables like `flights`.
        flights: a DataFrame with at least the columns `tailnum` (text) and `wind_speed` (a number, none missing).

    Returns:
        A set of names, empty if each promise is kept for each flight:

        - "alone": a flight gets the same risk in the table and in a table of its own, within 0.001;
        - "tailnum": with the tail number N00000 in place of its own, each flight keeps its risk within 0.001;
        - "wind": with 10 more of wind_speed no flight's risk falls by more than 0.05;
        - "gap": with wind_speed missing (NaN) in each flight, each risk is a number from 0 to 1.

        A risk that is not a number breaks the promise for which it was asked. `flights` is not changed.
    """
    ### BEGIN SOLUTION
    risks = np.asarray(model(flights.copy()), dtype=float)

    def with_(**columns):
        return np.asarray(model(flights.assign(**columns)), dtype=float)

    alone = np.array([float(np.asarray(model(flights.iloc[[place]]))[0]) for place in range(len(flights))])
    without_wind = with_(wind_speed=np.nan)
    kept = {
        "alone": np.abs(alone - risks) <= 0.001,
        "tailnum": np.abs(with_(tailnum="N00000") - risks) <= 0.001,
        "wind": with_(wind_speed=flights["wind_speed"] + 10) >= risks - 0.05,
        "gap": (without_wind >= 0) & (without_wind <= 1),
    }
    return {name for name, passed in kept.items() if not passed.all()}
    ### END SOLUTION


# %%
# Try it here: broken_promises(lambda table: risk(model, table), july.dropna(subset="wind_speed").assign(tailnum="N1").head(20))

# %% tests="broken_promises" points=4 objective="probe_the_model"
with task("evaluation/broken_promises"):
    six = pd.DataFrame(
        {
            "tailnum": ["N101", "N102", "N103", "N104", "N105", "N106"],
            "wind_speed": [0.0, 5.0, 10.0, 15.0, 20.0, 25.0],
        }
    )

    def sound(table):
        return 0.2 + table["wind_speed"].fillna(10).to_numpy() / 100

    def ranks_the_batch(table):
        return 0.2 + table["wind_speed"].fillna(10).rank(pct=True).to_numpy() / 10

    def knows_an_aircraft(table):
        return sound(table) + 0.2 * (table["tailnum"] == "N104").to_numpy()

    def calm_in_a_storm(table):
        return np.where(table["wind_speed"] > 30, 0.1, sound(table))

    def passes_gaps_on(table):
        return 0.2 + table["wind_speed"].to_numpy() / 100

    def breaks(model, expected, hint, table=six):
        before = table.copy()
        answer = broken_promises(model, table)
        assert table.equals(before), "broken_promises changed the flights that it was given. Work on a copy."
        assert isinstance(answer, set), (
            f"broken_promises gave a {type(answer).__name__}; expected was a set of names."
        )
        got = sorted(str(name) for name in answer)
        assert got == sorted(expected), f"{model.__name__} breaks {sorted(expected)}; you found {got}. {hint}"

    breaks(sound, [], "This model keeps each promise; more wind may raise a risk as much as it likes.")
    breaks(knows_an_aircraft, ["tailnum"], "One aircraft has a risk of its own.")
    breaks(calm_in_a_storm, ["wind"], "Above 30 the risk falls, which only one of the six flights meets.")
    breaks(passes_gaps_on, ["gap"], "Without wind the risk is NaN, and a comparison with NaN is False.")
    breaks(
        ranks_the_batch,
        ["alone"],
        "The risk depends on the other flights in the table. Ask for one row at a time.",
    )
    ### BEGIN HIDDEN TESTS

    def fades_in_the_dark(table):
        return np.where(table["tailnum"] == "N00000", np.nan, sound(table))

    def beyond_one(table):
        return table["wind_speed"].fillna(500).to_numpy() / 100

    def counts_rows(table):
        return np.full(len(table), 0.001 * len(table) + 0.1)

    def slightly_lower(table):
        return 0.5 - table["wind_speed"].fillna(0).to_numpy() / 250

    def all_wrong(table):
        return (
            ranks_the_batch(table)
            - 0.01 * table["wind_speed"].to_numpy()
            + 0.2 * (table["tailnum"] == "N101")
        )

    breaks(fades_in_the_dark, ["tailnum"], "With another tail number the risk is no number at all.")
    breaks(beyond_one, ["gap"], "Without wind the risk is 5, which is no probability.")
    breaks(counts_rows, ["alone"], "The risk depends on how many flights are in the table.")
    breaks(slightly_lower, [], "With 10 more of wind the risk falls by 0.04, which is allowed.")
    breaks(all_wrong, ["alone", "gap", "tailnum", "wind"], "This model breaks all four.")
    breaks(knows_an_aircraft, ["tailnum"], "The index may have duplicates.", pd.concat([six, six]))
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: why this flight? (4 points)

A clerk asks why flight B6 217 is at 70%. "The weather, mostly" would help her; twenty numbers would not. Share the difference between this flight's risk and the usual one among a few groups of columns, by Shapley values: the only way to share it that adds up and treats like groups alike.
"""


# %% solution="shares"
def shares(model, flight, background, groups):
    """What each group of columns adds to the risk of a flight: exact Shapley values.

    For a set of groups, its worth is the mean of model(background) when the columns of these groups have the
    flight's values in each row, and the other columns their own. Let the groups come in one after the other: each adds
    the worth with it minus the worth before it. Its share is the mean of that over all orders of the groups.

    Args:
        model: a function; model(table) gives an array of risks, one a row.
        flight: a DataFrame of one row.
        background: a DataFrame with the same columns: usual flights.
        groups: a dict from the name of a group to its list of columns; at most five groups. Columns that no group has
            keep their own values.

    Returns:
        A dict from the name of each group to its share, a float.
    """
    ### BEGIN SOLUTION

    def worth(chosen):
        columns = [column for name in chosen for column in groups[name]]
        mixed = background.assign(**{column: flight[column].iloc[0] for column in columns})
        return float(np.mean(model(mixed.astype(background.dtypes))))

    orders = list(permutations(groups))
    total = dict.fromkeys(groups, 0.0)
    for order in orders:
        for place, name in enumerate(order):
            total[name] += worth(order[: place + 1]) - worth(order[:place])
    return {name: value / len(orders) for name, value in total.items()}
    ### END SOLUTION


# %%
# Try it here, with groups such as {"time": ["minute_of_day", "weekday"], "weather": ["wind_speed", "precip"]}

# %% tests="shares" points=4 objective="probe_the_model"
with task("evaluation/shares"):
    usual = pd.DataFrame(
        {"hour": [6.0, 10.0, 14.0, 18.0], "wind": [0.0, 10.0, 5.0, 5.0], "rain": [0.0, 0.0, 1.0, 0.0]}
    )
    usual["carrier"] = pd.array(["AA", "B6", "B6", "UA"], dtype="string")
    evening = pd.DataFrame({"hour": [20.0], "wind": [15.0], "rain": [1.0]})
    evening["carrier"] = pd.array(["UA"], dtype="string")
    parts = {"timetable": ["hour"], "weather": ["wind", "rain"]}

    def adds(table):
        return (0.01 * table["hour"] + 0.02 * table["wind"] + 0.1 * table["rain"]).to_numpy()

    def multiplies(table):
        return (0.002 * table["hour"] * table["wind"]).to_numpy()

    def needs_three(table):
        return ((table["hour"] > 19) & (table["wind"] > 12) & (table["rain"] > 0.5)).to_numpy().astype(float)

    def by_carrier(table):
        return 0.1 + 0.3 * (table["carrier"] == "UA").to_numpy().astype(float)

    def gives(model, groups, expected, hint, flight=evening):
        before, one = usual.copy(), flight.copy()
        answer = shares(model, flight, usual, groups)
        unchanged = usual.equals(before) and flight.equals(one)
        assert unchanged, "shares changed a table that it was given. Work on a copy."
        named = isinstance(answer, dict) and set(answer) == set(groups)
        assert named, f"shares gave {answer!r}; expected was a dict with the groups {list(groups)}."
        for name, value in expected.items():
            assert isinstance(answer[name], float), f"The share of {name} is no float."
            assert abs(float(answer[name]) - value) < 1e-6, (
                f"For {model.__name__} the share of {name} is {float(answer[name]):.4f}; expected was {value:.4f}. {hint}"
            )

    gives(
        adds,
        parts,
        {"timetable": 0.08, "weather": 0.275},
        "Each column counts by its distance from the mean of the background.",
    )
    whole = float(multiplies(evening)[0] - multiplies(usual).mean())
    answer = shares(multiplies, evening, usual, {"hour": ["hour"], "wind": ["wind"]})
    assert isinstance(answer, dict), f"shares gave a {type(answer).__name__}; expected was a dict."
    assert abs(sum(float(v) for v in answer.values()) - whole) < 1e-6, (
        f"For multiplies the shares are {answer}; they should add up to {whole:.4f}, the flight's risk minus the mean risk of the background. "
        "A group adds something else when it comes first than when it comes last: take the mean over all orders."
    )
    gives(
        multiplies,
        {"hour": ["hour"], "wind": ["wind"]},
        {"hour": 0.155, "wind": 0.315},
        "Mean over both orders, (hour, wind) and (wind, hour).",
    )
    ### BEGIN HIDDEN TESTS
    three = {"hour": ["hour"], "wind": ["wind"], "rain": ["rain"]}
    gives(needs_three, three, {"hour": 0.375, "wind": 0.375, "rain": 0.25}, "Three groups have six orders.")
    gives(
        by_carrier,
        {"carrier": ["carrier"], "hour": ["hour"]},
        {"carrier": 0.225, "hour": 0.0},
        "Columns may hold text.",
    )
    gives(
        adds,
        {"timetable": ["hour"]},
        {"timetable": 0.08},
        "Columns without a group keep the background's values.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: who bears the mistakes? (3 points)

The desk warns from a risk of 0.25 on. A missed flight strands passengers; a needless warning moves people who could have stayed. The station managers want to know how both fall on their airport or airline.
"""


# %% solution="mistakes_by_group"
def mistakes_by_group(flights, column, threshold=0.25):
    """For each value of a column: how often warnings are missed, and how often they are needless.

    Args:
        flights: a DataFrame with the columns `late`, `risk` and the one to group by, in which none is missing.
        column: the name of that column.
        threshold: passengers are warned when the risk is at least this.

    Returns:
        A DataFrame, the values of the column as its index, in any order, with the columns

        - flights: how many there are;
        - late_share: the share of them that was late;
        - missed: of the late flights, the share without a warning; NaN if none was late;
        - needless: of the flights on time, the share with a warning; NaN if none was on time.
    """
    ### BEGIN SOLUTION
    rows = {}
    for value, part in flights.groupby(column, observed=True):
        late, warned = part["late"].astype(bool), part["risk"] >= threshold
        rows[value] = {
            "flights": len(part),
            "late_share": late.mean(),
            "missed": (~warned[late]).mean(),
            "needless": warned[~late].mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index")
    ### END SOLUTION


# %%
# Try it here: mistakes_by_group(july, "origin").round(2)

# %% tests="mistakes_by_group" points=3 objective="decide_for_groups"
with task("evaluation/mistakes_by_group"):

    def fares(table, expected, hint, **options):
        before = table.copy()
        answer = mistakes_by_group(table, "origin", **options)
        assert table.equals(before), "mistakes_by_group changed the table that it was given."
        assert isinstance(answer, pd.DataFrame), (
            f"mistakes_by_group gave a {type(answer).__name__}, not a DataFrame."
        )
        want = ["flights", "late_share", "missed", "needless"]
        assert list(answer.columns) == want, f"The columns are {list(answer.columns)}; expected were {want}."
        assert sorted(map(str, answer.index)) == sorted(expected), (
            f"The rows are {list(answer.index)}; expected were {sorted(expected)}, the values of the column."
        )
        for name, values in expected.items():
            for field, value in zip(want, values, strict=True):
                got = float(answer.loc[name, field])
                same = np.isnan(got) if np.isnan(value) else abs(got - value) < 1e-6
                assert same, f"{field} of {name} is {got:.3f}; expected was {value:.3f}. {hint}"

    ten = pd.DataFrame(
        {
            "origin": ["EWR"] * 6 + ["JFK"] * 4,
            "late": [True, True, True, True, False, False, True, False, False, False],
            "risk": [0.9, 0.3, 0.25, 0.1, 0.4, 0.2, 0.2, 0.3, 0.1, 0.2],
        }
    )
    fares(
        ten,
        {"EWR": (6, 4 / 6, 0.25, 0.5), "JFK": (4, 0.25, 1.0, 1 / 3)},
        "missed is a share of the late flights, needless one of the flights on time; a risk of 0.25 is a warning.",
    )
    fares(
        ten,
        {"EWR": (6, 4 / 6, 0.75, 0.0), "JFK": (4, 0.25, 1.0, 0.0)},
        "The threshold was 0.5.",
        threshold=0.5,
    )
    ### BEGIN HIDDEN TESTS
    punctual = pd.concat(
        [ten, pd.DataFrame({"origin": ["LGA"] * 2, "late": [False] * 2, "risk": [0.3, 0.1]})]
    )
    fares(
        punctual,
        {"EWR": (6, 4 / 6, 0.25, 0.5), "JFK": (4, 0.25, 1.0, 1 / 3), "LGA": (2, 0.0, float("nan"), 0.5)},
        "LGA had no late flight: nothing could be missed, which is NaN and not 0. The index has duplicates.",
    )
    doomed = pd.DataFrame({"origin": ["EWR", "EWR"], "late": [True, True], "risk": [0.1, 0.5]})
    fares(
        doomed,
        {"EWR": (2, 1.0, 0.5, float("nan"))},
        "No flight was on time, so none could be warned needlessly.",
    )
    ### END HIDDEN TESTS

# %% [markdown] written="release_decision" points=6 objective="decide_for_groups"
"""
## Part G: the decision (6 points)

You have this report on a model that is to replace the rule of thumb. The requirements ask for an AUC of at least 0.68, predicted over observed from 0.8 to 1.25, no slice of 500 flights or more with an AUC more than 0.1 below the whole, and at least 5% of the cost saved.

> AUC in August 0.74, rule of thumb 0.68; gain 0.06, 95% interval 0.04 to 0.07 (bootstrap over flights). Predicted over observed 1.09. After isotonic recalibration on August itself: 1.00, so we recalibrated. Carrier OO: AUC 0.55 on 16 flights. Airport of departure EWR: 0.71 on 9,900 flights. Of the late flights of US we warn for 45%, of those of B6 for 83%; 13% of US flights are late and 25% of B6's; the risks of both are calibrated. Behaviour: with more rain the risk falls by more than 0.05 for 0.4% of flights. SHAP says that the hour is the most important input, so late departures are caused by evening slots; we propose to tell the airlines to move flights to the morning. Saves 14% of the cost.

Write to the owner of the desk, in at most 250 words: release, release under conditions, or not? Say what in the report you rely on, what you set aside and why, what you would do about US and B6, and what you want measured before or after.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone.

- **A clear decision that follows from the requirements (1).** Release, or release under named conditions (a first month beside the rule of thumb, say): AUC, calibration, slices and saving are kept. "More research" is no decision.
- **The interval is too narrow (1).** Flights of one day share its weather; draw days. The gain will probably stay above 0, but the interval may be twice as wide.
- **Recalibration on the month it is judged on proves nothing (1).** It is 1.00 by construction. Leave it out: 1.09 is within the band; try it on an earlier month and judge on a later one.
- **OO is noise, EWR is no breach (1).** 16 flights say nothing (the requirement begins at 500); EWR's gap of 0.03 is far below 0.1.
- **US and B6: name the conflict (1).** With calibrated risks and one threshold, an airline with fewer late flights has more of them missed; equal rates would need thresholds by airline, which cost more and treat equal risks unequally. A decision is asked for (keep one threshold, publish the rates, ask who is harmed), not a formula.
- **SHAP describes the model, not the world (1).** That the model uses the hour is no evidence that moving a flight would help. Drop the proposal, or test it otherwise.
- **Behaviour (1).** A small share, to be looked at: list these flights, perhaps constrain the direction; no reason to stop, since it is rare, but a test to keep.

Take one point off, once, for a tone that the owner would not want to hear, or for far more than 250 words.

A model answer:

I recommend to release the model in September, without the recalibration, and with the rule of thumb beside it for the first month. It keeps all that we promised: an AUC of 0.74 against 0.68, risks that come out at 1.09 of what happened, no large slice far behind, and 14% of the cost saved.

Some of the report I set aside. The interval was drawn over flights, although flights of one day share their weather; over days it will be wider. I expect it to stay above zero and will send it before the release. The recalibration is 1.00 because it was fitted on the month that judged it; on a later month it may well harm. OO has 16 flights, which is too few to say anything. EWR's gap of 0.03 is within what we allow.

US and B6 need your decision. We warn for fewer late flights of US because US is late less often, and its risks are right. We could lower the threshold for US until the rates agree; then a passenger of US would be moved at a risk at which one of B6 is not, and the cost rises. I would keep one threshold, show both rates on the monthly page, and ask the people at US's gates.

The hour matters to the model. That does not mean that moving flights would make them punctual, so please do not write to the airlines.

After the release I want each month: calibration, the slices, and the flights whose risk falls with rain.
=== END MARK SCHEME ===
"""
