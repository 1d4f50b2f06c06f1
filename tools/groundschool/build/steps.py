"""The steps from a lesson's source to its notebook, each a small function notebook -> notebook."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from groundschool.build import checklists, phase_map, text, widget_cells
from groundschool.build.page import KERNELSPEC, Cell, Notebook, Page, code, digest, line_of, markdown
from groundschool.course.sources import CITATION, asked_questions
from groundschool.course.spine import Module
from groundschool.errors import ContentError, Problem, UsageError
from groundschool.marks import ANSWER_TAG, METADATA

Step = Callable[[Notebook, Page], Notebook]

PHASE_MAP = "<!-- phase-map -->"
_QUESTION_BOX = ":::{question}"


def add_header(notebook: Notebook, page: Page) -> Notebook:
    """Put the module's place, time, prerequisites and objectives below its title."""
    module = _module(page)
    words = page.course.catalog.vocabulary
    trail = " → ".join(
        f"**{phase.title}**" if phase.id == module.phase else phase.title for phase in words.phases
    )
    needs = [page.course.module(other) for other in module.prerequisites]
    lines = [
        "| | |",
        "|:---|:---|",
        f"| **Phase** | {trail} |",
        f"| **Processes** | {', '.join(words.title('processes', process) for process in module.processes)} |",
        f"| **Time** | lesson {module.lesson_minutes} minutes, lab {module.lab_minutes} minutes |",
        f"| **Before this** | {', '.join(f'[{m.title}]({m.notebook})' for m in needs) or 'nothing'} |",
        "",
        "After this module you can:",
        "",
        *(f"- {objective.text}" for objective in module.objectives),
    ]
    return _with_cells(notebook, [*notebook.cells[:1], markdown("\n".join(lines)), *notebook.cells[1:]])


def add_tail(notebook: Notebook, page: Page) -> Notebook:
    """End with the questions not asked yet, what to read on, and what comes next."""
    module = _module(page)
    asked = {
        question
        for cell in notebook.cells
        if cell.cell_type == "code"
        for _, question, _ in asked_questions(cell.source)
    }
    left = [question.id for question in page.course.practice(module.id) if question.id not in asked]
    tail = [
        markdown(
            "## Check yourself\n\n"
            "Questions on the whole lesson. Each choice is explained after you answer; "
            "a wrong answer costs nothing and shows what to read again."
        ),
        code("from groundschool import picker, quiz"),
        code(_call("quiz", module.id, *left)),
        markdown(
            "## Read on\n\n"
            "Resources of the catalog for the processes of this module. Pick what you want to read; "
            "it joins your plan on the [start page](00_start_here.ipynb)."
        ),
        code(_call("picker", module.id)),
        markdown(_next(page, module)),
    ]
    return _with_cells(notebook, [*notebook.cells, *(tail if left else tail[1:2] + tail[3:])])


def add_references(notebook: Notebook, page: Page) -> Notebook:
    """Replace `[@id]` by author and year, and list what was cited before the last cell."""
    resources = page.course.catalog.resources
    used = {name for cell in _texts(notebook) for name in text.cited(cell.source)}
    cells = [
        _retold(cell, CITATION.sub(lambda match: text.citation(resources[match[1]]), cell.source))
        for cell in notebook.cells
    ]
    if used:
        ordered = sorted((resources[name] for name in used), key=lambda r: (r.authors or (r.title,), r.id))
        listing = "\n".join(f"- {text.reference(resource)}" for resource in ordered)
        cells.insert(len(cells) - 1, markdown(f"## References\n\n{listing}"))
    return _with_cells(notebook, cells)


def draw_phase_map(notebook: Notebook, page: Page) -> Notebook:
    """Put the picture of phases and modules where the source asks for it."""
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and PHASE_MAP in cell.source:
            alt = phase_map.alt_text(page.course)
            retold = _retold(cell, cell.source.replace(PHASE_MAP, f"![{alt}](attachment:{phase_map.FILE})"))
            encoded = base64.b64encode(phase_map.picture(page.course)).decode("ascii")
            retold["attachments"] = {phase_map.FILE: {"image/png": encoded}}
            cells.append(retold)
        else:
            cells.append(cell)
    return _with_cells(notebook, cells)


def list_checklists(notebook: Notebook, page: Page) -> Notebook:
    """Put the checklists, and what of them the course covers, where the source asks for them."""
    cells = [
        _retold(cell, cell.source.replace(checklists.MARK, checklists.listing(page.course)))
        if checklists.MARK in cell.source
        else cell
        for cell in notebook.cells
    ]
    return _with_cells(notebook, cells)


