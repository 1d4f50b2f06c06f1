"""What a notebook's outputs depend on beside the notebook: the course's own code, and the libraries."""

from __future__ import annotations

import re

from groundschool.build.page import Notebook, digest
from groundschool.build.reach import reached, read_package
from groundschool.course.spine import Course

_VERSION = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)


class Environment:
    """The environment of a course's runs, read once for all its notebooks."""

    def __init__(self, course: Course) -> None:
        lock = course.root.path / "requirements.lock"
        # The versions alone: a hash more, or another comment, changes nothing that runs.
        self._versions = _VERSION.findall(lock.read_text(encoding="utf-8")) if lock.is_file() else []
        self._files: dict[str, str] = {}
        for folder in course.code:
            self._files |= read_package(course.root.path / folder)

    def digest(self, notebook: Notebook) -> str:
        """Name what a notebook's run shares with other runs: the versions, and the files its code reaches."""
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        paths = reached(self._files, cells)
        return digest(
            "\n".join(self._versions), *(part for path in paths for part in (path, self._files[path]))
        )
