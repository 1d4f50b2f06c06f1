"""Messages between the grader and what runs in the sandbox: JSON with its length before it.

The grader reads what strangers' code may have written: nothing but JSON, never longer than it allows, never of more
parts, since `[{}, {}, ...]` takes a hundred times the memory of its text, and no half characters, which no file takes.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import time
from collections.abc import Sequence
from json import dumps, loads
from typing import Any

_LENGTH = struct.Struct("!I")
_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
# Bytes that a value or a name counts for: what it takes in memory is more than its text.
_PART = 64
_HALF = re.compile("[\ud800-\udfff]")


class WireError(Exception):
    """The other side ended, or sent what is no message."""


class TooLargeError(WireError):
    """A message is larger than is read; `size` bytes of it are still to come."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a message of {size} bytes")
        self.size = size


class TooManyPartsError(WireError):
    """A message is of more parts than are made; it was read to its end."""


class Resumed:
    """A connection of which the first bytes of a message were read already."""

    def __init__(self, head: bytes, connection: socket.socket) -> None:
        self._head, self._connection = head, connection

    def recv(self, size: int) -> bytes:
        """Read on, as a socket's method does."""
        part, self._head = self._head[:size], self._head[size:]
        return part or self._connection.recv(size)


def send(connection: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message, whole, and open files with it."""
    content = dumps(message, ensure_ascii=True, default=str).encode("ascii")
    content = _LENGTH.pack(len(content)) + content
    sent = socket.send_fds(connection, [content], descriptors) if descriptors else 0
    connection.sendall(content[sent:])


def receive_with(connection: socket.socket, descriptors: int) -> tuple[dict[str, Any], list[int]]:
    """Wait for one message that may have open files with it.

    Args:
        connection: where it comes from; its timeout counts for each part.
        descriptors: how many at most.

    Returns:
        The message and the files, which are the caller's to close.

    Raises:
        WireError: the other side ended, or this is no message.
        TimeoutError: none came in time.
    """
    head, received, _, _ = socket.recv_fds(connection, _LENGTH.size, descriptors)
    if not head:
        raise WireError("the other side ended")
    try:
        return receive(Resumed(head, connection))[0], received
    except BaseException:
        for descriptor in received:
            os.close(descriptor)
        raise


def receive(
    connection: socket.socket | Resumed, *, most: int = 1 << 31, within: float | None = None
) -> tuple[dict[str, Any], int]:
    """Wait for one message.

    Args:
        connection: where it comes from; its timeout counts for each part.
        most: the largest that is read, in bytes.
        within: seconds for the whole; None for any.

    Returns:
        The message and its size in bytes, those of its parts if they come to more.

    Raises:
        TooLargeError: it is larger; none of its content was read.
        TooManyPartsError: its parts come to more; it was read.
        WireError: the other side ended, or this is no message.
        TimeoutError: none came in time.
    """
    until = None if within is None else time.monotonic() + within
    size = _LENGTH.unpack(_exactly(connection, _LENGTH.size, until))[0]
    if size > most:
        raise TooLargeError(size)
    content = _exactly(connection, size, until)
    size = max(size, _PART * _parts(content))
    if size > most:
        raise TooManyPartsError(f"a message of {size} bytes and more")
    try:
        message = loads(content)
    except (ValueError, RecursionError) as err:
        raise WireError("not JSON") from err
    if not isinstance(message, dict):
        raise WireError("not an object")
    return (_whole(message) if b"\\ud" in content.lower() else message), size


def _parts(content: bytes) -> int:
    """How many values and names JSON is of, and no fewer: they stand between these signs, outside of texts."""
    bare = _TEXT.sub(b"", content)
    return sum(bare.count(sign) for sign in (b",", b":", b"[", b"{"))


def _whole(value: Any) -> Any:
    """The same without halves of characters."""
    if isinstance(value, str):
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    return value


def skip(connection: socket.socket | Resumed, size: int, *, within: float) -> None:
    """Read some bytes and forget them.

    Raises:
        WireError: the other side ended, or it took too long.
    """
    until = time.monotonic() + within
    while size:
        part = min(size, 1 << 20)
        _exactly(connection, part, until)
        size -= part


def _exactly(connection: socket.socket | Resumed, size: int, until: float | None) -> bytes:
    parts = []
    while size:
        if until is not None and time.monotonic() > until:
            raise WireError("it took too long")
        try:
            part = connection.recv(min(size, 1 << 20))
        except ConnectionError as err:
            raise WireError("the connection broke") from err
        if not part:
            raise WireError("the other side ended")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
