"""What a learner did: questions answered, resources picked, tasks tried, sections finished.

    LearnerRecord ── adds ──> EventStore (one file in the workspace)
         └── reads ──> summarise(events) -> Summary

Nothing is ever changed or deleted: a later event overrules an earlier one when the log is summarised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from groundschool.learner.identity import learner_id
from groundschool.learner.store import Event, EventStore
from groundschool.paths import WORKSPACE_FOLDER

# One person works in a workspace; who that is does not leave the machine.
ACTOR = "learner"
_PLACE = re.compile(r"\b0x[0-9a-fA-F]+")
# Verbs of the ADL vocabulary (http://adlnet.gov/expapi/verbs/).
ANSWERED, PASSED, FAILED, COMPLETED, PREFERRED = "answered", "passed", "failed", "completed", "preferred"
# What a learner may say about an answer before it is marked, from the least sure to the most.
CONFIDENCE = ("guessing", "fairly sure", "certain")


@dataclass(frozen=True)
class Answered:
    """The last answer to a question, and how often it was tried."""

    answer: Any
    right: bool
    score: float
    tries: int
    confidence: str = ""
    values: dict[str, float] = field(default_factory=dict)
    """The numbers of the variant that was asked."""


@dataclass(frozen=True)
class Summary:
    """Where the learner stands.

    Questions, tasks and sections are named `module/name`.
    """

    answers: dict[str, Answered] = field(default_factory=dict)
    picked: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    passed_tasks: frozenset[str] = frozenset()
    failed_tasks: frozenset[str] = frozenset()
    failed_tries: dict[str, int] = field(default_factory=dict)
    """How many failed tries of a task differ, in the answer or in the message."""
    finished_sections: frozenset[str] = frozenset()
    plan: dict[str, Any] = field(default_factory=dict)


class LearnerRecord:
    """The record of the learner who owns a workspace; without a workspace it lasts as long as the kernel."""

    def __init__(self, workspace: Path | None) -> None:
        self._store = EventStore(workspace / WORKSPACE_FOLDER / "record.sqlite") if workspace else None
        self._workspace = workspace
        self._events: list[Event] = []

    @property
    def path(self) -> Path | None:
        """Where the record is kept; None when it is not."""
        return self._store.path if self._store else None

    @property
    def learner(self) -> str:
        """A random name for whoever owns the workspace; empty without one."""
        return learner_id(self._workspace)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the learner must be told: a damaged file that was found, and where it is kept."""
        return tuple(self._store.notices) if self._store else ()

    def answered(
        self,
        question: str,
        answer: object,
        *,
        right: bool,
        score: float,
        confidence: str = "",
        hints: int = 0,
        values: dict[str, float] | None = None,
    ) -> None:
        """Note the answer to a question: how sure the learner was, after how many hints, in which variant."""
        more = {"confidence": confidence, "hints": hints, "values": values}
        known = {name: value for name, value in more.items() if value}
        result = {"response": answer, "success": right, "score": score, **known}
        self._add(ANSWERED, f"question/{question}", result)

    def picked(self, resource: str, *, wanted: bool = True) -> None:
        """Note that a resource was put into the plan, or taken out of it."""
        self._add(PREFERRED, f"resource/{resource}", {"response": wanted})

    def planned(self, choices: dict[str, Any]) -> None:
        """Note the role, level, hours and other choices that the plan is made from."""
        self._add(PREFERRED, "plan", {"response": choices})

    def tried(self, task: str, *, passed: bool, message: str = "", answer: str = "") -> None:
        """Note that the tests of a task ran, what they said, and a digest of the answer that they ran on."""
        result = {"success": passed, "response": message, "answer": answer}
        self._add(PASSED if passed else FAILED, f"task/{task}", result)

    def finished(self, section: str, *, finished: bool = True) -> None:
        """Note that a section of a lesson is finished, or that it is not after all."""
        self._add(COMPLETED, f"section/{section}", {"completion": finished})

    def events(self) -> list[Event]:
        """The whole log, oldest first."""
        return self._store.read() if self._store else list(self._events)

    def summary(self) -> Summary:
        """Where the learner stands now."""
        return summarise(self.events())

    def _add(self, verb: str, what: str, result: dict[str, Any]) -> None:
        event = Event(datetime.now(UTC).isoformat(timespec="milliseconds"), ACTOR, verb, what, result)
        if self._store:
            self._store.append(event)
        else:
            self._events.append(event)


def summarise(events: Iterable[Event]) -> Summary:
    """Fold a log into where the learner stands; events of kinds it does not know are passed over."""
    answers: dict[str, Answered] = {}
    wanted: dict[str, bool] = {}
    tasks: dict[str, bool] = {}
    failures: dict[str, set[tuple[str, str]]] = {}
    sections: set[str] = set()
    plan: dict[str, Any] = {}
    for event in events:
        kind, _, name = event.object.partition("/")
        response = event.result.get("response")
        if event.verb == ANSWERED and kind == "question":
            answers[name] = _answered(event, answers.get(name))
        elif event.verb == PREFERRED and kind == "resource":
            wanted.pop(name, None)  # The order is that of the last choice.
            wanted[name] = bool(response)
        elif event.verb == PREFERRED and kind == "plan" and isinstance(response, dict):
            plan = response
        elif kind == "task":
            # Once passed is passed: a later try-out does not take it away.
            tasks[name] = tasks.get(name, False) or event.verb == PASSED
            if event.verb == FAILED:
                failures.setdefault(name, set()).add(_failure(event))
        elif event.verb == COMPLETED and kind == "section":
            (sections.discard if event.result.get("completion") is False else sections.add)(name)
    return Summary(
        answers=answers,
        picked=tuple(name for name, yes in wanted.items() if yes),
        removed=tuple(name for name, yes in wanted.items() if not yes),
        passed_tasks=frozenset(name for name, passed in tasks.items() if passed),
        failed_tasks=frozenset(name for name, passed in tasks.items() if not passed),
        failed_tries={name: len(different) for name, different in failures.items()},
        finished_sections=frozenset(sections),
        plan=plan,
    )


def _failure(event: Event) -> tuple[str, str]:
    """What makes a failed try differ from another: the answer, and the message but for places in memory."""
    message, answer = event.result.get("response"), event.result.get("answer", "")
    return _PLACE.sub("0x", str(message)), str(answer)


def _answered(event: Event, before: Answered | None) -> Answered:
    score, values = event.result.get("score"), event.result.get("values")
    return Answered(
        answer=event.result.get("response"),
        right=event.result.get("success") is True,
        score=float(score) if isinstance(score, int | float) else 0.0,
        tries=before.tries + 1 if before else 1,
        confidence=str(event.result.get("confidence", "")),
        values=values if isinstance(values, dict) else {},
    )
