# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Why MLOps: lab

It is January 2014, and you have joined the team behind the help desk. The model of the lesson is still running. Four colleagues want something from you, and on Friday your manager wants an answer. Each part stands alone; take them in any order. The people and their log are invented; the flights are real.
"""

# %% provided="setup"
from io import StringIO

import numpy as np
import pandas as pd
from flightdelay.anatomy import package_sources
from flightdelay.data import load_flights
from flightdelay.label import is_late, with_label
from groundschool import task
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

# %% [markdown]
"""
## Part A: what is this code for? (3 points)

The software engineer must move the desk's repository to a new server and asks: *how much of it is model, how much is serving, and how much does nobody have a name for?* She sends the files as text, and a table that says which part of the system each folder belongs to.
"""

# %% provided="repository"
REPOSITORY = {
    "desk/model/train.py": (
        "from sklearn.linear_model import LogisticRegression\n\n"
        "# trained by hand\nmodel = LogisticRegression()\n"
    ),
    "desk/model/checks/fresh.py": "import datetime\n\nLIMIT = 31\nprint(datetime.date.today())\n",
    "desk/serve/app.py": (
        "# the screen\nimport json\n\n\ndef answer(count):\n"
        "    # the desk reads this\n    return json.dumps({'late': count})\n"
    ),
    "desk/feed/flights.py": (
        "import csv\n\nrows = list(csv.reader(open('flights.csv')))\n\n"
        "rows.sort()\nprint(len(rows))\nprint(rows[0])\n"
    ),
    "desk/tmp_old.py": "x = 1\ny = 2\n",
}
PARTS = {
    "desk/model/": "model",
    "desk/model/checks/": "checks",
    "desk/serve/": "serving",
    "desk/feed/": "data",
}


# %% solution="code_share"
def code_share(files, parts):
    """The share of all lines of code that each part of a system holds.

    files: path -> text of the file.
    parts: how a path begins -> the part it belongs to. Where several beginnings fit a
        path, the longest counts. A file that none fits belongs to "unclassified".

    Returns part -> share of all lines of code, a number from 0 to 1. Each part of `parts`
    is there, with 0.0 when it has no code; "unclassified" is there only when some file
    belongs to it. Where there is no code at all, each share is 0.0.

    A line is code unless it is blank or holds only a comment: its first character after
    spaces is `#`.
    """
    ### BEGIN SOLUTION
    count = dict.fromkeys(parts.values(), 0)
    for path, text in files.items():
        fitting = [start for start in parts if path.startswith(start)]
        part = parts[max(fitting, key=len)] if fitting else "unclassified"
        lines = [line.strip() for line in text.splitlines()]
        code = sum(1 for line in lines if line and not line.startswith("#"))
        count[part] = count.get(part, 0) + code
    total = sum(count.values())
    return {part: code / total if total else 0.0 for part, code in count.items()}
    ### END SOLUTION


# %%
# Try it here: code_share(REPOSITORY, PARTS)

# %% tests="code_share" points=3 objective="measure_the_model_share"
with task("why_mlops/code_share"):

    def check_shares(call, got, expected, hint):
        assert type(got) is dict, f"{call} gave {type(got).__name__}. Expected a dict, part -> share."
        assert all(type(part) is str for part in got), (
            f"{call} has keys that are not text. Expected names of parts."
        )
        assert sorted(got) == sorted(expected), (
            f"{call} has the parts {sorted(got)}. Expected {sorted(expected)}. {hint}"
        )
        for part, share in expected.items():
            value = got[part]
            assert isinstance(value, (int, float)), f"{call} has {value!r} for {part!r}. Expected a number."
            assert abs(float(value) - share) < 1e-9, (
                f"{call} gives {part!r} the share {float(value):.3f}. Expected {share:.3f}. {hint}"
            )

    one = {"a/x.py": "import os\n\n   # a comment\nprint(os.name)\n", "b/y.py": "z = 1\n"}
    check_shares(
        "code_share() of three lines of code in two parts",
        code_share(one, {"a/": "first", "b/": "second"}),
        {"first": 2 / 3, "second": 1 / 3},
        "Leave out blank lines and lines that hold only a comment, also indented ones.",
    )
    check_shares(
        "code_share() with nested folders",
        code_share({"a/x.py": "x = 1\n", "a/b/y.py": "y = 1\n"}, {"a/": "outer", "a/b/": "inner"}),
        {"outer": 0.5, "inner": 0.5},
        "Both beginnings fit a/b/y.py: the longest counts.",
    )
    check_shares(
        "code_share() with a file in no known folder",
        code_share({"a/x.py": "x = 1\n", "notes.py": "y = 1\n"}, {"a/": "model", "b/": "serving"}),
        {"model": 0.5, "serving": 0.0, "unclassified": 0.5},
        "What nobody has a name for is still code, and a part without code is still a part.",
    )
    check_shares(
        "code_share() of files without code",
        code_share({"a/x.py": "# only words\n\n"}, {"a/": "model"}),
        {"model": 0.0},
        "Without any code each share is 0.0.",
    )
    ### BEGIN HIDDEN TESTS
    check_shares(
        "code_share(REPOSITORY, PARTS)",
        code_share(REPOSITORY, PARTS),
        {
            "model": 2 / 15,
            "checks": 3 / 15,
            "serving": 3 / 15,
            "data": 5 / 15,
            "unclassified": 2 / 15,
        },
        "Read the docstring once more, line by line.",
    )
    check_shares(
        "code_share() when the longest beginning comes first in the table",
        code_share(
            {"a/b/y.py": "y = 1\n", "a/x.py": "x = 1\nz = 1\n"},
            {"a/b/": "inner", "a/": "outer"},
        ),
        {"outer": 2 / 3, "inner": 1 / 3},
        "The order of the table must not matter.",
    )
    check_shares(
        "code_share() when two folders belong to one part",
        code_share(
            {"a/x.py": "x = 1\n", "b/y.py": "y = 1\n", "c/z.py": "z = 1\n"},
            {"a/": "data", "b/": "data", "c/": "model"},
        ),
        {"data": 2 / 3, "model": 1 / 3},
        "Add up all files of a part.",
    )
    case = {f"case/{name}.py": text for name, text in package_sources("flightdelay").items()}
    whole = code_share(case, {"case/model.py": "model", "case/": "other"})
    assert abs(sum(float(share) for share in whole.values()) - 1) < 1e-9, (
        f"The shares of flightdelay add up to {sum(whole.values())}. Expected 1."
    )
    assert 0 < float(whole["model"]) < float(whole["other"]), f"code_share() of flightdelay gave {whole}."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: when should it have rung? (4 points)

The head of the desk wants an alarm, but no call for a single odd month. *Ring at the end of the second bad month in a row. When would that have been, for each airline?*

The next cell scores all flights from April to December with the winter's model. Cancelled flights are in the table as well: they have a chance, but no outcome.
"""


