"""The folder that a download lies in when somebody has unpacked it and zipped it again, or moved it as a whole.

It is told from a student's own folder by names alone: a zip is looked at before anything of it is unpacked.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from groundschool.grading.downloads import FOLDERS, recognise
from groundschool.grading.taking import is_litter, is_notebook_name

_NOWHERE = PurePosixPath()


def wrapper(paths: Iterable[PurePosixPath], *, roster: Collection[str], assignment: str) -> PurePosixPath:
    """The folder below which all submissions lie; empty if they lie at the top.

    Args:
        paths: everything in a source, relative to it.
        roster: the ids of the students, as far as they are known.
        assignment: what is handed in; `<student>/<assignment>/<notebooks>` is a student's folder too.

    >>> at = [PurePosixPath("submissions/ada/lab.ipynb"), PurePosixPath("__MACOSX/ada")]
    >>> wrapper(at, roster=(), assignment="dough")
    PurePosixPath('submissions')
    """
    inside = _NOWHERE
    left = [path for path in paths if not any(is_litter(part) for part in path.parts)]
    while True:
        tops = {path.parts[0] for path in left if path.parts}
        below = [PurePosixPath(*path.parts[1:]) for path in left if len(path.parts) > 1]
        if len(tops) != 1:
            return inside
        top = tops.pop()
        if not _wraps(top, below, roster, assignment):
            return inside
        inside /= top
        left = below


def paths_in(folder: Path) -> tuple[PurePosixPath, ...]:
    """Everything below a folder, relative to it; links are not followed."""
    return tuple(
        PurePosixPath(os.path.relpath(where, folder), name)
        for where, folders, files in os.walk(folder)
        for name in (*folders, *files)
    )


def _wraps(top: str, below: Collection[PurePosixPath], roster: Collection[str], assignment: str) -> bool:
    """Whether a folder is nobody's own, going by what is in it."""
    if top in roster or top in ("..", "/") or recognise([top]) != FOLDERS:
        return False
    names = {path.parts[0] for path in below}
    if recognise(names) != FOLDERS or names & set(roster):
        return True
    homes = {path.parts[:-1] for path in below if is_notebook_name(path.name)}
    # A stranger's own folder has notebooks in it, whoever that is.
    return bool(homes) and not homes & {(), (assignment,)}
