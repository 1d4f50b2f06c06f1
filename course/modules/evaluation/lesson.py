# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Evaluation

One number says that a model is good. In this lesson you learn what the number hides: how sure it is, for whom it does not hold, whether a risk of a half means one in two, and what the model does when a flight changes a little.
"""

# %% [markdown]
"""
## Better than a rule of thumb?
<!-- objective: beat_the_baseline -->

It is the first of August 2013. A model has been trained on January to June, and July has just become known. The desk works with a rule of thumb: a flight is as likely to be late as flights at its hour have been.

A complex model has to beat such a rule before anything else is asked of it. The pattern is called *heuristic benchmark* [@ml_design_patterns], and a simpler model as a baseline is one of the tests of the ML Test Score [@ml_test_score].

:::{question}
An AUC of 0.5 is guessing, 1 is perfect. The model knows airline, airports, hour, weather and aircraft; the rule knows only the hour. How far apart will they be?
:::
"""

# %%
import pandas as pd

from flightdelay.evaluate import by_slice, reliability, score
from flightdelay.features import SERVED_FEATURES
from flightdelay.model import risk, train, train_heuristic
from flightdelay.replay import year_of_frames
from groundschool import quiz

frames = year_of_frames(share=0.2, months=range(1, 9))  # a fifth of the flights of each month
past = pd.concat([frames[month] for month in range(1, 7)], ignore_index=True)
july, august = (frames[month].reset_index(drop=True) for month in (7, 8))
model, rule = train(past, SERVED_FEATURES), train_heuristic(past)
july["risk"], july["rule"] = risk(model, july), risk(rule, july)
scores = pd.DataFrame({name: vars(score(july["late"], july[name])) for name in ("risk", "rule")}).T
scores.rename(index={"risk": "model"})[["auc", "brier", "predicted_over_observed"]].round(2)

# %% [markdown]
"""
The model ranks better, by {{scores.loc["risk", "auc"] - scores.loc["rule", "auc"]:.2f}} in AUC. Its Brier score, the mean squared distance of risk and outcome, is smaller. And the rule reckoned with {{scores.loc["rule", "predicted_over_observed"]:.0%}} as many late flights as July had.

This is one month, and a sample of it: {{len(july):,}} flights. Would another July say the same? The *bootstrap* asks the data itself: draw as many flights as there are, with replacement, compute the gain again, and do so many times. Where most of the gains lie is the interval.

:::{question}
There are two ways to draw: single flights, or whole days with all their flights. Will one interval be wider? How much?
:::
"""

# %%
import numpy as np
from scipy.stats import rankdata


def auc(late, risks):  # the AUC from ranks: the same as scikit-learn's, and quicker
    ranks, count = rankdata(risks)[late], late.sum()
    return (ranks.sum() - count * (count + 1) / 2) / (count * (len(late) - count))


def gain(rows):
    chosen = july.iloc[rows]
    late = chosen["late"].to_numpy()
    return auc(late, chosen["risk"]) - auc(late, chosen["rule"])


rng = np.random.default_rng(0)
days = list(july.groupby(july["scheduled"].dt.day).indices.values())
flight_gains = [gain(rng.integers(0, len(july), len(july))) for _ in range(200)]
day_gains = [gain(np.concatenate([days[d] for d in rng.integers(0, 31, 31)])) for _ in range(200)]
flight_interval, day_interval = (np.quantile(gains, [0.025, 0.975]) for gains in (flight_gains, day_gains))
wider = np.ptp(day_interval) / np.ptp(flight_interval)

# %%
from flightdelay.figures import BLUE, GREY, ORANGE, figure, show

fig, ax = figure("How sure is the gain?", x="gain in AUC over the rule of thumb", y="draws")
bins = np.linspace(-0.005, 0.08, 35)
ax.hist(flight_gains, bins, color=BLUE, alpha=0.6, label="flights drawn")
ax.hist(day_gains, bins, color=ORANGE, alpha=0.6, label="days drawn")
ax.axvline(0, color=GREY)
ax.legend()
show(
    fig,
    alt=f"Two hills over the same gain. That of drawn days is {wider:.1f} times as wide. Both lie above 0.",
)

# %% [markdown]
"""
Drawn by flight, the gain lies between {{flight_interval[0]:.2f}} and {{flight_interval[1]:.2f}}; drawn by day, between {{day_interval[0]:.2f}} and {{day_interval[1]:.2f}}: about {{"twice" if 1.75 < wider < 2.5 else f"{wider:.1f} times"}} as wide. The flights of a day share its thunderstorm, so {{len(july):,}} flights are worth far fewer independent ones. July had 31 days, and days are what we have a sample of.

