"""The pages of the site: which there are, in which order, and each notebook as Sphinx is to read it."""

from __future__ import annotations

import base64
import html
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import nbformat

from groundschool.build.files import START_NOTEBOOK
from groundschool.build.page import Cell, Notebook, code, markdown
from groundschool.build.widget_cells import widget_call
from groundschool.course.spine import Course
from groundschool.errors import ContentError, Problem, UsageError
from groundschool.site.live import PLAN_PAGE, live, picker_place, plan_place

START = "index"
# A link in a text, and in the HTML that widgets and data frames store.
_LINK = re.compile(r"(\]\()([^)\s]*)")
_HTML_LINK = re.compile(r"(<a [^>]*?href=\")([^\"]*)")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)


@dataclass(frozen=True)
class SitePage:
    """A page: its name without an ending, its notebook, and the pictures that it shows."""

    name: str
    notebook: Notebook
    pictures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Pages that stand together in the table of contents, each with the title that it has there."""

    title: str
    pages: tuple[tuple[str, str], ...]


def contents(course: Course) -> tuple[Part, ...]:
    """The table of contents: the plan, then lessons and labs in the order of the course, by phase."""
    phases = {phase.id: phase.title for phase in course.catalog.vocabulary.phases}
    parts = [Part("", ((PLAN_PAGE, "Your plan"),))]
    for phase, modules in itertools.groupby(course.modules, key=lambda module: module.phase):
        pages = []
        for module in modules:
            pages.append((_name(module.notebook), f"{module.number}. {module.title}"))
            pages.append((_name(module.lab), f"Lab {module.number}"))
        parts.append(Part(phases[phase], tuple(pages)))
    return tuple(parts)


def site_pages(course: Course) -> tuple[SitePage, ...]:
    """Every page, made from the built notebooks.

    Raises:
        UsageError: a notebook was not built.
        ContentError: notebooks link to files that become no page.
    """
    files = [START_NOTEBOOK, *(file for m in course.modules for file in (m.notebook, m.lab))]
    missing = [file for file in files if not (course.root.notebooks / file).is_file()]
    if missing:
        raise UsageError(f"notebooks/{missing[0]} is not there. Run `groundschool build`.")
    problems: list[Problem] = []
    pages = tuple(_page(course, file, frozenset(files), problems) for file in files)
    if problems:
        raise ContentError(problems)
    return (*pages, _plan(course))


def _page(course: Course, file: str, files: frozenset[str], problems: list[Problem]) -> SitePage:
    text = (course.root.notebooks / file).read_text(encoding="utf-8")
    notebook: Notebook = nbformat.v4.to_notebook(json.loads(text))
    pictures: dict[str, bytes] = {}

    def to_page(match: re.Match[str]) -> str:
        before, target = match.groups()
        there, mark, place = target.partition("#")
        if not there or _OUTSIDE.match(there):
            return match[0]
        if unquote(there) not in files:
            problems.append(
                Problem(
                    f"notebooks/{file}",
                    1,
                    "link",
                    f"{there!r} is no notebook of the course. Correct the link in its source.",
                )
            )
        return f"{before}{_name(there)}.html{mark}{place}"

    steps: tuple[Callable[[Cell], Cell], ...] = (
        lambda cell: _with_live_widget(cell, course),
        lambda cell: _linked(cell, to_page),
        lambda cell: _with_pictures(cell, _name(file), pictures),
    )
    cells = []
    for cell in [*notebook.cells[:1], *_said_first(file), *notebook.cells[1:]]:
        for step in steps:
            cell = step(cell)  # noqa: PLW2901 - each step gives the next its cell
        cells.append(cell)
    return SitePage(_name(file), Notebook({**notebook, "cells": cells}), pictures)


def _said_first(file: str) -> list[Cell]:
    """What a reader must know who takes a page for the notebook; nothing on the page of a lesson."""
    if file == START_NOTEBOOK:
        said = "Pickers and questions work on these pages. Code, labs, weekly plans and progress need the notebooks, from"
    elif file.endswith("_lab.ipynb"):
        said = "This page is for reading. The lab is done in its notebook,"
    else:
        return []
    shown = f'<div class="alert alert-info">\n{said} <code>notebooks/{html.escape(file)}</code>.\n</div>'
    return [markdown(shown)]


def _with_live_widget(cell: Cell, course: Course) -> Cell:
    """A widget's call is not shown: on a page there is nothing to run."""
    call = widget_call(cell)
    if call is None:
        return cell
    outputs = [
        Notebook({**output, "data": Notebook({"text/html": live(course, call, output.data["text/html"])})})
        for output in cell.outputs
    ]
    return _unseen_source(Notebook({**cell, "outputs": outputs}))


def _with_pictures(cell: Cell, page: str, pictures: dict[str, bytes]) -> Cell:
    """A cell's attached pictures as files beside the page."""
    source = cell.source
    for name, bundle in cell.get("attachments", {}).items():
        file = f"{page}_{name}"
        pictures[file] = base64.b64decode(bundle["image/png"])
        source = source.replace(f"(attachment:{name})", f"({file})")
    return Notebook({**{k: v for k, v in cell.items() if k != "attachments"}, "source": source})


def _linked(cell: Cell, to_page: Callable[[re.Match[str]], str]) -> Cell:
    """A cell with other links, in its text or in the HTML of its outputs."""
    if cell.cell_type != "code":
        return Notebook({**cell, "source": _LINK.sub(to_page, cell.source)})
    return Notebook({**cell, "outputs": [_linked_output(output, to_page) for output in cell.outputs]})


def _linked_output(output: Any, to_page: Callable[[re.Match[str]], str]) -> Any:
    data = output.get("data", {})
    if "text/html" not in data:
        return output
    linked = Notebook({**data, "text/html": _HTML_LINK.sub(to_page, data["text/html"])})
    return Notebook({**output, "data": linked})


def _plan(course: Course) -> SitePage:
    """The page of what was picked, with a picker: where nothing is kept, this page alone is of use."""
    about = (
        "What you add to your plan, on any page, is kept in this browser and nowhere else. "
        f"Plans by weeks, and your progress, are in the notebooks of {course.title}."
    )
    add = "## Add to it\n\nSearch everything there is to learn from."
    cells = [markdown(f"# Your plan\n\n{about}"), _shown(plan_place()), markdown(add), _shown(picker_place())]
    return SitePage(PLAN_PAGE, Notebook(cells=cells, metadata=Notebook(), nbformat=4, nbformat_minor=5))


def _shown(content: str) -> Cell:
    """A cell that shows HTML alone."""
    cell = _unseen_source(code("..."))  # myst-nb passes over a cell without code
    data = Notebook({"text/html": content})
    cell["outputs"] = [Notebook(output_type="display_data", data=data, metadata=Notebook())]
    return cell


def _unseen_source(cell: Cell) -> Cell:
    tags = [*cell.metadata.get("tags", ()), "remove-input"]
    return Notebook({**cell, "metadata": Notebook({**cell.metadata, "tags": tags})})


def _name(file: str) -> str:
    """The page that a notebook becomes; the start page is what a server shows for the folder."""
    return START if file == START_NOTEBOOK else file.removesuffix(".ipynb")
