# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: which run was that?

Monday, four messages. Somebody cannot repeat a result, somebody wants to know which run to go on with, somebody tunes on the month that is meant to test, and a passenger wants to know why. You write the functions that answer such questions from now on.
"""

# %% provided="setup"
import tempfile

import numpy as np
import optuna
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from flightdelay.data import load_flights
from flightdelay.label import with_label
from flightdelay.model import SCHEDULE, auc, inputs, risk
from flightdelay.registry import Registry, log_model
from flightdelay.tracking import Tracker, data_hash
from groundschool import task

optuna.logging.set_verbosity(optuna.logging.WARNING)


def fit(flights, *, trees=20, seed=0, learning_rate=0.1, max_leaf_nodes=8):
    """A small model. Chance has a part in it: each split looks at half of the columns only."""
    model = HistGradientBoostingClassifier(
        categorical_features="from_dtype",
        early_stopping=False,
        learning_rate=learning_rate,
        max_features=0.5,
        max_iter=trees,
        max_leaf_nodes=max_leaf_nodes,
        random_state=seed,
    )
    return model.fit(inputs(flights, SCHEDULE), flights["late"])


# Every twentieth flight: quick to learn from, and enough to see whether the code is right.
flights = {month: with_label(load_flights(month)).iloc[::20] for month in range(1, 7)}
{month: len(rows) for month, rows in flights.items()}

# %% [markdown]
"""
## Part A: a run that can be repeated (3 points)

"I had a model with a better AUC last week, but I closed the notebook." Write the function that the team calls from now on to train.

