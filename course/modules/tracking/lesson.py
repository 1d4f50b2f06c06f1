# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Experiment tracking

Somebody wrote down a number, and nobody can make it again. In this lesson you make training repeatable to the last byte, keep runs so that others can repeat and compare them, tune without fooling yourself, and follow a prediction back to the data it came from.
"""

# %% [markdown]
"""
## A number in a message
<!-- objective: repeat_training -->

It is May 2013. A colleague trained a delay model, wrote "good AUC in April, the notebook is in the usual place", and went on holiday. Her manager wants to know whether the number is true. You have her notebook and her data.

First the data. The rows are flights as our system sees them when they are due to leave, with the weather then. To be quick, the lesson takes every fifth flight.
"""

# %%
import pandas as pd

from flightdelay.data import load_flights
from flightdelay.features import SERVED_FEATURES, load_sources, with_features
from groundschool import quiz

sources = load_sources(range(1, 8))
months = {m: with_features(load_flights(m).iloc[::5], sources) for m in range(1, 8)}
past = pd.concat([months[m] for m in (1, 2, 3)], ignore_index=True)
past[["carrier", "origin", "dest", "minute_of_day", "temp", "late"]].head(3)

# %% [markdown]
"""
{{len(past):,}} flights of January to March to learn from. Her training is a few lines of scikit-learn; what she did not set has its default value.

:::{question}
You run them twice, one after the other: same data, same code, same machine. Will the two models give the same risks?
:::
"""

# %%
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from flightdelay.model import auc, inputs, risk


def hers(seed=None):
    settings = {"categorical_features": "from_dtype", "learning_rate": 0.3}
    model = HistGradientBoostingClassifier(**settings, random_state=seed)
    return model.fit(inputs(past, SERVED_FEATURES), past["late"])


once, again = hers(), hers()
np.array_equal(risk(once, months[4]), risk(again, months[4]))

# %% [markdown]
"""
No. By default this class sets a random tenth of the rows aside and stops growing trees when they no longer help. Another tenth, another number of trees, another model. To draw the same tenth again, one has to know the *seed* of the random numbers, and she set none.

What her number could have been, you can only sample. Here are six seeds.
"""

# %%
from flightdelay.figures import BLUE, RED, figure, show

lottery = pd.Series({seed: auc(hers(seed), months[4]) for seed in range(6)})
fig, ax = figure("One training, six seeds", x="seed", y="AUC in April")
ax.plot(lottery, "o", color=BLUE)
ax.axhline(lottery.max(), color=RED, linestyle="--", label="the one that gets into a message")
ax.legend(loc="lower left")
alt = f"Six points between {lottery.min():.3f} and {lottery.max():.3f}; a line marks the highest."
show(fig, alt=alt)

# %% [markdown]
"""
They differ by {{lottery.max() - lottery.min():.3f}}. Whoever tries a few seeds and reports the best has found nothing but luck, and whoever compares two ideas by one training each compares two tickets of a lottery.

Our system's `train` grows a fixed number of trees and takes a seed. So let us ask what a repetition needs.

:::{question}
Train again, each time with *one* thing changed: nothing at all; seed 1 in place of 0; the same rows in another order; one flight of {{len(past):,}} less. Which of the four give the same bytes of predictions as the first?
:::
"""

# %%
from flightdelay.model import train


def retrained(rows, seed=0):
    return risk(train(rows, SERVED_FEATURES, seed=seed), months[4])


first = retrained(past)
tries = {
    "nothing": retrained(past),
    "the seed": retrained(past, seed=1),
    "the order of the rows": retrained(past.sample(frac=1, random_state=0)),
    "a flight less": retrained(past.iloc[:-1]),
}
largest = np.abs(tries["a flight less"] - first).max()
same = {what: tried.tobytes() == first.tobytes() for what, tried in tries.items()}
pd.Series(same, name="same bytes").rename_axis("changed").to_frame()

# %% [markdown]
"""
The seed changes nothing, since nothing is drawn any more: a seed matters only where chance is asked. This class bears another order of the rows, too; many others do not, because they learn row by row. But one flight of {{len(past):,}} is enough to give other risks: up to {{largest:.2f}} away.

So a result is a function of code, settings, seed, data and the versions of the packages. Leave one out, and you hope. The *ML Test Score* asks for training that can be repeated [@ml_test_score], because without it no two models can be compared: a difference may be luck.

