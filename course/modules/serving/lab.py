# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Lab: the desk goes live

The connection desk wants to reserve seats on later flights when a departure looks late. You build the door of that small service, make the nightly scoring survive its data, judge a load test, and read what clerks sent back.
"""

# %% provided="setup"
import json
import math
from typing import Annotated

import numpy as np
import pandas as pd
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from flightdelay import batch
from flightdelay.data import load_flights
from flightdelay.label import with_label
from flightdelay.server import in_process
from groundschool import task

february = with_label(load_flights(2)).iloc[::10]
columns = make_column_transformer(
    (OneHotEncoder(), ["carrier", "origin"]), (StandardScaler(), ["distance", "hour"])
)
pipeline = make_pipeline(columns, LogisticRegression()).fit(
    february[["carrier", "origin", "distance", "hour"]].astype({"carrier": object, "origin": object}),
    february["late"],
)


def predict(flights):
    """The risks of some flights, as a list. It raises ValueError if one of them is beyond it."""
    wanted = flights[["carrier", "origin", "distance", "hour"]]
    return pipeline.predict_proba(wanted.astype({"carrier": object, "origin": object}))[:, 1].tolist()


# %% [markdown]
"""
## Part A: the door (4 points)

A colleague has written `seats(passengers, risk)`, which says how many seats to reserve. Put it behind HTTP with FastAPI. The desk's old program sends odd things; each must be refused in words that its author can act on.
"""


# %% solution="desk_app"
def desk_app(seats):
    """A FastAPI app around `seats(passengers, risk)`, which keeps no state.

    POST /seats takes a JSON object with exactly these fields:

    - id: text of 1 to 40 characters;
    - passengers: a whole number from 0 to 900; neither text such as "12" nor true is one;
    - risk: a number from 0 to 1; not text, not NaN;
    - carrier: two capitals or digits; it may be null or left out.

    It answers 200 with {"id": the id, "seats": what `seats` gave}. A request that breaks these rules gets 422 with
    {"errors": [{"field": ..., "problem": ...}, ...]}, one for each field that is wrong, missing or unknown. The
    field is its name alone; it is "body" if the request is no JSON object at all.

    GET /health answers 200 with {"status": "alive"}.
    """

    ### BEGIN SOLUTION
    class Connection(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        id: Annotated[str, Field(min_length=1, max_length=40)]
        passengers: Annotated[int, Field(ge=0, le=900)]
        risk: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
        carrier: Annotated[str | None, Field(pattern="^[0-9A-Z]{2}$")] = None

    app = FastAPI()

    @app.exception_handler(RequestValidationError)
    async def refuse(_, error):
        known = [
            (found["loc"][1] if len(found["loc"]) > 1 else "body", found["msg"]) for found in error.errors()
        ]
        errors = [
            {"field": "body" if isinstance(name, int) else name, "problem": problem}
            for name, problem in known
        ]
        return JSONResponse({"errors": errors}, status_code=422)

    @app.post("/seats")
    def reserve(connection: Connection):
        return {"id": connection.id, "seats": seats(connection.passengers, connection.risk)}

    @app.get("/health")
    async def health():
        return {"status": "alive"}

    return app
    ### END SOLUTION


# %%
# Try it here, for example: in_process(desk_app(max)).post("/seats", json={}).json()

# %% tests="desk_app" points=4 objective="guard_the_door"
with task("serving/desk_app"):
    from fastapi import FastAPI

    from flightdelay.server import in_process

    def half(passengers, risk):
        return int(passengers * risk)

    def client_of(seats):
        app = desk_app(seats)
        assert isinstance(app, FastAPI), f"desk_app gave a {type(app).__name__}, not a FastAPI app."
        return in_process(app)

    def told(client, body, fields, hint):
        """The fields named in the refusal of a request must be these."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = client.post("/seats", content=content, headers={"Content-Type": "application/json"})
        sent = content.decode()[:90]
        assert int(answer.status_code) == 422, (
            f"POST /seats with {sent} was answered with {answer.status_code}, expected was 422. {hint}"
        )
        errors = answer.json().get("errors") if isinstance(answer.json(), dict) else None
        listed = isinstance(errors, list) and all(
            isinstance(error, dict) and {"field", "problem"} <= set(error) for error in errors
        )
        assert listed, (
            f"The refusal of {sent} is {str(answer.json())[:120]}; expected was `errors`, a list with `field` and `problem` in each. Write an exception handler for RequestValidationError."
        )
        named = sorted(str(error["field"]) for error in errors)
        assert named == sorted(fields), (
            f"The refusal of {sent} names {named}; expected was {sorted(fields)}. {hint}"
        )
        assert all(str(error["problem"]).strip() for error in errors), "A problem has no words."

    client = client_of(half)
    good = {"id": "UA-1", "passengers": 12, "risk": 0.5}
    answer = client.post("/seats", json=good)
    assert (int(answer.status_code), answer.json()) == (200, {"id": "UA-1", "seats": 6}), (
        f"POST /seats with {good} gave {answer.status_code} and {answer.text[:120]}; expected was 200 and id 'UA-1', seats 6."
    )
    answer = client.get("/health")
    assert (int(answer.status_code), answer.json()) == (200, {"status": "alive"}), (
        f"GET /health gave {answer.status_code} and {answer.text[:80]}."
    )
    told(client, {**good, "risk": 1.2}, ["risk"], "A risk is from 0 to 1.")
    told(client, {"id": "UA-1", "risk": 0.5}, ["passengers"], "A missing field is named as well.")
    told(
        client, {**good, "passengers": "12"}, ["passengers"], "Text is no number here: see pydantic's strict."
    )
    told(
        client,
        {**good, "pasengers": 3},
        ["pasengers"],
        "A field that nobody asked for is refused: extra='forbid'.",
    )
    told(
        client,
        {**good, "passengers": -1, "risk": 7},
        ["passengers", "risk"],
        "All that is wrong is told at once.",
    )
    ### BEGIN HIDDEN TESTS
    told(client, {**good, "passengers": True}, ["passengers"], "true is no number.")
    told(client, {**good, "passengers": 2.5}, ["passengers"], "A passenger is whole.")
    told(client, {**good, "passengers": 901}, ["passengers"], "At most 900.")
    told(client, {**good, "risk": "0.5"}, ["risk"], "Text is no risk.")
    told(client, {**good, "id": ""}, ["id"], "An id has at least a character.")
    told(client, {**good, "id": "x" * 41}, ["id"], "An id has at most 40 characters.")
    told(client, {**good, "carrier": "Delta"}, ["carrier"], "A carrier has two capitals or digits.")
    told(
        client,
        b'{"id": "a", "passengers": 1, "risk": NaN}',
        ["risk"],
        "Python reads NaN in JSON; it is no risk.",
    )
    told(client, b"[1, 2]", ["body"], "A list is no object.")
    told(client, b"{", ["body"], "That is no JSON.")
    for carrier in ("9E", None):
        answer = client.post("/seats", json={**good, "carrier": carrier})
        assert int(answer.status_code) == 200, f"carrier {carrier!r} was refused."
    for passengers, risk in ((0, 0), (900, 1), (7, 1)):
        answer = client.post("/seats", json={"id": "b", "passengers": passengers, "risk": risk})
        assert (int(answer.status_code), answer.json().get("seats")) == (200, half(passengers, risk)), (
            f"{passengers} passengers at risk {risk} gave {answer.text[:100]}."
        )
    both = [client_of(half), client_of(lambda *_: 99)]
    seats_given = [c.post("/seats", json=good).json().get("seats") for c in (*both, *both)]
    assert seats_given == [6, 99, 6, 99], f"Two apps side by side answered {seats_given}. Keep no state."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part B: the night in which one row failed (5 points)

