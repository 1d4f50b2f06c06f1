# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: the pipeline that counted twice

You take over a nightly pipeline from a colleague who has left. It works on quiet nights. You are asked to make it safe for the others, and to explain to the desk what happened in April.
"""

# %% provided="setup"
import contextlib
import datetime as dt
from pathlib import Path

import pandas as pd

from flightdelay.data import load_flights
from groundschool import task

COLUMNS = ["month", "day", "carrier", "flight", "origin", "dep_delay"]
april = load_flights(4)[COLUMNS].iloc[::50].reset_index(drop=True)
april.head(3)

# %% [markdown]
"""
## Part A: twice is as good as once (3 points)

This is the step that keeps a month. Each run appends, and a run that dies leaves half a month:

```python
def keep_month(flights, month, folder):
    flights.to_csv(folder / "history.csv", mode="a", header=False, index=False)
```

Write it anew, so that it may be run as often as one likes and may die at any moment.
"""


# %% solution="keep_month"
def keep_month(flights, month, folder):
    """Keep a month as a CSV file of its own, named <month>.csv, with a header and without the index.

    Run again, with the same or with corrected flights, it leaves what the last run was given. If writing fails in the
    middle, whatever the folder held as <month>.csv before is still there, unchanged, and the error goes on to the
    caller. A run that ends well leaves no other new file.

    Args:
        flights: a DataFrame.
        month: such as "2013-04".
        folder: a Path; it may not exist yet.

    Returns:
        The Path of the file.
    """
    ### BEGIN SOLUTION
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{month}.csv"
    part = folder / f".{month}.part"
    flights.to_csv(part, index=False)
    part.replace(path)
    return path
    ### END SOLUTION


# %%
# Try it here, for example: pd.read_csv(keep_month(april, "2013-04", Path("kept")))

# %% tests="keep_month" points=3 objective="make_idempotent"
with task("pipelines/keep_month"):
    import tempfile
    from pathlib import Path

    import pandas as pd

    class Torn:
        """A value that cannot be written: the disk is full when it is its turn."""

        def __str__(self):
            raise OSError(28, "the disk is full")

    def kept(flights, month, folder):
        """What is in the file that the answer names."""
        path = keep_month(flights, month, folder)
        assert isinstance(path, Path), f"keep_month gave a {type(path).__name__}, not the Path of the file."
        assert path.name == f"{month}.csv", f"The file is called {path.name}; expected was {month}.csv."
        assert path.parent == folder, "The file is not in the folder that was given."
        return pd.read_csv(path)

    def torn(flights, month, folder):
        """Whether the error of a write that fails in the middle reached the caller."""
        broken = pd.concat([flights] * 400, ignore_index=True).astype(object)
        broken.iloc[-1, -1] = Torn()
        try:
            keep_month(broken, month, folder)
        except OSError:
            return
        raise AssertionError(
            "The disk was full in the middle of the file, and keep_month said nothing. Let the error go on to the caller."
        )

    flights = pd.DataFrame({"day": [1, 2, 3], "carrier": ["UA", "B6", "DL"], "dep_delay": [4.0, None, 61.0]})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store" / "months"
        pd.testing.assert_frame_equal(kept(flights, "2013-04", folder), flights)
        again = kept(flights, "2013-04", folder)
        assert len(again) == 3, (
            f"After two runs with 3 flights the file has {len(again)}. Replace the file instead of adding to it."
        )
        corrected = flights.assign(dep_delay=[4.0, 12.0, 61.0]).head(2)
        assert kept(corrected, "2013-04", folder)["dep_delay"].tolist() == [4.0, 12.0], (
            "After a run with corrected flights the file does not hold just those. The last run counts."
        )
        files = sorted(path.name for path in folder.iterdir())
        assert files == ["2013-04.csv"], f"The folder holds {files}; expected was only 2013-04.csv."
        torn(flights, "2013-04", folder)
        left = pd.read_csv(folder / "2013-04.csv", nrows=10)
        assert left.equals(corrected.reset_index(drop=True)), (
            f"A write that failed in the middle left {len(left)} or more rows in 2013-04.csv, not the 2 of before. Write under another name, and rename when the file is whole."
        )
        ### BEGIN HIDDEN TESTS
        torn(flights, "2013-05", folder)
        visible = sorted(path.name for path in folder.glob("*.csv"))
        assert visible == ["2013-04.csv"], (
            f"A month whose first write failed has left {visible}. Nothing may be there under the name of a result."
        )
        assert len(kept(flights, "2013-05", folder)) == 3, (
            "After a write that failed, the month cannot be kept any more."
        )
        assert len(pd.read_csv(folder / "2013-04.csv")) == 2, (
            "Keeping May has changed April. Each month has a file of its own."
        )
        odd = flights.set_axis([7, 7, 9])
        assert kept(odd, "2013-06", folder).columns.tolist() == ["day", "carrier", "dep_delay"], (
            "The index of the table has become a column of the file."
        )
        leftovers = sorted(
            path.name for path in folder.iterdir() if path.suffix != ".csv" and "2013-06" in path.name
        )
        assert not leftovers, f"A run that ended well has left {leftovers}."
        ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: an order that follows (4 points)

The steps stood in a list, and whoever added one guessed its place. Now each says what it needs. Find the order, and when there is none, say why: the night shift cannot mend "circular dependency detected".
"""