## Which data was it?
<!-- objective: repeat_training -->

"January to March" is no answer: the table may have been corrected since. Only its content identifies data, and a fingerprint of the content, a *hash*, fits into a line. MLflow [@mlflow], the tracker of this course, computes one for the tables that it is shown.

:::{question}
Three colleagues touch the table. One turns every label round, so that late is on time. One raises the temperature of the last flight by a degree. One moves the first row to the end. Which of these does MLflow's digest notice?
:::
"""

# %%
from mlflow.data.digest_utils import compute_pandas_digest

from flightdelay.tracking import data_hash

warmer = past.copy()
warmer.loc[len(past) - 1, "temp"] += 1
touched = {
    "labels turned round": past.assign(late=~past["late"]),
    "last flight warmer": warmer,
    "first row last": pd.concat([past.iloc[1:], past.iloc[:1]]),
}
hashes = {"MLflow's digest": compute_pandas_digest, "our data_hash": data_hash}
noticed = {
    name: {what: hash_of(t) != hash_of(past) for what, t in touched.items()}
    for name, hash_of in hashes.items()
}
pd.DataFrame(noticed)

# %% [markdown]
"""
It notices the row that moved, and sleeps through a data set whose every answer is wrong. To be quick, it reads the first ten thousand rows, and only columns of numbers and of text: our label is true or false. It is called a digest, and everybody reads "checksum".

`data_hash` in `flightdelay.tracking` covers each row, column and type. Read what your tool hashes before you rely on it: trackers differ a lot in which assets they know and how [@asset_management_in_ml].

## A run on record
<!-- objective: track_and_compare -->

Now do it properly. First, the settings leave the code. *Configuration as data* means that every choice that changes a run stands in one place that a program can read, compare and keep. Ours is YAML.

The last entry has a typing error. Leave it in.
"""

# %%
import yaml

CONFIGURATIONS = """
- {name: schedule, columns: SCHEDULE_FEATURES, trees: 30, seed: 0}
- {name: and weather, columns: SERVED_FEATURES, trees: 30, seed: 0}
- {name: and delays before, columns: FEATURES, trees: 30, seed: 0}
- {name: more trees, columns: FEATURES, trees: -90, seed: 0}
"""
configurations = yaml.safe_load(CONFIGURATIONS)
configurations[1]

# %% [markdown]
"""
A `Tracker` keeps runs in one folder: a SQLite database that MLflow reads and writes, and the files beside it. A *run* records what went in when it starts (parameters, data, code, versions of packages) and what came out as it happens: *metrics*, here by month, and *artifacts*, which are files.

The metric of a month gets the month as its step, so that it comes back as a series.
"""

# %%
import tempfile

from flightdelay import features
from flightdelay.registry import Registry, log_model
from flightdelay.fingerprint import code_version
from flightdelay.tracking import Tracker

folder = tempfile.TemporaryDirectory()
tracker = Tracker(folder.name)


def run_from(config):
    with tracker.run(config["name"], params=config, data={"train": past}) as run:
        columns = getattr(features, config["columns"])
        model = train(past, columns, trees=config["trees"], seed=config["seed"])
        for month in (4, 5, 6, 7):
            run.log({"auc": auc(model, months[month])}, month=(2013, month))
        log_model(run, model, months[4].head())


# %%
for config in configurations:
    try:
        run_from(config)
    except ValueError as error:
        print(f"{config['name']}: {type(error).__name__}")

runs = tracker.runs()
runs[["name", "status", "params.columns", "params.trees", "metrics.auc"]].round(2)

# %% [markdown]
"""
Four runs, and the failed one is among them. That is on purpose. A record that keeps only what worked says that everything worked; the next person will try `-90` trees again.

The column `metrics.auc` holds one number, the last month's. One number hides the comparison that matters, so draw all of them.

:::{question}
The three models get better with more columns. By about the same amount in each month?
:::
"""

# %%
finished = runs[runs["status"] == "FINISHED"].set_index("name")
by_month = pd.DataFrame({name: tracker.history(run_id, "auc") for name, run_id in finished["run_id"].items()})
fig, ax = figure("Three runs, month by month", x="month of testing", y="AUC")
for name, style in zip(by_month, ("o-", "s--", "^:"), strict=True):
    ax.plot(by_month.index, by_month[name], style, label=name)
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
lead = by_month["and weather"] - by_month["schedule"]
alt = f"Three lines from April to July. Weather adds {lead.iloc[0]:.3f} to the AUC in April and "
alt += f"{lead.max():.3f} at most; the line with delays before is the highest in each month."
show(fig, alt=alt)

# %% [markdown]
"""
The weather is worth {{lead.min():.3f}} in one month and {{lead.max():.3f}} in another. Remember how far a single model's line goes up and down; you will need it soon.

