"""What content tests share: this course, as its files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.paths import find_root

ROOT = find_root(start=Path(__file__).parent)


def module_ids() -> list[str]:
    """The modules, for tests that run once for each."""
    return [module.id for module in load_course(ROOT).modules]


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return load_course(ROOT)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for a `module` once for every module."""
    if "module" in metafunc.fixturenames:
        metafunc.parametrize("module", module_ids(), scope="session")