`tracker.run(name, params=..., data=...)` opens a run, `run.log({...}, month=...)` keeps metrics of a month, `log_model(run, model, flights)` keeps the model with a few example flights.
"""


# %% solution="record"
def record(tracker, config, past, tests):
    """Train a model with `fit`, and leave a run from which it can be repeated.

    Args:
        tracker: a Tracker.
        config: a dict with `name`, `trees` and `seed`.
        past: the flights to learn from.
        tests: flights to test on, by month: {(2013, 4): flights, ...}.

    Returns:
        The id of the run. Its name is that of the config. It holds the parameters `trees`
        and `seed`, the data under the name "train", the metric `auc` of each month of
        `tests`, and the model.

    Raises:
        ValueError: `fit` refuses the config. The run is on record all the same, as
            FAILED, with its parameters.
    """
    ### BEGIN SOLUTION
    params = {"trees": config["trees"], "seed": config["seed"]}
    with tracker.run(config["name"], params=params, data={"train": past}) as run:
        model = fit(past, trees=config["trees"], seed=config["seed"])
        for month, rows in tests.items():
            run.log({"auc": auc(model, rows)}, month=month)
        log_model(run, model, past.head())
    return run.id
    ### END SOLUTION


# %%
# Try it here, for example:
# folder = tempfile.TemporaryDirectory()
# tracker = Tracker(folder.name)
# config = {"name": "first", "trees": 20, "seed": 3}
# tracker.facts(record(tracker, config, flights[1], {(2013, 4): flights[4]}))

# %% tests="record" points=3 objective="repeat_training"
with task("tracking/record"):
    from flightdelay.model import auc, risk
    from flightdelay.model_file import load as load_file
    from flightdelay.tracking import Tracker, data_hash

    with tempfile.TemporaryDirectory() as where:
        store = Tracker(where)

        def recorded(config, past, tests):
            before = len(store.runs())
            run_id = record(store, config, past, tests)
            assert isinstance(run_id, str), (
                f"record gave a {type(run_id).__name__}, not the id of the run, `run.id`."
            )
            assert run_id in store.runs()["run_id"].tolist(), (
                f"record gave {run_id!r}; the tracker has no such run. Return `run.id`."
            )
            assert len(store.runs()) == before + 1, (
                f"One call of record left {len(store.runs()) - before} runs. One training is one run."
            )
            facts = store.facts(run_id)
            assert (facts.name, facts.status) == (config["name"], "FINISHED"), (
                f"The run is called {facts.name!r} and {facts.status}; expected were {config['name']!r} and FINISHED."
            )
            for name in ("trees", "seed"):
                assert facts.params.get(name) == str(config[name]), (
                    f"config has {name}={config[name]}; the run's parameters are {facts.params}. Keep both parameters."
                )
            assert "train" in facts.data, (
                f"The run names the data {sorted(facts.data)}; expected was ['train']. Pass data={{'train': past}}."
            )
            assert facts.data["train"]["sha256"] == data_hash(past), (
                "The run holds the hash of other data than `past`. Hand over the table that you train on, unchanged."
            )
            expected = fit(past, trees=config["trees"], seed=config["seed"])
            try:
                kept = load_file(store.artifact(run_id, "model/model.skops"))
            except FileNotFoundError:
                raise AssertionError(
                    "The run holds no model. Call log_model(run, model, past.head())."
                ) from None
            assert np.array_equal(risk(kept, past), risk(expected, past)), (
                f"The run's model is not the one that fit gives for {config}. Is each setting passed on to fit?"
            )
            history = store.history(run_id, "auc").to_dict() if "auc" in facts.metrics else {}
            wanted = {f"{year}-{month:02}": auc(expected, rows) for (year, month), rows in tests.items()}
            assert history == wanted, (
                f"The history of `auc` is {history}; expected was {wanted}. Log each month with month=(2013, ...)."
            )

        recorded(
            {"name": "first", "trees": 10, "seed": 3},
            flights[1],
            {(2013, 4): flights[4], (2013, 5): flights[5]},
        )
        try:
            record(store, {"name": "no trees", "trees": -1, "seed": 8}, flights[1], {})
        except ValueError:
            pass
        else:
            raise AssertionError(
                "fit refuses -1 trees with a ValueError; record kept it to itself. Let it through."
            )
        last = store.runs().iloc[-1].to_dict()
        assert (last["name"], last["status"]) == ("no trees", "FAILED"), (
            f"After a training that failed the last run on record is {last['name']!r}, {last['status']}; expected was "
            "'no trees', FAILED. Train inside the `with`, so that a failure is part of the run."
        )
        assert (last.get("params.trees"), last.get("params.seed")) == ("-1", "8"), (
            "The run that failed has lost its parameters. Give them when the run is opened: they explain the failure."
        )
        ### BEGIN HIDDEN TESTS
        recorded({"name": "second", "trees": 12, "seed": 11}, flights[2].iloc[::-1], {(2013, 6): flights[6]})
        recorded({"name": "third", "trees": 5, "seed": 0}, flights[3], {})
        ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: do it again (3 points)

A record is worth what a repetition proves. Write the function that trains a run's model again from the record alone, and refuses to pretend when the data is not the same. `tracker.facts(run_id)` has `params` (as text, whatever went in) and `data`.
"""


# %% provided="other_data"
class OtherDataError(Exception):
    """The data is not what the run learned from, or the run does not say what that was."""


# %% solution="repeat"
def repeat(tracker, run_id, past):
    """Train the model of a run again.

    Args:
        tracker: a Tracker.
        run_id: a run that `record` has left. The file of its model may be gone.
        past: the flights that are said to be those it learned from.

    Returns:
        The model, trained anew by `fit` with the recorded settings.

    Raises:
        OtherDataError: `past` is not the data under the name "train" of the run, row by
            row and in its order, or the run has no such data on record.
    """
    ### BEGIN SOLUTION
    facts = tracker.facts(run_id)
    if "train" not in facts.data:
        raise OtherDataError("the run has not recorded its data")
    if facts.data["train"]["sha256"] != data_hash(past):
        raise OtherDataError("this is not the data of the run")
    return fit(past, trees=int(facts.params["trees"]), seed=int(facts.params["seed"]))
    ### END SOLUTION


# %%
# Try it here: record a run, then compare risk(repeat(tracker, run_id, flights[1]), flights[4]) with the first model's.

