# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Features

A model sees the world through its features, so a feature that means two things, or that has seen tomorrow, ruins a model without any error. In this lesson you build features that mean the same in training and in serving, find those that look into the future, and decide which are worth their price.
"""

# %% [markdown]
"""
## One feature, two definitions
<!-- objective: define_once -->

Everything our system may know of a flight when it is due to leave is made by one function, `features`, in `flightdelay.features`. Training calls it on the archive, serving calls it on the next flight. Here is the year: a sample of flights from each month, and the tables in which their features are looked up.

The last three features are *lags*: the share of departures that were late at this airport in the last three hours, of this airline in the last day, on this route in the last week. They need a feed of departures, so we keep two models of January to March, without lags and with them.
"""

# %%
import pandas as pd

from flightdelay.data import load_flights
from flightdelay.features import LAG_FEATURES, SERVED_FEATURES, load_sources, with_features
from groundschool import quiz

sources = load_sources(range(1, 13))
months = [
    load_flights(month).sample(6000 if month < 4 else 3000, random_state=month) for month in range(1, 13)
]
flights = pd.concat(months, ignore_index=True)
rows = with_features(flights, sources)
rows["month"] = rows["scheduled"].dt.month
rows[["carrier", "dest", "minute_of_day", "temp", "seats", *LAG_FEATURES, "late"]].head(3).round(2)

# %%
from sklearn.metrics import roc_auc_score

from flightdelay.evaluate import by_slice, score
from flightdelay.model import risk, train

past, later = rows[rows["month"] <= 3], rows[rows["month"] > 3]
without_lags = train(past, SERVED_FEATURES)
with_lags = train(past, [*SERVED_FEATURES, *LAG_FEATURES])


def auc_of(model, rows):
    return roc_auc_score(rows["late"], risk(model, rows))


truth = pd.Series({"without lags": auc_of(without_lags, later), "with lags": auc_of(with_lags, later)})
truth.round(2).to_frame("AUC, April to December")

# %% [markdown]
"""
The AUC is the chance that a late flight is ranked above one on time: 0.5 is guessing, 1 is perfect.

Now the model goes to the team that serves it. Their service stores times in UTC, as services should, and it computes `minute_of_day` and `weekday` from the stored time. In training both come from the clock in New York.

:::{question}
Both teams can defend their definition, and nothing crashes. How far will the AUC fall, for the model without lags and for the one with them?
:::
"""

# %%
stored = later["scheduled"].dt.tz_convert("UTC").dt
in_utc = later.assign(minute_of_day=stored.hour * 60.0 + stored.minute, weekday=stored.weekday * 1.0)
skew = truth.to_frame("one definition")
skew["hours in UTC"] = [auc_of(without_lags, in_utc), auc_of(with_lags, in_utc)]
skew.round(2)

# %% [markdown]
"""
This is *training-serving skew*. Without lags the model falls to {{skew.iloc[0, 1]:.2f}}: it takes a morning flight for one at noon. With lags the same fault costs {{skew.iloc[1, 0] - skew.iloc[1, 1]:.3f}}, since the lags know of the delays anyway. Every flight has a wrong hour, and no score will ever tell you.

So do not wait for a score. Compare the features themselves: the value that serving logged beside the value that training makes for the same flight. Google asks teams to do just this [@rules_of_ml], and the ML Test Score has a test for it [@ml_test_score].

A second kind of skew hides in code that *is* the same. Say that the features are centred: from each number, the mean of its column in the table at hand is taken away. In training that table is three months. In serving it is whatever came in: a month, a day, or a single flight.

:::{question}
The same line of code runs in both places. What is the centred temperature of a batch of one flight?
:::
"""

# %%
from flightdelay.features import WEATHER_FEATURES

numbers = [*WEATHER_FEATURES, *LAG_FEATURES]


def centred_by(batch):
    own = later.groupby(batch)[numbers].transform("mean")
    return later.assign(**(later[numbers] - own + past[numbers].mean()))  # + : back on training's scale


served = {"training's mean": later, "own mean: a month": centred_by("month")}
served["own mean: a day"] = centred_by(later["scheduled"].dt.date)
served["own mean: one flight"] = centred_by(later.index)
july = {name: table[table["month"] == 7] for name, table in served.items()}
july = pd.DataFrame({name: vars(score(t["late"], risk(with_lags, t))) for name, t in july.items()}).T
july[["auc", "predicted_over_observed"]].astype(float).round(2)

# %% [markdown]
"""
Zero, whatever the weather: the mean of one value is that value. The AUC drops to {{july.loc["own mean: one flight", "auc"]:.2f}}. The batch of a month is more devious: its ranking is almost perfect, but a July with its own mean taken away looks like winter, and the model foresees only {{july.loc["own mean: a month", "predicted_over_observed"]:.0%}} of the delays in July.

