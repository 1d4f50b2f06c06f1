# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Data validation

A model believes every number it is given. In this lesson you look at a real month of flights until you know what is wrong in it, and then write a contract that finds it next month without you.
"""

# %% [markdown]
"""
## A month arrives
<!-- objective: explore_a_month -->

It is the first of March 2013. The flights of February have come in, and our system must learn from them to answer one question: *will this flight leave more than 15 minutes late?*

Before any model sees the file, look at it. In interviews with 53 people who build such systems, nearly all had met failures that began in the data and came to light months later [@data_cascades].
"""

# %%
import pandas as pd

from flightdelay.data import load_flights
from groundschool import quiz

flights = load_flights(2)
flights[["scheduled", "dep_time", "dep_delay", "arr_delay", "carrier", "tailnum", "dest"]].head(3)

# %% [markdown]
"""
{{len(flights):,}} flights, one a row. `dep_time` {{flights["dep_time"].iloc[0]}} means 4:56 in the morning: it is written as a number, yet its mean says nothing. `scheduled` is a real timestamp, in New York's local time. Delays are in minutes; a negative one is early.

:::{question}
Which columns have gaps? Are the gaps of different columns in different rows, or in the same ones?
:::
"""

# %%
gaps = flights.isna().sum()
gaps = gaps[gaps > 0]
pd.DataFrame({"missing": gaps, "share": (gaps / len(flights)).map("{:.1%}".format)})

# %% [markdown]
"""
## A flight that never left
<!-- objective: explore_a_month -->

The gaps hang together. {{gaps["dep_time"]:,}} flights have neither departure nor delay: they were cancelled. A few more have no arrival: they were diverted. A missing tail number means that no aircraft had been assigned yet, and all {{gaps["tailnum"]}} of those flights were cancelled.

Here a gap is no fault. It is a fact about the world, written in the only way a table can. But code must be told so. Our label is `dep_delay > 15`.

:::{question}
What will pandas answer for a cancelled flight: true, false, missing, or an error? Whole numbers with gaps can be stored as `float64`, as `read_csv` does, or as `Int64`, as our loader does. Does it matter?
:::
"""

# %%
delays = flights["dep_delay"]
late = pd.DataFrame({"float64": delays.astype("float64") > 15, "Int64": delays > 15})
late.apply(lambda answers: answers.value_counts(dropna=False)).fillna(0).astype(int)

# %% [markdown]
"""
As `float64`, every cancelled flight is *on time*. No error, no warning: `NaN > 15` is false, as is each comparison with `NaN`. As `Int64`, the answer to a question about nothing stays missing.

Over the month the mistake looks harmless: {{late["float64"].mean():.1%}} late where {{late["Int64"].mean():.1%}} would be right. Look at single days before you shrug.
"""

# %%
from flightdelay.figures import GREY, RED, figure, show

daily = late.astype("Float64").groupby(flights["day"]).mean() * 100
cancelled = flights["dep_time"].isna().groupby(flights["day"]).mean() * 100
fig, ax = figure("The storm of February 2013", x="day of February", y="share of flights (%)")
ax.bar(cancelled.index, cancelled, color=GREY, alpha=0.4, label="cancelled")
ax.plot(daily["Int64"], "o-", label="late, of those that left")
ax.plot(daily["float64"], "s--", color=RED, label="late, with cancelled flights as on time")
ax.set_ylim(0, 80)
ax.legend(loc="upper right")
wrong, right = daily.loc[9]
alt = f"On 9 February {cancelled[9]:.0f}% of flights were cancelled. Of those that left, {right:.0f}% "
alt += f"were late; with cancelled flights as on time, {wrong:.0f}%. On quiet days the lines agree."
show(fig, alt=alt)

# %% [markdown]
"""
A blizzard closed the airports, and the wrong label makes 8 February ({{daily.loc[8, "float64"]:.0f}}% late) a better day than the average one ({{daily["float64"].mean():.0f}}%). A model trained on it would learn that snow makes flights punctual.

What *should* the label be? Data cannot tell; somebody decides. We decide that a cancelled flight is neither late nor on time: it gets no label, and no model is trained on it. The decision and its reason stand in `flightdelay.label`, where the next person will look. Data that is handed on carries such decisions in a datasheet [@datasheets_for_datasets].
"""

# %%
quiz("validation", "nan_is_on_time")

# %% [markdown]
"""
## Values that cannot be true
<!-- objective: explore_a_month -->

