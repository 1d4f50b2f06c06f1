# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Labelling

A model learns whatever its labels say, the mistakes included. In this lesson you decide what a label means, measure how far two labellers agree, make labels without labellers, find the wrong ones, and ask where the next hour of labelling is best spent.
"""

# %% [markdown]
"""
## A label is a decision
<!-- objective: define_a_label -->

Our label looks like a fact: `dep_delay > 15`. Yet somebody chose departure and not arrival, fifteen minutes and not ten, and decided that a cancelled flight is neither late nor on time. Nothing in the data asked for any of it.

Take May 2013, with the weather at the hour of departure beside each flight. June will be the month that a model is asked about.
"""

# %%
import pandas as pd

from flightdelay.data import load_flights, load_weather
from flightdelay.label import with_label
from flightdelay.model import SCHEDULE, auc, risk, train
from groundschool import quiz

WEATHER = ["temp", "humid", "wind_speed", "wind_gust", "precip", "visib", "pressure"]


def left_in(month):
    hours = load_weather(month)[["origin", "time_hour", *WEATHER]]
    return with_label(load_flights(month)).merge(hours, on=["origin", "time_hour"], how="left")


may, june = left_in(5), left_in(6).sample(5000, random_state=0)
columns = [*SCHEDULE, *WEATHER]

# %% [markdown]
"""
Nature draws no line at 15 minutes: {{(may["dep_delay"] == 15).sum()}} flights left 15 minutes late and are on time, {{(may["dep_delay"] == 16).sum()}} left after 16 and are late. {{may["dep_delay"].between(11, 20).mean():.1%}} lie within five minutes of the line. A clock that is a little wrong, or another meaning of "left", turns their labels round.

:::{question}
Move the line to 5 minutes, or to 60. The share of late flights will change a lot. What will the AUC do for a model that is trained and judged by the new line?
:::
"""

# %%
rows = {}
for line in (5, 15, 30, 60):
    learned, asked = (
        table.assign(late=(table["dep_delay"] > line).astype(bool))
        for table in (may.sample(5000, random_state=0), june)
    )
    share = may["dep_delay"].gt(line).mean()
    rows[line] = {"late": f"{share:.0%}", "AUC in June": auc(train(learned, columns), asked)}
lines = pd.DataFrame(rows).T.rename_axis("late after minutes")
lines.assign(**{"AUC in June": lines["AUC in June"].astype(float).round(2)})

# %% [markdown]
"""
The line decides whether {{lines["late"].iloc[0]}} or {{lines["late"].iloc[-1]}} of the flights are late. The AUC barely notices: from {{lines["AUC in June"].min():.2f}} to {{lines["AUC in June"].max():.2f}}. A ranking metric cannot tell you that two teams train on different labels.

So the rule must be written where the next person looks: what is labelled, from what moment on, what counts as late, what happens with odd cases, who decides, and why. A sheet like that is a *labelling guideline*; ours is the docstring of `flightdelay.label`.
"""

# %% [markdown]
"""
## Labels arrive late, and the late ones later
<!-- objective: define_a_label -->

A guideline also says *when* a label is known. A flight on time is known to be on time when it leaves. A late one is known to be late when it leaves, which is, well, later.

:::{question}
It is eight in the evening of 22 May. You want fresh labels, so you take each flight that was due in the last hours and has left. Of the flights due in the last hour, what share is late in your table? And in truth?
:::
"""

# %%
from flightdelay.data import NEW_YORK
from flightdelay.figures import ORANGE, RED, figure, show

now = pd.Timestamp("2013-05-22 20:00", tz=NEW_YORK)
known_at = may["scheduled"] + pd.to_timedelta(may["dep_delay"].astype(float), unit="min")
age = (now - may["scheduled"]) // pd.Timedelta(hours=1)
today = pd.DataFrame({"in truth": may["late"], "as known": may["late"].where(known_at <= now)})
evening = today[age.between(0, 7)].astype(float).groupby(age).mean() * 100
fig, ax = figure("Eight in the evening", x="hours since the flight was due", y="late (% of flights)")
ax.plot(evening["in truth"], "o-", label="all flights, as it turned out")
ax.plot(evening["as known"], "s--", color=RED, label="those that have left")
ax.set_ylim(0, 100)
ax.legend()
alt = f"Of flights due in the last hour {evening.loc[0, 'as known']:.0f}% seem late and "
show(fig, alt=alt + f"{evening.loc[0, 'in truth']:.0f}% are. For flights due some hours ago the lines meet.")

# %% [markdown]
"""
{{evening.loc[0, "as known"]:.0f}}% where {{evening.loc[0, "in truth"]:.0f}}% is true. Nobody made a mistake: each label in the table is right. But labels that come early are not a fair sample, since the flights that we still wait for are the late ones. Train on the last hour, and a bad evening looks like a good one.

