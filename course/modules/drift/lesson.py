# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Drift

After release the world goes on changing, and nobody tells the model. In this lesson you are on call for a year: you are shown only what production knows, decide when to wake somebody, and then learn who was harmed.
"""

# %% [markdown]
"""
## Half a year on call
<!-- objective: read_drift -->

The model was trained on January to March and serves from 1 April. A fifth of the winter's flights was kept back: drift is measured against flights that the model has *not* learned by heart, because its risks for those it has seen are too sure of themselves.

What does production know at the end of a month? The inputs, and the risks that were given. To see whether they moved, `flightdelay.monitoring` computes the *population stability index* (PSI) that `why_mlops` used: cut the reference into ten equal shares, see how full each is now.
"""

# %%
import pandas as pd

from flightdelay.features import SERVED_FEATURES
from flightdelay.model import risk, train
from flightdelay.replay import year_of_frames
from groundschool import quiz

columns = list(SERVED_FEATURES)
year = year_of_frames(2013, share=0.6)  # six flights in ten of each month, with features and label
winter = pd.concat([year[month] for month in (1, 2, 3)], ignore_index=True)
kept_back = winter.sample(frac=0.2, random_state=0)
model = train(winter.drop(kept_back.index), columns, trees=60)

# %%
from flightdelay.monitoring import LARGE_DRIFT, SOME_DRIFT, drift, psi, watch

risks = {month: risk(model, frame) for month, frame in year.items()}
before = {"columns": columns, "reference_risk": risk(model, kept_back)}
watches = {month: watch(kept_back, year[month], risk=risks[month], **before) for month in range(4, 13)}
dashboard = pd.DataFrame(watches.values(), index=pd.Index(watches, name="month"))
dashboard["drifted"] = dashboard["drifted"].map(", ".join)
dashboard.loc[4:9, ["mean_risk", "risk_psi", "largest_psi", "drifted"]].round(2)

# %% [markdown]
"""
By an old convention of banks, a PSI under {{SOME_DRIFT}} is calm and one from {{LARGE_DRIFT}} on is an alarm. There is no label in this table.

:::{question}
You are on call. In which of the months from April to September do you wake a colleague? Write the months down. Which column did you go by?
:::

Now the labels come in.
"""

# %%
from flightdelay.evaluate import score
from flightdelay.requirements import requirements

promised = requirements().quality.predicted_over_observed
scores = {month: score(year[month]["late"], risks[month]) for month in range(4, 13)}
truth = pd.DataFrame(scores.values(), index=pd.Index(scores, name="month"))
truth["harm"] = [not promised.kept(ratio) for ratio in truth["predicted_over_observed"]]
truth.loc[4:9, ["late_share", "auc", "predicted_over_observed", "harm"]].round(2)

# %%
from flightdelay.figures import GREY, RED, figure, show

fig, ax = figure("Alarms and harm", x="month of 2013", y="1 is as it should be")
ax.axhspan(promised.least, promised.most, color=GREY, alpha=0.2, label="promised: " + str(promised))
ax.plot(truth["predicted_over_observed"], "o-", color=RED, label="foreseen / late")
ax.plot(dashboard["largest_psi"] / LARGE_DRIFT, "^:", label="largest PSI of an input / bound of alarm")
ax.plot(dashboard["risk_psi"] / LARGE_DRIFT, "s--", label="PSI of the risks / bound of alarm")
ax.set_yscale("log")
ax.set_ylim(top=3000)
ax.legend(loc="upper left", fontsize=8, ncols=2)
alt = f"Inputs are above the bound of alarm in all {len(dashboard)} months, up to {dashboard['largest_psi'].max() / LARGE_DRIFT:.0f} "
alt += (
    f"times. Risks are below it in all. Foreseen over late leaves the band in {truth['harm'].sum()} months."
)
show(fig, alt=alt)

# %% [markdown]
"""
The alarm on inputs rings in all {{len(dashboard)}} months, the alarm on the risks in {{(dashboard["risk_psi"] >= LARGE_DRIFT).sum() or "none"}}. In {{truth["harm"].sum()}} of the months (from April to December) the system broke its promise: the late flights foreseen were too few, or too many. Whoever was woken by the thermometer was woken for nothing in the other {{(~truth["harm"]).sum()}}, and in the bad months learned nothing about what was wrong.

