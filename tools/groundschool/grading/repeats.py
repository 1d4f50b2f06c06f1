"""What nbgrader does anew for each cell and each step, done once for a whole class.

Measured with `tests/benchmarks/grading_speed.py`: of the work on a submission beside its cells, more than half was
looking whether nbgrader's own schema is one, and translating the same questions to the gradebook into SQL again.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import jsonschema
import nbgrader.api
from nbgrader.nbgraderformat import common


@contextmanager
def done_once() -> Iterator[None]:
    """While this lasts, nbgrader keeps its schema's validator and the engine of each gradebook.

    An engine keeps the SQL that it has compiled, also when nbgrader closes its connections.
    """
    kept_engine = functools.cache(nbgrader.api.create_engine)
    with (
        mock.patch.object(nbgrader.api, "create_engine", kept_engine),
        mock.patch.object(common, "jsonschema", SimpleNamespace(validate=_Validators().validate)),
    ):
        yield


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