The cure is to wait. Over the whole month, {{(may["dep_delay"] <= 60).mean():.0%}} of the labels are known one hour after schedule and {{(may["dep_delay"] <= 240).mean():.1%}} after four. Take *all* flights due at least four hours ago, and no younger one, however sure its label.
"""

# %% [markdown]
"""
## Two labellers
<!-- objective: measure_agreement -->

Most labels are given by people, and people differ. We have two desks that judge the same flights: the desk for departures says late when a flight left more than 15 minutes late, the desk for arrivals when it *arrived* more than 15 minutes late.

:::{question}
In what share of the flights do the desks agree? And a third desk that is asleep and calls each flight on time: how often does it agree with the desk for departures?
:::
"""

# %%
from sklearn.metrics import cohen_kappa_score

landed = may.dropna(subset=["arr_delay"])
departures, arrivals = landed["late"], (landed["arr_delay"] > 15).astype(bool)
asleep = departures & False


def compared(one, other):
    return {"agreement": (one == other).mean(), "kappa": cohen_kappa_score(one, other)}


pairs = {"arrivals": compared(departures, arrivals), "asleep": compared(departures, asleep)}
pd.DataFrame(pairs).T.round(2).add(0).rename_axis("departures and ...")

# %% [markdown]
"""
Being asleep earns {{pairs["asleep"]["agreement"]:.0%}}, since that share of the flights is on time. So agreement alone says little when one answer is common. *Cohen's kappa* subtracts what chance would give:

`kappa = (agreement - chance) / (1 - chance)`

Chance is how often two labellers would agree who each throw dice, with the shares they really use. 0 is no better than dice, 1 is perfect. The two desks reach {{pairs["arrivals"]["kappa"]:.2f}}.

:::{question}
In the early morning hardly any flight is late; in the evening a third are. When do the desks agree more often? When is their kappa higher?
:::
"""

# %%
hours = pd.cut(landed["hour"], [0, 8, 12, 16, 20, 24], right=True, labels=False)
names = ["5 to 8", "9 to 12", "13 to 16", "17 to 20", "21 to 23"]
by_hour = {
    name: {"late": departures[hours == part].mean()}
    | compared(departures[hours == part], arrivals[hours == part])
    for part, name in enumerate(names)
}
by_hour = pd.DataFrame(by_hour).T.rename_axis("hour")
by_hour.round(2)

# %% [markdown]
"""
The morning has the highest agreement and the lowest kappa. Both numbers are right: when nearly all flights are on time, two labellers agree without looking. Their *few* late flights are where they differ.

Where do they differ? Ask how often the arrivals desk says late, minute by minute of the departure delay.
"""

# %%
says_late = arrivals.groupby(landed["dep_delay"].clip(-15, 60)).mean() * 100
fig, ax = figure("The other desk's opinion", x="departure delay (minutes)", y="called late on arrival (%)")
ax.plot(says_late.index, says_late, "o", markersize=3)
ax.axvline(15.5, color=RED, linestyle="--", label="late by departure")
ax.axvspan(5.5, 25.5, color=ORANGE, alpha=0.2, label="unclear?")
ax.legend(loc="upper left")
there = says_late.loc[16:20].mean()
alt = "An S: near zero up to schedule, nearly all from 45 minutes on, and a slow rise between. Just beyond "
show(fig, alt=alt + f"the line the desk for arrivals calls only {there:.0f}% late.")

# %% [markdown]
"""
Far from the line nobody doubts. Near it, both answers are arbitrary. The *neutral class* is a design pattern for that: let labellers say "unclear" instead of forcing a coin toss into the data [@ml_design_patterns].

