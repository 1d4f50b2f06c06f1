"""How fast a class is graded, beside stock nbgrader, in one run.

    python tests/benchmarks/grading_speed.py [--assignment validation] [--students 40] [--stock 6]

Submissions are the course's own: the solution, the recorded wrong answers, the blank one, in turn. Stock nbgrader
grades some of them, one after the other, as it does; `groundschool class grade` all of them. Both are processes of
their own; the CPU time is that of all their descendants. "Cells alone" runs the same cells in a warm IPython, with
everything imported, no sandbox, no watch and no gradebook: what no grader can go below.

The last part of the table says where the CPU time of a submission goes. What is done once, for a class of any size
(imports, the warm process), is shared out among the submissions of this run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}

ALONE = """
import gc, json, os, sys, importlib
modules, notebooks, warm_up = json.load(sys.stdin)
for name in modules:
    try:
        importlib.import_module(name)
    except ImportError:
        module, _, offered = name.rpartition(".")
        getattr(importlib.import_module(module), offered)
exec(warm_up)
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
shell._showtraceback = lambda *error: None
shell.run_cell("raise ValueError")  # what is put off until there is an error to show
del shell._showtraceback
gc.collect()
gc.freeze()
before = os.times()
for cells in notebooks:
    if not os.fork():
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 2)
        for cell in cells:
            shell.run_cell(cell, store_history=True)
        os._exit(0)
    os.wait()
after = os.times()
print(json.dumps(after.children_user + after.children_system - before.children_user - before.children_system))
"""


# `groundschool class grade`, with a clock round each of its steps; each kernel is asked at its end what it has used.
# What is killed by surprise, or left behind, is not counted by Linux: sandboxes are ended in peace, and what bubblewrap
# leaves behind is waited for (PR_SET_CHILD_SUBREAPER of prctl(2)).
STEPS = """
import contextlib, ctypes, json, os, sys, time
from pathlib import Path
from groundschool.grading import grade, jobs, warm
from groundschool.grading.classroom import open_classroom
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
spent = {"kernels": 0.0}
plain_open = warm.WarmSandbox.open
@contextlib.contextmanager
def open_and_ask(self, files, limits):
    with plain_open(self, files, limits) as kernel:
        yield kernel
        said = []
        kernel.run("import time; print(time.process_time())", said.append, trusted=False, timeout=30)
        spent["kernels"] += sum(float(each["content"]["text"]) for each in said if each["msg_type"] == "stream")
warm.WarmSandbox.open = open_and_ask
class Pool(jobs.ThreadPoolExecutor):
    def shutdown(self, *given, **named):
        with jobs._sandboxes.ended():
            super().shutdown(*given, **named)
jobs.ThreadPoolExecutor = Pool
def timed(owner, name, step):
    plain = getattr(owner, name)
    def run(*given, **named):
        began = time.thread_time()
        try:
            return plain(*given, **named)
        finally:
            spent[step] = spent.get(step, 0.0) + time.thread_time() - began
    setattr(owner, name, run)
timed(grade._Run, "begin", "putting trusted cells back")
timed(grade._Run, "finish", "recording grades")
timed(jobs, "run", "talking with the kernels")
rows = grade.grade(open_classroom(Path(".")), sys.argv[1])
assert {row.status for row in rows} == {"graded"}, rows
with contextlib.suppress(ChildProcessError):
    while True:
        os.waitpid(-1, 0)
used = os.times()
spent["start and imports"] = used.user + used.system - sum(spent.values()) + spent["kernels"]
spent["warm process"] = used.children_user + used.children_system - spent["kernels"]
Path("steps.json").write_text(json.dumps(spent))
"""


@dataclass(frozen=True)
class Cost:
    """What a number of submissions took."""

    name: str
    submissions: int
    wall: float
    cpu: float

    def line(self, stock: Cost | None) -> str:
        per_minute = 60 * self.submissions / self.wall
        times = f"{per_minute / (60 * stock.submissions / stock.wall):6.1f} x" if stock else ""
        return f"{self.name:34} {self.submissions:5} {self.cpu / self.submissions:10.2f} {per_minute:12.1f} {times:>10}"


def measured(name: str, count: int, command: list[str], folder: Path, env: dict[str, str]) -> Cost:
    started = time.monotonic()
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{name} failed:\n{(folder / 'output.txt').read_text()[-2000:]}")
    return Cost(name, count, time.monotonic() - started, used.ru_utime + used.ru_stime)


def class_of(folder: Path, assignment: str, count: int) -> list[str]:
    """Make a classroom with submissions; the students' ids."""
    shutil.copytree(
        REPOSITORY / "course" / "classroom" / "source" / assignment, folder / "source" / assignment
    )
    shutil.copy(REPOSITORY / "course" / "classroom" / "nbgrader_config.py", folder)
    run = [sys.executable, "-m", "groundschool", "class", "release", assignment, "--classroom", str(folder)]
    subprocess.run(run, check=True, capture_output=True)
    answers = variants(assignment)
    students = [f"student{number:05}" for number in range(count)]
    for number, student in enumerate(students):
        place = folder / "submitted" / student / assignment
        place.mkdir(parents=True)
        for released in (folder / "release" / assignment).glob("*.ipynb"):
            notebook = json.loads(released.read_text("utf-8"))
            for cell in notebook["cells"]:
                name = cell["metadata"].get("nbgrader", {}).get("grade_id")
                if name in (chosen := answers[number % len(answers)]):
                    cell["source"] = chosen[name]
            (place / released.name).write_text(json.dumps(notebook), "utf-8")
    return students


