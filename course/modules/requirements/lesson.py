# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Requirements

The most expensive mistakes of a machine-learning project are made before its first model. In this lesson you decide whether to build one at all, what it is to predict, what its mistakes may cost, and write that down so that a program can hold you to it.
"""

# %% [markdown]
"""
## Four wishes
<!-- objective: judge_use_case -->

It is the end of March 2013. A desk at New York's three airports cares for passengers who change planes at their destination. The desk is invented, its flights are real. It has four wishes:

1. Say **who will miss a connection**, passenger by passenger.
2. When a flight has left, say **when it will arrive**.
3. Say the day before **which flights will be cancelled**.
4. Say at scheduled departure **which flights will leave late**, more than 15 minutes.

All four sound like machine learning. Look at three months of data before you believe it.
"""

# %%
from functools import cache

import pandas as pd

from flightdelay.data import load_flights, load_weather
from flightdelay.label import is_cancelled, with_label
from groundschool import quiz

WEATHER = ["temp", "dewp", "humid", "wind_speed", "precip", "visib"]


@cache
def departed(month):
    """A month's flights that left: the label, the weekday, and the weather of the hour."""
    flights = with_label(load_flights(month))
    flights["weekday"] = flights["scheduled"].dt.dayofweek
    hourly = load_weather(month).drop_duplicates(["origin", "time_hour"])
    return flights.merge(hourly[["origin", "time_hour", *WEATHER]], how="left")


# %%
every = pd.concat(map(load_flights, (1, 2, 3)), ignore_index=True)
winter = pd.concat(map(departed, (1, 2, 3)), ignore_index=True)
cancelled = is_cancelled(every).groupby(every["scheduled"].dt.date).sum().sort_values()
gained = (winter["dep_delay"] - winter["arr_delay"]).dropna().astype(float)
facts = {
    "flights a month": len(every) / 3,
    "late": winter["late"].mean() * len(winter) / 3,
    "cancelled": cancelled.sum() / 3,
    "cancelled on the four worst days": cancelled.tail(4).sum() / 3,
    "columns about passengers": every.columns.str.contains("passenger|seat|ticket").sum(),
}
pd.Series(facts).round().astype(int).to_frame("a month")

# %% [markdown]
"""
**Wish 1** has no data: no column knows a passenger. **Wish 3** has data and little to learn: {{cancelled.tail(4).sum() / cancelled.sum():.0%}} of the cancellations fell on four of {{len(cancelled)}} days, days of storm. A model would have four cases to learn from; a person reads the weather forecast.

**Wish 2** can be tried in a minute. A flight gains {{gained.median():.0f}} minutes in the air, as a median. So here is a rule: *arrival delay = departure delay minus {{gained.median():.0f}}*.

:::{question}
On the flights of April the rule errs by some minutes. How much better will boosted trees be, which know airline, route, hour and delay: half the error, two thirds, nine tenths?
:::
"""

# %%
from functools import partial

from sklearn.ensemble import HistGradientBoostingRegressor

from flightdelay import model

TIMETABLE = ["carrier", "origin", "dest", "sched_dep_time", "weekday"]
trees = {"categorical_features": "from_dtype", "max_iter": 30, "early_stopping": False, "random_state": 0}


def learn(flights, columns):
    """Trees for the label `late`, as a function from flights to risks."""
    return partial(model.risk, model.train(flights, columns))


# %%
known = [*TIMETABLE, "dep_delay"]
landed = winter.dropna(subset=["arr_delay"])
minutes = HistGradientBoostingRegressor(loss="absolute_error", **trees)
minutes.fit(model.inputs(landed, known), landed["arr_delay"].astype(float))
april = departed(4).dropna(subset=["arr_delay"])
guesses = {
    "rule": april["dep_delay"].astype(float) - gained.median(),
    "trees": minutes.predict(model.inputs(april, known)),
}
truth = april["arr_delay"].astype(float)
errors = pd.Series({name: (truth - guess).abs().mean() for name, guess in guesses.items()})
errors.round(1).to_frame("mean error (minutes)")

