"""A course and a workspace on disk, found as a notebook finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.learner.record import LearnerRecord
from groundschool.paths import find_root
from small_files import stand_in_workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, a workspace below the small course."""
    return stand_in_workspace(tmp_path, monkeypatch, resources=30)


@pytest.fixture
def small(workspace: Path) -> Course:
    return load_course(find_root(start=workspace))


@pytest.fixture
def record(workspace: Path) -> LearnerRecord:
    """The record as another notebook would open it."""
    return LearnerRecord(workspace)
