"""What nbgrader does anew for each cell and each step, done once for a whole class.

Measured with `tests/benchmarks/grading_speed.py`: of the work on a submission beside its cells, more than half was
looking whether nbgrader's own schema is one, setting up a gradebook that is there, and translating the same
questions to it into SQL again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import jsonschema
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import common
from sqlalchemy.orm import scoped_session, sessionmaker


@contextmanager
def done_once() -> Iterator[None]:
    """While this lasts, nbgrader keeps its schema's validator, and a gradebook that is opened again its engine."""
    with (
        mock.patch.object(Gradebook, "__init__", _opening_once(Gradebook.__init__)),
        mock.patch.object(common, "jsonschema", SimpleNamespace(validate=_Validators().validate)),
    ):
        yield


def _opening_once(plain: Callable[..., None]) -> Callable[..., None]:
    """`Gradebook.__init__`, but for those that were opened before: their tables and course are there.

    Their engine keeps the SQL that it has compiled, also when nbgrader closes its connections.
    """
    engines: dict[tuple[str, str], Any] = {}

    def opened(
        gradebook: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None
    ) -> None:
        engine = engines.get((db_url, course_id))
        if engine is None:
            plain(gradebook, db_url, course_id, authenticator)
            engines[db_url, course_id] = gradebook.engine
            return
        gradebook.engine, gradebook.course_id, gradebook.authenticator = engine, course_id, authenticator
        gradebook.db = scoped_session(sessionmaker(autoflush=True, bind=engine, future=True))

    return opened


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