Gaps can be counted. Wrong values look like all the others. Later modules give each flight the weather at its airport and the aircraft behind its tail number, so look at those tables too.

:::{question}
On a mild night in May the thermometer at JFK fails for one hour and reports 13 °F, which is 11 °C below freezing. Would a rule such as "from 0 to 110 °F" find it?
:::
"""

# %%
from flightdelay.data import load_planes, load_weather

night = load_weather(5).query("(day == 8 and hour >= 15) or (day == 9 and hour <= 9)")
fig, ax = figure("The night of 8 May 2013", x="hours since midnight", y="temperature (°F)")
for origin, style in {"EWR": "o-", "JFK": "s--", "LGA": "^:"}.items():
    here = night[night["origin"] == origin]
    ax.plot(here["hour"] + 24 * (here["day"] - 8), here["temp"], style, label=origin)
ax.set_xticks(range(15, 34, 3))
ax.legend(loc="lower right")
coldest = night["temp"].min()
show(fig, alt=f"Three lines run close together; JFK's drops to {coldest:.0f} °F for one hour.")

# %% [markdown]
"""
No. {{coldest:.0f}} °F is an ordinary winter morning: the coldest hour of January had {{load_weather(1)["temp"].min():.0f}} °F. The value is possible; it is impossible *there*. Two airports a few miles away had {{night.query("hour == 22 and origin != 'JFK'")["temp"].min():.0f}} °F at that hour. Some faults show only beside their neighbours in time and space.

Now the aircraft. The register gives each one a maker, a model and a number of seats.
"""

# %%
flown = flights.merge(load_planes(), on="tailnum", suffixes=("", "_built"))
small = flown[flown["seats"] < 10]
aircraft = ["carrier", "tailnum", "manufacturer", "model", "seats"]
small.value_counts(aircraft).head(6).to_frame("flights")

# %% [markdown]
"""
Believe the join, and one airline flew its passengers {{(flown["model"] == "R66").sum()}} times in a month in a helicopter with five seats, another in a fighter jet with two. Each table looks sound alone; the fault lies between them. Some airlines report fleet numbers of their own, and a number may pass to another aircraft.

For {{1 - flights["tailnum"].isin(load_planes()["tailnum"]).mean():.0%}} of the flights the join finds nothing, and most of these belong to two airlines, AA and MQ. Drop such rows, and you drop two airlines.

:::{question}
Over the year, air pressure is missing in one hour of ten. In the hours with rain: as often, less, or more?
:::
"""

# %%
from flightdelay.data import load_airports

weather = pd.concat(map(load_weather, range(1, 13)))
no_pressure = weather["pressure"].isna()
findings = {
    "hours without a gust of wind": weather["wind_gust"].isna().mean(),
    "hours without air pressure": no_pressure.mean(),
    "hours with rain without air pressure": no_pressure[weather["precip"] > 0].mean(),
    "flights to airports that the table lacks": 1 - flights["dest"].isin(load_airports()["faa"]).mean(),
    "aircraft without a year of building": load_planes()["year"].isna().mean(),
}
pd.Series(findings).map("{:.1%}".format).to_frame("share")

# %% [markdown]
"""
## A schema knows types
<!-- objective: write_a_contract -->

The pressure fails when it rains. Drop rows with gaps, and you drop bad weather, which is what makes flights late. A missing gust only says that there was none to report. Puerto Rico and the Virgin Islands are missing from the airports. And when summer time ends, one hour of the wall clock comes twice, so tables are joined by UTC.

You found all this by looking. In a month the next file comes, and nobody will look again. So write down what you know in a form that a program can check; we use pandera [@pandera].

Begin with a *schema*: which columns there are, of which type, and which may have gaps. `failures` runs pandera and lists each breach, one a line.
"""

# %%
import pandera.pandas as pa

from flightdelay.contract import MAY_BE_MISSING, failures
from flightdelay.data import FLIGHT_TYPES

columns = {name: pa.Column(kind, nullable=name in MAY_BE_MISSING) for name, kind in FLIGHT_TYPES.items()}
schema = pa.DataFrameSchema(columns, strict=True, name="flights")
len(failures(flights, schema))

# %% [markdown]
"""
No failure: February passes, and `strict=True` would refuse a column that nobody described. That means little until you know what would *not* pass. So break the month on purpose, in seven ways that happen to real feeds.