:::{question}
Set aside the flights with 6 to 25 minutes of delay as unclear. What will that do to kappa? And to the AUC of a model trained without them, asked about all flights of June?
:::
"""

# %%
sample = may.sample(5000, random_state=0)
zones = {}
for name, first, last in (("none", 0, -1), ("11 to 20", 11, 20), ("6 to 25", 6, 25)):
    clear = ~landed["dep_delay"].between(first, last)
    learned = sample[~sample["dep_delay"].between(first, last)]
    zones[name] = {"unclear": 1 - clear.mean()} | compared(departures[clear], arrivals[clear])
    zones[name]["AUC in June"] = auc(train(learned, columns), june)
zones = pd.DataFrame(zones).T.rename_axis("unclear minutes")
zones.round(2)

# %% [markdown]
"""
Kappa rises from {{zones["kappa"].iloc[0]:.2f}} to {{zones["kappa"].iloc[2]:.2f}}, at the price of {{zones["unclear"].iloc[2]:.0%}} of the flights. The model gains nothing to speak of: {{zones["AUC in June"].iloc[0]:.2f}} and {{zones["AUC in June"].iloc[2]:.2f}}. Our label comes from a clock, and trees were not upset by flights near the line.

So give people a third answer where they would toss a coin, and measure whether it helps the model before you pay for it there. Low agreement is a message about the guideline first, about the labellers second [@human_in_the_loop_ml].
"""

# %%
quiz("labelling", "kappa_by_hand")

# %% [markdown]
"""
## Labels without labellers
<!-- objective: combine_weak_rules -->

Suppose that the departure times of May come two months from now; the public statistics are about that slow. Labels are needed today. What is at hand is the timetable, the weather, the calendar and the aircraft's log. People who know airports can turn these into *weak rules*: each says late, on time, or nothing [@snorkel_paper].
"""

# %%
import inspect

from flightdelay.weak import chances, evening_bank, learn, majority, summary, vote

votes = vote(may)
print(inspect.getsource(evening_bank))
votes.head(4)

# %% [markdown]
"""
A rule that has nothing to say abstains: `<NA>`, never "on time". A rule may look at what a feature must not, such as weather measured later; it is asked when labels are made, not when the model is.

:::{question}
Every rule was written by somebody who knows airports, and every one carries a true signal. Which share of its answers will be right for `early_bird`? For `evening_bank`? The truth, which we do have, will tell.
:::
"""

# %%
quality = summary(votes, may["late"])
quality.round(2)

# %% [markdown]
"""
`evening_bank` is wrong in {{1 - quality.loc["evening_bank", "right"]:.0%}} of its answers, and still no bad rule: of all flights {{may["late"].mean():.0%}} are late, of those in the evening {{quality.loc["evening_bank", "right"]:.0%}}. It raises the odds without reaching one half. When the answer is rare, an honest signal for it is mostly wrong.

:::{question}
Let the rules vote, and the majority decide. Will it be right more often than the desk that is asleep ({{1 - may["late"].mean():.0%}})?
:::
"""

# %%
from sklearn.metrics import roc_auc_score

elected = majority(votes)
decided = elected.notna()
balance = votes.eq(True).sum(axis=1) - votes.eq(False).sum(axis=1)
ballot = {
    "decided": decided.mean(),
    "right, of these": (elected == may["late"])[decided].mean(),
    "on time, of these": 1 - may.loc[decided, "late"].mean(),
    "AUC of the balance of votes": roc_auc_score(may["late"], balance),
}
pd.Series(ballot).round(2).to_frame("majority")

# %% [markdown]
"""
It is right less often than somebody asleep, and leaves {{1 - ballot["decided"]:.0%}} of the flights undecided. Yet the balance of votes ranks flights with an AUC of {{ballot["AUC of the balance of votes"]:.2f}}. The information is there; "one rule, one vote" is the wrong way to count it.

A *label model* weighs. Label 200 flights by hand, and see how often each rule gives each answer when the flight is late, and how often when it is on time. The logarithm of that ratio is what the answer is worth. This is naive Bayes.

Could we do without the 200? The famous idea is to trust rules that agree with each other: start from the majority, learn the weights from it, label anew with these, and repeat.