The cure for both has a name, the *transform* pattern: what turns raw values into features is one piece of code, and whatever it learned from data (means, vocabularies, buckets) is saved with the model and never learned again in serving [@ml_design_patterns]. scikit-learn's pipelines are made for it [@sklearn_common_pitfalls].
"""

# %% [markdown]
"""
## The day that has not happened yet
<!-- objective: read_as_of -->

Delays on a route come together, so here is another feature: the share of the route's departures that were late *on that day*. A colleague writes it in three lines, over the archive.

:::{question}
Without lags the model reaches {{truth["without lags"]:.2f}}, with our three lags {{truth["with lags"]:.2f}}. What will this single feature make of it?
:::
"""

# %%
from flightdelay.data import NEW_YORK, UTC_TIME

ROUTE_DAY = ["origin", "dest", "day"]


def with_day(table, time):
    return table.assign(day=table[time].dt.tz_convert(NEW_YORK).dt.dayofyear)


def whole_day(flights, sources):
    share = with_day(sources.outcomes, "known_at").groupby(ROUTE_DAY)["late"].mean()
    return with_day(flights, "scheduled").join(share.rename("route_day"), on=ROUTE_DAY)[["route_day"]]


archive = rows.join(whole_day(rows, sources))
leaky = train(archive[archive["month"] <= 3], [*SERVED_FEATURES, "route_day"])
pd.Series({"with route_day": auc_of(leaky, archive[archive["month"] > 3])}).round(2).to_frame("AUC")

# %% [markdown]
"""
A great success, and the test is honest in one respect: the months from April on are new to the model. Yet the feature has travelled in time. At seven in the morning it knows of the evening, and among the flights that it counts is the very one that we ask about.

When a flight is due, only part of the day has happened. `merge_asof` finds, for each flight, the *last* row of the same route and day that was known before the minute of departure.

:::{question}
In production nobody changes the colleague's code. It runs over what is in the table at that minute, and so gives the share *so far*. What will her model do with that: better than no feature at all, or worse?
:::
"""


# %%
def so_far(flights, sources):
    known = with_day(sources.outcomes, "known_at").sort_values("known_at")
    day = known.groupby(ROUTE_DAY)["late"]
    known["route_day"] = day.cumsum() / (day.cumcount() + 1)
    due = with_day(flights, "scheduled").assign(
        known_at=flights["scheduled"].astype(UTC_TIME), row=flights.index
    )
    due = due[[*ROUTE_DAY, "known_at", "row"]].sort_values("known_at")
    known = known[[*ROUTE_DAY, "known_at", "route_day"]]
    found = pd.merge_asof(due, known, on="known_at", by=ROUTE_DAY, allow_exact_matches=False)
    return found.set_index("row")[["route_day"]].reindex(flights.index)


live = rows.join(so_far(rows, sources))
honest = train(live[live["month"] <= 3], [*SERVED_FEATURES, "route_day"])

# %%
from flightdelay.figures import BLACK, BLUE, GREY, RED, figure, show


def by_month(model, rows):
    return by_slice(rows, risk(model, rows), "month")["auc"].sort_index().loc[4:]


lines = {"leaky, in the archive": by_month(leaky, archive), "leaky, in production": by_month(leaky, live)}
lines |= {"honest, in both": by_month(honest, live), "without the feature": by_month(without_lags, rows)}
fig, ax = figure("One feature, computed twice", x="month of 2013", y="AUC (0.5 is guessing)")
for (name, line), style in zip(lines.items(), ["o:", "o-", "s-", "^--"], strict=True):
    ax.plot(line, style, color=RED if "leaky" in name else BLUE if "honest" in name else GREY, label=name)
ax.set_ylim(0.5, 1)
ax.legend(loc="upper right", ncols=2)
mean = pd.DataFrame(lines).mean()
alt = "Mean AUC of the leaky model {:.2f} in the archive, {:.2f} in production; of the honest one {:.2f}; "
show(fig, alt=(alt + "without the feature {:.2f}.").format(*mean))

# %% [markdown]
"""
From {{mean.iloc[0]:.2f}} to {{mean.iloc[1]:.2f}}, below the {{mean.iloc[3]:.2f}} of a model that never had the feature. It learned to trust a number that is often the answer; in production the number is early gossip. The honest version is worth {{mean.iloc[2] - mean.iloc[3]:+.2f}}.

