"""A notebook open in JupyterLab, driven as a learner drives it.

JupyterLab keeps only the cells in sight on the page, so a cell is scrolled to before anything is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

_READY = "window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length"
_STATUS = "jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'"
_SCROLL = """
async (start) => {
  const { content } = jupyterapp.shell.currentWidget;
  const place = content.widgets.findIndex((cell) => cell.model.sharedModel.source.startsWith(start));
  content.activeCellIndex = place;
  if (place < 0) return place;
  await content.scrollToItem(place, "start");
  content.widgets[place].node.dataset.place = place;
  return place;
}
"""
_ERRORS = """
() => jupyterapp.shell.currentWidget.content.widgets.flatMap((cell) => cell.model.toJSON().outputs || [])
  .filter((output) => output.output_type === "error").map((output) => `${output.ename}: ${output.evalue}`)
"""
_ALL_RAN = """
() => jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.sharedModel)
  .every((cell) => cell.cell_type !== "code" || !cell.source || cell.execution_count !== null)
"""
# Generous: two cores, and a notebook that trains a model may be among the cells.
PATIENCE = 120_000


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs, and a workspace in it; `folder` is the workspace as JupyterLab names it."""

    workspace: Path
    folder: str
    address: str
    token: str
    pages: str = "lab/tree"
    """Where its server shows a notebook: "notebooks" is Notebook 7."""

    def url(self, notebook: str) -> str:
        return f"{self.address}/{self.pages}/{self.folder}/{notebook}?token={self.token}&reset"

    def write(self, notebook: str, *sources: str) -> str:
        """Write a notebook of code cells into the workspace; its address."""
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)]
        made = new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(made, self.workspace / notebook)
        return self.url(notebook)


class Notebook:
    """Opens a notebook and waits until its kernel is ready."""

    def __init__(self, page: Page, url: str) -> None:
        self._page = page
        page.goto(url)
        page.wait_for_function(_READY, timeout=PATIENCE)
        self._wait_until_idle()

    def run_all(self) -> None:
        """Run all cells, from the top, and see that none fails."""
        assert self.run_all_and_fail() == []

    def run_all_and_fail(self) -> list[str]:
        """Run all cells, from the top, and see that each of them runs; the errors, each as its name and text."""
        self._command("notebook:run-all-cells")
        # The command ends with the first cell that fails; the cells behind it are still to come.
        self._page.wait_for_function(_ALL_RAN, timeout=PATIENCE)
        self._wait_until_idle()
        errors: list[str] = self._page.evaluate(_ERRORS)
        return errors

    def restart(self) -> None:
        """Restart the kernel by the menu's command and its dialog."""
        self._page.evaluate("void jupyterapp.commands.execute('kernelmenu:restart')")
        self._page.get_by_role("button", name="Confirm Kernel Restart").click()
        expect(self._page.get_by_role("dialog")).to_have_count(0)
        self._wait_until_idle()

    def cells(self) -> int:
        """How many cells the notebook has."""
        return int(self._page.evaluate(_READY))

    def widget(self, call: str) -> Locator:
        """Scroll to the cell that begins with a call, such as `quiz("validation"`, and find its widget."""
        place = self._page.evaluate(_SCROLL, call)
        assert place >= 0, f"no cell begins with {call}"
        found = self._page.locator(f".jp-Notebook [data-place='{place}'] .gs")
        expect(found).to_be_visible(timeout=PATIENCE)
        return found

    def _command(self, name: str) -> Any:
        return self._page.evaluate(f"jupyterapp.commands.execute('{name}')")

    def _wait_until_idle(self) -> None:
        self._page.wait_for_function(_STATUS, timeout=PATIENCE)