The nightly scoring gives all flights to `predict` at once. Last night one flight had a carrier that the encoder had never seen; `predict` raised, and no flight had a risk in the morning. Write the scoring that gets through.
"""


# %% solution="score_all"
def score_all(flights, predict, most=500):
    """A risk for each key, whatever single rows do.

    Args:
        flights: a DataFrame with a column `id`, any index, in any order. It is not changed.
        predict: takes a DataFrame with some of these rows and gives a list of numbers, one a row, in their order. It
            raises ValueError if any of the rows is beyond it.
        most: the largest number of rows that `predict` may be given at once. If no row is at fault, it is called no
            more often than that asks for.

    Returns:
        A DataFrame with the columns `id`, `risk` (float, NaN if there is none) and `error` (text, None if there is
        none), one row for each id, in the order in which the ids first appear.

        - Rows that are the same in every column are one flight. An id with rows that differ has no risk and the error
          "two different flights"; none of these rows is given to `predict`.
        - If `predict` raises for a row alone, the row has no risk, and the words of the exception as its error. All
          other rows get their risks.
        - A number that is not from 0 to 1, such as NaN or infinity, is no risk: the error is "not a risk".
    """

    ### BEGIN SOLUTION
    def ask(part):
        """Pairs of risk and error: for a part that raises, for each half of it."""
        try:
            return [(risk, None) if 0 <= risk <= 1 else (math.nan, "not a risk") for risk in predict(part)]
        except ValueError as error:
            if len(part) == 1:
                return [(math.nan, str(error))]
            middle = len(part) // 2
            return ask(part.iloc[:middle]) + ask(part.iloc[middle:])

    different = flights.drop_duplicates()
    torn = set(different.loc[different["id"].duplicated(), "id"])
    sound = different[~different["id"].isin(torn)]
    found = [pair for start in range(0, len(sound), most) for pair in ask(sound.iloc[start : start + most])]
    answers = dict(zip(sound["id"], found, strict=True))
    ids = flights["id"].drop_duplicates().tolist()
    pairs = [answers.get(key, (math.nan, "two different flights")) for key in ids]
    scored = pd.DataFrame({"id": ids, "risk": [float(risk) for risk, _ in pairs]})
    scored["error"] = pd.Series([error for _, error in pairs], dtype=object)
    return scored
    ### END SOLUTION


# %%
# Try it here, for example: score_all(load_flights(3).assign(id=range(28834)).head(700), predict)

# %% tests="score_all" points=5 objective="choose_batch_or_online"
with task("serving/score_all"):
    from flightdelay import batch
    from flightdelay.data import load_flights

    class Watched:
        """Calls a function and remembers how many rows each call had."""

        def __init__(self, function):
            self.function, self.sizes = function, []

        def __call__(self, part):
            self.sizes.append(len(part))
            assert not part["id"].duplicated().any(), "`predict` was given one id twice in a call."
            return self.function(part)

    def scored(table, function, **options):
        """The answer as a dict from id to risk and error."""
        before = table.copy()
        answer = score_all(table, function, **options)
        assert isinstance(answer, pd.DataFrame), f"score_all gave a {type(answer).__name__}, not a DataFrame."
        assert list(answer.columns) == ["id", "risk", "error"], (
            f"The columns are {list(answer.columns)}; expected were ['id', 'risk', 'error']."
        )
        pd.testing.assert_frame_equal(table, before)
        ids = [str(key) for key in answer["id"]]
        expected = [str(key) for key in table["id"].drop_duplicates()]
        assert ids == expected, (
            f"The ids begin with {ids[:4]}, {len(ids)} in all; expected were {expected[:4]}, {len(expected)} in all: each once, in the order in which they first appear."
        )
        risks = [None if math.isnan(float(risk)) else float(risk) for risk in answer["risk"]]
        errors = [None if pd.isna(error) else str(error) for error in answer["error"]]
        return dict(zip(ids, zip(risks, errors, strict=True), strict=True))

    march = load_flights(3).iloc[::40].sample(frac=1, random_state=1)
    march["id"] = batch.keys(march)
    truth = dict(zip(march["id"], predict(march), strict=True))
    watched = Watched(predict)
    answer = scored(march, watched, most=100)
    wrong = [key for key, risk in truth.items() if answer[key] != (risk, None)]
    assert not wrong, (
        f"{wrong[0]} has {answer[wrong[0]]}; expected was {(truth[wrong[0]], None)}. Join answers to keys, not to places."
    )
    calls = -(-len(march) // 100)
    assert (max(watched.sizes) <= 100, len(watched.sizes)) == (True, calls), (
        f"{len(march)} sound rows with most=100 took {len(watched.sizes)} calls of up to {max(watched.sizes)} rows; expected were {calls} calls of up to 100."
    )
    faulty = march.copy()
    unknown, gap = faulty["id"].iloc[7], faulty["id"].iloc[555]
    faulty["distance"] = faulty["distance"].astype(float)
    faulty.loc[faulty["id"] == unknown, "carrier"] = "ZZ"
    faulty.loc[faulty["id"] == gap, "distance"] = math.nan
    answer = scored(faulty, predict)
    for key, words in ((unknown, "unknown categories"), (gap, "NaN")):
        risk, error = answer[key]
        assert (risk, words in str(error)) == (None, True), (
            f"{key}, which `predict` refuses, has risk {risk} and error {str(error)[:60]!r}; expected was no risk and the words of the exception."
        )
    lost = [key for key in truth if key not in (unknown, gap) and answer[key] != (truth[key], None)]
    assert not lost, (
        f"Two rows are at fault, and {len(lost)} others have a wrong risk or none, among them {lost[0]}: {answer[lost[0]]}. One bad row must not cost the others theirs."
    )
    twice = pd.concat([march.iloc[:5], march.iloc[[2]], march.iloc[[3]].assign(distance=99)])
    answer = scored(twice, predict)
    keys = march["id"].tolist()
    assert answer[keys[2]] == (truth[keys[2]], None), (
        f"A row that came twice has {answer[keys[2]]}; expected was its risk, once."
    )
    assert answer[keys[3]] == (None, "two different flights"), (
        f"An id with two different rows has {answer[keys[3]]}; expected was no risk and 'two different flights'."
    )
    ### BEGIN HIDDEN TESTS
    strange = {"a": math.nan, "b": math.inf, "c": -0.01, "d": 1.0, "e": 0.0, "f": 1.000001}
    table = pd.DataFrame({"id": list(strange), "x": 1}, index=[3, 3, 1, 9, 0, 3])
    answer = scored(table, Watched(lambda part: [strange[key] for key in part["id"]]))
    for key, value in strange.items():
        expected = (value, None) if 0 <= value <= 1 else (None, "not a risk")
        assert answer[key] == expected, f"{value} as a risk gave {answer[key]}; expected was {expected}."

    def picky(part):
        if part["x"].isin([3, 17, 18, 63]).any():
            raise ValueError(f"bad {part['x'].tolist()[0]}")
        return [value / 100 for value in part["x"]]

    table = pd.DataFrame({"id": [f"k{n}" for n in range(64)], "x": range(64)})
    answer = scored(table, picky, most=64)
    for number in range(64):
        bad = number in (3, 17, 18, 63)
        expected = (None, f"bad {number}") if bad else (number / 100, None)
        assert answer[f"k{number}"] == expected, (
            f"Of 64 rows four are at fault. k{number} has {answer[f'k{number}']}; expected was {expected}."
        )
    torn = pd.concat([table.iloc[:4], table.iloc[[1]].assign(x=70), table.iloc[[1]]], ignore_index=True)
    seen = Watched(lambda part: [0.5] * len(part))
    answer = scored(torn, seen)
    assert (answer["k1"], sum(seen.sizes)) == ((None, "two different flights"), 3), (
        f"k1 came three times, in two forms, and has {answer['k1']}; `predict` was given {sum(seen.sizes)} rows, expected were 3."
    )
    assert scored(table.iloc[:0], lambda _: []) == {}, "An empty table has no rows."
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part C: was the promise kept? (4 points)

The weekly report says "mean wait 74 ms, all good". Two clerks disagree. Write the report that would have told.
"""


