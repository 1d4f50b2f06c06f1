"""How long the picker takes from a key to the changed list, by the size of the catalog.

Run by hand: `python tests/benchmarks/picker_speed.py`. Headless Chromium; times are from the keydown event to
the change of the page, and to the frame that shows it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE), str(HERE / "browser")]

from bare import show  # noqa: E402 - the folders of the tests are no packages
from chromium import FLAGS, chromium  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from rich.console import Console  # noqa: E402

from groundschool.widgets.picker import PickerWidget  # noqa: E402
from small_course import course  # noqa: E402
from small_files import some_resources  # noqa: E402

WORDS = ("contracts", "looking before", "tables number 7", "bola", "advanced rules")
MEASURE = """
() => {
  window.times = [];
  let pressed = 0;
  document.addEventListener("keydown", () => (pressed = performance.now()), true);
  const seen = () => {
    if (!pressed) return;
    const changed = performance.now() - pressed;
    const start = pressed;
    pressed = 0;
    requestAnimationFrame(() => setTimeout(() => window.times.push([changed, performance.now() - start])));
  };
  new MutationObserver(seen).observe(document.querySelector(".gs-list"), { childList: true, subtree: true });
}
"""


def main() -> None:
    say = Console().print
    say(f"{'resources':>10} {'change: median':>15} {'p95':>8} {'frame: median':>15} {'p95':>8}  (ms)")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size in (100, 1_000, 20_000):
            page = browser.new_page()
            widget = PickerWidget(course(Path(folder), *some_resources(size)), None, {"search": ""}, {})
            shown = show(page, widget)
            page.evaluate(MEASURE)
            field = shown.get_by_label("Search resources")
            for word in WORDS:
                field.fill("")
                field.press_sequentially(word, delay=60)
            times = page.evaluate("window.times")
            change, frame = ([pair[place] for pair in times] for place in (0, 1))
            figures = [f(values) for values in (change, frame) for f in (statistics.median, _p95)]
            say(f"{size:>10} {figures[0]:>15.1f} {figures[1]:>8.1f} {figures[2]:>15.1f} {figures[3]:>8.1f}")
            page.close()
        browser.close()


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
