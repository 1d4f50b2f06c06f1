# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: a policy for the delay model

The desk that warns passengers wants to know when its model will be retrained, on what, at which price, and what happens when a release goes wrong. You are asked to build the parts of the answer, and to defend a policy in writing.
"""

# %% provided="setup"
import numpy as np
import pandas as pd

from groundschool import task

# A replay as `flightdelay.replay.replay` gives it: what the lesson found, rounded. `cost` is the mean of a flight in USD.
monthly = pd.DataFrame(
    {"flights": 27_000, "cost": [140, 141, 162, 165, 137, 115, 121, 122, 168], "retrain": True},
    index=range(4, 13),
)
on_decay = monthly.assign(
    cost=[140, 141, 165, 172, 139, 118, 122, 123, 168],
    retrain=[True, False, False, True, False, True, True, False, True],
)
on_decay

# %% [markdown]
"""
## Part A: the bill of a policy (4 points)

The desk pays for wrong decisions, flight by flight, and for each training. Months have different numbers of flights. The first model was trained before April and is paid as well; a training that the last month asks for serves nobody any more and is not done.
"""


# %% solution="yearly_bill"
def yearly_bill(table, price):
    """What a policy costs over the months of a replay, in USD.

    Args:
        table: a row for each month in order of time, with the columns `flights` (a number), `cost` (the mean cost of a flight in USD) and
            `retrain` (whether a training was asked for at the end of the month). There is at least one row.
        price: the price of one training in USD.

    Returns:
        A float: the cost of all flights and the price of all trainings, the first model's included.
    """
    ### BEGIN SOLUTION
    trainings = 1 + int(table["retrain"].iloc[:-1].sum())
    return float((table["flights"] * table["cost"]).sum() + price * trainings)
    ### END SOLUTION


# %%
# Try it here, for example: yearly_bill(on_decay, 10_000) - yearly_bill(monthly, 10_000)

# %% tests="yearly_bill" points=4 objective="choose_a_policy"
with task("retraining/yearly_bill"):

    def billed(table, price):
        answer = yearly_bill(table, price)
        assert isinstance(answer, (int, float, np.integer, np.floating)), (
            f"yearly_bill gave a {type(answer).__name__}, not a number."
        )
        return float(answer)

    small = pd.DataFrame(
        {"flights": [100, 300], "cost": [10.0, 20.0], "retrain": [False, False]}, index=[4, 5]
    )
    answer = billed(small, 0)
    assert abs(answer - 7000) < 1e-6, (
        f"Two months of 100 flights at 10 and 300 at 20 USD cost {answer:,.0f} by yearly_bill; expected was 7,000. Multiply month by month, then add."
    )
    answer = billed(small, 50)
    assert abs(answer - 7050) < 1e-6, (
        f"With a training at 50 USD and no retraining, yearly_bill gave {answer:,.0f}; expected was 7,050. The first model is paid as well."
    )
    answer = billed(small.assign(retrain=[True, True]), 50)
    assert abs(answer - 7100) < 1e-6, (
        f"With both months asking for a training, yearly_bill gave {answer:,.0f}; expected was 7,100. The one that the last month asks for is not done."
    )
    ### BEGIN HIDDEN TESTS
    answer = billed(monthly, 12_345.5) - billed(monthly, 0)
    assert abs(answer - 9 * 12_345.5) < 1e-3, (
        f"Nine trainings at 12,345.50 USD come to {answer:,.2f} by yearly_bill; expected was 111,109.50."
    )
    answer = billed(small.iloc[[1]].assign(retrain=True), 50)
    assert abs(answer - 6050) < 1e-6, (
        f"One month alone costs {answer:,.0f} by yearly_bill; expected was 6,050."
    )
    odd = pd.DataFrame(
        {"flights": [1, 2, 3], "cost": [0.5, 0.25, 1.0], "retrain": [True, False, True]}, index=[9, 9, 9]
    )
    answer = billed(odd, 1)
    assert abs(answer - 6.0) < 1e-9, (
        f"yearly_bill gave {answer}; expected was 6.0, by the order of the rows and not their index."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: playing the past in order (4 points)

A window is chosen by playing the past: train on months that had labels at the time, test on a month after. Labels of a month are complete only some months later; until then the month must not be trained on.
"""