# %% [markdown]
"""
## Beat the cheap rule first
<!-- objective: judge_use_case -->

The trees are no better: {{errors["trees"]:.1f}} minutes against {{errors["rule"]:.1f}} for a rule with one number in it. Perhaps they learned the winds of winter. The rule needs no training, no monitoring and no meeting. Google's first rule of machine learning is not to be afraid of launching without it [@rules_of_ml].

**Wish 4** is left. It happens {{facts["late"] / 1000:.0f}} thousand times a month, the outcome is known within hours, and the desk can still act. The cheap rule here: *the share of late flights at that hour of the day, over the past months*. We compare it with trees that see the timetable, and with trees that see timetable and weather. All learn from winter. AUC is the chance that a late flight gets a higher risk than one on time; 0.5 is a coin.

:::{question}
The rule knows one thing, the hour. The first trees know the time too, and airline, airport, destination and weekday. By how much do they beat the rule?
:::
"""

# %%
from sklearn.metrics import roc_auc_score

features = [*TIMETABLE, *WEATHER]
by_hour = winter.groupby("hour")["late"].mean()
rules = {
    "cheap rule": lambda later: later["hour"].map(by_hour).fillna(by_hour.mean()).to_numpy(),
    "timetable": learn(winter, TIMETABLE),
    "and weather": learn(winter, features),
}
spring = {"April": departed(4), "May": departed(5), "June": departed(6)}
risks = {name: {month: rule(spring[month]) for month in spring} for name, rule in rules.items()}
auc = pd.DataFrame(
    {name: {m: roc_auc_score(spring[m]["late"], risks[name][m]) for m in spring} for name in rules}
)
auc.round(2)

# %% [markdown]
"""
In June the cheap rule, a table of {{len(by_hour)}} numbers, ranks better than trees that were given five columns: {{auc.loc["June", "cheap rule"]:.2f}} against {{auc.loc["June", "timetable"]:.2f}}. More columns about the same thing add little. What helps is *another thing*: with the weather the trees lead in every month.

So the verdict on wish 4 is: worth a pilot, **because of the weather**. A cheap rule tells in ten minutes whether there is a signal, what a model has to beat, and what to fall back on when it fails. When Booking.com looked back at 150 models, a better model was often no better for the business [@booking_150_models].

To rank wishes, ask for two things. *Value* is how often something happens, times what is at stake: wish 4 is about {{facts["late"]:,.0f}} flights a month, wish 3 about {{facts["cancelled"]:,.0f}}. *Feasibility* is data, a label in time, somebody who can act, and a cheap rule that leaves room: wish 1 lacks data, wish 2 room, wish 3 cases. Only wish 4 has both, and it goes first. A team that ranks by enthusiasm would have begun with wish 1.
"""

# %% [markdown]
"""
## Minutes, or yes and no?
<!-- objective: frame_problem -->

"Late" is our word. The data has minutes, so why not predict minutes and let everybody draw the line? Choosing what is predicted is the *framing*, and the book of *Machine Learning Design Patterns* gives five of its forms a name [@ml_design_patterns]. The first is **reframing**: a number or a class.

:::{question}
Below are all flights of May that were due to leave between 18:00 and 18:59. Their mean delay is {{spring["May"].query("hour == 18")["dep_delay"].mean():.0f}} minutes. How many of them leave within five minutes of that mean: most, a third, fewer than one in ten?
:::
"""

# %%
from flightdelay.figures import BLUE, GREY, ORANGE, RED, figure, show

