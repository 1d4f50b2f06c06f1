# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Serving

A model that nobody can ask is worth nothing. In this lesson you let people ask it, in two ways, guard its door, measure how long they wait, load it until it gives no more, and find out what their complaints are worth.
"""

# %% [markdown]
"""
## Ahead of time, or when asked
<!-- objective: choose_batch_or_online -->

There are two ways to serve. *Batch*: each night, compute the risks of all flights and keep them; who wants one looks it up. *Online*: a program waits, and computes a risk when somebody asks [@ml_design_patterns].

Either way each flight needs a *key*, so that an answer can be matched to its question. Ours is made of the day, the carrier, the number and the airport. `Served` holds all that an answer depends on: the model, its version, and the tables in which features are looked up.
"""

# %%
from flightdelay import batch
from flightdelay.data import load_flights
from flightdelay.features import FEATURES, SCHEDULE_FEATURES, features, load_sources, with_features
from flightdelay.model import auc, train
from flightdelay.service import Served, late_by, risks
from groundschool import quiz

sources = load_sources([2, 3])
february = with_features(load_flights(2), sources)
served = Served(model=train(february, FEATURES), version="1", sources=sources)
march = load_flights(3)
march["id"] = batch.keys(march)
march[["id", "scheduled", "dest", "tailnum"]].head(3)

# %% [markdown]
"""
`risks` makes features of some flights and gives them to the model. It is the one way to an answer, in batch and online.

:::{question}
Ask for one flight, or for ten thousand at once. How many times more does *a flight* cost when it is asked for alone: 2, 20, more than 100?
:::
"""

# %%
import timeit

import pandas as pd


def seconds(flights):
    return min(timeit.repeat(lambda: risks(flights, served), number=1, repeat=3))


each = pd.Series({size: seconds(march.head(size)) / size for size in (1, 10_000)})
print(f"Alone, a flight costs more than 100 times as much: {each[1] > 100 * each[10_000]}")

# %% [markdown]
"""
Nearly all of the cost is paid once a call: joining tables, turning text into categories, entering and leaving libraries. The trees take the least of it. So scoring a month in batch is almost free, and answering one by one is dear.

Then why does anybody serve online? Because an answer ages. Predictions made last night know nothing of this morning's storm.

:::{question}
Our model looks up the weather, and how many flights left late in the last hours. Ask it with tables that are 6 hours old. It drops somewhat, surely. Will it still beat a model that knows only the schedule?
:::
"""

# %%
from flightdelay.figures import GREY, figure, show
from flightdelay.label import with_label

flew, aged = with_label(march), {}
for hours in (0, 1, 3, 6, 12):
    known = features(flew, late_by(sources, pd.Timedelta(hours=hours))).assign(late=flew["late"])
    aged[hours] = auc(served.model, known)
schedule = auc(train(february, SCHEDULE_FEATURES), known)
fig, ax = figure("An answer ages", x="age of the tables (hours)", y="AUC in March")
ax.plot(aged.keys(), aged.values(), "o-", label="weather, aircraft, outcomes, schedule")
ax.axhline(schedule, color=GREY, linestyle="--", label="schedule alone")
ax.legend()
alt = (
    f"With fresh tables the AUC is {aged[0]:.2f}, after 3 hours {aged[3]:.2f}, after 6 hours {aged[6]:.2f}. "
)
show(fig, alt=alt + f"The model of the schedule alone stays at {schedule:.2f}: at 6 hours it is ahead.")

# %% [markdown]
"""
It falls from {{aged[0]:.2f}} to {{aged[6]:.2f}}, *below* the {{schedule:.2f}} of a model that never had such tables. A model that counts on fresh data is worse than a modest one when the data is old. So the question is not "batch or online" alone:

- how fresh must an answer be, and what is freshness worth? Here, {{aged[0] - schedule:+.2f}} in AUC over the schedule;
- can one say beforehand what will be asked? A timetable, yes; a search box, no;
- how many of the answers made ahead will anybody read?