The model still wins: the honest interval lies above 0. Had the gain been a third of this, only the false one would have said so. Draw what is independent: the day here, elsewhere the patient or the customer. And judge both models on the *same* draw, since most of what makes a month hard is hard for both.
"""

# %%
quiz("evaluation", "what_to_draw")

# %% [markdown]
"""
## Behind the average
<!-- objective: judge_slices -->

An average can hide a group that is served badly, so the ML Test Score asks for quality on *slices* of the data. Take the airlines.

:::{question}
The model beats the rule by {{scores.loc["risk", "auc"] - scores.loc["rule", "auc"]:.2f}} on all flights. Will it beat it for each airline? And where it does not, is it worse there?
:::
"""

# %%
airlines = by_slice(july, july["risk"], "carrier", least=50)[["flights", "late_share", "auc"]]
airlines["rule"] = by_slice(july, july["rule"], "carrier", least=50)["auc"]
airlines["gain"] = airlines["auc"] - airlines["rule"]
airlines.sort_values("gain").round(2)

# %% [markdown]
"""
Not for each. {{airlines["gain"].idxmin()}} has the worst of it: {{airlines["gain"].min():+.2f}}, on {{airlines.loc[airlines["gain"].idxmin(), "flights"]:.0f}} flights. Before anybody calls them, ask what chance does. Draw flights *at random*, so that nothing sets them apart, in slices of several sizes, and look how far their AUC strays.
"""

# %%
late, risks = july["late"].to_numpy(), july["risk"].to_numpy()
whole, sizes, bands = auc(late, risks), (50, 100, 200, 400, 800, 1600), {}
for size in sizes:
    drawn = [rng.choice(len(july), size, replace=False) for _ in range(200)]
    bands[size] = np.quantile([auc(late[rows], risks[rows]) for rows in drawn], [0.025, 0.975])
band = pd.DataFrame(bands, index=["low", "high"]).T
band.round(2)

# %%
fig, ax = figure("Airlines beside slices drawn at random", x="flights in the slice", y="AUC of the model")
ax.fill_between(band.index, band["low"], band["high"], color=GREY, alpha=0.3, label="95% of random slices")
ax.axhline(whole, color=GREY)
ax.plot(airlines["flights"], airlines["auc"], "o", color=BLUE, label="an airline")
for carrier, row in airlines.iterrows():
    below = carrier in {"EV", "UA"}  # beside DL and B6, whose names are above
    ax.annotate(carrier, row[["flights", "auc"]], xytext=(4, -12 if below else 4), textcoords="offset points")
ax.set_xscale("log")
ax.set_xticks(sizes, [str(size) for size in sizes])
ax.legend(loc="lower right")
inside = airlines["auc"].between(*(np.interp(airlines["flights"], band.index, band[end]) for end in band))
alt = f"A funnel that narrows to the right. {inside.sum()} of {len(airlines)} airlines lie inside it."
show(fig, alt=alt)

# %% [markdown]
"""
A slice of 100 flights that nothing sets apart has an AUC anywhere from {{band.loc[100, "low"]:.2f}} to {{band.loc[100, "high"]:.2f}}. Of the {{len(airlines)}} airlines {{inside.sum()}} lie inside the funnel: this month shows hardly more than chance would. With days drawn the funnel would be wider still.

So a slice needs flights before it needs an opinion. Our requirements judge slices of 500 or more, where chance moves the AUC by about {{np.ptp(np.array([np.interp(500, band.index, band[end]) for end in band])) / 2:.2f}}. And who searches many slices for the worst will find a bad one by luck; tools that search take this into account [@slice_finder]. A suspect of July is tried again in August.

