from __future__ import annotations

from pathlib import Path
from typing import Any

import nbgrader
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from groundschool.grading.classroom import Classroom

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