Between the two lies a batch every hour. Most systems begin with batch, and go online where freshness pays [@real_time_machine_learning].

A batch has to survive its rows, and a number that is no risk, such as NaN, must not leave it as one. Take a day of March, shuffled, with two rows that cannot be.
"""

# %%
day = march[march["day"] == 8].sample(frac=1, random_state=0)
day.iloc[3, day.columns.get_loc("distance")] = -200
day.iloc[5, day.columns.get_loc("carrier")] = "Delta"
scored = batch.score(day, served).set_index("id")
pd.set_option("display.max_colwidth", None)
print(f"{len(day)} flights, {scored['risk'].notna().sum()} with a risk")
scored.loc[scored["error"].notna(), ["risk", "error"]]

# %% [markdown]
"""
## A contract at the door
<!-- objective: guard_the_door -->

Every flight kept its key, and its place in the file stopped mattering. The two bad rows cost nobody else an answer, and each says why.

:::{question}
What would the model itself say to a flight over -200 miles, or over a million? To the carrier "Delta", to an airport in Philadelphia, to a flight in 1913? Which of them does it refuse?
:::
"""

# %%
possible = march.head(5)
nonsense = possible.copy()
nonsense["distance"] = [-200, 10**6, *possible["distance"][2:]]
nonsense.loc[2, "carrier"] = "Delta"
nonsense.loc[3, "origin"] = "PHL"
nonsense.loc[4, "scheduled"] -= pd.DateOffset(years=100)
told = {"true flight": risks(possible, served), "nonsense": risks(nonsense, served)}
pd.DataFrame(told).set_axis(["-200 miles", "10**6 miles", "Delta", "PHL", "in 1913"]).round(2)

# %% [markdown]
"""
None. Five wrong questions, five confident answers, some the same as for the true flight. Trees ask only "more or less than 500?", and what they never saw they treat as missing. A model cannot say "I do not understand you". Somebody in front of it must.

That is the service: a program that speaks HTTP. A client posts a flight as JSON to `/predict` and reads a risk. We use FastAPI [@fastapi], which checks each request against a class, `flightdelay.request.Flight`, before our code sees it. `in_process` calls the service without a network, as API tests do.
"""

# %%
from flightdelay.server import in_process
from flightdelay.service import create_app

client = in_process(create_app(served))
flight = batch.requests(march.head(1))[0]
answer = client.post("/predict", json=flight).json()
print(flight)
print({**answer, "risk": round(answer["risk"], 2)})
sample = march.iloc[::2500]
online = [client.post("/predict", json=body).json()["risk"] for body in batch.requests(sample)]
ahead = batch.score(sample, served)["risk"].tolist()
print(f"Batch and online are equal, bit for bit: {ahead == online}")

# %% [markdown]
"""
Key in, key out, and the version of the model that answered. The caller sends what a schedule tells; weather, aircraft and earlier flights the service looks up itself, by the function that training used.

Now three callers with bad days: one sends -200 miles; one misspells `carrier`; one sends the time as 517, as the source files do.
"""

# %%
misspelt = {name.replace("rr", "r"): value for name, value in flight.items()}
requests = [{**flight, "distance": -200}, misspelt, {**flight, "scheduled": 517}]
refused = [client.post("/predict", json=request) for request in requests]
print([response.status_code for response in refused])
pd.DataFrame([error for response in refused for error in response.json()["errors"]])

# %% [markdown]
"""
The code 422 says: the request was understood, and cannot be. What matters is the rest, the field, the problem, and what to do. Whoever reads it at night does not know your code. A field that nobody asked for is refused too, since a misspelt name would otherwise pass as a missing value.

Batch passes the same contract, takes the same way, and gave the same bits; a test keeps it so. And our service is *stateless*: it remembers nothing of its requests, so any copy gives the same answer, and copies can be added, killed and replaced.

