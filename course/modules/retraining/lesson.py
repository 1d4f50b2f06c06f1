# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Retraining

A model is trained on a past that moves away from it. In this lesson you replay the year 2013 under five policies of retraining, pay for each of them, and find out what a policy cannot repair.
"""

# %% [markdown]
"""
## A model left alone
<!-- objective: choose_a_policy -->

The first model learnt from January to March. From April on it serves, and nobody touches it. Models of many kinds age in this situation, some slowly and some at once [@temporal_quality_degradation].

`year_of_frames` gives each month's flights with their features; here a tenth of them, which is enough to compare. `replay` plays the months in order: each is judged by the model that served in it.
"""

# %%
import pandas as pd

from flightdelay.replay import Trainer, replay, summary, year_of_frames
from flightdelay.retraining import POLICIES
from groundschool import quiz

frames = year_of_frames(2013, share=0.1)
trainer = Trainer(frames, trees=30)
alone = replay(frames, POLICIES["never"], trainer)

# %% [markdown]
"""
:::{question}
The model sees {{len(trainer.rows((1, 2, 3))):,}} winter flights and then a summer. Which suffers more: its AUC, which judges the order of the risks, or its calibration, the sum of its risks against the number of late flights?
:::
"""

# %%
from flightdelay.figures import BLUE, GREY, ORANGE, figure, show

fig, ax = figure("A model of January to March, left alone", x="month of 2013", y="predicted / observed")
ax.axhspan(0.8, 1.25, color=GREY, alpha=0.2, label="required band")
ax.plot(alone["predicted_over_observed"], "o-", color=BLUE, label="predicted / observed")
ax.plot(alone["auc"], "s--", color=ORANGE, label="AUC")
ax.legend(loc="lower right", ncols=3)
ax.set_ylim(0, 1.6)
ratio = alone["predicted_over_observed"]
alt = (
    f"Predicted over observed falls to {ratio.min():.1f} in summer and rises to {ratio.max():.1f} in autumn. "
)
alt += f"AUC stays between {alone['auc'].min():.2f} and {alone['auc'].max():.2f}."
show(fig, alt=alt)

# %% [markdown]
"""
The order holds; the level does not. AUC moves within {{alone["auc"].max() - alone["auc"].min():.2f}}, while {{summary(alone)["out_of_band"]:.0f}} of {{len(alone)}} months leave the band that our requirements allow. In July the model expects {{ratio.loc[7]:.0%}} of the late flights that come.

This costs money, because the threshold for a warning is right only for risks that come true. So somebody asks: "Why do you not simply retrain?" Simply, when?
"""

# %% [markdown]
"""
## Four triggers
<!-- objective: choose_a_policy -->

A policy is a rule that is asked once a month, when the labels are in: train again, or not? By the calendar (`monthly`), when inputs drift (`on_drift`), when outcomes show harm (`on_decay`), or never. The questions behind each are laid out in [@to_retrain_or_not].

:::{question}
Nine months, from April to December. How often will `on_drift` train, how often `on_decay`?
:::
"""

# %%
tables = {name: replay(frames, policy, trainer) for name, policy in POLICIES.items()}
asked = pd.DataFrame({name: table["retrain"] for name, table in tables.items()})
asked.replace({True: "train", False: "."}).T

# %% [markdown]
"""
`on_drift` has become an expensive calendar. New York's temperature in May is not that of January, so an input drifts in each month of the year, whether anybody is harmed or not. The trigger fires {{int(asked["on_drift"].sum())}} times of {{len(asked)}}.

`on_decay` trains {{int(asked["on_decay"].sum())}} times. It asks what happened, not what changed. Its weakness is the other one: it must wait for the labels of a bad month, and repairs the next.
"""

# %% [markdown]
"""
Now the results. `cost` is the mean cost of a flight, from our requirements: what missed and needless warnings cost the passengers' desk.
"""

# %%
results = pd.DataFrame({name: summary(table) for name, table in tables.items()}).T
results.round({"auc": 2, "cost": 0, "saving": 2})

# %% [markdown]
"""
:::{question}
Which row surprises you? Look at `out_of_band` before you read on.
:::
"""

# %%
fig, ax = figure("Calibration under three policies", x="month of 2013", y="predicted / observed")
ax.axhspan(0.8, 1.25, color=GREY, alpha=0.2, label="required band")
for name, style in {"never": "o-", "monthly": "s--", "monthly_sliding": "^:"}.items():
    ax.plot(tables[name]["predicted_over_observed"], style, label=name)
ax.set_ylim(0.4, 1.8)
ax.legend(loc="upper left", ncols=2)
september = {name: table.loc[9, "predicted_over_observed"] for name, table in tables.items()}
alt = f"In September the models that were retrained each month are further off ({september['monthly']:.1f}) "
alt += f"than the one left alone ({september['never']:.1f}). A window of three months comes back sooner."
show(fig, alt=alt)

# %% [markdown]
"""
Retraining each month lifts the AUC from {{results.loc["never", "auc"]:.2f}} to {{results.loc["monthly", "auc"]:.2f}}, and hardly helps the calibration. In September the freshest model is the worst: it has just learnt a summer that is over. Retraining looks back; a season turns ahead of it.