AUC hardly moved: {{truth["auc"].min():.2f}} to {{truth["auc"].max():.2f}}. What moved was how often flights are late at all, and of that the inputs say little. Temporal decay of this kind was found in nine of ten models that somebody watched long enough [@temporal_quality_degradation].

## Size, not significance
<!-- objective: read_drift -->

Many tools raise an alarm on a *p-value*. The Kolmogorov-Smirnov test takes the largest gap between two cumulative distributions (D) and asks how likely it would be if both samples came from one world. Distances flown in March and in April: the timetable hardly changed.

:::{question}
Take 100 flights of each month, then ten times and a hundred times as many, then all. What do D, PSI and the p-value do?
:::
"""

# %%
from scipy.stats import ks_2samp

from flightdelay.data import load_flights

march, april = (load_flights(month)["distance"].astype(float) for month in (3, 4))
sizes = {}
for flights in (100, 1_000, 10_000, len(april)):
    drawn = [month.sample(min(flights, len(month)), random_state=0) for month in (march, april)]
    test = ks_2samp(*drawn)
    sizes[flights] = {"D": test.statistic, "PSI": psi(*drawn), "p": test.pvalue}
pd.DataFrame(sizes).T.rename_axis("flights").round({"D": 3, "PSI": 3, "p": 4})

# %% [markdown]
"""
With more flights D and PSI shrink towards the small truth, and p falls to {{test.pvalue:.4f}}. At this size the test is right: the months *do* differ. It answers "could this be chance?" with no. Nobody had asked that; two months are never one world. The question was "is it large enough to matter?".

See the other end too: with 100 flights PSI is above the bound of alarm through chance alone. An index needs enough rows, a p-value must not have too many. A comparison of methods on many shifts is in [@failing_loudly].

A second trap hides in the same tests: they suppose that rows are independent. Flights of one afternoon share its weather. *ADWIN*, from the library river [@river], reads a stream and cuts off the past whenever two parts of its window differ too much [@concept_drift_adaptation_survey].

Feed it two streams, flight by flight in the order of time: the temperature, and what the model missed (1 or 0 for late, less the risk). Then the second one again, shuffled.

:::{question}
How often will each ring from April to December?
:::
"""

# %%
from river.drift import ADWIN

stream = pd.concat([year[month].assign(risk=risks[month]) for month in range(4, 13)])
stream = stream.sort_values("scheduled", kind="stable", ignore_index=True)
missed = stream["late"].astype(float) - stream["risk"].round(3)


def rings(values):
    """How often ADWIN finds a change in a stream."""
    detector = ADWIN()
    return sum(detector.update(value) or detector.drift_detected for value in values)


streams = {
    "temperature": stream["temp"].ffill(),
    "missed": missed,
    "missed, shuffled": missed.sample(frac=1, random_state=0),
}
rang = pd.Series({name: rings(values) for name, values in streams.items()})
rang.to_frame("alarms")

# %% [markdown]
"""
The thermometer rings about {{rang["temperature"] / 275:.0f}} times a day: each noon differs from its night, "significantly". The model's misses ring {{rang["missed"]}} times, at storms and at the calm after them. Shuffled, the same numbers ring {{rang["missed, shuffled"]}} times: no flight misses more than before, but *days* do.

So an alarm that takes flights as independent counts weather as drift. Test what you can call independent, days or weeks, or look at the size.

## Summer is not an incident
<!-- objective: read_drift -->

