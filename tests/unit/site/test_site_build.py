"""Where the site is put, what is refused, and that the same course gives the same bytes."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from groundschool.cli.site import site
from groundschool.course.spine import Course
from groundschool.errors import GroundSchoolError, UsageError
from groundschool.paths import CourseRoot
from groundschool.site import build
from groundschool.site.build import build_site
from site_kit import course_with_notebooks
from small_files import some_resources


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return course_with_notebooks(tmp_path, some_resources(3))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_site_is_replaced_whole_by_the_same_bytes(small: Course, tmp_path: Path) -> None:
    into = tmp_path / "elsewhere" / "site"

    assert build_site(small, into) == 6
    first = files(into)
    (into / "stray.html").write_text("from an older course")
    build_site(small, into)

    assert files(into) == first
    assert [path.name for path in into.parent.iterdir()] == ["site"]
    assert ".nojekyll" in first
    assert not any(name.startswith("_sources/") for name in first)


def test_a_folder_with_something_else_is_left_alone(small: Course, tmp_path: Path) -> None:
    into = tmp_path / "mine"
    into.mkdir()
    (into / "diary.txt").write_text("dear diary")
    with pytest.raises(UsageError) as error:
        build_site(small, into)

    assert str(error.value) == f"{into} holds something that is no site of ours. Name another folder."
    assert (into / "diary.txt").read_text() == "dear diary"


def test_a_missing_extra_is_named(small: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "find_spec", lambda name: None if name == "myst_nb" else find_spec(name))
    with pytest.raises(UsageError) as error:
        build_site(small, tmp_path / "site")

    assert str(error.value) == (
        "The site is built by packages that are not installed (myst_nb). "
        "Install the extra `site`: pip install 'mlops-ground-school[site]'"
    )


def test_what_sphinx_warns_of_stops_the_build_and_keeps_the_old_site(small: Course, tmp_path: Path) -> None:
    into = tmp_path / "site"
    into.mkdir()
    path = small.root.notebooks / "01_framing.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Words, a `code word`", "#### A heading too deep"), encoding="utf-8")
    with pytest.raises(GroundSchoolError) as error:
        build_site(small, into)

    assert "Sphinx warns of:\nnotebooks/01_framing.ipynb:" in str(error.value)
    assert "header level" in str(error.value)
    assert list(into.iterdir()) == []


def test_the_command_says_how_many_pages_and_where(
    bread: CourseRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    called = []
    monkeypatch.setattr(build, "build_site", lambda course, into: called.append((course.root, into)) or 6)
    done = CliRunner().invoke(site, [], obj=bread.path, catch_exceptions=False)

    assert done.stdout == f"6 pages: open {tmp_path / 'site' / 'index.html'}\n"
    assert called == [(bread, tmp_path / "site")]