A perfect score would have been noticed. This one looks like a good idea that worked, and reviewers have published such ideas [@leakage_reproducibility].
"""

# %%
quiz("features", "leaky_in_production")

# %% [markdown]
"""
## The cut-off test
<!-- objective: read_as_of -->

Whether a feature sees the future need not be argued; it can be tested. Take a flight and make its feature twice: from the whole archive, and from what had arrived by its scheduled minute. The value must not change. `sees_the_future` does this for some flights and names the features that change.

:::{question}
Try it on `whole_day`, on `so_far`, and on all features of our system. Which will be named?
:::
"""

# %%
from flightdelay.cutoff import sees_the_future
from flightdelay.features import features

winter = load_sources([1, 2])  # two months are quicker than twelve
tried = flights[flights["month"] == 2].sample(10, random_state=1)
verdicts = {make.__name__: sees_the_future(make, tried, winter) for make in (whole_day, so_far, features)}
verdicts

# %% [markdown]
"""
Only the leak is named. Feature code is code, so it is tested like code [@ml_test_score], and this test needs no labels, no model and no opinion: it runs in CI on each change. It clears a feature for the flights that were tried, and no others; so try many, on bad days too.

The next trap is one that tables set. Monitoring often stores one row an hour, stamped with the *start* of the hour. Here is such a log, and the join that everybody writes first: a flight due at 8:40 gets the row of 8:00.
"""

# %%
hour = pd.Timedelta(hours=1)
hourly = sources.outcomes.groupby(["origin", pd.Grouper(key="known_at", freq="h")])["late"]
log = hourly.agg(late_1h="mean", departures="size").query("departures > 0").reset_index()
log = log.rename(columns={"known_at": "hour"}).sort_values("hour").assign(at=lambda log: log["hour"] + hour)
asked = rows.assign(at=rows["scheduled"].astype(UTC_TIME)).sort_values("at")[["origin", "at", "late"]]
plain = asked.assign(hour=asked["at"].dt.floor("h")).merge(log, on=["origin", "hour"], how="left")
as_of = pd.merge_asof(asked, log, on="at", by="origin", tolerance=3 * hour).set_axis(asked.index)
endless = pd.merge_asof(asked, log, on="at", by="origin")
joins = {"plain, on the hour": plain, "as of, 3 hours at most": as_of, "as of, however old": endless}
joined = pd.DataFrame(
    {"with a value": {name: table["late_1h"].notna().mean() for name, table in joins.items()}}
)
filled = {name: table["late_1h"].fillna(rows["late"].mean()) for name, table in joins.items()}
joined["AUC of late_1h alone"] = [roc_auc_score(joins[name]["late"], filled[name]) for name in joins]
joined.round(3)

# %% [markdown]
"""
The plain join wins, as leaks do: the row of 8:00 is finished at 9:00, and it holds our flight's own delay. In `log`, `at` is when the hour is over. A *point-in-time join* takes the last row that was known, and its key is when a value became known, not what hour it is about.

The tolerance matters too. Without one, {{joined["with a value"].diff().iloc[-1]:.1%}} more of the flights get a value: the first of the morning are told how last evening went. A feature without a greatest age is a feature that will one day be last week's.
"""

# %% [markdown]
"""
## Names into numbers
<!-- objective: encode_categories -->

Models compute, and `JFK` is a name. *One-hot* encoding gives each name a column of its own. A *feature cross* joins names first (`JFK AA 17`), so that even a linear model can learn that evenings are worse at one airport than at another [@ml_design_patterns].