April is warmer than winter; nothing is broken. The reference was wrong: it should say what is normal *for the season*. In production one takes the same month of the year before. We have no 2012, so the weather of 2023 stands in for "another year".
"""

# %%
from flightdelay.data import load_weather

cold = pd.concat([load_weather(month) for month in (1, 2, 3)])
seasons = {
    month: {
        "winter 2013": psi(cold["temp"], load_weather(month)["temp"]),
        "same month, 2023": psi(load_weather(month, 2023)["temp"], load_weather(month)["temp"]),
    }
    for month in range(4, 10)
}
seasons = pd.DataFrame(seasons).T.rename_axis("month")
seasons.round(2)

# %% [markdown]
"""
Against its own season, drift shrinks from {{seasons["winter 2013"].max():.1f}} to {{seasons["same month, 2023"].max():.1f}} at most. Yet even so the alarm rings in {{(seasons["same month, 2023"] >= LARGE_DRIFT).sum()}} of {{len(seasons)}} months: a month has 700 hours, but only a handful of spells of weather, and one hot week moves the index. A bound for one input is not a bound for all; take it from how much sound years differ.

A detector that knows the season still finds what is out of season, such as a thermometer that switches to Celsius in July: against July 2023 it has a PSI of {{psi(load_weather(7, 2023)["temp"], (load_weather(7)["temp"] - 32) / 1.8):.1f}}. One that only knows winter rings on both and tells nobody which.

## Two kinds of change
<!-- objective: read_drift -->

*Data drift*: the inputs change. *Concept drift*: what they mean changes, the same flight on the same day becomes more or less risky. The field's name for the whole family is distribution shift [@data_distribution_shifts]. Build both from August, cleanly:

- **evening**: an airline strike by day; only flights from 17:00 on are left.
- **lottery**: at Newark (EWR) slots are drawn by lot. As many flights are late as before, but not the same ones.

:::{question}
For each: does the alarm on inputs ring? On risks? Does the ratio foreseen / late break? Does AUC fall?
:::
"""

# %%
august = year[8]
newark = august["origin"] == "EWR"
lottery = august.copy()
lottery.loc[newark, "late"] = august.loc[newark, "late"].sample(frac=1, random_state=0).to_numpy()
evening = august[august["minute_of_day"] >= 17 * 60]
worlds = {"August": august, "evening": evening, "lottery": lottery}
rows = {}
for name, frame in worlds.items():
    given, moved = risk(model, frame), drift(august, frame, columns)["psi"].max()
    held = score(frame["late"], given)
    rows[name] = [moved, psi(pd.Series(risks[8]), pd.Series(given)), held.predicted_over_observed, held.auc]
pd.DataFrame(rows, index=["largest PSI", "PSI of risks", "foreseen / late", "AUC"]).T.round(2)

# %% [markdown]
"""
The strike rings every bell, and the risks remain as true as they were: the model knows evenings. Its AUC falls only because evenings are harder to tell apart from each other.

The lottery rings nothing. Inputs, risks, even the ratio are the same to the last digit, and at Newark the model now guesses. *No monitor without labels can see this*, because nothing that it looks at has changed. Only outcomes, and best by slice, show it.

## How good are we, without labels?
<!-- objective: estimate_without_labels -->

If a risk of 0.3 means that three flights of ten are late, then the risks alone tell how good they are. The share of late flights to expect is their mean. For AUC, count pairs: a flight of risk *p* is the late one with weight *p*, the one on time with weight 1 - *p*. The tool NannyML calls this *confidence-based performance estimation* [@nannyml].
"""

# %%
import numpy as np


def expected(risks):
    """The late share and the AUC that risks promise, if they are calibrated."""
    late = np.sort(risks)
    on_time = 1 - late
    below = np.cumsum(on_time) - on_time  # weight of flights on time with a smaller risk
    pairs = late.sum() * on_time.sum() - (late * on_time).sum()  # no flight is paired with itself
    return {"late share": late.mean(), "AUC": (late * below).sum() / pairs}


held = score(kept_back["late"], risk(model, kept_back))
promise = pd.Series(expected(risk(model, kept_back)), name="expected").to_frame()
promise.assign(observed=[held.late_share, held.auc]).round(2)

# %% [markdown]
"""
On flights kept back, out of the same winter, the estimate is close. It needed no label.