may, risk = spring["May"], risks["and weather"]["May"]
late, delay = may["late"].to_numpy(), may["dep_delay"].astype(float)
evening = delay[may["hour"] == 18]
near = evening.between(evening.mean() - 5, evening.mean() + 5).mean()
fig, ax = figure("A delay is two stories", x="departure delay (minutes)", y="flights in May at 18 h")
ax.hist(evening, bins=range(-20, 181, 5), color=BLUE)
ax.axvline(evening.median(), color=ORANGE, linestyle="--", label="median")
ax.axvline(evening.mean(), color=RED, label="mean")
ax.legend()
alt = "Most flights leave around minute 0, a long tail reaches beyond 180. The median is "
show(fig, alt=alt + f"{evening.median():.0f}, the mean {evening.mean():.0f}, where hardly any flight is.")

# %%
minutes = HistGradientBoostingRegressor(**trees)
minutes.fit(model.inputs(winter, features), winter["dep_delay"].astype(float))
framings = {
    "minutes: more than 15 foreseen": (minutes.predict(model.inputs(may, features)) > 15).mean(),
    "class: risk above one half": (risk > 0.5).mean(),
    "truth: left late": late.mean(),
}
pd.Series(framings).map("{:.0%}".format).to_frame("share of May's flights")

# %% [markdown]
"""
One in {{1 / near:.0f}}. The mean lies where almost no flight does, because a delay is two stories: most flights leave on time, some very late. A regression foresees that mean, so it calls {{framings["minutes: more than 15 foreseen"]:.0%}} of the flights late where {{late.mean():.0%}} are. The class with the line at one half calls {{framings["class: risk above one half"]:.0%}}.

Neither is wrong; both answer another question. The desk has to act or not, so it needs a *risk*, and then a line that comes from costs. We will compute it. The choice of target also decides who is served, often without anybody noticing [@problem_formulation_and_fairness].

:::{question}
**Multilabel.** A flight can leave late, and it can arrive late. Make one label of three classes, "leaves late", "arrives late", "on time"? How many late flights would have two right answers?
:::
"""

# %%
both = may.dropna(subset=["arr_delay"])
arrives_late = (both["arr_delay"] > 15).astype(bool)
overlap = pd.crosstab(both["late"], arrives_late, normalize=True)
overlap.index, overlap.columns = ["leaves on time", "leaves late"], ["arrives on time", "arrives late"]
overlap.map("{:.1%}".format)

# %% [markdown]
"""
{{overlap.loc["leaves late", "arrives late"] / overlap.drop(index="leaves on time").to_numpy().sum():.0%}} of the flights that leave late arrive late as well. Classes that exclude each other would force a choice between two truths. Two labels, each with its own yes or no, keep both, and their risks may add up to more than 1. That is the pattern *multilabel*: one output for each question, not one for all.

**Neutral class.** Fifteen minutes is a line drawn by people; a flight 14 minutes late is hardly another thing than one 16 minutes late. Where a line is arbitrary, the pattern says, call the cases around it *neutral* and do not train on their labels.

:::{question}
We leave the flights from 10 to 20 minutes out of training. On the clear cases of May, will the trees rank better?
:::
"""

# %%
inside = winter["dep_delay"].between(10, 20)
clear = ~may["dep_delay"].between(10, 20)
without = learn(winter[~inside], features)
aucs = {
    "trained on all": roc_auc_score(late[clear], risk[clear]),
    "trained on clear cases": roc_auc_score(late[clear], without(may)[clear]),
}
pd.Series(aucs).round(2).to_frame("AUC on May's clear cases")

# %% [markdown]
"""
No. {{inside.mean():.0%}} of the flights are near the line, and leaving them out helps nobody. A neutral class helps where *labels* near the line are arbitrary: two doctors who disagree, one star more or less. Here the clock is exact, and trees that see a risk of a third lose nothing by a few unlucky minutes. A pattern is a hypothesis; we tried it, and leave it.

**Cascade.** For a storm hotel the desk also asks: *if you warn, how many minutes?* So a second model follows the first and sees only flights that the first warned of.

:::{question}
The second model foresees minutes. Train it on flights that *were* late, or on flights that the first model *warned of*? What does it matter?
:::
"""

