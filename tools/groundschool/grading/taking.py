"""Copying what a student handed in: regular files only, and not too many; anything else is refused by name.

Students own what they hand in and may change it while it is copied, so each file is checked by the very handle
it is read through, never by its path.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from groundschool.errors import GroundSchoolError

LARGEST_MB = 100
MOST_FILES = 1000
_MB = 1024 * 1024
_CHUNK = 1 << 20
_TOP = PurePosixPath()
# What operating systems and Jupyter leave behind, and no student means to hand in.
_LITTER = re.compile(r"^(\.ipynb_checkpoints|__pycache__|__MACOSX|\.DS_Store|Thumbs\.db|\._.*|.*\.pyc)$")
# nbgrader looks for students with a glob pattern and makes a folder of each name.
_STUDENT = re.compile(r"\w[\w .@+'-]{0,99}")
# Browsers add an ending of their own to what they take for text.
_NOTEBOOK = re.compile(r".+\.ipynb(\.txt|\.json)?", re.IGNORECASE)


class RefusedError(GroundSchoolError):
    """A submission holds something that is not taken in; the message names it."""


def student_problem(student: str) -> str | None:
    """Why a name cannot be a student's id, or None."""
    if _STUDENT.fullmatch(student) and student == student.strip() and ".." not in student:
        return None
    return (
        f"{student!r} cannot be a student's id. It starts with a letter or digit and has letters, digits and "
        "spaces . @ + ' - _ only."
    )


def is_litter(name: str) -> bool:
    """Whether a file or folder is passed over in silence."""
    return _LITTER.fullmatch(name) is not None


def is_notebook_name(name: str) -> bool:
    """Whether a file is named as a notebook, or as what a browser makes of one."""
    return _NOTEBOOK.fullmatch(name) is not None


def is_anothers(file: os.stat_result, folder: os.stat_result) -> bool:
    """Whether a file is a second name of somebody else's: where the system allows it, a student can make one.

    The other name is no fault of its owner's, nor is one that a backup made.
    """
    return file.st_nlink > 1 and file.st_uid != folder.st_uid


def copy_submission(source: Path, target: Path, *, only: Collection[str] | None = None) -> None:
    """Copy a folder's regular files.

    Args:
        source: the folder, which a student may own.
        target: an empty folder.
        only: these files of the folder, and none of the folders in it; everything if None.

    Raises:
        RefusedError: there is a link, a device, an odd name, or too much.
    """
    count = size = 0
    for folder, folders, files, handle in os.fwalk(source, onerror=_refuse_unreadable):
        inside = PurePosixPath(os.path.relpath(folder, source))
        if only is not None:
            # A link is listed as a folder if it leads to one.
            files[:] = [name for name in (*folders, *files) if name in only]
            folders.clear()
        folders[:] = sorted(name for name in folders if not is_litter(name))
        for name in folders:
            _require_plain(inside / name, os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode)
            (target / inside / name).mkdir(parents=True)
        for name in sorted(name for name in files if not is_litter(name)):
            count += 1
            size += _copy_file(handle, inside / name, target / inside / name, left=LARGEST_MB * _MB - size)
            if count > MOST_FILES:
                raise RefusedError(f"It has more than {MOST_FILES} files.")


def listed(archive: Path) -> tuple[PurePosixPath, ...]:
    """The path of everything in a zip.

    Raises:
        GroundSchoolError: the file is no zip.
    """
    with _opened(archive) as packed:
        return tuple(_path(member) for member in packed.infolist())


def unpack(archive: Path, target: Path, *, inside: PurePosixPath = _TOP) -> dict[str, str]:
    """Unpack a zip of `student/...` folders, each checked by itself.

    Args:
        archive: the zip.
        target: an empty folder.
        inside: the folder of the zip in which the students' folders lie.

    Returns:
        For each student's folder that was refused, why. Nothing of it is left in the target.

    Raises:
        GroundSchoolError: the file is no zip.
    """
    refused: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with _opened(archive) as packed:
        for member in packed.infolist():
            owner = _path(member).parts[len(inside.parts) :][:1]
            name = owner[0] if owner else member.filename
            if name in refused or any(is_litter(part) for part in PurePosixPath(member.filename).parts):
                continue
            try:
                used = sizes.get(name, 0)
                sizes[name] = used + _unpack_member(packed, member, target, left=LARGEST_MB * _MB - used)
            except RefusedError as why:
                refused[name] = str(why)
                if name not in ("..", "."):
                    _remove(target / inside / name)
    return refused


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as packed:
            yield packed
    except (zipfile.BadZipFile, OSError) as err:
        raise GroundSchoolError(f"{archive}: this zip cannot be read ({err}). Download it again.") from err


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    """Where a file of a zip is; Windows may have written it."""
    return PurePosixPath(member.filename.replace("\\", "/").lstrip("/"))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _refuse_unreadable(err: OSError) -> None:
    raise RefusedError(f"{Path(err.filename or '').name!r} cannot be read ({err.strerror}).") from err


def _copy_file(folder: int, inside: PurePosixPath, target: Path, *, left: int) -> int:
    try:
        handle = os.open(inside.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as err:
        if err.errno == errno.ELOOP:
            raise RefusedError(f"{str(inside)!r} is a link. Hand in the file itself.") from err
        raise RefusedError(f"{str(inside)!r} cannot be read ({err.strerror}).") from err
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        _require_plain(inside, found.st_mode)
        if is_anothers(found, os.fstat(folder)):
            raise RefusedError(f"{str(inside)!r} is a link to somebody else's file. Hand in a copy.")
        return _write(file, target, inside, left)


def _unpack_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, left: int) -> int:
    inside = PurePosixPath(member.filename)
    mode = member.external_attr >> 16
    drive = inside.parts[0][1:2] == ":" if inside.parts else True
    if drive or inside.is_absolute() or ".." in inside.parts or "\\" in member.filename:
        raise RefusedError(f"{member.filename!r} leads out of its folder.")
    if member.is_dir():
        return 0
    # Zips made on Windows carry no mode.
    _require_plain(inside, mode if stat.S_IFMT(mode) else stat.S_IFREG)
    if member.flag_bits & 0x1:
        raise RefusedError(f"{member.filename!r} is encrypted.")
    try:
        with packed.open(member) as file:
            return _write(file, target / inside, inside, left)
    except FileExistsError as err:
        raise RefusedError(f"{member.filename!r} is in the zip twice.") from err
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as err:
        raise RefusedError(f"{member.filename!r} cannot be unpacked ({err}).") from err


def _require_plain(inside: PurePosixPath, mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise RefusedError(f"{str(inside)!r} is a link. Hand in the file itself.")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise RefusedError(f"{str(inside)!r} is no ordinary file.")
    if not inside.name.isprintable():
        raise RefusedError(f"{str(inside)!r} has a name that cannot be shown.")


def _write(file: object, target: Path, inside: PurePosixPath, left: int) -> int:
    """Copy until the end or the limit: a declared size, or a compressed one, says nothing."""
    written = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as copy:
        while chunk := file.read(_CHUNK):  # type: ignore[attr-defined]
            written += len(chunk)
            if written > left:
                raise RefusedError(f"It is larger than {LARGEST_MB} MB, at {str(inside)!r}.")
            copy.write(chunk)
    return written
