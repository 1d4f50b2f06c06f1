"""How grading holds out over many submissions: throughput, memory of the grader, and what thousands would cost.

    python tests/benchmarks/grading_scale.py [--students 400] [--until 10000]

Submissions are synthetic: the small assignment of the tests, answered right, wrong or not at all. Memory is the
resident set of the grading process and of all that it has started, looked at four times a second. What lies beyond the
sample is extrapolated, and said to be. CPU time is read while they run: sandboxes are killed at the end, and
what is killed with its parent is counted nowhere.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from classroom_cycle import UPSIDE_DOWN
from classroom_kit import RIGHT, Kit, make_classroom


def main() -> None:
    """Grade a sample, print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--until", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grading-scale-") as temporary:
        kit = make_classroom(Path(temporary))
        kit.groundschool("release", "dough")
        for number in range(asked.students):
            place = kit.root / "submitted" / f"s{number:05}" / "dough"
            kit.hand_in(place, (RIGHT, UPSIDE_DOWN, {})[number % 3])
        lines = grade(kit, asked.students, asked.until)
    sys.stdout.write("\n".join(lines) + "\n")


def grade(kit: Kit, students: int, until: int) -> list[str]:
    """Run the grader and watch it."""
    command = [sys.executable, "-m", "groundschool", "class", "grade", "dough", "--classroom", str(kit.root)]
    started, seen, cpu = time.monotonic(), dict[int, float](), 0.0
    process = subprocess.Popen(command, env={**os.environ, "HOME": str(kit.home)}, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        done = len(list((kit.root / "autograded").glob("*/dough")))
        seen[done] = max(seen.get(done, 0.0), resident_mb(process.pid))
        cpu = max(cpu, cpu_seconds(process.pid))
        time.sleep(0.25)
    wall = time.monotonic() - started
    if process.returncode:
        sys.exit(f"Grading ended with exit code {process.returncode}.")
    return [
        f"{students} submissions of two small notebooks, {os.cpu_count()} cores: {wall:.0f} s, {60 * students / wall:.0f} a minute",
        f"CPU seconds each, all processes: {cpu / students:.2f}; for a thousand {cpu / students * 1000 / 3600:.2f} CPU hours",
        *(f"memory after {mark:6} submissions: {after(seen, mark):6.0f} MB" for mark in marks(students)),
        f"extrapolated from these {students}, not measured: {until} submissions in {wall / students * until / 60:.0f} minutes here",
    ]


def cpu_seconds(process: int) -> float:
    """CPU time of a process and its descendants: theirs, and what they have waited for."""
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        family = [psutil.Process(process), *psutil.Process(process).children(recursive=True)]
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                used = one.cpu_times()
                total += used.user + used.system + used.children_user + used.children_system
    return total


def marks(students: int) -> list[int]:
    """Where memory is told: 40, then ever doubled."""
    found, mark = [], 40
    while mark < students:
        found.append(mark)
        mark *= 2
    return [*found, students - 2]


def after(seen: dict[int, float], mark: int) -> float:
    """The most memory that was seen around a number of graded submissions, in looks with and without open rooms."""
    return max(memory for done, memory in seen.items() if abs(done - mark) <= max(25, mark // 20))


def resident_mb(process: int) -> float:
    """Memory of a process and its descendants, shared pages counted once for who shares them (proc(5), Pss)."""
    total = 0.0
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            total += sum(resident_mb(int(child)) for child in children.read_text().split())
    except (OSError, ValueError):
        return total
    return total


if __name__ == "__main__":
    main()
