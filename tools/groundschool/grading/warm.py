"""Warm kernels in a sandbox, seen from outside: start, open one for a notebook, run its cells, end it.

```
WarmSandbox ── bubblewrap ── warm process ── fork ── room of a notebook ── IPython kernel
     └─ open(files, limits) ── run(cell) ── run(cell) ── ... ── close: all of the room's processes die
```

Starting and importing takes seconds, once for all kernels; a kernel after that takes some 35 ms. Cells are sent one at
a time, so what a later cell tests is not there yet when an earlier one runs.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from groundschool.errors import GroundSchoolError
from groundschool.grading.inside import wire
from groundschool.grading.inside.room import Limits
from groundschool.grading.sandbox import sandboxed
from groundschool.grading.usage import Usage, process_of, usage_of

_MB = 1024 * 1024
_LOOK_EVERY = 0.2
_GRACE = 5.0
_STARTS_WITHIN = 120.0
_MESSAGE_WITHIN = 30.0
_ENDS_WITHIN = 1.0
# How many times what a cell may show a notebook may show in all.
_FLOODS = 5
_LONGEST_REASON = 300
NEVER_INTERRUPTED = "a cell ran out of time and did not let itself be interrupted"
ENDED = "the code ended it, or it ran out of memory"


class KernelStoppedError(GroundSchoolError):
    """The kernel of a notebook ended before its notebook did; the message is the reason."""


@dataclass(frozen=True)
class Ran:
    """What became of a cell."""

    reply: dict[str, Any]
    """The content of an execute_reply of Jupyter's messages."""
    timed_out: bool = False
    flooded: bool = False
    """Whether it showed more than a cell may, and was interrupted; what came too much is lost."""
    found: tuple[str, ...] = ()
    """What the watch saw changed, before or after a test."""
    failed: bool = False
    """Of a trusted cell: whether one of its statements has raised or did not run, whatever the reply says."""


@dataclass(frozen=True)
class GradedTest:
    """That a cell is a test that gives points."""

    look_before: bool = True
    """Whether code of the student may have run since the watch looked last; else only names are looked at."""
    look_after: bool = True
    """Whether it may run during the test."""