# %% provided="errors"
class CircleError(Exception):
    """Steps that wait for each other: CircleError(["a", "b"]) says that a needs b, and b needs a."""

    def __init__(self, steps):
        super().__init__(" needs ".join([*steps, steps[0]]))
        self.steps = list(steps)


class UnknownStepError(Exception):
    """A step needs something that is no step: a typing error, or somebody removed it."""


# %% solution="rounds"
def rounds(needs):
    """The rounds in which the steps can run: all of a round may run at once, after all rounds before it.

    Each step is in the earliest round that is possible; the names in a round are sorted.

    Args:
        needs: for each step the list of the steps that it needs, such as {"train": ["clean"], "clean": []}.

    Returns:
        A list of lists of names, such as [["clean"], ["train"]].

    Raises:
        UnknownStepError: a step needs something that is no key of `needs`; the text names both.
        CircleError: some steps wait for each other. Its `steps` are those of one circle and no others: each needs the
            one after it, the last one needs the first.
    """
    ### BEGIN SOLUTION
    for step, others in needs.items():
        for other in others:
            if other not in needs:
                raise UnknownStepError(f"The step {step} needs {other}, which is no step.")
    waiting = {step: set(others) for step, others in needs.items()}
    found = []
    while waiting:
        ready = sorted(step for step, others in waiting.items() if not others & waiting.keys())
        if not ready:
            path = [min(waiting)]
            while path[-1] not in path[:-1]:
                path.append(min(waiting[path[-1]] & waiting.keys()))
            raise CircleError(path[path.index(path[-1]) : -1])
        found.append(ready)
        for step in ready:
            del waiting[step]
    return found
    ### END SOLUTION


# %%
# Try it here, for example: rounds({"train": ["clean"], "clean": [], "report": ["train", "clean"]})

