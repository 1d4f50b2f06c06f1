"""What a stranger's process says is read as far as it is sane: never too long, of too many parts, or half a character."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundschool.grading.inside import wire

MOST = 1 << 20
OPEN = Path("/proc/self/fd")


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    for end in (here, there):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        end.settimeout(10)
    with here, there:
        yield here, there


def told(ends: tuple[socket.socket, socket.socket], content: bytes) -> tuple[dict[str, object], int]:
    ends[0].sendall(struct.pack("!I", len(content)) + content)
    return wire.receive(ends[1], most=MOST)


def test_a_text_counts_for_its_length_whatever_stands_in_it(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    content = b'{"text": "' + b"[{},:" * 20_000 + b'\\" [1, 2]"}'

    message, size = told(ends, content)

    assert str(message["text"]).startswith("[{},:")
    assert size == len(content)


@pytest.mark.parametrize("part", [b"{}", b"[]", b"1", b'""', b'{"a":1}', b"null"])
def test_a_message_of_very_many_parts_is_read_and_not_made(
    ends: tuple[socket.socket, socket.socket], part: bytes
) -> None:
    with pytest.raises(wire.TooManyPartsError):
        told(ends, b'{"list": [' + b",".join([part] * 30_000) + b"]}")
    # It was read to its end: the next one is understood.
    assert told(ends, b'{"list": [' + b",".join([part] * 3_000) + b"]}")[1] >= 3_000 * 64


def test_half_a_character_is_replaced_and_a_whole_one_stays(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    message, _ = told(ends, rb'{"a": ["\ud83d half", {"\uDC00": "\ud83d\ude00 \\ud83d"}]}')

    assert message == {"a": ["\ufffd half", {"\ufffd": "\U0001f600 \\ud83d"}]}


def test_files_of_a_message_that_cannot_be_read_are_closed(ends: tuple[socket.socket, socket.socket]) -> None:
    before = len(list(OPEN.iterdir()))
    with Path(os.devnull).open("rb") as passed:
        socket.send_fds(ends[0], [struct.pack("!I", 4)], [passed.fileno()])
        ends[0].sendall(b"none")
        with pytest.raises(wire.WireError):
            wire.receive_with(ends[1], 1)

    assert len(list(OPEN.iterdir())) == before
