# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: on call

You take over the watch of the delay model. Colleagues send you seven small jobs, and at the end the phone has rung 41 times in a night.
"""

# %% provided="setup"
import numpy as np
import pandas as pd

from flightdelay.data import load_flights
from groundschool import task

winter, july = load_flights(2)["carrier"], load_flights(7)["carrier"]

# %% [markdown]
"""
## Part A: a new airline (3 points)

The index of `flightdelay.monitoring` gives an empty bin a share of 0.0001, whatever the sample. On a route with few flights one rare airline then looks like an earthquake. A colleague asks for an index of text that knows how much it has seen.
"""


# %% solution="category_psi"
def category_psi(reference, now):
    """The population stability index of two samples of text.

    Each value that occurs in either sample is a kind, and missing is a kind of its own. The
    share of a kind in a sample is (its count + 0.5) / (rows + 0.5 * number of kinds). The index
    is the sum over kinds of (share now - share before) * log(share now / share before).

    Args:
        reference: a Series of text, perhaps with missing values.
        now: a Series of text, perhaps with values that the reference lacks.

    Returns:
        A float. 0 if the samples are alike.

    Raises:
        ValueError: a sample has no rows.
    """
    ### BEGIN SOLUTION
    if reference.empty or now.empty:
        raise ValueError("A sample has no rows.")
    counts = pd.DataFrame(
        {
            "before": reference.astype(object).where(reference.notna(), None).value_counts(dropna=False),
            "now": now.astype(object).where(now.notna(), None).value_counts(dropna=False),
        }
    ).fillna(0)
    shares = (counts + 0.5) / (counts.sum() + 0.5 * len(counts))
    return float(((shares["now"] - shares["before"]) * np.log(shares["now"] / shares["before"])).sum())
    ### END SOLUTION


# %%
# Try it here, for example: category_psi(winter, july)

# %% tests="category_psi" points=3 objective="read_drift"
with task("drift/category_psi"):

    def compare_psi(before, after, expected, hint):
        got = category_psi(pd.Series(before, dtype="string"), pd.Series(after, dtype="string"))
        assert isinstance(got, float), f"category_psi gave a {type(got).__name__}, not a float."
        assert abs(float(got) - expected) < 1e-4, (
            f"category_psi({before}, {after}) gave {got:.4f}; expected was {expected:.4f}. {hint}"
        )

    compare_psi(["AA", "UA"], ["UA", "AA"], 0.0, "The same shares: no drift.")
    compare_psi(
        ["AA", "AA", "AA", "UA"], ["AA", "UA", "UA", "UA"], 0.6778, "Add 0.5 to each count, then divide."
    )
    compare_psi(
        ["AA", "AA"],
        ["AA", "B6"],
        0.5365,
        "B6 is a kind too, with a count of 0 before, and gets its 0.5 there.",
    )
    compare_psi(["AA", "UA"], ["AA", None], 0.6278, "Missing is a kind of its own.")
    try:
        category_psi(pd.Series(["AA"]), pd.Series([], dtype="string"))
    except ValueError:
        pass
    else:
        raise AssertionError("An empty sample went through; expected was ValueError.")
    ### BEGIN HIDDEN TESTS
    compare_psi(
        ["a"] * 6 + [None] * 2, ["b"] * 3 + [None], 2.6528, "Unseen values and missing ones together."
    )
    compare_psi([None, None], [None], 0.0, "One kind, missing, in both.")
    shuffled = category_psi(
        pd.Series(["a", "b", "b"], index=[9, 4, 4]), pd.Series(["b", "a", "b"], index=[1, 1, 1])
    )
    assert abs(float(shuffled)) < 1e-9, "The index of a Series says nothing about its shares."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: which alarms were right (3 points)

The team has a table of a year: which rule rang in which month. Harm is known since. Which rules deserve their place?
"""