# %% tests="rounds" points=4 objective="order_steps"
with task("pipelines/rounds"):

    def answered(needs):
        answer = rounds(needs)
        lists = isinstance(answer, list) and all(isinstance(part, list) for part in answer)
        assert lists, f"rounds({needs}) gave {answer!r}; expected was a list of lists of names."
        return [[str(name) for name in part] for part in answer]

    def compare(needs, expected, hint):
        answer = answered(needs)
        assert answer == expected, f"rounds({needs}) gave {answer}; expected was {expected}. {hint}"

    def circle(needs, hint):
        try:
            answer = rounds(needs)
        except CircleError as error:
            steps = [str(name) for name in error.steps]
        except (LookupError, ValueError, RuntimeError, UnknownStepError) as error:
            raise AssertionError(
                f"rounds({needs}) raised {type(error).__name__}; expected was CircleError, which names the steps of the circle. {hint}"
            ) from None
        else:
            raise AssertionError(f"rounds({needs}) gave {answer}; expected was CircleError. {hint}")
        ring = list(zip(steps, steps[1:] + steps[:1], strict=True))
        wrong = [f"{one} does not need {other}" for one, other in ring if other not in needs.get(one, ())]
        assert steps, f"CircleError names no step. {hint}"
        assert not wrong, f"CircleError names {steps}, but {wrong[:1]}. {hint}"
        assert len(set(steps)) == len(steps), f"CircleError names {steps}, with a step twice. {hint}"
        return set(steps)

    compare(
        {"train": ["clean"], "clean": [], "report": ["train", "clean"]},
        [["clean"], ["train"], ["report"]],
        "A step can run when all it needs has run.",
    )
    compare(
        {"weather": [], "load": [], "clean": ["load"], "join": ["clean", "weather"]},
        [["load", "weather"], ["clean"], ["join"]],
        "What needs nothing of each other shares a round, in the order of the alphabet.",
    )
    try:
        said = f"gave {rounds({'train': ['claen'], 'clean': []})}"
    except UnknownStepError as error:
        said = str(error)
    except (LookupError, ValueError, RuntimeError, CircleError) as error:
        said = f"raised {type(error).__name__}"
    assert not said.startswith(("gave", "raised")), (
        f"train needs 'claen', which is no step, and rounds {said}; expected was UnknownStepError. A typing error must not become a step."
    )
    named = "claen" in said and "train" in said
    assert named, f"UnknownStepError says {said!r}; it should name the step train and what it needs, claen."
    found = circle(
        {"load": [], "score": ["load", "promote"], "gate": ["score"], "promote": ["gate"], "mail": ["gate"]},
        "Each step of the circle needs the next one.",
    )
    assert found == {"score", "gate", "promote"}, (
        f"CircleError names {sorted(found)}; expected were score, gate and promote. mail only waits behind the circle."
    )
    ### BEGIN HIDDEN TESTS
    compare({}, [], "No steps need no round.")
    compare(
        {"a": [], "b": ["a"], "c": ["b"], "d": ["a"], "e": ["d", "c"]},
        [["a"], ["b", "d"], ["c"], ["e"]],
        "Each step is in the earliest round that is possible.",
    )
    compare({"a": [], "b": ["a", "a"]}, [["a"], ["b"]], "A need that is named twice is one need.")
    assert circle({"a": ["a"], "b": []}, "A step that needs itself is a circle of one.") == {"a"}, (
        "The circle is the step a alone."
    )
    assert circle(
        {"z": ["a"], "a": ["m"], "m": ["k"], "k": ["m"], "b": []}, "Only m and k wait for each other."
    ) == {
        "m",
        "k",
    }, "z and a wait for the circle of m and k and are not in it."
    both = circle({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, "Of two circles, name one.")
    assert both in ({"a", "b"}, {"c", "d"}), (
        f"There are two circles; CircleError names {sorted(both)}, a mixture."
    )
    needs = {"b": ["a"], "a": []}
    rounds(needs)
    assert needs == {"b": ["a"], "a": []}, "rounds has changed the table that it was given."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: what must run again (4 points)

The machine died at four in the morning. You have the journal, you know which files have been corrected since, and the desk opens at six. Run what is needed, and nothing else.
"""


# %% solution="to_run"
def to_run(needs, journal, changed=()):
    """The steps that have to run, in the order of `needs`.

    A step has to run if
    - it never finished, or it was started again after it had last finished: it may have left half a result;
    - a file that it reads has changed since the journal was written;
    - a step that it needs finished after it did, so that it was made from something older;
    - a step that it needs has to run.

    Args:
        needs: for each step the list of what it needs: steps, which are keys of `needs`, and names of files, which
            are not. Steps come after what they need.
        journal: a list of pairs in the order of time, such as ("clean", "started") or ("clean", "finished").
        changed: names of files that have changed since.

    Returns:
        A list of names.
    """
    ### BEGIN SOLUTION
    last = {line: place for place, line in enumerate(map(tuple, journal))}
    again = []
    for step, others in needs.items():
        finished = last.get((step, "finished"), -1)
        unfinished = finished < 0 or last.get((step, "started"), -1) > finished
        older = any(last.get((other, "finished"), -1) > finished for other in others)
        touched = any(other in changed or other in again for other in others)
        if unfinished or older or touched:
            again.append(step)
    return again
    ### END SOLUTION


# %%
# Try it here, for example: to_run({"clean": ["flights.csv"], "train": ["clean"]}, [("clean", "started"), ("clean", "finished")])

# %% tests="to_run" points=4 objective="resume_a_run"
with task("pipelines/to_run"):
    MONTH = {
        "ingest": ["flights.csv"],
        "validate": ["ingest", "contract.yml"],
        "features": ["validate", "weather.csv"],
        "labels": ["validate"],
        "train": ["features", "labels"],
        "report": ["labels"],
    }

    def ran(*steps):
        """The journal of steps that ran to their end, one after the other."""
        return [(step, what) for step in steps for what in ("started", "finished")]

    def compare(journal, expected, hint, changed=(), needs=MONTH):
        given = list(journal)
        answer = to_run(needs, given, changed)
        assert isinstance(answer, list), f"to_run gave a {type(answer).__name__}, not a list."
        answer = [str(name) for name in answer]
        assert answer == expected, f"to_run gave {answer}; expected was {expected}. {hint}"

    quiet = ran(*MONTH)
    compare(quiet, [], "All have finished, and nothing has changed.")
    compare([], list(MONTH), "Nothing has ever run.")
    compare(
        [*ran("ingest", "validate", "features"), ("labels", "started")],
        ["labels", "train", "report"],
        "labels was started and never finished.",
    )
    compare(
        quiet,
        ["features", "train"],
        "weather.csv has changed: what reads it has to run, and what needs that.",
        changed=["weather.csv"],
    )
    compare(
        [*quiet, ("labels", "started")],
        ["labels", "train", "report"],
        "labels had finished, was started again and died: it may have left half a result.",
    )
    compare(
        [*quiet, *ran("features")],
        ["train"],
        "features finished anew after train had: train was made from the old ones.",
    )
    ### BEGIN HIDDEN TESTS
    compare(
        [*ran(*MONTH), *ran("validate"), *ran("labels")],
        ["features", "train", "report"],
        "validate and labels ran anew, features, train and report did not.",
    )
    compare(
        [*quiet, *ran("ingest", "validate", "features", "labels", "train", "report")],
        [],
        "All ran twice, in order.",
    )
    compare(
        quiet, list(MONTH), "flights.csv has changed: everything follows from it.", changed=["flights.csv"]
    )
    compare(quiet, [], "Nobody reads planes.csv.", changed=["planes.csv"])
    compare(
        [
            ("ingest", "started"),
            *ran("ingest"),
            *ran("validate"),
            ("features", "started"),
            *ran("labels", "report"),
        ],
        ["features", "train"],
        "ingest died once and finished later; features died.",
    )
    compare(
        [
            ("b", "started"),
            ("a", "started"),
            ("a", "finished"),
            ("b", "finished"),
            ("c", "started"),
            ("c", "finished"),
        ],
        [],
        "a and b ran at the same time, and c after both.",
        needs={"a": [], "b": [], "c": ["a", "b"]},
    )
    compare(
        ran("a", "c", "b"),
        ["c", "d"],
        "A change travels through steps that are in order themselves.",
        needs={"a": [], "b": ["a"], "c": ["b"], "d": ["c"]},
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: retry, stop or skip (3 points)

Every fault was retried a hundred times, once a second: the feed's owner has complained, and a month with a wrong column kept the desk waiting. Let the kind of fault decide.
"""


# %% provided="faults"
class FeedError(Exception):
    """What the feed answered instead of data: 404 not there yet, 429 too many requests, 503 overloaded, and so on."""

    def __init__(self, status):
        super().__init__(f"the feed answered {status}")
        self.status = status


class GaveUpError(Exception):
    """A fault that may pass has not passed."""


# %% solution="attempt"
def attempt(action, wait, most=3):
    """Run a step that may fail, and let the kind of fault decide.

    - ConnectionError, TimeoutError and a FeedError with status 429, 502, 503 or 504 may pass: call wait(seconds) and
      try again, at most `most` times after the first try. Wait 1 second before the first retry, and twice as long
      before each further one.
    - A FeedError with status 404 says that the month is not there yet: nothing to do.
    - Every other fault stays: it goes on to the caller as it is, at once.

    Args:
        action: the step, to be called without arguments.
        wait: to be called with a number of seconds.
        most: how many retries there may be.

    Returns:
        ("done", what action gave), or ("skipped", None).

    Raises:
        GaveUpError: the last retry failed too; it is raised from the last fault.
    """

    ### BEGIN SOLUTION
    def may_pass(fault):
        return isinstance(fault, (ConnectionError, TimeoutError)) or (
            isinstance(fault, FeedError) and fault.status in {429, 502, 503, 504}
        )

    retries = 0
    while True:
        try:
            return "done", action()
        except Exception as fault:
            if isinstance(fault, FeedError) and fault.status == 404:
                return "skipped", None
            if not may_pass(fault):
                raise
            if retries == most:
                raise GaveUpError(f"{most} retries: {fault}") from fault
        wait(2**retries)
        retries += 1
    ### END SOLUTION


# %%
# Try it here, for example: attempt(lambda: 27, wait=print)

# %% tests="attempt" points=3 objective="handle_faults"
with task("pipelines/attempt"):

    def played(answers, **options):
        """What attempt did with an action that gives these answers, one a call; faults are raised."""
        rest, waits = list(answers), []

        def action():
            assert rest, f"The step was tried more than {len(answers)} times."
            answer = rest.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        try:
            outcome = attempt(action, waits.append, **options)
        except GaveUpError as error:
            outcome = ("gave up", type(error.__cause__).__name__)
        except (ValueError, LookupError, OSError, FeedError, KeyboardInterrupt) as error:
            outcome = ("stopped", type(error).__name__)
        pair = isinstance(outcome, tuple) and len(outcome) == 2
        assert pair, f'attempt gave {outcome!r}; expected was a pair such as ("done", 27).'
        return outcome, len(answers) - len(rest), [float(seconds) for seconds in waits]

    def compare(answers, outcome, tries, waits, hint, **options):
        got, tried, waited = played(answers, **options)
        told = [repr(answer) for answer in answers]
        assert tried == tries, (
            f"A step that answers {told} was tried {tried} times; expected was {tries}. {hint}"
        )
        assert repr(tuple(got)) == repr(outcome), (
            f"A step that answers {told} ended as {got}; expected was {outcome}. {hint}"
        )
        assert waited == waits, (
            f"A step that answers {told} led to waits of {waited} s; expected was {waits}. {hint}"
        )

    compare([27], ("done", 27), 1, [], "A step that works is run once.")
    compare(
        [ConnectionError(), TimeoutError(), 27],
        ("done", 27),
        3,
        [1.0, 2.0],
        "Both faults may pass; the second wait is twice as long.",
    )
    compare(
        [ValueError("a column is missing"), 27],
        ("stopped", "ValueError"),
        1,
        [],
        "A fault of the data stays: it goes on to the caller, without a retry.",
    )
    compare(
        [FeedError(404), 27],
        ("skipped", None),
        1,
        [],
        "404: the month is not there yet, so there is nothing to do.",
    )
    compare([FeedError(429), 27], ("done", 27), 2, [1.0], "429 may pass.")
    compare([FeedError(401), 27], ("stopped", "FeedError"), 1, [], "401: no retry gives you a permission.")
    compare(
        [TimeoutError()] * 5,
        ("gave up", "TimeoutError"),
        4,
        [1.0, 2.0, 4.0],
        "One try and three retries, then GaveUpError from the last fault; nobody waits after the last try.",
    )
    ### BEGIN HIDDEN TESTS
    for status in (502, 503, 504):
        compare([FeedError(status), 1], ("done", 1), 2, [1.0], f"{status} may pass.")
    for status in (400, 403, 422, 500):
        compare([FeedError(status), 1], ("stopped", "FeedError"), 1, [], f"{status} stays.")
    compare(
        [ConnectionResetError(), FeedError(404)],
        ("skipped", None),
        2,
        [1.0],
        "It may turn out on a retry that there is nothing to do.",
    )
    compare(
        [TimeoutError(), KeyError("x"), 1],
        ("stopped", "KeyError"),
        2,
        [1.0],
        "A retry may meet a fault that stays.",
    )
    compare(
        [TimeoutError()] * 3, ("gave up", "TimeoutError"), 1, [], "With most=0 there is no retry.", most=0
    )
    compare(
        [FeedError(503)] * 4 + [1],
        ("done", 1),
        5,
        [1.0, 2.0, 4.0, 8.0],
        "With most=5 the fifth try is allowed.",
        most=5,
    )
    compare(
        [PermissionError(), 1], ("stopped", "PermissionError"), 1, [], "An OSError is no ConnectionError."
    )
    compare(
        [KeyboardInterrupt(), 1],
        ("stopped", "KeyboardInterrupt"),
        1,
        [],
        "Somebody pressed Ctrl-C: that is no fault.",
    )
    compare([None], ("done", None), 1, [], "None is an answer too.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: what to start tonight (3 points)

A month is run when it is over and its file is there. It also needs the month before, because that one names the champion. Files come late, come out of order, and sometimes come before the month is over. Decide what starts tonight and what is to be asked for.
"""


# %% solution="tonight"
def tonight(today, first, arrived, done):
    """The months to run tonight, and those to ask for.

    A month is due from the second day of the next month on. It starts if it is due, its file has arrived, it is not
    done, and the month before is done or starts tonight too; the month `first` has no month before.

    Args:
        today: a date of the module datetime, which is imported as dt.
        first: the first month of all, such as "2013-01".
        arrived: the months whose files are in the inbox, in any order.
        done: the months that are done, in any order.

    Returns:
        {"start": [...], "ask": [...]}: the months to start, in the order in which they have to run, and the months
        that are due, not done and have no file. Both as sorted lists of text.
    """
    ### BEGIN SOLUTION
    start, ask, ready = [], [], True
    year, number = map(int, first.split("-"))
    while True:
        month = f"{year}-{number:02d}"
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
        if today < dt.date(year, number, 2):
            return {"start": start, "ask": ask}
        if month in done:
            ready = True
        elif month not in arrived:
            ask.append(month)
            ready = False
        elif ready:
            start.append(month)
    ### END SOLUTION


# %%
# Try it here, for example: tonight(dt.date(2013, 4, 2), "2013-01", arrived=["2013-01", "2013-03"], done=[])

# %% tests="tonight" points=3 objective="trigger_training"
with task("pipelines/tonight"):
    import datetime as dt

    def compare(day, arrived, done, *expectation, first="2013-01"):
        start, ask, hint = expectation
        answer = tonight(dt.date.fromisoformat(day), first, list(arrived), list(done))
        named = isinstance(answer, dict) and sorted(answer) == ["ask", "start"]
        assert named, f'tonight gave {answer!r}; expected was a dict with "start" and "ask".'
        for name, expected in (("start", start), ("ask", ask)):
            got = answer[name]
            assert isinstance(got, list), f'"{name}" is a {type(got).__name__}, not a list.'
            got = [str(month) for month in got]
            assert got == expected, (
                f'On {day}, with {arrived} arrived and {done} done, "{name}" was {got}; expected was {expected}. {hint}'
            )

    compare("2013-02-02", ["2013-01"], [], ["2013-01"], [], "January is over and its file is there.")
    compare("2013-02-01", ["2013-01"], [], [], [], "On the first of the month nothing is due yet.")
    compare(
        "2013-02-20",
        ["2013-01", "2013-02"],
        ["2013-01"],
        [],
        [],
        "February's file came before the month was over.",
    )
    compare(
        "2013-04-02",
        ["2013-03", "2013-02", "2013-01"],
        [],
        ["2013-01", "2013-02", "2013-03"],
        [],
        "All three start, in the order of time: a backfill.",
    )
    compare(
        "2013-04-02",
        ["2013-01", "2013-03"],
        [],
        ["2013-01"],
        ["2013-02"],
        "February has no file. March needs February, so it waits.",
    )
    compare(
        "2013-03-15",
        ["2013-01", "2013-02"],
        ["2013-01", "2013-02"],
        [],
        [],
        "What is done is not done again.",
    )
    ### BEGIN HIDDEN TESTS
    compare(
        "2013-06-10",
        ["2013-01", "2013-04", "2013-05"],
        ["2013-01", "2013-02"],
        [],
        ["2013-03"],
        "March is missing, and all after it wait.",
    )
    compare(
        "2013-06-10",
        ["2013-05", "2013-04"],
        ["2013-01", "2013-02", "2013-03"],
        ["2013-04", "2013-05"],
        [],
        "Files of months that are done may have been tidied away.",
    )
    compare(
        "2014-02-02",
        ["2013-12", "2014-01"],
        ["2013-11"],
        ["2013-12", "2014-01"],
        [],
        "After December comes January.",
        first="2013-11",
    )
    compare(
        "2014-01-01", ["2013-12"], ["2013-11"], [], [], "December is due from 2 January on.", first="2013-11"
    )
    compare(
        "2013-05-02",
        [],
        ["2013-02"],
        [],
        ["2013-01", "2013-03", "2013-04"],
        "Each due month without a file is asked for.",
    )
    compare(
        "2013-05-02",
        ["2013-03", "2013-04"],
        ["2013-02"],
        ["2013-03", "2013-04"],
        ["2013-01"],
        "February is done, by whatever way, so March may start.",
    )
    compare("2012-12-31", ["2013-01"], [], [], [], "Before the first month nothing is due.")
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part F: a rehearsal (4 points)

Before the new pipeline goes live, it is rehearsed as a whole: on a small month, killed at every moment there is, and started again. A pipeline calls `power()` before and after each thing that it does to the disk. When the power fails there, nothing of the pipeline hears it.
"""


# %% provided="power"
class PowerCut(BaseException):
    """The process is gone. It is no Exception, so that no `except Exception` of a pipeline can catch it."""


def contents(folder):
    """What is in a folder: the bytes of each file, by its name. Files of a write under way, *.part, are left out."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}


# %% solution="rehearse"
def rehearse(pipeline, folder):
    """Rehearse a pipeline: run it in peace, run it again, and cut its power at every moment, one after the other.

    Each rehearsal gets a new, empty folder below `folder`. What the run in peace leaves (see `contents`) is the truth.

    Args:
        pipeline: to be called as pipeline(workspace, power) with a folder that exists and a function without
            arguments. It calls power() at each moment; let power raise PowerCut to cut it there.
        folder: a Path of a folder that exists and is empty.

    Returns:
        A list of what went wrong, in this order; empty if nothing did:
        - "second run": run once more in the same folder, in peace, it left something else, or raised an Exception;
        - the number of each moment, counted from 1, at which a cut did harm: the pipeline was cut there, was then run
          in peace in the same folder, and left something else than the truth, or raised an Exception.
    """

    ### BEGIN SOLUTION
    def run(place, cut=None):
        """The number of moments, until the end or until the cut."""
        moments = 0

        def power():
            nonlocal moments
            moments += 1
            if moments == cut:
                raise PowerCut

        place.mkdir(exist_ok=True)
        with contextlib.suppress(PowerCut):
            pipeline(place, power)
        return moments

    def harmed(place, truth):
        try:
            run(place)
        except Exception:  # noqa: BLE001 (whatever a pipeline raises is what we look for)
            return True
        return contents(place) != truth

    moments = run(folder / "peace")
    truth = contents(folder / "peace")
    problems = ["second run"] if harmed(folder / "peace", truth) else []
    for cut in range(1, moments + 1):
        place = folder / f"cut_{cut}"
        run(place, cut)
        if harmed(place, truth):
            problems.append(cut)
    return problems
    ### END SOLUTION


# %%
# Try it here with a pipeline of your own, in a folder of tempfile.TemporaryDirectory().

# %% tests="rehearse" points=4 objective="resume_a_run"
with task("pipelines/rehearse"):
    import tempfile
    from pathlib import Path

    def whole(workspace, power, name, content):
        power()
        part = workspace / f"{name}.part"
        part.write_bytes(content[:3])
        power()
        part.write_bytes(content)
        power()
        part.replace(workspace / name)
        power()

    def good(workspace, power):
        for name in ("january", "february"):
            whole(workspace, power, name, f"flights of {name}".encode())

    def appends(workspace, power):
        for name in ("january", "february"):
            power()
            with (workspace / "history").open("a") as history:
                history.write(name)
            power()

    def believes_half_a_file(workspace, power):
        for name in ("january", "february"):
            if not (workspace / name).exists():
                power()
                (workspace / name).write_text(name[:3])
                power()
                (workspace / name).write_text(name)
                power()

    def compare(pipeline, expected, hint):
        with tempfile.TemporaryDirectory() as name:
            answer = rehearse(pipeline, Path(name))
        assert isinstance(answer, list), f"rehearse gave a {type(answer).__name__}, not a list."
        answer = [str(problem) for problem in answer]
        assert answer == [str(problem) for problem in expected], (
            f"rehearse({pipeline.__name__}) gave {answer}; expected was {expected}. {hint}"
        )

    compare(good, [], "It writes each file under another name first, and does no harm at any moment.")
    compare(
        appends,
        ["second run", 2, 3, 4],
        "It has four moments, before and after two appends. Only a cut at the first leaves nothing to be doubled.",
    )
    compare(
        believes_half_a_file,
        [2, 5],
        "Run twice it is fine. Cut in the middle of a file, at the moments 2 and 5, it later takes the half for the whole.",
    )

    ### BEGIN HIDDEN TESTS
    def fails_on_leftovers(workspace, power):
        power()
        (workspace / "lock").touch(exist_ok=False)
        power()
        whole(workspace, power, "january", b"flights")
        (workspace / "lock").unlink()
        power()

    compare(
        fails_on_leftovers,
        [2, 3, 4, 5, 6],
        "Its lock survives the cut, and the next run raises FileExistsError: that is harm too.",
    )

    def counts_runs(workspace, power):
        power()
        path = workspace / "runs"
        number = int(path.read_text()) if path.exists() else 0
        path.write_text(str(number + 1))

    compare(
        counts_runs,
        ["second run"],
        "A second run leaves another number; a cut before the write does no harm.",
    )

    def catches(workspace, power):
        power()
        try:
            power()
        except Exception:  # noqa: BLE001 (the fault of this pipeline)
            (workspace / "excuse").write_text("it was not me")
        whole(workspace, power, "january", b"flights")

    compare(
        catches,
        [],
        "PowerCut passes an `except Exception` of the pipeline, and must not be made an Exception.",
    )

    def refuses_a_second_run(workspace, power):
        if (workspace / "done").exists():
            raise RuntimeError("I have run already")
        power()
        (workspace / "done").write_text("done")
        power()

    compare(refuses_a_second_run, ["second run", 2], "An error of the second run is harm.")

    def does_nothing(workspace, power):
        pass

    compare(does_nothing, [], "Without a moment there is nothing to cut.")
    ### END HIDDEN TESTS

# %% [markdown] written="post_mortem" points=6 objective="make_idempotent"
"""
## Part G: a post-mortem (6 points)

The desk asks what happened, and a manager will read it too. These are the facts:

> On 2 May at 02:10 the nightly run took in April, appended its 27,662 flights to the table, and lost its connection while it waited for the answer. The scheduler retried the step at 02:11; it ended well. The contract passed: it checks the month that came, not the table. At 03:00 the model was trained on January to April and promoted by the gate, with April's last week as the exam. Until 17 May warnings were somewhat off; then an analyst saw that April had twice as many flights as March. Asha, who had set the retries in March after three nights without data, deleted the duplicates by hand on 18 May at noon. The model was trained again on 2 June.

Write the post-mortem in at most 300 words: what happened and for how long it mattered, why it was not noticed, the causes (of the system, not of a person), and at most four actions, each so that one can check whether it was done. Say which action you would do first.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the reason, not the name alone.

- **What happened, with times and effect (1).** April was in the table twice from 2 to 18 May; the model trained on it served until 2 June, so the effect outlived the repair by two weeks. (Whoever ends the incident on 18 May misses that the model was still the spoiled one.)
- **The cause is the append that is not idempotent, together with a retry (1).** A lost answer does not say whether the work was done. The retry alone was right, and is worth keeping.
- **Why nobody noticed (1).** The contract looks at the month, not at the table; each row was true; shares hardly change. Nothing compared the rows of the table with those of the months.
- **Why the gate did not help (1).** It compares models on the exam; doubled training rows change weights and little of the ranking, and if the exam's week was in the table twice as well, both models met the same flights. A gate for models is no check of data.
- **No blame (1).** Asha's retries answered a real fault; the system made a reasonable action harmful. The text names decisions and circumstances, not culprits.
- **Actions that can be checked, the first one named (1).** For example: the step replaces a month by its key, with a test that runs it twice and kills it in the middle (first); a rule that the table has each flight once, run before training; a stamp in each model of the data that it was trained on, so that a corrected month says which models to train again; a drill in which a step is killed. "Be more careful" and "monitor better" are none.

Take one point off, once, for far more than 300 words, or for a text that the desk could not follow.

A model answer:

From 2 to 18 May April's flights were in our table twice. The model that was trained that night weighed April double and served until 2 June: the warnings were somewhat off for a month, two weeks longer than the table was wrong, since nobody trained again after the repair.

At 02:10 the step had written April and lost the connection before the answer came. It was retried, and as it appends, it wrote April again. The retry had been set for good reason and should stay. What was wrong is that our step cannot be repeated: a lost answer never says whether the work was done.

Nobody noticed for 15 days. The contract checks the month that arrives, and that was sound; every row in the table was true, and shares do not change when a month is counted twice. The gate compares models on one week of flights; weights that are somewhat wrong hardly change a ranking. It is not made to find faults in data.

Actions. First: the step replaces a month as a whole, in one transaction, and a test runs it twice and kills it in the middle (Ben, 5 June). Second: before training, a rule on the table: each flight once, rows as many as the months had (Asha, 9 June). Third: each model records the digests of its months, and a corrected month lists the models to train again (Ben, 20 June). Fourth: each quarter we kill a step of the rehearsal on purpose and compare the result with a quiet run.
=== END MARK SCHEME ===
"""