:::{question}
How many of the seven will the schema find?
:::
"""

# %%
faulty = flights[flights["day"] != 14]  # 1. a day is lost
faulty = pd.concat([faulty, faulty.iloc[[400]]], ignore_index=True)  # 2. a flight comes twice
faulty.loc[10, "origin"] = pd.NA  # 3. a flight from nowhere
faulty.loc[20, "carrier"] = "Delta"  # 4. a name in place of a code
faulty.loc[30, "distance"] = -200  # 5. a distance below zero
faulty.loc[40, "dep_time"] = 1275  # 6. seventy-five minutes past twelve
faulty.loc[50, "dep_delay"] = pd.NA  # 7. it left, and nobody knows how late
failures(faulty, schema)

# %% [markdown]
"""
## A contract knows sense
<!-- objective: write_a_contract -->

One of seven. The others have the right type and make no sense. A type keeps code from crashing, but wrong numbers do not crash: they are averaged, learned and served.

A *contract* says what values mean. Some rules look at one value, some at a row, some at the whole table. Google checks each batch of data in this way before training on it [@data_validation_for_machine_learning], and the first tests of the *ML Test Score* ask for no less [@ml_test_score]. Single values first:
"""


# %%
def is_clock_time(times):
    return times.between(1, 2400) & (times % 100 < 60)


column_rules = {
    "carrier": pa.Check.str_matches("^[0-9A-Z]{2}$", error="is a carrier code"),
    "flight": pa.Check.in_range(1, 9999, error="is a flight number"),
    "origin": pa.Check.isin(["EWR", "JFK", "LGA"], error="is a New York airport"),
    "dest": pa.Check.str_matches("^[A-Z]{3}$", error="is an airport code"),
    "dep_delay": pa.Check.in_range(-120, 2880, error="is from 2 hours early to 2 days late"),
    "air_time": pa.Check.in_range(10, 1200, error="is from 10 minutes to 20 hours"),
    "distance": pa.Check.in_range(10, 6000, error="is from 10 to 6,000 miles"),
}
for name in ("sched_dep_time", "sched_arr_time", "dep_time", "arr_time"):
    column_rules[name] = pa.Check(is_clock_time, error="is a clock time")

# %% [markdown]
"""
See where the bounds come from. The longest delay of February was {{flights["dep_delay"].max()}} minutes; the rule allows two days. A bound says what is *possible*, not what has been seen.

A rule about rows takes the table and answers for each row; a rule about the table answers once. You write one of each. Four more come from `flightdelay.contract`, and `wide` makes checks of them all.
"""


# %%
def left_or_was_cancelled(flights):
    left = flights["dep_time"].notna() & flights["dep_delay"].notna()
    after = ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"]
    return left | flights[after].isna().all(axis=1)


def few_are_cancelled(flights):
    return flights["dep_time"].isna().mean() <= 0.15


# %%
from flightdelay.contract import came_once, delay_fits_clock, wide
from flightdelay.contract import every_day_is_there, scheduled_fits_calendar

row_rules = [left_or_was_cancelled, delay_fits_clock, scheduled_fits_calendar, came_once]
table_rules = [every_day_is_there, few_are_cancelled]
contract = schema.update_columns({name: {"checks": rule} for name, rule in column_rules.items()})
contract.checks = [wide(rule) for rule in row_rules + table_rules]
failures(faulty, contract)

# %% [markdown]
"""
All seven, in one table, in one run: lazy validation collects every failure, where a plain check stops at the first. Row 40 breaks two rules, since a wrong clock time no longer fits the delay. The twin flights are both listed, for nothing in the table says which one is true. And the lost day has no row number, since its rows are just what is not there.

On February itself the contract finds {{len(failures(flights, contract))}} failures, so it is not simply strict. As `FLIGHTS` it lives in `flightdelay.contract`, and later modules begin with it.
"""

# %% [markdown]
"""
## When the world changes
<!-- objective: act_on_failures -->