:::{question}
Which AUC will the label model reach with 200 true labels? And which without any, after thirty rounds?
:::
"""

# %%
checked = may.sample(200, random_state=0).index
by_hand = learn(votes.loc[checked], may.loc[checked, "late"])
weak = chances(by_hand, votes)
alone = elected.astype("Float64").fillna(0.5)
for _ in range(30):
    by_itself = learn(votes, alone)
    alone = chances(by_itself, votes)
answers = {"balance of votes": balance, "200 true labels": weak, "no true label": alone}
ranked = {name: roc_auc_score(may["late"], answer) for name, answer in answers.items()}
print(pd.Series(ranked).round(2).to_string())
by_hand.weights.round(1)

# %% [markdown]
"""
With 200 labels, {{ranked["200 true labels"]:.2f}}. The table adds up log-odds: every flight starts at {{by_hand.prior:.1f}}, for late is rare, and 0 would be one half. `evening_bank` adds {{by_hand.weights.loc["evening_bank", "late"]:.1f}} when it says late: not enough alone, enough with company. (For an answer that a rule never gives, the number is only a trace of the smoothing.)

Without any, it ends as a coin: {{ranked["no true label"]:.2f}}. The two rules that contradict each other most reliably are `storm` and `clear_sky`, which look at the same sky, and so the method has found out what the weather was. Learning without truth needs rules that err independently; ours share a sky and a clock. A few true labels are the cheapest insurance.

What are weak labels worth? Train on 5,000 of them, and compare with models trained on true labels.
"""

# %%
sizes = [200, 500, 1500, 5000]
draws = [[may.sample(size, random_state=seed) for seed in (0, 1)] for size in sizes]
curve = [sum(auc(train(draw, columns), june) for draw in pair) / 2 for pair in draws]
weakly = auc(train(sample.assign(late=weak.loc[sample.index] > 0.5), columns), june)
fig, ax = figure("What a weak label is worth", x="true labels (logarithmic)", y="AUC in June")
ax.plot(sizes, curve, "o-", label="true labels, mean of two draws")
ax.axhline(weakly, color=ORANGE, linestyle="--", label="5,000 weak ones, weighed with 200 true ones")
ax.set_xscale("log")
ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
ax.minorticks_off()
ax.legend(loc="lower right")
alt = f"True labels rise from {curve[0]:.2f} with 200 to {curve[-1]:.2f} with 5,000. The dashed line of weak "
show(fig, alt=alt + f"labels lies at {weakly:.2f}.")

# %% [markdown]
"""
{{weakly:.2f}}: better than the 200 true labels alone ({{curve[0]:.2f}}), worse than 500 ({{curve[1]:.2f}}). That is a sober gain, since these rules see little that the model does not see itself. Weak supervision pays where a true label is dear, or where rules read what the model cannot. Before you build it, train on the hand labels alone.
"""

# %% [markdown]
"""
## Finding the wrong ones
<!-- objective: find_label_errors -->

Labels contain errors: famous test sets hold enough of them to change which model wins [@pervasive_label_errors]. *Confident learning* finds candidates by a model's own probabilities [@confident_learning]: a flight labelled on time is suspect if the model finds it as risky as it finds late flights on average. We use cleanlab [@cleanlab].

Take 3,000 flights and turn the labels of 90 round, at places that we remember.

:::{question}
With the columns of our model, known before departure: how many flights will be flagged, and how many of the 90 are among them? And if the model may also see `arr_delay`, the leak of all leaks?
:::
"""

# %%
import numpy as np
from cleanlab.filter import find_label_issues
from sklearn.model_selection import cross_val_predict

from flightdelay.model import inputs


def flagged(table, columns, *, unseen=True):
    facts, given = inputs(table, columns), table["late"].to_numpy()
    model = train(table, columns)
    if unseen:  # each flight is judged by a model trained on the other four fifths
        guesses = cross_val_predict(model, facts, given, cv=5, method="predict_proba")
    else:
        guesses = model.predict_proba(facts)
    return find_label_issues(given.astype(int), guesses, n_jobs=1)


# %%
truth = may.sample(3000, random_state=0).reset_index(drop=True)
planted = np.zeros(len(truth), dtype=bool)
planted[np.random.default_rng(0).choice(len(truth), 90, replace=False)] = True
given = truth.assign(late=truth["late"] ^ planted)
audit = [*columns, "arr_delay"]
views = {
    "known before departure": flagged(given, columns),
    "and arr_delay": flagged(given, audit),
    "and arr_delay, on flights trained on": flagged(given, audit, unseen=False),
}
found = {name: {"flagged": flags.sum(), "hit": (flags & planted).sum()} for name, flags in views.items()}
found = pd.DataFrame(found).T
found.assign(precision=(found["hit"] / found["flagged"]).round(2), recall=(found["hit"] / 90).round(2))

# %% [markdown]
"""
The model of the service flags {{found["flagged"].iloc[0]}} flights; {{found["flagged"].iloc[0] - found["hit"].iloc[0]}} of these labels are right. It cannot tell a wrong label from a flight that was late for reasons it does not see: a surprise is not an error.

