"""Choosing resources from the catalog: the same words as the picker, as a pure function."""

from __future__ import annotations

from dataclasses import dataclass, fields

from groundschool.catalog.models import Catalog, Resource, Vocabulary
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


def select(catalog: Catalog, wanted: Filter) -> tuple[Resource, ...]:
    """The resources that a filter lets through, by title.

    Every word of `search` must occur in title, authors, summary, or the titles of topics and processes.
    A resource without hours (a community, say) passes `max_hours`: it asks for no block of time.

    Raises:
        UsageError: a word is not in the vocabulary.
    """
    for field, words in _WORDS.items():
        word = getattr(wanted, field)
        known = catalog.vocabulary.ids(words)
        if word is not None and word not in known:
            raise UsageError(f"{word!r} is not a known {field}.{did_you_mean(word, known)}")
    chosen = (r for r in catalog.resources.values() if _passes(r, wanted, catalog.vocabulary))
    return tuple(sorted(chosen, key=lambda r: (r.title.casefold(), r.id)))


def phases_of(resource: Resource, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The phases whose processes a resource teaches, in the vocabulary's order."""
    taught = {process.phase for process in vocabulary.processes if process.id in resource.processes}
    return tuple(phase for phase in vocabulary.ids("phases") if phase in taught)


def searched_text(resource: Resource, vocabulary: Vocabulary) -> str:
    """The text that a search looks at, folded to lower case."""
    topics = [vocabulary.title("topics", topic) for topic in resource.topics]
    processes = [vocabulary.title("processes", process) for process in resource.processes]
    return " ".join((resource.title, *resource.authors, resource.summary, *topics, *processes)).casefold()


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
        and all(word in searched_text(resource, vocabulary) for word in wanted.search.casefold().split())
    )


FILTER_FIELDS = tuple(field.name for field in fields(Filter))
