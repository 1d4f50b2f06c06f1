# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Why MLOps

A model can be good on the day it is finished and wrong a season later, without a single error message. In this lesson you build a small model on real flights, leave it alone for nine months, find out why nobody noticed, and learn what the field called MLOps does about it.
"""

# %% [markdown]
"""
## A model that works
<!-- objective: detect_silent_failure -->

Three airports serve New York: EWR, JFK and LGA. Suppose that they run a help desk for passengers whose flight leaves more than 15 minutes late. The desk hires by the month, so it has one question: **how many flights will be late next month?**

The help desk is invented. The flights are real: every one that was scheduled to leave New York in 2013.
"""

# %%
from functools import cache

import pandas as pd
from flightdelay.data import load_flights
from flightdelay.label import with_label
from groundschool import quiz


@cache
def departed(month):
    """The flights of a month of 2013 that left, with the label `late`."""
    return with_label(load_flights(month))


winter = pd.concat([departed(month) for month in (1, 2, 3)], ignore_index=True)
winter[["scheduled", "origin", "carrier", "dest", "dep_delay", "late"]].head(3)

# %% [markdown]
"""
It is the end of March. We know three months: {{ len(winter) / 1000:.0f }} thousand flights that left, {{ winter["late"].mean():.0%}} of them late. Flights that were cancelled never left, so we set them aside; whether that is right is a question for `validation`.

The model may use only what the timetable says weeks ahead: the hour, the weekday, the airport and the airline. Such a model takes ten minutes to write.
"""

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder


def timetable(flights):
    """The inputs of the model: what is known weeks before a flight."""
    inputs = flights[["hour", "origin", "carrier"]].astype(object)
    return inputs.assign(weekday=flights["scheduled"].dt.dayofweek)


def train(flights):
    """A model of the chance that a flight leaves late."""
    recipe = make_pipeline(
        OneHotEncoder(handle_unknown="ignore"), LogisticRegression(solver="newton-cholesky")
    )
    return recipe.fit(timetable(flights), flights["late"])


# %%
from sklearn.metrics import roc_auc_score


def report(model, flights):
    """How a model fares on some flights: its ranking, and its count against what came."""
    chance = model.predict_proba(timetable(flights))[:, 1]
    foreseen, late = chance.sum(), flights["late"].sum()
    auc = roc_auc_score(flights["late"], chance)
    return {"AUC": auc, "foreseen": foreseen, "late": late, "ratio": foreseen / late}


kept_back = winter.sample(frac=0.2, random_state=0)
model = train(winter.drop(kept_back.index))
release = report(model, kept_back)
pd.Series(release).round(2)

# %% [markdown]
"""
Two numbers judge the model, on flights that it has not seen.

**AUC** is about order: take one late flight and one that was on time; how often does the late one have the higher chance? A coin scores 0.5, this model {{ release["AUC"]:.2f }}: useful, as far as a timetable goes.

**Ratio** is about the count. Four flights with a chance of 25% each make one late flight to expect, so the sum of all chances is the number foreseen. Divided by the number that came, it is {{ release["ratio"]:.2f }}. The desk would have hired almost exactly right.
"""

# %% [markdown]
"""
## Nine months alone
<!-- objective: detect_silent_failure -->

The desk is delighted, and the model goes live on 1 April with a promise: **the number foreseen is within 15% of the number that comes**, so the ratio stays between 0.85 and 1.15. Then everybody turns to other work.

:::{question}
Nobody touches the model from April to December. Note two guesses before you run the next cell. In how many of the nine months is the promise kept? And when it breaks, does AUC fall first, with it, or not at all?
:::
"""

# %%
months = range(4, 13)
alone = pd.DataFrame({month: report(model, departed(month)) for month in months}).T
alone.index.name = "month"
kept = alone["ratio"].between(0.85, 1.15)
first_broken = alone.index[~kept][0]
alone.round({"AUC": 2, "foreseen": 0, "ratio": 2}).astype({"foreseen": int, "late": int})

# %%
from flightdelay import figures

fig, ax = figures.figure("A model left alone", x="month of 2013", y="1 is as it should be")
ax.axhspan(0.85, 1.15, color=figures.SKY, alpha=0.3, label="the promise")
ax.plot(alone["ratio"], "o-", color=figures.RED, label="foreseen / late")
steady = alone["AUC"] / release["AUC"]
ax.plot(steady, "s--", color=figures.BLUE, label="AUC / AUC at release")
ax.legend(loc="upper left")
low, high = alone["ratio"].min(), alone["ratio"].max()
figures.show(
    fig,
    alt=f"AUC stays within {abs(steady - 1).max():.0%} of what it was at release. "
    f"Foreseen / late falls to {low:.2f} in summer, jumps to {high:.2f} in autumn "
    f"and lies in the band of the promise in {kept.sum()} of 9 months.",
)

# %% [markdown]
"""
The promise is kept in {{ kept.sum() }} of the 9 months. In June and July the desk is short: {{ alone.loc[[6, 7], "late"].sum() - alone.loc[[6, 7], "foreseen"].sum():,.0f}} late flights came that nobody had foreseen. In September it pays for {{ alone.loc[9, "foreseen"] - alone.loc[9, "late"]:,.0f}} that never came.