def tidy_text(notebook: Notebook, page: Page) -> Notebook:
    """Turn admonitions into alert boxes and drop the marks that only the check needs."""
    del page
    return _with_cells(
        notebook,
        [_retold(cell, text.boxes(text.without_objective_marks(cell.source))) for cell in notebook.cells],
    )


def mark_answers(notebook: Notebook, page: Page) -> Notebook:
    """Tag the cells that answer a question box, so that a learner's copy can leave their outputs out.

    Built notebooks keep them, for readers without a kernel and for validation.
    """
    del page
    cells: list[Cell] = []
    asked = False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            asked = _QUESTION_BOX in cell.source
        answers = asked and cell.cell_type == "code" and widget_cells.widget_call(cell) is None
        tagged = Notebook({**cell.metadata, "tags": [*cell.metadata.get("tags", ()), ANSWER_TAG]})
        cells.append(Notebook({**cell, "metadata": tagged}) if answers else cell)
    return _with_cells(notebook, cells)


def set_metadata(notebook: Notebook, page: Page) -> Notebook:
    """Name the kernel and say where the notebook comes from."""
    notebook = _with_cells(notebook, notebook.cells)
    notebook.metadata = Notebook(
        kernelspec=Notebook(KERNELSPEC),
        language_info=Notebook(name="python"),
        **{
            METADATA: Notebook(
                source=page.source_name,
                note="Built by `groundschool build` from the source. Edit the source, not this file.",
            )
        },
    )
    return notebook


def set_cell_ids(notebook: Notebook, page: Page) -> Notebook:
    """Give each cell an id of its module and content, the same on every machine and day."""
    slug = (page.module.id if page.module else "start").replace("_", "-")
    seen: dict[str, int] = {}
    cells = []
    for cell in notebook.cells:
        # Of a graded cell's content, solution and key included, not even a hash is handed out: it would
        # confirm a guess.
        role = cell.metadata.get("nbgrader")
        name = f"{slug[:24]}-{digest(cell.cell_type, role['grade_id'] if role else cell.source)[:10]}"
        seen[name] = seen.get(name, 0) + 1
        cells.append(Notebook({**cell, "id": name if seen[name] == 1 else f"{name}-{seen[name]}"}))
    return _with_cells(notebook, cells)


def show_widgets(notebook: Notebook, page: Page) -> Notebook:
    """Store what each widget cell shows where there is no kernel.

    Raises:
        ContentError: a widget cannot be called like this.
    """
    cells, problems = [], []
    for cell in notebook.cells:
        try:
            cells.append(widget_cells.with_output(cell, page.course))
        except UsageError as err:
            line = line_of(page.source, cell.source)
            problems.append(Problem(page.source_name, line, "widget", f"{err} Correct the call."))
    if problems:
        raise ContentError(problems)
    return _with_cells(notebook, cells)


LESSON: tuple[Step, ...] = (
    add_header,
    add_tail,
    add_references,
    mark_answers,
    tidy_text,
    set_metadata,
    set_cell_ids,
    show_widgets,
)
START_PAGE: tuple[Step, ...] = (
    draw_phase_map,
    list_checklists,
    add_references,
    mark_answers,
    tidy_text,
    set_metadata,
    set_cell_ids,
    show_widgets,
)


def apply(steps: tuple[Step, ...], notebook: Notebook, page: Page) -> Notebook:
    """Run steps in order."""
    for step in steps:
        notebook = step(notebook, page)
    return notebook


def _module(page: Page) -> Module:
    if page.module is None:
        raise TypeError(f"{page.source_name} is no module's page")
    return page.module


def _next(page: Page, module: Module) -> str:
    lines = [f"## Next\n\n- Do the lab: [{module.title}: lab]({module.lab}), {module.lab_minutes} minutes."]
    following = [other for other in page.course.modules if other.number == module.number + 1]
    lines += [f"- Then go on with [{other.title}]({other.notebook})." for other in following]
    lines.append("- See your plan and progress on the [start page](00_start_here.ipynb).")
    return "\n".join(lines)


def _call(function: str, *words: str) -> str:
    """A call as the formatter would write it: on one line where it fits, else an argument a line."""
    quoted = [json.dumps(word) for word in words]
    line = f"{function}({', '.join(quoted)})"
    if len(line) <= 88:  # noqa: PLR2004 - what fits a notebook's cell
        return line
    return f"{function}(\n" + "".join(f"    {word},\n" for word in quoted) + ")"


def _texts(notebook: Notebook) -> list[Cell]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def _retold(cell: Cell, source: str) -> Cell:
    return Notebook({**cell, "source": source}) if cell.cell_type == "markdown" else cell


def _with_cells(notebook: Notebook, cells: list[Cell]) -> Notebook:
    return Notebook({**notebook, "cells": cells})