# %% provided="scored"
def timetable(flights):
    inputs = flights[["hour", "origin", "carrier"]].astype(object)
    return inputs.assign(weekday=flights["scheduled"].dt.dayofweek)


winter = with_label(pd.concat([load_flights(month) for month in (1, 2, 3)], ignore_index=True))
recipe = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression(solver="newton-cholesky"))
model = recipe.fit(timetable(winter), winter["late"])

later = pd.concat([load_flights(month) for month in range(4, 13)], ignore_index=True)
SCORED = later[["month", "origin", "carrier"]].assign(
    chance=model.predict_proba(timetable(later))[:, 1], late=is_late(later)
)
SCORED.head(3)


# %% solution="alarm_month"
def alarm_month(scored, in_a_row=2):
    """The month at whose end the alarm rings for the first time, or None if it never does.

    scored: a row for each flight, in any order, with `month` (1 to 12), `chance` (of
        leaving late) and `late` (True, False, or missing when the flight was cancelled).
    in_a_row: how many broken months, one right after the other, make the alarm ring.

    A month is broken when foreseen / late lies below 0.85 or above 1.15. Foreseen is the
    sum of the chances and late the number of late flights, both of flights that left. A
    month in which nothing was late is broken too. A month without flights is not broken,
    so it interrupts a row.
    """
    ### BEGIN SOLUTION
    left = scored.dropna(subset=["late"])
    by_month = left.assign(late=left["late"].astype(float)).groupby("month")
    ratio = by_month["chance"].sum() / by_month["late"].sum()
    broken = set(ratio.index[~ratio.between(0.85, 1.15)])
    row = 0
    for month in range(1, 13):
        row = row + 1 if month in broken else 0
        if row == in_a_row:
            return month
    return None
    ### END SOLUTION