AUC gave no hint. In June it was {{ alone.loc[6, "AUC"]:.2f}}, no lower than at release; in autumn it slipped a little, months too late. Summer makes *every* flight riskier, and evenings are still worse than mornings: the order stays, and AUC sees nothing but order.
"""

# %%
quiz("why_mlops", "auc_blind")

# %% [markdown]
"""
## Nothing crashed
<!-- objective: detect_silent_failure -->

Perhaps ordinary alarms would have told us. Here are five that many teams have. The last compares each input with the winter's by the *population stability index* (PSI): 0 means the same mix, and above 0.2 is commonly read as drift.

:::{question}
From April to December, in how many of the nine months does each alarm ring?
:::
"""

# %%
import numpy as np


def shift(before, now):
    """PSI of one input: how far the mix of its values has moved."""
    shares = [values.value_counts(normalize=True) for values in (before, now)]
    first, second = pd.concat(shares, axis=1).fillna(0).clip(lower=1e-4).T.to_numpy()
    return ((second - first) * np.log(second / first)).sum()


# %%
def alarms(flights):
    """Which of the usual alarms ring for a month."""
    inputs, known = timetable(flights), timetable(winter)
    chance = model.predict_proba(inputs)[:, 1]
    moved = {name: shift(known[name], inputs[name]) for name in inputs}
    return {
        "no predictions": len(chance) == 0,
        "a prediction is missing": bool(np.isnan(chance).any()),
        "a chance outside 0 to 1": bool((abs(chance - 0.5) > 0.5).any()),
        "AUC down by more than 0.05": report(model, flights)["AUC"] < release["AUC"] - 0.05,
        "an input has drifted": max(moved.values()) > 0.2,
    }


rung = pd.DataFrame({month: alarms(departed(month)) for month in months})
rung.sum(axis="columns").rename("months in which it rang")

# %% [markdown]
"""
Five alarms, nine months, {{ rung.sum().sum() }} rings. The timetable of June looks like that of January, so no input has drifted; what changed is probably weather and crowds, and they are not among the inputs. A stricter limit for AUC, 0.02, would have rung in {{ pd.Timestamp(2013, alone.index[alone["AUC"] < release["AUC"] - 0.02][0], 1).strftime("%B") }}, after the summer was lost.

Nothing crashed, no alarm rang, and the model was wrong. Ours is no odd case: when models on 32 data sets were left to age, some decayed slowly, some broke at once, and often no input showed it [@temporal_quality_degradation].

One comparison would have told: foreseen against late, once a month. It is one line of code. But somebody must collect the outcomes, somebody must have written the promise down, and somebody must have the job of looking. None of these is part of the model.

:::{question}
The usual advice is to retrain. Suppose that a timer had trained the model anew each month, on the three months before. Would the promise be kept in more months, or in fewer?
:::
"""


# %%
def by_timer(month):
    """How a model fares in a month when it was trained on the three months before."""
    three = pd.concat([departed(before) for before in range(month - 3, month)])
    return report(train(three), departed(month))


timer = pd.DataFrame({month: by_timer(month) for month in months}).T
pd.DataFrame({"left alone": alone["ratio"], "retrained": timer["ratio"]}).T.map("{:.2f}".format)

# %% [markdown]
"""
In {{ timer["ratio"].between(0.85, 1.15).sum() }} months, against {{ kept.sum() }} without it. In September the timer's model, fresh from the summer, foresees {{ timer.loc[9, "ratio"]:.2f}} times what comes; the old one {{ alone.loc[9, "ratio"]:.2f}} times. In June and July it comes closer than the old one, and its AUC is higher in {{ (timer["AUC"] > alone["AUC"]).sum() }} of the 9 months.

