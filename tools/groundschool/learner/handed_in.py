"""Learner records that others handed in: SQLite files as workspaces keep them, or exported xAPI statements.

Nothing in them is trusted: a file is opened for reading only, a row that is none is passed over, and a file that
cannot be read is one line in the report.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import MsgspecError, Raw, Struct
from msgspec.json import Decoder

from groundschool.learner.record import ANSWERED, FAILED, PASSED
from groundschool.learner.xapi import ACTIVITY
from groundschool.paths import WORKSPACE_FOLDER

MOST_BYTES = 64 * 2**20
MOST_EVENTS = 100_000
# Thousands of steps of SQLite's machine: a record of a term needs a few; a view that never ends is stopped.
_MOST_STEPS = 20_000
_QUESTION, _TASK = "question/", "task/"
_LAST = "SELECT time FROM events ORDER BY number DESC LIMIT 1"
# As the record writes it. Inside a text its quotes are escaped, so it cannot stand there.
_RIGHT = '"success": true'
# One pass in SQLite, which tells what needs no reading by a number: a class has half a million events.
_PASSED, _FAILED, _WAS_RIGHT = 1, 2, 3
_TOLD = (
    f"SELECT object, CASE WHEN verb = '{PASSED}' THEN {_PASSED} WHEN verb = '{FAILED}' THEN {_FAILED} "  # noqa: S608 - our own words
    f"WHEN verb = '{ANSWERED}' THEN CASE WHEN instr(result, '{_RIGHT}') THEN {_WAS_RIGHT} ELSE result END END "
    f"FROM events ORDER BY number LIMIT {MOST_EVENTS}"
)
_decode = json.JSONDecoder().raw_decode


@dataclass(slots=True)
class Tries:
    """What one learner did with one question or task."""

    first: Any = None
    """The first response."""
    first_right: bool = False
    right: bool = False
    """Whether it was ever right."""
    wrong: int = 0


@dataclass(slots=True)
class Handed:
    """What one learner did: questions and tasks by `module/name`, and when they were last seen."""

    learner: str
    questions: dict[str, Tries] = field(default_factory=dict)
    tasks: dict[str, Tries] = field(default_factory=dict)
    last: str = ""


def records_in(folder: Path) -> dict[str, Path]:
    """The records below a folder, by learner: the name of the file, or of the folder of their workspace."""
    found: dict[str, Path] = {}
    for path in sorted({*folder.rglob("*.sqlite"), *folder.rglob("*.json")}):
        inside = path.relative_to(folder)
        if ".damaged-" in path.name or path.name == "manifest.json":
            continue
        parts = [part for part in inside.parent.parts if part != WORKSPACE_FOLDER]
        name = "/".join(parts) if path.stem == "record" and parts else inside.with_suffix("").as_posix()
        # Somebody who handed in both forms of one record is one learner.
        found.setdefault(name, path)
    return found


def read_record(learner: str, path: Path) -> Handed:
    """Read one record.

    Raises:
        ValueError: it is neither of the two forms, or too large.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 2**20} MB")
    handed = Handed(learner)
    read = _read_rows if path.suffix == ".sqlite" else _read_statements
    read(handed, path)
    return handed


def _answered(handed: Handed, name: str, result: _Result) -> None:
    right = result.success is True
    tries = handed.questions.get(name)
    if tries is None:
        tries = handed.questions[name] = Tries(result.response, right)
    tries.right = tries.right or right
    tries.wrong += not right


def _tried(handed: Handed, name: str, *, passed: bool, times: int = 1) -> None:
    tries = handed.tasks.setdefault(name, Tries())
    tries.right = tries.right or passed
    tries.wrong += 0 if passed else times


def _read_rows(handed: Handed, path: Path) -> None:
    try:
        with closing(_open(path)) as connection:
            for (time,) in connection.execute(_LAST):
                handed.last = str(time)
            told = connection.execute(_TOLD).fetchall()
    except sqlite3.Error as error:
        raise ValueError(f"it is no learner record ({error})") from None
    _count(handed, told)


def _count(handed: Handed, told: list[tuple[object, object]]) -> None:
    """Rows of `_TOLD`; of answers, only what drew somebody who was wrong at first is worth reading in full."""
    tasks: Counter[tuple[object, object]] = Counter()
    answers: dict[object, Tries | None] = {}
    for what, how in told:
        if how in (_PASSED, _FAILED):
            tasks[what, how] += 1
            continue
        tries = answers.get(what)
        if tries is None:
            answers[what] = _first(how)
        elif how == _WAS_RIGHT:
            tries.right = True
        else:
            tries.wrong += isinstance(how, str)
    for what, tries in answers.items():
        if tries and isinstance(what, str) and what.startswith(_QUESTION):
            handed.questions[what.removeprefix(_QUESTION)] = tries
    for (what, how), times in tasks.items():
        if isinstance(what, str) and what.startswith(_TASK):
            _tried(handed, what.removeprefix(_TASK), passed=how == _PASSED, times=times)


def _first(how: object) -> Tries | None:
    """The first answer to a question; None if it is none."""
    if how == _WAS_RIGHT:
        return Tries(None, True, True)
    result = _object(how) if isinstance(how, str) else None
    if result is None:
        return None
    right = result.get("success") is True
    return Tries(result.get("response"), right, right, not right)


def _open(path: Path) -> sqlite3.Connection:
    steps = 0

    def stop() -> bool:
        nonlocal steps
        steps += 1
        return steps > _MOST_STEPS

    # Immutable: no journal of theirs is played back, and no lock is needed.
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.set_progress_handler(stop, 1000)
    return connection


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = _decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class _Named(Struct):
    id: str


class _Result(Struct):
    success: Any = None
    response: Any = None


class _Statement(Struct):
    """What of an xAPI statement is looked at."""

    timestamp: str
    verb: _Named
    object: _Named
    result: _Result


# A list first, so that a statement that is none costs no other.
_LISTED, _STATEMENT = Decoder(list[Raw]), Decoder(_Statement)


def _read_statements(handed: Handed, path: Path) -> None:
    try:
        listed = _LISTED.decode(path.read_bytes())
    except (MsgspecError, RecursionError):
        raise ValueError("it is no list of statements in JSON") from None
    for raw in listed[:MOST_EVENTS]:
        try:
            statement = _STATEMENT.decode(raw)
        except (MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        handed.last = max(handed.last, statement.timestamp)
        verb = statement.verb.id.rpartition("/")[2]
        what = statement.object.id.removeprefix(ACTIVITY).partition(":")[2]
        if verb == ANSWERED and what.startswith(_QUESTION):
            _answered(handed, what[len(_QUESTION) :], statement.result)
        elif verb in {PASSED, FAILED} and what.startswith(_TASK):
            _tried(handed, what[len(_TASK) :], passed=verb == PASSED)
