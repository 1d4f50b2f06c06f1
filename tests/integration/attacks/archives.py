"""A zip as an LMS gives it out, in which some students' parts attack whoever unpacks it."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

_NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
# Unpacked it is 150 MB, packed it is nothing.
_BOMB = bytes(150 << 20)


@dataclass(frozen=True)
class Part:
    """What one student put into the zip, and what `collect` says of it."""

    student: str
    does: str
    members: tuple[tuple[str, bytes, int], ...]
    """Name, content, and mode (0: none, as from Windows)."""
    says: str
    """The reason, or nothing if the submission is taken."""


def _part(student: str, does: str, says: str, *members: tuple[str, bytes, int]) -> Part:
    return Part(student, does, ((f"{student}/lab.ipynb", _NOTEBOOK, stat.S_IFREG | 0o644), *members), says)


PARTS = (
    _part("ada", "is honest, and first", ""),
    _part("climber", "names a file outside", "leads out of its folder", ("climber/../../up.txt", b"x", 0)),
    _part("linker", "packs a link", "is a link", ("linker/data.csv", b"/etc/passwd", stat.S_IFLNK | 0o777)),
    _part("piper", "packs a pipe", "is no ordinary file", ("piper/data.csv", b"", stat.S_IFIFO | 0o644)),
    _part("bomber", "packs 150 MB of nothing", "It is larger than 100 MB", ("bomber/zeros", _BOMB, 0)),
    _part(
        "windows",
        "names a file as Windows does",
        "leads out of its folder",
        ("windows/..\\..\\up.txt", b"x", 0),
    ),
    _part(
        "twice",
        "packs a name twice",
        "is in the zip twice",
        ("twice/a.txt", b"1", 0),
        ("twice/a.txt", b"2", 0),
    ),
    _part(
        "blinker",
        "uses signs that move the cursor",
        "a name that cannot be shown",
        ("blinker/a\x1b[2J", b"", 0),
    ),
    _part("Ada", "is called like another, in capitals", ""),
    _part("zoe", "is honest, and last", ""),
)


def pack(path: Path) -> None:
    """Write the zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in PARTS:
            for name, content, mode in part.members:
                member = zipfile.ZipInfo(name)
                member.external_attr = mode << 16
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, content)