With `arr_delay` it hits {{found["hit"].iloc[1]}} of 90 with half as many flags. A leak is forbidden in a model that is *served* and welcome in one that *audits*: the audit is asked after the fact. And on flights it was trained on it flags {{found["flagged"].iloc[2]}} and hits {{found["hit"].iloc[2]}}. It has learnt the wrong labels and now trusts them, which is why probabilities must come from models that have not seen the flight.
"""

# %% [markdown]
"""
## More labels, or better ones?
<!-- objective: spend_a_budget -->

A flag is a question for a person, and persons cost. So ask what the mending brings. *Data-centric AI* holds the model fixed and works on the data [@data_centric_ai_talk].

:::{question}
500 labels, all of them right, or 5,000 of which each fifth is wrong: which trains the better model? And what if somebody checks those of the 5,000 that an audit flags?
:::
"""


# %%
def with_errors(table, rate=0.2):
    wrong = np.random.default_rng(0).random(len(table)) < rate
    return table.assign(late=table["late"] ^ wrong)


noisy = [sum(auc(train(with_errors(draw), columns), june) for draw in pair) / 2 for pair in draws[1:]]
fifth = with_errors(sample)
flags = flagged(fifth, audit)
mended = auc(train(fifth.assign(late=fifth["late"].mask(flags, sample["late"])), columns), june)

# %%
fig, ax = figure("More or better", x="labels (logarithmic)", y="AUC in June")
ax.plot(sizes, curve, "o-", label="all labels right")
ax.plot(sizes[1:], noisy, "s--", label="a fifth of the labels wrong")
ax.plot(5000, mended, "D", color=RED, markersize=8, label="a fifth wrong, flagged ones checked")
ax.set_xscale("log")
ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
ax.minorticks_off()
ax.legend(loc="lower right")
alt = f"500 right labels reach {curve[1]:.2f}, 5,000 with a fifth wrong {noisy[-1]:.2f}. "
show(fig, alt=alt + f"Checking the flagged ones among the 5,000 lifts these to {mended:.2f}.")

# %% [markdown]
"""
500 right labels beat 5,000 of which a fifth is wrong, {{curve[1]:.2f}} to {{noisy[-1]:.2f}}. Somebody who checks the {{flags.sum():,}} flagged ones gets {{mended:.2f}}, as good as if no label had been wrong. What a look costs, and what a new label costs, turns these numbers into a budget; they differ from case to case, so measure them on a small part first.

And *which* flights should be labelled? *Active learning* picks those that the model is least sure of [@active_learning_survey].

:::{question}
Begin with 200 labels and add 200 at a time, at random or the most unsure ones (a risk nearest to one half). Which way learns faster?
:::
"""


# %%
def learned_by(choose, seed):
    pool = may.sample(3000, random_state=seed).reset_index(drop=True)
    labelled, scores = pool.index[:200], {}
    while len(labelled) <= 800:
        model = train(pool.loc[labelled], columns)
        scores[len(labelled)] = auc(model, june)
        rest = pool.drop(index=labelled)
        labelled = labelled.append(rest.index[choose(risk(model, rest))[:200]])
    return scores | {"late, of those chosen": pool.loc[labelled[200:], "late"].mean()}


ways = {"at random": lambda risks: np.arange(len(risks))}  # the pool is in random order
ways["most unsure"] = lambda risks: np.argsort(abs(risks - 0.5), kind="stable")
learned = {
    name: pd.DataFrame([learned_by(way, seed) for seed in (0, 1)]).mean() for name, way in ways.items()
}
pd.DataFrame(learned).T.round(2)

# %% [markdown]
"""
Here the clever way is slower: {{learned["most unsure"][400]:.2f}} against {{learned["at random"][400]:.2f}} with 400 labels, and only level ({{learned["most unsure"][800]:.2f}} and {{learned["at random"][800]:.2f}}) with 800. Whether a flight in a thunderstorm leaves on time is a toss-up, and it stays one however many such flights you label. Unsure because of too few examples is a reason to label; unsure because of the world is not, and one number does not tell which.