So "retrain it" is no answer. It is an experiment, and its result depends on the season and on what you promised. Somebody has to judge each new model before it replaces the old one. The module `retraining` comes back to this with better inputs.
"""

# %% [markdown]
"""
## The small black box
<!-- objective: measure_the_model_share -->

Collecting outcomes, checking data, comparing, releasing: how much of a system is that? In 2015 engineers at Google drew such systems as boxes, with the machine-learning code as a small black one in the middle. A mature system, they wrote, might be at most 5% machine-learning code [@hidden_technical_debt].

:::{question}
You have run three cells that load, train and judge. Of their lines of code (no blank lines, comments or docstrings), what share is model code? And of the package `flightdelay`, in which this course builds its system?
:::
"""

# %%
from flightdelay.anatomy import mark_model_lines, source_around

print(mark_model_lines(source_around(train)))

# %% [markdown]
"""
The rule behind the boxes reads Python as a tree. A line is model code when its statement imports a modelling library, uses a name imported from one, or calls `fit` or `predict`. That is generous: encoding the inputs counts too. Measures such as AUC do not.
"""

# %%
from flightdelay.anatomy import measure, package_sources

notebook = "\n".join(source_around(step) for step in (departed, train, report))
parts = package_sources("flightdelay")
del parts["anatomy"]  # the ruler is no part of what it measures
size = measure({"this notebook": notebook, **parts})
case = size.drop("this notebook").sum()
size

# %%
lines = size.sort_values("code")
rest = lines["code"] - lines["model"]
height = 0.4 * len(lines) + 1.2
fig, ax = figures.figure("The small black box", x="lines of code", y="", height=height)
ax.barh(lines.index, lines["model"], color=figures.BLACK, label="model code")
ax.barh(lines.index, rest, left=lines["model"], color=figures.SKY, label="everything else")
ax.legend(loc="lower right")
figures.show(
    fig,
    alt="A bar for this notebook and one for each module of flightdelay. "
    f"Model code is black: {case['model'] / case['code']:.0%} of the package.",
)

# %% [markdown]
"""
Even in this notebook, written for nothing but the model, model code is {{ size.loc["this notebook", "model"] / size.loc["this notebook", "code"]:.0%}}. In the package it is {{ case["model"] / case["code"]:.0%}}.

And the package is young: {{ case["code"] }} lines that load, label, check, draw and train. When the course adds serving, scheduling, watching and retraining, run this section again; nearly all that comes will be blue.

Lines are not effort, and our rule is one of many. But the rest is also where systems fail: of ten years of outages of one large pipeline at Google, most had little to do with learning [@how_ml_breaks].
"""

# %% [markdown]
"""
## Debt that the code does not show
<!-- objective: measure_the_model_share -->

*Technical debt* is work saved today that costs interest later. Machine learning adds kinds that no reviewer sees, because they are in the data and around the code [@high_interest_credit_card]. Some of them, with our own case:

| Debt | What it is | At the help desk |
|:---|:---|:---|
| Entanglement | Inputs are mixed in the model: changing anything changes everything | Leave out `hour`, and the weights of the airlines move too |
| Unstable data dependency | An input changes its meaning without notice | The feed's hours move from New York time to UTC |
| Undeclared consumer | Somebody uses the predictions and nobody knows | The car park plans by the desk's spreadsheet |
| Hidden feedback loop | Predictions change the world that the next model learns from | More staff rebook faster, and fewer flights wait for passengers |
| Configuration debt | Choices lie scattered and unnamed | 15 minutes, three months, 0.85 to 1.15: each in another cell |
| Glue code | Lines that only carry data in and out of packages | Most of this notebook |

Take the second row. In April the promise was kept. Now suppose that on the first of that month the supplier of the timetable switched its hours to UTC, four hours ahead of New York.

:::{question}
What will the desk see: a crash, a broken promise, or nothing at all?
:::
"""

# %%
april = departed(4)
in_utc = april.assign(hour=(april["hour"] + 4) % 24)
both = pd.DataFrame({"New York time": report(model, april), "UTC": report(model, in_utc)})
both.loc[["AUC", "ratio"]].map("{:.2f}".format)

# %% [markdown]
"""
No crash, and the promise is kept even *better*: the ratio goes from {{ both.loc["ratio", "New York time"]:.2f}} to {{ both.loc["ratio", "UTC"]:.2f}}. The sum was a little low, and the mistake happens to raise it. But the model now takes morning flights for afternoon ones, and AUC drops from {{ both.loc["AUC", "New York time"]:.2f}} to {{ both.loc["AUC", "UTC"]:.2f}}.