:::{question}
A colleague adds an input: how often a destination has been asked for today, counted in the process. Alone it works. With two copies behind one address, asked in turn, for how many of 60 requests does the input change?
:::
"""


# %%
class Remembering:
    def __init__(self):
        self.asked = {}

    def demand(self, flight):
        self.asked[flight["dest"]] = self.asked.get(flight["dest"], 0) + 1
        return self.asked[flight["dest"]]


asking = batch.requests(march.head(60))
one, copies = Remembering(), [Remembering(), Remembering()]
alone = [one.demand(body) for body in asking]
in_turn = [copies[turn % 2].demand(body) for turn, body in enumerate(asking)]
changed = sum(a != b for a, b in zip(alone, in_turn, strict=True))
print(f"{changed} of {len(asking)}")

# %% [markdown]
"""
{{changed}} of {{len(asking)}}, and after a restart all counts begin anew. What must be remembered belongs in a table that all copies read. (Counting requests for a monitor is fine: no answer depends on it.)

Copies come and go, so somebody must ask each: are you alive? Can you answer? These are two questions. A process that still loads its model is alive, and not *ready*.
"""

# %%
app = create_app()
starting = in_process(app)
asked = {"while it loads": [starting.get(path).status_code for path in ("/health", "/ready")]}
asked["/predict, too early"] = ["", starting.post("/predict", json=flight).status_code]
app.state.served = served
asked["with its model"] = [starting.get(path).status_code for path in ("/health", "/ready")]
print(*[line for line in starting.get("/metrics").text.splitlines() if 'requests_total{path="/pre' in line])
pd.DataFrame(asked, index=["/health", "/ready"]).T

# %% [markdown]
"""
## How long is the wait?
<!-- objective: judge_latency -->

Say that an answer takes 35 milliseconds of work, and that 20 requests a second come, each when it likes. So the service is busy 70 of 100 milliseconds, and idle for the rest. Who comes while it is busy waits in line.

:::{question}
You report one number for the wait, the mean. What will it be: 35, 50, 80 milliseconds? How many of a hundred requests wait longer than twice as long as it says?
:::
"""

# %%
import numpy as np

arrivals = np.cumsum(np.random.default_rng(0).exponential(1000 / 20, size=5000))
done, waits = 0, []
for arrival in arrivals:
    done = max(done, arrival) + 35
    waits.append(done - arrival)
waits = np.sort(waits)
nearest = {"method": "inverted_cdf"}  # numpy's name for the nearest rank, see below
p50, p95, p99 = np.percentile(waits, [50, 95, 99], **nearest)
pd.Series({"mean": waits.mean(), "p50": p50, "p95": p95, "p99": p99}).round().astype(int).to_frame("ms")

# %%
from flightdelay.figures import ORANGE, RED

fig, ax = figure(
    "Five thousand waits, sorted", x="share of requests that waited no longer (%)", y="wait (ms)"
)
ax.plot(np.linspace(0, 100, len(waits)), waits)
ax.axhline(waits.mean(), color=ORANGE, linestyle="--", label="mean")
ax.axvline(95, color=RED, linestyle="-.", label="95 of 100 requests: p95")
ax.legend(loc="upper left")
alt = f"The curve is flat for half of the requests and then climbs steeply, to {waits[-1]:.0f} ms. "
show(fig, alt=alt + f"The mean is {waits.mean():.0f} ms; 5 of 100 requests wait longer than {p95:.0f} ms.")

# %% [markdown]
"""
The work takes 35 ms, the mean wait is {{waits.mean():.0f}}, and one request in a hundred waits {{p99:.0f}} or more. {{(waits > 2 * waits.mean()).mean():.0%}} wait more than twice the mean. Nothing is slow here; they only came at a bad moment.

Waits are told in *percentiles*: 95 of 100 requests wait no longer than the p95. We take the *nearest rank*: sort, and go to place 0.95 n, rounded up. Of 20 waits that is the 19th; their p99 would simply be the longest, and says little until there are hundreds.

Now think of somebody's work, not of a request's. A clerk's page shows 20 flights and asks for each.

