"""The learner record as xAPI statements: each is valid, says what was done, and is the same each time."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xapi_rules
from groundschool.learner.record import LearnerRecord
from groundschool.learner.store import Event
from groundschool.learner.xapi import Statement, statements
from small_course import course

ANSWERS: dict[str, tuple[Any, str]] = {
    "late_label": (1, "1"),
    "missing_columns": ([0, 2], "0[,]2"),
    "late_share": ("0,19", "0,19"),
    "steps": ([1, 0, 2], "1[,]0[,]2"),
    "tools": ([2, 0, 1], "0[.]2[,]1[.]0[,]2[.]1"),
    "loop": ("feedback loop", "feedback loop"),
    "gone": ({"any": "thing"}, '{"any": "thing"}'),
}


def filled(workspace: Path) -> LearnerRecord:
    record = LearnerRecord(workspace)
    for name, (answer, _) in ANSWERS.items():
        record.answered(
            f"validation/{name}", answer, right=True, score=1, confidence="certain", hints=1, values={"a": 2}
        )
    record.tried("validation/units", passed=False, message="AssertionError: 3", answer="c0ffee")
    record.tried("validation/units", passed=True)
    record.finished("validation/check")
    record.picked("a_book")
    record.planned({"role": "manager"})
    return record


def exported(folder: Path) -> list[Statement]:
    record = filled(folder)
    return list(statements(record.events(), course=course(folder), learner=record.learner))


def test_every_statement_keeps_the_rules(tmp_path: Path) -> None:
    made = exported(tmp_path)

    assert len(made) == len(ANSWERS) + 5
    for statement in made:
        xapi_rules.check(statement)
    assert len({statement["id"] for statement in made}) == len(made)


def test_answers_have_the_form_of_their_interaction(tmp_path: Path) -> None:
    responses = {
        s["object"]["id"].rpartition("/")[2]: s["result"]["response"] for s in exported(tmp_path)[:7]
    }

    assert responses == {name: text for name, (_, text) in ANSWERS.items()}


def test_a_statement_says_who_did_what_with_what_result(tmp_path: Path) -> None:
    record = filled(tmp_path)
    first = next(statements(record.events(), course=course(tmp_path), learner=record.learner))

    assert first["actor"]["account"]["name"] == record.learner
    assert first["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    assert first["object"]["id"] == "urn:x-groundschool:small-course:question/validation/late_label"
    assert first["object"]["definition"]["interactionType"] == "choice"
    assert first["result"] == {
        "success": True,
        "score": {"scaled": 1.0},
        "response": "1",
        "extensions": {
            "urn:x-groundschool:confidence": "certain",
            "urn:x-groundschool:hints": 1,
            "urn:x-groundschool:values": {"a": 2},
        },
    }


def test_the_same_record_gives_the_same_statements_and_another_learner_others(tmp_path: Path) -> None:
    events = filled(tmp_path).events()
    small = course(tmp_path)

    ada, again, bob = (list(statements(events, course=small, learner=name)) for name in ("ada", "ada", "bob"))

    assert ada == again
    assert {s["id"] for s in ada}.isdisjoint(s["id"] for s in bob)


def test_no_key_and_no_graded_question_leaves(tmp_path: Path) -> None:
    text = json.dumps(exported(tmp_path))

    for secret in ("Graded prompt", "hush", "correctResponsesPattern", "explanation", "0.005"):
        assert secret not in text


_words = st.text('aé"[,]\n\0', max_size=20)  # few letters: all of Unicode take seconds to load
_results = st.dictionaries(
    st.sampled_from(["response", "success", "score", "completion", "hints", "confidence"]),
    st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), _words, st.lists(st.integers())),
)


@given(
    st.sampled_from(["answered", "passed", "failed", "completed", "preferred", "dreamt of"]),
    st.sampled_from(
        ["question/validation/steps", "question/<gone> é", "task/m/t", "plan", "resource/r", "other"]
    ),
    _results,
    st.sampled_from(["2026-11-22T10:00:00.000+00:00", "2026-11-22T10:00:00Z", "yesterday", ""]),
)
def test_whatever_is_in_a_record_the_statements_keep_the_rules(
    verb: str, what: str, result: dict[str, Any], time: str
) -> None:
    made = list(
        statements([Event(time, "learner", verb, what, result)], course=course(Path()), learner="ada")
    )

    assert len(made) == time.startswith("2026")
    for statement in made:
        xapi_rules.check(statement)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "no-uuid"),
        ("actor", {"objectType": "Agent"}),
        ("actor", {"mbox": "mailto:a@b.c", "openid": "https://a.b"}),
        ("verb.id", "answered"),
        ("verb.display", {"not a language!": "answered"}),
        ("object.id", "validation"),
        ("object.definition.interactionType", "guess"),
        ("object.definition.choices", [{"id": "a b"}]),
        ("result.response", 3),
        ("result.success", "yes"),
        ("result.score.scaled", 1.5),
        ("result.extensions", {"confidence": 1}),
        ("timestamp", "2026-11-22 10:00"),
        ("timestamp", None),
        ("more", 1),
    ],
)
def test_the_rules_refuse_what_the_specification_refuses(tmp_path: Path, path: str, value: Any) -> None:
    statement = copy.deepcopy(exported(tmp_path)[0])
    *parents, last = path.split(".")
    place = statement
    for name in parents:
        place = place[name]
    place[last] = value

    with pytest.raises((AssertionError, ValueError)):
        xapi_rules.check(statement)