:::{question}
Now slice by the hour of departure. Some hours will be harder than others. What will the AUC of a typical hour be, beside {{whole:.2f}} for the whole?
:::
"""

# %%
july["hour"] = july["scheduled"].dt.hour
hours = by_slice(july, july["risk"], "hour", least=200)["auc"].sort_index()
below = int((hours < whole).sum())
print(f"best {hours.max():.2f}, median {hours.median():.2f}, worst {hours.min():.2f}")
print(f"{below} of {len(hours)} hours are below the whole, which has {whole:.2f}")

# %% [markdown]
"""
The typical hour is far below the whole, and {{below}} of {{len(hours)}} are below it. That is no error. Over the whole day the model may compare six in the morning with eight in the evening, and knowing that evenings are late earns most of the {{whole:.2f}}. Within one hour that knowledge is worth nothing.

Which number counts? The one for the choice that is really made. A desk that chooses among the flights of the next hour has a model of {{hours.median():.2f}}, whatever the report says. The rule of thumb has 0.5 there.
"""

# %%
quiz("evaluation", "hours_below_the_whole")

# %% [markdown]
"""
## Does a half mean a half?
<!-- objective: check_calibration -->

The AUC looks only at the order of the risks. But the desk warns from a risk of a quarter on, because a missed flight costs three times a needless warning, and that sum is right only if such flights are late one time in four. A model whose risks come true in this sense is *calibrated*. Good rankings often are not [@on_calibration].

Sort the flights by risk, part them into ten equal groups, and plot what was said against what happened.
"""

# %%
fig, ax = figure("Said and happened, July", x="mean risk of the group", y="share that was late", height=4.2)
ax.plot([0, 0.8], [0, 0.8], color=GREY, label="calibrated")
for name, label, style in (("risk", "model", "o-"), ("rule", "rule of thumb", "s--")):
    groups = reliability(july["late"], july[name])
    ax.plot(groups["predicted"], groups["observed"], style, label=label)
ax.legend(loc="upper left")
said, seen = (scores.loc[name, "predicted_over_observed"] for name in ("risk", "rule"))
alt = f"The model lies near the diagonal, mostly a little above it: it said {said:.0%} of what happened. "
show(fig, alt=alt + f"The rule lies well above: it said {seen:.0%}.")

# %% [markdown]
"""
Points above the line were late more often than the risk said. July was a bad month, and both said too little: the model {{said:.0%}} of what happened, the rule {{seen:.0%}}.

The textbook cure is *recalibration*: learn a curve from risk to frequency and put it behind the model. Isotonic regression finds the best curve that never falls. It must be learnt on flights that the model was not trained on, so take July, and use it in August.

:::{question}
By how much will recalibration on July improve August? Try to say it for July itself, too.
:::
"""

# %%
from sklearn.isotonic import IsotonicRegression

august["risk"], august["rule"] = risk(model, august), risk(rule, august)
rows = {}
for name in ("risk", "rule"):
    curve = IsotonicRegression(out_of_bounds="clip").fit(july[name], july["late"])
    for title, month in (("July", july), ("August", august)):
        for what, risks_then in (("as is", month[name]), ("recalibrated", curve.predict(month[name]))):
            rows[name, title, what] = vars(score(month["late"], risks_then))
trial = pd.DataFrame(rows).T[["brier", "predicted_over_observed"]].rename(index={"risk": "model"})
trial.rename(columns={"predicted_over_observed": "predicted / observed"}).round(3)

# %% [markdown]
"""
On July it looks perfect, as it must: a curve fitted to July's outcomes says exactly as many late flights as July had. In August it *harms*. The model goes from {{trial.loc[("model", "August", "as is"), "predicted_over_observed"]:.2f}} to {{trial.loc[("model", "August", "recalibrated"), "predicted_over_observed"]:.2f}}, the rule from {{trial.loc[("rule", "August", "as is"), "predicted_over_observed"]:.2f}} to {{trial.loc[("rule", "August", "recalibrated"), "predicted_over_observed"]:.2f}}, which is beyond what we allow.

Why? July's {{july["late"].mean():.0%}} late flights were July's weather, and August has {{august["late"].mean():.0%}}. The curve learnt the month and not the model. Recalibration cures a model that bends its risks in the same way each month; it cannot foresee the next month. So try it as here, on a month that had no part in it, and keep the curve only if it helps there.
"""

# %% [markdown]
"""
## The worst mistakes
<!-- objective: probe_the_model -->

Scores count mistakes; now look at them. The loss of a flight is large when the model was sure and wrong. Take the twentieth of July's flights with the largest.

