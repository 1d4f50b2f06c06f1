"""Which resources a picker begins with, and the catalog in the compact form in which the browser gets it."""

from __future__ import annotations

import gzip
import json
from typing import Any

from groundschool.catalog.models import Catalog, Resource
from groundschool.catalog.query import Filter, easy_first, select
from groundschool.course.spine import Course
from groundschool.widgets._html import visible


def first_view(course: Course, module: str | None, wanted: Filter) -> tuple[Resource, ...]:
    """The resources that a filter lets through, of a module's processes if one is named, easy ones first.

    Raises:
        UsageError: no such module, or a word that is not in the vocabulary.
    """
    processes = set(course.module(module).processes) if module is not None else None
    found = select(course.catalog, wanted).resources
    return easy_first(
        course.catalog,
        (r for r in found if processes is None or processes.intersection(r.processes)),
    )


def scope(course: Course, identifier: str | None) -> dict[str, Any]:
    """The title of the module that a picker stands in, and the positions of its processes in the vocabulary."""
    if identifier is None:
        return {}
    module = course.module(identifier)
    places = course.catalog.vocabulary.ids("processes")
    return {"title": module.title, "processes": [places.index(process) for process in module.processes]}


def compact(catalog: Catalog) -> bytes:
    """The catalog as picker_catalog.js unpacks it: JSON by columns, compressed with gzip; same input, same bytes.

    A column holds the values of one field, and for a controlled word or another resource its position.
    """
    vocabulary = catalog.vocabulary
    resources = easy_first(catalog, catalog.resources.values())
    lists = ("phases", "processes", "topics", "kinds", "levels", "costs", "formats", "languages")
    place = {name: {word: i for i, word in enumerate(vocabulary.ids(name))} for name in lists}
    number = {r.id: i for i, r in enumerate(resources)}
    columns: dict[str, list[Any]] = {
        "id": [r.id for r in resources],
        "title": [visible(r.title) for r in resources],
        "url": [visible(r.url) for r in resources],
        "authors": [[visible(author) for author in r.authors] for r in resources],
        "summary": [visible(r.summary) for r in resources],
        "year": [r.year for r in resources],
        "hours": [r.hours for r in resources],
        "kind": [place["kinds"][r.kind] for r in resources],
        "level": [place["levels"][r.level] for r in resources],
        "cost": [place["costs"][r.cost] for r in resources],
        "format": [place["formats"][r.format] for r in resources],
        "language": [place["languages"][r.language] for r in resources],
        "processes": [[place["processes"][word] for word in r.processes] for r in resources],
        "topics": [[place["topics"][word] for word in r.topics] for r in resources],
        "prerequisites": [[number[other] for other in r.prerequisites] for r in resources],
        "status": [r.status for r in resources],
        "successor": [number[r.superseded_by] if r.superseded_by else None for r in resources],
    }
    data = {
        "words": {
            name: [[word, vocabulary.title(name, word)] for word in vocabulary.ids(name)] for name in lists
        },
        "groups": {
            "processes": [place["phases"][process.phase] for process in vocabulary.processes],
            "topics": [place["processes"][topic.process] for topic in vocabulary.topics],
        },
        "expects": [level.definition for level in vocabulary.levels],
        "columns": columns,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)
