"""Puts the course itself into the wheel, so that an installed kit can teach without a clone.

An editable install reads the clone, so it gets no second copy that could go stale.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseInWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Maps the data folders of the repository to `groundschool/_course/` in the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders to a standard wheel; leave an editable one alone."""
        if version == "standard":
            for folder in ("catalog", "course", "notebooks"):
                build_data["force_include"][folder] = f"groundschool/_course/{folder}"