:::{question}
A model can be wrong in two ways: sure that a flight would be late, or sure that it would not. Which will fill the list of the worst?
:::
"""

# %%
july["loss"] = -np.log(np.where(july["late"], july["risk"], 1 - july["risk"]))
worst = july.nlargest(len(july) // 20, "loss")
safe = worst["late"].mean()
early, usually = ((flights["hour"] < 12).mean() for flights in (worst, july))
print(f"{safe:.0%} of the worst mistakes are late flights that seemed safe;")
print(f"{early:.0%} of them left before noon, as {usually:.0%} of all do.")

# %% [markdown]
"""
{{"All of them" if safe == 1 else "Nearly all"}} are late flights that had seemed safe, and most left in the morning. A broken door, a missing crew: nothing in our inputs knows of it. The model never says more than {{july["risk"].max():.0%}}, so it cannot be very wrong in the other direction.

Where people write the labels, such a list is also a search for wrong labels; *confident learning* builds on this [@confident_learning]. Here a clock wrote them, so the list shows what the model cannot know. That is a kind of uncertainty too: more flights of the same sort would narrow the bootstrap's interval, but only another input would shorten this list.

Look at the other tail as well: the surest of the false alarms.
"""

# %%
alarm = july.loc[[july["risk"].where(~july["late"]).idxmax()]]
alarm[["scheduled", "carrier", "origin", "dest", "humid", "pressure", "precip", "risk", "late"]].round(2)

# %% [markdown]
"""
Why {{alarm["risk"].item():.0%}}? A model that cannot be asked this about *one example* cannot be debugged, says the ML Test Score. *Shapley values* answer: they share the distance between this flight's risk and the usual one among the inputs, so that the parts add up [@shap_paper]. `flightdelay.explain` asks the library shap [@shap] for them.

But what is a usual flight? We choose fifty from the past, in two ways: from all hours, and from this flight's own hour.

:::{question}
The hour of departure is the strongest input we have. How much of this risk will be the hour's, in each comparison?
:::
"""

# %%
from flightdelay.explain import contributions

same_hour = past[past["minute_of_day"] // 60 == alarm["minute_of_day"].item() // 60]
usual = {"all hours": past.sample(50, random_state=0), "the same hour": same_hour.sample(50, random_state=0)}
parts = pd.DataFrame({name: contributions(model, alarm, flights) for name, flights in usual.items()})
top = parts.loc[parts["all hours"].abs().nlargest(6).index[::-1]]

# %%
fig, ax = figure("Why this flight? It depends beside what", x="added to the risk", y="")
places = np.arange(len(top))
ax.barh(places + 0.2, top["all hours"], 0.4, color=BLUE, label="beside flights of all hours")
ax.barh(places - 0.2, top["the same hour"], 0.4, color=ORANGE, label="beside flights of the same hour")
ax.set_yticks(places, top.index)
ax.legend(loc="lower right")
hour_all, hour_same = parts.loc["minute_of_day"]
show(
    fig,
    alt=f"minute_of_day adds {hour_all:.2f} beside all hours and {abs(hour_same):.2f} beside its own hour.",
)

# %% [markdown]
"""
Both answers are right. Beside all flights, the evening adds {{hour_all:.2f}}; beside flights of the same hour, it adds {{abs(hour_same):.2f}}, and the weather is what remains. An explanation answers "why this and not *that*?", so say which that. A clerk who knows that it is evening needs the second; this is the pattern *explainable predictions* [@ml_design_patterns].

Two more limits. Inputs that move together, such as humidity and dew point, share their credit by rules of the method, and the mixtures hold weather that cannot be [@interpretable_machine_learning]. And the values describe the model, not the world: that the hour matters to the *model* does not say that moving a flight would make it punctual.
"""

# %% [markdown]
"""
## What must hold for each flight
<!-- objective: probe_the_model -->

Scores need outcomes. But some things you know about risks without any: they are the tests of behaviour that CheckList brought from software [@checklist_behavioral_testing]. An *invariance* test changes what must not matter. A *direction* test changes what may move the risk one way only. A *minimum functionality* test takes plain cases that everybody can judge.

Here are six sentences about the risk of a flight. We count the flights of July, {{len(july):,}} of them, for which each fails.

