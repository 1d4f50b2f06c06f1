"""Text of the catalog and the sources as markdown: escaped, cited, and with alert boxes."""

from __future__ import annotations

import html
import re

from groundschool.catalog.models import Resource
from groundschool.course.sources import ADMONITION, BOXES, CITATION, OBJECTIVE


def escape(text: str) -> str:
    """Show text as it is: nothing in it becomes markdown or markup."""
    return re.sub(r"([\\`*_\[\]|~$])", r"\\\1", html.escape(text, quote=False).replace("\n", " "))


def link(resource: Resource) -> str:
    """A resource's title, linked."""
    address = resource.url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{escape(resource.title)}]({address})"


def citation(resource: Resource) -> str:
    """A resource as it is cited in a sentence: author and year, linked; else its title."""
    if not resource.authors or resource.year is None:
        return f"({link(resource)})"
    families = [author.rsplit(" ", maxsplit=1)[-1] for author in resource.authors]
    several = 2
    names = families[0] if len(families) == 1 else f"{families[0]} and {families[1]}"
    if len(families) > several:
        names = f"{families[0]} and others"
    address = link(resource).rpartition("](")[2]
    return f"([{escape(names)}, {resource.year}]({address})"


def reference(resource: Resource) -> str:
    """A resource as one line of a list of references."""
    authors = ", ".join(resource.authors[:3]) + (" and others" if len(resource.authors) > 3 else "")  # noqa: PLR2004
    when = f" ({resource.year})" if resource.year else ""
    return f"{escape(authors)}{when}. {link(resource)}." if authors else f"{link(resource)}{when}."


def cited(source: str) -> tuple[str, ...]:
    """The ids that a text cites, in order."""
    return tuple(match[1] for match in CITATION.finditer(source))


def without_objective_marks(source: str) -> str:
    """A text without the comments that tie sections to objectives."""
    return OBJECTIVE.sub("", source)


def boxes(source: str) -> str:
    """MyST admonitions as HTML alert boxes, which JupyterLab and GitHub show without an extension."""
    return ADMONITION.sub(_box, source)


def _box(match: re.Match[str]) -> str:
    style, heading = BOXES[match[1]]
    heading = match[2].strip() or heading
    return (
        f'<div class="alert alert-block alert-{style}">\n<b>{html.escape(heading)}.</b>\n\n'
        f"{match[3].strip()}\n\n</div>"
    )