A better answer to that is a feature. In the module *Features* the share of late flights in the last hours corrected the level by itself, with no training at all.
"""

# %% [markdown]
"""
## What a training costs
<!-- objective: choose_a_policy -->

A training is not free: machine time, the review of its report, the risk of a release. Put both in one currency and the choice becomes a sum [@cost_effective_retraining]. The nine months have {{10 * alone["flights"].sum():,}} flights, and each costs the desk something.

:::{question}
Training on decay saves some trainings. Is it cheaper than training each month once a training costs as much as a weekend of machine time, a month's salary, or a house?
:::
"""

# %%
flights = 10 * alone["flights"].sum()  # we replayed a tenth
prices = range(0, 500_001, 10_000)
fig, ax = figure("The bill of April to December", x="price of one training (USD)", y="bill (million USD)")
for name, style in {"never": "-", "on_decay": "--", "monthly": ":"}.items():
    row = results.loc[name]
    bill = [(flights * row["cost"] + price * row["trainings"]) / 1e6 for price in prices]
    ax.plot(prices, bill, style, label=name)
ax.legend()
even = flights * (results.loc["on_decay", "cost"] - results.loc["monthly", "cost"])
even /= results.loc["monthly", "trainings"] - results.loc["on_decay", "trainings"]
show(
    fig,
    alt=f"Rising lines. Monthly is the cheapest until it meets on_decay near {round(even, -5):,.0f} dollars a training.",
)

# %% [markdown]
"""
The lines of `monthly` and `on_decay` meet only at about {{round(even, -5):,.0f}} dollars a training: the house. When errors are dear and trainings cheap, the dull calendar wins, and a clever trigger saves the smaller part of the bill.

Where a training takes a week of a cluster, or each release a committee, it is the other way round. The sum decides, not the taste.
"""

# %% [markdown]
"""
## How far back?
<!-- objective: choose_the_data -->

Retraining on *all* past months, or on the last three? An expanding window keeps rare days, such as storms. A sliding one forgets, for better and worse [@concept_drift_adaptation_survey].
"""

# %%
window = pd.DataFrame(
    {name: tables[name]["predicted_over_observed"] for name in ("monthly", "monthly_sliding")}
)
window.loc[[9, 10, 11, 12]].round(1)

# %% [markdown]
"""
In October and November the short window is right ({{window.loc[11, "monthly_sliding"]:.1f}}) where the long one still remembers the summer ({{window.loc[11, "monthly"]:.1f}}). In December it is the worst of all ({{window.loc[12, "monthly_sliding"]:.1f}}): the last three months were calm, and it has forgotten what winter is.

No window is right in each month. Choose one as you choose any setting: by playing the past in order, never with a random split.
"""

# %% [markdown]
"""
## Ten years later
<!-- objective: choose_the_data -->

It is April 2023. Somebody finds the system of 2013 on an old disk, trained on its whole year, and switches it on. Airlines have merged, the fleet is new, a pandemic has come and gone.

:::{question}
Three models for April 2023: all of 2013; January to March 2023, a quarter as many flights; and both together. Which ranks best? Does the old one still beat the rule of thumb "as late as flights of this hour usually are"?
:::
"""

# %%
from flightdelay.evaluate import score
from flightdelay.features import SERVED_FEATURES
from flightdelay.model import risk, train, train_heuristic
from flightdelay.requirements import requirements

later = year_of_frames(2023, share=0.1, months=[1, 2, 3, 4])
april, old = later[4], trainer.rows(tuple(range(1, 13)))
new = pd.concat([later[month] for month in (1, 2, 3)], ignore_index=True)
learn_from = {"2013": old, "2023": new, "both": pd.concat([old, new], ignore_index=True)}
models = {name: train(rows, SERVED_FEATURES, trees=30) for name, rows in learn_from.items()}
models = {"rule of thumb, 2013": train_heuristic(old), **models}
scores = {name: score(april["late"], risk(model, april)) for name, model in models.items()}
shock = pd.DataFrame(scores.values(), index=list(scores))[["auc", "predicted_over_observed"]]
shock.round(2)

# %% [markdown]
"""
The old model still ranks better than the rule of thumb ({{shock.loc["2013", "auc"]:.2f}} against {{shock.loc["rule of thumb, 2013", "auc"]:.2f}}), although {{(~april["carrier"].isin(old["carrier"])).mean():.0%}} of the flights belong to airlines that it has never seen. Evenings are still late and storms still stop aircraft. What it has lost is the level: it expects {{shock.loc["2013", "predicted_over_observed"]:.0%}} of the late flights that come.

