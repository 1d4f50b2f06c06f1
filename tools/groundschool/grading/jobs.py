"""Running submissions side by side: a job is bytes in, executed notebooks out, on this machine or on a cluster.

A job knows no gradebook and no classroom, so that any machine with the same packages can run it, twice if need be.
Only the coordinator (`grade.py`) writes grades.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.grading.imports import imported
from groundschool.grading.sandbox import require_sandbox

if TYPE_CHECKING:
    from groundschool.grading.warm import WarmSandbox

_ADDRESS = re.compile(r"((tcp|tls|ucx|wss?)://)?(\[[0-9a-fA-F:.%\w]+\]|[^\s:/\[\]]+):\d{1,5}/?")
"""Of a Dask scheduler: transport, which is tcp if left out, host and port."""
_SETTINGS = ("NotebookClient", "ExecutePreprocessor", "Execute", "SandboxedExecute")


@dataclass(frozen=True)
class Job:
    """A submission to be run: trusted cells are in place, hidden tests are in it."""

    notebooks: tuple[tuple[str, str], ...]
    """Names, and notebooks as JSON."""
    files: tuple[tuple[str, bytes], ...]
    """What lies beside them, by relative path."""
    settings: dict[str, dict[str, Any]]
    """nbgrader's configuration, as far as running is concerned."""
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class Beginning:
    """What a sandbox does ahead of the first job: starting takes seconds, as does the import of nbgrader."""

    hidden: tuple[str, ...]
    modules: frozenset[str]
    code: str


@dataclass(frozen=True)
class Executed:
    """A notebook that was run."""

    name: str
    notebook: str
    flags: dict[str, list[str]] = field(default_factory=dict)
    stopped: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a job."""

    notebooks: tuple[Executed, ...]
    seconds: float
    """Wall time of the run itself."""


def settings_of(config: Any) -> dict[str, dict[str, Any]]:
    """What of a configuration a job takes along."""
    return {name: dict(config[name]) for name in _SETTINGS if name in config}


def run(job: Job) -> Outcome:
    """Run a job in the sandbox of this process.

    Raises:
        SandboxMissingError: submissions cannot be fenced in on this machine.
        GroundSchoolError: the sandbox broke twice.
    """
    require_sandbox()
    started = time.monotonic()
    try:
        notebooks = _run(job, _sandboxes.running(job.hidden))
    except GroundSchoolError:
        # A warm process that somebody has killed: the submission is not to blame, and a new one does it.
        notebooks = _run(job, _sandboxes.running(job.hidden))
    return Outcome(notebooks, time.monotonic() - started)


@contextlib.contextmanager
def workers(scheduler: str | None, beginning: Beginning) -> Iterator[tuple[Executor, int]]:
    """Who runs jobs, and how many at a time: the cores of this machine, or a Dask cluster.

    Args:
        scheduler: the address of a Dask scheduler; None for this machine.
        beginning: what the sandbox of this machine is made ready for while the caller goes on.

    Raises:
        UsageError: there is no such scheduler, or Dask is not installed.
    """
    if scheduler is not None:
        yield from _cluster(scheduler)
        return
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    pool = ThreadPoolExecutor(count, "grading")
    pool.submit(_begin, beginning)
    try:
        yield pool, count
    finally:
        # Ending the sandbox first: a thread may wait for a cell that never ends.
        pool.shutdown(wait=False, cancel_futures=True)
        with _sandboxes.ended():
            pool.shutdown()


def _begin(beginning: Beginning) -> None:
    """Start the sandbox; if it cannot be, the first job says so."""
    with contextlib.suppress(GroundSchoolError, OSError):
        _sandboxes.running(beginning.hidden).warm_up(beginning.modules, beginning.code)


def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    if not _ADDRESS.fullmatch(address):
        # Dask would try for a while, and then say so once more from a thread.
        raise UsageError(
            f"{address!r} is no address of a Dask scheduler. One looks like tcp://192.168.0.5:8786 or "
            "tls://host:8786; `dask scheduler` tells its own when it starts."
        )
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise UsageError(
            "Dask is not installed. Install the extra `class`: mlops-ground-school[class]."
        ) from None
    try:
        client: Any = Client(address, timeout="20s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as err:
        raise UsageError(
            f"{address}: no Dask scheduler answers here ({err}). Start one with `dask scheduler`, "
            "and workers on each machine with `dask worker ADDRESS`."
        ) from err
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(
                f"{address}: the scheduler has no worker. Start some with `dask worker {address}`."
            )
        # A killed worker's job is run by another one; its fourth death is the job's fault.
        yield client.get_executor(pure=False, retries=3), threads


def _run(job: Job, sandbox: WarmSandbox) -> tuple[Executed, ...]:
    import nbformat.v4  # noqa: PLC0415 - takes seconds
    from traitlets.config import Config  # noqa: PLC0415

    from groundschool.grading.execute import SandboxedExecute  # noqa: PLC0415

    executor = SandboxedExecute(config=Config(job.settings))
    notebooks = [(name, nbformat.v4.reads(content)) for name, content in job.notebooks]
    modules = frozenset().union(*(imported(notebook.cells) for _, notebook in notebooks))
    sandbox.warm_up(modules, executor.warm_up)
    done = []
    for name, notebook in notebooks:
        ran = executor.execute_in(sandbox, notebook, dict(job.files))
        done.append(Executed(name, json.dumps(notebook), ran.flags, ran.stopped))
    return tuple(done)


class _Sandboxes:
    """A warm sandbox for all threads that run jobs, one for each set of places to hide."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[tuple[str, ...], WarmSandbox] = {}
        self._over = False

    def running(self, hidden: tuple[str, ...]) -> WarmSandbox:
        """One that runs, started when it is first asked for, or when the last one has ended.

        Raises:
            GroundSchoolError: grading is being ended.
        """
        from groundschool.grading.warm import WarmSandbox  # noqa: PLC0415 - workers of a cluster import this file

        with self._lock:
            if self._over:
                raise GroundSchoolError("Grading was ended while this notebook ran.")
            sandbox = self._all.get(hidden)
            if sandbox is not None and not sandbox.is_running:
                sandbox.close()
                sandbox = None
            if sandbox is None:
                sandbox = self._all[hidden] = WarmSandbox(hidden=tuple(map(Path, hidden)))
            return sandbox

    @contextlib.contextmanager
    def ended(self) -> Iterator[None]:
        """End them all; while this lasts, who was at work starts no new one."""
        with self._lock:
            self._over = True
            while self._all:
                self._all.popitem()[1].close()
        try:
            yield
        finally:
            self._over = False


_sandboxes = _Sandboxes()
