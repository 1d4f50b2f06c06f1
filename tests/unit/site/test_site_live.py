"""What a page gets to know for its widgets, and what it must not know."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from groundschool.course.spine import Course
from groundschool.site.live import catalog_script, live, quiz_data, site_script, site_style
from more_questions import FILL_IN, SHARE
from small_course import QUESTIONS, course, module, question, resource
from small_files import some_resources


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return course(tmp_path, *some_resources(6))


def traits(shown: str) -> Any:
    return json.loads(html.unescape(re.findall(r'data-traits="([^"]*)"', shown)[0]))


def test_a_picker_begins_as_its_call_says(small: Course) -> None:
    shown = live(small, ("picker", ("validation",), {"cost": "free"}), "<p>static</p>")
    given = traits(shown)

    assert "<p>static</p>" in shown
    assert given["module"] == {"title": "Validation", "processes": [1, 2]}
    assert given["filters"]["cost"] == "free"
    assert given["filters"]["search"] == ""
    assert given["filters"]["level"] is None


@pytest.mark.parametrize("function", ["plan", "progress", "review"])
def test_a_widget_that_needs_a_kernel_stays_as_it_is(small: Course, function: str) -> None:
    assert live(small, (function, (), {}), "<p>static</p>") == "<p>static</p>"


def test_a_quiz_holds_no_graded_question(small: Course) -> None:
    shown = html.unescape(live(small, ("quiz", ("validation",), {}), "static"))

    assert "late_label" in shown
    assert "secret_one" not in shown
    assert "hush" not in shown
    with pytest.raises(ValueError, match="a graded question is asked in the classroom alone"):
        quiz_data("Validation", "validation", [question(QUESTIONS[-1])])


def test_a_question_that_runs_code_is_left_to_the_notebook(tmp_path: Path) -> None:
    asked = {"framing": (), "validation": (question(QUESTIONS[0]), question(FILL_IN))}
    small = course(tmp_path, questions=asked)
    shown = live(small, ("quiz", ("validation",), {}), "static")

    assert [one["id"] for one in traits(shown)["questions"]] == ["late_label"]
    assert "The code of this answer is run and checked: open the notebook to try it." in shown
    assert "_____ for delay in delays" in shown
    alone = live(small, ("quiz", ("validation", "late_rows"), {}), "static")
    assert alone.startswith("<p>The code of this answer")
    assert alone.endswith("static")


def test_a_question_with_parameters_is_asked_as_its_first_variant() -> None:
    given = quiz_data("Validation", "validation", [question(SHARE)])

    assert given["questions"][0]["prompt"] == "12 of 60 flights left late. What share?"
    assert given["marking"]["share"]["answer"] == 12 / 60


def test_data_in_a_page_cannot_end_the_place_it_stands_in(tmp_path: Path) -> None:
    sharp = {**QUESTIONS[0], "prompt": '"></div><script>window.ran=1</script>'}
    small = course(tmp_path, questions={"framing": (), "validation": (question(sharp),)})
    shown = live(small, ("quiz", ("validation",), {}), "static")

    assert "<script" not in shown
    assert traits(shown)["questions"][0]["prompt"] == sharp["prompt"]


def test_the_catalog_is_there_once_with_the_place_of_each_resource(tmp_path: Path) -> None:
    modules = (
        module(1, "framing", processes=("requirements",), topics=("framing",)),
        module(2, "validation", processes=("data_verification",), topics=("contracts",)),
    )
    small = course(
        tmp_path,
        resource("contracts", processes=("data_verification",)),
        resource("frames", processes=("requirements",), topics=("framing",)),
        resource("beyond", processes=("data_exploration",), topics=("statistics",)),
        modules=modules,
    )
    script = catalog_script(small)
    data = json.loads(script.removeprefix("window.groundschoolSite = ").rstrip().removesuffix(";"))
    packed = json.loads(gzip.decompress(base64.b64decode(data["catalog"])))

    assert set(packed["columns"]["id"]) == {"contracts", "frames", "beyond"}
    assert data["modules"] == ["1. Framing", "2. Validation"]
    assert data["places"] == {"contracts": 1, "frames": 0}
    assert script == catalog_script(small)


def test_the_script_is_a_classic_one_and_writes_no_markup() -> None:
    script = site_script()

    assert re.search(r"^\s*(import|export)\b", script, re.MULTILINE) is None
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch("):
        assert word not in script
    assert "render" in script
    assert ".gs-picker" in site_style()