# %%
warned, warned_then = risk >= 0.25, rules["and weather"](winter) >= 0.25
second = {}
for name, rows in {"late flights": winter["late"], "warned flights": warned_then}.items():
    minutes = HistGradientBoostingRegressor(**trees)
    minutes.fit(model.inputs(winter[rows], features), winter.loc[rows, "dep_delay"].astype(float))
    second[f"trained on {name}"] = minutes.predict(model.inputs(may[warned], features)).mean()
second["truth"] = delay[warned].mean()
pd.Series(second).round().astype(int).to_frame("minutes, mean of May's warned flights")

# %% [markdown]
"""
The first model is often wrong: of the flights that it warns of in May, {{late[warned].mean():.0%}} are late. A second model that has only seen late flights has never met such a mistake, and foresees {{second["trained on late flights"]:.0f}} minutes where the truth is {{second["truth"]:.0f}}. *In a cascade each model learns from what the model before it lets through.* Trained on those it comes closer, {{second["trained on warned flights"]:.0f}}; the rest is that May is not winter.

**Rebalancing.** {{winter["late"].mean():.0%}} of winter's flights are late. A colleague, worried that the trees see too few of them, trains on all late flights and as many on time.

:::{question}
What will rebalancing do to AUC? And to the sum of all risks, divided by the number of late flights?
:::
"""

# %%
few = winter[~winter["late"]].sample(int(winter["late"].sum()), random_state=0)
half = pd.concat([winter[winter["late"]], few], ignore_index=True)
balanced = learn(half, features)(may)
kept = len(few) / (~winter["late"]).sum()  # the share of flights on time that was kept
undone = balanced / (balanced + (1 - balanced) / kept)
versions = {"as it is": risk, "balanced": balanced, "balanced, undone": undone}
report = {n: (roc_auc_score(late, r), r.sum() / late.sum()) for n, r in versions.items()}
pd.DataFrame(report, index=["AUC", "predicted / observed"]).T.round(2)

# %% [markdown]
"""
AUC does not move; the risks double. Trained in a world where half of all flights are late, the model foresees such a world. Nothing was gained, and a risk of {{balanced.mean():.2f}} no longer means anything.

If flights on time have been thinned out to a share *w*, because of time or memory, the formula in the cell, `p / (p + (1 - p) / w)`, brings the risks back. It comes from a paper on advertising, where clicks are rare [@predicting_clicks_at_facebook]. Often there is no need to rebalance at all: **move the threshold instead**. To where?
"""

# %% [markdown]
"""
## What does a mistake cost?
<!-- objective: price_mistakes -->

Ten passengers of a flight change planes. To move one to a later connection in advance costs 30 dollars; one who is stranded costs 250. These three numbers are the desk's estimates. A fourth comes from the data: not every flight that leaves late arrives so late that a connection is lost. Say that more than 45 minutes is too late.
"""

# %%
flown = winter.dropna(subset=["arr_delay"])
too_late = (flown["arr_delay"] > 45).groupby(flown["late"]).mean()
stranded = 10 * too_late[True] * 250
table = (
    pd.DataFrame({"late": [300, stranded], "on time": [300, 0]}, index=["warned", "not warned"])
    .round(-2)
    .astype(int)
)
table

# %% [markdown]
"""
{{too_late[True]:.0%}} of the late flights arrive that late, so a late flight nobody was warned of costs about {{table.loc["not warned", "late"]:,}} dollars. (Of those on time by our label {{too_late[False]:.1%}} do; we leave them out. The label is a stand-in for the harm, and that much is lost.)

What counts is the *difference to the right decision*. If the flight is late, to miss it costs {{table.loc["not warned", "late"] - 300}} more than to warn. If it is on time, a needless warning costs 300 more than none. These two numbers are all a threshold needs.

:::{question}
Most libraries say yes from a risk of 0.5. Where would you put the threshold for May: lower, higher, and where about?
:::
"""

# %%
import numpy as np

from flightdelay.requirements import Costs, best_threshold, expected_cost, saving

