"""Notebooks as pages: their order, their links, and what a page says that a notebook does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from groundschool.course.spine import Course
from groundschool.errors import ContentError, UsageError
from groundschool.site.pages import contents, site_pages
from site_kit import course_with_notebooks
from small_files import some_resources


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return course_with_notebooks(tmp_path, some_resources(3))


def notebook(course: Course, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((course.root.notebooks / name).read_text(encoding="utf-8"))
    return content


def rewrite(course: Course, name: str, old: str, new: str) -> None:
    path = course.root.notebooks / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def said(course: Course, name: str) -> str:
    (page,) = [page for page in site_pages(course) if page.name == name]
    return json.dumps(page.notebook)


def test_the_contents_are_the_plan_then_the_modules_by_phase(small: Course) -> None:
    assert [(part.title, part.pages) for part in contents(small)] == [
        ("", (("your_plan", "Your plan"),)),
        ("Design", (("01_framing", "1. Framing"), ("01_framing_lab", "Lab 1"))),
        ("Data", (("02_validation", "2. Validation"), ("02_validation_lab", "Lab 2"))),
    ]


def test_every_page_of_the_contents_is_made(small: Course) -> None:
    listed = {name for part in contents(small) for name, _ in part.pages}

    assert {page.name for page in site_pages(small)} == {"index", *listed}


def test_links_between_notebooks_lead_to_pages(small: Course) -> None:
    lesson = said(small, "01_framing")

    assert "](02_validation.html)" in lesson
    assert "](index.html)" in lesson
    assert "](https://example.org/resource_0)" in lesson
    assert ".ipynb" not in lesson
    # The progress map links by HTML.
    assert '<a href=\\"01_framing.html\\"' in said(small, "index")


def test_what_looks_like_a_link_in_a_question_stays(small: Course) -> None:
    rewrite(small, "02_validation.ipynb", "carrier", "rows[0](print)")

    assert "rows[0](print)" in said(small, "02_validation")


def test_a_link_to_a_notebook_that_is_not_there_is_named(small: Course) -> None:
    rewrite(small, "01_framing.ipynb", "](02_validation.ipynb)", "](02_baking.ipynb#top)")
    with pytest.raises(ContentError) as error:
        site_pages(small)

    assert str(error.value) == (
        "notebooks/01_framing.ipynb:1: link: '02_baking.ipynb' is no notebook of the course. "
        "Correct the link in its source."
    )


def test_a_notebook_that_was_not_built_is_named(small: Course) -> None:
    (small.root.notebooks / "02_validation_lab.ipynb").unlink()
    with pytest.raises(UsageError) as error:
        site_pages(small)

    assert str(error.value) == "notebooks/02_validation_lab.ipynb is not there. Run `groundschool build`."


def test_an_attached_picture_becomes_a_file(small: Course) -> None:
    rewrite(small, "00_start_here.ipynb", "The first module", "![a dot](attachment:dot.png) The first module")
    start = notebook(small, "00_start_here.ipynb")
    cell = next(cell for cell in start["cells"] if "a dot" in "".join(cell["source"]))
    cell["attachments"] = {"dot.png": {"image/png": "aGVsbG8="}}
    (small.root.notebooks / "00_start_here.ipynb").write_text(json.dumps(start))
    page = site_pages(small)[0]

    assert page.pictures == {"index_dot.png": b"hello"}
    assert "![a dot](index_dot.png)" in json.dumps(page.notebook)
    assert "attachments" not in json.dumps(page.notebook)


def test_the_start_page_and_labs_say_where_they_are_done(small: Course) -> None:
    assert (
        "Code, labs, weekly plans and progress need the notebooks, from <code>notebooks/00_start_here.ipynb</code>"
        in said(small, "index")
    )
    assert "The lab is done in its notebook, <code>notebooks/01_framing_lab.ipynb</code>" in said(
        small, "01_framing_lab"
    )
    assert "alert-info" not in said(small, "your_plan")


def test_the_call_of_a_widget_is_not_shown_and_other_code_is(small: Course) -> None:
    (page,) = [page for page in site_pages(small) if page.name == "02_validation"]
    tagged = {
        cell.source.split("(")[0]: "remove-input" in cell.metadata.get("tags", ())
        for cell in page.notebook.cells
        if cell.cell_type == "code"
    }

    assert tagged == {
        "from groundschool import quiz": False,
        "from groundschool import picker, quiz": False,
        "quiz": True,
        "picker": True,
    }