# %% solution="judged"
def judged(alarms, harm):
    """How good each rule was as a prediction of harm.

    Args:
        alarms: a DataFrame of true and false, a row a period and a column a rule.
        harm: a Series of type "boolean" by period, perhaps in another order: was there harm?
            <NA>, or a period that is not listed, means that nobody knows yet; such periods are
            left out.

    Returns:
        A DataFrame with a row for each rule (its name is the index), in the order of the
        columns of `alarms`, and the columns `rang` (in how many periods), `right` (rang in a
        period with harm), `missed` (harm, and it did not ring), `precision` and `recall`. A
        share of nothing is NaN.
    """
    ### BEGIN SOLUTION
    known = harm.reindex(alarms.index).dropna().astype(bool)
    rang = alarms.loc[known.index].astype(bool)
    right = rang[known].sum()
    table = pd.DataFrame({"rang": rang.sum(), "right": right, "missed": known.sum() - right})
    table["precision"] = table["right"] / table["rang"].where(table["rang"] > 0)
    harmed = table["right"] + table["missed"]
    table["recall"] = table["right"] / harmed.where(harmed > 0)
    return table
    ### END SOLUTION


# %%
# Try it here

# %% tests="judged" points=3 objective="judge_alarms"
with task("drift/judged"):

    def compare_judged(alarms, harm, expected, hint):
        answer = judged(alarms.copy(), harm.copy())
        assert isinstance(answer, pd.DataFrame), f"judged gave a {type(answer).__name__}, not a DataFrame."
        wanted = ["rang", "right", "missed", "precision", "recall"]
        assert list(answer.columns) == wanted, (
            f"The columns are {list(answer.columns)}; expected were {wanted}."
        )
        assert list(answer.index) == list(expected), (
            f"The rows are {list(answer.index)}; expected was a row for each rule: {list(expected)}."
        )
        for rule, values in expected.items():
            got = [None if pd.isna(value) else round(float(value), 3) for value in answer.loc[rule]]
            assert got == values, f"For the rule {rule!r} {wanted} are {got}; expected were {values}. {hint}"

    months = [4, 5, 6, 7]
    alarms = pd.DataFrame(
        {"inputs": [True] * 4, "labels": [True, False, False, True], "off": [False] * 4}, index=months
    )
    compare_judged(
        alarms,
        pd.Series([True, False, True, False], index=months, dtype="boolean"),
        {
            "inputs": [4.0, 2.0, 0.0, 0.5, 1.0],
            "labels": [2.0, 1.0, 1.0, 0.5, 0.5],
            "off": [0.0, 0.0, 2.0, None, 0.0],
        },
        "Precision is right / rang; recall is right / harm; a rule that did not ring has no precision.",
    )
    compare_judged(
        alarms,
        pd.Series([True, False, pd.NA, True], index=[7, 5, 6, 4], dtype="boolean"),
        {
            "inputs": [3.0, 2.0, 0.0, 0.667, 1.0],
            "labels": [2.0, 2.0, 0.0, 1.0, 1.0],
            "off": [0.0, 0.0, 2.0, None, 0.0],
        },
        "Put periods together by their label, not by their place, and leave out those whose harm is not known.",
    )
    ### BEGIN HIDDEN TESTS
    compare_judged(
        alarms[["off", "labels"]],
        pd.Series([False, False], index=[4, 5], dtype="boolean"),
        {"off": [0.0, 0.0, 0.0, None, None], "labels": [1.0, 0.0, 0.0, 0.0, None]},
        "Months that are not listed are unknown; without harm there is no recall.",
    )
    weeks = pd.DataFrame({"a": [True, True, False]}, index=["w1", "w2", "w3"])
    compare_judged(
        weeks,
        pd.Series([True, True, True, True], index=["w9", "w3", "w2", "w1"], dtype="boolean"),
        {"a": [2.0, 2.0, 1.0, 1.0, 0.667]},
        "Harm in a period that `alarms` does not have says nothing about the rules.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: patience (3 points)

A week of storms sets off the calibration alarm, the next week all is well. The team wants rules that wait for *k* breaches in the last *n* periods.
"""


# %% solution="rings"
def rings(values, *, least, most, breaches, of):
    """For each period whether the alarm rings at its end.

    It rings if at least `breaches` of the last `of` known values, the newest one included, are
    a breach: below `least`, above `most`, or NaN, which was measured and is no number.

    Args:
        least: the smallest value that is in order.
        most: the largest value that is in order.
        breaches: it rings from so many breaches on.
        of: how many known values it looks back at.
        values: a list with the measure of each period, oldest first. None is not known, for
            example since no label has come: it neither counts as a breach nor takes a place
            among the last `of`, and in that period the alarm is as it was.

    Returns:
        A list of true and false, as long as `values`.
    """
    ### BEGIN SOLUTION
    known, answer = [], []
    for value in values:
        if value is not None:
            known.append(not least <= value <= most)
        answer.append(sum(known[-of:]) >= breaches)
    return answer
    ### END SOLUTION


# %%
# Try it here

# %% tests="rings" points=3 objective="judge_alarms"
with task("drift/rings"):

    def compare_rings(values, breaches, of, expected, hint):
        answer = rings(list(values), least=0.8, most=1.25, breaches=breaches, of=of)
        assert isinstance(answer, list), f"rings gave a {type(answer).__name__}, not a list."
        got = [value is True or (type(value) is np.bool_ and bool(value)) for value in answer]
        assert got == expected, (
            f"rings({values}, least=0.8, most=1.25, breaches={breaches}, of={of}) gave {answer}; expected was {expected}. {hint}"
        )

    compare_rings([1.0, 0.7, 1.0], 1, 1, [False, True, False], "Breaches of the newest value only.")
    compare_rings([0.8, 1.25, 1.3], 1, 1, [False, False, True], "The bounds themselves are within.")
    compare_rings(
        [0.7, 1.0, 1.3, 1.0, 1.0],
        2,
        3,
        [False, False, True, False, False],
        "2 of the last 3, not 2 in a row.",
    )
    compare_rings([1.0, float("nan")], 1, 1, [False, True], "NaN was measured and is no number: a breach.")
    compare_rings(
        [0.7, None, None, 0.7, 1.0],
        2,
        2,
        [False, False, False, True, False],
        "An unknown value takes no place: the last 2 known ones are those that count.",
    )
    ### BEGIN HIDDEN TESTS
    compare_rings([], 1, 1, [], "No periods, no answers.")
    compare_rings(
        [None, 0.1, None], 1, 1, [False, True, True], "While nothing new is known the alarm stays as it was."
    )
    compare_rings(
        [0.1] * 4 + [1.0] * 3, 3, 4, [False, False, True, True, True, False, False], "Look back over `of`."
    )
    compare_rings(
        [0.1, 9.0, float("nan")], 3, 5, [False, False, True], "With fewer periods than `of` it may ring."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: how good are we today? (4 points)

Labels of the sister system, lost luggage, take two months. Its owner wants a figure today, and to be told honestly when it is worth nothing.
"""


# %% solution="estimate"
def estimate(risk, checked=None):
    """What risks say about their own quality, and whether that may be trusted.

    Args:
        risk: a numpy array of risks from 0 to 1.
        checked: how calibration did when it was last checked with labels: a pair of the ratio
            predicted / observed and the days since then; None if it was never checked.

    Returns:
        A dictionary of three:

        - "late_share": the share of late flights to expect.
        - "auc": the AUC to expect. Each ordered pair of two different flights counts with the
          chance that the first is late and the second on time; it is won if the first has the
          higher risk, and half won if both have the same. NaN if no pair has a chance.
        - "trusted": true if the ratio was from 0.8 to 1.25 and at most 40 days ago.
    """
    ### BEGIN SOLUTION
    late, on_time = risk[:, None], 1 - risk[None, :]
    weight = late * on_time
    np.fill_diagonal(weight, 0)
    won = np.where(late > risk[None, :], 1.0, np.where(late == risk[None, :], 0.5, 0.0))
    total = weight.sum()
    trusted = checked is not None and 0.8 <= checked[0] <= 1.25 and checked[1] <= 40
    return {
        "late_share": float(risk.mean()),
        "auc": float((weight * won).sum() / total) if total > 0 else float("nan"),
        "trusted": bool(trusted),
    }
    ### END SOLUTION


# %%
# Try it here

# %% tests="estimate" points=4 objective="estimate_without_labels"
with task("drift/estimate"):

    def asked(risk, checked=None):
        answer = estimate(np.array(risk, dtype=float), checked)
        assert isinstance(answer, dict), f"estimate gave a {type(answer).__name__}, not a dictionary."
        wanted = {"late_share", "auc", "trusted"}
        assert set(answer) == wanted, f"The keys are {sorted(answer)}; expected were {sorted(wanted)}."
        return answer

    def compare_estimate(risk, late_share, auc, hint):
        answer = asked(risk)
        got = round(float(answer["late_share"]), 3), round(float(answer["auc"]), 3)
        assert got[0] == late_share, (
            f"estimate({risk}) expects {got[0]} of the flights to be late; expected was {late_share}, the mean of the risks."
        )
        assert got[1] == auc or (np.isnan(got[1]) and np.isnan(auc)), (
            f"estimate({risk}) gives an AUC of {got[1]}; expected was {auc}. {hint}"
        )

    def compare_trust(checked, expected, hint):
        got = asked([0.1, 0.4], checked)["trusted"]
        assert isinstance(got, bool), f"trusted is a {type(got).__name__}, not true or false."
        assert got is expected, f"With checked={checked}, trusted is {got!r}; expected was {expected}. {hint}"

    compare_estimate([0.0, 1.0], 0.5, 1.0, "The sure flight is late, the other is not.")
    compare_estimate(
        [0.2, 0.8],
        0.5,
        0.941,
        "Two pairs: weight 0.64 is won, 0.04 is lost. No flight is paired with itself.",
    )
    compare_estimate([0.3, 0.3, 0.3], 0.3, 0.5, "Equal risks: each pair is half won.")
    compare_trust((1.1, 20), True, "The ratio is in the band and fresh.")
    compare_trust((0.7, 20), False, "When it was last checked, the risks did not come true.")
    compare_trust((1.0, 60), False, "Checked two months ago: that was another season.")
    compare_trust(None, False, "Nobody has ever checked, so nothing is known.")
    ### BEGIN HIDDEN TESTS
    compare_estimate([0.1, 0.5, 0.5, 0.9], 0.5, 0.861, "Ties among others.")
    compare_estimate([0.0, 0.0], 0.0, float("nan"), "No flight can be late, so there is no pair.")
    compare_trust((0.8, 40), True, "The bounds themselves are within.")
    compare_trust((1.26, 1), False, "Too many foreseen is a breach too.")
    many = np.random.default_rng(1).beta(2, 6, 800)
    seen = np.random.default_rng(2).uniform(size=800) < many
    from sklearn.metrics import roc_auc_score

    got = float(asked(many)["auc"])
    assert abs(got - roc_auc_score(seen, many)) < 0.04, (
        f"For 800 calibrated risks the AUC was estimated as {got:.3f}; it is about {roc_auc_score(seen, many):.3f}."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: the log against the truth (4 points)

The service logs what it computed for a sample of requests. Overnight the features of the same requests are computed again, from the archive. Write the report that is read in the morning.
"""


# %% solution="skew"
def skew(logged, again, tolerance=1e-6):
    """Which features the service computed otherwise than training would.

    Args:
        logged: a DataFrame of features, a row a request; its index is the request's key.
        again: the same, computed from the archive; perhaps in another order, and with other
            requests. Only requests that both tables have are compared.
        tolerance: numbers no further apart than this agree. Missing agrees with missing, and
            with nothing else. A column that only one table has disagrees in each request.

    Returns:
        A Series by name of the feature: the share of compared requests in which the two
        disagree. Features without a disagreement are left out; the largest share first, and
        equal shares by name.

    Raises:
        ValueError: no request is in both tables.
    """
    ### BEGIN SOLUTION
    both = logged.index.intersection(again.index)
    if both.empty:
        raise ValueError("No request is in both tables, so nothing was compared.")
    shares = {}
    for name in sorted(set(logged.columns) | set(again.columns)):
        if name not in logged or name not in again:
            shares[name] = 1.0
            continue
        one, other = logged.loc[both, name], again.loc[both, name]
        if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(other):
            same = (one.astype(float) - other.astype(float)).abs() <= tolerance
        else:
            same = (one.astype(object) == other.astype(object)).fillna(False).astype(bool)
        shares[name] = float((~same & ~(one.isna() & other.isna())).mean())
    found = pd.Series(shares, dtype=float)
    return found[found > 0].sort_values(ascending=False, kind="stable")
    ### END SOLUTION


# %%
# Try it here

# %% tests="skew" points=4 objective="find_skew"
with task("drift/skew"):

    def compare_skew(logged, again, expected, hint, **settings):
        answer = skew(logged.copy(), again.copy(), **settings)
        assert isinstance(answer, pd.Series), f"skew gave a {type(answer).__name__}, not a Series."
        got = [(str(name), round(float(share), 3)) for name, share in answer.items()]
        assert got == expected, f"skew found {got}; expected was {expected}. {hint}"

    archive = pd.DataFrame(
        {
            "temp": [50.0, 60.0, np.nan, 70.0],
            "carrier": ["AA", "UA", "B6", "AA"],
            "hour": [6.0, 7.0, 8.0, 9.0],
        },
        index=["r1", "r2", "r3", "r4"],
    )
    compare_skew(archive, archive, [], "Equal tables do not differ; missing agrees with missing.")
    compare_skew(
        archive.assign(hour=archive["hour"] + 4, temp=[50.0, 60.0, 0.0, 70.0]),
        archive,
        [("hour", 1.0), ("temp", 0.25)],
        "Missing and 0 are two things. The largest share comes first.",
    )
    compare_skew(
        archive.loc[["r4", "r2", "r1"]],
        archive.loc[["r1", "r2", "r3", "r4"]],
        [],
        "Put requests together by their key; those that only one table has are not compared.",
    )
    compare_skew(
        archive.drop(columns="hour"),
        archive,
        [("hour", 1.0)],
        "A column that the service forgot differs in each request.",
    )
    try:
        skew(archive, archive.set_axis(["a", "b", "c", "d"]))
    except ValueError:
        pass
    else:
        raise AssertionError(
            "No request is in both tables, and no ValueError came. Nothing compared is not 'no skew'."
        )
    ### BEGIN HIDDEN TESTS
    compare_skew(
        archive.assign(carrier=["AA", None, "B6", "DL"]),
        archive,
        [("carrier", 0.5)],
        "Text may be missing or differ.",
    )
    compare_skew(
        archive.assign(hour=archive["hour"] + 0.5), archive, [], "Within the tolerance.", tolerance=0.5
    )
    compare_skew(
        archive.loc[["r4", "r3"]].assign(new=1.0, hour=[9.0, 0.0]),
        archive.assign(aged=0.0),
        [("aged", 1.0), ("new", 1.0), ("hour", 0.5)],
        "Shares are of the compared requests; equal shares go by name.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: a window that survives a restart (4 points)

Messages about departures reach the service in any order, some twice. It keeps them in a log, so that a restart loses nothing. Write the feature as a function of that log: it must give what history gives.
"""


# %% solution="window"
def window(messages, key, now, hours=3, least=3):
    """The share of late flights among those of a key that became known in [now - hours, now).

    Args:
        messages: a list of what the service was told, in the order in which it was told: tuples
            of the flight (a text), its key (an airport, a route), the moment from which its
            outcome was known, and whether it was late. Moments come in any order, and some are
            after `now`. One flight may be told of several times: the last message counts.
        key: of which airport or route.
        now: the moment of the request, a pd.Timestamp.
        hours: how far to look back.
        least: how many flights a share needs.

    Returns:
        A float; NaN if the flights are fewer than `least`.
    """
    ### BEGIN SOLUTION
    last = {flight: (of, known_at, late) for flight, of, known_at, late in messages}
    start = now - pd.Timedelta(hours=hours)
    found = [late for of, known_at, late in last.values() if of == key and start <= known_at < now]
    return float(np.mean(found)) if len(found) >= least else float("nan")
    ### END SOLUTION


# %%
# Try it here

# %% tests="window" points=4 objective="find_skew"
with task("drift/window"):
    noon = pd.Timestamp("2013-07-02 12:00", tz="UTC")

    def ask(messages, expected, hint, *, key="EWR", minutes=0, **settings):
        told = [(flight, of, noon + pd.Timedelta(minutes=at), late) for flight, of, at, late in messages]
        got = window(told, key, noon + pd.Timedelta(minutes=minutes), **settings)
        assert isinstance(got, float), f"window gave a {type(got).__name__}, not a float."
        same = np.isnan(got) if expected is None else abs(float(got) - expected) < 1e-9
        assert same, (
            f"Of the messages {messages} (minutes from 12:00), window(..., {key!r}, 12:00 + {minutes} min) gave {got}; "
            f"expected was {'NaN' if expected is None else round(expected, 4)}. {hint}"
        )

    heard = [
        ("f1", "EWR", -180, True),
        ("f2", "EWR", -60, False),
        ("f3", "EWR", -1, True),
        ("f4", "JFK", -5, True),
    ]
    ask(heard, 2 / 3, "Three flights of EWR in the last 3 hours, the oldest exactly 3 hours ago.")
    ask(heard, None, "A minute later the first is too old, and two are too few.", minutes=1)
    ask(heard, None, "Keys do not mix.", key="JFK")
    ask([*heard, ("f5", "EWR", 0, False)], 2 / 3, "What becomes known at `now` itself is not known yet.")
    ask([*heard, ("f3", "EWR", -1, True)], 2 / 3, "A message that comes twice is one flight.")
    ask(heard[::-1], 2 / 3, "Messages come in any order.")
    ### BEGIN HIDDEN TESTS
    ask([*heard, ("f3", "EWR", -1, False)], 1 / 3, "The last message about a flight counts.")
    ask([*heard, ("f2", "EWR", 30, False)], None, "The last message moved the flight out of the window.")
    ask(heard, None, "All is too old.", minutes=500)
    ask(heard, 0.5, "`hours` and `least` are settings.", hours=1, least=1)
    ask([], None, "Nothing was heard.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part G: half a year without the column (3 points)

From June on the register tells the number of seats, and a category of noise as text. The flights before lack both. Build the table to train on.
"""


# %% solution="bridge"
def bridge(old, new, column, by):
    """Old and new rows as one table, in which the old ones have the column too.

    A value that is missing in `old` (or all, if it lacks the column) is filled from the rows of
    `new` with the same value in the column `by`: numbers with their mean, text with the most
    frequent value (of several, the first by alphabet). A group that `new` does not know is
    filled in the same way from all of `new`. Values that `old` has are kept; missing values in
    `new` stay missing.

    Returns:
        A DataFrame: the rows of `old`, then those of `new`, with an index from 0, and a column
        `bridged` that is true where a value was filled.
    """

    ### BEGIN SOLUTION
    def typical(values):
        if pd.api.types.is_numeric_dtype(values):
            return values.mean()
        known = values.dropna()
        return known.mode().sort_values().iloc[0] if len(known) else None

    by_group = {group: typical(rows) for group, rows in new.groupby(by)[column]}
    overall = typical(new[column])
    fill = [by_group.get(group) for group in old[by]]
    fill = pd.Series([overall if pd.isna(value) else value for value in fill], index=old.index)
    had = old[column] if column in old else pd.Series([None] * len(old), index=old.index, dtype=object)
    there = had.notna()
    values = [kept if ok else filled for kept, filled, ok in zip(had, fill, there, strict=True)]
    filled = old.assign(**{column: values}, bridged=~there)
    return pd.concat([filled, new.assign(bridged=False)], ignore_index=True)
    ### END SOLUTION


# %%
# Try it here

# %% tests="bridge" points=3 objective="bridge_schema"
with task("drift/bridge"):

    def compare_bridge(old, new, column, expected, hint):
        expected, marks = expected
        before = old.copy()
        answer = bridge(old, new, column, "carrier")
        assert isinstance(answer, pd.DataFrame), f"bridge gave a {type(answer).__name__}, not a DataFrame."
        assert old.equals(before), "bridge changed the table `old` that it was given."
        lacking = sorted({column, "bridged"} - set(answer.columns))
        assert not lacking, f"The columns are {list(answer.columns)}; {lacking} belong to them."
        assert list(answer.index) == list(range(len(old) + len(new))), (
            f"The index is {list(answer.index)}; expected was one from 0 over old and new rows."
        )
        got = [
            None if pd.isna(value) else str(value) if isinstance(value, str) else float(value)
            for value in answer[column]
        ]
        assert got == expected, f"{column} is {got}; expected was {expected}. {hint}"
        flags = [bool(value) for value in answer["bridged"]]
        assert flags == marks, f"bridged is {flags}; expected was {marks}: true where a value was filled."

    june = pd.DataFrame({"carrier": ["AA", "AA", "UA", "UA"], "seats": [100.0, 140.0, 200.0, np.nan]})
    compare_bridge(
        pd.DataFrame({"carrier": ["UA", "AA", "B6"]}),
        june,
        "seats",
        ([200.0, 120.0, 440 / 3, 100.0, 140.0, 200.0, None], [True, True, True, False, False, False, False]),
        "AA has the mean of AA; B6 is unknown to `new` and gets the mean of all; a gap in `new` stays.",
    )
    compare_bridge(
        pd.DataFrame({"carrier": ["AA", "AA"], "seats": [55.0, np.nan]}, index=[7, 7]),
        june.iloc[:2],
        "seats",
        ([55.0, 120.0, 100.0, 140.0], [False, True, False, False]),
        "A value that an old row has is better than any filled one.",
    )
    ### BEGIN HIDDEN TESTS
    noise = pd.DataFrame(
        {"carrier": ["AA", "AA", "AA", "UA", "UA"], "noise": ["loud", "calm", "loud", "mid", "calm"]}
    )
    compare_bridge(
        pd.DataFrame({"carrier": ["AA", "UA", "B6"]}),
        noise,
        "noise",
        (["loud", "calm", "calm", "loud", "calm", "loud", "mid", "calm"], [True] * 3 + [False] * 5),
        "Text: the most frequent value of the group, of several the first by alphabet.",
    )
    compare_bridge(
        pd.DataFrame({"carrier": ["UA"]}),
        pd.DataFrame({"carrier": ["UA", "AA"], "seats": [np.nan, 90.0]}),
        "seats",
        ([90.0, None, 90.0], [True, False, False]),
        "A group whose values are all missing knows no more than one that is not there.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part H: the morning after (6 points)
"""

# %% [markdown] written="alarm_storm" points=6 objective="judge_alarms"
"""
The log of the night of 3 July, and what became known by noon:

- 22:10 to 05:40: 41 pages. 38 from the rule "PSI of an input ≥ 0.25", for each of 17 inputs and each hour; 2 from "late share of the last hour below 5%"; 1 from "skew: logged features differ", at 02:15.
- The colleague on call muted the phone at 01:30, after the 26th.
- A release went out at 02:00. From then on the service took the minute of the day in UTC. Until 07:30 about 300 flights got wrong risks; 24 connections were missed that the desk would have moved.
- Nobody did anything wrong by the rules: they say "rings, then look".

Write the post-mortem in 150 to 250 words, for the team. Say what happened and to whom it did harm; why the one right alarm was not heard; what you change in the rules, with the measure, bound, patience and severity of at least two rules and the reason; and the entry of the runbook for skew. Blame nobody.

=== BEGIN MARK SCHEME ===
**Model answer.** From 02:00 to 07:30 on 3 July the service computed the minute of the day in UTC. About 300 flights got wrong risks and 24 connections were missed. The alarm that named the fault rang after 15 minutes, and nobody heard it: it was the one right page of 41, and the phone had been muted after 26 that asked for nothing. A precision of 1 in 41 trains everybody to mute.

Of the false ones 38 say that July is not winter. They rang on rules that we wrote. Two read the late share of the last hour, when the late flights were still at the gate.

Changes. *Input drift*: no alarm; on the dashboard, against the same month of other years. *Late share*: only complete days, calibration outside 0.8 to 1.25, 2 of the last 3 days, ticket. *Skew*: any sampled hour with more than 1% of requests that differ, no patience, since the right number is 0 and a release can be undone: the only page of the three. No release between 22:00 and 06:00 without its author awake.

Runbook, skew: 1. Which features, from which minute? 2. Which release went out then? Roll it back at once; find the cause later. 3. Was it a restart? Refill the windows. 4. Tell the desk which hours have wrong risks.

We shall count pages and how many were right each month. Open: a fault in the code that training and service share would not show as skew.

| Points | Criterion |
|---|---|
| 1 | Says what went wrong, from when to when and whom it harmed, with numbers of the log; blames no person. |
| 1 | Explains the unheard alarm by fatigue, with precision (1 right of 41) or an equal count. |
| 1 | Explains both kinds of false alarm: season as drift, and labels of the last hour that favour flights on time. |
| 2 | Changes two rules with measure, bound, patience and severity, each with a reason that fits (skew may stay without patience; inputs leave the phone). One point each. |
| 1 | Gives a runbook entry for skew that can be followed at night: find feature and minute, roll back first, tell the desk; *or* names it in part and adds an honest limit of the proposal. |

Take one point off a text that says only "raise the thresholds", or is far over 250 words.
=== END MARK SCHEME ===
"""