Old data is not worthless either. It may help where the new is thin, and harm where the world has changed. Only a measurement says which.
"""

# %% [markdown]
"""
## The system teaches itself
<!-- objective: see_feedback_loops -->

Our warnings are meant to change what happens. Suppose they work too well: of the flights that are warned about and would leave late, the airline saves 60 % by holding a spare aircraft. Those flights leave on time, *because of the warning*, and are labelled "on time". Next month's model learns that such flights are punctual. This is the hidden feedback loop of [@hidden_technical_debt].

:::{question}
We retrain each month on the labels as they come. What happens to the share of flights with a warning? Compare with a year in which warnings change nothing.
:::
"""

# %%
import numpy as np


def loop(learn_from, saved=0.6):
    """By month: the share of flights with a warning, and predicted over truly late, and over recorded late."""
    rng, past, rows = np.random.default_rng(0), trainer.rows((1, 2, 3)), {}
    for month in range(4, 10):
        flights, given = frames[month], risk(train(past, SERVED_FEATURES, trees=30), frames[month])
        warned = given >= requirements().costs.threshold
        apart = rng.random(len(flights)) < 0.2  # handled as if there were no warning
        prevented = warned & ~apart & flights["late"] & (rng.random(len(flights)) < saved)
        labelled = flights.assign(late=flights["late"] & ~prevented)
        past = pd.concat([past, learn_from(labelled, warned, apart)], ignore_index=True)
        for name, late in {"true": flights["late"], "recorded": labelled["late"]}.items():
            rows.setdefault(month, {"warned": warned.mean()})[name] = given.mean() / late.mean()
    return pd.DataFrame(rows).T


# %%
honest = loop(lambda flights, *_: flights, saved=0)
looped = loop(lambda flights, *_: flights)
fig, ax = figure(
    "Warnings when the model learns from what they did", x="month of 2013", y="flights warned about (%)"
)
ax.plot(100 * honest["warned"], "o-", label="warnings change nothing")
ax.plot(100 * looped["warned"], "s--", label="warnings prevent delays, and the model learns from that")
ax.set_ylim(0, None)
ax.legend(loc="lower center")
fewer = 1 - looped["warned"].loc[5:].mean() / honest["warned"].loc[5:].mean()
show(fig, alt=f"From May on the lower line has {fewer:.0%} fewer warnings than the upper.")

# %% [markdown]
"""
The system talks itself out of its own warnings: {{fewer:.0%}} fewer from May on, with the same weather and the same flights. By the labels that are recorded it expects {{looped["recorded"].loc[5:8].mean():.0%}} of the late flights of May to August, by what would have happened without it {{looped["true"].loc[5:8].mean():.0%}}: on its own records it looks calibrated, and no alarm rings. The flights at risk still are at risk; they are only no longer protected.

The cure is to keep some flights apart: a random fifth is handled as if there were no warning, and of the flights warned about only those are learnt from.
"""


# %%
def untouched(flights, warned, apart):
    """Flights without a warning, and those kept apart, five times each: they stand for all with a warning."""
    return pd.concat([flights[~warned], *[flights[warned & apart]] * 5])


guarded = loop(untouched)
ratios = pd.DataFrame({"honest": honest["true"], "looped": looped["true"], "guarded": guarded["true"]})
ratios.round(1)

# %% [markdown]
"""
Measured by what would have happened without warnings, the looped model expects {{ratios.loc[7, "looped"]:.0%}} of July's late flights, the guarded one {{ratios.loc[7, "guarded"]:.0%}}, the honest one {{ratios.loc[7, "honest"]:.0%}}. A control group shows the world as it is without you.

Its price: for a fifth of the warnings nobody acts. A smaller share costs less and is noisier; with none you pay as in the figure, and do not see it.
"""

# %%
quiz("retraining", "control_group")

# %% [markdown]
"""
## A rollback drill
<!-- objective: rehearse_a_rollback -->

