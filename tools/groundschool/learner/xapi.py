"""The learner record as xAPI statements, which a learning record store can import.

The data model is that of xAPI 1.0.3, part two (https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md); verbs and
kinds of activity are those of the ADL vocabulary. A statement's id follows from what it says, so importing the same
record twice adds nothing.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from groundschool.course.questions import (
    MatchingQuestion,
    MultipleQuestion,
    OrderingQuestion,
    Question,
    SingleQuestion,
)
from groundschool.course.spine import Course
from groundschool.learner.store import Event

Statement = dict[str, Any]

ACTIVITY = "urn:x-groundschool:"
"""How the name of an activity begins; then come the course, and the object as the record names it."""
_ADL = "http://adlnet.gov/expapi"
_VERBS = frozenset({"answered", "passed", "failed", "completed", "preferred"})
_TYPES = {"question": "cmi.interaction", "task": "performance", "section": "lesson", "resource": "link"}
_INTERACTIONS = {
    "single": "choice",
    "multiple": "choice",
    "numeric": "numeric",
    "ordering": "sequencing",
    "matching": "matching",
    "short_text": "fill-in",
    "fill_in": "long-fill-in",
}
# Nobody's site: an account needs one, and who the learner is stays with the learner.
_HOME = "https://groundschool.invalid"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_NAMESPACE = uuid.UUID("6f1d3a0e-7c52-4f0b-9f3e-6a3d2b1c9e80")


def statements(events: Iterable[Event], *, course: Course, learner: str) -> Iterator[Statement]:
    """Each event as a statement, oldest first; an activity is described where it first occurs.

    An event whose time cannot be read is left out: a statement needs one.
    """
    described: set[str] = set()
    for number, event in enumerate(events):
        if not _TIME.fullmatch(event.time):
            continue
        activity = activity_id(course, event.object)
        definition = {} if activity in described else _definition(course, event.object)
        described.add(activity)
        yield _statement(event, number, course, learner, {"id": activity, **definition})


def activity_id(course: Course, what: str) -> str:
    """The name of something in a course, the world over."""
    return f"{ACTIVITY}{re.sub(r'[^a-z0-9]+', '-', course.title.lower()).strip('-')}:{quote(what)}"


def response_text(kind: str, answer: object) -> str:
    """An answer in xAPI's form for its kind of interaction, for example `0[,]2` for two choices."""
    if kind in {"multiple", "ordering"} and isinstance(answer, list):
        return "[,]".join(map(str, answer))
    if kind == "matching" and isinstance(answer, list):
        return "[,]".join(f"{left}[.]{right}" for left, right in enumerate(answer))
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def question_of(course: Course, what: str) -> Question | None:
    """The question that an object `question/module/name` names, if the course has it."""
    kind, _, name = what.partition("/")
    module, _, identifier = name.partition("/")
    asked = course.questions.get(module, ()) if kind == "question" else ()
    return next((question for question in asked if question.id == identifier), None)


def _statement(event: Event, number: int, course: Course, learner: str, activity: Statement) -> Statement:
    said = json.dumps([learner, number, event.time, event.verb, event.object, event.result], sort_keys=True)
    module = event.object.partition("/")[2].partition("/")[0]
    known = [one for one in course.modules if one.id == module]
    parent = [{"id": activity_id(course, f"module/{one.id}"), "objectType": "Activity"} for one in known]
    return {
        "id": str(uuid.uuid5(_NAMESPACE, said)),
        "actor": {"objectType": "Agent", "account": {"homePage": _HOME, "name": learner or "learner"}},
        "verb": {
            "id": f"{_ADL}/verbs/{event.verb}"
            if event.verb in _VERBS
            else f"{ACTIVITY}verb:{quote(event.verb)}",
            "display": {"en": event.verb},
        },
        "object": {"objectType": "Activity", **activity},
        "result": _result(event, course),
        "timestamp": event.time,
        **({"context": {"contextActivities": {"parent": parent}}} if parent else {}),
    }


def _result(event: Event, course: Course) -> Statement:
    result: Statement = {}
    question = question_of(course, event.object)
    for name, value in event.result.items():
        if name in {"success", "completion"} and isinstance(value, bool):
            result[name] = value
        elif name == "score" and isinstance(value, int | float):
            result["score"] = {"scaled": min(1.0, max(-1.0, float(value)))}
        elif name == "response":
            result["response"] = response_text(question.kind if question else "", value)
        elif value is not None:
            result.setdefault("extensions", {})[f"{ACTIVITY}{name}"] = value
    return result


def _definition(course: Course, what: str) -> Statement:
    kind, _, name = what.partition("/")
    definition: Statement = {"name": {"und": name or what}}
    if kind in _TYPES:
        definition["type"] = f"{_ADL}/activities/{_TYPES[kind]}"
    question = question_of(course, what)
    if question:
        definition |= _interaction(question)
    elif kind == "question":
        definition["type"] = f"{_ADL}/activities/question"
    return {"definition": definition}


def _interaction(question: Question) -> Statement:
    described: Statement = {
        "description": {"und": question.prompt},
        "interactionType": _INTERACTIONS[question.kind],
    }
    if isinstance(question, SingleQuestion | MultipleQuestion):
        described["choices"] = _components(choice.text for choice in question.choices)
    elif isinstance(question, OrderingQuestion):
        described["choices"] = _components(item.text for item in question.items)
    elif isinstance(question, MatchingQuestion):
        described["source"] = _components(pair.left for pair in question.pairs)
        described["target"] = _components(pair.right for pair in question.pairs)
    return described


def _components(texts: Iterable[str]) -> list[Statement]:
    return [{"id": str(index), "description": {"und": text}} for index, text in enumerate(texts)]
