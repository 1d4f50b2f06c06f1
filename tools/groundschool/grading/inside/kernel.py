"""The kernel of one notebook: an ordinary IPython kernel, but for its sockets.

A kernel's shell, display and output streams send their messages through a `Session`; here the session writes
them to the grader's connection, without ZeroMQ, threads and heartbeats. What arrives is what a Jupyter front end
would have got (see "Messaging in Jupyter" of jupyter_client), so outputs are those of any kernel.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets.config import Config

from groundschool.grading.inside.conversation import Conversation, Verdict, Watched
from groundschool.grading.inside.streams import Messages


class Kernel:
    """An IPython kernel that is driven by calls. Made in the warm process, used in a fork of it."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        self._session = Messages()
        kernel: Any = IPythonKernel.instance(
            session=self._session,
            iopub_socket=None,
            debugpy_stream=None,
            config=config,
            log=logging.getLogger("ipykernel"),
            user_ns={},
        )
        self._kernel, self.shell = kernel, kernel.shell
        self._verdict = Verdict(self.shell)
        self.shell.extension_manager.load_extension("storemagic")
        # `%matplotlib` looks for the kernel there. It is never started: it would open sockets.
        IPKernelApp.instance().kernel = kernel

    @property
    def language(self) -> dict[str, Any]:
        """What a kernel says of its language, for a notebook's metadata."""
        return dict(self._kernel.language_info)

    def rehearse(self) -> None:
        """Do what Python, IPython and tornado put off until a first cell: imports, for the most part."""

        async def run() -> None:
            self._kernel.io_loop = IOLoop.current()
            await self._kernel.do_execute("pass", silent=True)

        asyncio.run(run())
        self.shell.logger.log("", "")  # what a cell is remembered in

    def serve(self, requests: socket.socket, answers: socket.socket, watched: Watched) -> None:
        """Run cells as they are asked for, until the grader hangs up.

        Args:
            requests: brings {"code", "token", "trusted"}; the token proves an answer to this request.
            answers: takes {"token", "message"} for each message and {"token", "reply", ...} at a cell's end.
            watched: told of each request; what it finds is part of the reply.
        """
        Conversation(self._kernel, self._session, self._verdict, requests, answers).hold(watched)
