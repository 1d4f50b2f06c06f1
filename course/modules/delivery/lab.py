# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: the way to the desk

Your team delivers the fallback table of the connection desk: for each hour of the day the share of flights that leave late. So far it was copied by hand. You build the parts of its delivery, and at the end you review how another team does it.
"""

# %% provided="setup"
import math
import re

from flightdelay.ci import WorkflowError
from flightdelay.data import load_flights
from flightdelay.gate import Verdict
from groundschool import task


def rows_of(month):
    """Every twentieth flight of a month, as a file of the desk gives it: all text, a cancelled one without delay."""
    some = load_flights(month).iloc[::20]
    delays = some["dep_delay"].astype("string").fillna("")
    return [
        {"hour": str(hour), "delay": str(delay)} for hour, delay in zip(some["hour"], delays, strict=True)
    ]


def train(rows):
    """The share of late flights for each hour."""
    hours = {}
    for row in rows:
        if row["delay"]:
            hours.setdefault(row["hour"], []).append(float(row["delay"]) > 15)
    return {hour: sum(late) / len(late) for hour, late in sorted(hours.items())}


APRIL = rows_of(4)
APRIL[:2]

# %% [markdown]
"""
## Part A: test the training, whoever wrote it (4 points)

`train` above is sound. A colleague will rewrite it, twice, to make it faster. Write the tests that any version has to pass, in one function that lists what is broken. Nobody knows the right shares, so ask for what must be so *whatever* the data says.
"""


# %% solution="training_faults"
def training_faults(train, rows):
    """What is broken in a function that trains a table.

    Args:
        train: takes rows, gives a dict from hour to share.
        rows: dicts with the keys `hour` and `delay`, as in APRIL; some flights are cancelled (delay "").

    Returns:
        A list of words in alphabetical order, empty if all is well:
        "cancelled"  fifty more cancelled flights, in the hour of the first row, change the table;
        "input"      training changes the rows that it was given;
        "order"      the same rows in reverse order give another table;
        "range"      a share is not a number from 0 to 1;
        "sense"      when every flight that left was 60 minutes late, some share is not 1.
        If training raises an exception in any of these, the list is ["crash"].
        The rows of the caller are never changed: each training gets copies, of the list and of each row.
    """

    ### BEGIN SOLUTION
    def copied():
        return [dict(row) for row in rows]

    found = []
    try:
        given = copied()
        table = dict(train(given))
        if given != rows:
            found.append("input")
        if train(copied()[::-1]) != table:
            found.append("order")
        if train([*copied(), *({"hour": rows[0]["hour"], "delay": ""} for _ in range(50))]) != table:
            found.append("cancelled")
        late = train([{**row, "delay": "60" if row["delay"] else ""} for row in rows])
        if any(share != 1 for share in late.values()):
            found.append("sense")
        if not all(0 <= share <= 1 for share in table.values()):
            found.append("range")
    except Exception:  # noqa: BLE001 (whatever a stranger's function raises)
        return ["crash"]
    return sorted(found)
    ### END SOLUTION


# %%
# Try it here, for example: training_faults(train, APRIL)

# %% tests="training_faults" points=4 objective="test_the_parts"
with task("delivery/training_faults"):

    def faults_of(version, expected, hint, rows=APRIL):
        given = [dict(row) for row in rows]
        answer = training_faults(version, given)
        assert isinstance(answer, list), f"training_faults gave a {type(answer).__name__}, not a list."
        assert given == rows, "training_faults let the caller's rows be changed. Give each training copies."
        words = [str(word) for word in answer]
        assert words == expected, (
            f"For a training that {hint} training_faults gave {words}; expected was {expected}."
        )

    def swapped(rows):
        return {hour: 1 - share for hour, share in train(rows).items()}

    def hopeful(rows):
        return train([{**row, "delay": row["delay"] or "0"} for row in rows])

    def last_one(rows):
        return {row["hour"]: float(float(row["delay"]) > 15) for row in rows if row["delay"]}

    def tidy(rows):
        rows.sort(key=lambda row: int(row["hour"]))
        return train(rows)

    def per_cent(rows):
        return {hour: 100 * share for hour, share in train(rows).items()}

    faults_of(train, [], "is sound")
    faults_of(swapped, ["sense"], "swaps late and on time")
    faults_of(
        hopeful,
        ["cancelled"],
        "counts cancelled flights as on time",
        rows=[row for row in APRIL if row["delay"]],
    )
    faults_of(last_one, ["order"], "keeps the last flight of each hour")
    faults_of(tidy, ["input"], "sorts the list that it was given")
    faults_of(per_cent, ["range", "sense"], "gives per cent")
    ### BEGIN HIDDEN TESTS
    may = rows_of(5)

    def padded(rows):
        for row in rows:
            row["hour"] = row["hour"].zfill(2)
        return train(rows)

    def unmeasured(rows):
        return {**train(rows), "3": math.nan} if len(rows) == len(may) else train(rows)

    def divides(rows):
        return {"all": sum(float(row["delay"]) > 15 for row in rows) / len(rows)}

    def drops(rows):
        while rows and not rows[-1]["delay"]:
            rows.pop()
        return train(rows)

    faults_of(padded, ["input"], "changes the rows themselves", rows=may)
    answer = training_faults(unmeasured, may)
    assert "range" in [str(word) for word in answer], (
        f"A share is NaN, and training_faults gave {answer}. Each comparison with NaN is False: ask for what is right."
    )
    faults_of(divides, ["crash"], "cannot read a cancelled flight", rows=[*may, {"hour": "6", "delay": ""}])
    faults_of(drops, ["input"], "takes rows out of the list", rows=[*may, {"hour": "6", "delay": ""}])
    faults_of(train, [], "is sound, on another month", rows=may)
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: which jobs start, and when (4 points)

A workflow has a dozen jobs, and someone asks why the deployment never started. Work out the waves: all jobs of a wave may run at the same time, as soon as what they need has passed.
"""


