"""Handing out an assignment: nbgrader makes the students' version; the exchange, a folder or a zip takes it."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from groundschool.errors import UsageError
from groundschool.grading.classroom import Classroom, require_success
from groundschool.paths import write_atomically

# The earliest date that a zip can hold: the same release gives the same bytes on any day.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Released:
    """What was handed out, and where it lies."""

    assignment: str
    files: tuple[str, ...]
    where: Path


def release(
    classroom: Classroom, assignment: str, *, to: Path | None = None, force: bool = False
) -> Released:
    """Make the students' version of an assignment and put it where students get it.

    Args:
        classroom: where the assignment's source is.
        assignment: its name.
        to: a folder or a `.zip` file to hand out; nbgrader's exchange if None.
        force: replace what was handed out before.

    Raises:
        UsageError: there is no such assignment, or it was handed out before.
        GroundSchoolError: nbgrader could not make it.
    """
    classroom.require_assignment(assignment)
    api = classroom.api()
    outbound = Path(api.exchange_root) / api.course_id / "outbound" / assignment
    where = outbound if to is None else to if to.suffix == ".zip" else to / assignment
    if where.exists() and not force:
        raise UsageError(f"{where}: {assignment} was handed out before. Replace it with --force.")
    # nbgrader would tell trouble with it in the middle of a log.
    api.gradebook.close()
    require_success(api.generate_assignment(assignment), f"Making the students' version of {assignment}")
    made = classroom.released / assignment
    if to is None:
        # The folder was looked at above; nbgrader would refuse to replace it.
        shutil.rmtree(where, ignore_errors=True)
        require_success(api.release_assignment(assignment), f"Releasing {assignment}")
    elif to.suffix == ".zip":
        write_atomically(to, _zipped(made, assignment))
    else:
        shutil.rmtree(where, ignore_errors=True)
        shutil.copytree(made, where)
    return Released(assignment, tuple(path.relative_to(made).as_posix() for path in _files(made)), where)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _zipped(folder: Path, name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            member = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _NO_DATE)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())
    return content.getvalue()
