"""The rules of xAPI 1.0.3 for statements, part two: https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md.

Strict: what a rule says a learning record store SHALL or MUST reject raises AssertionError, with its section. Only
what our statements may hold is known; any other property is refused.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}|und)(?:-[A-Za-z0-9]{2,8})*")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_INTERACTIONS = {
    *("true-false", "choice", "fill-in", "long-fill-in", "matching"),
    *("performance", "sequencing", "likert", "numeric", "other"),
}
_COMPONENTS = {"choice": {"choices"}, "sequencing": {"choices"}, "matching": {"source", "target"}}


def check(statement: Any) -> None:
    """Check one statement (2.2, 2.4)."""
    _keys(statement, {"actor", "verb", "object"}, {"id", "result", "context", "timestamp"}, "2.4")
    _no_nulls(statement)
    if "id" in statement:  # 2.4.1: a UUID in its standard form
        assert str(uuid.UUID(statement["id"])) == statement["id"].lower(), "2.4.1"
    _agent(statement["actor"])
    _keys(statement["verb"], {"id"}, {"display"}, "2.4.3")
    _iri(statement["verb"]["id"], "2.4.3")
    _language_map(statement["verb"].get("display", {}), "2.4.3")
    _activity(statement["object"])
    if "result" in statement:
        _result(statement["result"])
    if "context" in statement:
        _context(statement["context"])
    if "timestamp" in statement:  # 4.5: ISO 8601, with a time zone that is not -00:00
        stamp = statement["timestamp"]
        assert _TIMESTAMP.fullmatch(stamp), f"4.5: {stamp}"
        assert not stamp.endswith(("-00:00", "-0000", "-00")), "4.5"
        datetime.fromisoformat(stamp)


def _agent(agent: Any) -> None:
    """2.4.2: an agent has exactly one inverse functional identifier."""
    _keys(agent, set(), {"objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"}, "2.4.2.1")
    assert agent.get("objectType", "Agent") == "Agent", "2.4.2.1"
    assert len(agent.keys() & {"mbox", "mbox_sha1sum", "openid", "account"}) == 1, "2.4.2.3"
    if "account" in agent:
        _keys(agent["account"], {"homePage", "name"}, set(), "2.4.2.4")
        _iri(agent["account"]["homePage"], "2.4.2.4")
        _text(agent["account"]["name"], "2.4.2.4")


def _activity(activity: Any) -> None:
    """2.4.4.1, and the interaction activities of its table."""
    _keys(activity, {"id"}, {"objectType", "definition"}, "2.4.4.1")
    assert activity.get("objectType", "Activity") == "Activity", "2.4.4"
    _iri(activity["id"], "2.4.4.1")
    definition = activity.get("definition", {})
    _keys(
        definition,
        set(),
        {"name", "description", "type", "interactionType", "choices", "source", "target", "extensions"},
        "2.4.4.1",
    )
    _language_map(definition.get("name", {}), "2.4.4.1")
    _language_map(definition.get("description", {}), "2.4.4.1")
    if "type" in definition:
        _iri(definition["type"], "2.4.4.1")
    lists = definition.keys() & {"choices", "source", "target"}
    if "interactionType" in definition:
        assert definition["interactionType"] in _INTERACTIONS, "2.4.4.1"
        assert lists <= _COMPONENTS.get(definition["interactionType"], set()), "2.4.4.1"
    else:
        assert not lists, "2.4.4.1"
    for name in lists:
        ids = [component["id"] for component in definition[name]]
        assert len(set(ids)) == len(ids), "2.4.4.1: distinct ids"
        for component in definition[name]:
            _keys(component, {"id"}, {"description"}, "2.4.4.1")
            _text(component["id"], "2.4.4.1")
            assert not re.search(r"\s", component["id"]), "2.4.4.1"
            _language_map(component.get("description", {}), "2.4.4.1")


def _result(result: Any) -> None:
    """2.4.5."""
    _keys(result, set(), {"score", "success", "completion", "response", "extensions"}, "2.4.5")
    for name in ("success", "completion"):
        assert isinstance(result.get(name, True), bool), "2.4.5"
    assert isinstance(result.get("response", ""), str), "2.4.5"
    score = result.get("score", {})
    _keys(score, set(), {"scaled"}, "2.4.5.1")
    assert not isinstance(score.get("scaled", 0), bool), "2.4.5.1"
    assert -1 <= score.get("scaled", 0) <= 1, "2.4.5.1"
    for key in result.get("extensions", {}):
        _iri(key, "4.1")


def _context(context: Any) -> None:
    """2.4.6."""
    _keys(context, set(), {"contextActivities", "platform", "extensions"}, "2.4.6")
    activities = context.get("contextActivities", {})
    _keys(activities, set(), {"parent", "grouping", "category", "other"}, "2.4.6.2")
    for listed in activities.values():
        assert listed, "2.4.6.2"
        for activity in listed:
            _activity(activity)


def _keys(value: Any, needed: set[str], allowed: set[str], section: str) -> None:
    assert isinstance(value, dict), f"{section}: {value!r} is no object"
    assert needed <= value.keys() <= needed | allowed, f"{section}: {sorted(value)}"


def _no_nulls(value: Any, place: str = "statement") -> None:
    """2.2: no null, except inside extensions."""
    assert value is not None, f"2.2: {place} is null"
    for key, part in value.items() if isinstance(value, dict) else ():
        if key != "extensions":
            _no_nulls(part, f"{place}.{key}")
    for part in value if isinstance(value, list) else ():
        _no_nulls(part, f"{place}[]")


def _iri(value: Any, section: str) -> None:
    _text(value, section)
    assert _IRI.fullmatch(value), f"{section}: {value!r} is no IRI"


def _text(value: Any, section: str) -> None:
    assert isinstance(value, str), section
    assert value, section


def _language_map(value: Any, section: str) -> None:
    assert isinstance(value, dict), section
    for language, text in value.items():
        assert _LANGUAGE.fullmatch(language), f"{section}: {language!r}"
        assert isinstance(text, str), section