# %% tests="repeat" points=3 objective="repeat_training"
with task("tracking/repeat"):
    from flightdelay.model import risk
    from flightdelay.tracking import Tracker

    with tempfile.TemporaryDirectory() as where:
        store = Tracker(where)

        def left(past, **settings):
            """A run as `record` leaves it, but without the file of the model."""
            with store.run("to be repeated", params=settings, data={"train": past}) as run:
                pass
            return run.id

        def repeated(past, **settings):
            model = repeat(store, left(past, **settings), past)
            assert hasattr(model, "predict_proba"), (
                f"repeat gave a {type(model).__name__}; expected was the trained model."
            )
            assert np.array_equal(risk(model, past), risk(fit(past, **settings), past)), (
                f"A run with {settings} was repeated, and the risks differ. Which settings did fit get from the record?"
            )

        def refuses(run_id, past, what, hint):
            try:
                repeat(store, run_id, past)
            except OtherDataError:
                return
            raise AssertionError(
                f"{what}, and repeat trained all the same; expected was OtherDataError. {hint}"
            )

        repeated(flights[1], trees=10, seed=5)
        run_id = left(flights[1], trees=10, seed=5)
        one_label = flights[1].copy()
        one_label.iloc[-1, one_label.columns.get_loc("late")] ^= True
        refuses(
            run_id,
            one_label,
            "One label of the data had been turned round",
            "Compare data_hash with the record.",
        )
        refuses(run_id, flights[2], "The data was another month's", "Compare data_hash with the record.")
        ### BEGIN HIDDEN TESTS
        repeated(flights[2], trees=6, seed=12)
        refuses(
            run_id, flights[1].iloc[::-1], "The rows came in another order", "The order is part of the data."
        )
        refuses(run_id, flights[1].iloc[:-1], "A row was missing", "Compare data_hash with the record.")
        with store.run("old run", params={"trees": 10, "seed": 5}) as old:
            pass
        refuses(
            old.id, flights[1], "The run had no data on record", "What cannot be checked cannot be repeated."
        )
        with store.run("old run", params={"trees": 10, "seed": 5}, data={"test": flights[1]}) as old:
            pass
        refuses(
            old.id,
            flights[1],
            "The run had this data on record as 'test'",
            "Look at the data called 'train'.",
        )
        ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: which run to go on with (4 points)

Twenty runs are on record, and the one with the highest number has 400 trees and a lead in the fourth decimal. Write down the rule before you look, so that luck cannot bend it.

