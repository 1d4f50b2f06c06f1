"""Which questions to ask again, and when: spaced review by the published schedule SM-2.

P. A. Wozniak, Optimization of learning, 1990, chapter 3.2, https://super-memory.com/english/ol/sm2.htm: after the
first right answer a question rests for one day, after the second for six, then each time for longer by its easiness
(2.5 to begin with, never under 1.3), which each answer changes by its quality. A wrong answer begins anew.

SM-2 grades an answer from 0 to 5. Here: right and certain 5, right 4, right after a hint or by guessing 3, wrong 1.
What SM-2 leaves open: a right answer before the question is due says nothing about memory and changes nothing, and
a wrong one leaves the question due until it is answered right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from groundschool.learner.record import ANSWERED, CONFIDENCE
from groundschool.learner.store import Event

EASIEST, HARDEST = 2.5, 1.3
_PASSED = 3


@dataclass(frozen=True)
class Memory:
    """How well a question sits: `module/question`, right answers in a row, easiness, days of rest, when it is due."""

    question: str
    due: datetime
    row: int = 0
    easiness: float = EASIEST
    days: float = 0.0

    @property
    def wrong(self) -> bool:
        """Whether the last answer that counted was wrong."""
        return self.row == 0


def memories(events: Iterable[Event]) -> dict[str, Memory]:
    """What the log says of each question that was answered, by question."""
    found: dict[str, Memory] = {}
    for event in events:
        kind, _, name = event.object.partition("/")
        time = _time(event.time)
        if event.verb == ANSWERED and kind == "question" and time:
            found[name] = _after(found.get(name) or Memory(name, time), time, quality(event))
    return found


def due(memories: Iterable[Memory], now: datetime) -> list[Memory]:
    """What to ask now: first what was answered wrong, then what has waited longest; the same for the same log."""
    waiting = [memory for memory in memories if memory.due <= now]
    return sorted(waiting, key=lambda memory: (not memory.wrong, memory.due, memory.question))


def quality(event: Event) -> int:
    """SM-2's grade of an answer, from 0 to 5."""
    if event.result.get("success") is not True:
        return 1
    confidence = event.result.get("confidence")
    if event.result.get("hints") or confidence == CONFIDENCE[0]:
        return 3
    return 5 if confidence == CONFIDENCE[-1] else 4


def _after(before: Memory, time: datetime, grade: int) -> Memory:
    if grade < _PASSED:
        return Memory(before.question, time, easiness=before.easiness)
    if time < before.due:
        return before
    days = {0: 1.0, 1: 6.0}.get(before.row, before.days * before.easiness)
    change = 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02)
    easiness = max(HARDEST, before.easiness + change)
    return Memory(before.question, time + timedelta(days=days), before.row + 1, easiness, days)


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
