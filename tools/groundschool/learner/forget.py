"""Erasing what a workspace remembers of its learner."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from groundschool.errors import GroundSchoolError
from groundschool.learner.identity import FILE
from groundschool.learner.store import only_us
from groundschool.paths import WORKSPACE_FOLDER

_LOCK = "record.lock"


def files_of(workspace: Path) -> tuple[Path, ...]:
    """The files that remember the learner: the record, its journal, damaged ones kept aside, the random name."""
    folder = workspace / WORKSPACE_FOLDER
    records = {path for path in folder.glob("record.*") if path.name != _LOCK}
    return tuple(path for path in sorted({*records, folder / FILE}) if path.is_file())


def erase(workspace: Path) -> None:
    """Erase them all, while no notebook writes.

    Raises:
        GroundSchoolError: a file cannot be erased, or a notebook does not let go.
    """
    try:
        with only_us(workspace / WORKSPACE_FOLDER / _LOCK):
            for path in files_of(workspace):
                path.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        raise GroundSchoolError(
            f"{workspace / WORKSPACE_FOLDER}: not everything could be erased: {error}. Close the notebooks of this "
            "workspace and run the command again."
        ) from error
