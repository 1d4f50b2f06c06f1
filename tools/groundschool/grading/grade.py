"""Grading a class: submissions are run side by side in sandboxes, and recorded one after the other by nbgrader.

Killed at any point, a second run finishes what is missing: a submission counts as graded when its notebooks lie in
`autograded/`, which is the last step but the report. A bad submission is a row with its reason and no more.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from groundschool.errors import GroundSchoolError, UsageError, did_you_mean
from groundschool.grading import jobs, reasons
from groundschool.grading.classroom import STAGING, Classroom
from groundschool.grading.export import Student, read_students
from groundschool.grading.imports import imported_in
from groundschool.grading.refusals import read_refusals
from groundschool.grading.reports import (
    NOT_GRADED,
    Flag,
    Report,
    digest,
    is_graded,
    read_report,
    write_report,
)
from groundschool.grading.sandbox import require_sandbox
from groundschool.grading.strangers import in_roster, not_in_roster, note_strangers
from groundschool.grading.taking import student_problem

GRADED, KEPT, FAILED = "graded", "kept", NOT_GRADED
_AHEAD = 32
"""Submissions that are made ready beyond those that run: the first, while the sandbox starts, on a core that idles."""


@dataclass(frozen=True)
class Graded:
    """One submission in the summary."""

    student: str
    name: str
    status: str
    score: float | None = None
    max_score: float | None = None
    to_review: bool = False
    """Whether something of it waits for a person."""
    seconds: float = 0.0
    """How long its notebooks ran."""
    reason: str = ""
    notes: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    """Tests that could not be trusted: no points until a person has looked."""


def grade(
    classroom: Classroom,
    assignment: str,
    *,
    students: Collection[str] = (),
    again: bool = False,
    scheduler: str | None = None,
    progress: Callable[[Graded], None] | None = None,
) -> tuple[Graded, ...]:
    """Grade the submissions that were not graded yet.

    Args:
        classroom: where they are.
        assignment: what they are submissions of.
        students: only these; all if empty.
        again: those that were graded before, too. Points given by hand are kept.
        scheduler: the address of a Dask cluster that runs the notebooks; this machine if None.
        progress: told of each row as it comes.

    Returns:
        A row for each submission, in the order of the students' ids.

    Raises:
        SandboxMissingError: submissions cannot be fenced in here.
        UsageError: the assignment was not released, a student handed nothing in, another grader is at work, or a
            cluster is to run them without a sandbox.
    """
    if scheduler is not None and not classroom.sandbox:
        raise UsageError(
            "Workers of a Dask scheduler run submissions in the sandbox only, and --without-sandbox runs them on this "
            "machine. Leave out --scheduler or --without-sandbox."
        )
    if classroom.sandbox and scheduler is None:
        require_sandbox()
    submitted = classroom.submissions(assignment)
    refusals = read_refusals(classroom, assignment)
    for student in sorted(set(students) - set(submitted)):
        if student in refusals:
            raise UsageError(
                f"What {student!r} handed in of {assignment} was refused: {refusals[student].reason} "
                "Collect a fit one, then grade it."
            )
        raise UsageError(
            f"{student!r} has no submission of {assignment} that was collected.{did_you_mean(student, submitted)}"
        )
    rows = []
    with ExitStack() as stack:
        stack.enter_context(_only_grader(classroom, assignment))
        asked = sorted(set(students or submitted))
        todo = [student for student in asked if again or not _is_graded(classroom, assignment, student)]
        workers = None
        if todo and classroom.sandbox:
            # Before nbgrader is imported, which takes as long as their start.
            beginning = _beginning(classroom, assignment)
            workers = stack.enter_context(jobs.workers(scheduler, beginning))
        from groundschool.grading.repeats import done_once  # noqa: PLC0415 - imports nbgrader

        api = classroom.api()
        notebooks, known = _notebooks(classroom, api, assignment), _students(api)
        note_strangers(classroom, set(todo) - {student.id for student in known})
        run = _Run(classroom, api, assignment, notebooks, known)
        stack.enter_context(done_once())
        for row in run.rows(sorted(set(asked) - set(todo)), todo, workers):
            if progress:
                progress(row)
            rows.append(row)
    return tuple(sorted(rows, key=lambda row: row.student))


class _Run:
    """The grading of one assignment."""

    def __init__(
        self,
        classroom: Classroom,
        api: Any,
        assignment: str,
        notebooks: tuple[str, ...],
        known: tuple[Student, ...],
    ) -> None:
        from groundschool.grading.stages import Stages  # noqa: PLC0415 - imports nbgrader

        self.classroom, self.api, self.assignment = classroom, api, assignment
        self.notebooks = notebooks
        self.names = {
            student.id: " ".join(filter(None, (student.first_name, student.last_name))) for student in known
        }
        """Of the students that the gradebook knew before."""
        self.roster = in_roster(classroom, known)
        self.stages = Stages(classroom, api, assignment)
        self.settings = jobs.settings_of(api.config)
        self.hidden = tuple(api.config.SandboxedExecute.hidden)

    def rows(
        self, graded: list[str], todo: list[str], workers: tuple[Executor, int] | None
    ) -> Iterator[Graded]:
        """A row for each student, as they become ready; those that were graded before come first.

        Args:
            graded: students whose submissions are kept as they are.
            todo: students whose submissions are graded.
            workers: who runs them, and how many at a time; None runs them here, without a sandbox.
        """
        for student in graded:
            yield self.guarded(student, partial(self.kept, student))
        if workers is None:
            for student in todo:
                yield self.guarded(student, partial(self.graded_here, student))
        else:
            executor, count = workers
            yield from self._side_by_side(todo, executor, count + _AHEAD)

    def _side_by_side(self, todo: list[str], executor: Executor, most: int) -> Iterator[Graded]:
        waiting, running = todo[::-1], dict[Future[jobs.Outcome], tuple[Graded, str]]()
        while waiting or running:
            while waiting and len(running) < most:
                student = waiting.pop()
                started: list[tuple[jobs.Job, Graded]] = []
                row = self.guarded(student, partial(self.begin, student, started))
                if started:
                    running[executor.submit(jobs.run, started[0][0])] = row, student
                else:
                    yield row
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                row, student = running.pop(future)
                yield self.guarded(student, partial(self.finish, row, future))

    def guarded(self, student: str, make: Callable[[], Graded]) -> Graded:
        """The row that is made, or one that says why it could not be; reported either way."""
        try:
            row = make()
        except GroundSchoolError as err:
            row = self._failed(student, str(err))
        except Exception as err:  # noqa: BLE001 - an odd submission that we did not foresee must not stop the others
            row = self._failed(student, f"{type(err).__name__}: {err}")
        if row.status == FAILED and not student_problem(student):
            write_report(self.classroom, self._report(row))
        return row

    def kept(self, student: str) -> Graded:
        """The row of a submission that was graded before."""
        report = read_report(self.classroom, self.assignment, student)
        row = Graded(student, self.names.get(student, ""), KEPT, flags=report.flags if report else ())
        return self._with_score(row)

    def begin(self, student: str, started: list[tuple[jobs.Job, Graded]]) -> Graded:
        """Look at a submission and make it ready to run; into `started` goes its job, unless it is unfit."""
        row = self._sanitized(student)
        if row.status != FAILED:
            started.append((self._job(student), row))
        return row

    def finish(self, row: Graded, future: Future[jobs.Outcome]) -> Graded:
        """Record what came of a submission's run."""
        outcome = future.result()
        executed = {done.name: done for done in outcome.notebooks}
        flags = tuple(
            Flag(done.name, cell, " ".join(found))
            for done in outcome.notebooks
            for cell, found in sorted(done.flags.items())
        )
        stopped = tuple(
            f"The kernel of {done.name}.ipynb stopped: {done.stopped}. Tests after that count 0."
            for done in outcome.notebooks
            if done.stopped
        )
        row = replace(row, flags=flags, notes=row.notes + stopped, seconds=outcome.seconds)
        return self._recorded(row, executed)

    def graded_here(self, student: str) -> Graded:
        """Grade one submission without a sandbox."""
        row = self._sanitized(student)
        return row if row.status == FAILED else self._recorded(row, None)

    def _sanitized(self, student: str) -> Graded:
        folder = self.classroom.place("submitted", student, self.assignment)
        # nbgrader takes the id for a glob pattern: "a*" would grade every student of that letter.
        odd = student_problem(student)
        if odd:
            return self._failed(student, odd)
        problem = reasons.unfit(folder, self.notebooks)
        if problem:
            self._make_known(student)
            return self._failed(student, problem)
        result = self.stages.sanitize(student)
        if not result["success"]:
            return self._failed(student, _reason(result))
        notes = reasons.notes(result.get("log", ""))
        return Graded(student, self.names.get(student, ""), GRADED, notes=notes)

    def _job(self, student: str) -> jobs.Job:
        folder = self.stages.staged(student)
        files = {
            path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
        }
        notebooks = {Path(name).stem: path for name, path in files.items() if name.endswith(".ipynb")}
        return jobs.Job(
            notebooks=tuple(
                (name, notebooks[name].read_text("utf-8")) for name in self.notebooks if name in notebooks
            ),
            files=tuple(
                (name, path.read_bytes()) for name, path in files.items() if not name.endswith(".ipynb")
            ),
            settings=self.settings,
            hidden=self.hidden,
        )

    def _recorded(self, row: Graded, executed: dict[str, jobs.Executed] | None) -> Graded:
        submitted = self.classroom.place("submitted", row.student, self.assignment)
        result = self.stages.record(row.student, executed)
        if not result["success"]:
            return self._failed(row.student, _reason(result))
        notes = row.notes + reasons.notes(result.get("log", ""))
        notes += reasons.changed(submitted, self.classroom.released / self.assignment)
        notes += reasons.timed_out(self.classroom.place("autograded", row.student, self.assignment))
        strange = not_in_roster(row.student, self.roster)
        if strange is None and self.names and row.student not in self.names:
            strange = "The gradebook did not know this student; is the name right?"
        notes += (strange,) if strange else ()
        row = self._with_score(replace(row, notes=tuple(dict.fromkeys(notes))))
        write_report(self.classroom, self._report(row))
        return row

    def _failed(self, student: str, reason: str) -> Graded:
        return Graded(student, self.names.get(student, ""), FAILED, reason=reason)

    def _report(self, row: Graded) -> Report:
        return Report(
            student=row.student,
            name=row.name,
            assignment=self.assignment,
            status=row.status,
            score=row.score,
            max_score=row.max_score,
            reason=row.reason,
            notes=row.notes,
            flags=row.flags,
            submission=digest(self.classroom.place("submitted", row.student, self.assignment)),
        )

    def _make_known(self, student: str) -> None:
        """Put a student in the gradebook whose submission nbgrader never sees, so that no export leaves them out."""
        with self.api.gradebook as gradebook:
            gradebook.update_or_create_student(student)

    def _with_score(self, row: Graded) -> Graded:
        with self.api.gradebook as gradebook:
            submission = gradebook.find_submission(self.assignment, row.student)
            return replace(
                row,
                score=submission.score,
                max_score=submission.max_score,
                to_review=submission.needs_manual_grade,
            )