lines = np.linspace(0, 1, 101)
fig, ax = figure(
    "The same risks, three prices", x="threshold: warn from this risk", y="cost of a flight (USD)"
)
for missed, color in ((300, GREY), (900, BLUE), (2700, ORANGE)):
    costs = Costs(currency="USD", missed=missed, needless=300, because="an example")
    curve = [expected_cost(late, risk, line, costs) for line in lines]
    ax.plot(lines, curve, color=color, label=f"missed: {missed}")
    ax.plot(costs.threshold, expected_cost(late, risk, costs.threshold, costs), "o", color=color)
ax.legend(title="needless: 300")
alt = "Three curves over the threshold. The dearer a missed flight, the further left the lowest point; "
show(fig, alt=alt + "dots at 0.5, 0.25 and 0.1 lie at or near the lowest points.")

# %% [markdown]
"""
The dots were drawn without looking at May. Take a flight with risk *p*. In the mean a warning costs `needless * (1 - p)`, and no warning costs `missed * p`. Both are equal at

`p = needless / (needless + missed)`.

With 300 and 900 that is a quarter; nothing about flights is in it. It asks for one thing: that the risks are *calibrated*, so that of the flights with a risk of one third one in three is late. Before you trust the formula, compare it with the best threshold in hindsight.

The table gives, for each line: the share of late flights *caught*, the share of all flights with a *needless* warning, the share of *right* decisions, and the *saving*. That is the share of cost saved against the better of two rules without a model: warn nobody, or warn everybody.
"""

# %%
from flightdelay.requirements import requirements

own = requirements()
costs = own.costs  # 900 and 300
lines = {"warn nobody": np.inf, "the library's": 0.5, "from the costs": costs.threshold}
lines["best in hindsight"] = best_threshold(late, risk, costs)
yes = {name: risk >= line for name, line in lines.items()}
chosen = pd.DataFrame({"threshold": lines})
chosen["caught"] = {name: late[answer].sum() / late.sum() for name, answer in yes.items()}
chosen["needless"] = {name: (~late[answer]).sum() / len(late) for name, answer in yes.items()}
chosen["right"] = {name: (late == answer).mean() for name, answer in yes.items()}
chosen["saving"] = {name: saving(late, answer, costs) for name, answer in yes.items()}
chosen.round(2)

# %% [markdown]
"""
The library's threshold saves {{chosen.loc["the library's", "saving"]:.0%}} of what the desk would pay without a model; the one from the costs saves {{chosen.loc["from the costs", "saving"]:.0%}}, and hindsight hardly more. No model was trained for this. When prices change, the threshold changes tomorrow, by one line.

Look at the column `right`, the accuracy: the library's line has more right decisions than the costs' line. The desk does not pay by the number of wrong decisions. A missed flight costs three needless warnings.
"""

# %%
quiz("requirements", "threshold_from_costs")

# %% [markdown]
"""
## The score is not the goal
<!-- objective: price_mistakes -->

AUC is a *proxy*: quick to compute, without prices. Saving is the *impact*, or as near as we get at a desk. The ML Test Score asks whether anybody has checked that the two move together [@ml_test_score].

:::{question}
In June the AUC of trees with weather is {{auc.loc["June", "and weather"]:.2f}}, that of the cheap rule {{auc.loc["June", "cheap rule"]:.2f}}. Which saves more, at the same threshold? And over April to December, does the rule with the highest AUC of a month save most?
:::
"""

# %%
points = []
for month in range(4, 13):
    flights = departed(month)
    truth = flights["late"].to_numpy()
    for name, rule in rules.items():
        chance = rule(flights)
        row = {"month": month, "rule": name, "AUC": roc_auc_score(truth, chance)}
        row["predicted / observed"] = chance.sum() / truth.sum()
        points.append(row | {"saving": saving(truth, chance >= costs.threshold, costs)})
