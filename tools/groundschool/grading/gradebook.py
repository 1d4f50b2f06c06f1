"""The gradebook, which tells the trouble of its database in plain words: what, where, and what to do.

nbgrader opens it anew for each `with api.gradebook as gradebook`; what goes wrong while opening, in between and at
the end comes through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from groundschool.errors import GroundSchoolError

_ADDRESSES = "sqlite:////folder/gradebook.db or postgresql+psycopg://user@host/gradebook"
# What a database says -> what to tell.
_TROUBLE = (
    (r'database "([^"]+)" does not exist', "there is no such database. Make it: `createdb {0}`."),
    (
        r"password authentication failed|no password supplied|role \"[^\"]+\" does not exist|pg_hba",
        "the server does not let this user in. Look at the name and the password.",
    ),
    (
        r"connection refused|resolve|translate host|timeout|timed out|unreachable|no such file or directory",
        "no server answers. Start it, or mend the address.",
    ),
    (
        r"unable to open database file",
        "this file cannot be opened or made. Is its folder there, and may you write to it?",
    ),
    (
        r"file is not a database|disk image is malformed",
        "this file is no gradebook, or is damaged. Put a copy in its place, or move it away: a new one is made.",
    ),
    (
        r"permission denied|readonly database|read-only",
        "it may not be written. Give the user that right: the owner of a database has it.",
    ),
    (r"database is locked", "another program is writing to it. Run the command again when that has ended."),
    (
        r"no such (?:column|table)|(?:column|relation) .+ does not exist",
        "another version of nbgrader has made it, or it is half made. Keep a copy, and run `nbgrader db upgrade`.",
    ),
)


class Api(NbGraderAPI):  # type: ignore[misc] # nbgrader has no types
    """nbgrader, with this gradebook."""

    config_file: Path
    """Where the address can be set."""

    @property
    def gradebook(self) -> Any:
        """Open the gradebook, to be used with `with`.

        Raises:
            GroundSchoolError: it cannot be opened, or read, or written.
        """
        set_here = "db_url" in self.config.CourseDirectory
        return _ToldGradebook(self.coursedir.db_url, self.course_id, self.config_file if set_here else None)


class _ToldGradebook(Gradebook):  # type: ignore[misc]
    """nbgrader's gradebook; errors of the database are raised as trouble that can be mended."""

    def __init__(self, db_url: str, course_id: str, config_file: Path | None) -> None:
        self._told = db_url, config_file
        with _in_words(*self._told):
            # Before anything is opened: what is wrong with the address alone is no error of a database.
            make_url(db_url).get_dialect().import_dbapi()
        with _in_words(*self._told):
            super().__init__(db_url, course_id)

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _in_words(*self._told):
            super().__exit__(kind, err, trace)
            if isinstance(err, SQLAlchemyError):
                raise err


@contextmanager
def _in_words(address: str, config_file: Path | None) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, ImportError) as err:
        raise _trouble(address, config_file, err) from err
    except ValueError as err:
        # nbgrader's own errors are ValueErrors too.
        if type(err) is not ValueError:
            raise
        raise _trouble(address, config_file, err) from err


def _trouble(address: str, config_file: Path | None, err: Exception) -> GroundSchoolError:
    where = f" See c.CourseDirectory.db_url in {config_file}." if config_file else ""
    return GroundSchoolError(f"The gradebook {_without_password(address)}: {_said(address, err)}{where}")


def _said(address: str, err: Exception) -> str:
    if isinstance(err, ImportError):
        if re.match(r"postgres(ql)?(\+psycopg2)?:", address):
            return "this driver is not installed; another is. Write postgresql+psycopg:// in its address."
        return f"its driver is not installed ({err}). Install it, or write another address: {_ADDRESSES}."
    if isinstance(err, ValueError | ArgumentError):
        # The error repeats what may be part of a password.
        return f"this is no address of a database. One looks like {_ADDRESSES}."
    text = str(err.orig if isinstance(err, DBAPIError) else err)
    for pattern, sentence in _TROUBLE:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return sentence.format(*found.groups())
    return f"it cannot be used ({text.strip().splitlines()[0] if text.strip() else type(err).__name__})."


def _without_password(address: str) -> str:
    """An address as it may be shown, also one that cannot be understood."""
    shown = re.sub(r"(password=)[^&]*", r"\1***", address)
    return re.sub(r"(//[^:/@]*):.*@", r"\1:***@", shown)
