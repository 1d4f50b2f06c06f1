"""Running a notebook for its outputs, once for each content."""

from __future__ import annotations

import asyncio
import json
import tempfile
from copy import deepcopy
from typing import Any

from groundschool.build.page import Cell, Notebook, Page, code, digest, line_of
from groundschool.build.widget_cells import widget_call
from groundschool.course import values
from groundschool.errors import ContentError, Problem
from groundschool.marks import METADATA

TIMEOUT_SECONDS = 300
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def inputs_digest(notebook: Notebook, environment: str) -> str:
    """Name everything that a run depends on: the code, the values asked for, and the environment."""
    parts = [environment]
    parts += [
        cell.source if cell.cell_type == "code" else "\n".join(values.placeholders(cell.source))
        for cell in notebook.cells
        if widget_call(cell) is None
    ]
    return digest(*parts)


def finished(notebook: Notebook, inputs: str, built: Notebook | None) -> Notebook | None:
    """The notebook with the outputs and values of the built one, if that came from the same inputs.

    A built notebook whose outputs somebody edited counts as none.
    """
    marks = built.metadata.get(METADATA, {}) if built is not None else {}
    if built is None or marks.get("inputs") != inputs or marks.get("results") != _results_digest(built):
        return None
    by_id = {cell["id"]: cell for cell in built.cells}
    if any(cell["id"] not in by_id for cell in _run_cells(notebook)):
        return None
    outputs = {cell["id"]: by_id[cell["id"]].outputs for cell in _run_cells(notebook)}
    return _finish(notebook, inputs, outputs, list(marks["values"]))


def run(notebook: Notebook, inputs: str, page: Page) -> Notebook:
    """Execute a notebook in a kernel of its own and keep its outputs.

    Raises:
        ContentError: a cell failed, or wrote a warning that every learner would see.
    """
    from nbclient import NotebookClient  # noqa: PLC0415 - only a stale notebook pays for the import
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    from groundschool.quiet import kernel_environment  # noqa: PLC0415

    running, probes = _with_probes(notebook)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as sockets:
        # Sockets in the file system: ipykernel warns about plain TCP, once for each kernel.
        transport = {"transport": "ipc", "ip": f"{sockets}/kernel"}
        client = NotebookClient(
            running,
            timeout=TIMEOUT_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            config=Config({"KernelManager": transport}),
        )
        try:
            # A loop of its own: several notebooks run at once, each in a thread.
            asyncio.run(client.async_execute(env=kernel_environment()))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as err:
            raise ContentError([_failure(page, str(err))]) from err
    found = [value for cell in probes for value in values.read_probe(_printed(page, cell))]
    outputs = {cell["id"]: kept(cell.outputs) for cell in _run_cells(running)}
    _refuse_warnings(page, running)
    return _finish(notebook, inputs, outputs, found)


def _with_probes(notebook: Notebook) -> tuple[Notebook, list[Cell]]:
    cells: list[Cell] = []
    probes: list[Cell] = []
    for cell in notebook.cells:
        copy = deepcopy(cell)
        if widget_call(cell) is not None:
            copy["source"] = ""
        cells.append(copy)
        if cell.cell_type == "markdown" and values.placeholders(cell.source):
            probe = Notebook({**code(values.probe(cell.source)), "id": f"probe-{len(probes)}"})
            probes.append(probe)
            cells.append(probe)
    # Copies: nbclient writes times and versions into what it runs.
    return Notebook({**deepcopy(notebook), "cells": cells}), probes


def _finish(notebook: Notebook, inputs: str, outputs: dict[str, list[Any]], found: list[str]) -> Notebook:
    """Put outputs, values, and the marks that later builds compare into a notebook."""
    remaining = iter(found)
    cells = []
    count = 0
    for cell in notebook.cells:
        done = Notebook({**cell})
        if cell.cell_type == "markdown":
            asked = values.placeholders(cell.source)
            done["source"] = values.fill(cell.source, [next(remaining) for _ in asked])
        else:
            count += 1
            done["outputs"] = _counted(outputs.get(cell["id"], cell.outputs), count)
            done["execution_count"] = count
        cells.append(done)
    result = Notebook({**notebook, "cells": cells})
    marks = Notebook({**notebook.metadata[METADATA], "inputs": inputs, "values": found})
    result["metadata"] = Notebook({**notebook.metadata, METADATA: marks})
    marks["results"] = _results_digest(result)
    return result


def _counted(outputs: list[Any], count: int) -> list[Any]:
    return [
        Notebook({**output, "execution_count": count}) if output.output_type == "execute_result" else output
        for output in outputs
    ]


def _results_digest(notebook: Notebook) -> str:
    results = [cell.outputs for cell in _run_cells(notebook)]
    return digest(
        json.dumps(results, sort_keys=True), json.dumps(notebook.metadata[METADATA].get("values", []))
    )


def _run_cells(notebook: Notebook) -> list[Cell]:
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and widget_call(cell) is None and not cell["id"].startswith("probe-")
    ]


def kept(outputs: list[Any]) -> list[Any]:
    """Outputs without what differs from run to run, and without what only a live page can use.

    When the kernel sends printed text on is chance: where nothing stands between, it is one output.
    """
    found: list[Any] = []
    for output in outputs:
        clean = _clean(output)
        before = found[-1] if found else {}
        if clean.output_type == "stream" == before.get("output_type") and clean.name == before["name"]:
            before["text"] += clean.text
        else:
            found.append(clean)
    return found


def _clean(output: Any) -> Any:
    clean = Notebook({**output})
    if "data" in clean:
        clean["data"] = Notebook({mime: data for mime, data in clean.data.items() if mime != _WIDGET_VIEW})
        clean["metadata"] = Notebook(
            {mime: data for mime, data in clean.metadata.items() if mime in clean.data}
        )
    return clean


def _printed(page: Page, probe: Cell) -> str:
    printed = "".join(output.text for output in probe.outputs if output.get("name") == "stdout")
    if not printed:
        raise ContentError([Problem(page.source_name, 1, "", f"no value came back from {probe.source!r}.")])
    return printed


def _refuse_warnings(page: Page, notebook: Notebook) -> None:
    problems = [
        Problem(
            page.source_name,
            line_of(page.source, cell.source),
            "",
            f"the cell writes to stderr: {output.text.strip().splitlines()[-1]!r}. Mend the cause.",
        )
        for cell in _run_cells(notebook)
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]
    if problems:
        raise ContentError(problems)


def _failure(page: Page, message: str) -> Problem:
    lines = [line for line in message.splitlines() if line.strip()]
    shown = "\n    ".join(lines[-12:])
    return Problem(page.source_name, 1, "", f"a cell fails when the notebook runs. Mend it:\n    {shown}")
