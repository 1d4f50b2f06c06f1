"""Every file that is built: what it must contain, what differs, and writing it.

| built | from |
|---|---|
| notebooks/00_start_here.ipynb | course/start_here.py |
| notebooks/NN_module.ipynb | course/modules/module/lesson.py, quiz.yml, the catalog |
| notebooks/NN_module_lab.ipynb | course/modules/module/lab.py, without solutions |
| course/classroom/source/module/lab.ipynb | course/modules/module/lab.py |
| course/classroom/source/module/quiz.ipynb | the graded questions of quiz.yml |
| course/phase_map.png | course/course.yml and the vocabulary |
| catalog/schema/*.json | the models and the vocabulary |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from groundschool.build import phase_map
from groundschool.build.environment import Environment
from groundschool.build.execute import finished, inputs_digest, run
from groundschool.build.graded_quiz import graded_quiz
from groundschool.build.lab import LAB, blank, for_learner
from groundschool.build.page import Notebook, Page, read_source, to_bytes
from groundschool.build.steps import LESSON, START_PAGE, apply, set_cell_ids, set_metadata
from groundschool.catalog.schema import BUILT, resource_schema, schema_of, word_schemas
from groundschool.course.questions import Question
from groundschool.course.sources import START
from groundschool.course.spine import Course, Module, Spine
from groundschool.errors import ContentError, Problem
from groundschool.marks import METADATA
from groundschool.paths import write_atomically

START_NOTEBOOK = "00_start_here.ipynb"

# A kernel takes a core and up to a gigabyte; the threads here only wait for kernels.
_AT_ONCE = 2

Progress = Callable[[str], None]
Pages = dict[Path, tuple[Notebook, Page]]


@dataclass(frozen=True)
class Difference:
    """A built file that is not what its sources say."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason} Run `groundschool build`."


def build(course: Course, progress: Progress) -> tuple[str, ...]:
    """Write every built file that differs; run the notebooks whose code changed.

    Returns:
        The files that were written or removed.

    Raises:
        ContentError: notebooks do not run; those that do are written all the same.
    """
    changed = []
    cheap, pages = _cheap_files(course), _run_pages(course)
    for path, content in cheap.items():
        if _write(path, content):
            changed.append(course.root.relative(path))
    problems: list[Problem] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        runs = {path: pool.submit(work) for path, work in _runs(course, pages, progress).items()}
        for path, run_of in runs.items():
            try:
                content = to_bytes(run_of.result())
            except ContentError as err:
                problems += err.problems
            else:
                if _write(path, content):
                    changed.append(course.root.relative(path))
    if problems:
        raise ContentError(problems)
    for path in _strays(course, {*cheap, *pages}):
        path.unlink()
        changed.append(course.root.relative(path))
    return tuple(changed)


def differences(course: Course) -> tuple[Difference, ...]:
    """Compare every built file with its sources, without running anything."""
    found = []
    cheap, pages = _cheap_files(course), _run_pages(course)
    for path, content in cheap.items():
        if not path.is_file():
            found.append(Difference(course.root.relative(path), "it is missing."))
        elif path.read_bytes() != content:
            found.append(Difference(course.root.relative(path), "it differs from its source."))
    environment = Environment(course)
    for path, (notebook, page) in pages.items():
        file = course.root.relative(path)
        built = _read(path)
        if built is None:
            found.append(Difference(file, "it is missing, or no notebook."))
            continue
        done = finished(notebook, inputs_digest(notebook, environment.digest(notebook)), built)
        if done is None:
            found.append(
                Difference(file, f"its outputs do not come from {page.source_name} as it is, or were edited.")
            )
        elif path.read_bytes() != to_bytes(done):
            found.append(
                Difference(file, f"it differs from {page.source_name}, the catalog or the questions.")
            )
    strays = _strays(course, {*cheap, *pages})
    found += [Difference(course.root.relative(path), "no source builds it.") for path in strays]
    return tuple(sorted(found, key=lambda difference: difference.file))


def unexecuted(course: Course) -> dict[str, bytes]:
    """Every built file as its sources say, the notebooks without what only a run can add."""
    pages = {path: to_bytes(notebook) for path, (notebook, _) in _run_pages(course).items()}
    return {
        course.root.relative(path): content for path, content in {**_cheap_files(course), **pages}.items()
    }