In summer the count failed and AUC slept; here AUC fails and the count sleeps. The input alarm that was silent all year would now ring: the PSI of `hour` is {{ shift(timetable(april)["hour"], timetable(in_utc)["hour"]):.1f}}. One gauge is never enough: watch inputs, outputs and outcomes.
"""

# %%
quiz("why_mlops", "debt_kinds")

# %% [markdown]
"""
## What MLOps is
<!-- objective: match_principles -->

**MLOps is the practice of bringing machine learning into use and keeping it right there: principles, tools and people's work, over the whole life of a system.** It takes automation and shared responsibility from DevOps, and adds two things that can change behind your back: data and model [@introducing_mlops].

A study of papers, tools and interviews found nine principles behind it [@mlops_overview_definition_architecture]. Each is a question to ask of a system.

| Principle | Ask | In our year |
|:---|:---|:---|
| CI/CD automation | Does a change test and release itself? | A repair would have waited for somebody with time |
| Workflow orchestration | Do the steps run in order, without a hand? | Nobody ran the comparison, so nobody saw it |
| Reproducibility | Could you get the same model again? | Yes: fixed data, fixed seed |
| Versioning of data, model and code | Which data and code made the live model? | The code could be kept; the data and the model had no version |
| Collaboration | Do all who depend on it share one place? | The desk felt it in June; the data scientist never heard |
| Continuous training and evaluation | Is each new model judged before it replaces the old? | The timer released a worse one in September |
| Metadata tracking | Is each run on record, with data and results? | There was no ratio of the release to compare June with |
| Continuous monitoring | Is the live system held against its promise? | One line a month was missing |
| Feedback loops | Does what operation learns reach the next version? | The summer said: weather belongs among the inputs |

:::{question}
Give the system of this notebook 0 for each principle that is absent, 1 for one kept by hand, 2 for one kept by machine. How many of the 18 points does it get?
:::
"""

# %%
assessment = pd.Series(
    {
        "CI/CD automation": 0,
        "workflow orchestration": 0,
        "reproducibility": 1,
        "versioning": 1,
        "collaboration": 0,
        "continuous training and evaluation": 0,
        "metadata tracking": 0,
        "continuous monitoring": 0,
        "feedback loops": 0,
    }
)
f"{assessment.sum()} of {2 * len(assessment)} points"

# %% [markdown]
"""
Two points, for a seed and for code in a file. You may judge a line differently; write your own numbers into the cell, or those of a system at your work, and run it again. A self-assessment kept as data can be compared next quarter. A finer one, with 28 tests, is the ML Test Score [@ml_test_score]; the `capstone` applies it.
"""

# %%
quiz("why_mlops", "principle_for_failure")

# %% [markdown]
"""
## Who does what
<!-- objective: assign_responsibility -->

The same study found seven roles. One person may hold several; what matters is that each step has somebody.

| Role | Brings |
|:---|:---|
| Business stakeholder | the goal, the promise and the money |
| Solution architect | the design and the choice of technologies |
| Data scientist | the question as a learning task, the model, its evaluation |
| Data engineer | the data and features, and the pipelines that deliver them |
| Software engineer | a product that is well built around the model |
| DevOps engineer | building, releasing and running it by machine |
| ML engineer | all of these skills joined, to run the whole in production |

:::{question}
The next cell lists who did what for the desk, in order. Where does the chain break?
:::
"""

# %%
steps = [
    ("state the promise", "business stakeholder", "a number and its limits"),
    ("choose the design", "solution architect", "a plan"),
    ("deliver the flights", "data engineer", "a table"),
    ("build the model", "data scientist", "a notebook"),
    ("make it a package", "ML engineer", "a model file"),
    ("build the desk's screen", "software engineer", "a product"),
    ("release it", "DevOps engineer", "a running service"),
    ("collect the outcomes", None, None),
    ("compare with the promise", None, None),
    ("decide what to do", None, None),
]
work = pd.DataFrame(steps, columns=["step", "done by", "hands over"])
work.fillna({"done by": "nobody", "hands over": "nothing"})

# %% [markdown]
"""
Up to the release there are {{ work["done by"].notna().sum() - 1 }} hand-offs, each with somebody on both sides. After it, {{ work["done by"].isna().sum() }} steps belong to nobody. The failure happened exactly there, though each of the seven had done good work.

Each hand-off loses knowledge too: a notebook says nothing of the 15%. Teams write both down, the steps and the owners, often as a *RACI* table: who is **r**esponsible (does it), who is **a**ccountable (answers for it: exactly one), who is **c**onsulted and who is **i**nformed. In the lab you will check one.
"""

# %%
quiz("why_mlops", "after_release")

# %% [markdown]
"""
## How fast, how safe
<!-- objective: measure_delivery -->