:::{question}
Now use it from April to December. It rests on one supposition. In how many of the {{truth["harm"].sum()}} bad months will it say that something is wrong?
:::
"""

# %%
estimates = pd.DataFrame({month: expected(risks[month]) for month in truth.index}).T
fig, ax = figure("Estimated without labels, and what came", x="month of 2013", y="share of late flights (%)")
ax.plot(truth["late_share"] * 100, "o-", label="late, known afterwards")
ax.plot(estimates["late share"] * 100, "s--", label="estimated from the risks")
ax.set_ylim(0, 35)
ax.legend(loc="lower left")
worst = (estimates["late share"] - truth["late_share"]).abs()
alt = f"The estimate stays between {estimates['late share'].min():.0%} and {estimates['late share'].max():.0%}, while the truth runs "
alt += f"from {truth['late_share'].min():.0%} to {truth['late_share'].max():.0%}; they are {worst.max() * 100:.0f} points apart in month {worst.idxmax()}."
show(fig, alt=alt)

# %% [markdown]
"""
In none. The estimate *trusts the calibration*, and calibration is what broke. Estimated late share over observed late share is foreseen over late: the estimate is wrong by just the amount that we wanted to find. For AUC it says {{estimates["AUC"].min():.2f}} to {{estimates["AUC"].max():.2f}}; it was {{truth["auc"].min():.2f}} to {{truth["auc"].max():.2f}}.

That is no reason to discard it. It follows data drift: in the strike above it rises from {{risks[8].mean():.0%}} to {{expected(risk(model, worlds["evening"]))["late share"]:.0%}}, the truth from {{august["late"].mean():.0%}} to {{worlds["evening"]["late"].mean():.0%}}. Under concept drift it is blind, and cannot know that it is. So print beside it when calibration was last checked with labels.
"""

# %%
quiz("drift", "estimate_trusts")

# %% [markdown]
"""
## Labels that come late
<!-- objective: estimate_without_labels -->

Our labels come within hours, since a flight has left or has not. In lending or medicine they take months. But even hours have a trap. Each full hour of July, a dashboard takes the flights that were due in the last hour, in the last 3, in the last 24, and shows the share of late ones *among those that have left*.

:::{question}
About three flights in ten were late in July. What does the dashboard of the last hour show?
:::
"""

# %%
from flightdelay.label import with_label

july = with_label(load_flights(7))
due = july["scheduled"].dt.tz_convert("UTC")
left = due + pd.to_timedelta(july["dep_delay"].clip(lower=0).astype(int), unit="min")
shown = {}
for hours in (1, 3, 24):
    # A flight is in the window of so many checks: at the next full hour, and at those that follow.
    checks = [due.dt.floor("h") + pd.Timedelta(hours=number + 1) for number in range(hours)]
    known = pd.concat([left < at for at in checks])
    late = pd.concat([july["late"]] * hours)
    shown[f"last {hours} h"] = [known.mean(), late[known.to_numpy()].mean(), late.mean()]
shown = pd.DataFrame(shown, index=["known", "late, of the known", "late in the end"]).T
shown.map("{:.0%}".format)

# %% [markdown]
"""
The freshest figure is the falsest: {{shown.iloc[0, 1]:.0%}} where it will be {{shown.iloc[0, 2]:.0%}}. The flights that are known are those that left on time; the late ones are still at the gate. The same happens with loans (who fails late is counted as sound) and with part of a month.

Two ways out. Wait until a period is complete, a day here. Or notice that a flight that is not gone 16 minutes after its time *is* late already: when a label is known is partly our own choice.

## When serving differs from training
<!-- objective: find_skew -->

So far the world changed. *Training-serving skew* is our own fault: the service computes a feature otherwise than training did [@ml_test_score]. On 15 July a new version of the service takes the minute of the day from UTC and not from New York's clock: four hours off.

The service logs the features that it used. Build July's log.