Is the record good enough? Take a run by its id, and nothing else, and make it again.
"""

# %%
from flightdelay.model_file import load

facts = tracker.facts(finished.loc["and weather", "run_id"])
assert facts.data["train"]["sha256"] == data_hash(past), "not the data of that run"
columns = getattr(features, facts.params["columns"])
repeated = train(past, columns, trees=int(facts.params["trees"]), seed=int(facts.params["seed"]))
kept = load(tracker.artifact(facts.run_id, "model/model.skops"))
np.array_equal(risk(repeated, months[4]), risk(kept, months[4]))

# %% [markdown]
"""
The same bytes. That is what her message lacked: not the number, but the way back to it.

:::{tip}
MLflow has a web page for all this. On your own machine: `mlflow ui --backend-store-uri sqlite:////path/to/runs.db`, then open the address that it prints. It needs a minute or two to start, and this lesson does without. In other people's code you will meet the same calls as `mlflow.start_run()`, `mlflow.log_params(...)`, `mlflow.log_metric(...)`: they write to one store per process, set by `mlflow.set_tracking_uri`. The reasons for its parts are in a short paper [@mlflow_paper].
:::

## Tuning on a budget
<!-- objective: tune_on_a_budget -->

Settings such as the learning rate are not learned; somebody chooses them. *Tuning* searches for them with a method and a budget. April judges the candidates; for the search, May to July have not come yet. We tune on a third of the rows, which keeps the rest for a question later.

An Optuna [@optuna_paper] *objective* asks for settings and answers with a score. After 6 trees it reports; a *pruner* may then stop a hopeless trial before the other 12 are grown.
"""

# %%
import optuna

optuna.logging.set_verbosity(optuna.logging.WARNING)
draws = [past.iloc[start::3] for start in range(3)]


def unfitted(settings, trees=18):
    fixed = {"categorical_features": "from_dtype", "early_stopping": False, "random_state": 0}
    return HistGradientBoostingClassifier(max_iter=trees, **fixed, **settings)


def suggested(trial):
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.5, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 3, 63, log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 300, log=True),
        "max_features": trial.suggest_float("max_features", 0.2, 1),
    }


# %% [markdown]
"""
Two searches, ten trials each. *Random search* draws settings blindly, which beats a grid [@random_search]. *TPE*, the default of Optuna, begins at random too and then draws near the best trials so far; it starts to do so after ten trials, and we let it after four. It gets a pruner that stops what is worse than the median at the same point.

:::{question}
Which search finds the better settings, and by how much? What share of the trees does the second save?
:::
"""


# %%
rows, late = inputs(draws[0], SERVED_FEATURES), draws[0]["late"]


def objective(trial):
    model = unfitted(suggested(trial)).set_params(warm_start=True)
    for trees in (6, 18):
        model.set_params(max_iter=trees).fit(rows, late)
        trial.report(auc(model, months[4]), trees)
        if trial.should_prune():
            raise optuna.TrialPruned
    return auc(model, months[4])


# %%
from optuna.pruners import MedianPruner, NopPruner
from optuna.samplers import RandomSampler, TPESampler

ways = {
    "random": (RandomSampler(seed=0), NopPruner()),
    "TPE, pruned": (TPESampler(seed=0, n_startup_trials=4), MedianPruner(n_startup_trials=4)),
}
studies = {}
for name, (sampler, pruner) in ways.items():
    studies[name] = optuna.create_study(direction="maximize", sampler=sampler, pruner=pruner)
    studies[name].optimize(objective, n_trials=10)
grown = {name: sum(t.last_step for t in study.trials) for name, study in studies.items()}
bests = {name: study.best_value for name, study in studies.items()}
pd.DataFrame({"best AUC in April": pd.Series(bests).round(3), "trees grown": grown})
# %% [markdown]
"""
They are {{max(bests.values()) - min(bests.values()):.3f}} apart; set both seeds to 2, and the other one leads. Ten trials teach TPE little, and April's flights cannot tell such scores apart. But it grew {{1 - grown["TPE, pruned"] / grown["random"]:.0%}} fewer trees, and stopping early is what makes large searches affordable [@hyperband].