def _runs(course: Course, pages: Pages, progress: Progress) -> dict[Path, Callable[[], Notebook]]:
    """For each notebook with outputs, what gives it whole: from the built one if that is fresh, else by a run."""
    environment = Environment(course)

    def whole(path: Path, notebook: Notebook, page: Page) -> Notebook:
        inputs = inputs_digest(notebook, environment.digest(notebook))
        done = finished(notebook, inputs, _read(path))
        if done is None:
            progress(f"running {course.root.relative(path)}")
            done = run(notebook, inputs, page)
        return done

    return {path: partial(whole, path, *parts) for path, parts in pages.items()}


def _cheap_files(course: Course) -> dict[Path, bytes]:
    """The files that need no kernel."""
    files: dict[Path, bytes] = {}
    for module in course.modules:
        lab = _lab(course, module)
        files[course.root.classroom / "source" / module.id / "lab.ipynb"] = to_bytes(lab)
        files[course.root.notebooks / module.lab] = to_bytes(for_learner(blank(lab)))
        files[course.root.classroom / "source" / module.id / "quiz.ipynb"] = to_bytes(_quiz(course, module))
    files[course.root.course / phase_map.FILE] = phase_map.picture(course)
    schemas = {
        "resource.json": resource_schema(course.catalog.vocabulary),
        "course.json": schema_of(Spine),
        "quiz.json": schema_of(tuple[Question, ...]),
        **word_schemas(),
    }
    for name, text in schemas.items():
        files[course.root.catalog / "schema" / name] = text.encode("utf-8")
    return files


def _run_pages(course: Course) -> Pages:
    """The notebooks whose outputs come from a run, as their sources say, and their pages."""
    start = Page(course, None, course.root.course / START)
    pages = {course.root.notebooks / START_NOTEBOOK: (apply(START_PAGE, read_source(start), start), start)}
    for module in course.modules:
        page = Page(course, module, course.source(module.id, "lesson.py"))
        notebook = apply(LESSON, read_source(page), page)
        pages[course.root.notebooks / module.notebook] = (notebook, page)
    return pages


def _lab(course: Course, module: Module) -> Notebook:
    page = Page(course, module, course.source(module.id, "lab.py"))
    return apply(LAB, read_source(page), page)


def _quiz(course: Course, module: Module) -> Notebook:
    page = Page(course, module, course.source(module.id, "quiz.yml"))
    return apply((set_metadata, set_cell_ids), graded_quiz(module, course.graded(module.id)), page)


def _strays(course: Course, expected: set[Path]) -> list[Path]:
    """What an earlier build wrote and this one would not; files that others put there are theirs."""
    notebooks = [
        *course.root.notebooks.glob("*.ipynb"),
        *(course.root.classroom / "source").glob("*/*.ipynb"),
    ]
    strays = [path for path in notebooks if path not in expected and _is_ours(_read(path))]
    schemas = (course.root.catalog / "schema").glob("*.json")
    strays += [path for path in schemas if path not in expected and BUILT.encode() in path.read_bytes()]
    return sorted(strays)


def _is_ours(notebook: Notebook | None) -> bool:
    return notebook is not None and METADATA in notebook.metadata


def _read(path: Path) -> Notebook | None:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not _is_notebook(content):
        return None
    try:
        notebook: Notebook = nbformat.v4.to_notebook(content)
    except (AttributeError, TypeError):
        return None  # An attachment or an output is of no kind that nbformat knows.
    return notebook


def _is_notebook(content: Any) -> bool:
    """Whether there is all that comparing looks at: built files can be edited, merged and cut off."""
    if not isinstance(content, dict):
        return False
    cells, metadata = content.get("cells"), content.get("metadata")
    return (
        isinstance(cells, list)
        and all(map(_is_cell, cells))
        and isinstance(metadata, dict)
        and isinstance(metadata.get(METADATA, {}), dict)
    )


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict):
        return False
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return (
        isinstance(cell.get("id"), str)
        and cell.get("cell_type") in {"code", "markdown", "raw"}
        and all(isinstance(line, str) for line in lines)
        and (cell["cell_type"] != "code" or _are_outputs(cell.get("outputs")))
    )


def _are_outputs(outputs: Any) -> bool:
    return isinstance(outputs, list) and all(isinstance(output, dict) for output in outputs)


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True
