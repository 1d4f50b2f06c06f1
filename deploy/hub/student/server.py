"""A student's server: the course's notebooks, brought up to date in the folder `course` at home, then JupyterHub's own.

It runs as the student, so that nothing of it can write where the student could not.
"""
# ruff: noqa: INP001 - a program beside its settings, no module of a package

from __future__ import annotations

import os
import sys
from pathlib import Path

from groundschool.errors import GroundSchoolError
from groundschool.learner.server import trust
from groundschool.learner.workspace import update_workspace
from groundschool.paths import WORKSPACE_FOLDER, find_root

FOLDER = "course"


def main() -> None:
    """Update the notebooks and become the server; a course that cannot be copied keeps nobody out."""
    workspace = Path.home() / FOLDER
    try:
        update = update_workspace(find_root(start=Path(__file__).parent), workspace)
        trust(workspace, update.written)
    except (GroundSchoolError, OSError) as error:
        # Where the hub's log is.
        sys.stderr.write(f"{workspace}: the course's notebooks were not brought up to date. {error}\n")
    server = [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]]
    # Where those notebooks were signed: JupyterLab strips the styles from outputs that it does not trust.
    server.append(f"--NotebookNotary.data_dir={workspace / WORKSPACE_FOLDER}")
    os.execv(server[0], server)  # noqa: S606 - our own command, no shell


if __name__ == "__main__":
    main()
