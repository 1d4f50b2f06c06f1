"""A course and a workspace on disk, found as a notebook finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.learner.record import LearnerRecord
from groundschool.paths import find_root
from small_files import some_resources, write_course


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, a workspace below the small course."""
    write_course(tmp_path, some_resources(30))
    folder = tmp_path / "workspace"
    (folder / ".groundschool").mkdir(parents=True)
    monkeypatch.delenv("GROUNDSCHOOL_WORKSPACE", raising=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def small(workspace: Path) -> Course:
    return load_course(find_root(start=workspace))


@pytest.fixture
def record(workspace: Path) -> LearnerRecord:
    """The record as another notebook would open it."""
    return LearnerRecord(workspace)
