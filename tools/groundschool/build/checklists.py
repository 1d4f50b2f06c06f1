"""The checklists of the field as text: how much of each the course covers, and where."""

from __future__ import annotations

from groundschool.build import text
from groundschool.course.spine import Course, Module
from groundschool.course.ticks import Ticked, modules_by_item, ticked

MARK = "<!-- checklists -->"


def listing(course: Course) -> str:
    """Each checklist as a folded table of its items and the modules that tick them."""
    modules = modules_by_item(course)
    return "\n\n".join(_folded(course, found, modules) for found in ticked(course))


def _folded(course: Course, found: Ticked, modules: dict[str, tuple[Module, ...]]) -> str:
    words = course.catalog.vocabulary
    checklist = next(word for word in words.checklists if word.id == found.checklist)
    rows = []
    for item in words.checklist_items:
        if item.checklist == found.checklist:
            links = [f"[{text.escape(m.title)}]({m.notebook})" for m in modules.get(item.id, ())]
            title = f"**{text.escape(item.title)}.** {text.escape(item.definition)}"
            rows.append(f"| {title} | {', '.join(links) or 'not here yet'} |")
    resources = [
        course.catalog.resources[name] for name in checklist.sources if name in course.catalog.resources
    ]
    sources = "".join(f" {text.citation(resource)}" for resource in resources)
    return "\n".join(
        [
            "<details>",
            f"<summary>{text.escape(checklist.title)}: {found.done} of {found.total}</summary>",
            "",
            f"{text.escape(checklist.definition)}{sources}",
            "",
            "| What it asks for | Taught and graded in |",
            "|:---|:---|",
            *rows,
            "",
            "</details>",
        ]
    )
