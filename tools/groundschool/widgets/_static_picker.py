"""A picker for readers without a kernel: a table of the resources that it would begin with."""

from __future__ import annotations

from html import escape

from groundschool.catalog.models import Resource, Vocabulary
from groundschool.catalog.query import Filter
from groundschool.course.spine import Course
from groundschool.widgets._html import Bundle, bundle, counted, link, table
from groundschool.widgets._resources import first_view

# A longer table makes a notebook heavy and is read by nobody.
MOST_ROWS = 200


def static_picker(
    course: Course,
    module: str | None = None,
    *,
    search: str = "",
    phase: str | None = None,
    process: str | None = None,
    level: str | None = None,
    kind: str | None = None,
    cost: str | None = None,
    max_hours: float | None = None,
) -> Bundle:
    """The resources of a module's processes, or of the whole catalog, that pass a filter.

    Raises:
        UsageError: no such module, or a word that is not in the vocabulary.
    """
    wanted = Filter(
        search=search, phase=phase, process=process, level=level, kind=kind, cost=cost, max_hours=max_hours
    )
    resources = first_view(course, module, wanted)
    vocabulary = course.catalog.vocabulary
    about = f" for {course.module(module).title}" if module is not None else ""
    rows = (_row(resource, vocabulary) for resource in resources[:MOST_ROWS])
    html = f"<p><b>Resources{escape(about)}</b> ({len(resources)}; run the notebook to search and pick)</p>\n"
    html += table(("Resource", "Kind", "Level", "Cost", "Hours", "What it gives you"), rows)
    if len(resources) > MOST_ROWS:
        html += f"\n<p>And {len(resources) - MOST_ROWS} more.</p>"
    return bundle(html, f"Resource picker{about}: {counted(len(resources), 'resource')}.")


def _row(resource: Resource, vocabulary: Vocabulary) -> list[str]:
    by = ", ".join([*resource.authors, *([str(resource.year)] if resource.year else [])])
    title = link(resource.url, resource.title)
    return [
        f"{title}<br>{escape(by)}" if by else title,
        escape(vocabulary.title("kinds", resource.kind)),
        escape(vocabulary.title("levels", resource.level)),
        escape(vocabulary.title("costs", resource.cost)),
        f"{resource.hours:g}" if resource.hours else "",
        escape(resource.summary),
    ]
