"""Who learns: a random name that a workspace gives its owner, so that questions can vary by learner.

It says nothing about the person and stays on the machine, unless its owner exports the learner record.
"""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

from groundschool.learner.store import only_us
from groundschool.paths import WORKSPACE_FOLDER, write_atomically

FILE = "learner"


def learner_id(workspace: Path | None) -> str:
    """The name that this workspace gave its learner, made up at the first call; empty where nothing can be kept."""
    if workspace is None:
        return ""
    path = workspace / WORKSPACE_FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two notebooks that start together must not give two names.
        with only_us(path.with_name("record.lock")):
            if not path.exists():
                write_atomically(path, secrets.token_hex(8) + "\n")
            return path.read_text(encoding="utf-8", errors="replace").strip()
    except (sqlite3.Error, OSError):
        return ""
