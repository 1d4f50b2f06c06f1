"""Which resources a picker begins with, and the catalog in the compact form in which the browser gets it."""

from __future__ import annotations

from typing import Any

from groundschool.catalog.models import Catalog, Resource
from groundschool.catalog.query import Filter, select
from groundschool.course.spine import Course


def first_view(course: Course, module: str | None, wanted: Filter) -> tuple[Resource, ...]:
    """The resources that a filter lets through, of a module's processes if one is named, easy ones first.

    Raises:
        UsageError: no such module, or a word that is not in the vocabulary.
    """
    processes = set(course.module(module).processes) if module is not None else None
    found = select(course.catalog, wanted)
    return in_order(
        course.catalog,
        (r for r in found if processes is None or processes.intersection(r.processes)),
    )


def in_order(catalog: Catalog, resources: Any) -> tuple[Resource, ...]:
    """Resources from easy to hard, those that most seeds name first, then by title."""
    levels = catalog.vocabulary.ids("levels")
    return tuple(
        sorted(resources, key=lambda r: (levels.index(r.level), -len(r.seeds), r.title.casefold(), r.id))
    )


def compact(catalog: Catalog) -> dict[str, Any]:
    """The catalog as lists: words once, and for each resource the positions of its words.

    The order of a row's columns is that in which picker.js reads them.
    """
    vocabulary = catalog.vocabulary
    lists = ("phases", "processes", "topics", "kinds", "levels", "costs", "formats", "languages")
    place = {name: {word: i for i, word in enumerate(vocabulary.ids(name))} for name in lists}
    words = {name: [[word, vocabulary.title(name, word)] for word in vocabulary.ids(name)] for name in lists}
    phase_of = [place["phases"][process.phase] for process in vocabulary.processes]
    rows = [
        [
            r.id,
            r.title,
            r.url,
            list(r.authors),
            r.year,
            r.hours,
            r.summary,
            place["kinds"][r.kind],
            place["levels"][r.level],
            place["costs"][r.cost],
            place["formats"][r.format],
            place["languages"][r.language],
            [place["processes"][word] for word in r.processes],
            [place["topics"][word] for word in r.topics],
            list(r.prerequisites),
            r.status,
            r.superseded_by,
        ]
        for r in in_order(catalog, catalog.resources.values())
    ]
    return {"words": words, "phaseOf": phase_of, "rows": rows}
