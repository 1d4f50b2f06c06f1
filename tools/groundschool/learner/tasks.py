"""The line that a lab's tests stand under: `with task("validation/missing_share"):`."""

from __future__ import annotations

from types import TracebackType

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.learner.record import LearnerRecord
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
            self._keep(passed=True, message="")
        elif isinstance(error, NotImplementedError):
            # The blank task: nobody tried yet.
            print(f"Task {self._short}: {_BLANK}")  # noqa: T201
        elif isinstance(error, Exception):
            self._keep(passed=False, message=f"{type(error).__name__}: {error}"[:_LONGEST_MESSAGE])

    def _keep(self, *, passed: bool, message: str) -> None:
        workspace = find_workspace()
        if workspace is None:
            return
        record = LearnerRecord(workspace)
        try:
            record.tried(self._name, passed=passed, message=message)
        except GroundSchoolError as trouble:
            # The task counts even when the record cannot be kept.
            print(f"(Not kept: {trouble})")  # noqa: T201
        for notice in record.notices:
            print(f"({notice})")  # noqa: T201