:::{question}
Compare July with and without the fault, as the dashboard would: which inputs drift, the PSI of the risks, foreseen / late for the month. Will the dashboard of July tell?
:::
"""

# %%
sound = year[7]
after = sound["scheduled"].dt.day >= 15
utc = (sound["minute_of_day"] + 240) % 1440
log = sound.assign(minute_of_day=sound["minute_of_day"].mask(after, utc))
rows = {}
for name, frame in {"without the fault": sound, "with it": log}.items():
    given = risk(model, frame)
    seen, month = watch(kept_back, frame, risk=given, **before), score(frame["late"], given)
    half = score(frame["late"][after], given[after])
    rows[name] = [", ".join(seen.drifted), seen.risk_psi, month.predicted_over_observed, month.auc, half.auc]
titles = ["drifted", "PSI of risks", "foreseen / late", "AUC", "AUC from the 15th"]
july_seen = pd.DataFrame(rows, index=titles).T.infer_objects()
july_seen.round(2)

# %% [markdown]
"""
From the 15th the model ranks with an AUC of {{july_seen.loc["with it", "AUC from the 15th"]:.2f}}, little better than a coin. The list of drifted inputs did not change, and foreseen / late of the month looks *better* than without the fault.

Distributions are the wrong tool: the question is whether *this* value of *this* flight is right. So take a sample of logged requests, compute their features again with the code of training, and compare cell by cell.
"""


# %%
def differ(logged, again, tolerance=1e-6):
    """For each cell whether two tables disagree; missing agrees with missing."""
    both = logged.isna() & again.isna()
    numbers = again.select_dtypes("number").columns
    same = logged == again
    same[numbers] = (logged[numbers] - again[numbers]).abs() <= tolerance
    return ~(same.fillna(False).astype(bool) | both)


sample = log.sample(1000, random_state=0)
different = differ(sample[columns], sound.loc[sample.index, columns])
by_day = different["minute_of_day"].groupby(sample["scheduled"].dt.day).mean()
by_feature = different.mean().loc[lambda share: share > 0]
by_feature.rename("share of requests").to_frame().assign(first_day=by_day.gt(0).idxmax()).round(2)

# %% [markdown]
"""
A thousand rows name the feature and the day. No threshold needs tuning, since the right number of differences is 0, and no label is needed. It is the strongest monitor of this lesson, for the one fault that is wholly ours.

Ours comes from one habit: two pieces of code for one feature. `flightdelay.features` is one function for training and service, which is why the course built it so.

## Windows that a service keeps
<!-- objective: find_skew -->

One kind of feature cannot be computed from a request at all: "share of flights from this airport that left late in the last 3 hours". Training reads it from history; the service must *keep* a window of what it has heard. The pattern is called windowed inference [@ml_design_patterns]; both ways have to give the same number.
"""

# %%
from collections import defaultdict, deque

from flightdelay.features import LEAST_OUTCOMES, features, load_sources


class Window:
    """What became known of each airport in the last 3 hours, fed in the order of time."""

    def __init__(self):
        self.heard = defaultdict(deque)

    def add(self, origin, known_at, late):
        self.heard[origin].append((known_at, late))

    def share(self, origin, now):
        heard = self.heard[origin]
        while heard and heard[0][0] < now - pd.Timedelta(hours=3):
            heard.popleft()
        return np.mean([late for _, late in heard]) if len(heard) >= LEAST_OUTCOMES else np.nan


# %%
week = load_flights(7).query("1 <= day <= 3")
sources = load_sources([6, 7])
history = features(week, sources)["late_origin_3h"]
told = sources.outcomes
told = told[told["known_at"] >= pd.Timestamp("2013-06-30", tz="UTC")]
# At the same minute a question (0) comes before what is told (1): it does not know of it yet.
asked = zip(week["scheduled"].dt.tz_convert("UTC"), [0] * len(week), week["origin"], week.index, strict=True)
heard = zip(told["known_at"], [1] * len(told), told["origin"], told["late"], strict=True)
events = sorted([*asked, *heard], key=lambda event: event[:2])

# %% [markdown]
"""
`events` is what the service lives through in three days: it hears of a departure when it happens, and is asked at the minute of each schedule. Play it, with a restart if we want one.
"""


# %%
def replayed(restart=None):
    """The feature of each flight of the week as the service would have had it."""
    window, answers = Window(), {}
    for at, kind, origin, value in events:
        if restart is not None and at >= restart:
            window, restart = Window(), None
        if kind == 0:
            answers[value] = window.share(origin, at)
        else:
            window.add(origin, at, value)
    return pd.Series(answers).reindex(week.index)


# %% [markdown]
"""
:::{question}
Will stream and history agree for each of the {{len(week):,}} flights of three days? And if the service is restarted on 2 July at 17:00 in New York, with an empty window: for how many flights will they differ?
:::
"""

# %%
restart = pd.Timestamp("2013-07-02 17:00", tz="America/New_York")
served = {"never restarted": replayed(), "restarted at 17:00": replayed(restart)}
wrong = {
    name: differ(answers.to_frame("share"), history.to_frame("share"))["share"]
    for name, answers in served.items()
}
evening = week["scheduled"].between(restart, restart + pd.Timedelta(hours=3))
pd.DataFrame(
    {
        name: {"all three days": found.sum(), "in the 3 hours after 17:00": found[evening].sum()}
        for name, found in wrong.items()
    }
)

# %% [markdown]
"""
They agree to the last flight, because both ask the same question: known *before this minute*, not older than 3 hours, at least {{LEAST_OUTCOMES}} flights. Each of these three is a place where stream and history like to part.

