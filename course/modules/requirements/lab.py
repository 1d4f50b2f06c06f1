# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: hold the desk to its word

The pilot of the connection desk is about to become a system. Colleagues send you seven small jobs that decide whether it will be judged fairly, and one letter to answer.
"""

# %% provided="setup"
import numpy as np
import pandas as pd
import yaml
from sklearn.metrics import roc_auc_score

from flightdelay.data import load_flights
from flightdelay.requirements import OWN, Costs, load_requirements, parse_requirements, saving
from groundschool import task

own = load_requirements()
own.costs

# %% [markdown]
"""
Everything of `flightdelay` may be used, `flightdelay.requirements` too. `own` holds the system's requirements as the lesson left them.

## Part A: one table, four framings (5 points)

Before the team argues about framings, a colleague wants them side by side, computed once and by one function.
"""


# %% solution="framings"
def framings(flights, warned):
    """What models in four framings would learn from, one row a flight.

    Args:
        flights: a table such as load_flights gives, with any index, cancelled ones too.
        warned: a numpy array of true and false, in the order of the flights: who was warned?

    Returns:
        A DataFrame with the index of `flights` and the columns, in this order:

        - `minutes`: the departure delay, for a regression; missing if the flight was cancelled.
        - `leaves_late`, `arrives_late`: two labels of which both may be true. More than 15
          minutes late at departure and at arrival; of type "boolean", <NA> where the delay is
          missing.
        - `zone`: the text "on time" below 10 minutes of departure delay, "neutral" from 10 to
          20, "late" above 20; missing if the flight was cancelled.
        - `second`: what the second model of a cascade learns, the minutes of departure delay
          of each flight that the first model lets through to it; missing for all others.
    """
    ### BEGIN SOLUTION
    delay = flights["dep_delay"].astype("Int64")
    zone = pd.Series("neutral", index=flights.index).mask(delay < 10, "on time").mask(delay > 20, "late")
    return pd.DataFrame(
        {
            "minutes": delay,
            "leaves_late": delay > 15,
            "arrives_late": flights["arr_delay"].astype("Int64") > 15,
            "zone": zone.where(delay.notna()),
            "second": delay.where(warned),
        }
    )
    ### END SOLUTION


# %%
# Try it here, for example: framings(load_flights(2), np.zeros(len(load_flights(2)), bool)).isna().sum()

# %% tests="framings" points=5 objective="frame_problem"
with task("requirements/framings"):

    def compare_framings(flights, warned, expected, hints):
        """Each column against what it should hold, as plain values; None where it is missing."""
        answer = framings(flights, np.array(warned))
        assert isinstance(answer, pd.DataFrame), f"framings gave a {type(answer).__name__}, not a DataFrame."
        assert list(answer.columns) == list(expected), (
            f"The columns are {list(answer.columns)}; expected were {list(expected)}."
        )
        assert answer.index.equals(flights.index), "The answer should have the index of `flights`."
        for name, values in expected.items():
            kind = {"zone": str, "leaves_late": bool, "arrives_late": bool}.get(name, float)
            got = [None if pd.isna(value) else kind(value) for value in answer[name]]
            assert got == values, f"{name} is {got}; expected was {values}. {hints[name]}"

    six = pd.DataFrame(
        {"dep_delay": [-3, 10, 15, 20, 21, None], "arr_delay": [16, 2, 15, None, 40, None]}, dtype="Int64"
    )
    hints = {
        "minutes": "The delay as it is; a cancelled flight has none.",
        "leaves_late": "More than 15 is late, 15 is not. A comparison with a missing Int64 stays missing.",
        "arrives_late": "Its own label, from arr_delay: a flight may leave on time and arrive late, or be diverted.",
        "zone": "10 and 20 are neutral; a cancelled flight is in no zone.",
        "second": "The second model sees what the first warned of, flights on time among them; not the truly late.",
    }
    compare_framings(
        six,
        [True, False, True, False, True, True],
        {
            "minutes": [-3.0, 10.0, 15.0, 20.0, 21.0, None],
            "leaves_late": [False, False, False, True, True, None],
            "arrives_late": [True, False, False, None, True, None],
            "zone": ["on time", "neutral", "neutral", "neutral", "late", None],
            "second": [-3.0, None, 15.0, None, 21.0, None],
        },
        hints,
    )
    ### BEGIN HIDDEN TESTS
    shuffled = six.set_axis([7, 7, 3, 9, 1, 0])[::-1]
    compare_framings(
        shuffled,
        [False, False, True, True, False, True],
        {
            "minutes": [None, 21.0, 20.0, 15.0, 10.0, -3.0],
            "leaves_late": [None, True, True, False, False, False],
            "arrives_late": [None, True, None, False, False, True],
            "zone": [None, "late", "neutral", "neutral", "neutral", "on time"],
            "second": [None, None, 20.0, 15.0, None, -3.0],
        },
        {name: f"{hint} The index need not count from 0, nor be unique." for name, hint in hints.items()},
    )
    storm = load_flights(2)
    wide = framings(storm, (storm["hour"] >= 15).to_numpy())
    counts = [int(wide[name].notna().sum()) for name in ("minutes", "leaves_late", "arrives_late", "second")]
    assert counts == [23690, 23690, 23611, 10364], (
        f"For February, {counts} values are there in minutes, leaves_late, arrives_late and second; expected were [23690, 23690, 23611, 10364]."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: risks as if nobody had rebalanced (3 points)

A colleague trained on a sample: of the flights on time some were left out, late ones came twice, and nobody wants to train again. Bring the risks back to the world. In words: in the sample each late flight stands for `1 / late_drawn` flights, each flight on time for `1 / on_time_drawn`.
"""