class WarmSandbox:
    """A warm process behind the wall, and its kernels, of which each thread may open its own."""

    def __init__(self, *, hidden: tuple[Path, ...] = ()) -> None:
        """Start it.

        Args:
            hidden: places to cover in case the sandbox would show them.
        """
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-m", "groundschool.grading.inside.warm", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                sandboxed(command, hidden=hidden, environment={"NBGRADER_EXECUTION": "autograde"}),
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._asking = threading.RLock()
        self._ended = False
        self._known: frozenset[str] = frozenset()
        self._language: dict[str, Any] = {}

    def warm_up(self, modules: frozenset[str], code: str = "") -> dict[str, Any]:
        """Import modules, those that were not imported yet, and run the instructor's code once.

        Returns:
            What the kernel says of its language.

        Raises:
            GroundSchoolError: it does not run.
        """
        with self._asking:
            if not self._language or not modules <= self._known:
                asked = {"import": sorted(modules - self._known), "run": "" if self._known else code}
                said, _ = self._ask(asked)
                self._known |= modules
                self._language = said["language"]
            return self._language

    @contextlib.contextmanager
    def open(self, files: Mapping[str, bytes], limits: Limits) -> Iterator[WarmKernel]:
        """Fork a kernel in a room of its own, with files in its working folder.

        Raises:
            GroundSchoolError: no room can be made here, or the sandbox itself has ended.
        """
        requests, their_requests = socket.socketpair()
        answers, their_answers = socket.socketpair()
        with contextlib.ExitStack() as stack:
            for connection in (their_requests, their_answers, requests, answers):
                stack.enter_context(connection)
            answers.settimeout(_LOOK_EVERY)
            passed = [their_requests.fileno(), their_answers.fileno()]
            _, handles = self._ask({"open": asdict(limits)}, passed)
            if not handles:
                raise GroundSchoolError("The sandbox gave no handle of a notebook's kernel. Grade again.")
            [handle] = handles
            stack.callback(os.close, handle)
            stack.callback(_signal, handle, signal.SIGKILL)
            their_requests.close()
            their_answers.close()
            usage = partial(usage_of, process_of(handle))
            kernel = WarmKernel(requests, answers, limits, usage, partial(_signal, handle, signal.SIGINT))
            stack.callback(kernel.stop_watching)
            encoded = {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}
            try:
                kernel.start(encoded)
            except KernelStoppedError as why:
                # Nothing of a student's has run: it is not the submission that failed.
                raise GroundSchoolError(f"The sandbox cannot run a notebook: {why}.") from why
            try:
                yield kernel
            except KernelStoppedError:
                # Nor is it to blame if its kernel ended with all others.
                self._ask({"alive": True})
                raise

    def close(self) -> None:
        """End it, and with it all that runs in it."""
        self._control.close()
        try:
            # It ends when it is hung up on, unless it does something at the moment.
            self._process.wait(timeout=_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def is_running(self) -> bool:
        """Whether the warm process is there, as far as is known."""
        return not self._ended and self._process.poll() is None

    def _ask(
        self, request: dict[str, Any], descriptors: Sequence[int] = ()
    ) -> tuple[dict[str, Any], list[int]]:
        with self._asking:
            try:
                self._control.settimeout(_STARTS_WITHIN)
                wire.send(self._control, request, descriptors)
                answer, handles = wire.receive_with(self._control, 1)
            except (wire.WireError, OSError) as err:
                self._ended = True
                raise GroundSchoolError(
                    f"The sandbox ended ({err}). Grade again; if it ends again, `groundschool doctor` says what it "
                    "needs."
                ) from err
        if "error" in answer:
            raise GroundSchoolError(str(answer["error"]))
        return answer, handles


class WarmKernel:
    """A kernel that was opened; `WarmSandbox.open` makes and ends it."""

    def __init__(
        self,
        requests: socket.socket,
        answers: socket.socket,
        limits: Limits,
        usage: Callable[[float], Usage],
        interrupt: Callable[[], None],
    ) -> None:
        self._requests, self._answers, self._limits = requests, answers, limits
        # Who stops itself and reads no more must not stop the grader.
        requests.settimeout(_MESSAGE_WITHIN)
        self._usage, self._interrupt = usage, interrupt
        self._cell_left = self._left = limits.output_mb * _MB
        self._left *= _FLOODS
        self._flooded = False
        self._stopped: str | None = None
        self._over = threading.Event()

    def start(self, files: dict[str, str]) -> None:
        """Lay out the files and wait until it is ready."""
        threading.Thread(target=self._look, daemon=True, name="limits").start()
        self._send({"files": files})
        self._reply("", time.monotonic() + _STARTS_WITHIN, _show_nothing)

    def run(
        self,
        code: str,
        show: Callable[[dict[str, Any]], object],
        *,
        trusted: bool,
        test: GradedTest | None = None,
        timeout: float | None,
    ) -> Ran:
        """Run a cell.

        Args:
            code: its source.
            show: gets each message as it comes.
            trusted: whether the instructor wrote it; what it defines is watched from then on.
            test: if it is a test that gives points, round which the watch has to look.
            timeout: seconds until it is interrupted; None for no end but the notebook's.

        Raises:
            KernelStoppedError: the kernel is no more.
        """
        token = secrets.token_hex(16)
        self._cell_left, self._flooded = self._limits.output_mb * _MB, False
        asked = asdict(test) if test else None
        self._send({"code": code, "token": token, "trusted": trusted, "test": asked})
        try:
            ran = self._reply(token, timeout and time.monotonic() + timeout, show)
        except TimeoutError:
            self._interrupt()
            try:
                ran = self._reply(token, time.monotonic() + _GRACE, show)
            except TimeoutError:
                raise KernelStoppedError(NEVER_INTERRUPTED) from None
            return replace(ran, timed_out=True)
        return ran

    def stop_watching(self) -> None:
        """End the look at the limits."""
        self._over.set()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            wire.send(self._requests, message)
        except OSError:
            raise KernelStoppedError(self._stopped or ENDED) from None

    def _reply(self, token: str, until: float | None, show: Callable[[dict[str, Any]], object]) -> Ran:
        while True:
            if until is not None and time.monotonic() > until:
                raise TimeoutError
            try:
                head = self._answers.recv(4)
            except TimeoutError:
                if self._stopped:
                    raise KernelStoppedError(self._stopped) from None
                continue
            except OSError:
                head = b""
            answer = self._message(head)
            if not token and "broken" in answer:
                raise KernelStoppedError(f"its kernel broke ({_said(answer['broken'])})")
            if answer and answer.get("token") != token:
                # Forged, or of a thread that outlived its cell: nothing that this cell shows.
                continue
            until = self._end_of_a_flood() or until
            if "reply" in answer:
                found = answer.get("found")
                return Ran(
                    _content(answer["reply"]),
                    flooded=self._flooded,
                    found=tuple(dict.fromkeys(map(_said, found))) if isinstance(found, list) else (),
                    failed=answer.get("failed") is True,
                )
            if not self._flooded:
                show(_content(answer.get("message")))

    def _end_of_a_flood(self) -> float | None:
        """Interrupt a cell that shows too much, once; until when it has to have ended."""
        if self._cell_left >= 0 or self._flooded:
            return None
        self._flooded = True
        self._interrupt()
        return time.monotonic() + _GRACE

    def _message(self, head: bytes) -> dict[str, Any]:
        try:
            self._answers.settimeout(_GRACE)
            part = wire.Resumed(head, self._answers)
            try:
                answer, size = wire.receive(part, most=self._limits.output_mb * _MB, within=_MESSAGE_WITHIN)
            except wire.TooLargeError as large:
                wire.skip(self._answers, large.size, within=_MESSAGE_WITHIN)
                # Thrown away, and more than a cell may show.
                answer, size = {}, self._limits.output_mb * _MB + 1
            except wire.TooManyPartsError:
                answer, size = {}, self._limits.output_mb * _MB + 1
        except (wire.WireError, OSError) as err:
            raise KernelStoppedError(self._stopped or ENDED) from err
        finally:
            self._answers.settimeout(_LOOK_EVERY)
        self._cell_left -= size
        self._left -= size
        if self._left < 0:
            raise KernelStoppedError(
                f"it printed or showed more than {_FLOODS * self._limits.output_mb} MB in all"
            )
        return answer

    def _look(self) -> None:
        """Watch the limits that no process can keep by itself; hanging up ends the room."""
        started = time.monotonic()
        while not self._stopped and not self._over.wait(_LOOK_EVERY):
            try:
                self._stopped = self._over_a_limit(time.monotonic() - started)
            except Exception as err:  # noqa: BLE001 - a room that nobody watches must not go on
                self._stopped = f"its limits could not be watched ({type(err).__name__})"
        if self._stopped:
            # Whoever reads or writes now, and waits for a process that does not answer, goes on.
            for connection in (self._requests, self._answers):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _over_a_limit(self, seconds: float) -> str | None:
        limits = self._limits
        used = self._usage(limits.memory_mb)
        if seconds > limits.wall_seconds:
            return f"it ran longer than {limits.wall_seconds} seconds in all"
        if used.processes > limits.processes:
            return f"it started more than {limits.processes} processes"
        if used.memory_mb > limits.memory_mb:
            return f"it took more than {limits.memory_mb} MB of memory"
        return None


def _signal(handle: int, number: int) -> None:
    """Send a signal to the process of a pidfd, if it still runs."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, number)


def _show_nothing(message: dict[str, Any]) -> None:
    del message


def _said(text: object) -> str:
    """What comes from inside as one line to be read."""
    line = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return line if len(line) <= _LONGEST_REASON else f"{line[:_LONGEST_REASON]}…"


def _content(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
