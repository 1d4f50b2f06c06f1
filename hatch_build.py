"""Puts the course itself into the wheel, so that an installed kit can teach without a clone.

An editable install reads the clone, so it gets no second copy that could go stale.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("catalog", "course", "notebooks")
CLASSROOM = ("course", "classroom")
# All else in the classroom is what students and graders wrote: it never leaves this machine.
IN_CLASSROOM = ("README.md", "nbgrader_config.py", "source")


class CourseInWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Maps the course's files to `groundschool/_course/` in the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to a standard wheel; leave an editable one alone."""
        if version != "standard":
            return
        root = Path(self.root)
        for folder in FOLDERS:
            for file in sorted((root / folder).rglob("*")):
                place = file.relative_to(root)
                if file.is_file() and belongs(place):
                    build_data["force_include"][str(file)] = f"groundschool/_course/{place.as_posix()}"


def belongs(place: PurePath) -> bool:
    """Whether a file is the course's own: no cache, no hidden file, nothing that a class wrote."""
    if any(part.startswith((".", "__")) for part in place.parts):
        return False
    return place.parts[:2] != CLASSROOM or place.parts[2] in IN_CLASSROOM