:::{question}
A logistic regression on origin, destination, carrier and hour, each one-hot; then on the four crossed into one. Does the cross help?
:::
"""

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

names = rows[["origin", "carrier", "dest"]].astype(str).assign(hour=rows["scheduled"].dt.hour.astype(str))
names["cross"] = names.agg(" ".join, axis=1)


def linear(table):
    model = make_pipeline(
        OneHotEncoder(handle_unknown="ignore"), LogisticRegression(C=0.1, solver="liblinear")
    )
    model.fit(table.loc[past.index], past["late"])
    guess = model.predict_proba(table.loc[later.index])[:, 1]
    return {"columns": len(model[0].get_feature_names_out()), "AUC": roc_auc_score(later["late"], guess)}


unseen = ~names.loc[later.index, "cross"].isin(names.loc[past.index, "cross"])
crosses = {"four names": linear(names.drop(columns="cross")), "their cross": linear(names[["cross"]])}
pd.DataFrame(crosses).T.round(2).astype({"columns": int})

# %% [markdown]
"""
It harms. The cross can say more, and it must learn more: {{crosses["their cross"]["columns"]:,}} columns from {{len(past):,}} flights, and {{unseen.mean():.0%}} of the later flights fall into a combination that training never saw. A cross earns its place when two names together mean what neither means alone, and when there are enough rows for each pair. Trees build the crosses that they need themselves.

Names also have no end: new airports open, aircraft are bought. The *hashed feature* needs no list of names. A stable hash puts each name into one of a fixed number of buckets, and a new name falls into one too. The price is collisions.

:::{question}
The cross has {{crosses["their cross"]["columns"]:,}} values. With 1024 buckets, what share of them will share a bucket? And with 16384, sixteen times as many?
:::
"""

# %%
import hashlib


def bucket(values, buckets):
    digests = {value: hashlib.sha256(value.encode()).digest() for value in values.unique()}
    return values.map({value: int.from_bytes(d[:8], "big") % buckets for value, d in digests.items()})


distinct = pd.Series(names.loc[past.index, "cross"].unique())
hashed = pd.DataFrame(index=pd.Index([64, 256, 1024, 4096, 16384], name="buckets"))
hashed["share a bucket"] = [bucket(distinct, n).duplicated(keep=False).mean() for n in hashed.index]
hashed["expected"] = [1 - (1 - 1 / n) ** (len(distinct) - 1) for n in hashed.index]
hashed["AUC"] = [linear(bucket(names["cross"], n).to_frame())["AUC"] for n in hashed.index]
hashed.round(2)

# %% [markdown]
"""
{{hashed.loc[1024, "share a bucket"]:.0%}} and still {{hashed.loc[16384, "share a bucket"]:.0%}}: collisions fade slowly, and chance alone foretells them. Whoever shares a bucket shares a risk, so a rare route may answer for a busy one. Hash what has too many names to list, and count what collides. Python's own `hash` will not do: it differs from process to process, which is skew again.

A third way is to describe a name by *the company it keeps*. An aircraft is a tail number, {{flights["tailnum"].nunique():,}} of them. Count where each has flown, and press the counts into a few numbers: an *embedding*. We give it no airline, no size, no maker.

