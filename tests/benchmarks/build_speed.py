"""How long a build without execution takes: 30 modules and 1,000 resources, made from the small course.

Run: .venv/bin/python tests/benchmarks/build_speed.py
It prints seconds for each step as the best and the median of several rounds, and the same work as a ratio to
parsing the YAML alone, which says more on a busy machine.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from groundschool.build import files
from groundschool.catalog.document import read_document
from groundschool.course.load import load_course
from groundschool.paths import CourseRoot

BREAD = Path(__file__).parents[1] / "data" / "bread"
MODULES, RESOURCES, ROUNDS = 30, 1000, 5


def make_course(root: Path) -> CourseRoot:
    """Copy the small course's module and resources until there are enough."""
    shutil.copytree(BREAD, root)
    resources = root / "catalog" / "resources"
    text = (resources / "crumb_book.yml").read_text(encoding="utf-8")
    for number in range(RESOURCES - 2):
        name = f"crumb_book_{number}"
        (resources / f"{name}.yml").write_text(text.replace("crumb_book", name), encoding="utf-8")
    spine = (root / "course" / "course.yml").read_text(encoding="utf-8")
    head, _, rest = spine.partition("  - id: dough")
    entry, _, tracks = rest.partition("tracks:")
    entries = [f"  - id: dough{entry}"]
    for number in range(MODULES - 1):
        name = f"dough_{number}"
        shutil.copytree(root / "course" / "modules" / "dough", root / "course" / "modules" / name)
        for path in (root / "course" / "modules" / name).iterdir():
            source = path.read_text(encoding="utf-8")
            path.write_text(
                source.replace('"dough"', f'"{name}"').replace("dough/hydration", f"{name}/hydration"),
                encoding="utf-8",
            )
        entries.append(f"  - id: {name}{entry}")
    (root / "course" / "course.yml").write_text(
        head + "".join(entries) + f"tracks:{tracks}", encoding="utf-8"
    )
    return CourseRoot(root)


def timed(work: Callable[[], object]) -> list[float]:
    """Seconds of each round."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_course(Path(folder) / "course")
        yaml_files = sorted(root.catalog.rglob("*.yml"))
        course = load_course(root)
        command = [sys.executable, "-m", "groundschool", "--root", str(root.path), "build", "--check"]
        rows = {
            "parse the YAML of the catalog": lambda: [read_document(path, path.name) for path in yaml_files],
            "load and validate catalog and course": lambda: load_course(root),
            "build all notebooks in memory, without execution": lambda: files.unexecuted(course),
            "the whole command `groundschool build --check`": lambda: subprocess.run(
                command, check=False, capture_output=True
            ),
        }
        table = Table("step", "best s", "median s", "ratio to YAML")
        results = {name: timed(work) for name, work in rows.items()}
        base = statistics.median(next(iter(results.values())))
        for name, seconds in results.items():
            median = statistics.median(seconds)
            table.add_row(name, f"{min(seconds):.2f}", f"{median:.2f}", f"{median / base:.1f}")
        Console().print(f"{MODULES} modules, {RESOURCES} resources, {ROUNDS} rounds")
        Console().print(table)


if __name__ == "__main__":
    main()
