"""What nbgrader does, and says, anew for each cell and each step: done once for a whole class.

Measured with `tests/benchmarks/grading_speed.py`: of the work on a submission beside its cells, more than half was
looking whether nbgrader's own schema is one, setting up a gradebook that is there, translating the same questions to
it into SQL again, and connecting to it and committing some twenty times.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import jsonschema
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import common
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session, scoped_session, sessionmaker


@contextmanager
def done_once() -> Iterator[None]:
    """While this lasts, nbgrader keeps its schema's validator and its connections, and commits when it is done.

    What is written `with` a gradebook is there as a whole or not at all, whenever the grader is killed.
    """
    engines: dict[tuple[str, str], Any] = {}
    with (
        _warnings_spared(),
        mock.patch.object(Gradebook, "__init__", _opening_once(Gradebook.__init__, engines)),
        mock.patch.object(Gradebook, "__enter__", _entered),
        mock.patch.object(Gradebook, "close", lambda gradebook: gradebook.db.remove()),
        mock.patch.object(common, "jsonschema", SimpleNamespace(validate=_Validators().validate)),
    ):
        try:
            yield
        finally:
            for engine in engines.values():
                engine.dispose()


@contextmanager
def _warnings_spared() -> Iterator[None]:
    """Leave out warnings of every run that nobody here can act on."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
        # Cells that nbgrader puts back have no id.
        warnings.filterwarnings("ignore", "Cell is missing an id field", MissingIDFieldWarning)
        # Who copied a cell in an editor; reading makes the ids different.
        warnings.filterwarnings("ignore", category=DuplicateCellId)
        yield


def _opening_once(plain: Callable[..., None], engines: dict[tuple[str, str], Any]) -> Callable[..., None]:
    """`Gradebook.__init__`, but for those that were opened before: their tables and course are there.

    Args:
        plain: as nbgrader has it.
        engines: takes what keeps the connection and the SQL that was compiled.
    """

    def opened(
        gradebook: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None
    ) -> None:
        engine = engines.get((db_url, course_id))
        if engine is None:
            plain(gradebook, db_url, course_id, authenticator)
            gradebook.db.remove()
            engine = engines[db_url, course_id] = gradebook.engine
        gradebook.engine, gradebook.course_id, gradebook.authenticator = engine, course_id, authenticator
        gradebook.db = scoped_session(sessionmaker(autoflush=True, bind=engine, future=True, class_=_Session))

    return opened


def _entered(gradebook: Any) -> Any:
    """`Gradebook.__enter__`: what follows is sure to be closed."""
    gradebook.db().waits = True
    return gradebook


class _Session(Session):
    """A session that can wait with commits until it is closed: for each of them the disk is waited for."""

    waits = False
    _to_commit = False

    def commit(self) -> None:
        """Commit; or let the database check what there is to commit, and read again, as after any commit."""
        if not self.waits:
            super().commit()
            return
        self.flush()
        self.expire_all()
        self._to_commit = True

    def rollback(self) -> None:
        """Forget what was to be committed, too."""
        self._to_commit = False
        super().rollback()

    def close(self) -> None:
        """Commit what was to be, and close."""
        try:
            if self._to_commit:
                super().commit()
        finally:
            self._to_commit = False
            super().close()


class _Validators:
    """`jsonschema.validate` for schemas that were looked at before."""

    def __init__(self) -> None:
        self._known: list[tuple[dict[str, Any], Any]] = []

    def validate(self, instance: Any, schema: dict[str, Any]) -> None:
        """Raise the error that `jsonschema.validate` raises."""
        validator = next((found for known, found in self._known if known == schema), None)
        if validator is None:
            kind = jsonschema.validators.validator_for(schema)
            kind.check_schema(schema)
            validator = kind(schema)
            self._known.append((schema, validator))
        error = jsonschema.exceptions.best_match(validator.iter_errors(instance))
        if error is not None:
            raise error
