"""What unit tests share: a complete small course about bread, which shows that the kit knows no MLOps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from groundschool.paths import CourseRoot

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def bread(tmp_path: Path) -> CourseRoot:
    """A copy of the small course that a test may change."""
    shutil.copytree(DATA / "bread", tmp_path / "bread")
    return CourseRoot(tmp_path / "bread")