Writing bounds by hand is slow, and tools offer to do it: read a good month, copy its smallest and largest values and its list of destinations. Do so with January.

:::{question}
July is a sound month. How many of its flights will January's contract refuse, dates left aside: none, a few, hundreds? And which?
:::
"""

# %%
dates = ["year", "month", "day", "time_hour", "scheduled"]
january, july = load_flights(1).drop(columns=dates), load_flights(7).drop(columns=dates)
seen = pa.Check.isin(january["dest"].unique(), error="was seen in January")
copied = pa.infer_schema(january).update_column("dest", checks=seen)
refused = failures(july, copied)
by_rule = refused.groupby(["column", "rule"])["value"]
by_rule.agg(rows="size", values=lambda values: sorted(set(values)))

# %% [markdown]
"""
{{refused["row"].nunique()}} flights, nearly all of them sound. ACK and MVY are Nantucket and Martha's Vineyard, islands that people fly to in summer; 2400 is a departure at midnight sharp. One deserves a question: 17 miles, from Newark to LaGuardia, at 1:06 in the night. January's contract forbids summer. Yours finds {{len(failures(load_flights(7), contract))}} failures in July.

So when a contract fails, ask which of the two is wrong. If the *world* changed, change the contract: in a review, with the reason, in a new version. If the *data* is wrong, leave the contract alone. A team that widens each rule that fails ends with a contract that cannot fail.

Now take the month with the planted faults: what becomes of its rows?
"""

# %%
found = failures(faulty, contract)
reasons = found.dropna(subset="row").groupby("row")["rule"].agg("; ".join)
accepted = faulty.drop(index=reasons.index)
quarantined = faulty.loc[reasons.index].assign(reasons=reasons)
quarantined[["dep_time", "dep_delay", "carrier", "flight", "origin", "distance", "reasons"]]

# %% [markdown]
"""
This is a *quarantine*: {{len(quarantined)}} rows wait, with reasons, for whoever owns the feed, and {{len(accepted):,}} go on. Nothing is repaired in silence and nothing is dropped in silence. A row that somebody mends at the source can come back.

The lost day is another matter. There is no row to set aside, and each row that came is fine. When a rule about the *table* fails, or when too many rows do, stop: better last month's model than one trained on half a month.
"""

# %%
quiz("validation", "quarantine_or_stop")

# %% [markdown]
"""
## Columns that know the answer
<!-- objective: find_leaks -->

Now the data is sound, and it can still fool you. A *leak* is a column that carries the answer into training and will not be there when the model is asked. Say that our model is asked two hours before scheduled departure.

:::{question}
Rank the flights of February by one column alone. Which columns separate late from on time best? We measure it by the AUC: the chance that a late flight is ranked above one on time. 0.5 is guessing, 1 is perfect.
:::
"""

# %%
from sklearn.metrics import roc_auc_score

from flightdelay.label import with_label


def auc_alone(column):
    known = with_label(flights)[["late", column]].dropna()
    area = roc_auc_score(known["late"], known[column].astype(float))
    return max(area, 1 - area)  # a ranking upside down is as good


before = ["sched_dep_time", "sched_arr_time", "distance", "flight"]
after = ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"]
alone = pd.Series({column: auc_alone(column) for column in before + after}).sort_values()

# %%
from flightdelay.figures import BLUE

fig, ax = figure("One column alone", x="AUC (0.5 is guessing)", y="")
for names, color, when in ((after, RED, "after departure"), (before, BLUE, "two hours before")):
    ax.barh(alone.index, alone.where(alone.index.isin(names)), color=color, label=f"known {when}")
ax.set_xlim(0.5, 1)
ax.legend(loc="lower right")
others = alone.drop(["dep_delay", "arr_delay"])
alt = f"dep_delay ranks perfectly, arr_delay reaches {alone['arr_delay']:.2f}. Of the others none is "
show(fig, alt=alt + f"above {others.max():.2f}; dep_time is just ahead of sched_dep_time.")

# %% [markdown]
"""
`dep_delay` is the label itself and `arr_delay` its consequence; a scan like this catches both. But `dep_time`, the moment the flight really left, looks as innocent as the schedule: {{alone["dep_time"]:.2f}} beside {{alone["sched_dep_time"]:.2f}}.