:::{question}
What will lie close together?
:::
"""

# %%
import numpy as np
from sklearn.decomposition import TruncatedSVD

flown = flights[flights["scheduled"] < "2013-04-01"]
counts = pd.crosstab(flown["tailnum"], flown["dest"])
counts = counts[counts.sum(axis=1) >= 8]
company = np.sqrt(counts).div(np.sqrt(counts.sum(axis=1)), axis=0)
vectors = TruncatedSVD(8, random_state=0).fit_transform(company)
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
alike = vectors @ vectors.T  # the cosine of the angle between two aircraft
np.fill_diagonal(alike, -1)
nearest = alike.argmax(axis=1)
airline = flown.groupby("tailnum")["carrier"].first().reindex(counts.index).to_numpy()
same_airline = (airline == airline[nearest]).mean()

# %%
from flightdelay.data import load_airlines
from flightdelay.figures import GREEN, ORANGE, PURPLE, SKY

call = load_airlines().set_index("carrier")["name"]
styles = {"UA": (BLUE, "o"), "B6": (ORANGE, "s"), "DL": (GREEN, "v")}
styles |= {"EV": (PURPLE, "^"), "AA": (RED, "D"), "MQ": (SKY, "x")}
flat = TruncatedSVD(2, random_state=0).fit_transform(company)
flat *= np.sign(flat.sum(axis=0))  # the sign of a component is arbitrary
fig, ax = figure("Aircraft, placed by where they fly", x="first number of the embedding", y="second number")
for code, (color, mark) in styles.items():
    ax.scatter(*flat[airline == code].T, s=12, c=color, marker=mark, alpha=0.6, label=call[code])
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
show(
    fig,
    alt="JetBlue and the regional airlines lie apart. United and Delta overlap in these two numbers of eight.",
)

# %% [markdown]
"""
Airlines appear, though nobody named them. Two numbers part some of them; in eight, {{same_airline:.0%}} of the aircraft have a neighbour of their own airline (by chance it would be {{pd.Series(airline).value_counts(normalize=True).pow(2).sum():.0%}}). A linear model, a search for similar items, or a service that meets an aircraft which the register lacks can use that where the tail number itself says nothing.

An embedding learned from data belongs to the model that was trained on it. Train it anew, and every axis may turn; feed the old model with the new numbers, and you have skew that no type check sees [@feature_stores_embedding_ecosystems].
"""

# %% [markdown]
"""
## What each feature brings
<!-- objective: choose_features -->

Our features come from five places: the timetable, the weather station, the register of aircraft, a table of airports and the feed of departures. Add them one group at a time.

:::{question}
Which group will bring most? Is there one that brings nothing?
:::
"""

# %%
from flightdelay.features import SCHEDULE_FEATURES

models = {"timetable": train(past, SCHEDULE_FEATURES)}
models["+ weather"] = train(past, SCHEDULE_FEATURES + WEATHER_FEATURES)
models["+ register, airports"] = without_lags  # SERVED_FEATURES are these four groups
models["+ departures"] = with_lags
steps = pd.DataFrame({name: by_month(model, later) for name, model in models.items()})
fig, ax = figure("What each source brings", x="month of 2013", y="AUC (0.5 is guessing)")
for name, color, style in zip(steps, [GREY, SKY, BLACK, BLUE], ["^--", "o-", "x:", "s-"], strict=True):
    ax.plot(steps[name], style, color=color, label=name)
ax.set_ylim(0.6, 0.82)
ax.legend(loc="upper right", ncols=2)
gain = steps.mean().diff().set_axis(["timetable", "weather", "register", "departures"])
alt = "Weather adds {weather:.2f} to the mean AUC, register and airports {register:.2f}, departures "
show(fig, alt=(alt + "{departures:.2f}.").format(**gain))

# %% [markdown]
"""
The feed of departures brings {{gain["departures"]:+.2f}}, the weather {{gain["weather"]:+.2f}}, register and airports next to nothing. But a gain depends on the order: weather came before the lags.

Two measures claim to be free of order. *Permutation importance* shuffles a group's columns among the flights and looks how far the score falls. *Dropping* trains again without the group.

:::{question}
Shuffle the lags, and the AUC falls a lot. Train without them: will it fall as far? And what is weather worth to a model that has lags? Temperature, dew point and humidity follow nearly from each other: what will humidity be worth, and what the three?
:::
"""


# %%
def shuffled(model, columns):
    order = np.random.default_rng(0).permutation(len(later))
    mixed = later[list(columns)].iloc[order].set_axis(later.index)
    return auc_of(model, later) - auc_of(model, later.assign(**mixed))


def dropped(model, columns):
    kept = [name for name in model.feature_names_in_ if name not in columns]
    return auc_of(model, later) - auc_of(train(past, kept), later)


judged = {"lags": [with_lags, LAG_FEATURES], "weather, beside lags": [with_lags, WEATHER_FEATURES]}
judged["humidity, without lags"] = [without_lags, ["humid"]]
judged["all three, without lags"] = [without_lags, ["temp", "dewp", "humid"]]
loss = {name: [shuffled(*case), dropped(*case)] for name, case in judged.items()}
loss = pd.DataFrame(loss, index=["shuffled", "dropped"]).T.round(2) + 0.0  # no -0.0
loss

# %% [markdown]
"""
Shuffling the lags costs {{loss.loc["lags", "shuffled"]:.2f}}, living without them {{loss.loc["lags", "dropped"]:.2f}}. Shuffled lags tell the model lies; without lags it learns to ask the weather. And weather, worth {{gain["weather"]:.2f}} above, is worth {{loss.loc["weather, beside lags", "dropped"]:.2f}} here: a storm is in the lags before it is in the model.