# %% solution="wait_report"
def wait_report(waits, promise, before=None):
    """Judge the waits of a service by percentiles.

    A percentile p is by the nearest rank: of n waits in order, the one at place p/100 x n, rounded up (the first is
    place 1). A request that failed waited for ever, so it stands behind all others. A percentile needs at least
    100 / (100 - p) requests: 2 for the p50, 20 for the p95, 100 for the p99; with fewer it is None.

    Args:
        waits: milliseconds, in any order; None for a request that failed.
        promise: the p95 may be this many milliseconds at most.
        before: the waits of the last release, in the same form, or None.

    Returns:
        A dict with
        - "requests": how many; "failed": the share that failed, 0.0 if there was no request;
        - "p50", "p95", "p99": milliseconds as float, infinity if that request failed, or None;
        - "verdict": "kept", "broken", or "too few" if the p95 is None;
        - "slower": whether the p95 is more than a fifth above that of `before`; None if either is None. From infinity
          to infinity is not slower.
    """

    ### BEGIN SOLUTION
    def percentile(values, p):
        if len(values) * (100 - p) < 100:
            return None
        ordered = sorted(math.inf if value is None else float(value) for value in values)
        return ordered[-(-p * len(ordered) // 100) - 1]

    p95 = percentile(waits, 95)
    earlier = None if before is None else percentile(before, 95)
    return {
        "requests": len(waits),
        "failed": sum(wait is None for wait in waits) / len(waits) if waits else 0.0,
        "p50": percentile(waits, 50),
        "p95": p95,
        "p99": percentile(waits, 99),
        "verdict": "too few" if p95 is None else "kept" if p95 <= promise else "broken",
        "slower": None if p95 is None or earlier is None else p95 > 1.2 * earlier,
    }
    ### END SOLUTION


# %%
# Try it here, for example: wait_report([40] * 95 + [900] * 5, promise=200)

# %% tests="wait_report" points=4 objective="judge_latency"
with task("serving/wait_report"):

    def reported(waits, promise, expected, hint, **options):
        given = list(waits)
        report = wait_report(waits, promise, **options)
        assert isinstance(report, dict), f"wait_report gave a {type(report).__name__}, not a dict."
        assert list(waits) == given, "wait_report changed the list of waits."
        for key, value in expected.items():
            assert key in report, f"The report has no {key!r}. It has {sorted(map(str, report))}."
            found = report[key]
            if isinstance(value, float):
                same = isinstance(found, (int, float)) and not isinstance(found, bool)
                same = same and (float(found) == value or abs(float(found) - value) < 1e-9)
            else:
                same = type(found) in (type(value), np.bool_) and bool(found == value)
            assert same, (
                f"{key} of {len(given)} waits (the longest: {sorted(given, key=lambda w: math.inf if w is None else w)[-3:]}) is {found!r}, expected was {value!r}. {hint}"
            )

    hundred = [40] * 94 + [250] * 5 + [900]
    reported(
        hundred[::-1],
        200,
        {"requests": 100, "failed": 0.0, "p50": 40.0, "p95": 250.0, "p99": 250.0, "verdict": "broken"},
        "Sort, then take place p/100 x n, rounded up, the first being place 1.",
    )
    reported(hundred, 250, {"verdict": "kept"}, "The p95 may be as much as the promise.")
    reported([10, 20, 30], 200, {"p50": 20.0}, "Place 1.5 is rounded up to 2: a wait that somebody met.")
    reported(
        [50] * 19,
        200,
        {"p50": 50.0, "p95": None, "p99": None, "verdict": "too few"},
        "The p95 needs 20 requests, the p99 100.",
    )
    reported(
        [30] * 18 + [None] * 2,
        200,
        {"failed": 0.1, "p95": math.inf, "verdict": "broken"},
        "A request that failed waited for ever. Left out, it would make the service look better.",
    )
    reported(
        [61] * 40,
        200,
        {"verdict": "kept", "slower": True},
        "61 is more than a fifth above 50.",
        before=[50] * 40,
    )
    ### BEGIN HIDDEN TESTS
    reported(
        [], 200, {"requests": 0, "failed": 0.0, "p50": None, "verdict": "too few"}, "No request, no report."
    )
    reported([7], 200, {"p50": None}, "The p50 needs 2 requests.")
    reported([9, 7], 200, {"p50": 7.0}, "Of two waits the p50 is the shorter.")
    reported([5] * 20, 5, {"p95": 5.0, "p99": None, "verdict": "kept"}, "All waits are the same.")
    reported(
        list(range(1, 21)),
        19,
        {"p95": 19.0, "p50": 10.0, "verdict": "kept"},
        "Place 0.95 x 20 is 19, exactly.",
    )
    reported(list(range(1, 42)), 39, {"p95": 39.0}, "Place 38.95 is rounded up to 39.")
    reported(list(range(1, 201)), 500, {"p99": 198.0, "p95": 190.0, "p50": 100.0}, "Ranks of 200 waits.")
    reported([0.5, None, 0.25] * 40, 1, {"p50": 0.5, "failed": 40 / 120, "p95": math.inf}, "A third failed.")
    reported([60] * 20, 99, {"slower": False}, "60 is a fifth above 50, not more.", before=[50] * 20)
    reported([60] * 20, 99, {"slower": None}, "The release before had too few.", before=[50] * 19)
    reported([60] * 20, 99, {"slower": None}, "There is no release before.")
    reported([60] * 19, 99, {"slower": None}, "Too few now.", before=[50] * 20)
    reported([None] * 20, 99, {"slower": False}, "For ever is not slower than for ever.", before=[None] * 20)
    reported([None] * 20, 99, {"slower": True}, "For ever is slower than 50.", before=[50] * 20)
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part D: the knee (4 points)

The load test left a table. The head of operations asks three things: where is the knee, how many clerks can work with the promised wait, and is the table to be trusted?
"""


# %% solution="read_load_test"
def read_load_test(table, promise):
    """What a table of loads says. Clients ask without a pause.

    Args:
        table: a DataFrame with a row a load, in any order: `clients` (whole numbers, each once), `throughput` (answers
            a second), `wait` (seconds, the mean).
        promise: the mean wait may be this many seconds at most.

    Returns:
        A dict with
        - "suspect": the list of clients, ascending, of rows that break Little's law: throughput x wait is more than a
          fifth away from the clients. Such rows are left out of the other two answers;
        - "knee": the smallest number of clients with at least 0.95 of the highest throughput in the table. None if
          this is the largest number of clients in the table (or there is no row): then the end was not reached;
        - "most_clients": the largest number of clients up to which every row keeps the promise; 0 if the first breaks it.
    """
    ### BEGIN SOLUTION
    ordered = table.sort_values("clients")
    under_way = ordered["throughput"] * ordered["wait"]
    away = (under_way - ordered["clients"]).abs() > 0.2 * ordered["clients"]
    sound = ordered[~away]
    enough = sound.loc[sound["throughput"] >= 0.95 * sound["throughput"].max(), "clients"]
    knee = int(enough.iloc[0]) if len(enough) and enough.iloc[0] < sound["clients"].iloc[-1] else None
    kept = sound.loc[(sound["wait"] <= promise).cummin(), "clients"]
    return {
        "suspect": [int(clients) for clients in ordered.loc[away, "clients"]],
        "knee": knee,
        "most_clients": int(kept.iloc[-1]) if len(kept) else 0,
    }
    ### END SOLUTION


# %%
# Try it here, for example:
# loads = pd.DataFrame({"clients": [1, 2, 4, 8], "throughput": [10, 19, 24, 25], "wait": [0.1, 0.105, 0.167, 0.32]})
# read_load_test(loads, promise=0.2)

# %% tests="read_load_test" points=4 objective="find_the_knee"
with task("serving/read_load_test"):

    def read(rows, promise, expected, hint):
        table = pd.DataFrame(rows, columns=["clients", "throughput", "wait"])
        before = table.copy()
        answer = read_load_test(table, promise)
        assert isinstance(answer, dict), f"read_load_test gave a {type(answer).__name__}, not a dict."
        pd.testing.assert_frame_equal(table, before)
        for key, value in expected.items():
            assert key in answer, f"The answer has no {key!r}."
            found = answer[key]
            if value is not None and not isinstance(value, list) and isinstance(found, (int, np.integer)):
                found = int(found)
            if isinstance(value, list) and isinstance(found, (list, tuple)):
                found = [int(clients) for clients in found]
            assert (type(found), found) == (type(value), value), (
                f"{key} of the loads {[tuple(row) for row in rows]} with promise {promise} is {found!r}, expected was {value!r}. {hint}"
            )

    loads = [(1, 10, 0.1), (2, 19, 0.105), (4, 24, 0.167), (8, 25, 0.32), (16, 24.5, 0.65)]
    read(
        loads,
        0.2,
        {"suspect": [], "knee": 4, "most_clients": 4},
        "The highest throughput is 25; 24 is the first with 0.95 of it.",
    )
    read(
        loads[::-1], 0.11, {"knee": 4, "most_clients": 2}, "The rows may come in any order: sort by clients."
    )
    read(
        [(1, 10, 0.1), (2, 20, 0.1), (4, 40, 0.1)],
        1,
        {"knee": None, "most_clients": 4},
        "Throughput still grows with the largest load, so no knee was seen.",
    )
    read(
        [*loads, (32, 90, 0.1)],
        0.2,
        {"suspect": [32], "knee": 4, "most_clients": 4},
        "90 x 0.1 = 9 under way, with 32 clients: these requests failed fast. Leave the row out first.",
    )
    ### BEGIN HIDDEN TESTS
    read(loads, 0.05, {"most_clients": 0}, "Not even one client is served as promised.")
    read(
        [(1, 10, 0.1), (2, 10, 0.2), (4, 10, 0.4)],
        0.2,
        {"knee": 1, "most_clients": 2},
        "Flat from the start.",
    )
    read(
        [(1, 10, 0.1), (2, 5, 0.4), (4, 40, 0.1), (8, 41, 0.195)],
        0.3,
        {"knee": 4, "most_clients": 1},
        "Two clients waited too long, so 4 is no load up to which every row keeps the promise.",
    )
    read(
        [(3, 29, 0.1), (6, 30, 0.13), (9, 31, 0.29)],
        1,
        {"suspect": [6], "knee": None, "most_clients": 9},
        "After the suspect row is left out, 3 has 0.94 of the highest throughput.",
    )
    read([(5, 50, 0.1)], 1, {"suspect": [], "knee": None, "most_clients": 5}, "One row shows no knee.")
    read([(5, 500, 0.1)], 1, {"suspect": [5], "knee": None, "most_clients": 0}, "No row is left.")
    read(
        [(10, 100, 0.08), (20, 100, 0.24), (40, 100, 0.4)],
        1,
        {"suspect": [], "knee": 10},
        "Just a fifth away is not more than a fifth.",
    )
    ### END HIDDEN TESTS

# %% [markdown]
"""
## Part E: what the clerks sent back (4 points)

For a month clerks could press "I disagree". The corrections lie in a table; before anybody draws conclusions, join them to what was said and to what happened.
"""


# %% solution="read_corrections"
def read_corrections(corrections, predictions, outcomes, threshold):
    """Join corrections to predictions and outcomes, and say what they are worth.

    Args:
        corrections: `id`, `model_version`, `said` ("late" or "on time"), `at` (time), in any order. A clerk may
            correct a prediction again: the latest counts, of the same time the row that stands last.
        predictions: `id`, `model_version`, `risk`; one row for each pair of id and version.
        outcomes: `id`, `late` (true, false or missing); one row for each id. Not every flight has one yet.
        threshold: a warning was shown from this risk on.

    Returns:
        A dict with
        - "cases": a DataFrame with `id`, `model_version`, `risk`, `said`, `late`, one row for each corrected
          prediction, by id and then version, index from 0. `late` is missing where the outcome is not known;
        - "unknown": how many rows of `corrections` are about no prediction of ours;
        - "right": of the cases with an outcome, the share in which what was said came true; None without such cases;
        - "wrong": of all predictions with an outcome, the share in which the warning, or the silence, was wrong;
          None without such predictions.
    """

    ### BEGIN SOLUTION
    def share(answers):
        return float(answers.mean()) if len(answers) else None

    key = ["id", "model_version"]
    latest = corrections.sort_values("at", kind="stable").drop_duplicates(key, keep="last")
    happened = outcomes[["id", "late"]].astype({"late": "boolean"})
    said = predictions.merge(happened, on="id", how="left")
    cases = said.merge(latest[[*key, "said"]], on=key).sort_values(key, ignore_index=True)
    ours = corrections.merge(predictions[key], on=key)
    closed, told = cases.dropna(subset="late"), said.dropna(subset="late")
    return {
        "cases": cases[["id", "model_version", "risk", "said", "late"]],
        "unknown": len(corrections) - len(ours),
        "right": share((closed["said"] == "late") == closed["late"].astype(bool)),
        "wrong": share((told["risk"] >= threshold) != told["late"].astype(bool)),
    }
    ### END SOLUTION


# %%
# Try it here with small tables of your own.

# %% tests="read_corrections" points=4 objective="learn_from_corrections"
with task("serving/read_corrections"):

    def joined(corrections, predictions, outcomes, threshold):
        tables = [
            pd.DataFrame(corrections, columns=["id", "model_version", "said", "at"]),
            pd.DataFrame(predictions, columns=["id", "model_version", "risk"]).astype({"risk": float}),
            pd.DataFrame(outcomes, columns=["id", "late"]).astype({"late": "boolean"}),
        ]
        tables[0]["at"] = pd.to_datetime(tables[0]["at"])
        for table in (tables[0], tables[1]):
            table[["id", "model_version"]] = table[["id", "model_version"]].astype(object)
        answer = read_corrections(*tables, threshold)
        assert isinstance(answer, dict), f"read_corrections gave a {type(answer).__name__}, not a dict."
        assert {"cases", "unknown", "right", "wrong"} <= set(answer), f"The keys are {sorted(answer)}."
        cases = answer["cases"]
        assert isinstance(cases, pd.DataFrame), f"cases is a {type(cases).__name__}, not a DataFrame."
        assert list(cases.columns) == ["id", "model_version", "risk", "said", "late"], (
            f"The columns of cases are {list(cases.columns)}."
        )
        assert cases.index.tolist() == list(range(len(cases))), "The index of cases counts from 0."
        rows = [
            (str(key), str(version), float(risk), str(said), None if pd.isna(late) else bool(late))
            for key, version, risk, said, late in cases.itertuples(index=False)
        ]
        shares = [
            None if answer[name] is None else round(float(answer[name]), 6) for name in ("right", "wrong")
        ]
        return rows, int(answer["unknown"]), *shares

    predictions = [("a", "1", 0.1), ("b", "1", 0.6), ("c", "1", 0.2), ("d", "1", 0.7), ("a", "2", 0.4)]
    outcomes = [("d", False), ("a", True), ("b", True), ("c", False)]
    corrections = [
        ("d", "1", "on time", "2013-03-02"),
        ("a", "1", "late", "2013-03-01"),
        ("x", "1", "late", "2013-03-01"),
        ("b", "2", "on time", "2013-03-01"),
    ]
    rows, unknown, right, wrong = joined(corrections, predictions, outcomes, 0.3)
    expected = [("a", "1", 0.1, "late", True), ("d", "1", 0.7, "on time", False)]
    assert rows == expected, (
        f"The cases are {rows}; expected were {expected}. Join by id and version: a correction of version 1 is no case of version 2."
    )
    assert unknown == 2, (
        f"unknown is {unknown}, expected was 2: x was never asked for, and b had no version 2."
    )
    assert right == 1.0, f"right is {right}, expected was 1.0: both clerks said what then happened."
    assert wrong == 0.4, (
        f"wrong is {wrong}, expected was 0.4: of five predictions, not of the corrected ones alone, two were wrong."
    )
    again = [*corrections, ("a", "1", "on time", "2013-02-28"), ("d", "1", "late", "2013-03-03")]
    rows, unknown, right, _ = joined(again, predictions, outcomes, 0.3)
    assert ([row[3] for row in rows], right) == (["late", "late"], 0.5), (
        f"Two clerks changed their minds: said is {[row[3] for row in rows]} and right {right}; expected were ['late', 'late'] and 0.5. The latest counts, whatever the order of the rows."
    )
    rows, _, right, wrong = joined(corrections, predictions, [("b", True), ("d", None)], 0.3)
    assert ([row[4] for row in rows], right, wrong) == ([None, None], None, 0.0), (
        f"With the outcome of b alone, late is {[row[4] for row in rows]}, right {right}, wrong {wrong}; expected were [None, None], None and 0.0. What is not known yet is neither late nor on time."
    )
    ### BEGIN HIDDEN TESTS
    rows, unknown, right, wrong = joined([], predictions, outcomes, 0.7)
    assert (rows, unknown, right, wrong) == ([], 0, None, 0.8), (
        f"Without corrections the answer is {(rows, unknown, right, wrong)}; a warning is shown from the threshold on."
    )
    assert joined(corrections, predictions, [], 0.3)[3] is None, "Without outcomes wrong is None."
    tied = [("c", "1", "late", "2013-03-05"), ("c", "1", "on time", "2013-03-05")]
    rows, unknown, _, _ = joined(tied, predictions, outcomes, 0.3)
    assert (rows, unknown) == ([("c", "1", 0.2, "on time", False)], 0), (
        f"Of two corrections at the same time the last row counts; the cases are {rows}."
    )
    many = [("x", "9", "late", "2013-03-01")] * 3 + [("a", "2", "late", "2013-03-01")]
    rows, unknown, right, _ = joined(many, predictions, outcomes, 0.3)
    assert (rows, unknown, right) == ([("a", "2", 0.4, "late", True)], 3, 1.0), (
        f"Three rows are about no prediction of ours; unknown is {unknown}, the cases are {rows}."
    )
    both = [("a", "2", "on time", "2013-03-01"), ("a", "1", "late", "2013-03-01")]
    rows, *_ = joined(both, predictions, outcomes, 0.3)
    assert [row[1] for row in rows] == ["1", "2"], f"Cases are ordered by id and version; they are {rows}."
    ### END HIDDEN TESTS

# %% [markdown] written="batch_or_online" points=6 objective="choose_batch_or_online"
"""
## Part F: batch or online? (6 points)

The head of the desk writes:

> From May on, 40 clerks will work with the risks. Most of the day each opens a page with the next 20 departures of an airport; it should be there within a fifth of a second. About once an hour a clerk asks for a flight that is on no page, because a passenger names it. The load test says: one flight takes 35 ms, a thousand together 90 ms, and one process gives 28 answers a second however many ask. The AUC is 0.75 with fresh weather and delays, 0.72 when they are three hours old, 0.65 when they are six hours old; the schedule alone gives 0.68. Weather arrives once an hour, delays every minute. A contractor offers us a cluster of GPU servers. What should we build?

Answer in at most 250 words: a decision, the figures it rests on, what happens when things fail, and what you would measure after a week.

=== BEGIN MARK SCHEME ===
One point for each of these, six at most. A point needs the figure or the reason, not the word alone.

- **The pages come from a batch (1).** The next departures are known; a few hundred flights together cost about 0.1 s. Every few minutes or each hour is enough, looked up by key.
- **Why not one by one (1).** 40 clerks with 20 flights are 800 requests for one round of pages; at 28 a second a page that asks for its 20 alone takes most of a second, and all together half a minute. (One request for 20 flights would do as well as an answer.)
- **How fresh, with a figure (1).** Under an hour or so keeps nearly all of 0.75; at six hours it is below the schedule. So a nightly batch is wrong.
- **A small online service for the odd flight (1).** 40 an hour are far below 28 a second; the same code and the same version as the batch, so that both agree.
- **When tables or service fail (1).** Tables older than about three to six hours: fall back on the model of the schedule, or say so on the page. Old answers carry their time. If the service is down the page still stands.
- **No GPUs, with the reason (1).** The cost is in the overhead around the model, not in the trees; together or a second copy is enough.
- **What to measure after a week (1).** The p95 of whole pages (not the mean, not of single flights), age of the tables, failures, and calibration or cost when outcomes are in; clerks' corrections as cases.

Take one point off, once, for an answer that a head of a desk could not follow, or for far more than 250 words.

A model answer:

Build a batch that runs every ten minutes, with a small service beside it. No GPUs.

The pages show flights that we know in advance, a few hundred at a time. Together they cost about a tenth of a second of one core; asked for one by one, twenty flights take 0.7 s, and forty clerks at once would wait half a minute, since one process gives 28 answers a second. So the batch writes risk, key, model version and time into a table, and a page reads its 20 rows in milliseconds. Ten minutes of age cost next to nothing: three hours cost 0.03 of AUC, and at six hours we would be worse than with the schedule alone, so a nightly run will not do.

For the flight that a passenger names, the service answers online. Forty an hour is nothing for it. It runs the same code and model as the batch, so a flight has one risk, not two. A second copy makes it safe to restart one.

If weather or delays stop, the page shows the age of the answer; after three hours we switch to the model of the schedule and say so. If the service is down, pages still work.

GPUs would speed up the trees, which take the least of the time. After a week I would look at the p95 of whole pages, the age of the tables, failed requests, calibration by airport, and read the clerks' corrections one by one. Shall we decide on Thursday?
=== END MARK SCHEME ===
"""
