"""`groundschool lab` tells what it did to the workspace, and starts a quiet JupyterLab."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.sign import NotebookNotary

from groundschool.cli import groundschool
from groundschool.cli.lab import report
from groundschool.learner import server
from groundschool.learner.workspace import Fate, Placed, Update, update_workspace
from groundschool.paths import CourseRoot


@pytest.fixture
def root(tmp_path: Path) -> CourseRoot:
    root = CourseRoot(tmp_path / "clone")
    for folder in (root.course, root.catalog, root.notebooks):
        folder.mkdir(parents=True)
    (root.course / "course.yml").touch()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="sum")])
    (root.notebooks / "00_start_here.ipynb").write_text(nbformat.writes(notebook))
    return root


def test_each_fate_that_matters_is_told() -> None:
    update = Update(
        (
            Placed("00.ipynb", Fate.NEW),
            Placed("01.ipynb", Fate.REPLACED),
            Placed("02.ipynb", Fate.BESIDE, "02 (new version).ipynb"),
            Placed("03.ipynb", Fate.SAME),
            Placed("04.ipynb", Fate.KEPT),
            Placed("05.ipynb", Fate.LEFT),
        ),
        manifest_was_damaged=True,
    )

    assert report(update, Path("/srv/me/workspace")) == [
        "Workspace: /srv/me/workspace",
        "The list of what you were given is damaged: every notebook counts as changed by you.",
        "  00.ipynb: new",
        "  01.ipynb: replaced by the course's new version (you had not changed it)",
        "  05.ipynb: no longer part of the course; yours to keep or delete",
        "  02.ipynb: kept as you changed it; the course's new version is '02 (new version).ipynb'",
    ]


def test_the_server_opens_the_start_page_of_the_workspace(tmp_path: Path) -> None:
    command = server.command(tmp_path, browser=True, port=None, as_root=False)

    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in command
    assert not {"--no-browser", "--allow-root"} & set(command)
    assert not any("port" in word for word in command[3:] if "transport" not in word)


def test_options_reach_the_server(tmp_path: Path) -> None:
    command = server.command(tmp_path, browser=False, port=9000, as_root=True)

    assert command[-4:] == [
        "--no-browser",
        "--ServerApp.port=9000",
        "--ServerApp.port_retries=0",
        "--allow-root",
    ]


def test_nothing_asks_for_news() -> None:
    """The page's own settings: the plug-in that asks for Jupyter's news is off."""
    settings = json.loads((Path(server.__file__).parent / "jupyterlab" / "page_config.json").read_text())

    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]


def test_kernels_know_the_workspace_and_phone_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    environment = server.environment(tmp_path)

    assert environment["GROUNDSCHOOL_WORKSPACE"] == str(tmp_path)
    assert environment["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"
    assert {"DO_NOT_TRACK", "MLFLOW_DISABLE_TELEMETRY", "OMP_NUM_THREADS"} <= environment.keys()


def test_notebooks_of_the_course_are_trusted(root: CourseRoot, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    update = update_workspace(root, workspace)
    server.trust(workspace, update.written)

    notary = NotebookNotary(data_dir=str(workspace / ".groundschool"))
    notebook = nbformat.read(workspace / "00_start_here.ipynb", as_version=4)
    assert notary.check_signature(notebook)
    notebook.cells[0].source = "2 + 2"
    assert not notary.check_signature(notebook)
    notary.store.close()


def test_the_command_becomes_the_server(
    root: CourseRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execve", lambda _program, command, _environment: started.append(command))
    workspace = tmp_path / "my notebooks"

    result = CliRunner().invoke(
        groundschool, ["--root", str(root.path), "lab", "--no-browser", "--workspace", str(workspace)]
    )
    assert result.output.splitlines() == [
        f"Workspace: {workspace}",
        "  00_start_here.ipynb: new",
        "Starting JupyterLab. Stop it here with Ctrl-C, twice.",
    ]
    assert started[0][0] == sys.executable
    assert (workspace / "00_start_here.ipynb").exists()


def test_the_workspace_of_the_environment_is_used(
    root: CourseRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "execve", lambda *_: None)
    monkeypatch.setenv("GROUNDSCHOOL_WORKSPACE", str(tmp_path / "elsewhere"))

    CliRunner().invoke(groundschool, ["--root", str(root.path), "lab"])
    assert (tmp_path / "elsewhere" / "00_start_here.ipynb").exists()