# %%
# Try it here: alarm_month(SCORED), or alarm_month(SCORED[SCORED["carrier"] == "AA"])

# %% tests="alarm_month" points=4 objective="detect_silent_failure"
with task("why_mlops/alarm_month"):

    def flights_of(**months):
        """For each month, such as m4=(chance, outcomes), as many flights as outcomes."""
        return pd.DataFrame(
            [
                {"month": int(name[1:]), "chance": chance, "late": late}
                for name, (chance, outcomes) in months.items()
                for late in outcomes
            ]
        ).astype({"late": "boolean"})

    def check_month(call, got, expected, hint):
        if expected is None:
            assert got is None, f"{call} gave {got!r}. Expected None. {hint}"
        else:
            whole = isinstance(got, (int, np.integer)) and not isinstance(got, bool)
            assert whole, f"{call} gave {got!r}. Expected the month {expected}, a whole number. {hint}"
            assert int(got) == expected, f"{call} gave {int(got)}. Expected {expected}. {hint}"

    good, bad, odd = (0.5, [True, False]), (0.5, [True, True]), (0.5, [False, False])
    check_month(
        "alarm_month() with good months only",
        alarm_month(flights_of(m4=good, m5=good, m6=good)),
        None,
        "In each month the chances add up to 1, and 1 flight is late.",
    )
    check_month(
        "alarm_month() with a good April and a bad May, June and July",
        alarm_month(flights_of(m4=good, m5=bad, m6=bad, m7=bad)),
        6,
        "The alarm rings at the end of the second bad month, once.",
    )
    check_month(
        "alarm_month() with bad months in April, June and July",
        alarm_month(flights_of(m4=bad, m5=good, m6=bad, m7=bad)),
        7,
        "A good month begins the count anew.",
    )
    check_month(
        "alarm_month(..., in_a_row=1) with two cancelled flights in a good month",
        alarm_month(flights_of(m4=(0.5, [True, False, None, None])), in_a_row=1),
        None,
        "A cancelled flight counts neither as foreseen nor as late.",
    )
    check_month(
        "alarm_month(SCORED)",
        alarm_month(SCORED),
        7,
        "June and July are the first two in a row for New York as a whole.",
    )
    check_month(
        "alarm_month() with bad months in April and June and no flights in May",
        alarm_month(flights_of(m4=bad, m6=bad)),
        None,
        "April and June are not in a row: a month without flights interrupts.",
    )
    check_month(
        "alarm_month() with two months in which nothing was late",
        alarm_month(flights_of(m4=odd, m5=odd)),
        5,
        "Flights were foreseen as late and none was: the month is broken.",
    )
    ### BEGIN HIDDEN TESTS
    check_month(
        "alarm_month() with three bad months, the rows out of order",
        alarm_month(flights_of(m9=bad, m7=bad, m8=bad, m4=good), in_a_row=3),
        9,
        "Go through the months in the order of the calendar.",
    )
    limits = flights_of(m4=(0.85, [True]), m5=(0.85, [True]), m6=(1.0, [True]))
    check_month(
        "alarm_month() with a ratio of exactly 0.85",
        alarm_month(limits),
        None,
        "Below 0.85 is broken; 0.85 is not.",
    )
    for carrier, expected in {"AA": 7, "9E": 6, "EV": 9, "OO": 9, "HA": 5}.items():
        check_month(
            f"alarm_month() for the airline {carrier}",
            alarm_month(SCORED[SCORED["carrier"] == carrier]),
            expected,
            "Think of cancelled flights, of months without flights and of months without a late one.",
        )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: who answers for it? (3 points)

