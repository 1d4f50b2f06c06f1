"""The conversation of a kernel with the grader: cells come in, messages and what became of them go out.

Whether a test has failed is noted where its statements run, with what the watch says at that moment: hooks and
threads, which run later, could make it nicer.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from inspect import modulesbyfile
from typing import Any, Protocol
from uuid import uuid4

from ipykernel.compiler import get_file_name
from tornado.ioloop import IOLoop

from groundschool.grading.inside import wire
from groundschool.grading.inside.streams import Messages, NoThread, Stream

# Of an error in a reply, in characters; the error has been shown by a message of its own.
_LONGEST = 100_000
# What may not come when a test is over: it would be taken for what the test has shown.
_CHANGES_WHAT_WAS_SHOWN = ("execute_result", "clear_output", "update_display_data")


class Watched(Protocol):
    """What is done around each cell."""

    def before(self, request: dict[str, Any]) -> list[str]:
        """Look before it runs."""

    def at_end(self, request: dict[str, Any]) -> list[str]:
        """Look when its last statement has run, and before what it has put off until then."""

    def after(self, request: dict[str, Any]) -> None:
        """Tidy up when all has run."""


class Verdict:
    """What came of the statements of a cell: noted where they run, since hooks that run later can make it nicer."""

    def __init__(self, shell: Any) -> None:
        """Stand between the shell and its statements, from now on."""
        self._at_end: Callable[[bool], None] | None = None
        self._ran = 0
        run_nodes, run_code = shell.run_ast_nodes, shell.run_code

        async def counted(*given: Any, **named: Any) -> bool:
            self._ran += 1
            return bool(await run_code(*given, **named))

        async def judged(nodes: list[Any], *given: Any, **named: Any) -> bool:
            at_end, self._at_end = self._at_end, None
            # A cell may run another: `%%capture` does.
            outer, self._ran = self._ran, 0
            shows = sys.displayhook
            raised = bool(await run_nodes(nodes, *given, **named))
            if at_end:
                # A result that is not shown would be taken for full points.
                at_end(raised or self._ran != len(nodes) or sys.displayhook is not shows)
            self._ran = outer
            return raised

        shell.run_code, shell.run_ast_nodes = counted, judged

    def of_next(self, at_end: Callable[[bool], None]) -> None:
        """Tell what comes of the next cell.

        Args:
            at_end: called at once when its statements have run, with whether one has raised or did not run.
        """
        self._at_end = at_end


class Conversation:
    """A kernel in a room, and its two connections to the grader."""

    def __init__(
        self,
        kernel: Any,
        session: Messages,
        verdict: Verdict,
        requests: socket.socket,
        answers: socket.socket,
    ) -> None:
        self._kernel, self._shell = kernel, kernel.shell
        self._verdict, self._over = verdict, False
        self._requests, self._answers = requests, answers
        self._lock = threading.RLock()
        self._token = ""
        self._pid = os.getpid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # A method would show whose it is.
        session.to = lambda message: self._tell(message)  # noqa: PLW0108
        # A fork keeps the session's identity; its check against that is for ZeroMQ.
        session.pid = os.getpid()
        for name in ("stdout", "stderr"):
            setattr(sys, name, Stream(session, NoThread(), name, watchfd="force"))  # type: ignore[no-untyped-call]
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr  # noqa: SLF001 - as the app does

    def hold(self, watched: Watched) -> None:
        """Run cells as they are asked for, until the grader hangs up."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._hold(watched))

    async def _hold(self, watched: Watched) -> None:
        loop = asyncio.get_running_loop()
        self._kernel.io_loop = IOLoop.current()
        self._kernel.shell_channel_thread = self  # who interrupts is the main thread
        self._requests.setblocking(False)
        while True:
            request = await self._next(loop)
            if request is None:
                return
            await self._run(request, watched)

    async def _run(self, request: dict[str, Any], watched: Watched) -> None:
        code, test = request["code"], bool(request["test"])
        self._token = str(request["token"])
        # Not the token: cells can ask for this one.
        parent = {"header": {"msg_id": uuid4().hex, "msg_type": "execute_request"}, "content": {}}
        self._kernel.set_parent([], parent)
        _say_of_no_module(code)
        found, failed = watched.before(request), list[bool]()
        self._tell({"msg_type": "execute_input", "content": {"execution_count": self._shell.execution_count}})

        def at_end(has_failed: bool) -> None:  # noqa: FBT001 - there is one
            found.extend(watched.at_end(request))
            failed.append(has_failed)
            self._over = test

        if request["trusted"]:
            self._verdict.of_next(at_end)
        with _last_value_shown(self._shell) if test else nullcontext():
            reply = await self._execute(code)
        if request["trusted"] and not failed:
            at_end(True)  # it could not be read, or was interrupted
        self._drain()
        watched.after(request)
        self._over = False
        self._send({"token": self._token, "reply": reply, "found": found, "failed": any(failed)})

    async def _execute(self, code: str) -> dict[str, Any]:
        try:
            try:
                # As in any kernel, an interrupt reaches a cell, and nothing between cells.
                signal.signal(signal.SIGINT, signal.default_int_handler)
                reply = await self._kernel.do_execute(
                    code, silent=False, store_history=True, allow_stdin=False
                )
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        except KeyboardInterrupt:
            # It came after the cell's own code had ended.
            reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
        return _cut(reply)

    @property
    def parent_thread(self) -> threading.Thread:
        """Where cells run, as the kernel's code for interrupting asks it."""
        return threading.main_thread()

    async def _next(self, loop: asyncio.AbstractEventLoop) -> dict[str, Any] | None:
        try:
            # Waiting here lets the tasks of earlier cells go on, as in any kernel.
            head = await loop.sock_recv(self._requests, 4)
        except (KeyboardInterrupt, ConnectionError):
            return None
        if not head:
            return None
        self._requests.setblocking(True)
        message, _ = wire.receive(wire.Resumed(head, self._requests))
        self._requests.setblocking(False)
        return message

    def _drain(self) -> None:
        """Send what is printed and not sent yet, also what a child process wrote to the file descriptors."""
        streams = [sys.stdout, sys.stderr]
        for stream in streams:
            pipe = getattr(stream, "_fid", None)
            for _ in range(100):
                if pipe is None or not select.select([pipe], [], [], 0)[0]:
                    break
                select.select([], [], [], 0.001)
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                continue  # the cell has closed it, or put something of its own there

    def _tell(self, message: dict[str, Any]) -> None:
        if os.getpid() != self._pid:
            self._tell_from_a_child(message["content"])
        elif message["msg_type"] not in ("status", "execute_reply") and not (
            self._over and message["msg_type"] in _CHANGES_WHAT_WAS_SHOWN
        ):
            self._send({"token": self._token, "message": message})

    def _tell_from_a_child(self, content: dict[str, Any]) -> None:
        """What a process that a cell has forked prints goes the way of all programs: to the file descriptor."""
        if "text" in content:
            os.write(2 if content.get("name") == "stderr" else 1, content["text"].encode())

    def _send(self, content: dict[str, Any]) -> None:
        if os.getpid() != self._pid:
            os._exit(1)  # a fork that a cell has made, and that has come back from the cell
        with self._lock, _no_interrupt():
            wire.send(self._answers, content)