:::{question}
Train a real model on January to March and test it on April: first on the schedule, then with one more column. What will `dep_time` add? And `air_time`, the minutes in the air?
:::
"""

# %%
from flightdelay.model import SCHEDULE, auc, train

past = with_label(pd.concat(map(load_flights, (1, 2, 3)))).reset_index(drop=True)
april = with_label(load_flights(4))
extras = [[], ["arr_delay"], ["dep_time"], ["air_time"]]
scores = [auc(train(past, [*SCHEDULE, *extra]), april) for extra in extras]
index = ["schedule", "and arr_delay", "and dep_time", "and air_time"]
pd.DataFrame({"AUC in April": scores}, index=index).round(2)

# %% [markdown]
"""
With `dep_time` the model is almost perfect: it learns to subtract the schedule. Two columns that look harmless alone leak together. And `air_time` adds nothing, yet it is as unusable as the others: two hours before departure it does not exist.

So a number can convict a column and never acquit it. The test that settles the matter is a question: *when is this value known?* Missed leaks of this sort undid published results in many fields [@leakage_reproducibility].
"""

# %% [markdown]
"""
## A test set that stays one
<!-- objective: split_repeatably -->

Data can also leak through the split. Delays depend on the day, so give the model the day of the year, and test it twice: on a random quarter of January to March, and on April.

:::{question}
Does the day of the year help? Will both tests say the same?
:::
"""

# %%
for table in (past, april):
    table["day_of_year"] = table["scheduled"].dt.dayofyear
test = past.sample(frac=0.25, random_state=0)
known = past.drop(test.index)
gain = pd.DataFrame(index=["schedule"])
gain["random quarter"], gain["April"] = auc(train(known), test), scores[0]
more = [*SCHEDULE, "day_of_year"]
gain.loc["and day_of_year"] = [auc(train(known, more), test), auc(train(past, more), april)]
gain.round(2)

# %% [markdown]
"""
The random test says that the new column helps: {{gain["random quarter"].round(2).diff().iloc[1]:+.2f}}. April says that it harms: {{gain["April"].round(2).diff().iloc[1]:+.2f}}. Flights of one day share one storm; in a random split some of them are in training and tell the model about the rest. Nobody will know tomorrow's storm in this way. To learn how a model does on the future, split by time [@designing_machine_learning_systems].

:::{question}
Sometimes you need a fixed sample too, for labelling or for a long comparison. When April joins the table and you draw again with the *same* seed, what share of the old test flights is drawn again?
:::
"""

# %%
import hashlib


def in_test(flights, share=0.25):
    days = flights["scheduled"].dt.date
    digests = {day: hashlib.sha256(f"{day}".encode()).digest() for day in set(days)}
    return days.map(lambda day: int.from_bytes(digests[day][:4]) / 2**32) < share


grown = pd.concat([past, april], ignore_index=True)
by_seed = test.index.isin(grown.sample(frac=0.25, random_state=0).index)
by_hash = past.index[in_test(past)].isin(grown.index[in_test(grown)])
kept = pd.Series({"same seed": by_seed.mean(), "hash of the day": by_hash.mean()})
kept.round(2).to_frame("drawn again")

# %% [markdown]
"""
A seed fixes the draw for one table, and the next table is another one: {{1 - by_seed.mean():.0%}} of the old test flights are now in training, where the model sees their answers. A *hash* decides by what a row is, not by where it stands. The same day falls on the same side in every process, in any order, in ten years; and as the key is the day, flights that share a storm stay together.

The key is the choice: take what must not stand on both sides, here the day, elsewhere the patient or the customer [@ml_design_patterns].
"""

# %% [markdown]
"""
## What to keep

- **Explore before you model.** Ask of each gap why it is there, and of each value whether its neighbours allow it. Decide what the label of an odd row is, and write the decision down.
- **A schema knows types, a contract knows sense.** Rules about values, rows and the table; bounds from what is possible; and a test that planted faults are found.
- **A failure is a question: is the data wrong, or the contract?** Rows go to quarantine with reasons, tables stop the run, and the contract changes by review.
- **Leaks are found by asking when a value is known.** A near-perfect score is a suspicion. A modest one is no alibi.
- **Split by time to foresee the future, by hash to keep a sample.** The key of the hash is what must not stand on both sides.
"""