The product owner has drawn up a RACI table, typed by many hands. *Please tell me which tasks have a hole: nobody or more than one accountable, or nobody responsible.*
"""

# %% provided="raci"
RACI = pd.DataFrame(
    {
        "product owner": ["A", "A", "", "A", None, "I"],
        "data scientist": ["C", "R", "A/R", "C", "C", "A"],
        "data engineer": ["", "C", None, "R", "c", "A"],
        "ML engineer": [None, "C", "C", "r", " i ", "R"],
    },
    index=[
        "state the promise",
        "build the model",
        "check the data",
        "release",
        "compare with outcomes",
        "retrain",
    ],
)
RACI


# %% solution="raci_faults"
def raci_faults(raci):
    """The tasks of a RACI table that have a fault.

    raci: a row for each task and a column for each role. A cell holds one letter of R, A,
        C, I, or several joined by `/` as in "A/R". People type capitals or not, and spaces.
        An empty cell is "" or missing.

    Returns task -> list of its faults, for the tasks that have any, in the order of the
    table. The faults, in this order:
        "nobody accountable"    no cell of the row has an A
        "several accountable"   more than one cell has an A
        "nobody responsible"    no cell has an R
    """
    ### BEGIN SOLUTION
    faults = {}
    for name, row in raci.iterrows():
        cells = [{letter.strip().upper() for letter in str(cell).split("/")} for cell in row.dropna()]
        accountable = sum("A" in letters for letters in cells)
        found = []
        if accountable == 0:
            found.append("nobody accountable")
        if accountable > 1:
            found.append("several accountable")
        if not any("R" in letters for letters in cells):
            found.append("nobody responsible")
        if found:
            faults[name] = found
    return faults
    ### END SOLUTION


# %%
# Try it here: raci_faults(RACI)

# %% tests="raci_faults" points=3 objective="assign_responsibility"
with task("why_mlops/raci_faults"):

    def check_faults(call, got, expected, hint):
        assert type(got) is dict, (
            f"{call} gave {type(got).__name__}. Expected a dict, task -> list of faults."
        )
        assert all(type(name) is str for name in got), (
            f"{call} has keys that are not text. Expected names of tasks."
        )
        assert list(got) == list(expected), (
            f"{call} names {list(got)}. Expected {list(expected)}, in this order. {hint}"
        )
        for name, faults in expected.items():
            listed = got[name]
            texts = type(listed) is list and all(type(fault) is str for fault in listed)
            assert texts, f"{call} has {listed!r} for {name!r}. Expected a list of texts."
            assert listed == faults, f"{call} finds {listed} in {name!r}. Expected {faults}. {hint}"

    def table(**rows):
        return pd.DataFrame.from_dict(rows, orient="index", columns=["owner", "scientist", "engineer"])

    check_faults(
        "raci_faults() of a sound table",
        raci_faults(table(train=["A", "R", "I"], watch=["I", "A/R", None])),
        {},
        "A cell may hold several letters, as A/R does.",
    )
    check_faults(
        "raci_faults() of a table with holes",
        raci_faults(table(train=["A", "A", "R"], watch=["C", "R", None], retrain=["A", "C", ""])),
        {
            "train": ["several accountable"],
            "watch": ["nobody accountable"],
            "retrain": ["nobody responsible"],
        },
        "Count the cells of each row that have an A, and those that have an R.",
    )
    check_faults(
        "raci_faults() of a table with a row that nobody does",
        raci_faults(table(watch=["I", None, np.nan])),
        {"watch": ["nobody accountable", "nobody responsible"]},
        "A row may have two faults. A missing cell has no letters, not even those of 'nan' or 'None'.",
    )
    check_faults(
        "raci_faults() of a table typed in haste",
        raci_faults(table(train=[" a ", "r / c", "i"])),
        {},
        "Small letters and spaces count as well: people type them.",
    )
    ### BEGIN HIDDEN TESTS
    check_faults(
        "raci_faults(RACI)",
        raci_faults(RACI),
        {
            "state the promise": ["nobody responsible"],
            "compare with outcomes": ["nobody accountable", "nobody responsible"],
            "retrain": ["several accountable"],
        },
        "Small letters and spaces count as well: people type them.",
    )
    check_faults(
        "raci_faults() of a table typed by many hands",
        raci_faults(
            table(
                release=[" a ", "r / c", np.nan],
                train=["a/R", "A / c", "i"],
                watch=["c", "i", " R"],
            )
        ),
        {"train": ["several accountable"], "watch": ["nobody accountable"]},
        "Take each letter between the strokes, without spaces and as a capital.",
    )
    check_faults(
        "raci_faults() of an empty table",
        raci_faults(table()),
        {},
        "Without tasks there are no faults.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: how well do we deliver? (4 points)

The DevOps engineer keeps a log of deployments and has begun to enter broken promises as failures. *Could you compute the four measures, so that I can look at code and model apart?* A failure that nobody has repaired yet has no time of recovery: count those separately.
"""