:::{question}
How often does such a page meet at least one wait beyond the p95? And: two copies report p95s of 40 and 400 ms. Is the p95 of all requests near their mean, 220?
:::
"""

# %%
page = 1 - 0.95**20
first, second = np.full(900, 40), np.append(np.full(80, 40), np.full(20, 400))
copies = [int(np.percentile(copy, 95, **nearest)) for copy in (first, second)]
together = int(np.percentile(np.concatenate([first, second]), 95, **nearest))
print(f"pages with a slow answer: {page:.0%}; p95 of each copy: {copies}; of all requests: {together}")

# %% [markdown]
"""
{{page:.0%}} of the pages: users live in the tail [@site_reliability_engineering]. And percentiles cannot be averaged: the second copy had few requests, so the p95 of all is {{together}} ms. Keep the waits, or counts in bands as `/metrics` does, and compute it over all.

Is our wait good enough? No curve can tell. The requirements of our system promise a level, a *service level objective*: its user is a clerk who waits.

So measure the real thing: a server in a process of its own, on a port from the operating system. `serving` starts it, waits until it is ready, and stops it when the block ends, also when a line in it fails. `put_load` lets 1, 2, 4 and 8 clients ask, each waiting for its answer before it asks again. Then comes locust, a tool that a pipeline can run at each release [@locust]; its users are Python, in `flightdelay.clerks`. Give the cell a moment.
"""

# %%
import tempfile
from pathlib import Path

from flightdelay import load, model_file
from flightdelay.server import serving

bodies = batch.requests(march.iloc[::480])[:60]
with tempfile.TemporaryDirectory() as folder:
    model_file.save(served.model, Path(folder) / "model.skops")
    with serving(Path(folder) / "model.skops", months=[2, 3]) as url:
        load.put_load(url, bodies, clients=1, each=2)  # the first answers of a process are slow
        loads = [load.put_load(url, bodies, clients=n, each=max(4, 12 // n)) for n in (1, 2, 4, 8)]
        report = load.run_locust(url, bodies, users=4, asks=16)
print(f"answers: {sum(len(met.waits) for met in loads)}, and to locust: {report['requests']}")

# %% tags=["nbval-ignore-output"]
from flightdelay.requirements import requirements

promise = requirements().slos.latency_p95_ms
print(f"Promised: {promise}. {promise.because}")
for met in loads:
    measured = np.percentile(met.waits, 95, **nearest) * 1000
    print(f"{met.clients} clients: p95 {measured:.0f} ms, kept: {promise.kept(measured)}")
print(f"Locust with 4 clerks: {report}, kept: {promise.kept(report['p95_ms'])}")

# %%
quiz("serving", "which_percentile")

# %% [markdown]
"""
## Where throughput ends
<!-- objective: find_the_knee -->

The more clients asked at once, the longer each of them waited. Was at least more work done?

:::{question}
With eight clients in place of one, how many times more answers a second does the service give? And how much longer does each client wait?
:::
"""

# %%
clients = np.array([met.clients for met in loads])
throughput = np.array([met.throughput for met in loads])
wait = np.array([np.mean(met.waits) for met in loads])
print(f"Eight times the clients, less than three times the answers: {throughput[3] < 3 * throughput[0]}")
print(f"And each waits more than two and a half times as long: {wait[3] > 2.5 * wait[0]}")
under_way = throughput * wait
print(f"Throughput x wait is the number of clients: {(abs(under_way / clients - 1) < 0.3).all()}")

# %% tags=["nbval-ignore-output"]
fig, ax = figure("The knee", x="clients at once", y="times that of one client")
ax.plot(clients, throughput / throughput[0], "o-", label="throughput (answers a second)")
ax.plot(clients, wait / wait[0], "s--", color=RED, label="mean wait")
ax.set_xticks(clients)
ax.legend()
alt = "Throughput is nearly flat from one or two clients on, while the wait grows with the clients."
show(fig, alt=alt)

# %% [markdown]
"""
The service was busy with one or two clients already. More clients stand in a queue: the same throughput, longer waits. The load where throughput stops growing is the *knee*; beyond it you only buy waiting.

