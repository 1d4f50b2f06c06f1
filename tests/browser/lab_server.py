"""A JupyterLab of its own, with a home, settings and kernels of its own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from notebook_page import Lab

START_UP = 60
SETTINGS = {
    "notification": {"fetchNews": "false", "checkForUpdates": False},
    "themes": {"theme": "JupyterLab Light"},
}


@contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """JupyterLab on a free port; everything it reads and writes is below a folder."""
    home = folder / "notebooks"
    home.mkdir()
    settings = folder / "settings"
    for name, values in SETTINGS.items():
        file = settings / "@jupyterlab" / "apputils-extension" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"),
        "--JupyterNotebookApp.expose_app_in_browser=True",
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"),
        f"--ServerApp.root_dir={home}",
    ]
    log = folder / "jupyterlab.log"
    with log.open("w") as output:
        running = subprocess.Popen(command, env=_environment(folder, settings), stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api?token={token}", running, log)
            yield Lab(home, "", address, token)
        finally:
            running.terminate()
            running.wait(timeout=30)


def _environment(folder: Path, settings: Path) -> dict[str, str]:
    own = {
        "HOME": folder / "home",
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
    }
    # The kernel finds the workspace by itself, as a learner's does.
    kept = {name: value for name, value in os.environ.items() if name != "GROUNDSCHOOL_WORKSPACE"}
    return {**kept, **{name: str(value) for name, value in own.items()}}


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_UP
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not start within {START_UP} s:\n{log.read_text()}", pytrace=False)
