"""Choosing resources from the catalog: the picker's words, search and orders, as a pure function."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from groundschool.catalog.models import Catalog, Resource, Vocabulary
from groundschool.catalog.search import folded, search
from groundschool.errors import UsageError, did_you_mean

_WORDS = {
    "phase": "phases",
    "process": "processes",
    "topic": "topics",
    "level": "levels",
    "kind": "kinds",
    "cost": "costs",
    "language": "languages",
}


@dataclass(frozen=True)
class Filter:
    """What a resource must be to be chosen; None and "" ask for nothing."""

    search: str = ""
    phase: str | None = None
    process: str | None = None
    topic: str | None = None
    level: str | None = None
    kind: str | None = None
    cost: str | None = None
    language: str | None = None
    max_hours: float | None = None


FILTER_FIELDS = tuple(field.name for field in fields(Filter))


@dataclass(frozen=True)
class Chosen:
    """The resources that a filter lets through, in order."""

    resources: tuple[Resource, ...]
    taken_for: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words of the search that nothing holds, and what they were taken for."""


def select(catalog: Catalog, wanted: Filter, sort: str = "match") -> Chosen:
    """The resources that a filter lets through.

    Sorted by "match", those with more words of the search in their title come first, and easy ones before
    hard ones. A resource without hours (a community, say) passes `max_hours`: it asks for no block of time.

    Raises:
        UsageError: a word is not in the vocabulary, or there is no such order.
    """
    for field, words in _WORDS.items():
        word = getattr(wanted, field)
        known = catalog.vocabulary.ids(words)
        if word is not None and word not in known:
            raise UsageError(f"{word!r} is not a known {field}.{did_you_mean(word, known)}")
    if sort not in SORTS:
        raise UsageError(f"sort={sort!r} is not known.{did_you_mean(sort, SORTS)}")
    chosen = easy_first(catalog, catalog.resources.values())
    found = search(chosen, catalog.vocabulary, wanted.search)
    passing = [r for r in chosen if r.id in found.in_title and _passes(r, wanted, catalog.vocabulary)]
    if sort == "match":
        passing.sort(key=lambda r: -found.in_title[r.id])
    else:
        passing.sort(key=_KEYS[sort])
    return Chosen(tuple(passing), tuple(found.taken_for.items()))


def easy_first(catalog: Catalog, resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Resources from easy to hard, those that most seeds name first, then by title."""
    levels = catalog.vocabulary.ids("levels")
    return tuple(
        sorted(resources, key=lambda r: (levels.index(r.level), -len(r.seeds), r.title.casefold(), r.id))
    )


def phases_of(resource: Resource, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The phases whose processes a resource teaches, in the vocabulary's order."""
    taught = {process.phase for process in vocabulary.processes if process.id in resource.processes}
    return tuple(phase for phase in vocabulary.ids("phases") if phase in taught)


def _passes(resource: Resource, wanted: Filter, vocabulary: Vocabulary) -> bool:
    for field in ("level", "kind", "cost", "language"):
        word = getattr(wanted, field)
        if word is not None and word != getattr(resource, field):
            return False
    return (
        (wanted.process is None or wanted.process in resource.processes)
        and (wanted.topic is None or wanted.topic in resource.topics)
        and (wanted.phase is None or wanted.phase in phases_of(resource, vocabulary))
        and (wanted.max_hours is None or resource.hours is None or resource.hours <= wanted.max_hours)
    )


def _by_title(resource: Resource) -> list[tuple[int, int, str]]:
    """As a browser sorts: spaces, then signs, numbers by size, then letters without case and accents."""
    signs = re.findall(r"(\s)|(\d+)|([^\W_])|(.)", folded(resource.title))
    return [
        (0, 0, "")
        if space
        else (2, int(number), "")
        if number
        else (3, 0, letter)
        if letter
        else (1, 0, sign)
        for space, number, letter, sign in signs
    ]


_KEYS: dict[str, Callable[[Resource], Any]] = {
    "title": _by_title,
    "newest": lambda r: -(r.year or 0),
    "shortest": lambda r: math.inf if r.hours is None else r.hours,
}
SORTS = ("match", *_KEYS)
