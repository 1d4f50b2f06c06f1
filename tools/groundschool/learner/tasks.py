"""The line that a lab's tests stand under: `with task("validation/missing_share"):`."""

from __future__ import annotations

from types import TracebackType

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.learner.record import LearnerRecord
from groundschool.learner.solutions import (
    LabTask,
    cells_that_ran,
    digest_of_answer,
    open_tasks,
    tasks_of_lab,
)
from groundschool.paths import find_workspace

_LONGEST_MESSAGE = 500
_BLANK = (
    "still blank.\nPut your code in place of `raise NotImplementedError()`, run that cell, then this one."
)


def task(name: str) -> Task:
    """Run the tests of a task, say when they pass and keep the try in the learner record.

    Raises:
        UsageError: the name is not `module/task`.
    """
    module, _, short = name.partition("/")
    if not module or not short or "/" in short:
        raise UsageError(
            f"task({name!r}): a task is named module/task, for example 'validation/missing_share'."
        )
    return Task(name, short)


class Task:
    """A context manager; a class, so that a failed test shows no frames of ours."""

    def __init__(self, name: str, short: str) -> None:
        self._name = name
        self._short = short

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            # Standard output only: nbgrader gives no points to a cell that wrote to standard error.
            print(f"Task {self._short}: passed.")  # noqa: T201 - a notebook's output is its display
            self._keep(None)
        elif isinstance(error, NotImplementedError):
            # The blank task: nobody tried yet.
            print(f"Task {self._short}: {_BLANK}")  # noqa: T201
        elif isinstance(error, Exception):
            self._keep(error)

    def _keep(self, error: Exception | None) -> None:
        workspace = find_workspace()
        if workspace is None:
            return
        lab = _tasks_of_lab(self._name)
        mine = lab.get(self._name)
        if isinstance(error, NameError) and mine and error.name in mine.defines:
            # The cell with the answer did not run: nobody tried yet.
            print(f"Task {self._short}: run the cell that defines `{error.name}`, then this one.")  # noqa: T201
            return
        record = LearnerRecord(workspace)
        try:
            calls = self._note(record, error, lab)
        except GroundSchoolError as trouble:
            # The task counts even when the record cannot be kept.
            print(f"(Not kept: {trouble})")  # noqa: T201
            calls = []
        for notice in record.notices:
            print(f"({notice})")  # noqa: T201
        for call in calls:
            print(f"To see a solution, run in a new cell:  {call}")  # noqa: T201

    def _note(self, record: LearnerRecord, error: Exception | None, lab: dict[str, LabTask]) -> list[str]:
        """Keep the try; the calls that show the solutions it has opened, its own each time."""
        before = open_tasks(lab.values(), record.summary())
        message = f"{type(error).__name__}: {error}"[:_LONGEST_MESSAGE] if error else ""
        answer = digest_of_answer(lab[self._name], cells_that_ran()) if self._name in lab else ""
        record.tried(self._name, passed=error is None, message=message, answer=answer)
        opened = open_tasks(lab.values(), record.summary()) - (before - {self._name})
        return [f'from groundschool import solution; solution("{name}")' for name in lab if name in opened]


def _tasks_of_lab(name: str) -> dict[str, LabTask]:
    """What the course knows of the lab's tasks; nothing for a task of nobody's."""
    try:
        return tasks_of_lab(name)
    except (GroundSchoolError, OSError):
        return {}