def variants(assignment: str) -> list[dict[str, str]]:
    """What students answer: all right, each recorded wrong answer, nothing."""
    from groundschool.course.load import load_course  # noqa: PLC0415 - only here
    from groundschool.paths import CourseRoot  # noqa: PLC0415

    solution: dict[str, str] = {}
    folder = REPOSITORY / "course" / "classroom" / "source" / assignment
    for path in sorted(folder.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            role = cell["metadata"].get("nbgrader", {})
            if role.get("solution"):
                text = "".join(cell["source"])
                solution[role["grade_id"]] = re.sub(r"[ \t]*### (BEGIN|END) SOLUTION\n?", "", text)
    wrong = load_course(CourseRoot(REPOSITORY)).wrong_answers[assignment]
    return [solution, *({**solution, each.task: each.answer} for each in wrong), {}]


def cells_alone(folder: Path, assignment: str, students: list[str]) -> Cost:
    import nbformat  # noqa: PLC0415 - only here

    from groundschool.grading.classroom import open_classroom  # noqa: PLC0415
    from groundschool.grading.imports import imported  # noqa: PLC0415

    modules: set[str] = set()
    notebooks = []
    for student in students:
        for path in sorted((folder / "autograded" / student / assignment).glob("*.ipynb")):
            notebook: Any = nbformat.read(path, as_version=4)
            modules |= imported(notebook.cells)
            notebooks.append([cell.source for cell in notebook.cells if cell.cell_type == "code"])
    warm_up = open_classroom(folder).api().config.SandboxedExecute.warm_up
    # As many at a time as we grade: with a busy neighbour the same work takes a core longer.
    count = os.cpu_count() or 1
    parts = [json.dumps([sorted(modules), notebooks[first::count], warm_up]) for first in range(count)]
    started = time.monotonic()

    def seconds(part: str) -> float:
        command = [sys.executable, "-c", ALONE]
        done = subprocess.run(
            command,
            input=part,
            env={**os.environ, **QUIET},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout.split()[-1])

    with ThreadPoolExecutor(count) as pool:
        cpu = sum(pool.map(seconds, parts))
    return Cost("cells alone, in a warm kernel", len(students), time.monotonic() - started, cpu)


def shares(steps: dict[str, float], alone: Cost) -> dict[str, float]:
    """The steps in their order; of the kernels' time what the cells cost by themselves, and the rest."""
    ours = (
        "start and imports",
        "putting trusted cells back",
        "talking with the kernels",
        "recording grades",
    )
    return {
        **{name: steps[name] for name in ours},
        "warm process; kernels' begin and end": steps["warm process"],
        "kernels: the cells themselves": alone.cpu,
        "kernels: rooms, watch, messages": steps["kernels"] - alone.cpu,
    }


def main() -> None:
    """Measure, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--assignment", default="validation")
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--stock", type=int, default=6, help="how many of them stock nbgrader grades")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grading-speed-") as temporary:
        folder = Path(temporary, "class")
        folder.mkdir()
        students = class_of(folder, asked.assignment, asked.students)
        plain = Path(temporary, "plain")
        shutil.copytree(folder, plain)
        step = max(1, asked.students // asked.stock)
        for student in set(students) - set(students[::step]):
            shutil.rmtree(plain / "submitted" / student)
        # nbgrader's own settings, but for those without which it cannot work here.
        config = plain / "nbgrader_config.py"
        config.write_text(
            "import os, shutil, sysconfig\nc = get_config()\n"
            "os.environ['PATH'] = sysconfig.get_path('scripts') + os.pathsep + os.environ['PATH']\n"
            f"c.CourseDirectory.course_id = 'ground_school'\nc.CourseDirectory.root = {str(plain)!r}\n"
            "c.Execute.timeout = 60\n"
        )
        env = {**os.environ, "GROUNDSCHOOL_WITHOUT_SANDBOX": "1", "HOME": temporary}
        count = len(students[::step])
        autograde = [sys.executable, "-m", "nbgrader", "autograde", asked.assignment]
        stock = measured("nbgrader autograde", count, autograde, plain, env)
        grade = [sys.executable, "-c", STEPS, asked.assignment]
        ours = measured(
            "groundschool class grade", len(students), grade, folder, {**os.environ, "HOME": temporary}
        )
        steps = json.loads((folder / "steps.json").read_text("utf-8"))
        alone = cells_alone(folder, asked.assignment, students)
    ratio = (ours.cpu / ours.submissions) / (alone.cpu / alone.submissions)
    lines = [
        f"{asked.assignment}, {os.cpu_count()} cores",
        f"{'':34} {'count':>5} {'CPU s each':>10} {'per minute':>12} {'throughput':>10}",
        *(cost.line(stock) for cost in (stock, ours)),
        f"{alone.name:34} {alone.submissions:5} {alone.cpu / alone.submissions:10.2f}",
        f"CPU of a submission over that of its cells alone: {ratio:.2f}",
        "",
        f"{'CPU of a submission, by step':38} {'s each':>12} {'share':>12}",
        *(
            f"{name:38} {seconds / ours.submissions:12.3f} {seconds / ours.cpu:12.0%}"
            for name, seconds in shares(steps, alone).items()
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