:::{question}
Which of the six will hold for each flight?
:::
"""

# %%
from flightdelay.behaviour import added, lowered, moved, outside, swapped

july["tailnum"] = pd.Series("N14228", index=july.index, dtype="string")
calm = july.query("hour < 8 and precip == 0 and wind_speed < 10 and visib == 10")
found = {
    "another tail number moves it by 0.01 at most": moved(model, july, swapped(tailnum="N1")),
    "one seat more moves it by 0.01 at most": moved(model, july, added(seats=1)),
    "one minute later moves it by 0.05 at most": moved(model, july, added(minute_of_day=1), within=0.05),
    "10 mph of wind lower it by 0.02 at most": lowered(model, july, added(wind_speed=10), by=0.02),
    "0.2 inches of rain lower it by 0.02 at most": lowered(model, july, added(precip=0.2), by=0.02),
    "a calm early morning is below 0.25": outside(model, calm, most=0.25),
}
minute, windy, wet = list(found.values())[2:5]
pd.Series({name: len(failing) for name, failing in found.items()}).to_frame("flights that fail")

# %% [markdown]
"""
The tail number is no input, so the first holds by construction; the test is there for the day on which somebody adds one. The minute is a surprise: for {{len(minute)}} flights one minute moves the risk by more than the twentieth we allow, for one of them by {{minute.diff(axis=1)["after"].abs().max():.2f}}. Trees cut the day at certain minutes, and across a cut the risk jumps.

And more wind *lowers* the risk of {{len(windy)}} flights, more rain that of {{len(wet)}}, by up to {{-wet.diff(axis=1)["after"].min():.2f}}. Storms are rare, so the trees learnt a few odd evenings by heart. No score of July shows it. What we know about weather, we can say: a *monotonic constraint* forbids trees in which more rain or wind, or less sight, lowers a risk.

:::{question}
What will the constraint cost in AUC?
:::
"""

# %%
from sklearn.ensemble import HistGradientBoostingClassifier

from flightdelay.model import inputs

directions = {"wind_speed": 1, "precip": 1, "visib": -1}
settings = model.get_params() | {"monotonic_cst": directions}
columns = inputs(past, SERVED_FEATURES)
steady = HistGradientBoostingClassifier(**settings).fit(columns, past["late"])
july["steady"] = risk(steady, july)
cost = auc(late, july["risk"]) - auc(late, july["steady"])
rain = [len(lowered(m, july, added(precip=0.2), by=0)) for m in (model, steady)]
print(f"AUC lost: {cost:.2f}; flights whose risk falls with rain: {rain[0]} before, {rain[1]} now")

# %% [markdown]
"""
{{"Nothing that could be seen" if abs(cost) < 0.005 else "Little"}}: the AUC changes by {{abs(cost):.2f}}, and no flight's risk falls with rain any more. A test of behaviour turned knowledge into a better model, with no outcome asked. Run such tests on each candidate *before* it is scored, as unit tests are run before a review.
"""

# %% [markdown]
"""
## Who bears the mistakes?
<!-- objective: decide_for_groups -->

Late flights without a warning strand people; needless warnings send them to a later connection for nothing. Who bears which? Fairlearn's `MetricFrame` computes any measure by group [@fairlearn]. The groups here are airlines; where models decide about people, look at age, sex, origin. The pattern is the *fairness lens*, and a check for bias is the last of the model tests of the ML Test Score.

:::{question}
Each flight is judged by the same model and the same threshold of a quarter. Will each airline have the same share of its late flights missed?
:::
"""

# %%
from fairlearn.metrics import MetricFrame, count, false_negative_rate, false_positive_rate

from flightdelay.requirements import cost_of_decisions, requirements, saving

costs = requirements().costs
known = july[july.groupby("carrier")["late"].transform("size") >= 200]


def late_share(late, _warned):
    return late.mean()


measures = {
    "flights": count,
    "late": late_share,
    "missed": false_negative_rate,
    "needless": false_positive_rate,
}
facts = {"y_true": known["late"].astype(int), "sensitive_features": known["carrier"]}
alike = MetricFrame(metrics=measures, y_pred=(known["risk"] >= costs.threshold).astype(int), **facts)
alike.by_group.sort_values("late").round(2)

# %% [markdown]
"""
The same rule for all, and not the same result: of the late flights of {{alike.by_group["missed"].idxmax()}}, {{alike.by_group["missed"].max():.0%}} go without a warning, of {{alike.by_group["missed"].idxmin()}}'s {{alike.by_group["missed"].min():.0%}}. An airline that is seldom late has lower risks, so fewer of its late flights reach the threshold. Nobody meant it, and its passengers are stranded all the same.