The last line is *Little's law*: requests under way = throughput x mean wait, in each queue that neither grows nor shrinks. With eight clients and ten answers a second, a wait is eight tenths of a second, whatever you wish.

To move the knee: more copies (possible because none has state), a cheaper answer, or *several answers at once*. Many flights together cost little more than one, as you saw. So let requests wait a few milliseconds for company. Model servers do this, and choose the group's size by the promised latency [@clipper].

:::{question}
40 clients ask at the same moment, for one flight each. How often does `Together` call the model? And what does it cost a client who comes alone at night?
:::
"""

# %%
import asyncio


class Together:
    """Answers whoever asks, in groups: those that came within a few milliseconds, 32 at most."""

    def __init__(self, answer, *, most=32, patience=0.005):
        self.answer, self.most, self.patience, self.waiting, self.calls = answer, most, patience, [], 0

    async def ask(self, flight):
        mine = asyncio.get_running_loop().create_future()
        self.waiting.append((flight, mine))
        await asyncio.sleep(self.patience if len(self.waiting) < self.most else 0)
        group, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
        if group:
            self.calls += 1
            found = self.answer([flight for flight, _ in group])
            [future.set_result(risk) for (_, future), risk in zip(group, found, strict=True)]
        return await mine


# %%
from flightdelay.request import Flight
from flightdelay.service import answers

flights = [Flight.model_validate(body) for body in batch.requests(march.iloc[::690])[:40]]
desk = Together(lambda group: [found.risk for found in answers(group, served)])
began = timeit.default_timer()
grouped = await asyncio.gather(*(desk.ask(flight) for flight in flights))
spent = timeit.default_timer() - began
single = [answers([flight], served)[0].risk for flight in flights]
slower = (timeit.default_timer() - began - spent) / spent
print(f"calls: {desk.calls}, same answers: {grouped == single}, over 5 times faster: {slower > 5}")

# %% [markdown]
"""
{{desk.calls}} calls in place of {{len(flights)}}, each answer the same to the bit, and each to its own client. The lonely client pays the patience, five milliseconds, for nothing. (A server must also hand an error to each of the group; we left that out.) Batch size and patience are the two knobs of every model server [@triton_inference_server].

The other way is a cheaper answer. Our service spends its time in Python around the model. ONNX is a format for models that a small runtime executes without scikit-learn [@onnx_runtime]. It knows text columns through an encoder; our trees with their own categories it does not take, so compare with a simpler pipeline.
"""

# %%
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from skl2onnx import to_onnx

text, numbers = ["carrier", "origin", "dest"], ["minute_of_day", "weekday"]
inputs = february[text + numbers].astype({**dict.fromkeys(text, object), **dict.fromkeys(numbers, "float32")})
columns = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), text), (StandardScaler(), numbers))
pipeline = make_pipeline(columns, LogisticRegression(max_iter=300)).fit(inputs, february["late"])
portable = to_onnx(pipeline, inputs[:1], options={"zipmap": False}).SerializeToString()

# %%
import onnxruntime

session = onnxruntime.InferenceSession(portable, providers=["CPUExecutionProvider"])


def feed(rows):
    return {name: rows[[name]].to_numpy() for name in rows}


gap = abs(session.run(None, feed(inputs))[1] - pipeline.predict_proba(inputs)).max()
row, fed = inputs[:1], feed(inputs[:1])
in_python = min(timeit.repeat(lambda: pipeline.predict_proba(row), number=10, repeat=3))
in_onnx = min(timeit.repeat(lambda: session.run(None, fed), number=10, repeat=3))
print(f"difference below 0.00001: {gap < 1e-5}, over 5 times faster: {in_python > 5 * in_onnx}")

# %% [markdown]
"""
The same answers to five places and more, at a small part of the cost for a single row. In a batch of thousands the gain shrinks, for there the overhead is shared anyway. And the runtime loads no pandas and no scikit-learn, so a copy takes less memory and starts sooner.