A restart breaks {{wrong["restarted at 17:00"].sum()}} flights, on the busiest evening hours, and three hours later all is well again. Nobody finds that the next morning, unless the log is compared. The remedy: refill the window from the stored outcomes before answering the first request.

## A column arrives
<!-- objective: bridge_schema -->

Change can be good news. On 21 June a feed of departures begins, and with it that window as a feature. All earlier flights lack it. For July, which training set is best?

- **without**: all six months, without the column;
- **only the new**: ten days, with the column;
- **bridged**: all six months, the older flights with the mean of the ten days in the column, a *bridged schema* [@ml_design_patterns].

:::{question}
Rank them by AUC in July.
:::
"""

# %%
new = "late_origin_3h"
half_year = pd.concat([year[month] for month in range(1, 7)], ignore_index=True)
has_it = half_year["scheduled"] >= pd.Timestamp("2013-06-21", tz="America/New_York")
filled = half_year[new].where(has_it, half_year.loc[has_it, new].mean())
bridged, used = half_year.assign(**{new: filled}), [*columns, new]
choices = {
    "without": (half_year, columns),
    "only the new": (half_year[has_it], used),
    "bridged": (bridged, used),
}
bridge = {}
for name, (frame, names) in choices.items():
    given = risk(train(frame, names, trees=40), sound)
    bridge[name] = {"flights": len(frame), "AUC in July": score(sound["late"], given).auc}
pd.DataFrame(bridge).T.astype({"flights": int}).round(3)

# %% [markdown]
"""
The bridge wins, by a little: it learns the new column from ten days and all else from six months. A filled value says nothing about its flight; all it has to do is no harm. Differences of half a hundredth are near the noise of one month, so look at two or three months before you build a bridge to stay. The gain shrinks as new months come, and one day the bridge is taken down; write that day into the ticket.

What must not happen: filling the old rows with their own later truth, or a category "unknown" that in fact means "before 21 June". A model can read the season out of such a mark.

## Whom to wake
<!-- objective: judge_alarms -->