One remedy gives each airline its own threshold, so that the same share of late flights is missed in each. This is called *equal opportunity* [@equality_of_opportunity].

:::{question}
With equal shares of missed flights, will needless warnings become equal too? What happens to the cost?
:::
"""

# %%
missed_share = alike.overall["missed"]
thresholds = known[known["late"]].groupby("carrier")["risk"].quantile(missed_share)
own = known["risk"] >= known["carrier"].map(thresholds).astype(float)
equal = MetricFrame(metrics=measures, y_pred=own.astype(int), **facts)
spread = pd.DataFrame({"one threshold": alike.difference(), "equal opportunity": equal.difference()}).T
spread = spread[["missed", "needless"]].add_prefix("gap in ").round(2)
decisions = {"one threshold": known["risk"] >= costs.threshold, "equal opportunity": own}
spread["cost of a flight"] = [round(cost_of_decisions(known["late"], d, costs)) for d in decisions.values()]
spread

# %% [markdown]
"""
The gap in missed flights closes and a gap in needless warnings of {{spread.loc["equal opportunity", "gap in needless"]:.2f}} stays; a flight costs {{spread["cost of a flight"].diff().iloc[1]:.0f}} dollars more, even with thresholds found on the flights they are judged on. And two flights with the same risk are now treated differently, because they bear another airline's name.

It cannot all be had. When groups differ in how often they are late, no model short of a perfect one can have calibrated risks and equal shares of both mistakes at once [@fairness_and_machine_learning]. So which equality matters is no question of computing. Ask who is harmed by which mistake, who decides, and write down the answer with the figures beside it.
"""

# %%
quiz("evaluation", "not_all_at_once")

# %% [markdown]
"""
## Which one is released?
<!-- objective: decide_for_groups -->

Three candidates: the rule of thumb, the model, and the model with constraints. One table holds what was asked for before anybody knew the results, in `flightdelay.requirements`. Several criteria need an order: what must be kept comes first, then what should be as good as it can.

:::{question}
Which candidates will keep each requirement in July? They are an AUC of {{requirements().quality.auc.least:.2f}} or more, predicted over observed from {{requirements().quality.predicted_over_observed.least:.1f}} to {{requirements().quality.predicted_over_observed.most:.2f}}, no large slice more than {{requirements().quality.slice_gap.most:.1f}} below the whole, and {{requirements().quality.saving.least:.0%}} of the cost saved.
:::
"""

# %%
quality, table = requirements().quality, {}
least = quality.slice_least_flights
for title, name in (("rule of thumb", "rule"), ("model", "risk"), ("with constraints", "steady")):
    given = score(july["late"], july[name])
    worst = min(by_slice(july, july[name], c, least=least)["auc"].min() for c in ("origin", "carrier"))
    table[title] = {
        "auc": given.auc,
        "predicted_over_observed": given.predicted_over_observed,
        "slice_gap": given.auc - worst,
        "saving": saving(july["late"], july[name] >= costs.threshold, costs),
    }
candidates = pd.DataFrame(table).T.round(2)
candidates["requirements broken"] = [len(quality.broken(measured)) for measured in table.values()]
candidates.assign(**{"risk falls with rain": [0, *rain]})

# %% [markdown]
"""
The rule of thumb breaks what was asked; both models keep it, and their numbers are as good as equal. So the numbers do not choose between them, and what is left does: one behaves as it must. Release the model with constraints, say why, and say what you do *not* know: one summer month, a wide interval, airlines too small to judge.

Note what did not happen: nobody chose the measure after seeing the results. And a winner among many candidates looks better than it is, because the luckiest wins. Judge the one that you chose once more, on a month that had no part in the choice.
"""

# %% [markdown]
"""
## What to keep

- **A model has to beat a rule of thumb, by more than luck.** Draw what is independent, whole days here; the honest interval may be twice as wide.
- **Slices show whom the average hides, and small slices show noise.** Compare with slices drawn at random, and ask which choice the number is about.
- **Calibration is judged on a month that had no part in it.** A curve fitted to one month learns that month too.
- **Look at single flights.** The worst mistakes, an explanation with its "beside what", and tests of behaviour that need no outcome.
- **One threshold, unequal mistakes.** Measure who bears them; not every equality can hold at once, so somebody decides, under criteria that were written down before.
"""