Humidity shuffled seems to be worth something. Dropped, it is worth nothing: dew point and temperature say what it said. Only without all three does the model lose. So importance says what *this* model leans on; what a feature is worth is what you lose without it [@interpretable_machine_learning]. Judge correlated features as a group, and never take a list sorted by importance for a list of what to delete.
"""

# %% [markdown]
"""
## What each feature costs
<!-- objective: choose_features -->

A feature is paid for long after it was written: a source that may fail, a delay at each prediction, somebody who answers for it. And some features may not be used at whatever gain. Take the tail number again. It is an identifier, so a colleague replaces it by the share of late flights of that aircraft in training.

:::{question}
The AUC on the training months rises from {{auc_of(with_lags, past):.2f}}. What happens from April on?
:::
"""

# %%
everything = [*SERVED_FEATURES, *LAG_FEATURES]
aircraft = flights["tailnum"].reindex(rows.index)
record = past["late"].groupby(aircraft).mean()
known_plane = rows.assign(late_plane=aircraft.map(record).astype(float))
memory = train(known_plane.loc[past.index], [*everything, "late_plane"])
plane = pd.DataFrame(index=["training months", "April to December"])
plane["as it was"] = [auc_of(with_lags, past), truth["with lags"]]
plane["with late_plane"] = [auc_of(memory, known_plane.loc[part.index]) for part in (past, later)]
plane.round(2)

# %% [markdown]
"""
With about {{past.groupby(aircraft)["late"].size().median():.0f}} flights an aircraft, the share is in good part the flight's own outcome, handed back. Encodings that use the label must leave the row itself out, in time. An identifier invites a model to remember instead of learning.

Other features are unsuitable for reasons that no score shows. The arrival delay is not known yet. The month of the year has taken three values in training, so July gets whatever March had. A passenger's age may raise the AUC, and the law or decency forbid it. The ML Test Score therefore asks of *each* feature that it brings something, that it costs less than it brings, and that it is allowed [@ml_test_score].

The last cost is time: how long from an idea to a verdict? Where a feature needs a new pipeline, a backfill and a change in two services, teams stop trying, and that cost is on no bill. Here history, cut-off test and scores are waiting, so an idea takes one cell. *If all of New York is late, so are we*: the share of the last hour's departures at the three airports.
"""


# %%
def late_city_1h(flights, sources):
    known = sources.outcomes.set_index("known_at")["late"].astype(float)
    recent = known.rolling("1h").mean().groupby(level=0).last().rename("late_city_1h").reset_index()
    due = pd.DataFrame({"known_at": flights["scheduled"].astype(UTC_TIME), "row": flights.index})
    due = due.sort_values("known_at")
    found = pd.merge_asof(due, recent, on="known_at", allow_exact_matches=False, tolerance=3 * hour)
    return found.set_index("row")[["late_city_1h"]].reindex(flights.index)


idea = rows.join(late_city_1h(rows, sources))
tested = train(idea.loc[past.index], [*everything, "late_city_1h"])
print("sees the future:", sees_the_future(late_city_1h, tried, winter))
print(f"AUC {truth['with lags']:.2f}, with the idea {auc_of(tested, idea.loc[later.index]):.2f}")

# %% [markdown]
"""
## The same value twice
<!-- objective: serve_from_a_store -->

No future, and no gain: the lag at the airport knows it already. A verdict in minutes is a good result, also when it is no.

