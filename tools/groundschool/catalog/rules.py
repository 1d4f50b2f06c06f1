"""What must hold between the files of the catalog: words exist, references resolve, nothing is there twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from groundschool.catalog.document import Document, Where
from groundschool.catalog.models import (
    WORD_LISTS,
    Catalog,
    ChecklistItem,
    Process,
    Resource,
    Topic,
    Vocabulary,
)
from groundschool.errors import Problem, did_you_mean

WORD_FIELDS = {
    "kind": "kinds",
    "level": "levels",
    "cost": "costs",
    "format": "formats",
    "language": "languages",
    "processes": "processes",
    "topics": "topics",
    "seeds": "seeds",
}


def vocabulary_problems(
    vocabulary: Vocabulary, documents: Mapping[str, Document], existing: Collection[str]
) -> Iterator[Problem]:
    """Words that are there twice or lead nowhere."""
    sources = {*vocabulary.ids("seeds"), *existing}
    for name in WORD_LISTS:
        document = documents[name]
        seen: dict[str, int] = {}
        for index, word in enumerate(getattr(vocabulary, name)):
            if word.id in seen:
                yield document.problem(
                    (index, "id"), f"'{word.id}' is already on line {seen[word.id]}. Keep one of them."
                )
            seen.setdefault(word.id, document.line((index, "id")))
            yield from _references(document, (index, "sources"), word.sources, sources, "source")
            if isinstance(word, Process):
                yield from _word(document, (index, "phase"), word.phase, "phases", vocabulary)
            if isinstance(word, Topic):
                yield from _word(document, (index, "process"), word.process, "processes", vocabulary)
            if isinstance(word, ChecklistItem):
                yield from _word(document, (index, "checklist"), word.checklist, "checklists", vocabulary)
            if name in {"phases", "processes", "checklists"} and not word.sources:
                yield document.problem(
                    (index,), f"'{word.id}' has no sources. Name the seeds or resources it comes from."
                )


def resource_problems(
    catalog: Catalog, documents: Mapping[str, Document], existing: Collection[str]
) -> Iterator[Problem]:
    """Words and references of each resource, addresses that two share, and circles of prerequisites."""
    by_address: dict[str, str] = {}
    for resource in catalog.resources.values():
        document = documents[resource.id]
        for field, words in WORD_FIELDS.items():
            value = getattr(resource, field)
            if isinstance(value, str):
                yield from _word(document, (field,), value, words, catalog.vocabulary)
                continue
            yield from _twice(document, field, value)
            for index, word in enumerate(value):
                yield from _word(document, (field, index), word, words, catalog.vocabulary)
        yield from _references(document, ("prerequisites",), resource.prerequisites, existing, "resource")
        yield from _status(document, resource, existing)
        address = normal_address(resource.url)
        other = by_address.setdefault(address, resource.id)
        if other != resource.id:
            yield document.problem(
                ("url",), f"'{other}' has the same address. Keep one of the two resources."
            )
    yield from _circle_problems(catalog, documents)


def _circle_problems(catalog: Catalog, documents: Mapping[str, Document]) -> Iterator[Problem]:
    prerequisites = {r.id: r.prerequisites for r in catalog.resources.values()}
    for circle in circles(prerequisites):
        yield documents[circle[0]].problem(
            ("prerequisites",),
            f"a circle: {' needs '.join((*circle, circle[0]))}. Take one of these prerequisites out.",
        )
    successors = {r.id: (r.superseded_by,) for r in catalog.resources.values() if r.superseded_by}
    for circle in circles(successors):
        yield documents[circle[0]].problem(
            ("superseded_by",),
            f"a circle: {' gives way to '.join((*circle, circle[0]))}. Name the one to prefer.",
        )


def coverage_problems(catalog: Catalog, processes: Document) -> Iterator[Problem]:
    """Processes that nothing teaches."""
    taught = {process for resource in catalog.resources.values() for process in resource.processes}
    for index, process in enumerate(catalog.vocabulary.processes):
        if process.id not in taught:
            yield processes.problem(
                (index, "id"),
                f"no resource teaches '{process.id}'. Add one in catalog/resources, or remove the process.",
            )


def normal_address(url: str) -> str:
    """Fold what does not make two web addresses different: scheme, www, trailing slash, fragment."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def circles(edges: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle of references once, beginning with its first name in sort order."""
    done: set[str] = set()
    found: set[tuple[str, ...]] = set()
    for start in sorted(edges):
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(edges[start])))]
        trail = [start]
        while stack:
            following = next(stack[-1][1], None)
            if following is None:
                done.add(stack.pop()[0])
                trail.pop()
            elif following in trail:
                circle = trail[trail.index(following) :]
                first = circle.index(min(circle))
                found.add((*circle[first:], *circle[:first]))
            elif following in edges and following not in done:
                stack.append((following, iter(sorted(edges[following]))))
                trail.append(following)
    yield from sorted(found)


def _word(
    document: Document, path: Where, word: str, words: str, vocabulary: Vocabulary
) -> Iterator[Problem]:
    known = vocabulary.ids(words)
    if word not in known:
        yield document.problem(
            path, f"'{word}' is not in vocabulary/{words}.yml.{did_you_mean(word, known)} Use a known word."
        )


def _references(
    document: Document, path: Where, names: Iterable[str], existing: Collection[str], what: str
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in existing:
            near = did_you_mean(name, existing)
            hint = near if "Did you mean" in near else ""
            yield document.problem(
                (*path, index), f"there is no {what} '{name}'.{hint} Correct or remove it."
            )


def _twice(document: Document, field: str, values: tuple[str, ...]) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield document.problem((field, index), f"'{value}' stands there twice. Remove one.")


def _status(document: Document, resource: Resource, existing: Collection[str]) -> Iterator[Problem]:
    if resource.status == "superseded" and resource.superseded_by is None:
        yield document.problem(
            ("superseded_by",), "is empty although the status is superseded. Name the resource to prefer."
        )
    if resource.status != "superseded" and resource.superseded_by is not None:
        yield document.problem(
            ("status",), f"is {resource.status} although superseded_by is set. Say superseded."
        )
    if resource.superseded_by is not None:
        yield from _references(document, ("superseded_by",), (resource.superseded_by,), existing, "resource")
