"""nbgrader's autograding of one submission in two stages, with the running of the notebooks between them.

Stage one, `Sanitize`, is nbgrader's first pass: copy the files, put trusted cells back. Stage two, `Record`, is its
second pass with the executed notebooks in the place of Execute: save grades and comments, write the notebooks.
Both work in `.grading/`; only what is whole is moved to `autograded/`, so a run that was killed leaves nothing
that looks graded.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

import nbformat
from nbconvert.exporters import Exporter, NotebookExporter
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import capture_log, setenv, temp_attrs
from traitlets import Type

from groundschool.grading.classroom import STAGING, Classroom, is_execute
from groundschool.grading.execute import RESOURCE, Execution
from groundschool.grading.jobs import Executed


class _Exporter(NotebookExporter):
    """Reads a notebook that begins with a byte order mark, as editors on Windows leave one, as if there was none."""

    def from_file(self, file_stream: TextIO, *arguments: Any, **options: Any) -> Any:
        """Read it from where its text begins."""
        if file_stream.read(1) != "\ufeff":
            file_stream.seek(0)
        return super().from_file(file_stream, *arguments, **options)


class Sanitize(Autograde):  # type: ignore[misc] # nbgrader has no types
    """Puts trusted cells back and copies files; runs nothing."""

    exporter_class = Type(_Exporter, klass=Exporter).tag(config=True)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Do the first half of what nbgrader does."""
        self._sanitizing = True
        self._init_preprocessors()
        BaseConverter.convert_single_notebook(self, notebook_filename)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Leave the files writable: the next stage writes them."""


class Record(Autograde):  # type: ignore[misc]
    """Saves the grades of notebooks that were run."""

    _sanitizing = False
    executed: Mapping[str, Executed] | None = None
    """By the notebooks' names; None runs them here and now, without a sandbox."""

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Work on what the first stage has left."""
        del assignment_id, student_id
        return True

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """The first stage has done it."""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Do the second half of what nbgrader does."""
        self._init_preprocessors()
        with setenv(NBGRADER_EXECUTION="autograde"):
            BaseConverter.convert_single_notebook(self, notebook_filename)

    def _init_preprocessors(self) -> None:
        self.exporter._preprocessors = []  # noqa: SLF001 - as nbgrader does
        for preprocessor in self.autograde_preprocessors:
            taken = self.executed is not None and is_execute(preprocessor)
            self.exporter.register_preprocessor(TakeExecuted(self.executed or {}) if taken else preprocessor)


class TakeExecuted(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands where Execute stands, and puts the notebook that was run in the place of the one that was not."""

    def __init__(self, executed: Mapping[str, Executed]) -> None:
        super().__init__()
        self._executed = executed

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Take one notebook's run."""
        del nb
        done = self._executed[resources["nbgrader"]["notebook"]]
        resources[RESOURCE] = Execution(dict(done.flags), done.stopped)
        return nbformat.from_dict(json.loads(done.notebook)), resources


class Stages:
    """The two stages for the submissions of one assignment."""

    def __init__(self, classroom: Classroom, api: NbGrader, assignment: str) -> None:
        self._classroom, self._api, self._assignment = classroom, api, assignment

    def sanitize(self, student: str) -> dict[str, Any]:
        """Run stage one; nbgrader's result: success, log, error."""
        shutil.rmtree(self.staged(student), ignore_errors=True)
        return self._start(Sanitize, student)

    def record(self, student: str, executed: Mapping[str, Executed] | None) -> dict[str, Any]:
        """Run stage two and move what is whole to `autograded/`; nbgrader's result."""
        final = self._classroom.place("autograded", student, self._assignment)
        # From here on the gradebook changes: what was graded before must not look whole until this is.
        shutil.rmtree(final, ignore_errors=True)
        result = self._start(Record, student, executed=executed)
        if result["success"]:
            final.parent.mkdir(parents=True, exist_ok=True)
            self.staged(student).replace(final)
        shutil.rmtree(self.staged(student).parent, ignore_errors=True)
        return result

    def staged(self, student: str) -> Path:
        """Where a submission lies between the stages."""
        return self._classroom.place(STAGING, student, self._assignment)

    def _start(self, stage: type[Autograde], student: str, **traits: Any) -> dict[str, Any]:
        course = self._api.coursedir
        with temp_attrs(
            course, assignment_id=self._assignment, student_id=student, autograded_directory=STAGING
        ):
            app = stage(coursedir=course, parent=self._api)
            app.force, app.create_student = True, True
            # Once when all is done, and not after each preprocessor.
            app.config.Exporter.optimistic_validation = True
            for name, value in traits.items():
                setattr(app, name, value)
            result: dict[str, Any] = capture_log(app)
            return result
