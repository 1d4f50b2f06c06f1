"""The kernel in which notebooks and labs are tested: the learner's, but with no network to reach.

Its loopback device works, so a lesson may start a server; nothing else answers. Where bubblewrap is missing
the kernel has a network, and the test that says otherwise is skipped by name.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import nbval.kernel
from jupyter_client.manager import KernelManager
from traitlets import default

NAME = "offline"


class SocketFileManager(KernelManager):
    """Talks to its kernel through files: a socket of the network does not pass the fence."""

    @default("transport")
    def _files_and_no_network(self) -> str:
        return "ipc"

    @default("ip")
    def _path_of_the_sockets(self) -> str:
        # Absolute: the kernel starts in the notebook's folder.
        return str(Path(tempfile.mkdtemp(prefix="sockets-", dir=_folder())) / "kernel")


@cache
def fence() -> tuple[str, ...]:
    """The command that takes the network away from what follows it; empty where there is none."""
    wall = shutil.which("bwrap")
    if wall is None:
        return ()
    command = (wall, "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--")
    works = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if works.returncode == 0 else ()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="offline-kernel-"))


def install() -> None:
    """Make the kernel known, under NAME, to this process and those that it starts, and to nbval."""
    spec = {
        "argv": [*fence(), sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3, no network",
        "language": "python",
    }
    place = _folder() / "kernels" / NAME
    place.mkdir(parents=True, exist_ok=True)
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    known = [str(_folder()), os.environ.get("JUPYTER_PATH", "")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, known))
    # nbval has no setting for the transport.
    nbval.kernel.KernelManager = SocketFileManager


def remove() -> None:
    """Take away what `install` wrote."""
    shutil.rmtree(_folder(), ignore_errors=True)
