"""nbgrader's Execute with its kernel inside the sandbox; everything else of autograding stays nbgrader's.

`nbgrader_config.py` names `SandboxedExecute` among the autograde preprocessors, so that plain `nbgrader
autograde` and formgrader are fenced in too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbgrader.preprocessors import Execute
from traitlets import Integer, List, Unicode

from groundschool.errors import GroundSchoolError
from groundschool.grading.sandbox import Limits, require_sandbox, sandboxed

_SOCKETS_BYTES = 16 * 1024 * 1024
_LOOK_EVERY = 0.5


class SubmissionStoppedError(GroundSchoolError):
    """The kernel of a submission ended before its notebook did."""


class SandboxProvisioner(LocalProvisioner):
    """Starts a kernel behind the wall and ends it when it takes more than its share."""

    stopped: str | None = None

    @property
    def manager(self) -> SandboxedKernelManager:
        """The manager that this kernel is started by; it knows limits and places."""
        manager: SandboxedKernelManager = self.parent  # type: ignore[assignment]
        return manager

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Put the wall around the kernel's command."""
        manager = self.manager
        # A signal would reach bubblewrap, not the kernel; the kernel interrupts itself when told to.
        self.kernel_spec.interrupt_mode = "message"
        folder = kwargs.get("cwd")
        kwargs = await super().pre_launch(**kwargs)
        # Of the kernelspec's command only the arguments count: Python and the launcher are ours.
        arguments = kwargs["cmd"][kwargs["cmd"].index("-f") :]
        limits = json.dumps(asdict(manager.limits))
        step = os.environ.get("NBGRADER_EXECUTION")
        kwargs["cmd"] = sandboxed(
            [sys.executable, "-m", "groundschool.grading.kernel", limits, *arguments],
            shared=manager.sockets,
            given=_given(Path(folder)) if folder else (),
            hidden=[Path(place) for place in manager.hidden],
            limits=manager.limits,
            environment={"NBGRADER_EXECUTION": step} if step else {},
        )
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start it with nothing of ours: no environment, no terminal, no folder."""
        del kwargs
        self.process = subprocess.Popen(  # noqa: ASYNC220 - starting takes a millisecond
            cmd,
            env={},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.pid = self.pgid = self.process.pid
        self._over = threading.Event()
        # A thread, because nbclient's event loop stands still between cells.
        threading.Thread(target=self._watch, args=(self.process,), daemon=True).start()
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - its caller's signature
        """End the watch and remove the sockets."""
        self._over.set()
        await super().cleanup(restart=restart)
        shutil.rmtree(self.manager.sockets, ignore_errors=True)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        limits, started = self.manager.limits, time.monotonic()
        while not self._over.wait(_LOOK_EVERY):
            if time.monotonic() - started > limits.wall_seconds:
                self.stopped = f"it ran longer than {limits.wall_seconds} seconds in all"
            elif _bytes_in(self.manager.sockets) > _SOCKETS_BYTES:
                self.stopped = "it filled the folder of the kernel's sockets"
            if self.stopped:
                process.kill()
                return


class SandboxedKernelManager(AsyncKernelManager):
    """Talks to its kernel over sockets in a folder, because the sandbox has no network."""

    hidden: tuple[str, ...] = ()
    limits = Limits()
    sockets = Path()

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:
        # Made here and not through an entry point: no other kernel of this machine is concerned.
        if self.provisioner is None:
            self.sockets = Path(tempfile.mkdtemp(prefix="gs-"))
            self.transport = "ipc"
            self.connection_file = str(self.sockets / "kernel.json")
            self.provisioner = SandboxProvisioner(
                kernel_id=self.sockets.name, kernel_spec=self.kernel_spec, parent=self
            )
        prepared: tuple[list[str], dict[str, Any]] = await super()._async_pre_start_kernel(**kwargs)
        return prepared


class SandboxedExecute(Execute):  # type: ignore[misc] # nbgrader has no types
    """Runs the cells of a submission in a kernel that sees only the submission."""

    hidden = List(
        Unicode(), help="Folders to cover in case the sandbox would show them: the classroom, the exchange."
    ).tag(config=True)
    memory_mb = Integer(Limits.memory_mb, help="Address space of each process, in MB.").tag(config=True)
    wall_seconds = Integer(Limits.wall_seconds, help="Seconds that a whole notebook may take.").tag(
        config=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kernel_manager_class=SandboxedKernelManager, **kwargs)

    def create_kernel_manager(self) -> Any:
        """Make the manager and tell it what nbgrader's configuration says."""
        require_sandbox()
        manager = self._manager = super().create_kernel_manager()
        manager.hidden = tuple(self.hidden)
        manager.limits = Limits(memory_mb=self.memory_mb, wall_seconds=self.wall_seconds)
        return manager

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        """Run the notebook.

        Raises:
            SubmissionStoppedError: the kernel was ended, or ended itself, before the last cell.
        """
        try:
            done: tuple[Any, Any] = super().preprocess(nb, resources, km)
        except RuntimeError as err:
            # What nbclient raises for a dead kernel, whenever it notices.
            raise SubmissionStoppedError(self._why_stopped()) from err
        return done

    def _why_stopped(self) -> str:
        provisioner = self._manager.provisioner
        reason = provisioner.stopped if isinstance(provisioner, SandboxProvisioner) else None
        return f"Its kernel stopped: {reason or 'the code ended it, or it ran out of memory'}."


def _given(folder: Path) -> list[Path]:
    """What lies beside the notebook. Not the notebook itself: nbgrader has put the hidden tests in it."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.is_symlink() and (path.is_dir() or path.is_file()) and path.suffix != ".ipynb"
    ]


def _bytes_in(folder: Path) -> int:
    try:
        return sum(path.lstat().st_size for path in folder.iterdir())
    except FileNotFoundError:
        return 0