# %% solution="undo_rebalancing"
def undo_rebalancing(risk, late_drawn, on_time_drawn):
    """Risks in the world, from those of a model that was trained on a rebalanced sample.

    Args:
        risk: a numpy array of risks from 0 to 1, given by the model.
        late_drawn: how often a late flight was drawn, in the mean: 1 is once, 2 is twice, 0.5
            is every other one.
        on_time_drawn: the same for flights on time.

    Returns:
        A numpy array of risks; `risk` itself is left as it was.

    Raises:
        ValueError: late_drawn or on_time_drawn is not above 0.
    """
    ### BEGIN SOLUTION
    if late_drawn <= 0 or on_time_drawn <= 0:
        raise ValueError(f"Both have to be above 0; they are {late_drawn} and {on_time_drawn}.")
    late, on_time = risk / late_drawn, (1 - risk) / on_time_drawn
    return late / (late + on_time)
    ### END SOLUTION


# %%
# Try it here, for example: undo_rebalancing(np.array([0.5]), late_drawn=1, on_time_drawn=0.25)

# %% tests="undo_rebalancing" points=3 objective="frame_problem"
with task("requirements/undo_rebalancing"):

    def compare_risks(risk, late_drawn, on_time_drawn, expected, hint):
        given = np.array(risk)
        answer = undo_rebalancing(given, late_drawn, on_time_drawn)
        assert isinstance(answer, np.ndarray), (
            f"undo_rebalancing gave a {type(answer).__name__}, not an array."
        )
        assert given.tolist() == risk, "undo_rebalancing changed the array that it was given."
        got = [round(float(value), 4) for value in answer]
        assert got == expected, (
            f"undo_rebalancing({risk}, {late_drawn}, {on_time_drawn}) gave {got}; expected was {expected}. {hint}"
        )

    compare_risks([0.1, 0.5], 1, 1, [0.1, 0.5], "Nothing was rebalanced, so nothing changes.")
    compare_risks(
        [0.5, 0.8], 1, 0.25, [0.2, 0.5], "For each flight on time in the sample there are 4 in the world."
    )
    compare_risks([0.5], 2, 1, [0.3333], "Late flights that came twice look twice as frequent as they are.")
    try:
        undo_rebalancing(np.array([0.5]), 1, 0)
    except ValueError:
        pass
    else:
        raise AssertionError(
            "on_time_drawn=0 went through. With no flight on time there is nothing to undo: raise ValueError."
        )
    ### BEGIN HIDDEN TESTS
    compare_risks([0.0, 0.25, 1.0], 3, 0.5, [0.0, 0.0526, 1.0], "Both shares count; certainty stays certain.")
    compare_risks([0.2], 0.5, 1, [0.3333], "Late flights can be left out as well; then the risk goes up.")
    try:
        undo_rebalancing(np.array([0.5]), -1, 1)
    except ValueError:
        pass
    else:
        raise AssertionError("late_drawn=-1 went through; expected was ValueError.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: the cheapest threshold (4 points)

The head of the desk does not think in "beyond what the right decision would have cost". She sends four prices from her books and a month of risks with outcomes, and asks: from which risk shall we warn, and what will a flight cost us then?
"""


# %% solution="cheapest_threshold"
def cheapest_threshold(late, risk, prices):
    """The threshold that would have cost least on these flights, and the cost.

    A flight is warned of if its risk is at least the threshold. Candidates are the risks that
    occur, and infinity, which warns of nobody. If several cost the same, the highest is taken.

    Args:
        late: a numpy array of true and false.
        risk: a numpy array of risks from 0 to 1, in the same order.
        prices: what one flight costs, a dictionary with the keys "warned_late",
            "warned_on_time", "unwarned_late" and "unwarned_on_time".

    Returns:
        Two numbers: the threshold, and the mean cost of a flight with it, in the prices of the
        books.

    Raises:
        ValueError: there are no flights.
    """
    ### BEGIN SOLUTION
    if len(late) == 0:
        raise ValueError("There are no flights, so no threshold is cheapest.")

    def cost(threshold):
        warned = risk >= threshold
        with_warning = np.where(late, prices["warned_late"], prices["warned_on_time"])
        without = np.where(late, prices["unwarned_late"], prices["unwarned_on_time"])
        return float(np.where(warned, with_warning, without).mean())

    costs = {float(threshold): round(cost(threshold), 9) for threshold in [np.inf, *np.unique(risk)]}
    best = max(threshold for threshold in costs if costs[threshold] == min(costs.values()))
    return best, costs[best]
    ### END SOLUTION


# %%
# Try it here. Three flights with two different risks are enough to begin with

# %% tests="cheapest_threshold" points=4 objective="price_mistakes"
with task("requirements/cheapest_threshold"):

    def compare_threshold(late, risk, prices, expected, hint):
        names = ("warned_late", "warned_on_time", "unwarned_late", "unwarned_on_time")
        book = dict(zip(names, prices, strict=True))
        answer = cheapest_threshold(np.array(late, bool), np.array(risk, float), book)
        two = isinstance(answer, tuple) and len(answer) == 2
        assert two, (
            f"cheapest_threshold gave a {type(answer).__name__}; expected were two numbers: return threshold, cost."
        )
        got = (round(float(answer[0]), 6), round(float(answer[1]), 4))
        assert got == expected, (
            f"With late={late}, risk={risk} and the prices {prices} (late and warned, on time and warned, late, on time) cheapest_threshold gave {got}; expected was {expected}. {hint}"
        )

    compare_threshold(
        [0, 0, 1, 1],
        [0.1, 0.4, 0.3, 0.8],
        (300, 300, 1200, 0),
        (0.3, 225.0),
        "From 0.3 on, three flights are warned of, one of them for nothing: (300 + 300 + 300 + 0) / 4.",
    )
    compare_threshold(
        [0, 1, 0, 0],
        [0.2, 0.2, 0.6, 0.9],
        (300, 300, 400, 0),
        (np.inf, 100.0),
        "Here it is cheapest to warn of nobody, which is the threshold infinity.",
    )
    compare_threshold(
        [1, 0, 1],
        [0.7, 0.5, 0.5],
        (100, 200, 300, 0),
        (0.7, 133.3333),
        "0.7 and 0.5 cost the same. Of equal ones take the highest: it warns the fewest.",
    )
    ### BEGIN HIDDEN TESTS
    compare_threshold(
        [0, 0, 1, 1],
        [0.1, 0.4, 0.3, 0.8],
        (900, 300, 1000, 50),
        (0.8, 500.0),
        "A warning hardly helps a late flight here, and a quiet one costs something too. Use all four prices.",
    )
    compare_threshold(
        [1, 1, 1],
        [0.2, 0.3, 0.0],
        (10, 5, 400, 0),
        (0.0, 10.0),
        "All are late, so warn of all; a risk of 0 is a candidate too.",
    )
    compare_threshold(
        [0], [0.5], (1, 1, 1, 0), (np.inf, 0.0), "One flight on time: warning of nobody costs nothing."
    )
    month = load_flights(5).dropna(subset=["dep_delay"])
    chance = (month["hour"] / 24).to_numpy()
    is_late = (month["dep_delay"] > 15).to_numpy(bool)
    book = {"warned_late": 300, "warned_on_time": 300, "unwarned_late": 1200, "unwarned_on_time": 0}
    line, price = (float(value) for value in cheapest_threshold(is_late, chance, book))
    got = (round(line, 3), round(price, 1))
    assert got == (0.625, 220.3), (
        f"For May, with the hour divided by 24 as risk, cheapest_threshold gave {got}; expected was (0.625, 220.3)."
    )
    try:
        cheapest_threshold(np.array([], bool), np.array([]), book)
    except ValueError:
        pass
    else:
        raise AssertionError("Without a flight there is no threshold; expected was ValueError.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: does the proxy deserve its place? (4 points)

The team compares models by AUC every day. Before that habit sets, check it: take all pairs of models of the same month. In what share of the pairs does the model with the higher AUC save more, too?
"""


# %% solution="agreement"
def agreement(months, costs):
    """How often AUC and saving prefer the same model.

    Args:
        months: a dictionary from a month to a pair: `late`, a numpy array of true and false,
            and a dictionary from a model's name to its risks, a numpy array in the same order.
        costs: a Costs. Each model warns from the threshold of the costs on.

    Returns:
        Over all pairs of models within a month: the share in which the model with the higher
        AUC also has the higher `saving`. Pairs with equal AUC or equal saving are left out,
        and if none is left the answer is NaN.
    """
    ### BEGIN SOLUTION
    same = []
    for late, risks in months.values():
        scores = [
            (roc_auc_score(late, risk), saving(late, risk >= costs.threshold, costs))
            for risk in risks.values()
        ]
        for place, (auc, saved) in enumerate(scores):
            for other_auc, other_saved in scores[:place]:
                if auc != other_auc and saved != other_saved:
                    same.append((auc > other_auc) == (saved > other_saved))
    return float(np.mean(same)) if same else float("nan")
    ### END SOLUTION


# %%
# Try it here, with months = {4: (late, {"one": risk, "other": other_risk})}

# %% tests="agreement" points=4 objective="price_mistakes"
with task("requirements/agreement"):
    desk = Costs(currency="USD", missed=900, needless=300, because="a test")
    truth = np.array([True, True, True, False, False, False, False, False])
    made = {
        "fine": np.array([0.9, 0.8, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1]),
        "too low": np.array([0.2, 0.19, 0.18, 0.1, 0.1, 0.1, 0.1, 0.1]),
        "coarse": np.array([0.9, 0.9, 0.2, 0.2, 0.2, 0.3, 0.1, 0.1]),
        "upside down": np.array([0.1, 0.1, 0.2, 0.5, 0.6, 0.7, 0.8, 0.9]),
    }

    def compare_agreement(months, costs, expected, hint):
        answer = agreement(months, costs)
        number = isinstance(answer, float | np.floating)
        assert number, f"agreement gave a {type(answer).__name__}, not a number."
        told = {month: list(risks) for month, (_, risks) in months.items()}
        fits = (np.isnan(answer) and np.isnan(expected)) or abs(float(answer) - expected) < 1e-6
        assert fits, (
            f"agreement for the models {told} gave {float(answer):.4f}; expected was {expected:.4f}. {hint}"
        )

    def pick(*names):
        return truth, {name: made[name] for name in names}

    compare_agreement(
        {4: pick("fine", "upside down")}, desk, 1.0, "The better order saves more here: one pair of one."
    )
    compare_agreement(
        {4: pick("too low", "coarse")},
        desk,
        0.0,
        "'too low' ranks perfectly and never reaches the threshold, so it saves nothing.",
    )
    dear = Costs(currency="USD", missed=1700, needless=300, because="a test")
    compare_agreement(
        {4: pick("too low", "coarse")},
        dear,
        1.0,
        "With dearer misses the threshold is 0.15, and 'too low' saves more. Use costs.threshold.",
    )
    compare_agreement(
        {4: pick("fine", "coarse", "upside down"), 5: pick("too low", "coarse")},
        desk,
        0.75,
        "Three pairs in April agree, one in May does not.",
    )
    compare_agreement(
        {4: pick("fine"), 5: pick("coarse")},
        desk,
        float("nan"),
        "One model a month: models of different months are no pair, so the answer is NaN.",
    )
    compare_agreement(
        {4: pick("fine", "too low")}, desk, float("nan"), "Equal AUC: no pair is left, so the answer is NaN."
    )
    ### BEGIN HIDDEN TESTS
    compare_agreement(
        {1: pick("fine", "too low", "coarse", "upside down"), 2: pick("coarse", "upside down")},
        desk,
        5 / 6,
        "Of 7 pairs one has equal AUC.",
    )
    compare_agreement(
        {3: pick("too low", "coarse", "upside down")}, dear, 1.0, "With misses at 1700 each pair agrees."
    )
    compare_agreement({}, desk, float("nan"), "Without months there is no pair.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: promises as data (3 points)

The lounge at JFK wants the same service and sends its wishes in a letter. Write them as data that `parse_requirements` accepts:

> Please be quick: in 19 of 20 cases the answer must be there within three tenths of a second, looking at a week. At most one valid request in 500 may fail in a week. And no answer may rest on weather more than 90 minutes old.
"""


# %% solution="lounge_slos"
def lounge_slos():
    """The service levels of the lounge, like the part `slos` of requirements.yml.

    Its keys are latency_p95_ms (milliseconds), availability (a share) and freshness_hours
    (hours), each a dictionary with `over` ("request", "week" or "month"), `because`, and
    `least` or `most`.
    """
    ### BEGIN SOLUTION
    return {
        "latency_p95_ms": {"most": 300, "over": "week", "because": "The lounge asks for a quick answer."},
        "availability": {"least": 0.998, "over": "week", "because": "One request in 500 may fail."},
        "freshness_hours": {"most": 1.5, "over": "request", "because": "Older weather is another day's."},
    }
    ### END SOLUTION


# %%
# Try it here: parse_requirements({**yaml.safe_load(OWN.read_text()), "slos": lounge_slos()})

# %% tests="lounge_slos" points=3 objective="state_requirements"
with task("requirements/lounge_slos"):
    from flightdelay.requirements import RequirementsError

    def lounge():
        """The levels that the answer gives, read by the same check as the system's own."""
        data = lounge_slos()
        assert isinstance(data, dict), f"lounge_slos gave a {type(data).__name__}, not a dictionary."
        try:
            return parse_requirements({**yaml.safe_load(OWN.read_text(encoding="utf-8")), "slos": data}).slos
        except RequirementsError as error:
            raise AssertionError(f"parse_requirements refuses the answer:\n{error}") from None

    def holds(name, good, bad, hint):
        level = getattr(lounge(), name)
        assert bool(level.kept(good)), (
            f"A {name} of {good} breaks the promise ({level}); it should keep it. {hint}"
        )
        assert not bool(level.kept(bad)), (
            f"A {name} of {bad} keeps the promise ({level}); it should break it. {hint}"
        )

    holds("latency_p95_ms", 299, 301, "Three tenths of a second, in milliseconds.")
    holds("availability", 0.999, 0.99, "A share of answered requests: it has a least, no most.")
    holds("freshness_hours", 1.4, 1.6, "90 minutes, in hours.")
    ### BEGIN HIDDEN TESTS
    holds("availability", 0.9981, 0.9979, "One in 500 may fail.")
    holds("latency_p95_ms", 5, float("nan"), "Quicker is fine.")
    periods = [str(level.over) for _, level in lounge().levels()]
    assert periods == ["week", "week", "request"], (
        f"The levels are measured over {periods}; the letter says a week, a week, and each answer ('request')."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: which promise did the week break? (4 points)

Every Monday somebody reads the log of the service. You write the function that replaces him.
"""


# %% solution="week_report"
def week_report(requests, slos):
    """What a week's log says about the service levels.

    Args:
        requests: a row for each request, with `status` (the number of the HTTP answer), `ms`
            (milliseconds until the answer) and `weather_hours` (age of the weather that the
            answer used). Numbers from 400 to 499 are mistakes of who asked: such rows count
            nowhere. Numbers from 500 on are failures of ours; the others were answered.
        slos: ServiceLevels, such as own.slos.

    Returns:
        A dictionary with the keys, in this order:

        - "availability": answered requests as a share of the valid ones, that is, answered or
          failed.
        - "latency_p95_ms": the 95th percentile of `ms` over the answered requests (numpy's
          usual one).
        - "freshness_hours": the oldest weather among the answered requests.
        - "budget_left": 1 minus the failed requests over those that the promise of
          availability allows to fail. Below 0 if more failed. The promised share is
          slos.availability.least, below 1.
        - "broken": the names of the levels that are broken, a list in the order of
          `slos.levels()`.

        Without valid requests the first four are NaN; without answered ones latency and
        freshness are. What is not measured is broken.
    """
    ### BEGIN SOLUTION
    valid = requests[~requests["status"].between(400, 499)]
    answered = valid[valid["status"] < 500]
    nothing = float("nan")
    share = len(answered) / len(valid) if len(valid) else nothing
    measured = {
        "availability": share,
        "latency_p95_ms": float(np.percentile(answered["ms"], 95)) if len(answered) else nothing,
        "freshness_hours": float(answered["weather_hours"].max()) if len(answered) else nothing,
        "budget_left": 1 - (1 - share) / (1 - slos.availability.least),
    }
    broken = [name for name, level in slos.levels() if not level.kept(measured[name])]
    return {**measured, "broken": broken}
    ### END SOLUTION


# %% provided="log"
def a_week(count, *, failed=0, mistaken=0, slow=0, old=0.5):
    """A made-up log: so many answered requests, some of them slow, and some failures and mistakes."""
    ms = np.full(count, 80.0)
    ms[:slow] = 900.0
    bad = failed + mistaken
    status = np.array([200] * count + [503] * failed + [422] * mistaken, dtype=int)
    hours = np.concatenate([np.full(count, 0.5), np.full(bad, 40.0)])
    hours[count - 1 : count] = old
    return pd.DataFrame(
        {"status": status, "ms": np.concatenate([ms, np.full(bad, 5000.0)]), "weather_hours": hours}
    )


# %%
# Try it here, for example: week_report(a_week(1000, failed=2), own.slos)

# %% tests="week_report" points=4 objective="state_requirements"
with task("requirements/week_report"):

    def compare_week(requests, slos, expected, hint):
        answer = week_report(requests, slos)
        assert isinstance(answer, dict), f"week_report gave a {type(answer).__name__}, not a dictionary."
        assert list(answer) == list(expected), f"The keys are {list(answer)}; expected were {list(expected)}."
        broken = [str(name) for name in answer["broken"]]
        got = {name: round(float(value), 4) + 0.0 for name, value in answer.items() if name != "broken"} | {
            "broken": broken
        }
        assert str(got) == str(expected), f"week_report gave {got}; expected was {expected}. {hint}"

    def expect(availability, latency, freshness, budget, broken):
        return {
            "availability": availability,
            "latency_p95_ms": latency,
            "freshness_hours": freshness,
            "budget_left": budget,
            "broken": broken,
        }

    compare_week(
        a_week(998, failed=2),
        own.slos,
        expect(0.998, 80.0, 0.5, 0.6, []),
        "Of 1,000 valid requests 5 may fail, 2 did. Failures are slow and use old weather, but they gave no answer.",
    )
    compare_week(
        a_week(990, failed=10, mistaken=500),
        own.slos,
        expect(0.99, 80.0, 0.5, -1.0, ["availability"]),
        "The 500 requests with status 422 are mistakes of who asked: leave them out of everything.",
    )
    compare_week(
        a_week(1000, slow=60, old=3.5),
        own.slos,
        expect(1.0, 900.0, 3.5, 1.0, ["latency_p95_ms", "freshness_hours"]),
        "6% of the answers took 900 ms, and one answer used weather of 3.5 hours: each request counts.",
    )
    ### BEGIN HIDDEN TESTS
    nan = float("nan")
    every_level = ["latency_p95_ms", "availability", "freshness_hours"]
    compare_week(
        a_week(0, mistaken=3),
        own.slos,
        expect(nan, nan, nan, nan, every_level),
        "No valid request: nothing was measured, so each promise counts as broken.",
    )
    compare_week(
        a_week(0, failed=4),
        own.slos,
        expect(0.0, nan, nan, -199.0, every_level),
        "All failed: availability is 0, the others were not measured.",
    )
    strict = parse_requirements(
        {
            **yaml.safe_load(OWN.read_text(encoding="utf-8")),
            "slos": {
                "latency_p95_ms": {"most": 50, "over": "week", "because": "a test"},
                "availability": {"least": 0.9, "over": "week", "because": "a test"},
                "freshness_hours": {"most": 0.5, "over": "request", "because": "a test"},
            },
        }
    ).slos
    compare_week(
        a_week(950, failed=50, slow=10),
        strict,
        expect(0.95, 80.0, 0.5, 0.5, ["latency_p95_ms"]),
        "Other promises, other answers: take the bounds from `slos`.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part G: what nobody would notice (3 points)

Before the release somebody reviews the register of risks. Two things are looked for: risks that need a plan now, and promises that no risk ever mentions, which are either forgotten risks or empty promises.
"""


# %% solution="review"
def review(requirements, most=40):
    """What a review of the risks finds.

    Args:
        requirements: Requirements, such as `own`.
        most: the highest priority (severity times likelihood times detection) that needs no
            plan.

    Returns:
        Two lists of text. First the ids of the risks that need a plan: those with a priority
        above `most`, and those with a severity of 5 whatever their priority. Highest priority
        first, then by id. Second the levels that no risk is detected by, as
        "slos.availability" or "quality.auc": first those of slos, then those of quality, each
        in the order of `levels()`.
    """
    ### BEGIN SOLUTION
    urgent = [risk for risk in requirements.risks if risk.priority > most or risk.severity == 5]
    urgent.sort(key=lambda risk: (-risk.priority, risk.id))
    named = {name for risk in requirements.risks for name in risk.detected_by}
    promised = [f"slos.{name}" for name, _ in requirements.slos.levels()]
    promised += [f"quality.{name}" for name, _ in requirements.quality.levels()]
    return [risk.id for risk in urgent], [name for name in promised if name not in named]
    ### END SOLUTION


# %%
# Try it here, for example: review(own)

# %% tests="review" points=3 objective="plan_for_mistakes"
with task("requirements/review"):

    def with_risks(*rows):
        """The system's requirements with other risks: id, severity, likelihood, detection, detected_by."""
        data = yaml.safe_load(OWN.read_text(encoding="utf-8"))
        words = {"failure": "a test", "harm": "a test", "response": "a test"}
        keys = ("id", "severity", "likelihood", "detection", "detected_by")
        data["risks"] = [dict(zip(keys, row, strict=True)) | words for row in rows]
        return parse_requirements(data)

    def compare_review(requirements, expected, hint, **options):
        answer = review(requirements, **options)
        two = (
            isinstance(answer, tuple) and len(answer) == 2 and all(isinstance(part, list) for part in answer)
        )
        assert two, f"review gave a {type(answer).__name__}; expected were two lists: return urgent, unused."
        got = ([str(name) for name in answer[0]], [str(name) for name in answer[1]])
        assert got[0] == expected[0], (
            f"review names {got[0]} as risks that need a plan; expected was {expected[0]}. {hint}"
        )
        assert got[1] == expected[1], (
            f"review names {got[1]} as levels that no risk mentions; expected was {expected[1]}. {hint}"
        )

    compare_review(
        own,
        (["desk_stops_thinking", "season_turns"], ["slos.latency_p95_ms", "quality.auc"]),
        "Both have a priority of 45; of equal ones the id decides.",
    )
    compare_review(
        with_risks(
            ("fire", 5, 1, 1, ["slos.availability"]),
            ("drift", 4, 4, 5, []),
            ("slow", 2, 4, 5, ["slos.latency_p95_ms"]),
        ),
        (
            ["drift", "fire"],
            [
                "slos.freshness_hours",
                "quality.auc",
                "quality.predicted_over_observed",
                "quality.slice_gap",
                "quality.saving",
            ],
        ),
        "A severity of 5 needs a plan whatever the product; a priority of 40 is not above 40.",
    )
    ### BEGIN HIDDEN TESTS
    every_name = ["slos.latency_p95_ms", "slos.availability", "slos.freshness_hours"]
    every_name += [f"quality.{name}" for name in ("auc", "predicted_over_observed", "slice_gap", "saving")]
    compare_review(
        with_risks(("b", 1, 1, 5, []), ("a", 1, 5, 1, every_name), ("c", 5, 1, 1, ["quality.auc"])),
        (["a", "b", "c"], []),
        "With most=4: all have a priority of 5, and each level is mentioned.",
        most=4,
    )
    compare_review(
        with_risks(("quiet", 4, 2, 5, [])),
        ([], every_name),
        "A priority of 40 is not above 40, and no level is named.",
    )
    ### END HIDDEN TESTS

# %% [markdown] written="answer_the_letter" points=6 objective="judge_use_case"
"""
## Part H: a letter (6 points)

The director of passenger services writes:

> Your late-flight pilot has impressed us. Next we want artificial intelligence for lost bags: for each of the 300 bags that are left behind on a day, a model shall say **which flight will bring it to its owner**. Today a clerk sends every bag with the next direct flight of the same airline that still has room in the hold; four out of five arrive that way. We have two years of bags with the flights that took them, though not whether a hold was full. A clerk needs two minutes a bag. A bag that arrives a day late costs us 100 dollars. A colleague's prototype reaches an accuracy of 85%, "five points better than the clerks". We would give the project a team of four for six months. What do you say?

Answer in at most 250 words: recommend the model, refuse it, or say what has to come first. Give reasons from the letter, with numbers where it has them, name the cheap rule and what could beat it, and say what you would measure before anybody decides.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone. Any decision is accepted that follows from the reasons; a decision without them earns nothing.

- **The cheap rule exists and is named (1).** "Next direct flight of the same airline with room" gets four of five right without a model. It is the bar and the fall-back.
- **The value at stake is computed (1).** 20% of 300 bags are 60 a day, at 100 dollars at most 6,000 a day. Five points would be 15 bags, or 1,500 a day, before costs; the clerk's time is 600 minutes, ten hours. Against this stand four people for six months, and the care of the model afterwards.
- **85% against 80% is not a fair comparison (1).** The prototype's accuracy is agreement with the flight that was taken, or comes from other bags; the clerks' four of five is arrival. A random split over two years flatters as well. Judge both on the same later bags, by the same outcome.
- **What decides is not in the data (1).** Whether the hold was full is not recorded, and it is what the rule fails by. A model on the same information has little room. Record it first; perhaps a lookup, not a model, is enough.
- **Proxy against impact (1).** Accuracy counts each bag alike; what counts is bags that arrive late, their 100 dollars, and mistakes that are worse (a bag sent to another continent). Measure cost, with a pilot.
- **A framing that fits (1).** For example: not "which flight", but "will this bag fail to get on the next flight?", a risk with a threshold from costs; the clerk keeps the decision.
- **A plan for mistakes (1).** Who notices a bag sent wrongly, how it comes back, what is done when the system is down.

Take one point off, once, for far more than 250 words, or for a tone that a director would not read to the end.

A model answer:

I would not start this project yet, and I would spend two weeks on finding out whether to. Your clerks have a good rule: the next direct flight of the airline with room. It brings four bags in five. What is left to gain is at most 60 bags a day, 6,000 dollars, and no model gains all of it; five points would be 15 bags, 1,500 dollars. This may pay for a team, but only if the five points are real.

I doubt them. The prototype is right when it names the flight that was taken, the clerks when the bag arrives: these are two different measures. Please let both be tried on the same bags, from the last two months, which the prototype has not seen, and count what matters: bags a day late, in dollars.

Above all, the rule seems to fail when a hold is full, and nobody records that. A model cannot learn it from two years without it. So first record the room in the hold. It may turn out that showing it to the clerks is all that is needed.

If a gap remains, I would ask a smaller question: *will this bag miss the next flight?* A risk, with a threshold from your 100 dollars and the price of a detour; the clerk decides, and falls back on the rule when the system is silent. We would count each bag sent wrongly from the first day. Shall we begin with the two weeks?
=== END MARK SCHEME ===
"""