points = pd.DataFrame(points)
first = {by: points.loc[points.groupby("month")[by].idxmax(), "rule"] for by in ("AUC", "saving")}
june = points.query("month == 6").set_index("rule").drop(columns="month")
june.round(2)

# %%
fig, ax = figure("Nine months, three rules", x="AUC", y="saving (% of the cost without a model)")
marks = {"cheap rule": (GREY, "o"), "timetable": (ORANGE, "s"), "and weather": (BLUE, "^")}
for name, (color, mark) in marks.items():
    group = points[points["rule"] == name]
    ax.plot(group["AUC"], group["saving"] * 100, mark, color=color, label=name)
ax.axhline(0, color=RED, linewidth=1)
ax.legend(loc="lower right")
worst = points["saving"].min()
alt = "Saving rises with AUC, with much scatter: at an AUC near 0.7 it runs from nothing to a quarter. "
show(fig, alt=alt + f"The worst point is {worst:.0%}: dearer than no rule at all.")

# %% [markdown]
"""
In June the cheap rule saves more, with the lower AUC. In {{(first["AUC"].to_numpy() != first["saving"].to_numpy()).sum()}} of 9 months the best AUC does not save most. And in the autumn the cheap rule costs up to {{-worst:.0%}} *more* than having no rule at all.

AUC judges the order of all flights; the desk draws one line, and only who stands on which side of it counts. And AUC does not see the level of the risks: in October the trees rank fairly well, foresee {{points.query("month == 10").set_index("rule").loc["and weather", "predicted / observed"]:.1f}} times what comes, and save little. Keep the proxy for daily work, and let the impact decide what is released.
"""

# %% [markdown]
"""
## Promises that can break
<!-- objective: state_requirements -->

"Fast, accurate and always up to date" cannot be tested, so it cannot be broken, so it is no requirement. Data scientists told interviewers that requirements for such systems have to be *quantified*, with the data included [@requirements_engineering_for_ml]. A requirement names a measurement, a bound, the time over which one measures, and why. Operators call promises to users *service level objectives* [@site_reliability_engineering].

Ours are data, in `flightdelay/requirements.yml`. Later modules read them: the gate, the service, the alerts.
"""

# %%
levels = [*own.slos.levels(), *own.quality.levels()]
pd.DataFrame({name: {"promise": str(level), "over a": level.over} for name, level in levels}).T

# %%
truth = np.concatenate([flights["late"] for flights in spring.values()])
chance = np.concatenate(list(risks["and weather"].values()))
calibrated = chance * truth.sum() / chance.sum()
factors = [0.5, 0.65, 0.8, 1, 1.25, 1.5, 2]
saved = pd.Series({f: saving(truth, calibrated * f >= costs.threshold, costs) for f in factors})
saved.rename_axis("predicted / observed").map("{:.0%}".format).to_frame("saving")

# %% [markdown]
"""
Where does a bound come from? Not from what the model happens to reach. The second table bends the risks of the spring by a factor and asks what is saved. Inside the band from {{own.quality.predicted_over_observed.least}} to {{own.quality.predicted_over_observed.most}} little is lost; at half or double the risks, up to {{1 - min(saved[0.5], saved[2]) / saved[1]:.0%}} of the saving. That is a reason one can argue with, and it stands beside the number in the file, as `because`.

:::{question}
The trees with weather are left alone from April to December. Two promises about quality: AUC at least {{own.quality.auc.least}}, and the band. In how many of the nine months does each break?
:::
"""

# %%
alone = points.query("rule == 'and weather'").set_index("month")
promised = {
    "AUC": own.quality.auc,
    "predicted / observed": own.quality.predicted_over_observed,
    "saving": own.quality.saving,
}
broken = {name: ~alone[name].map(level.kept) for name, level in promised.items()}
shown = (alone[list(promised)].round(2) + 0).map("{:.2f}".format)
shown.where(~pd.DataFrame(broken), shown + " broken")