# %% solution="run_order"
def run_order(jobs, failed=()):
    """The waves in which the jobs of a workflow start.

    Args:
        jobs: a dict from name to job; a job is a dict that may have `needs`, a name or a list of names.
        failed: names of jobs that will fail. They start; what needs them, directly or through others, never does.

    Returns:
        A list of waves. A wave is the list of the names of its jobs, in alphabetical order. A job is in the first
        wave that comes after all that it needs. There is no empty wave.

    Raises:
        WorkflowError: a job needs one that is not there (the message names both), or jobs need each other in a
            circle (the message names the jobs of the circle, and no other).
    """
    ### BEGIN SOLUTION
    needs = {}
    for name, job in jobs.items():
        wanted = job.get("needs") or []
        needs[name] = [wanted] if isinstance(wanted, str) else list(wanted)
        for other in needs[name]:
            if other not in jobs:
                raise WorkflowError(f"{name} needs {other}, and there is no such job.")
    waves, waiting, stopped = [], set(needs), set(failed)
    while waiting:
        ready = sorted(name for name in waiting if not waiting & set(needs[name]))
        if not ready:
            path, name = [], min(waiting)
            while name not in path:
                path.append(name)
                name = next(other for other in needs[name] if other in waiting)
            raise WorkflowError(" -> ".join([*path[path.index(name) :], name]))
        starting = [name for name in ready if not stopped & set(needs[name])]
        stopped |= set(ready) - set(starting)
        waves += [starting] if starting else []
        waiting -= set(ready)
    return waves
    ### END SOLUTION


# %%
# Try it here, for example: run_order({"test": {}, "train": {"needs": "test"}})