It has a second price: {{learned["most unsure"]["late, of those chosen"]:.0%}} of the flights chosen are late, where {{may["late"].mean():.0%}} would be fair. Such a set can train; it cannot test or estimate. So keep a random part of every labelling budget.

:::{question}
Or make examples out of nothing. *Augmentation* adds varied copies: three for each of 1,000 flights, with departure, distance, temperature and humidity moved a little. What will the AUC be on a random quarter of the enlarged table? And in June?
:::
"""


# %%
def jittered(table, seed):
    moved = ["sched_dep_time", "distance", "temp", "humid"]
    noise = np.random.default_rng(seed).normal(size=(len(table), 4)) * [5, 10, 1, 2]
    return table.assign(**(table[moved].astype(float) + noise))


few = may.sample(1000, random_state=0)
copies = pd.concat([few, *(jittered(few, seed) for seed in (0, 1, 2))], ignore_index=True)
quarter = copies.sample(frac=0.25, random_state=0)
inside = auc(train(copies.drop(quarter.index), columns), quarter)
outside = {"with copies": auc(train(copies, columns), june), "without": auc(train(few, columns), june)}
pd.Series({"with copies, random quarter": inside} | {f"{k}, June": v for k, v in outside.items()}).round(2)

# %% [markdown]
"""
{{inside:.2f}} in the test, {{outside["with copies"]:.2f}} in June, {{outside["without"]:.2f}} without any copy. Twins of the test flights were in training: split first, augment after. And the copies themselves harmed. Augmentation adds knowledge: that a mirrored cat is a cat, that a word may be replaced by its synonym, that a machine's hum may be shifted in time. For images, text and sound such changes are known. For a row of a table, ask which change leaves the label alone; "a little of everything" claims what nobody has checked.

:::{question}
One more way to work on the data: fewer columns. Seven weather columns say similar things. Replace them by their three *principal components*, the mixtures that vary most. What does the AUC lose?
:::
"""

# %%
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

squeeze = make_pipeline(SimpleImputer(), StandardScaler(), PCA(3, random_state=0)).fit(sample[WEATHER])
names = ["first", "second", "third"]
small, asked = (
    table.assign(**dict(zip(names, squeeze.transform(table[WEATHER]).T, strict=True)))
    for table in (sample, june)
)
kept = squeeze[-1].explained_variance_ratio_.sum()
choices = {"seven columns": columns, "three components": [*SCHEDULE, *names], "no weather": SCHEDULE}
by_columns = {name: auc(train(small, chosen), asked) for name, chosen in choices.items()}
pd.Series(by_columns).round(2).to_frame("AUC in June")

# %% [markdown]
"""
The three keep {{kept:.0%}} of the variance and reach an AUC of {{by_columns["three components"]:.2f}}, where the seven reach {{by_columns["seven columns"]:.2f}}. Nothing much is lost, and nothing gained: with seven columns there was no crowd to thin out. With the thousands of pixels or words of other types of data, reduction makes a model possible at all; here it takes away names that a colleague could read.

Nothing in this section was decided by a rule. Each was decided by holding the model fixed and asking June, which is the habit to keep [@data_centric_ai_course].
"""

# %% [markdown]
"""
## What to keep

- **A label is a decision with a rule.** Write down what, from when, where the line is, and what becomes of odd cases. The AUC will not tell you that two teams drew the line differently, and labels that come early are not a fair sample.
- **Agreement needs chance taken off.** Cohen's kappa; look where labellers differ, and offer "unclear" where they would toss a coin.
- **Weak rules vote, abstain and must be weighed.** A good rule for a rare answer is mostly wrong. A few true labels teach whom to trust; agreement among rules may be agreement about the weather.
- **Find wrong labels with unseen predictions and with columns that leak.** A flag is a question for a person, never a correction.
- **Compare what a budget buys.** Better, more, chosen and copied labels: hold the model fixed, keep a random test set, and measure.
"""
