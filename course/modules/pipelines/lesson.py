# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Pipelines

Steps that you once ran by hand, one after the other, must run each month without you, and one night the machine will die in the middle. In this lesson you kill a real pipeline while it works, and build it so that this does no harm.
"""

# %% [markdown]
"""
## A script that died
<!-- objective: make_idempotent -->

Every system begins as a script: for each month take in the flights, add them to the history, go on. Ours runs at night, and reads from an inbox where the months of 2013 arrive. To be quick we take every tenth flight.
"""

# %%
import tempfile
from pathlib import Path

import pandas as pd

from flightdelay.data import load_flights
from groundschool import quiz

temporary = tempfile.TemporaryDirectory()
folder = Path(temporary.name)
inbox = folder / "inbox"
inbox.mkdir()
months = {f"2013-{number:02d}": load_flights(number)[::10] for number in (1, 2, 3)}
for name, flights in months.items():
    flights.to_csv(inbox / f"{name}.csv", index=False)

# %% [markdown]
"""
Here is the script. It writes in portions, as any program does, whether it says so or not. The line with `SIGKILL` stands for the power cut: the operating system ends the process at once, and no `except` and no `finally` is heard. It strikes in the first night only, in the middle of February.
"""

# %%
script = """
import os, signal, sys
from pathlib import Path
inbox, history, night = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
for file in sorted(inbox.glob("*.csv")):
    lines = file.read_text().splitlines()[1:]
    for half in (lines[: len(lines) // 2], lines[len(lines) // 2 :]):
        with history.open("a") as output:
            output.writelines(f"{line}\\n" for line in half)
        if night == "first" and file.stem == "2013-02":
            os.kill(os.getpid(), signal.SIGKILL)
"""


# %%
import subprocess
import sys


def run_script(night):
    command = [sys.executable, "-c", script, inbox, folder / "history.csv", night]
    return subprocess.run(command, check=False).returncode


(folder / "history.csv").unlink(missing_ok=True)
run_script("first")

# %% [markdown]
"""
The answer -9 means: killed by signal 9, `SIGKILL`. In the morning somebody sees that the run failed, and does the natural thing: runs it again.

:::{question}
The second run ends without an error. How many of January's flights, of February's and of March's does the history hold now, compared with the truth?
:::
"""

# %%
run_script("second")
history = pd.read_csv(folder / "history.csv", names=list(flights.columns), low_memory=False)
rows = pd.DataFrame({"true": pd.Series({name: len(flights) for name, flights in months.items()})})
rows["after two nights"] = history.groupby("month").size().to_numpy()
rows

# %% [markdown]
"""
January is there twice, because the second run did its finished work again. February is there one and a half times, because the first run left half of it. Nothing crashed, no value is impossible, and the share of late flights in January is just what it was.

What is wrong is the weight: a model that learns from this history takes January twice as seriously as March. Ten years of notes on the outages of one large pipeline at Google found that most had nothing to do with learning, and much with being a large system of steps [@how_ml_breaks].
"""

# %% [markdown]
"""
## Twice is as good as once
<!-- objective: make_idempotent -->

A step is *idempotent* if doing it twice leaves the same as doing it once. `append` is not. Replace a whole, named by what it is for, and it is: one file a month, written anew each time. Guides to orchestration ask this of every task [@data_pipelines_with_apache_airflow].

One gap is left: killed in the middle, a write leaves half a file under the right name. So write under another name, and rename when it is whole. A rename within a disk is *atomic*: whoever looks sees the old file or the new one.
"""

# %%
store = folder / "store"
store.mkdir(exist_ok=True)


def keep(name):
    flights = pd.read_csv(inbox / f"{name}.csv")
    part = store / f"{name}.part"
    flights.to_parquet(part)
    part.replace(store / f"{name}.parquet")


for _ in range(2):
    for name in months:
        keep(name)
{path.stem: len(pd.read_parquet(path)) for path in sorted(store.glob("*.parquet"))}

# %% [markdown]
"""
Two nights, and the numbers are the true ones. Nobody had to find out where the first night had ended: that is the gain. A step that is safe to repeat needs no detective.

Effects outside your disk need the same care. A mail cannot be replaced, so send it under a key, such as the month, and let the receiver ignore a key it has seen.
"""

# %%
quiz("pipelines", "which_are_idempotent")

# %% [markdown]
"""
## A graph instead of a list
<!-- objective: order_steps -->

The script ran its steps in the order of its lines. But the order follows from something: what each step *needs*. Write that down, and a program can find the order, run at once what is independent, and say what is touched by a change. This is the *workflow pipeline* pattern [@ml_design_patterns].

Here are the steps of one month of our running case, from the code in `flightdelay.steps`:
"""

# %%
from flightdelay.steps import STEPS

after = {step.name: step.after for step in STEPS}
pd.Series({name: ", ".join(others) for name, others in after.items()}).to_frame("comes after")

# %% [markdown]
"""
:::{question}
Eleven steps. If any number could run at the same time, how many rounds would a month need?
:::
"""

# %%
from flightdelay.figures import show
from flightdelay.graph import drawing, waves

rounds = waves(after)
fig = drawing(after, title=f"The steps of a month, in {len(rounds)} rounds")
words = "; then ".join(" and ".join(wave) for wave in rounds)
show(fig, alt=f"A graph from left to right: {words}.")

# %% [markdown]
"""
{{len(rounds)}} rounds: the graph is nearly a line, and a second machine would hardly help. The order was found by repeating one move: take every step that waits for nothing, and cross it off the lists of the others.

The move fails in one case. `score` uses the champion, and `promote` decides which model that is. So let `score` come after `promote`:
"""

# %%
from graphlib import CycleError

try:
    waves({**after, "score": (*after["score"], "promote")})
except CycleError as error:
    print(" <- ".join(reversed(error.args[1])))

# %% [markdown]
"""
A circle: each of these steps waits for itself, and none can begin. Hence the name *directed acyclic graph*, DAG. The mistake was to leave out time. April is scored by the champion that *March* promoted. The true arrow leads from one month to the next, so it is not in the graph of a month: it runs through what the last month left behind, and the months go in order.
"""

# %% [markdown]
"""
## The same in an orchestrator
<!-- objective: order_steps -->

An *orchestrator* keeps the graph, runs the steps, tries again, and remembers. We use Dagster [@dagster]. You declare *assets*, the things that should exist, with what they are made from; the months are *partitions* of each asset. Its memory lives in this process here; in production, in a database.
"""

# %%
import dagster as dg

from flightdelay import pipeline

partitions = dg.MonthlyPartitionsDefinition(start_date="2013-01", end_date="2013-04", fmt="%Y-%m")
late = {}


@dg.asset(partitions_def=partitions)
def kept(context: dg.AssetExecutionContext) -> None:
    keep(context.partition_key)


@dg.asset(partitions_def=partitions, deps=[kept])
def late_share(context: dg.AssetExecutionContext) -> None:
    flights = pd.read_parquet(store / f"{context.partition_key}.parquet")
    late[context.partition_key] = round(float((flights["dep_delay"].dropna() > 15).mean()), 2)


# %%
memory = dg.DagsterInstance.ephemeral()


def materialize(month):
    return pipeline.materialize([late_share, kept], partition_key=month, instance=memory).success


success = [materialize(month) for month in ("2013-01", "2013-03", "2013-03")]
made = memory.get_materialized_partitions(late_share.key)
missing = [month for month in partitions.get_partition_keys() if month not in made]
success, late, missing

# %% [markdown]
"""
The order in the list did not matter: `kept` ran first, since `late_share` is made from it. March was made twice and is there once. And Dagster remembers what exists, so that it can name what is missing.

Filling in such a gap is a *backfill*, and partitions make it a loop. It is safe because each step asks only for *its month*. A step that asks for "today", or for "the current champion", gives another answer when it is run later, and scores last spring with a model that has seen last summer.

Airflow [@airflow], Prefect [@prefect], Metaflow [@metaflow] and Kubeflow [@kubeflow] draw the same graph with other words. `make` and `dvc repro` know files, inputs and order too, and run again only what is out of date [@dvc]: for one person and one machine that is often enough. They have no clock, no retries and no memory of runs.
"""

# %% [markdown]
"""
## What kind of fault?
<!-- objective: handle_faults -->

A feed that hangs up will perhaps answer in a minute. A negative distance will still be negative in a minute. Our pipeline tries the first again, up to {{pipeline.MOST_RETRIES}} times, and waits twice as long before each further try; it stops at the second at once.

:::{question}
Three feeds. One hangs up twice and then answers. One never answers. One delivers a month that breaks the contract. How often is each of them asked?
:::
"""

# %%
from flightdelay.steps import BadMonthError
from flightdelay.workspace import Month, Step, Workspace

january, asked = Month(2013, 1), []


def feed(name, fault, times):
    def fetch(_):
        asked.append(name)
        if asked.count(name) <= times:
            raise fault
        return {"json": b"{}"}

    return Step(name, fetch)


# %%
feeds = [
    feed("hangs_up", ConnectionError("no route to the feed"), 2),
    feed("is_silent", TimeoutError("no answer"), 99),
    feed("sends_nonsense", BadMonthError("distance is negative"), 99),
]
asked.clear()
for step in feeds:
    replay = pipeline.Replay(Workspace(Path(tempfile.mkdtemp(dir=folder))), lambda *_: None, first_wait=0)
    options = {"partition_key": "2013-01", "resources": {"replay": replay}}
    outcome = pipeline.materialize([pipeline.asset(step)], instance=memory, **options)
    print(f"{step.name:15} asked: {asked.count(step.name)}   success: {outcome.success}")

# %% [markdown]
"""
The fault decides, not the hope. Trying nonsense again only delays the alarm. A silent feed is given up after {{asked.count("is_silent")}} tries, so that a person hears of it while there is time. There is a third answer besides *retry* and *stop*: *skip*, where nothing is wrong and there is nothing to do, such as a month that has not arrived.

Each retry repeats the step. So retries are safe only for steps that are idempotent: give the script of the first section three retries, and it doubles January three times without any help.
"""

# %% [markdown]
"""
## Killed
<!-- objective: resume_a_run -->

Now the real one. A process of its own replays January to March, from the flights to the first model, on every thirtieth flight. We cut the power while it writes February's features: some bytes are in the file, the rest never will be.
"""

# %%
killed = """
import os, signal, sys
from pathlib import Path
from flightdelay import steps, workspace

def cut(path, content, write=workspace.write_whole):
    if path.match("2013-02/features.parquet"):
        path.with_name(f".{path.name}.part").write_bytes(content[:1000])
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, content)

workspace.write_whole = cut
settings = {"every": 30, "policy": "monthly"}
space = workspace.Workspace(Path(sys.argv[1]), settings=settings, code=steps.code_version())
steps.replay(space, steps.months_through(workspace.Month(2013, 3)))
"""

# %%
import shutil

from flightdelay.steps import code_version, months_through, steps_of

settings = {"every": 30, "policy": "monthly"}
first_months = months_through(Month(2013, 3))
planned = sum(len(steps_of(month)) for month in first_months)
space = Workspace(folder / "workspace", settings=settings, code=code_version())
shutil.rmtree(space.folder / "months", ignore_errors=True)
(space.folder / "journal.jsonl").unlink(missing_ok=True)
ended = subprocess.run([sys.executable, "-c", killed, space.folder], check=False)
february = space.folder / "months" / "2013-02"
ended.returncode, sorted(path.name for path in february.iterdir())

# %% [markdown]
"""
Read what the dead process left. `ingest` and `validate` are whole, and each has a *stamp*. Of the features there is only a `.part`, which nobody will take for a result. A stamp is written last, so it means: done.

:::{question}
{{planned}} steps make the first three months, and {{(space.journal()["what"] == "finished").sum()}} of them are done. Start the pipeline twice more, now under Dagster, and with nothing said about where it stood. How many steps will run each time?
:::
"""

# %%
from flightdelay.graph import timeline

for _ in range(2):
    pipeline.run(space, first_months)
journal = space.journal()
fig = timeline(journal, title="Three attempts at January to March")
ran = journal[journal["what"] == "finished"].groupby("attempt").size()
alt = f"Attempt 1 ends {ran[1]} steps and dies in February's features. Attempt 2 keeps those and "
show(fig, alt=alt + f"ends the other {ran[2]}. Attempt 3 finds all done and runs nothing.")

# %% [markdown]
"""
One step was begun twice, none was finished twice, and the third attempt did nothing. Nobody told the pipeline where it had stood: it asked, of each step, *is the result there, whole, and made from what is there now?*

A test of the course kills the pipeline at other moments, between two files, between a result and its stamp, and compares all files with those of a quiet run, byte for byte. An integration test of the whole pipeline, with its faults, is on the list of the ML Test Score [@ml_test_score].
"""

# %% [markdown]
"""
## What has to run again
<!-- objective: resume_a_run -->

A stamp names all that a step was made from: the digest of each file it read, the settings it asked for, the version of the code. So the question that serves after a kill serves for change as well.

Replay April too, and then change the policy from *monthly* to *never*. `decide` asks for the policy, and so does `train` if it trains.

:::{question}
Of the {{planned + len(steps_of(Month(2013, 4)))}} steps of the four months, which run again under the new policy?
:::
"""

# %%
from flightdelay.steps import replay as run_all

run_all(space, months_through(Month(2013, 4)))
space.settings["policy"] = "never"
run_all(space, months_through(Month(2013, 4)))
journal = space.journal()
last = journal[journal["attempt"] == journal["attempt"].max()]
last.loc[last["what"] == "started", ["month", "step"]].reset_index(drop=True)

# %% [markdown]
"""
{{(last["what"] == "started").sum()}} steps, and not one of the first three months, although March was trained too: its first model asks no policy. The others kept what they had.

That is caching by content, and it is as honest as its list of inputs. Watch it lie. This step reads a rate from a file of its own, without being *given* it:
"""

# %%
rate = folder / "rate.txt"
rate.write_text("900")


def price(_):
    return {"json": rate.read_bytes()}


step, prices = Step("price", price), Workspace(folder / "prices")
answers = []
for now in ("900", "1200"):
    rate.write_text(now)
    prices.run(step, january)
    answers.append(prices.path(january, "price.json").read_text())
answers

# %% [markdown]
"""
The rate has changed and the answer has not. To the stamp the step reads nothing, so nothing it reads can change. Whatever comes in at the back door does this: a file, a database, the date of today, a library that somebody upgraded.

Two defences. Let steps read through one door that writes down what passed, as ours do. And include the code: our stamps hold a digest of the whole package and the versions of the libraries that compute. This runs too much again after a change of a comment, and never too little.
"""

# %% [markdown]
"""
## Who starts it?
<!-- objective: trigger_training -->

A *schedule* starts a pipeline at a time, whether or not the data has come. A *sensor* looks for something and starts it when it is there: a new month in the inbox, an alias of the registry that points at another version, a drift.

Here is a sensor in Dagster. It is called every minute, remembers in its *cursor* what it has seen, and asks for one run a month.

:::{question}
The sensor looks now; a minute later; once more after April has come; and then its memory is lost, and it looks again. For which months does it ask each time?
:::
"""


# %%
@dg.sensor(job_name="month")
def new_month(context):
    seen = set((context.cursor or "").split())
    arrived = sorted(path.stem for path in inbox.glob("2013-??.csv"))
    for name in arrived:
        if name not in seen:
            yield dg.RunRequest(run_key=name, partition_key=name)
    context.update_cursor(" ".join(arrived))


def look(context):
    return [request.partition_key for request in new_month(context)]


# %%
context = dg.build_sensor_context()
looks = [look(context), look(context)]
load_flights(4)[::10].to_csv(inbox / "2013-04.csv", index=False)
looks += [look(context), look(dg.build_sensor_context())]
memory.dispose()
temporary.cleanup()
pd.Series(looks, index=["now", "a minute later", "after April came", "without its memory"]).to_frame(
    "asks for"
)

# %% [markdown]
"""
Without its memory it asks for everything again. The `run_key` is the second fence: Dagster starts no second run for a key it knows. The third is what you built first, that a second run of a month does no harm. Each fence alone will fail one night.

What may start a *training*? The policies of the running case look at the time, at drift or at decay. Pipelines that train without end have to stay fresh even when a step fails [@continuous_training_tfx]. Google's levels of automation begin with a person and a notebook; at the next, a pipeline trains by itself, on a schedule, new data, or a measured decay; at the highest, the pipeline itself is tested and delivered by another one [@google_cloud_mlops_levels].

Whatever starts it, a trigger only starts work. What is promoted is decided by the gate, and a needless training costs minutes. So training may be started freely; a service that loads the `champion` anew sees a model only after the gate.
"""

# %%
quiz("pipelines", "which_trigger")

# %% [markdown]
"""
## What to keep

- **A run will die in the middle, and somebody will run it again.** Appending counts twice. Replace a whole, named by its month, under another name first; then twice is as good as once.
- **Write down what a step needs, not when it runs.** The order, what can run at once and the circles follow. A circle through time is an arrow to the month before.
- **A stamp says what a result was made from.** With it a killed run goes on by itself, and a change runs again what depends on it. It is as honest as its list of inputs.
- **The fault decides.** Try again what may pass, stop at what will not, skip where there is nothing to do; and retry only what is idempotent.
- **Schedules look at the clock, sensors at the world.** Either may fire twice. Start training freely, and let only the gate promote.
"""