Compare two runs *month by month*: both meet the same weather, so the differences between them vary less than the scores. If the mean difference is no larger than its standard error, the months cannot tell the two apart, and the simpler one is the better choice.
"""


# %% solution="best_run"
def best_run(tracker, months):
    """The run to go on with.

    - Only runs count that are FINISHED and have an `auc` on record for each of the months.
    - The leader is the run with the highest mean AUC over these months.
    - A run is level with the leader if the mean of the differences (leader minus run, month
      by month) is at most their standard error: their standard deviation (with n - 1)
      divided by the square root of n, the number of months.
    - Of the leader and all that are level with it, the one with the fewest `trees` is
      chosen; if several have as few, the one of them with the highest mean AUC.

    Args:
        tracker: a Tracker.
        months: the months for choosing, at least three, such as ["2013-04", "2013-05",
            "2013-06"]. Other months may be on record, and are not looked at.

    Returns:
        The id of the chosen run.
    """
    ### BEGIN SOLUTION
    runs = tracker.runs().query("status == 'FINISHED'").set_index("run_id")
    scores = pd.DataFrame({run_id: tracker.history(run_id, "auc").reindex(months) for run_id in runs.index})
    scores = scores.dropna(axis="columns")
    leader = scores[scores.mean().idxmax()]
    differences = -scores.sub(leader, axis="index")
    level = differences.mean() <= differences.std(ddof=1) / len(months) ** 0.5
    table = pd.DataFrame({"trees": runs["params.trees"].astype(int), "mean": scores.mean()})[
        level.reindex(runs.index, fill_value=False)
    ]
    return table.sort_values(["trees", "mean"], ascending=[True, False]).index[0]
    ### END SOLUTION


# %%
# Try it here: log a few runs with made-up metrics, as the tests below do.

# %% tests="best_run" points=4 objective="track_and_compare"
with task("tracking/best_run"):
    from contextlib import suppress

    from flightdelay.tracking import Tracker

    CHOOSING = ["2013-04", "2013-05", "2013-06"]

    def chosen(runs, months=CHOOSING):
        """The name of the chosen run. Runs are (name, trees, [AUC from April on]) and perhaps True: it failed."""
        with tempfile.TemporaryDirectory() as where:
            store = Tracker(where)
            for name, trees, scores, *failed in runs:
                with suppress(ZeroDivisionError), store.run(name, params={"trees": trees}) as run:
                    for month, score in enumerate(scores, start=4):
                        if score is not None:
                            run.log({"auc": score}, month=(2013, month))
                    1 / (not failed)
            answer = best_run(store, months)
            names = store.runs().set_index("run_id")["name"].to_dict()
            assert isinstance(answer, str), (
                f"best_run gave a {type(answer).__name__}, not the id of a run, which is text."
            )
            assert answer in names, (
                f"best_run gave {answer!r}, which is the id of no run. Give the `run_id` of one."
            )
            return names[answer]

    def expect(name, runs, hint, **options):
        answer = chosen(runs, **options)
        assert answer == name, (
            f"Of the runs (name, trees, AUC from April on) {runs}, best_run chose {answer!r}; expected was {name!r}. {hint}"
        )

    expect(
        "better",
        [("worse", 20, [0.70, 0.70, 0.70]), ("better", 90, [0.74, 0.73, 0.75])],
        "It leads by far in each month.",
    )
    expect(
        "small",
        [("large", 400, [0.72, 0.70, 0.71]), ("small", 30, [0.71, 0.71, 0.70])],
        "The mean difference is 0.003, its standard error 0.007: they are level, and 30 trees are fewer than 400.",
    )
    expect(
        "sound",
        [("sound", 50, [0.70, 0.71, 0.70]), ("stopped", 50, [0.80, 0.80, 0.80], True)],
        "The run 'stopped' is FAILED and does not count.",
    )
    expect(
        "april to june",
        [("april to june", 50, [0.74, 0.75, 0.74, 0.60]), ("only july", 50, [0.70, 0.70, 0.70, 0.90])],
        f"The months for choosing are {CHOOSING}; July is not among them.",
    )
    ### BEGIN HIDDEN TESTS
    expect(
        "nine",
        [("hundred", 100, [0.72, 0.70, 0.71]), ("nine", 9, [0.71, 0.71, 0.70])],
        "Parameters are kept as text, and the text '100' comes before '9'. Compare numbers.",
    )
    expect(
        "complete",
        [("complete", 50, [0.70, 0.71, 0.70]), ("a month short", 50, [0.80, None, 0.80])],
        "A run without an AUC for May does not count.",
    )
    expect(
        "steady lead",
        [("steady lead", 80, [0.712, 0.722, 0.702]), ("simple", 8, [0.710, 0.720, 0.700])],
        "The lead is small and the same in each month: the differences do not vary. Compare month by month, not the two spreads.",
    )
    expect(
        "higher of two",
        [
            ("lower", 10, [0.700, 0.712, 0.701]),
            ("leader", 90, [0.710, 0.705, 0.707]),
            ("higher of two", 10, [0.703, 0.712, 0.703]),
        ],
        "With as few trees, the higher mean decides.",
    )
    expect(
        "just worse",
        [("leader", 90, [0.72, 0.70, 0.71, 0.72]), ("just worse", 9, [0.7096, 0.7066, 0.7066, 0.7136])],
        "Level is: mean difference at most the standard error, with n - 1 and all the months given.",
        months=["2013-04", "2013-05", "2013-06", "2013-07"],
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: tune without looking (4 points)

A colleague's tuning script scores each trial on the month that is to be the test. Write the objective so that this cannot happen: the month before the test judges, the months before that one train, and the test and what follows stay closed.
"""