# %% tests="run_order" points=4 objective="run_the_workflow"
with task("delivery/run_order"):

    def waves(jobs, expected, hint, **options):
        answer = run_order(jobs, **options)
        assert isinstance(answer, list), f"run_order gave a {type(answer).__name__}, not a list of lists."
        assert all(isinstance(wave, list) for wave in answer), (
            f"run_order gave {answer!r}; each wave is a list."
        )
        found = [[str(name) for name in wave] for wave in answer]
        assert found == expected, f"run_order gave {found}; expected was {expected}. {hint}"

    def refuses(jobs, named, others, hint):
        try:
            answer = run_order(jobs)
        except WorkflowError as error:
            said = str(error)
        else:
            raise AssertionError(f"run_order gave {answer!r}; expected was a WorkflowError. {hint}")
        words = set(re.findall(r"[a-z]+", said))
        assert named <= words, f"The message is {said!r}; it should name {sorted(named)}. {hint}"
        assert not others & words, f"The message is {said!r}; it names {sorted(others & words)} too. {hint}"

    diamond = {
        "model": {"needs": ["lint", "data"]},
        "deploy": {"needs": "gate"},
        "gate": {"needs": ["model"]},
        "lint": {},
        "data": {},
        "docs": {"needs": "lint"},
    }
    waves(
        diamond,
        [["data", "lint"], ["docs", "model"], ["gate"], ["deploy"]],
        "`needs` may be a name or a list; sort the names of a wave.",
    )
    waves(
        diamond,
        [["data", "lint"], ["docs"]],
        "data fails: model needs it, gate needs model, deploy needs gate.",
        failed=["data"],
    )
    refuses(
        {"deploy": {"needs": "gates"}, "gate": {}},
        {"deploy", "gates"},
        set(),
        "deploy needs gates, which is not there.",
    )
    refuses({"a": {"needs": "b"}, "b": {"needs": ["a"]}}, {"a", "b"}, set(), "a and b wait for each other.")
    ### BEGIN HIDDEN TESTS
    waves({}, [], "No jobs, no waves.")
    waves({"z": {}, "y": {"needs": []}}, [["y", "z"]], "An empty list of needs is none.")
    waves(
        {"a": {}, "b": {"needs": "a"}, "c": {"needs": ["a", "b"]}},
        [["a"], ["b"], ["c"]],
        "c comes after all that it needs, not after the first.",
    )
    waves(
        diamond, [["data", "lint"], ["docs", "model"]], "model fails after it has started.", failed=("model",)
    )
    refuses(
        {
            "first": {},
            "xray": {"needs": ["first", "zulu"]},
            "yard": {"needs": "xray"},
            "zulu": {"needs": "yard"},
            "after": {"needs": "zulu"},
        },
        {"xray", "yard", "zulu"},
        {"first", "after"},
        "`first` can run, and `after` only waits for the circle: neither is part of it.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: where strangers get in (4 points)

Forty repositories of your company have workflows, and nobody will read them all. Write the check. A workflow comes as data, as a YAML reader gives it.
"""


# %% solution="workflow_faults"
def workflow_faults(workflow):
    """What a stranger could make use of in a workflow.

    Args:
        workflow: a dict with `jobs`, from name to job, and perhaps `permissions`. A job may have `permissions`, which
            replace those of the workflow, and has a list of `steps`.

    Returns:
        A sorted list of tuples (job, number of the step, fault):
        (job, 0, "wide permissions")  its permissions are "write-all", or nobody has stated any;
        (job, n, "unpinned action")   step n (the first is 1) `uses` an action whose part after the `@` is not a
            commit, 40 hexadecimal digits. An action in the repository itself ("./...") needs none;
        (job, n, "untrusted text")    the `run` of step n holds an expression, that is, what stands in `${{ ... }}`, in which
            `github.event.` or `github.head_ref` occurs. In `env` it does no harm.
    """
    ### BEGIN SOLUTION
    found = []
    for name, job in workflow["jobs"].items():
        permissions = job.get("permissions", workflow.get("permissions"))
        if permissions is None or permissions == "write-all":
            found.append((name, 0, "wide permissions"))
        for number, step in enumerate(job.get("steps", []), start=1):
            action = step.get("uses", "./")
            if not action.startswith("./") and not re.fullmatch(r"[^@]+@[0-9a-f]{40}", action):
                found.append((name, number, "unpinned action"))
            expressions = re.findall(r"\$\{\{(.*?)\}\}", step.get("run", ""), flags=re.DOTALL)
            if any(text in each for each in expressions for text in ("github.event.", "github.head_ref")):
                found.append((name, number, "untrusted text"))
    return sorted(found)
    ### END SOLUTION


# %%
# Try it here, for example: workflow_faults({"jobs": {"test": {"steps": [{"uses": "actions/checkout@v4"}]}}})

# %% tests="workflow_faults" points=4 objective="keep_strangers_out"
with task("delivery/workflow_faults"):
    COMMIT = "11bd71901bbe5b1630ceea73d27597364c9af683"

    def reported(workflow, expected, hint):
        answer = workflow_faults(workflow)
        assert isinstance(answer, list), f"workflow_faults gave a {type(answer).__name__}, not a list."
        assert all(isinstance(each, tuple) and len(each) == 3 for each in answer), (
            f"workflow_faults gave {answer!r}; expected were tuples (job, number, fault)."
        )
        found = [(str(job), int(number), str(fault)) for job, number, fault in answer]
        assert found == expected, f"workflow_faults gave {found}; expected was {expected}. {hint}"

    def one_job(*steps, **more):
        return {"permissions": {"contents": "read"}, "jobs": {"test": {"steps": list(steps), **more}}}

    reported(one_job({"uses": f"actions/checkout@{COMMIT}"}, {"run": "pytest"}), [], "This one is sound.")
    reported(
        one_job({"run": "pytest"}, {"uses": "actions/checkout@v4"}),
        [("test", 2, "unpinned action")],
        "v4 is a tag, and steps count from 1.",
    )
    reported(
        one_job({"run": 'echo "${{ github.event.issue.title }}"'}, {"run": "echo ${{ github.sha }}"}),
        [("test", 1, "untrusted text")],
        "The title is a stranger's text, the hash of the commit is not.",
    )
    reported(
        {"jobs": {"b": {"steps": []}, "a": {"steps": [], "permissions": "write-all"}}},
        [("a", 0, "wide permissions"), ("b", 0, "wide permissions")],
        "Job b has no permissions stated anywhere, so it gets what the host grants by default.",
    )
    reported(
        {"permissions": "write-all", "jobs": {"a": {"steps": [], "permissions": {"contents": "read"}}}},
        [],
        "A job's permissions replace those of the workflow.",
    )
    ### BEGIN HIDDEN TESTS
    reported(
        one_job({"uses": "./.github/actions/setup"}), [], "An action of the repository itself needs no pin."
    )
    reported(
        one_job({"uses": f"actions/checkout@{COMMIT[:12]}"}, {"uses": "actions/cache"}),
        [("test", 1, "unpinned action"), ("test", 2, "unpinned action")],
        "Twelve digits can be imitated; no @ at all means whatever is newest.",
    )
    reported(
        one_job({"uses": "actions/checkout@release-" + "a" * 40}),
        [("test", 1, "unpinned action")],
        "The whole part after the @ has to be the commit.",
    )
    reported(
        one_job(
            {"run": "a\nb ${{github.head_ref}}\nc"},
            {"run": "echo ${{ format('{0}', github.event.comment.body) }}"},
            {
                "run": 'echo "$TITLE" # not github.event.x',
                "env": {"TITLE": "${{ github.event.issue.title }}"},
            },
        ),
        [("test", 1, "untrusted text"), ("test", 2, "untrusted text")],
        "Spaces do not matter, functions do not clean, and in `env` the text stays a text.",
    )
    reported(
        one_job({"uses": "x/y@main"}, permissions="write-all"),
        [("test", 0, "wide permissions"), ("test", 1, "unpinned action")],
        "A job may have several faults.",
    )
    reported(one_job({"run": "pytest"}, permissions={}), [], "An empty table of permissions grants nothing.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: a verdict with reasons (4 points)

The gate decides at night, and in the morning somebody asks why. Write it so that it gives every reason, and so that what was not measured never passes.
"""


# %% provided="promises"
AIRPORTS = ("EWR", "JFK", "LGA")
LEAST_RATIO, MOST_RATIO = 0.8, 1.25  # of predicted over observed
MOST_GAP = 0.1  # from the AUC of all flights down to that of an airport


# %% solution="verdict"
def verdict(challenger, champion):
    """Whether a challenger may replace the champion.

    Args:
        challenger: its scores on flights that it was not trained on: {"auc": ..., "ratio": predicted over observed,
            "airports": {"EWR": AUC there, ...}}. Any number may be NaN, any key or airport may be missing.
        champion: scores of the same form, on the same flights.

    Returns:
        A Verdict(passed, reasons). The reasons, in this order:
        "auc"          its AUC is lower than the champion's (the same AUC passes);
        "calibration"  its ratio is outside LEAST_RATIO to MOST_RATIO (the bounds themselves pass);
        "airport JFK"  it is more than MOST_GAP worse there than on all flights; one reason for each of AIRPORTS.
        Whatever is missing or NaN and stands in the way of a comparison counts as broken.
    """
    ### BEGIN SOLUTION
    auc = challenger.get("auc", math.nan)
    reasons = []
    if not auc >= champion.get("auc", math.nan):
        reasons.append("auc")
    if not LEAST_RATIO <= challenger.get("ratio", math.nan) <= MOST_RATIO:
        reasons.append("calibration")
    slices = challenger.get("airports", {})
    reasons += [f"airport {name}" for name in AIRPORTS if not auc - slices.get(name, math.nan) <= MOST_GAP]
    return Verdict(not reasons, tuple(reasons))
    ### END SOLUTION


# %%
# Try it here, for example: verdict(sound, sound), with a `sound` of your own

# %% tests="verdict" points=4 objective="gate_and_deliver"
with task("delivery/verdict"):

    def scores(auc=0.74, ratio=1.0, **airports):
        return {"auc": auc, "ratio": ratio, "airports": {"EWR": 0.73, "JFK": 0.70, "LGA": 0.77, **airports}}

    def judged(challenger, champion, expected, hint):
        answer = verdict(challenger, champion)
        assert isinstance(answer, Verdict), f"verdict gave a {type(answer).__name__}, not a Verdict."
        reasons = [str(reason) for reason in answer.reasons]
        assert reasons == expected, (
            f"verdict({challenger}, ...) gave the reasons {reasons}; expected was {expected}. {hint}"
        )
        assert bool(answer.passed) is (not expected), (
            f"The reasons are {reasons} and passed is {answer.passed!r}. It passes when there is no reason."
        )

    champion = scores(auc=0.70)
    judged(scores(), champion, [], "It is better in every way.")
    judged(scores(auc=0.70), champion, [], "The same AUC passes: equal is not lower.")
    judged(scores(auc=0.69, ratio=1.9), champion, ["auc", "calibration"], "Give every reason, not the first.")
    judged(scores(JFK=0.58), champion, ["airport JFK"], "It is 0.16 worse at JFK than on all flights.")
    judged(
        scores(ratio=math.nan),
        champion,
        ["calibration"],
        "Each comparison with NaN is False. Ask what is right.",
    )
    ### BEGIN HIDDEN TESTS
    judged(scores(ratio=0.8), champion, [], "The bounds themselves pass.")
    judged(scores(ratio=1.25), champion, [], "The bounds themselves pass.")
    judged(scores(ratio=0.5), champion, ["calibration"], "Too few predicted is as wrong as too many.")
    judged(
        scores(LGA=math.nan), champion, ["airport LGA"], "NaN at an airport: nobody knows how it does there."
    )
    without = scores()
    del without["airports"]["EWR"]
    judged(without, champion, ["airport EWR"], "EWR was not measured.")
    everything = ["auc", "calibration", "airport EWR", "airport JFK", "airport LGA"]
    judged({}, champion, everything, "Nothing was measured, so nothing was shown.")
    judged(scores(auc=math.nan), champion, ["auc", *everything[2:]], "An AUC of NaN is no AUC.")
    judged(scores(), scores(auc=math.nan), ["auc"], "Nobody knows what there is to beat.")
    judged(scores(BOS=0.1), champion, [], "Only the three airports are promised.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: from the data to the desk (4 points)

Now the whole path in one function: train, judge, put the new version beside the old ones, turn the pointer, and ask the running desk. If it does not answer what the model says, turn the pointer back.
"""


# %% provided="desk"
class Desk:
    """Versions of the table side by side, and a pointer to the one that answers."""

    def __init__(self):
        self.versions = {}
        self.current = None

    def put(self, name, table):
        self.versions[name] = dict(table)

    def ask(self, hour):
        return self.versions[self.current][hour]


# %% solution="deliver"
def deliver(desk, name, *, train, gate, past, recent):
    """Train a table and bring it to the desk, or say why not.

    Args:
        desk: a Desk, or something that behaves like one.
        name: of the new version.
        train: takes rows, gives a table from hour to share.
        gate: takes a table and rows, gives a Verdict.
        past: the rows to train on.
        recent: the rows to judge the table by.

    Returns:
        "refused"     the gate did not let it pass; the desk is as it was, without a new version;
        "serves"      the pointer is at the new version, and for each hour of the table `desk.ask` gives its share,
                      up to 1e-9;
        "taken back"  it did not (another number, NaN, an exception), and the pointer is where it was before.

    Raises:
        ValueError: the desk has a version of this name already. It is raised before anything else is done: what has
            once been delivered under a name is never replaced.
    """
    ### BEGIN SOLUTION
    if name in desk.versions:
        raise ValueError(f"The desk already has a version {name}. Choose another name.")
    table = train(past)
    if not gate(table, recent).passed:
        return "refused"
    before = desk.current
    try:
        desk.put(name, table)
        desk.current = name
        if all(abs(desk.ask(hour) - share) <= 1e-9 for hour, share in table.items()):
            return "serves"
    except Exception:  # noqa: BLE001, S110 (whatever the desk raises: it does not serve)
        pass
    desk.current = before
    return "taken back"
    ### END SOLUTION


# %%
# Try it here, for example:
# deliver(Desk(), "april", train=train, gate=lambda table, rows: Verdict(True, ()), past=APRIL, recent=APRIL)

# %% tests="deliver" points=4 objective="gate_and_deliver"
with task("delivery/deliver"):

    def open_gate(_table, _rows):
        return Verdict(passed=True, reasons=())

    def closed_gate(_table, _rows):
        return Verdict(passed=False, reasons=("calibration",))

    def delivered(desk, expected, current, hint, *, name="april", gate=open_gate, rows=APRIL):
        answer = deliver(desk, name, train=train, gate=gate, past=rows, recent=APRIL)
        assert isinstance(answer, str), f"deliver gave a {type(answer).__name__}, not a word."
        assert str(answer) == expected, f"deliver gave {answer!r}; expected was {expected!r}. {hint}"
        assert desk.current == current, (
            f"The pointer is at {desk.current!r}; expected was {current!r}. {hint}"
        )

    class Rounding(Desk):
        def ask(self, hour):
            return round(super().ask(hour), 2)

    class Shut(Desk):
        def ask(self, hour):
            raise ConnectionError(f"nobody answers for hour {hour}")

    desk = Desk()
    delivered(desk, "serves", "april", "Train, ask the gate, put, turn the pointer, and ask the desk.")
    assert desk.versions["april"] == train(APRIL), (
        "The desk's version is not the table that was trained on `past`."
    )
    delivered(desk, "refused", "april", "The gate said no.", name="may", gate=closed_gate)
    assert list(desk.versions) == ["april"], (
        f"The gate refused, and the desk has the versions {list(desk.versions)}. Put nothing there before the gate."
    )
    rounding = Rounding()
    rounding.put("march", {"6": 0.1})
    rounding.current = "march"
    delivered(
        rounding, "taken back", "march", "This desk rounds its answers, so it does not serve the model."
    )
    delivered(Shut(), "taken back", None, "This desk raises ConnectionError when asked.")
    ### BEGIN HIDDEN TESTS
    before = dict(desk.versions["april"])
    try:
        deliver(desk, "april", train=train, gate=open_gate, past=rows_of(5), recent=APRIL)
    except ValueError:
        pass
    else:
        raise AssertionError(
            "A second version 'april' was delivered over the first. Names are never used again."
        )
    assert desk.versions["april"] == before, (
        "The version 'april' was replaced. Raise ValueError before `put`."
    )
    delivered(desk, "serves", "may", "The second version of this desk.", name="may", rows=rows_of(5))
    assert sorted(desk.versions) == ["april", "may"], "The old version should stay beside the new one."

    class Nothing(Desk):
        def ask(self, hour):
            return math.nan * super().ask(hour)

    class Stuck(Desk):
        def ask(self, hour):
            return self.versions["march"].get(hour, 0.5)

    class OneHour(Desk):
        def ask(self, hour):
            return super().ask(hour) if hour != "17" else 0.0

    for kind, hint in (
        (Nothing, "It answers NaN, and NaN is not far from anything."),
        (Stuck, "It still answers from the old version."),
        (OneHour, "One hour is wrong. Ask for each."),
    ):
        odd = kind()
        odd.put("march", {"6": 0.1})
        odd.current = "march"
        delivered(odd, "taken back", "march", hint)
    seen = []

    def curious(table, rows):
        seen.append((table == train(APRIL), rows is APRIL))
        return Verdict(passed=False, reasons=("no",))

    deliver(Desk(), "x", train=train, gate=curious, past=APRIL, recent=APRIL)
    assert seen == [(True, True)], (
        "The gate should be asked once, with the trained table and the rows `recent`."
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: what has changed in the lock (3 points)

Each Monday a robot proposes a new lock of three hundred packages. Say what a reviewer has to look at, and raise an alarm where the bytes of a released version have changed.
"""


# %% provided="read_lock"
def read_lock(text):
    """A lock as a dict from package to (version, set of hashes)."""
    packages = {}
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            name, version, *_ = re.split(r"==|\s", line)
            packages[name] = (version, set(re.findall(r"--hash=(\S+)", line)))
    return packages


read_lock("numpy==2.3.4 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n")


# %% solution="lock_changes"
def lock_changes(old, new):
    """What a reviewer of a new lock has to look at.

    Args:
        old: a dict from package to (version, set of hashes), as `read_lock` gives it.
        new: the same, as proposed.

    Returns:
        A dict from package to a word, for the packages that have changed, in alphabetical order:
        "added", "removed", "version" (another one), or
        "ALARM": the same version has lost a hash and has got another one in its place. A file more, or one less, of
        the same version is no change. Nor is another spelling: `Scikit_Learn`, `scikit.learn` and `scikit-learn` are
        one package. Its name in the answer is in lower case, with `-` for each run of `-`, `_` and `.`.
    """

    ### BEGIN SOLUTION
    def by_name(lock):
        return {re.sub(r"[-_.]+", "-", name).lower(): entry for name, entry in lock.items()}

    before, after = by_name(old), by_name(new)
    changes = {}
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            changes[name] = "added"
        elif name not in after:
            changes[name] = "removed"
        elif before[name][0] != after[name][0]:
            changes[name] = "version"
        elif before[name][1] - after[name][1] and after[name][1] - before[name][1]:
            changes[name] = "ALARM"
    return changes
    ### END SOLUTION


# %%
# Try it here, for example: lock_changes(read_lock("a==1 --hash=sha256:aa"), read_lock("a==2 --hash=sha256:bb"))

# %% tests="lock_changes" points=3 objective="pin_what_runs"
with task("delivery/lock_changes"):

    def changes(old, new, expected, hint):
        answer = lock_changes(read_lock(old), read_lock(new))
        assert isinstance(answer, dict), f"lock_changes gave a {type(answer).__name__}, not a dict."
        found = [(str(name), str(word)) for name, word in answer.items()]
        assert found == list(expected.items()), (
            f"lock_changes gave {dict(found)}; expected was {expected}. {hint}"
        )

    old = "click==8.3.0 --hash=sha256:c1\nnumpy==2.3.4 --hash=sha256:n1 --hash=sha256:n2\nzope==5 --hash=sha256:z1\n"
    changes(old, old, {}, "Nothing has changed.")
    changes(
        old,
        "numpy==2.3.5 --hash=sha256:n3\nattrs==25 --hash=sha256:a1\nzope==5 --hash=sha256:z1\n",
        {"attrs": "added", "click": "removed", "numpy": "version"},
        "In alphabetical order, and zope is as it was.",
    )
    changes(
        old,
        old.replace("c1", "c9"),
        {"click": "ALARM"},
        "click 8.3.0 has other bytes than the click 8.3.0 of last week.",
    )
    changes(
        old,
        old.replace("sha256:n2", "sha256:n2 --hash=sha256:n3"),
        {},
        "numpy has one file more, for one more system.",
    )
    ### BEGIN HIDDEN TESTS
    changes(old, old.replace("n2", "n7"), {"numpy": "ALARM"}, "One of the two hashes was replaced.")
    changes(old, old.replace(" --hash=sha256:n2", ""), {}, "numpy has one file less.")
    changes(
        "Scikit_Learn==1.7 --hash=sha256:s1\nruamel.yaml==1 --hash=sha256:r1",
        "scikit-learn==1.7 --hash=sha256:s1\nruamel-yaml==1 --hash=sha256:r2",
        {"ruamel-yaml": "ALARM"},
        "Another spelling is the same package.",
    )
    changes(
        "",
        "Zope..Interface==1 --hash=sha256:r1",
        {"zope-interface": "added"},
        "Give the name as one spells it.",
    )
    changes(old, "", {"click": "removed", "numpy": "removed", "zope": "removed"}, "The new lock is empty.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part G: an image that is built the same tomorrow (3 points)

Write the Dockerfile of the desk. The folder has `requirements.lock`, with hashes, and `desk.py`, which is started by `python desk.py serve`.
"""


# %% provided="base"
BASE = "python:3.13-slim"
DIGEST = "sha256:" + "0123456789abcdef" * 4  # of the image that was tested


# %% solution="dockerfile"
def dockerfile():
    """The text of a Dockerfile, one instruction a line, without comments or continued lines.

    - It begins with the image BASE, pinned by DIGEST.
    - `requirements.lock` is copied and installed with its hashes before any code is copied, so that a change of code
      does not install the packages again. pip keeps no cache in the image.
    - The program runs from the absolute folder /app, as a user that is not root, and is started without a shell.
    """
    ### BEGIN SOLUTION
    return f"""\
FROM {BASE}@{DIGEST}
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY desk.py .
USER 10001
CMD ["python", "desk.py", "serve"]
"""
    ### END SOLUTION


# %%
# Try it here, for example: print(dockerfile())

# %% tests="dockerfile" points=3 objective="pin_what_runs"
with task("delivery/dockerfile"):
    recipe = dockerfile()
    assert isinstance(recipe, str), f"dockerfile gave a {type(recipe).__name__}, not a text."
    lines = [line.split(None, 1) for line in str(recipe).splitlines() if line.strip()]
    assert all(len(line) == 2 for line in lines), (
        "Each line is an instruction and what follows it, as in `USER 10001`."
    )
    steps = [(word.upper(), rest.strip()) for word, rest in lines]

    def place(word, part):
        """Where the first such instruction is; past the end if there is none."""
        return next((n for n, (name, rest) in enumerate(steps) if name == word and part in rest), len(steps))

    assert steps[:1] == [("FROM", f"{BASE}@{DIGEST}")], (
        f"The first line is {' '.join(steps[0]) if steps else 'missing'!r}; expected was FROM {BASE}@{DIGEST}. A tag alone can be moved."
    )
    install = place("RUN", "pip install")
    assert install < len(steps), "No RUN line with pip install was found."
    assert "--require-hashes" in steps[install][1], (
        "pip install should refuse what does not fit: --require-hashes."
    )
    assert place("COPY", "requirements.lock") < install, "Copy requirements.lock before it is installed."
    code = [
        n
        for n, (word, rest) in enumerate(steps)
        if word in {"COPY", "ADD"} and not rest.startswith("requirements.lock")
    ]
    assert code, "desk.py is never copied into the image."
    assert min(code) > install, (
        f"{' '.join(steps[min(code)])!r} comes before the installation: each change of the code would install all packages again."
    )
    users = [rest for word, rest in steps if word == "USER"]
    assert (users or ["root"])[-1].split(":")[0] not in {"root", "0"}, (
        f"The program runs as {users[-1] if users else 'root'}. Give a USER that is not root."
    )
    ### BEGIN HIDDEN TESTS
    assert "--no-cache-dir" in steps[install][1], "pip should keep no cache in the image: --no-cache-dir."
    assert steps[-1][0] in {"CMD", "ENTRYPOINT"}, "The last line should start the program."
    assert re.sub(r"\s", "", steps[-1][1]) == '["python","desk.py","serve"]', (
        f"The program is started by {steps[-1][1]!r}. Without a shell it is a list of words in double quotes."
    )
    folders = [rest for word, rest in steps if word == "WORKDIR"]
    assert [folder.rstrip("/") for folder in folders[-1:]] == ["/app"], (
        f"WORKDIR is {folders}; expected was /app."
    )
    assert place("USER", "") > install, "Packages are installed before the user without rights takes over."
    ### END HIDDEN TESTS

# %% [markdown] written="review_the_release" points=4 objective="keep_strangers_out"
"""
## Part H: review another team's release (4 points)

This is how a neighbouring team releases its model:

> *"Each Friday Anna trains on her laptop, in her notebook, with the newest version of each package. If the AUC is above 0.7, she pickles the model and sends the file to Ben in the chat. Ben copies it over `model.pkl` on the server, with the password from the README, and restarts the service. If the page loads, we are done. Our tests run in a workflow when anyone opens a pull request; it has write access, so that it can greet people by the title of their change. Friday evenings are calm, mostly."*

Name four faults. For each: what can happen because of it (a concrete chain of events), and the smallest change that prevents it. Then say which of the four you would mend first, and why that one.

=== BEGIN MARK SCHEME ===
One mark for each fault with a believable chain of events and a change that prevents it (up to three marks for three of them, the fourth and the choice together give the last mark). Faults to be found:

- Training from a laptop's notebook with the newest packages: nobody can make the model again or say which code and data it is from. Change: code, settings and data version in the repository, reviewed; a lock with hashes; training by the workflow.
- The gate is a number on the whole: calibration and slices are not looked at, and there is no comparison with the model in service. Change: a gate with promises, per slice, against the champion, on flights that neither has seen.
- A pickle sent in a chat: whoever can write in the chat runs code on the server. Change: skops or ONNX, the file from a registry, its hash compared before loading.
- Copied over the old file: there is no way back. Change: versions side by side, a pointer, a practised rollback.
- "The page loads": tests that something answers, not what. Change: a smoke test with known flights and known answers.
- The password in the README: it is in each clone and in the history. Change: revoke it, then a secret store or short-lived rights.
- The workflow: a stranger's title in a script with write access. Change: read-only permissions, the title handed over in `env`, or no greeting.
- One person, Friday evening: nobody reviews, nobody is there when it fails.

The choice is good if it weighs harm and likelihood, for example: the workflow or the password first, because anybody in the world can use them today, and each is mended in an hour; the gate can follow. An answer that only says "use best practices" or lists tools without a chain of events gets no mark for that fault.
=== END MARK SCHEME ===
"""
