from __future__ import annotations

from pathlib import Path
from typing import Any

import nbgrader
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from groundschool.grading.classroom import Classroom
from groundschool.grading.shown import shortened

CLASSROOM = Path(__file__).parents[3] / "course" / "classroom"
TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
ROWS = "<table><thead><tr><th>delay</th></tr></thead><tbody><tr><td>1.5</td></tr></tbody></table>"
PICTURE = "iVBORw0KGgo="
HANDLER = "<img src=x onerror=alert(1)>"
_NBGRADER = {"notebook": "lab", "score": 1, "max_score": 1, "late_penalty": 0}


def page_of(*cells: Any) -> str:
    """A page of feedback, as nbgrader makes it in a classroom of ours: only the cells."""
    exporter = HTMLExporter(
        config=Classroom(CLASSROOM).config(),
        template_name="feedback",
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[
            str(TEMPLATES.parent / "static" / "node_modules" / "bootstrap" / "dist" / "css")
        ],
    )
    page: str = exporter.from_notebook_node(new_notebook(cells=list(cells)), {"nbgrader": _NBGRADER})[0]
    return page.partition("<body>")[2]


def showing(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> Any:
    output = new_output("display_data", data=data)
    # As the file has it: nbformat would refuse some.
    output["metadata"] = metadata or {}
    return new_code_cell("show()", outputs=[output])


@pytest.mark.parametrize(
    "cell",
    [
        showing({"text/html": ROWS + HANDLER}),
        showing({"text/markdown": "|delay|\n|---|\n|1.5|\n\n" + HANDLER}),
        new_markdown_cell("|delay|\n|---|\n|1.5|\n\n" + HANDLER),
        new_markdown_cell(ROWS + HANDLER, metadata={"nbgrader": {"solution": True, "grade_id": "why"}}),
    ],
    ids=["html", "shown markdown", "text", "answer"],
)
def test_a_page_shows_rows_and_headings_and_runs_nothing(cell: Any) -> None:
    page = page_of(cell)

    for part in ("<thead>", "<th>delay</th>", "<tbody>", "<td>1.5</td>"):
        assert part in page
    assert "onerror" not in page


def test_a_text_shows_the_pictures_that_are_attached_to_it() -> None:
    cell = new_markdown_cell("![a plot](attachment:a.png)", attachments={"a.png": {"image/png": PICTURE}})

    assert f'alt="a plot" src="data:image/png;base64,{PICTURE}"' in page_of(cell)


@pytest.mark.parametrize(
    "metadata",
    [
        {"filenames": {"image/png": "https://elsewhere/x.png"}},
        {"image/png": {"width": "1 onload=alert(1)"}},
        {"height": "1 onload=alert(1)"},
        {"image/png": "no table"},
        {"image/png": {"alt": ["no text"]}},
    ],
    ids=str,
)
def test_what_is_said_of_a_picture_adds_nothing_to_its_tag(metadata: dict[str, Any]) -> None:
    page = page_of(showing({"image/png": PICTURE}, metadata))

    assert f'src="data:image/png;base64,{PICTURE}"' in page
    assert "onload" not in page
    assert "elsewhere" not in page


def test_a_picture_keeps_its_size_and_description() -> None:
    page = page_of(showing({"image/png": PICTURE}, {"image/png": {"width": 640, "alt": "A plot"}}))

    assert 'alt="A plot"' in page
    assert 'width="640"' in page


@pytest.mark.parametrize("blank", ["", "   ", "\t", "\x0c"], ids=repr)
def test_many_empty_lines_become_a_few_and_a_line_that_counts_the_rest(blank: str) -> None:
    source = "x = 1\n" + (blank + "\n") * 20_000 + "y = 2"

    assert shortened(source) == "x = 1\n\n\n\n# [19,997 empty lines are not shown here.]\ny = 2"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1\n" + "   \n" * 50 + "y = 2\n",
        "x = '" + "a" * 1_900 + "'",
        "y = 3\n" * 5_000,
        "%%bash\n" + "ls\n" * 900,
    ],
    ids=lambda source: source[:12],
)
def test_code_as_people_write_it_is_shown_as_it_is(source: str) -> None:
    assert shortened(source) == source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a." * 500_000, "a." * 1_000 + "  # [998,000 characters are not shown here.]"),
        ("a.\n" * 50_000, "a.\n" * 16_666 + "a.\n# [100,000 characters are not shown here.]"),
        (
            "%%perl\n" + "s{\n" * 5_000,
            "%%perl\n" + "s{\n" * 3_331 + "\n# [5,007 characters are not shown here.]",
        ),
        ("x\n" + " " * 9_000 + "\ny", "x\n\ny"),
    ],
    ids=["a long line", "a long cell", "a long cell in another language", "a long line of blanks"],
)
def test_what_is_too_long_is_cut_and_the_rest_is_counted(source: str, shown: str) -> None:
    assert shortened(source) == shown


def test_a_page_is_shortened_and_the_notebook_and_the_tests_on_it_are_not() -> None:
    source = "x = 1" + "\n" * 60 + "y = 2"
    mine = new_code_cell(source)
    test = new_code_cell(
        source,
        metadata={"nbgrader": {"grade": True, "locked": True, "grade_id": "t", "points": 1, "score": 1}},
    )
    page = page_of(mine, test)

    assert page.count("56 empty lines are not shown here.") == 1
    assert mine.source == test.source == source