Watch this at each release: a model that answers a little better and three times slower may break the promise, and no test of its accuracy will tell [@ml_test_score].
"""

# %% [markdown]
"""
## People in front
<!-- objective: learn_from_corrections -->

A clerk reads no JSON. Between her and the service stands a page: the risk in words she can act on, which model says so, and a way to disagree. Whatever comes from elsewhere is escaped before it becomes HTML.
"""

# %%
from html import escape

from IPython.display import HTML

CARD = """<form method="post" action="/correction"><b>{id}</b>: late in {tenths} of 10 such cases
<input type="hidden" name="id" value="{id}"><input type="hidden" name="model_version" value="{version}">
<label>Your reason: <input name="reason" maxlength="200"></label> <button>I disagree</button></form>"""


def card(prediction):
    shown = {"id": prediction["id"], "version": prediction["model_version"]}
    return CARD.format(tenths=round(10 * prediction["risk"]), **{k: escape(v) for k, v in shown.items()})


HTML(card(answer))

# %% [markdown]
"""
The hidden fields are the point: key and version travel with each correction, so that weeks later it can be joined to what was said and to what happened.

Say that a warning is shown from a risk of 0.25 on. Clerks disagree when something went wrong for them: in 30 of 100 cases when a flight is late without a warning, in 5 of 100 when a warning was needless, hardly ever when all was well. We draw this by chance, on the real flights of March.

:::{question}
Of the corrections, what share is right that the answer was wrong? And if you trained the next model on the corrected flights alone, what would it learn?
:::
"""

# %%
flew["risk"] = risks(flew, served)
warned = flew["risk"] >= 0.25
wrong = warned != flew["late"]
speaks = np.select([wrong & flew["late"], wrong], [0.30, 0.05], 0.002)
corrected = flew[np.random.default_rng(0).random(len(flew)) < speaks]
bands = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1]
late = pd.DataFrame(
    {
        name: 100 * table.groupby(pd.cut(table["risk"], bands), observed=True)["late"].mean()
        for name, table in {"all flights": flew, "corrected flights": corrected}.items()
    }
)

# %%
fig, ax = figure("Who complains", x="risk that was shown", y="left late (%)")
for name, style in {"all flights": "o-", "corrected flights": "s--"}.items():
    ax.plot(late.index.astype(str), late[name], style, label=name)
ax.legend(loc="center left")
said = {name: late[name].round().astype(int).tolist() for name in late}
alt = f"From the lowest to the highest risk the late share of all flights is {said['all flights']} %, "
alt += f"and of corrected flights {said['corrected flights']} %."
show(fig, alt=alt)

# %% [markdown]
"""
{{wrong.loc[corrected.index].mean():.0%}} of the corrections are right, while {{wrong.mean():.0%}} of all warnings and silences were wrong. Both are true: people speak when they are hurt. A model trained on the corrections would learn the *opposite* of the truth, late where the risk was low. A count of them measures who complains, not how good the model is.

They are worth much as *cases*: each names a flight, a version and a reason, and no metric does that. Read them, join them by key to the outcome, look for what they share. And where people cannot see the outcome, remember who is silent [@building_intelligent_systems].
"""

# %% [markdown]
"""
## What to keep

- **Batch when the questions are known and an answer may age; online when freshness pays.** One at a time is dear, together is nearly free. Keys join answers to questions; bad rows keep theirs, with a reason.
- **A model answers anything; the door must not.** Refuse with the field, the problem and the remedy. Keep no state of requests, and say apart whether you are alive and whether you are ready.
- **Waits are told in percentiles, over all requests, against a promise.** The mean is what hardly anybody met.
- **Beyond the knee you buy only waiting.** Under way = throughput x wait. Add copies, answer together, or make the answer cheaper, and check that it stays the same.
- **A correction is a case, not a measure.** Keep it with key, version and what was shown.
"""