# %% provided="log"
LOG = pd.read_csv(
    StringIO("""kind,what,committed,deployed,failed,recovered
model,late flights,2013-03-28 10:00,2013-04-01 10:00,True,
code,screen,2013-04-09 09:00,2013-04-10 09:00,False,
code,screen,2013-05-13 12:00,2013-05-14 10:00,True,2013-05-14 12:00
code,feed,2013-06-11 08:00,2013-06-11 20:00,False,
model,lost bags,2013-08-29 08:00,2013-09-02 08:00,True,2013-10-05 08:00
code,screen,2013-09-10 10:00,2013-09-12 10:00,False,
code,feed,2013-10-04 09:00,2013-10-05 08:00,True,2013-10-05 11:00
model,lost bags,2013-11-18 08:00,2013-11-21 08:00,False,
code,screen,2013-12-03 10:00,2013-12-04 09:00,False,
"""),
    parse_dates=["committed", "deployed", "recovered"],
)
LOG


# %% solution="delivery"
def delivery(log, weeks):
    """The four measures of delivery, and the failures that are still open.

    log: a row for each deployment, with the times `committed`, `deployed` and `recovered`,
        and `failed` (True or False). `recovered` is missing when the deployment did not
        fail, or is not repaired yet.
    weeks: how long the log is.

    Returns a dict with these keys:
        "deployments_per_week"  number
        "lead_time_hours"       median from commit to deployment; None without deployments
        "fail_rate"             share of deployments that failed, from 0 to 1; None without
                                deployments
        "recovery_hours"        median from deployment to recovery, of repaired failures;
                                None without any
        "open_failures"         how many failures are not repaired yet
    """
    ### BEGIN SOLUTION
    hour = pd.Timedelta(hours=1)
    failures = log[log["failed"].astype(bool)]
    repaired = failures.dropna(subset=["recovered"])
    lead = (log["deployed"] - log["committed"]) / hour
    recovery = (repaired["recovered"] - repaired["deployed"]) / hour
    return {
        "deployments_per_week": len(log) / weeks,
        "lead_time_hours": float(lead.median()) if len(log) else None,
        "fail_rate": len(failures) / len(log) if len(log) else None,
        "recovery_hours": float(recovery.median()) if len(repaired) else None,
        "open_failures": len(failures) - len(repaired),
    }
    ### END SOLUTION


# %%
# Try it here: delivery(LOG, 39), or delivery(LOG[LOG["kind"] == "model"], 39)