# %% solution="rolling_splits"
def rolling_splits(last, first=3, window=None, delay=0):
    """The trainings and tests of a replay in order of time.

    Args:
        last: the last month that is tested; months count from 1.
        first: the least number of months to train on. Tests begin when so many are known.
        window: train on at most so many of the newest known months; None for all of them.
        delay: so many months pass until a month's labels are known. With 0, month 3 can be trained on for a test on 4;
            with 1, not before the test on 5.

    Returns:
        A list of pairs, in order of time: the months to train on as a list, and the month to test on.
        Empty if there is no month to test on.
    """
    ### BEGIN SOLUTION
    splits = []
    for test in range(first + delay + 1, last + 1):
        known = list(range(1, test - delay))
        splits.append((known if window is None else known[-window:], test))
    return splits
    ### END SOLUTION


# %%
# Try it here, for example: rolling_splits(6, window=2, delay=1)

# %% tests="rolling_splits" points=4 objective="choose_the_data"
with task("retraining/rolling_splits"):

    def plain(*args, **options):
        answer = rolling_splits(*args, **options)
        assert isinstance(answer, list), (
            f"rolling_splits gave a {type(answer).__name__}, not a list of pairs."
        )
        for pair in answer:
            shaped = (
                isinstance(pair, (tuple, list))
                and len(pair) == 2
                and isinstance(pair[0], (list, tuple, range))
            )
            assert shaped, f"An entry is {pair!r}; expected was a pair such as ([1, 2, 3], 4)."
        return [([int(month) for month in train], int(test)) for train, test in answer]

    answer, expected = plain(5), [([1, 2, 3], 4), ([1, 2, 3, 4], 5)]
    assert answer == expected, (
        f"rolling_splits(5) gave {answer}; expected was {expected}. Train on all months before the test, and on at least 3."
    )
    answer, expected = plain(6, window=2), [([2, 3], 4), ([3, 4], 5), ([4, 5], 6)]
    assert answer == expected, (
        f"rolling_splits(6, window=2) gave {answer}; expected was {expected}. A window keeps the newest months; the tests stay the same."
    )
    answer, expected = plain(6, delay=1), [([1, 2, 3], 5), ([1, 2, 3, 4], 6)]
    assert answer == expected, (
        f"rolling_splits(6, delay=1) gave {answer}; expected was {expected}. With delay=1 the month just before the test has no labels yet."
    )
    ### BEGIN HIDDEN TESTS
    assert plain(3) == [], "With three months and first=3 there is nothing to test on; the list is empty."
    answer = plain(9, first=2, window=3, delay=2)
    expected = [([1, 2], 5), ([1, 2, 3], 6), ([2, 3, 4], 7), ([3, 4, 5], 8), ([4, 5, 6], 9)]
    assert answer == expected, (
        f"rolling_splits(9, first=2, window=3, delay=2) gave {answer}; expected was {expected}."
    )
    answer = plain(12, first=1, window=1)
    assert answer == [([month - 1], month) for month in range(2, 13)], (
        f"rolling_splits(12, first=1, window=1) gave {answer}; each month is tested by the one before."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: do warnings work? (4 points)

The service has kept a log since a tenth of the flights is kept apart: whatever the model says of them, nobody acts. The first clerk who looked at it reported that *flights with a warning are late more often than those without, so the warnings do harm*. Estimate what warnings do, from the flights for which a fair comparison exists.
"""

# %% provided="log"
rng = np.random.default_rng(7)
log = pd.DataFrame({"risk": rng.beta(1.2, 4, 20_000), "apart": rng.random(20_000) < 0.1})
log["warned"] = log["risk"] >= 0.25  # what the model said, also where nobody acted on it
would_be_late = rng.random(20_000) < log["risk"]
prevented = log["warned"] & ~log["apart"] & (rng.random(20_000) < 0.4)
log["late"] = would_be_late & ~prevented
log.groupby(["warned", "apart"])["late"].agg(["mean", "size"]).round(2)


# %% solution="effect_of_warnings"
def effect_of_warnings(log):
    """By how much acting on a warning changes the share of late flights, among flights warned about.

    Args:
        log: a row for each flight, with the columns `warned`, `apart` (nobody acted) and `late`, all true or false.

    Returns:
        A float: late share where the warning was acted on, minus late share where it was not. Negative if warnings
        prevent delays; NaN if one of the two has no flight.
    """
    ### BEGIN SOLUTION
    warned = log[log["warned"]]
    acted, left_alone = warned.loc[~warned["apart"], "late"], warned.loc[warned["apart"], "late"]
    if acted.empty or left_alone.empty:
        return float("nan")
    return float(acted.mean() - left_alone.mean())
    ### END SOLUTION


# %%
# Try it here, for example: effect_of_warnings(log)

# %% tests="effect_of_warnings" points=4 objective="see_feedback_loops"
with task("retraining/effect_of_warnings"):

    def effect(rows):
        answer = effect_of_warnings(rows)
        assert isinstance(answer, (float, np.floating)), (
            f"effect_of_warnings gave a {type(answer).__name__}, not a float."
        )
        return float(answer)

    def flights_of(*groups):
        """Rows of (warned, apart, flights, late ones)."""
        rows = [
            {"warned": warned, "apart": apart, "late": number < late}
            for warned, apart, flights, late in groups
            for number in range(flights)
        ]
        return pd.DataFrame(rows, columns=["warned", "apart", "late"]).astype(bool)

    known = flights_of(
        (True, False, 90, 27), (True, True, 10, 5), (False, False, 180, 18), (False, True, 20, 2)
    )
    answer = effect(known)
    assert abs(answer - -0.2) < 1e-9, (
        f"Of 90 flights with a warning acted on 27 were late, of 10 kept apart 5: effect_of_warnings gave {answer:.3f}, expected was -0.200. Compare like with like: only flights warned about, acted on against kept apart."
    )
    more = pd.concat([known, flights_of((False, False, 500, 300))], ignore_index=True)
    answer = effect(more)
    assert abs(answer - -0.2) < 1e-9, (
        f"With 500 more flights that had no warning, effect_of_warnings went to {answer:.3f}; it should stay -0.200. Flights without a warning say nothing here."
    )
    answer = effect(known[~known["apart"]])
    assert np.isnan(answer), (
        f"With no flight kept apart effect_of_warnings gave {answer:.3f}; expected was NaN, for nothing can be said."
    )
    ### BEGIN HIDDEN TESTS
    answer = effect(log)
    expected = float(
        log[log["warned"] & ~log["apart"]]["late"].mean() - log[log["warned"] & log["apart"]]["late"].mean()
    )
    assert abs(answer - expected) < 1e-9, (
        f"On the log of the lab effect_of_warnings gave {answer:.3f}; expected was {expected:.3f}."
    )
    harm = flights_of((True, False, 50, 40), (True, True, 50, 10))
    assert abs(effect(harm) - 0.6) < 1e-9, (
        "Where acted-on flights are late more often, the effect is positive."
    )
    assert np.isnan(effect(known[~known["warned"]])), (
        "With no warning at all nothing can be said; expected was NaN."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: which version to go back to (4 points)

Saturday, 3 in the morning: the serving version warns about every flight. Whoever is on call runs your function. It looks at the history of the alias `champion`, which may hold rollbacks, and takes the newest earlier version that can really serve: its inputs are all there today, and it is not among the versions known to be bad.
"""


# %% solution="version_to_restore"
def version_to_restore(history, inputs, available, bad=()):
    """The version to go back to from the one that serves now.

    Args:
        history: the versions that the alias pointed at, one after the other; the last one serves now. A version can occur more than once.
        inputs: for each version the list of columns that it needs.
        available: the columns that the pipeline makes today.
        bad: versions that must not serve.

    Returns:
        The version that served most recently, other than the one serving now, whose inputs are all available and that is not bad;
        None if there is none: then the desk falls back on the rule of thumb.
    """
    ### BEGIN SOLUTION
    serving = history[-1]
    for version in reversed(history):
        usable = set(inputs[version]) <= set(available)
        if version != serving and version not in bad and usable:
            return version
    return None
    ### END SOLUTION


# %%
# Try it here, for example: version_to_restore([1, 2, 3], {1: ["temp"], 2: ["temp", "lag"], 3: ["temp"]}, ["temp"])

# %% tests="version_to_restore" points=4 objective="rehearse_a_rollback"
with task("retraining/version_to_restore"):

    def restored(history, inputs, available, **options):
        answer = version_to_restore(list(history), inputs, list(available), **options)
        assert answer is None or isinstance(answer, (int, np.integer)), (
            f"version_to_restore gave {answer!r}; expected was the number of a version, or None."
        )
        return None if answer is None else int(answer)

    needs = {1: ["temp"], 2: ["temp", "late_origin_3h"], 3: ["temp", "wind_speed"], 4: ["temp"]}
    today = ["temp", "wind_speed", "carrier"]
    answer = restored([1, 3, 4], needs, today)
    assert answer == 3, (
        f"After versions 1, 3, 4 version_to_restore gave {answer}; expected was 3, the newest before 4."
    )
    answer = restored([1, 2, 4], needs, today)
    assert answer == 1, (
        f"After 1, 2, 4 version_to_restore gave {answer}; expected was 1. Version 2 needs late_origin_3h, which nobody makes any more."
    )
    answer = restored([1, 3, 4, 3], needs, today)
    assert answer == 4, (
        f"After 1, 3, 4 and back to 3, version_to_restore gave {answer}; expected was 4. Go by who served most recently, not by the highest number, and never back to the one serving now."
    )
    answer = restored([1, 3, 4], needs, today, bad=[3])
    assert answer == 1, f"With version 3 known to be bad version_to_restore gave {answer}; expected was 1."
    ### BEGIN HIDDEN TESTS
    assert restored([2], needs, today) is None, "A first version has nothing before it; expected was None."
    assert restored([2, 4], needs, today) is None, "The only earlier version cannot serve; expected was None."
    assert restored([1, 3, 1, 3], needs, today, bad=[3]) == 1, (
        "After 1, 3, 1, 3 with 3 bad, version 1 can serve."
    )
    assert restored([4, 4, 4], needs, today) is None, (
        "A version promoted three times is still the one that serves now."
    )
    assert restored([1, 2, 3, 2, 3], needs, [*today, "late_origin_3h"], bad={1}) == 2, (
        "With late_origin_3h available version 2 can serve again, and it served most recently before 3."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: one model, three airports (3 points)

The airports send their weights and the number of flights behind them. Write the server's side of a round of federated averaging. A reply that cannot be right must not reach the common model.
"""


# %% solution="federated_average"
def federated_average(replies):
    """The common weights after a round.

    Args:
        replies: a list of pairs: an array of weights, and the number of flights that they were trained on. All arrays have one length.
            A reply without flights, or with a weight that is not a finite number, is left out.

    Returns:
        A numpy array: the mean of the weights, each reply counted by its flights.

    Raises:
        ValueError: no reply is left.
    """
    ### BEGIN SOLUTION
    good = [(np.asarray(weights, dtype=float), flights) for weights, flights in replies if flights > 0]
    good = [(weights, flights) for weights, flights in good if np.isfinite(weights).all()]
    if not good:
        raise ValueError("No reply can be used: keep the weights of the last round.")
    return np.average([weights for weights, _ in good], axis=0, weights=[flights for _, flights in good])
    ### END SOLUTION


# %%
# Try it here, for example: federated_average([(np.array([1.0, 0.0]), 100), (np.array([0.0, 1.0]), 300)])

# %% tests="federated_average" points=3 objective="learn_apart"
with task("retraining/federated_average"):

    def averaged(replies):
        answer = federated_average([(np.array(weights), flights) for weights, flights in replies])
        assert isinstance(answer, np.ndarray), (
            f"federated_average gave a {type(answer).__name__}, not a numpy array."
        )
        return [round(float(value), 9) for value in answer]

    answer = averaged([([1.0, 0.0], 100), ([0.0, 1.0], 300)])
    assert answer == [0.25, 0.75], (
        f"From [1, 0] of 100 flights and [0, 1] of 300 federated_average gave {answer}; expected was [0.25, 0.75]. An airport counts by its flights."
    )
    answer = averaged([([1.0, 2.0], 10), ([np.nan, 5.0], 90)])
    assert answer == [1.0, 2.0], (
        f"One airport sent NaN and federated_average gave {answer}; expected was [1.0, 2.0]. One broken reply must not spoil the model of all."
    )
    ### BEGIN HIDDEN TESTS
    assert averaged([([4.0], 0), ([2.0], 5)]) == [2.0], "A reply without flights counts nothing."
    assert averaged([([np.inf, 0.0], 5), ([2.0, 4.0], 1), ([4.0, 2.0], 3)]) == [3.5, 2.5], (
        "A reply with an infinite weight is left out whole."
    )
    for nothing in ([], [([1.0], 0)], [([np.nan], 10)]):
        try:
            federated_average([(np.array(weights), flights) for weights, flights in nothing])
        except ValueError:
            continue
        raise AssertionError(
            f"federated_average({nothing}) gave an answer; expected was a ValueError, for no reply is left."
        )
    ### END HIDDEN TESTS

# %% [markdown] written="defend_a_policy" points=6 objective="choose_a_policy"
"""
## Part F: defend a policy (6 points)

The head of the desk writes:

> I read that good teams retrain automatically whenever data drifts. Let us do that: each night, if any input drifts, train on everything we have and put the new model live. No approvals, they only slow us down. If it goes wrong we roll back. What do you think?

Answer in at most 300 words. Choose a policy: what triggers a training, on which months, what a new version must pass before it serves, and how you would go back. Give the reasons with numbers from the lesson or from Part A. Name one thing that retraining will not repair, and what you would do about it.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone.

- **The trigger (1).** Drift of inputs fires every month here (temperature), whether anybody is harmed or not; a calendar, or decay seen in outcomes, is chosen instead, with the reason that fits its cost.
- **The bill (1).** Cost of errors against the price of a training, with numbers: a training per night costs thirty times one a month and cannot bring thirty times the gain, since labels of a month and its season do not come faster.
- **The data (1).** Which months, and why: all months for rare days, or a window for a quick change of level, chosen by a replay in order of time and with labels that were known by then.
- **The gate (1).** A new version serves only after it has passed on a month it did not see: not worse than the champion, calibration within the band, no slice left behind. In September the freshest model was the worst.
- **Going back (1).** Rollback is a drill of the whole path: earlier version, its inputs still made, somebody who may decide at night; what happened meanwhile to the passengers is not undone.
- **What retraining does not repair (1).** For example the turn of a season (a feature of recent delays, recalibration), feedback from the warnings themselves (a control group), a broken feed (a contract), a shock such as ten years later (people).

Take a point off, but not below 0, if the answer is over 350 words or promises that nothing can go wrong.
=== END MARK SCHEME ===

Write your answer here.
"""
