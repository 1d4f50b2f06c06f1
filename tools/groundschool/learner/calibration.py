"""How well a learner knows what they know: how often they were right when they said how sure they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from groundschool.learner.record import ANSWERED, CONFIDENCE
from groundschool.learner.store import Event

ENOUGH = 5
"""Answers at one level before anything is said about it: fewer are luck."""
# What each level promises, at the least and at the most.
_PROMISES = dict(zip(CONFIDENCE, ((0.0, 0.6), (0.5, 0.9), (0.9, 1.0)), strict=True))


@dataclass(frozen=True)
class Level:
    """A level of confidence: answers given with it, and how many of them were right."""

    name: str
    answers: int
    right: int

    @property
    def verdict(self) -> str:
        """What the share says, in a few words; empty while there are too few answers."""
        if self.answers < ENOUGH:
            return ""
        least, most = _PROMISES[self.name]
        share = self.right / self.answers
        if share < least:
            return "less often right than you think"
        return "you know more than you think" if share > most else "as it should be"


def calibration(events: Iterable[Event]) -> tuple[Level, ...]:
    """Each level, the least sure first.

    An answer counts if it was the first to its question, or the first after a right one: between a wrong answer and
    the next stands the explanation, and who has read it may well be certain.
    """
    explained: set[str] = set()
    given = dict.fromkeys(CONFIDENCE, 0)
    right = dict.fromkeys(CONFIDENCE, 0)
    for event in events:
        if event.verb != ANSWERED:
            continue
        level, is_right = event.result.get("confidence"), event.result.get("success") is True
        if event.object not in explained and isinstance(level, str) and level in given:
            given[level] += 1
            right[level] += is_right
        if is_right:
            explained.discard(event.object)
        else:
            explained.add(event.object)
    return tuple(Level(name, given[name], right[name]) for name in CONFIDENCE)