def _is_graded(classroom: Classroom, assignment: str, student: str) -> bool:
    report = None if student_problem(student) else read_report(classroom, assignment, student)
    return is_graded(classroom, assignment, student, report)


def _beginning(classroom: Classroom, assignment: str) -> jobs.Beginning:
    """What the sandbox of an assignment begins with."""
    settings = classroom.config().SandboxedExecute
    return jobs.Beginning(
        hidden=tuple(settings.hidden),
        modules=imported_in(classroom.released / assignment),
        code=str(settings.get("warm_up", "")),
    )


@contextmanager
def _only_grader(classroom: Classroom, assignment: str) -> Iterator[None]:
    """Hold the lock of an assignment; what a killed grader left half-way is cleared.

    Raises:
        UsageError: another grader holds it.
    """
    staging = classroom.root / STAGING
    staging.mkdir(exist_ok=True)
    with (staging / f".{assignment}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"{assignment} is being graded by another command. Wait until it has ended."
            ) from None
        for left in staging.glob(f"*/{assignment}"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _reason(result: dict[str, Any]) -> str:
    """Why nbgrader gave up.

    Raises:
        KeyboardInterrupt: it was interrupted; nbgrader takes that for an error of the submission.
    """
    if "KeyboardInterrupt" in result["error"].strip().splitlines()[-1]:
        raise KeyboardInterrupt
    return reasons.reason(result)


def _notebooks(classroom: Classroom, api: Any, assignment: str) -> tuple[str, ...]:
    from nbgrader.api import MissingEntry  # noqa: PLC0415 - takes seconds

    with api.gradebook as gradebook:
        try:
            return tuple(
                sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
            )
        except MissingEntry:
            made = classroom.assignments()
            if assignment in made:
                to_do = f" Run `groundschool class release {assignment}` first."
            else:
                to_do = did_you_mean(assignment, {*made, *(one.name for one in gradebook.assignments)})
            raise UsageError(f"The gradebook knows no assignment {assignment!r}.{to_do}") from None


def _students(api: Any) -> tuple[Student, ...]:
    with api.gradebook as gradebook:
        return read_students(gradebook)