Now the question that a report must answer: how much of the gain is real? Compare the best settings with the defaults on April and on the months that the search never saw, and train each of them on three separate thirds of the past.

:::{question}
The best settings of the random search beat the defaults in April, on the third that they were tuned on. By as much in the other months and with other training data?
:::
"""

# %%
tuned = studies["random"].best_params
scores = pd.DataFrame(
    [
        {"settings": name, "draw": number, "month": month, "auc": auc(model, months[month])}
        for name, settings in (("default", {}), ("tuned", tuned))
        for number, draw in enumerate(draws)
        for model in [unfitted(settings).fit(inputs(draw, SERVED_FEATURES), draw["late"])]
        for month in (4, 5, 6, 7)
    ]
)
wide = scores.pivot_table(index=["draw", "month"], columns="settings", values="auc")
gain = wide["tuned"] - wide["default"]
promised, elsewhere = gain[0, 4], gain.drop((0, 4))

# %%
fig, ax = figure("What tuning brought, and what a month brings", x="month of testing", y="AUC")
for name, shift, color in (("default", -0.1, BLUE), ("tuned", 0.1, RED)):
    for draw, mark in enumerate("os^"):
        line = wide[name].loc[draw]
        label = f"{name}, third {draw + 1}"
        ax.plot(line.index + shift, line, mark, color=color, label=label)
ax.set_xticks([4, 5, 6, 7], ["April (tuned on)", "May", "June", "July"])
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
swing = wide.groupby("month").mean().mean(axis="columns")
alt = "In each month the points of default and tuned settings mix. The means of the months lie "
alt += f"between {swing.min():.3f} and {swing.max():.3f}."
show(fig, alt=alt)

# %% [markdown]
"""
Where it was tuned, the search promised {{promised:+.3f}}. In the other {{len(elsewhere)}} places the gain is {{elsewhere.mean():+.3f}} on average and runs from {{elsewhere.min():+.3f}} to {{elsewhere.max():+.3f}}; it is above zero in {{int((elsewhere > 0).sum())}} of them. The months alone move the AUC by {{swing.max() - swing.min():.3f}}. With every fourth flight in place of every fifth the average comes out above zero, and still below the promise.

The best of many trials is the best partly by luck, and the score that chose it contains that luck [@overfitting_in_model_selection]. So report a tuned model on data that did not choose it, more than once, beside the defaults; and prefer the simpler of two that you cannot tell apart. The tuning playbook has more on when a gain is real [@deep_learning_tuning_playbook].
"""

# %%
quiz("tracking", "promised_and_kept")

# %% [markdown]
"""
## Search over everything
<!-- objective: search_families -->

Why stop at the settings of one family? *AutoML* [@automl_book] treats the kind of model as one more setting, and searches all of it together. In Optuna that is an `if`: the questions asked depend on the family drawn.

A linear model needs scaled numbers without gaps, so each family brings its own preparation. That belongs to the search too.

:::{question}
Ten trials over three families. Which family will win? And will its best beat the gradient boosting that you have just tuned?
:::
"""

# %%
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def candidate(trial):
    family = trial.suggest_categorical("family", ["boosting", "forest", "linear"])
    if family == "boosting":
        return unfitted(suggested(trial))
    if family == "forest":
        leaf = trial.suggest_int("forest_leaf", 5, 100, log=True)
        return RandomForestClassifier(15, min_samples_leaf=leaf, random_state=0)
    strength = trial.suggest_float("strength", 0.001, 10, log=True)
    return make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(C=strength))


# %%
numbers = [name for name in SERVED_FEATURES if name not in ("carrier", "origin", "dest")]


def automl(trial):
    model = candidate(trial).fit(draws[0][numbers], draws[0]["late"])
    return auc(model, months[4])


search = optuna.create_study(direction="maximize", sampler=TPESampler(seed=2))
search.optimize(automl, n_trials=10)
trials = search.trials_dataframe().groupby("params_family")["value"]
trials.agg(trials="size", best="max", worst="min").round(2)

# %% [markdown]
"""
The families' best lie within {{trials.max().max() - trials.max().min():.2f}} of each other. So far this lesson has trained {{sum(len(s.trials) for s in studies.values()) + len(search.trials)}} models to search, for a gain that you have seen melt. Compare that with the runs on record: columns for delays earlier in the day, which somebody had to *think of*, added {{(by_month["and delays before"] - by_month["and weather"]).mean():.3f}} on average over four months.