Training asks: *what was known at these thousand moments?* Serving asks: *what is known now, within milliseconds?* A *feature store* answers both from one definition: an *offline* store with all history and point-in-time joins, and an *online* store with the latest value of each key [@feature_stores_for_ml]. We use Feast [@feast], with a file offline and SQLite online, all in a temporary folder.
"""

# %%
import tempfile
from pathlib import Path

from flightdelay.feature_store import local_store
from feast import Entity, FeatureView, Field, FileSource, ValueType
from feast.types import Float64, Int64

holder = tempfile.TemporaryDirectory()  # gone when the kernel stops
path = str(Path(holder.name) / "log.parquet")
log[["origin", "at", "late_1h", "departures"]].astype({"origin": object}).to_parquet(path)
airport = Entity(name="airport", join_keys=["origin"], value_type=ValueType.STRING)
source = FileSource(path=path, timestamp_field="at")
fields = [Field(name="late_1h", dtype=Float64), Field(name="departures", dtype=Int64)]
valid = pd.Timedelta(hours=3).to_pytimedelta()
last_hour = FeatureView(name="last_hour", entities=[airport], ttl=valid, schema=fields, source=source)

# %%
store = local_store(Path(holder.name))
store.apply([airport, last_hour])
wanted = ["last_hour:late_1h", "last_hour:departures"]
moments = asked.drop(columns="late").sample(500, random_state=0).astype({"origin": object})
moments = moments.rename(columns={"at": "event_timestamp"}).assign(flight=moments.index)
history = store.get_historical_features(entity_df=moments, features=wanted).to_df().set_index("flight")
same = history["late_1h"].equals(as_of.loc[history.index, "late_1h"])
history.sort_index().head(3).round(2)

# %% [markdown]
"""
`last_hour` is the definition: its key, its source, its time, and how long a value is valid (`ttl`). From it Feast made the point-in-time join that we wrote by hand. The same values? {{same}}. But we asked for {{len(moments)}} flights, and {{len(history)}} came back: this offline store leaves out whoever has no valid value. Join the answer to your flights, or you train on fewer than you think.

Serving cannot search all history at each request. *Materialising* copies the latest row of each key to the online store. Here it is done for an evening in July.

:::{question}
It is now years after 2013, and a value is valid for three hours. What will the online store answer?
:::
"""

# %%
import contextlib
import io

evening = pd.Timestamp("2013-07-22 22:00", tz="UTC")
with contextlib.redirect_stdout(io.StringIO()):  # it reports its progress
    store.materialize(start_date=(evening - valid).to_pydatetime(), end_date=evening.to_pydatetime())
keys = [{"origin": origin} for origin in ("EWR", "JFK", "LGA")]
online = store.get_online_features(features=wanted, entity_rows=keys).to_df().set_index("origin")
then = pd.DataFrame(keys).assign(event_timestamp=evening)
offline = store.get_historical_features(entity_df=then, features=wanted).to_df().set_index("origin")
values = ["late_1h", "departures"]
online[values].join(offline[values], rsuffix=" offline").round(2)

# %% [markdown]
"""
Online and offline agree: trained with one, served with the other, and no skew. That is what a store is for.

But it answered, and without a warning. Online, this version looks at no clock; when the job that materialises stops, the service goes on with the storm of 22 July for ever. Freshness must be watched by whoever reads: keep the time of the value beside it, and treat an old one as missing, as training did.

A store is one more system to run. It pays when features are shared by several models, or must be fresh and looked up in milliseconds [@feature_stores_hierarchy_of_needs]. For one model and a nightly batch, the function of the first section is enough: it has one definition, and time is in it.
"""

# %% [markdown]
"""
## What to keep

- **Define a feature once.** Training and serving call the same code, and what it learned from data is saved with the model. Look for skew by comparing values, since scores hide it.
- **Know when each value is known.** Join as of the moment, by the time at which a value was known, with a greatest age. The cut-off test finds what looks ahead.
- **Encode with the price in mind.** A cross needs rows for each pair, a hash collides, an embedding belongs to its model. The hash must be stable.
- **A feature is worth what you lose without it.** Importance says what this model leans on; correlated features are judged together. Gain, cost, risk and permission decide, and the time from idea to verdict is a cost too.
- **A store gives the same value twice:** as of then for training, as of now for serving. It knows what is valid; you see to it that it is fresh.
"""