How good is a team at changing a system that is live? Years of surveys by the research programme DORA came down to four measures: **deployment frequency**; **change lead time**, from commit to live; **change fail rate**, the share of deployments that need repair at once; and **recovery time** after such a failure [@dora_metrics]. They let a team compare itself with its own past, not with others.

Here is half a year of our invented team. Each row is a deployment of code, data or a model.

:::{question}
The promise was broken from June on. Which of the four measures will show it?
:::
"""

# %%
from io import StringIO

text = """kind,committed,deployed,failed,recovered
model,2013-03-28 10:00,2013-04-01 08:00,no,
code,2013-04-09 11:00,2013-04-10 09:00,no,
code,2013-04-24 15:00,2013-04-25 10:00,yes,2013-04-25 12:00
data,2013-05-13 09:00,2013-05-14 09:00,no,
code,2013-06-11 16:00,2013-06-12 09:00,no,
code,2013-07-02 13:00,2013-07-03 09:00,yes,2013-07-03 12:00
data,2013-07-22 09:00,2013-07-23 10:00,no,
code,2013-08-13 14:00,2013-08-14 10:00,no,
code,2013-09-10 10:00,2013-09-11 09:00,no,
"""
log = pd.read_csv(StringIO(text), parse_dates=["committed", "deployed", "recovered"])

# %%
hour = pd.Timedelta(hours=1)
failed = log[log["failed"] == "yes"]
lead = (log["deployed"] - log["committed"]) / hour
recovery = (failed["recovered"] - failed["deployed"]) / hour
pd.Series(
    {
        "deployments a month": len(log) / 6,
        "change lead time, median hours": lead.median(),
        "change fail rate": len(failed) / len(log),
        "recovery time, median hours": recovery.median(),
    }
).round(2)

# %% [markdown]
"""
None of them. By these measures the team is respectable: a change is live within a day, a failure repaired within hours.

And its one model, deployed once and without a failure, broke its promise in {{ (~kept).sum() }} of the 9 months. From the first of them to the end of the year are {{ (pd.Timestamp(2014, 1, 1) - pd.Timestamp(2013, first_broken, 1)).days }} days in which nobody began a repair.

DORA counts what happens to *our* changes. In machine learning the world changes too, and no deployment marks the day. So keep the four, and write a broken promise into the same log, as a failure of the model that is live. Then recovery time tells the truth.
"""

# %% [markdown]
"""
## How mature
<!-- objective: measure_delivery -->

Maturity models put such practices in order. Google's has three levels: **0**, all by hand; **1**, the training pipeline runs by itself; **2**, changes to the pipeline are tested and released by themselves as well [@google_cloud_mlops_levels]. We count strictly: a level is reached when all that it and the levels below it ask for is there.

:::{question}
Give the team the timer that retrains each month. Which level does it reach?
:::
"""

# %%
levels = {
    1: {
        "training runs alone",
        "data is checked",
        "models are judged",
        "live model is watched",
    },
    2: {"changes test themselves", "changes release themselves"},
}
has = {"training runs alone"}

level = 0
while level + 1 in levels and levels[level + 1] <= has:
    level += 1
{"level": level, "missing for the next": sorted(levels.get(level + 1, set()) - has)}

# %% [markdown]
"""
Still 0: a timer is a quarter of level 1. And you have seen what that quarter alone does: it released the September model. Automation without judgement is only faster at being wrong.

A level is not a medal. A report made once a year may stay at 0 for ever; a desk that hires each month may not. Add to `has` what your own team does, and see what is missing.
"""

# %%
quiz("why_mlops", "timer_level")

# %% [markdown]
"""
## What to keep

- **A model can fail in silence.** Ours broke its promise in {{ pd.Timestamp(2013, first_broken, 1).strftime("%B") }}; five ordinary alarms slept, and AUC with them. Only outcomes held against a written promise showed it.
- **The model is the small part**: {{ case["model"] / case["code"]:.0%}} of the package's lines so far. The rest decides whether it stays right, and its debt hides in data, not in code.
- **Nine principles** are nine questions. Each failure of our year answers one of them with no, and retraining without evaluation is not among the remedies.
- **Seven roles** build a system, but the work that was missing came after the release, where no step had an owner.
- **DORA's four measures** show how well a team changes its system, **maturity levels** what it has automated. Neither sees a world that changes, unless you log a broken promise as a failure.
"""