A search can only find what its space contains. It cannot know that the label is wrong, that a column will not be there at prediction time, or that April was odd. And its bill is real: trials times the time of one training, for you and for whoever repeats it. Libraries that search cheap models first [@flaml] make the bill smaller, not the question better.

A search is an experiment, so it goes on record: space, budget, all trials.
"""

# %%
with tracker.run("automl", params={"trials": len(search.trials), "seed": 2}, data={"train": draws[0]}) as run:
    run.log({"auc": search.best_value}, month=(2013, 4))
    run.log_json([{**t.params, "auc": t.value} for t in search.trials], "trials.json")

tracker.runs()[["name", "status", "params.trials", "metrics.auc"]].round(2).fillna("")
# %% [markdown]
"""
## Back from a prediction
<!-- objective: trace_a_prediction -->

In August a passenger complains: your system gave her flight a risk that made her change plans. Which model said so, and what had it learned from? A *registry* answers the first half. It gives models that are meant to serve a *version*, which never changes, and an *alias*, a name such as `champion` that moves from version to version. Services ask for the alias and write the version beside each prediction.
"""

# %%
registry = Registry(tracker)
for name in ("and weather", "and delays before"):
    version = registry.register(finished.loc[name, "run_id"], who="ana", why="candidate for May")
    registry.promote(version, who="ben", why=f"better than before: {name}")

served = months[5].head(3)
answers = served[["carrier", "origin", "dest"]].assign(
    risk=risk(registry.load(), served).round(3), version=registry.champion()
)
answers

# %% [markdown]
"""
Then the feed of departures breaks off, from which the champion's best columns are made. Going back is one call, because the earlier version still exists. Each move keeps who, why and when.

:::{question}
After the rollback the alias points at version 1. From which version did the three predictions above come?
:::
"""

# %%
registry.rollback(who="cleo", why="feed of departures is down")
registry.history()[["who", "what", "version", "why"]]

# %%
quiz("tracking", "alias_or_version")

# %% [markdown]
"""
From version {{int(answers["version"].iloc[0])}}: whoever asks the alias today gets the wrong answer about yesterday. That is why the version is written beside the prediction and the alias is not.

The second half is the *metadata store*, the record of runs, data and models and of what was made from what [@mlops_overview_definition_architecture]. *Lineage* is the way back along it: prediction, version, run, then data, code, settings, environment.
"""

# %%
origin = registry.facts(int(answers["version"].iloc[0]))
lineage = {
    "run": origin.name,
    "columns": origin.params["columns"],
    "seed": origin.params["seed"],
    "rows it learned from": origin.data["train"]["rows"],
    "the data is what we hold": origin.data["train"]["sha256"] == data_hash(past),
    "the code is what we hold": origin.tags["code"] == code_version(),
}
pd.Series(lineage, name="prediction 1").to_frame()

# %% [markdown]
"""
From here a complaint can be answered: train again, get the same bytes, look why. Other tools collect lineage from whole pipelines, across schedulers, in an open format [@openlineage]; the questions stay these.

The same facts write the model's documentation, a *model card* [@model_cards]. Nothing in it is typed by hand, so it cannot praise a model that is gone.
"""

# %%
from flightdelay.card import model_card

card = model_card(tracker, origin.run_id)
start = card.index("## Limits")
print(card[start : card.index("## Data")])
folder.cleanup()

# %% [markdown]
"""
*The run has not recorded this*: nobody wrote down what the model is for. The card says so, and that is a better start than an invented sentence.

## What to keep

- **Repeat.** A result needs code, settings, seed, data and environment, each identified by content. Check it by repeating: the same bytes, or a known difference.
- **Hash what matters.** Know what your tool's fingerprint covers. MLflow's slept while every label was wrong.
- **Record and compare.** Settings as data, metrics by month, failures too. Compare runs over several months, never by one number.
- **Tune on a budget.** Choose on one set, judge on others that did not choose, more than once, beside the defaults. Here the months moved the AUC more than the settings did.
- **Search wisely.** AutoML searches what you put in. Better columns came from somebody who thought about flights.
- **Trace.** Write the version beside each prediction. From it, a record leads back to run, data and code; an alias only tells what serves now.
"""