# %% solution="tuning_objective"
def tuning_objective(months, test):
    """The objective of a search that ends before a month of testing is opened.

    Args:
        months: labelled flights by number of the month, in any order, such as {1: ...,
            2: ...}. The month of testing and later ones may be among them, or not exist
            yet.
        test: the month of testing, for example 5.

    Returns:
        A function for `study.optimize`. It asks its trial for `learning_rate`, a float from
        0.02 to 0.5 on a log scale, and `max_leaf_nodes`, an int from 3 to 31 on a log
        scale; trains `fit` with them, on all months before test - 1, put together in the
        order of the calendar; and returns the AUC on month test - 1, as a float.
    """
    ### BEGIN SOLUTION
    past = pd.concat([months[month] for month in sorted(months) if month < test - 1])
    judge = months[test - 1]

    def objective(trial):
        settings = {
            "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.5, log=True),
            "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 3, 31, log=True),
        }
        return auc(fit(past, **settings), judge)

    return objective
    ### END SOLUTION


# %%
# Try it here, for example:
# study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=0))
# study.optimize(tuning_objective(flights, 5), n_trials=5)

# %% tests="tuning_objective" points=4 objective="tune_on_a_budget"
with task("tracking/tuning_objective"):
    from optuna.distributions import FloatDistribution, IntDistribution

    from flightdelay.model import auc

    def scored(months, test, settings):
        objective = tuning_objective(months, test)
        assert callable(objective), (
            f"tuning_objective gave a {type(objective).__name__}; expected was a function of a trial."
        )
        trial = optuna.trial.FixedTrial(settings)
        try:
            value = objective(trial)
        except KeyError as error:
            raise AssertionError(
                f"With the months {sorted(months)} and test={test} the objective asked for {error}. "
                "The month of testing does not exist yet while you tune."
            ) from None
        assert isinstance(value, float), (
            f"The objective gave {value!r}, a {type(value).__name__}; expected was a float."
        )
        space = {
            "learning_rate": FloatDistribution(0.02, 0.5, log=True),
            "max_leaf_nodes": IntDistribution(3, 31, log=True),
        }
        assert trial.distributions == space, (
            f"The objective asked for {trial.distributions}; expected was {space}."
        )
        return value

    def expect_score(months, test, settings):
        value = scored(months, test, settings)

        def by(training, judge):
            return auc(fit(pd.concat([months[m] for m in training]), **settings), months[judge])

        before = [month for month in sorted(months) if month < test - 1]
        expected = by(before, test - 1)
        likely = {
            "The model was trained on the month that judges it, too.": ([*before, test - 1], test - 1),
            "Trials are judged on the month of testing.": ([*before, test - 1], test),
            "Trials are judged on the month of testing, and the month before is not used.": (before, test),
            "Months from the test on were in training.": (
                [m for m in sorted(months) if m != test - 1],
                test - 1,
            ),
        }
        for hint, (training, judge) in likely.items():
            if judge in months and abs(value - expected) > 1e-9 and abs(value - by(training, judge)) < 1e-9:
                raise AssertionError(
                    f"With test={test} and {settings} the objective gave {value:.4f}, not {expected:.4f}. {hint}"
                )
        assert abs(value - expected) < 1e-9, (
            f"With the months {list(months)}, test={test} and {settings} the objective gave {value:.4f}; expected was "
            f"{expected:.4f}: `fit` on the months {before}, in this order, judged on month {test - 1}."
        )

    until_april = {month: flights[month] for month in (1, 2, 3, 4)}
    expect_score(flights, 5, {"learning_rate": 0.2, "max_leaf_nodes": 6})
    expect_score(until_april, 5, {"learning_rate": 0.2, "max_leaf_nodes": 6})
    ### BEGIN HIDDEN TESTS
    expect_score(flights, 4, {"learning_rate": 0.05, "max_leaf_nodes": 20})
    shuffled = {month: flights[month] for month in (2, 6, 1, 5, 4, 3)}
    expect_score(shuffled, 6, {"learning_rate": 0.3, "max_leaf_nodes": 4})
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(seed=0))
    study.optimize(tuning_objective(until_april, 5), n_trials=2)
    assert len({trial.value for trial in study.trials}) == 2, (
        "Two trials with different settings had the same score. Are the settings passed on to fit?"
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: where did this come from? (4 points)

The log of predictions has the flights and the risks, but nobody wrote the version beside them. The registry still has every version, so the answer can be computed: `registry.versions()` lists them, `registry.load(version)` gives the model, `registry.facts(version)` its run.
"""


# %% solution="origin"
def origin(registry, rows, risks):
    """Which version gave these risks, and what it came from.

    Args:
        registry: a Registry. The champion may have changed since.
        rows: the flights, one or more.
        risks: the risks that were given for them, an array of as many floats as they
            came from the model.

    Returns:
        A dict with `version` (int), `run_id` (str), `seed` (int) and `train`, the sha256 of
        the data that the model learned from. None if no version gives exactly these risks.
    """
    ### BEGIN SOLUTION
    for version in registry.versions()["version"]:
        if np.array_equal(risk(registry.load(version), rows), risks):
            facts = registry.facts(version)
            return {
                "version": int(version),
                "run_id": facts.run_id,
                "seed": int(facts.params["seed"]),
                "train": facts.data["train"]["sha256"],
            }
    return None
    ### END SOLUTION


# %%
# Try it here: register the models of two runs, and ask from which of them a risk came.

# %% tests="origin" points=4 objective="trace_a_prediction"
with task("tracking/origin"):
    from flightdelay.model import risk
    from flightdelay.registry import Registry, log_model
    from flightdelay.tracking import Tracker, data_hash

    with tempfile.TemporaryDirectory() as where:
        store = Tracker(where)
        shelf = Registry(store)
        models, run_ids = {}, {}
        for seed, month in ((7, 1), (8, 2), (9, 3)):
            with store.run(
                f"month {month}", params={"trees": 10, "seed": seed}, data={"train": flights[month]}
            ) as run:
                model = fit(flights[month], trees=10, seed=seed)
                log_model(run, model, flights[month].head())
            version = shelf.register(run.id, who="ana", why="candidate")
            shelf.promote(version, who="ben", why="newer")
            models[version], run_ids[version] = model, run.id
        shelf.rollback(who="cleo", why="alarm")

        def traced(version, rows):
            expected = {
                "version": version,
                "run_id": run_ids[version],
                "seed": version + 6,
                "train": data_hash(flights[version]),
            }
            answer = origin(shelf, rows, risk(models[version], rows))
            assert isinstance(answer, dict), (
                f"For risks of version {version} origin gave {answer!r}; expected was a dict with version, run_id, seed, train."
            )
            assert set(answer) == set(expected), (
                f"The dict has {sorted(answer)}; expected were {sorted(expected)}."
            )
            kinds = {name: type(value).__name__ for name, value in answer.items()}
            assert kinds == {"version": "int", "run_id": "str", "seed": "int", "train": "str"}, (
                f"The dict holds {kinds}; expected were an int for version and seed, and text for run_id and train."
            )
            assert answer["version"] == version, (
                f"Risks of version {version} were traced to version {answer['version']}. The champion is {shelf.champion()}, "
                "after a rollback. Compare the risks with those that each version gives."
            )
            assert answer == expected, (
                f"origin gave {answer}; expected was {expected}. Take them from registry.facts(version)."
            )

        traced(3, flights[5].head(50))
        traced(1, flights[5].head(50))
        stranger = fit(flights[4], trees=10, seed=7)
        answer = origin(shelf, flights[5].head(50), risk(stranger, flights[5].head(50)))
        assert answer is None, (
            f"The risks came from a model that was never registered, and origin gave {answer}; expected was None."
        )
        ### BEGIN HIDDEN TESTS
        traced(2, flights[6].iloc[[4]])
        nearly = risk(models[1], flights[6].head(50)) + 1e-9
        answer = origin(shelf, flights[6].head(50), nearly)
        assert answer is None, (
            f"Each risk was one billionth above that of version 1, and origin gave {answer}; expected was None. "
            "A model gives the same bytes each time, so exactly equal is the test."
        )
        mixed = np.append(risk(models[2], flights[6].head(49)), risk(models[3], flights[6].iloc[[49]]))
        answer = origin(shelf, flights[6].head(50), mixed)
        assert answer is None, (
            f"49 risks of version 2 and one of version 3: no version gave all of them, and origin gave {answer}."
        )
        ### END HIDDEN TESTS

# %% [markdown] written="judge_the_report" points=6 objective="search_families"
"""
## Part F: judge a report (6 points)

A colleague has sent this to the team:

> AutoML is a full success! I searched boosting, forests, neural networks and linear models with all their settings: 400 trials in 38 hours on the big machine. The best is a forest of 900 trees with AUC 0.741, against 0.733 for our boosting with defaults. I scored each trial on a random fifth of January to July, which is fair since it is the same fifth for all. About 60 trials crashed, mostly networks; I removed them from the table. I did not set seeds, so that the search explores more. The forest needs 40 times as long for a prediction, but machines get faster. I suggest that we replace the champion and run the search every month.

Answer in at most 250 words: what is wrong and why does it matter, what would you measure to find out whether the gain is real, and what do you decide, about the model and about the monthly search?

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone.

- **The winner is the best of 400 by the score that chose it (1).** The maximum of many noisy scores is too high; 0.008 is less than what months or seeds move the AUC by. It has to be measured on data that did not choose.
- **The random fifth (1).** Flights of one day share weather and queues and stand on both sides; "the same for all" makes it equal, not right: it favours models that remember days, such as large forests. Split by time.
- **No repetition, no seeds (1).** Nobody can repeat the search or its best run; one training each cannot tell luck from gain. Train winner and defaults with several seeds, on several thirds of the data and months, and compare month by month.
- **Crashed trials removed (1).** They belong on record: how many tries the best was picked from, and what fails, is part of the result.
- **Cost against gain (1).** 38 hours and 40 times the time for a prediction, every month, for a gain that may be nothing; the boosting with defaults is the simpler model. Serving time is a requirement, and was left out of the score.
- **What a search cannot find (1).** No trial could have better columns, see a leak, a wrong label, or bad calibration (AUC only ranks). Hours spent on such questions may bring more: in the lesson new columns brought several times the gain of tuning.
- **A decision (1).** Champion stays; a small measured next step (repeat winner and defaults on later months; if the forest still leads beyond the standard error, weigh it against its cost); no monthly search without a gain that has been shown.

Take one point off, once, for a tone that a colleague would not want to hear, or for far more than 250 words.

A model answer:

Thank you for putting this together, and for giving the baseline beside it. I would keep the champion for now, since the report cannot yet tell a gain from luck. 0.741 is the best of 400 scores on the very fifth that picked it, and the best of many is partly lucky; our AUC moves by more than 0.008 from month to month. The fifth is random, so flights of one stormy day are on both sides, which favours models that remember days. A large forest does. And without seeds neither the search nor its winner can be made again.

To find out: train the forest and the defaults on January to April, with five seeds each, and compare them month by month on May, June and July. If the mean difference is within its standard error, we keep the simpler model. That takes an hour, not 38. Please put the 60 crashed trials back, too: they say how many tries the best was picked from, and that networks fail here.

Should the forest lead after that, we still have to weigh a prediction that takes 40 times as long against our limit for answers, and to look at calibration, which AUC does not see.

I would not search every month. A search cannot find a better column or a leak, and delays earlier in the day gave us more than any setting so far. Could the next machine hours go into that? Happy to look at the columns together on Wednesday.
=== END MARK SCHEME ===
"""
