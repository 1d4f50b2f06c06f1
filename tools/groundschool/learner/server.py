"""JupyterLab as the course starts it: on the workspace, quiet, and beside the learner's own Jupyter settings.

`learner/jupyterlab/page_config.json` switches off what would distract: the question about Jupyter's news, which
asks the network, and nbgrader's menus for teachers. Its "Validate" button stays.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection
from pathlib import Path

from groundschool.paths import WORKSPACE_FOLDER, WORKSPACE_VARIABLE
from groundschool.quiet import kernel_environment

START_PAGE = "00_start_here.ipynb"

_SETTINGS = Path(__file__).parent / "jupyterlab"
_FOR_TEACHERS = ("formgrader", "assignment_list", "course_list")


def command(workspace: Path, *, browser: bool, port: int | None, as_root: bool) -> list[str]:
    """The command that serves the workspace."""
    ours = workspace / WORKSPACE_FOLDER
    words = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={workspace}",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
        f"--LabApp.app_settings_dir={_SETTINGS}",
        # Which tabs were open belongs to this workspace, not to the learner's other JupyterLabs.
        f"--LabApp.workspaces_dir={ours / 'jupyterlab'}",
        f"--NotebookNotary.data_dir={ours}",
        # The other manager lists the extensions of a package index.
        "--LabApp.extension_manager=readonly",
        *(
            f"--ServerApp.jpserver_extensions=nbgrader.server_extensions.{name}=False"
            for name in _FOR_TEACHERS
        ),
        # Without it every kernel warns, where the learner reads it, that others could listen in.
        "--KernelManager.transport_encryption=auto",
        # The address is printed at every level; the rest would bury it.
        "--Application.log_level=ERROR",
    ]
    if not browser:
        words.append("--no-browser")
    if port:
        words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if as_root:
        words.append("--allow-root")
    return words


def environment(workspace: Path) -> dict[str, str]:
    """The environment of the server, and so of its kernels and terminals."""
    programs = str(Path(sys.executable).parent)
    return {
        **kernel_environment(),
        WORKSPACE_VARIABLE: str(workspace),
        # A kernel of the same name in the home folder would run on another Python.
        "JUPYTER_PREFER_ENV_PATH": "1",
        # A terminal in JupyterLab finds `groundschool` without activating anything.
        "PATH": os.pathsep.join([programs, os.environ.get("PATH", os.defpath)]),
    }


def trust(workspace: Path, names: Collection[str]) -> None:
    """Sign notebooks that came from the course: JupyterLab strips the styles from outputs that it does not trust."""
    if not names:
        return
    # On most days there is nothing new, and the start need not wait for these imports.
    import nbformat  # noqa: PLC0415
    from nbformat.sign import NotebookNotary  # noqa: PLC0415

    notary = NotebookNotary(data_dir=str(workspace / WORKSPACE_FOLDER))
    try:
        for name in names:
            notary.sign(nbformat.from_dict(json.loads((workspace / name).read_bytes())))
    finally:
        notary.store.close()
