"""A picker for readers without a kernel: a table of the resources that it would begin with."""

from __future__ import annotations

from html import escape

from groundschool.catalog.models import Catalog, Resource
from groundschool.catalog.query import Filter
from groundschool.course.spine import Course
from groundschool.widgets._html import Bundle, bundle, counted, folded, link, table, wrapped
from groundschool.widgets._resources import first_view

# The first rows stand open; a longer table would push away what follows. Many more make a notebook heavy.
OPEN_ROWS = 12
MOST_ROWS = 200
_HEADS = ("Resource", "Kind, level, cost, time", "What it gives you")


def static_picker(
    course: Course,
    module: str | None = None,
    *,
    search: str = "",
    phase: str | None = None,
    process: str | None = None,
    topic: str | None = None,
    level: str | None = None,
    kind: str | None = None,
    cost: str | None = None,
    language: str | None = None,
    max_hours: float | None = None,
) -> Bundle:
    """The resources of a module's processes, or of the whole catalog, that pass a filter.

    Raises:
        UsageError: no such module, or a word that is not in the vocabulary.
    """
    wanted = Filter(
        search=search,
        phase=phase,
        process=process,
        topic=topic,
        level=level,
        kind=kind,
        cost=cost,
        language=language,
        max_hours=max_hours,
    )
    resources = first_view(course, module, wanted)
    about = f" for {course.module(module).title}" if module is not None else ""
    rows = [_row(resource, course.catalog) for resource in resources[:MOST_ROWS]]
    html = f"<p><b>Resources{escape(about)}</b> ({len(resources)}; run the notebook to search and pick)</p>\n"
    html += table(_HEADS, rows[:OPEN_ROWS])
    if len(rows) > OPEN_ROWS:
        html += "\n" + folded(f"{len(rows) - OPEN_ROWS} more", table(_HEADS, rows[OPEN_ROWS:]))
    if len(resources) > MOST_ROWS:
        html += f"\n<p>And {len(resources) - MOST_ROWS} that only a running notebook shows.</p>"
    return bundle(html, f"Resource picker{about}: {counted(len(resources), 'resource')}.")


def _row(resource: Resource, catalog: Catalog) -> list[str]:
    vocabulary = catalog.vocabulary
    by = ", ".join([*resource.authors, *([str(resource.year)] if resource.year else [])])
    facts = [
        vocabulary.title(words, word)
        for words, word in (("kinds", resource.kind), ("levels", resource.level), ("costs", resource.cost))
    ]
    if resource.hours:
        facts.append(f"{resource.hours:g} h")
    return [
        "<br>".join(filter(None, (link(resource.url, resource.title), wrapped(by)))),
        escape(", ".join([facts[0], *(fact.lower() for fact in facts[1:])])),
        "\n".join((wrapped(resource.summary), *_more(resource, catalog))),
    ]


def _more(resource: Resource, catalog: Catalog) -> list[str]:
    """What to know first and what replaces a resource, folded away; nothing for most."""
    first = [catalog.resources[other].title for other in resource.prerequisites]
    said = [f"<p>Know first: {wrapped('; '.join(first))}</p>"] if first else []
    if resource.superseded_by:
        said.append(f"<p>Superseded by {wrapped(catalog.resources[resource.superseded_by].title)}</p>")
    return [folded("Before you choose it", "\n".join(said))] if said else []