A new version is promoted on Friday and is wrong on Saturday. The quickest repair is the version before. Whether that works is not known until somebody has tried [@practical_guide_to_maintaining_ml]. Here is the drill, in our real registry.
"""

# %%
import tempfile

from flightdelay.registry import Registry, log_model
from flightdelay.tracking import Tracker

folder = tempfile.TemporaryDirectory()
tracker = Tracker(folder.name)
registry = Registry(tracker)
columns = {"friday_before": SERVED_FEATURES, "friday": [*SERVED_FEATURES, "late_origin_3h"]}
for name, chosen in columns.items():
    model = train(trainer.rows((1, 2, 3)), chosen, trees=30)
    with tracker.run(name) as run:
        log_model(run, model, frames[4].head())
    version = registry.register(run.id, who="ana", why=f"the model of {name}")
    registry.promote(version, who="ben", why="passed the gate")
before = risk(registry.load(1), frames[4])
registry.champion()

# %% [markdown]
"""
:::{question}
After the rollback, will the old version's predictions be close to those it gave before, equal to five digits, or the same bytes?
:::
"""

# %%
back_to = registry.rollback(who="eva", why="warned about every flight on Saturday")
after = risk(registry.load(), frames[4])
print("version", back_to, "serves; same bytes:", after.tobytes() == before.tobytes())
registry.history()[["what", "version", "who", "why"]]

# %% [markdown]
"""
The same bytes: the file has not changed, and its sha256 was checked when it was loaded. The history says who went back, and why.

Now the other direction. On Monday the cause is found, and version 2 is to return. But over the weekend a colleague has cleaned up the pipeline: nobody used `late_origin_3h` any more.
"""

# %%
registry.promote(2, who="ana", why="the cause was mended")
try:
    risk(registry.load(), frames[4].drop(columns="late_origin_3h"))
except KeyError as error:
    print("KeyError:", error.args[0])
folder.cleanup()

# %% [markdown]
"""
A version is more than its file. It needs its features, its threshold, and data of the shape it knew. A rollback brings back the model and nothing else, so a drill runs the whole path: load, features, predictions, on today's flights. The rubric asks for exactly this test [@ml_test_score].
"""

# %%
quiz("retraining", "what_rollback_brings")

# %% [markdown]
"""
## Learning without moving the data
<!-- objective: learn_apart -->

Suppose the three airports may not share their records. Federated learning leaves the data where it is: each airport improves the common model on its own flights, sends back only weights, and a server takes their mean, weighted by flights [@federated_averaging].

We take a plain logistic regression, whose weights can be averaged. Trees cannot.
"""

# %%
numbers = ["minute_of_day", "temp", "dewp", "wind_speed", "precip", "visib", "distance"]
history = trainer.rows((1, 2, 3))
centre, spread = history[numbers].mean(), history[numbers].std()


def matrix(flights):
    """Standardised inputs, 0 where a value is missing, and a column of ones."""
    return np.column_stack([((flights[numbers] - centre) / spread).fillna(0), np.ones(len(flights))])


def improve(weights, flights, steps=20, rate=1.0):
    """Some steps of gradient descent on the logistic loss, from these weights on these flights."""
    inputs, late = matrix(flights), flights["late"].to_numpy(dtype=float)
    for _ in range(steps):
        weights = weights - rate * inputs.T @ (1 / (1 + np.exp(-inputs @ weights)) - late) / len(late)
    return weights


# %% [markdown]
"""
The means and spreads must be shared too: a small leak, and the first thing to agree on.

:::{question}
One airport alone, all three by federated averaging, all three with the data in one place. How far apart will their AUCs on April be?
:::
"""

# %%
airports = [part for _, part in history.groupby("origin")]
weights = np.zeros(len(numbers) + 1)
for _ in range(10):
    sent = [improve(weights, part) for part in airports]
    weights = np.average(sent, axis=0, weights=[len(part) for part in airports])


def auc_of(weights):
    """AUC on April 2013."""
    return score(frames[4]["late"], 1 / (1 + np.exp(-matrix(frames[4]) @ weights))).auc


start = np.zeros(len(numbers) + 1)
apart = {part["origin"].iloc[0]: auc_of(improve(start, part, steps=200)) for part in airports}
together = auc_of(improve(start, history, steps=200))
pd.Series({**apart, "federated": auc_of(weights), "in one place": together}).round(2)

# %% [markdown]
"""
Ten rounds of averaging come as far as the data in one place ({{auc_of(weights):.2f}} and {{together:.2f}}), and no flight has left its airport. With so simple a model the gain over one airport alone is small; it grows with what each lacks.

Federated does not mean private: weights can betray rare records. Nor does it mean cheap: who watches the calibration at an airport whose labels nobody else may see? Answering where the data is, and asking a server only for the hard cases, is the serving side of the same idea.
"""

# %%
quiz("retraining", "what_travels")

# %% [markdown]
"""
## What to keep

- A model ages in its level before it ages in its order. Watch calibration, not AUC alone.
- A drift alarm says that something changed. Here it fires every month; as a trigger it is a calendar.
- A policy is chosen by a bill: cost of errors plus price of trainings, from a replay in order of time.
- Retraining looks back. A season, a shock or a feedback loop comes from the front; features, control groups and people answer those.
- Old months have a worth that can be measured, month by month. So has a window.
- Outcomes that the system has changed are no labels. Keep some flights apart, at random.
- A rollback is real after a drill of the whole path, and not before.
"""