# %% [markdown]
"""
AUC breaks in {{broken["AUC"].sum()}} months, the band in {{broken["predicted / observed"].sum()}}. Had we promised AUC alone, the year would have been a success. The requirement that hurts is the one that was derived from the cost.

The rest of the file is a *canvas*, the system on one page. Some of its lines:

- **decision:** {{own.canvas.decision}}
- **asked:** {{own.canvas.asked}}
- **unsuitable:** {{own.canvas.unsuitable[0].input}}. {{own.canvas.unsuitable[0].because}}
- **not for:** {{own.canvas.not_for}}

Canvases are mostly posters [@mlops_stack_canvas]. Ours is checked like code: a program reads it and refuses what is missing or hollow. Watch it read a draft with four faults.
"""

# %%
import yaml

from flightdelay.requirements import OWN, RequirementsError, parse_requirements

draft = yaml.safe_load(OWN.read_text(encoding="utf-8"))
del draft["canvas"]["not_for"]  # nobody asked
draft["slos"]["availability"]["least"] = "high"
draft["quality"]["saving"] = {"over": "month", "because": "the more the better"}
draft["risks"][0]["detected_by"] = []  # "we would notice"
try:
    parse_requirements(draft, name="draft.yml")
except RequirementsError as error:
    print(error)

# %% [markdown]
"""
## Planning for mistakes
<!-- objective: plan_for_mistakes -->

A model that keeps each promise is still wrong, all day long. In May, on an ordinary day, the desk moves passengers of {{(~late & warned).sum() / 31:.0f}} flights for nothing and misses {{(late & ~warned).sum() / 31:.0f}}. Such systems must be designed around their mistakes [@machine_learning_in_production_book]: can a passenger be moved back, does the clerk see why, who may overrule?

Beyond single mistakes the whole can fail. The register in our file grades each way from 1 to 5 by **severity**, **likelihood** and **detection**, where 1 means that an alarm rings at once and 5 that nobody would notice. Engineers of cars and aircraft multiply the three.

:::{question}
The service is down; the weather feed stops in a storm; the season turns; clerks stop thinking for themselves. Which comes first, which last?
:::
"""

# %%
graded = pd.DataFrame([risk.model_dump() | {"priority": risk.priority} for risk in own.risks])
graded = graded.sort_values("priority", ascending=False).set_index("id")
graded["detected_by"] = graded["detected_by"].map(", ".join)
graded[["severity", "likelihood", "detection", "priority", "detected_by"]]

# %% [markdown]
"""
The outage, for which every team has an alarm, comes last: {{graded.loc["service_down", "priority"]}}. At the top stand a season that turns and people who stop thinking, {{graded["priority"].iloc[0]}} each, and the second has no alarm at all. *What nobody would notice counts most*, and a column for detection makes one ask.

The check holds us to it: a risk may claim to be noticed only by a level that exists. Take away the monthly comparison of foreseen and observed, and `season_turns` goes up from {{graded.loc["season_turns", "priority"]}} to {{graded.loc["season_turns", "severity"] * graded.loc["season_turns", "likelihood"] * 5}}.

A product of grades is a way to begin a conversation. It can hide that someone gets hurt (5 times 1 times 1 is 5), so read all severities of 5 first, whatever their product.
"""

# %% [markdown]
"""
## What to keep

- **Try the cheap rule first.** It shows whether there is a signal, what a model must beat, and what to fall back on. Refuse what has no data, no label in time, nobody who can act, or a rule that already does it.
- **Framing decides what is learned.** Number or class, one label or several, a neutral zone, a cascade, a rebalanced sample: each is a hypothesis that a month of data can test. Rebalancing bends the risks; undo it or do not do it.
- **The threshold comes from costs:** needless / (needless + missed), for calibrated risks. Nothing is retrained when prices move. A better AUC can cost more, so let the impact decide.
- **A requirement can break.** It names a measurement, a bound, a period and a reason, in a file that a program checks.
- **Plan for mistakes,** those of every day and those of the whole; what nobody would notice comes first.
"""