An alarm is a prediction: "somebody is being harmed". So judge alarms as we judge models, by *precision* (of the alarms, how many were right) and *recall* (of the harm, how much rang). Harm is a month out of the promised band. Compare four rules over the nine months; the last two read complete labels by week, and ring when 1 or 2 weeks of the month have left the band.
"""

# %%
stream["week"] = (stream["scheduled"].dt.day - 1) // 7
whole = stream[stream["week"] < 4].groupby([stream["scheduled"].dt.month, "week"])
weekly = whole["risk"].mean() / whole["late"].mean()
weeks_out = (~weekly.between(promised.least, promised.most)).groupby(level=0).sum()
alarms = {
    "an input drifted": dashboard["largest_psi"] >= LARGE_DRIFT,
    "the risks drifted": dashboard["risk_psi"] >= SOME_DRIFT,
    "1 week out of band": weeks_out >= 1,
    "2 weeks out of band": weeks_out >= 2,
}
counts = {name: [rang.sum(), (rang & truth["harm"]).sum()] for name, rang in alarms.items()}
judged = pd.DataFrame(counts, index=["rang", "right"]).T
judged["precision"] = (judged["right"] / judged["rang"]).round(2)
judged.assign(recall=(judged["right"] / truth["harm"].sum()).round(2))

# %% [markdown]
"""
The two weekly rules see the labels that define the harm, so their recall is no feat. Count how often they ring for nothing; and they ring in the second bad week, not at the end of the month.

A rule that rings each month has a recall of 1 and is worthless: after the third call the phone is muted, and with it the calls that mattered. That is *alarm fatigue*. Patience, ringing only after *k* breaches of the last *n*, trades some days for fewer false calls; here {{judged.loc["1 week out of band", "rang"]}} calls become {{judged.loc["2 weeks out of band", "rang"]}}.

A page must mean: harm, now, that this person can end. All else is a ticket for the morning, or a line on the dashboard [@site_reliability_engineering]. `flightdelay.alerts` holds the system's rules as data. Play the year through them, with labels a month late.
"""

# %%
from flightdelay.alerts import exposition, measured, own_rules, ringing, runbook, text

history, called = [], {}
for month in range(4, 13):
    late_labels = scores.get(month - 1)  # what arrived last: the outcomes of the month before
    history.append(measured(watches[month], late_labels, model_age_days=30 * (month - 3)))
    called[month] = "; ".join(str(alert) for alert in ringing(history)) or "-"
pd.set_option("display.max_colwidth", 200)
pd.Series(called, name="called").rename_axis("end of month").to_frame()

# %% [markdown]
"""
Each page speaks of the month before, since its labels are the newest; December's harm will ring in January. No rule looks at single inputs; their drift is on the dashboard, for whoever seeks a cause. A rule takes its bounds from the requirements, and cannot be written without an entry of the *runbook*: what it means, what to check first, what to do. At four in the morning nobody invents a good plan. The same measures go to Prometheus [@prometheus] as gauges: it collects them from each service, draws them and sends the calls; the rules stay in our repository, reviewed like code.
"""

# %%
calibration = next(rule for rule in own_rules() if rule.name == "calibration_broken")
print(runbook(calibration))

now = {name: round(value, 3) for name, value in history[-1].items()}
page = text(exposition(now, ringing(history), drift(kept_back, year[12], columns).round(2)))
lines = [line for line in page.splitlines() if line.startswith(("flightdelay_alert", "flightdelay_risk"))]
lines += [line for line in page.splitlines() if line.startswith("flightdelay_feature_psi")][:4]
print("\n".join(lines))

# %% [markdown]
"""
Other tools do these parts with more comfort: Evidently [@evidently] computes drift of each column in one call and makes a report of several megabytes; NannyML adds bands to its estimates. Neither knows your season, your threshold or whom you harm. Those you have to bring.
"""

# %%
quiz("drift", "page_or_ticket")

# %% [markdown]
"""
## What to keep

- **Measure drift by its size, against a reference that fits the season.** A p-value finds each difference once there are enough rows, and rows of one day are not independent.
- **Drift is not harm.** Inputs moved all year and the ranking held; calibration broke with no alarm at all. Concept drift without data drift is invisible without labels.
- **An estimate without labels is as good as the calibration it trusts.** Fresh labels are biased towards what is known quickly: wait until a period is complete.
- **Skew is found by comparing values, not distributions**: logged features against the same features computed again, windows included. The right number of differences is 0.
- **Bridge an older schema** when the new column is worth having and the old rows are too many to lose; measure it against both alternatives.
- **An alarm is a prediction of harm.** Count its precision and recall, give it patience, and write what to do beside it.
"""
