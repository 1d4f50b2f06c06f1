"""How long from a key to the changed list: the picker, itables and rows of ipywidgets, by the size of the catalog.

Run by hand: `python tests/benchmarks/picker_speed.py`, or with `--sizes 60 1000` for some. All run in the same
JupyterLab and the same headless Chromium, each in a notebook and a kernel of its own, over the same resources,
and get the same keys one after another; the next key waits for the answer to the last. A time is that from the
keydown event to the first change of the list; "frame" is that to the frame which shows it. Opening is the time
of the whole notebook, with imports and the making of the catalog, to a list that has been searched once.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "browser")]

import nbformat  # noqa: E402 - the folders of the tests are no packages
from chromium import FLAGS, chromium  # noqa: E402
from contenders import LISTS  # noqa: E402
from lab_server import running_lab  # noqa: E402
from large_course import QUERIES  # noqa: E402
from nbformat.v4 import new_code_cell, new_notebook  # noqa: E402
from notebook_page import Lab, Notebook  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from playwright.sync_api import TimeoutError as PlaywrightTimeout  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

SIZES = (60, 1_000, 20_000)
LARGEST = 100_000
FIELDS = {
    "picker": ".gs-picker input[type=search]",
    "itables": ".dt-search input",
    "ipywidgets": ".widget-text input",
}
CALLS = {"picker": "picker", "itables": "itables_table", "ipywidgets": "ipywidgets_rows"}
ANSWER = 3_000
PAUSE = 50
SETTLE = 400
PATIENCE = 300_000
MEASURE = """
(list) => {
  window.times = [];
  let pressed = 0;
  document.addEventListener("keydown", () => (pressed = performance.now()), true);
  const seen = () => {
    if (!pressed) return;
    const start = pressed;
    const changed = performance.now() - start;
    pressed = 0;
    requestAnimationFrame(() => setTimeout(() => window.times.push([changed, performance.now() - start])));
  };
  new MutationObserver(seen).observe(document.querySelector(list), { childList: true, subtree: true, characterData: true });
}
"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[*SIZES, LARGEST])
    sizes = parser.parse_args().sizes
    heads = ("resources", "", "opening (s)", "median (ms)", "p95 (ms)", "frame median (ms)", "frame p95 (ms)")
    table = Table(*heads, title="From key to changed list")
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size in sizes:
            for name in FIELDS if size < LARGEST else ("picker",):
                opening, times = _measure(browser, lab, name, size)
                changed, frame = ([pair[place] for pair in times] for place in (0, 1))
                figures = [f(values) for values in (changed, frame) for f in (statistics.median, _p95)]
                table.add_row(f"{size:,}", name, f"{opening:.1f}", *(f"{value:.1f}" for value in figures))
        browser.close()
    Console(width=110).print(table)


def _measure(browser: Browser, lab: Lab, name: str, size: int) -> tuple[float, list[list[float]]]:
    """Seconds to open, and for each key the milliseconds to the change and to the frame."""
    cells = [
        new_code_cell(f"import sys\nsys.path[:0] = {[str(HERE), str(HERE.parent)]}\nimport contenders"),
        new_code_cell(f"contenders.large_course({size})\nNone"),
        new_code_cell(f"contenders.{CALLS[name]}({size})"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    file = f"{name}_{size}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), lab.workspace / file)
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(PATIENCE)
    notebook = Notebook(page, lab.url(file))
    started = time.monotonic()
    notebook.run_all()
    field = page.locator(FIELDS[name])
    field.fill(QUERIES[0])
    page.wait_for_function(
        "list => document.querySelector(list)?.textContent.includes('rift')", arg=LISTS[name]
    )
    opening = time.monotonic() - started
    page.evaluate(MEASURE, LISTS[name])
    for query in QUERIES:
        field.fill("")
        page.wait_for_timeout(SETTLE)
        for key in query:
            _press(page, key)
    times: list[list[float]] = page.evaluate("window.times")
    page.close()
    return opening, times


def _press(page: Page, key: str) -> None:
    before = page.evaluate("window.times.length")
    page.keyboard.press("Space" if key == " " else key)
    # Rows that stay empty do not change: such a key is not counted.
    with suppress(PlaywrightTimeout):
        page.wait_for_function("before => window.times.length > before", arg=before, timeout=ANSWER)
    page.wait_for_timeout(PAUSE)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