def _say_of_no_module(code: str) -> None:
    """Tell `inspect` that a cell's file is no module's: else it asks them all, for each frame of an error."""
    file: str = get_file_name(code)  # type: ignore[no-untyped-call]
    modulesbyfile[os.path.normcase(file)] = ""


@contextmanager
def _last_value_shown(shell: Any) -> Iterator[None]:
    """Show the value of a cell's last line and no other, whatever the notebook has set: points are read off it."""
    set_by_notebook = shell.ast_node_interactivity
    shell.ast_node_interactivity = "last_expr"
    try:
        yield
    finally:
        shell.ast_node_interactivity = set_by_notebook


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Let an interrupt of this process's main thread wait: half a message would be the end of the conversation."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupts: list[int] = []
    # Not a handler of our own all the time: a traceback would show it to the student.
    before = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)
    if interrupts:
        signal.raise_signal(signal.SIGINT)


def _cut(reply: dict[str, Any]) -> dict[str, Any]:
    """What of an execute_reply is asked for, no longer than it is sure to be read."""
    lines = reply.get("traceback") or []
    if sum(map(len, lines)) > _LONGEST:
        lines = ["\n".join(lines)[:_LONGEST]]
    return {
        "status": reply.get("status"),
        "execution_count": reply.get("execution_count"),
        "ename": str(reply.get("ename") or "")[:_LONGEST],
        "evalue": str(reply.get("evalue") or "")[:_LONGEST],
        "traceback": lines,
    }