# %% tests="delivery" points=4 objective="measure_delivery"
with task("why_mlops/delivery"):

    def check_delivery(call, got, expected, hints):
        assert type(got) is dict, f"{call} gave {type(got).__name__}. Expected a dict of five measures."
        assert all(type(name) is str for name in got), f"{call} has keys that are not text."
        assert sorted(got) == sorted(expected), (
            f"{call} has the keys {sorted(got)}. Expected {sorted(expected)}."
        )
        for name, value in expected.items():
            mine, hint = got[name], hints.get(name, "")
            if value is None:
                assert mine is None, f"{call} gives {name!r} as {mine!r}. Expected None. {hint}"
            else:
                number = isinstance(mine, (int, float, np.integer)) and not isinstance(mine, bool)
                assert number, f"{call} gives {name!r} as {mine!r}. Expected a number. {hint}"
                assert abs(float(mine) - value) < 1e-9, (
                    f"{call} gives {name!r} as {float(mine):g}. Expected {value:g}. {hint}"
                )

    HINTS = {
        "lead_time_hours": "It is the median, in hours, from commit to deployment; a day has 24.",
        "fail_rate": "Divide all failures, repaired or not, by all deployments.",
        "recovery_hours": "Median of repaired failures, in hours from deployment to recovery; a day has 24.",
        "open_failures": "Open is what failed and has no time of recovery.",
    }
    check_delivery(
        'delivery() of the code in LOG, delivery(LOG[LOG["kind"] == "code"], 39)',
        delivery(LOG[LOG["kind"] == "code"], 39),
        {
            "deployments_per_week": 6 / 39,
            "lead_time_hours": 23.0,
            "fail_rate": 2 / 6,
            "recovery_hours": 2.5,
            "open_failures": 0,
        },
        HINTS,
    )
    check_delivery(
        'delivery() of the models in LOG, delivery(LOG[LOG["kind"] == "model"], 39)',
        delivery(LOG[LOG["kind"] == "model"], 39),
        {
            "deployments_per_week": 3 / 39,
            "lead_time_hours": 96.0,
            "fail_rate": 2 / 3,
            "recovery_hours": 33 * 24.0,
            "open_failures": 1,
        },
        HINTS,
    )
    check_delivery(
        "delivery() of an empty log",
        delivery(LOG.iloc[:0], 4),
        {
            "deployments_per_week": 0.0,
            "lead_time_hours": None,
            "fail_rate": None,
            "recovery_hours": None,
            "open_failures": 0,
        },
        dict.fromkeys(HINTS, "Without deployments there is nothing to take a median or a share of."),
    )
    check_delivery(
        "delivery() of a log without failures",
        delivery(LOG[~LOG["failed"]], 10),
        {
            "deployments_per_week": 0.5,
            "lead_time_hours": 24.0,
            "fail_rate": 0.0,
            "recovery_hours": None,
            "open_failures": 0,
        },
        HINTS,
    )
    ### BEGIN HIDDEN TESTS
    check_delivery(
        "delivery() of a log whose failures are all open",
        delivery(LOG.iloc[:2], 1),
        {
            "deployments_per_week": 2.0,
            "lead_time_hours": 60.0,
            "fail_rate": 0.5,
            "recovery_hours": None,
            "open_failures": 1,
        },
        HINTS,
    )
    check_delivery(
        "delivery(LOG, 39)",
        delivery(LOG, 39),
        {
            "deployments_per_week": 9 / 39,
            "lead_time_hours": 24.0,
            "fail_rate": 4 / 9,
            "recovery_hours": 3.0,
            "open_failures": 1,
        },
        HINTS,
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: Friday (6 points)
"""

# %% [markdown] written="answer_the_manager" points=6 objective="match_principles"
"""
Your manager writes: *"Nothing has crashed since April, and in our last report the four measures looked fine. Why should I pay for monitoring and retraining?"* The report is older than the entries of part D.

Answer in 120 to 200 words, for somebody who knows no statistics. Use at least one number that you computed in this lab. Name two of the nine principles and say what each would have changed in 2013, say who should answer for the first step, and be honest about one thing that your proposal will not solve.

=== BEGIN MARK SCHEME ===
**Model answer.** Nothing crashed, and that is the trouble: a model that is wrong still answers. In June and July the desk had far fewer people than it needed, and no alarm was looking at that. An alarm on two bad months in a row would have rung at the end of July. The four measures looked fine because they count what our changes do, and this time the world changed; with the broken promise in the log, the model from April is a failure still open after nine months.

I propose two things. *Continuous monitoring*: each month we hold the forecast against what came; that is one line and would have shown June on 1 July. *Continuous training and evaluation*: we train on newer data, but a new model replaces the old one only if it did better on flights that neither has seen; a timer alone would have made September worse. The product owner should answer for the monthly comparison, starting with January, and may stop the forecast when the promise is broken twice.

This will not foresee a summer storm. We shall learn of it a month late, unless weather becomes an input.

| Points | Criterion |
|---|---|
| 1 | Says in plain words that the model was wrong without any error, and that nothing in place could have shown it. |
| 1 | Uses a number of this lab correctly: the alarm month of part B, an open failure or recovery time of part D, a share of part A or a fault of part C. |
| 1 | Explains why the measures looked fine: they count failures of changes, and no change caused this one. |
| 2 | Names two of the nine principles and says for each what it would have changed in this case. One point each; no point for a name alone. |
| 1 | Names one role that answers for a concrete first step, *and* one honest limit (for example: retraining alone made September worse; weather is not among the inputs; the comparison comes a month late). |

Take one point off an answer that a reader without statistics could not follow, or that is far over 200 words.
=== END MARK SCHEME ===
"""
