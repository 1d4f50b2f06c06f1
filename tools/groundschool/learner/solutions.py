"""Solutions for a learner alone: shown after the task, or after an honest try at it.

    task("m/t") fails or passes ── try, with what was answered ──> learner record
    solution("m/t") <── open? ── record, and the lab's source

A task with tests opens when it is passed, or after three failed tries. What counts is a try that differs: the same
answer that fails with the same message is one try, however often it runs; a blank task is none. A written task opens
when each task with tests in its lab is open.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from groundschool.course.cells import cell_below
from groundschool.course.sources import MARK_SCHEME, lab_marks
from groundschool.errors import UsageError, did_you_mean
from groundschool.learner.record import LearnerRecord, Summary
from groundschool.paths import find_root, find_workspace

TRIES = 3
_WORDS = {1: "one try", 2: "two tries", 3: "three tries"}
_MARKER = re.compile(r"^[ ]*### (?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)


@dataclass(frozen=True)
class LabTask:
    """A graded task of a lab and the answer that the course keeps for it."""

    name: str
    """`module/task`."""
    written: bool
    answer: str

    @property
    def short(self) -> str:
        """Its name within the lab."""
        return self.name.rpartition("/")[2]

    @property
    def defines(self) -> tuple[str, ...]:
        """The names that an answer in code gives a value to."""
        return () if self.written else tuple(_bound(self.answer))


class Solution:
    """What `solution` answers: markdown where it can be shown, else plain text."""

    def __init__(self, plain: str, markdown: str) -> None:
        self._plain = plain
        self._markdown = markdown

    def __repr__(self) -> str:
        return self._plain

    def _repr_markdown_(self) -> str:
        return self._markdown


def solution(name: str) -> Solution:
    """Show how the course solves a task, once you have passed it or failed at it in three different ways.

    For a written task it is the model answer, once each task with tests of the same lab is open. Before that, it says
    how many tries are left. The same answer that fails with the same message is one try; a blank task is none.

    Raises:
        UsageError: there is no such task.
    """
    tasks = tasks_of_lab(name)
    found = tasks.get(name)
    if found is None:
        shorts = {task.short: task for task in tasks.values()}
        hint = did_you_mean(name.partition("/")[2], shorts)
        raise UsageError(f"solution({name!r}): there is no such task.{hint}")
    workspace = find_workspace()
    if workspace is None:
        return _said(
            f"{found.short}: nothing is shown here. Solutions open where your tries are kept: in your workspace. "
            "Open the lab there, with `groundschool lab`."
        )
    summary = LearnerRecord(workspace).summary()
    if not is_open(found, tasks.values(), summary):
        return _said(_not_yet(found, tasks.values(), summary))
    return _shown(found)


def tasks_of_lab(name: str) -> dict[str, LabTask]:
    """The graded tasks of the lab that a task `module/task` belongs to, by name.

    Raises:
        UsageError: there is no course, no such module, or its lab is not at hand.
    """
    module = name.partition("/")[0]
    labs = {path.parent.name: path for path in sorted(find_root().modules.glob("*/lab.py"))}
    if module not in labs:
        hint = did_you_mean(module, labs)
        raise UsageError(
            f"{name!r}: there is no lab {module!r}.{hint} A task is named module/task, as above its tests."
        )
    return _read_tasks(module, labs[module])


def is_open(task: LabTask, lab: Iterable[LabTask], summary: Summary) -> bool:
    """Whether the learner may see a solution."""
    if task.written:
        return all(_left(other, summary) == 0 for other in lab if not other.written)
    return _left(task, summary) == 0


def open_tasks(lab: Iterable[LabTask], summary: Summary) -> set[str]:
    """The tasks of a lab whose solutions the learner may see."""
    tasks = tuple(lab)
    return {task.name for task in tasks if is_open(task, tasks, summary)}


def digest_of_answer(task: LabTask, cells: Iterable[str]) -> str:
    """Name what the learner answered: of the cells that were run, the last that defines what the task asks for.

    Comments and layout do not count. Empty where nothing defines it.
    """
    ran = tuple(cells)
    found = []
    for name in task.defines:
        defines = re.compile(rf"^(?:(?:async )?def|class) {name}\b|^{name}\b[^=\n]*=(?!=)", re.MULTILINE)
        found += [cell for cell in reversed(ran) if defines.search(cell)][:1]
    return hashlib.sha256("\n".join(map(_bare, found)).encode()).hexdigest()[:16] if found else ""


def cells_that_ran() -> tuple[str, ...]:
    """What was run in this kernel, oldest first; nothing outside IPython."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    history = getattr(shell, "history_manager", None)
    return tuple(getattr(history, "input_hist_raw", ()))


def _read_tasks(module: str, lab: Path) -> dict[str, LabTask]:
    text = lab.read_text(encoding="utf-8")
    marks = lab_marks(text)
    code = {mark.task: cell_below(text, mark.line) for mark in marks if mark.role == "solution"}
    tasks: dict[str, LabTask] = {}
    for mark in marks:
        name = f"{module}/{mark.task}"
        if mark.role == "tests" and mark.task in code:
            tasks[name] = LabTask(name, written=False, answer=_MARKER.sub("", code[mark.task]).strip())
        elif mark.role == "written":
            scheme = MARK_SCHEME.search(cell_below(text, mark.line))
            tasks[name] = LabTask(name, written=True, answer=scheme[1].strip() if scheme else "")
    return tasks


def _left(task: LabTask, summary: Summary) -> int:
    if task.name in summary.passed_tasks:
        return 0
    return max(0, TRIES - summary.failed_tries.get(task.name, 0))


def _not_yet(task: LabTask, lab: Iterable[LabTask], summary: Summary) -> str:
    if not task.written:
        left = _left(task, summary)
        verb = "is" if left == 1 else "are"
        return (
            f"{task.short}: not yet. A solution opens when the tests pass, or after three failed tries that differ; "
            f"{_WORDS[left]} {verb} left. The last line of a failing test ends with a hint, and the lesson has the idea."
        )
    waiting = {t.short: _left(t, summary) for t in lab if not t.written}
    still = ", ".join(f"{name} ({_WORDS[left]} left)" for name, left in waiting.items() if left)
    return (
        f"{task.short}: not yet. The model answer opens when each task with tests is passed or was tried "
        f"{TRIES} times. Still to do: {still}."
    )


def _shown(task: LabTask) -> Solution:
    if task.written:
        heading = (
            f"The model answer to {task.short}. Yours may use other words; the points say what must be in it."
        )
        quoted = "\n".join(f"> {line}".rstrip() for line in task.answer.splitlines())
        return Solution(f"{heading}\n\n{task.answer}", f"{heading}\n\n{quoted}")
    heading = f"One solution of {task.short}. Yours may look different and be as good: the tests decide."
    longest = max(map(len, re.findall(r"`+", task.answer)), default=0)
    fence = "`" * max(3, longest + 1)
    return Solution(f"{heading}\n\n{task.answer}", f"{heading}\n\n{fence}python\n{task.answer}\n{fence}")


def _said(text: str) -> Solution:
    return Solution(text, re.sub(r"([\\*_\[\]<>])", r"\\\1", text))


def _bound(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _bare(cell: str) -> str:
    try:
        return ast.dump(ast.parse(cell))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return cell
