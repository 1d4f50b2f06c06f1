"""What a kernel says, on its way to a function instead of a socket: messages, and the two streams of prints."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.session import Session

_FLUSHED_AT = 1 << 16


class Messages(Session):
    """A session whose messages go to a function, whatever the channel."""

    to: Callable[[dict[str, Any]], None]

    def send(  # type: ignore[override] # its caller's arguments, as far as they matter
        self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, **how: Any
    ) -> dict[str, Any]:
        """Hand on one message in the form that nbclient reads."""
        del stream
        buffers = how.get("buffers") or []
        message = msg_or_type
        if not isinstance(message, dict):
            message = self.msg(msg_or_type, content=content, parent=parent)
        told = {"msg_type": message["header"]["msg_type"], "content": message["content"]}
        if parent := message.get("parent_header", {}).get("msg_id"):
            told["parent_header"] = {"msg_id": parent}  # by which a widget takes what a cell shows
        if buffers:
            told["buffers"] = [base64.b64encode(bytes(buffer)).decode("ascii") for buffer in buffers]
        self.to(told)
        sent: dict[str, Any] = message
        return sent


class NoThread(IOPubThread):
    """What an OutStream asks its thread for, done at once."""

    def __init__(self) -> None:  # the parent's would open sockets
        self.thread = threading.Thread(name="IOPub")
        self.io_loop = self  # type: ignore[assignment] # of which only call_later is asked for

    def schedule(self, f: Callable[[], Any]) -> None:
        """Do it."""
        f()

    def call_later(self, delay: float, callback: Callable[[], Any]) -> None:
        """Forget it: the streams are flushed before each display and at the end of each cell."""


class Stream(OutStream):
    """A kernel's stream, flushed when much has come: no thread does it."""

    _unsent = 0

    def write(self, string: str) -> int:
        """Keep a text, as any stream does, or send what there is."""
        self._unsent += len(string)
        written = super().write(string)
        if self._unsent > _FLUSHED_AT:
            self._unsent = 0
            self.flush()  # type: ignore[no-untyped-call]
        return written or 0
