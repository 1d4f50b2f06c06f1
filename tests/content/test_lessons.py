from __future__ import annotations

import ast
import json
import re
from typing import Any

from groundschool.build.page import Page, read_source
from groundschool.build.widget_cells import widget_call
from groundschool.course.sources import CITATION
from groundschool.course.spine import Course
from groundschool.course.values import PLACEHOLDER

# A share, a decimal or a number of thousands in prose is a measurement: it comes from the run or from a source.
MEASURED = re.compile(r"\d+(?:\.\d+)?\s?(?:%|per cent)|\b\d+\.\d+\b|\b\d{1,3}(?:,\d{3})+\b")

# Numbers that nobody measured, one by one with the reason.
DEFINITIONS = {
    "why_mlops": {
        "0.5": "the AUC of a coin",
        "25%": "an example to reckon with",
        "15%": "the desk's promise, invented for the lesson",
    },
    "validation": {"0.5": "the AUC of a coin"},
    "evaluation": {"0.5": "the AUC of a coin"},
    "labelling": {
        "1,000": "how many flights the lesson draws",
        "3,000": "how many flights the lesson draws",
        "5,000": "how many flights the lesson draws",
    },
}


def built(course: Course, module: str) -> dict[str, Any]:
    text = (course.root.notebooks / course.module(module).notebook).read_text(encoding="utf-8")
    notebook: dict[str, Any] = json.loads(text)
    return notebook


def test_a_lesson_has_25_to_45_cells(course: Course, module: str) -> None:
    page = Page(course, course.module(module), course.source(module, "lesson.py"))

    assert 25 <= len(read_source(page).cells) <= 45


def test_cells_are_short_and_at_most_two_of_code_follow_each_other(course: Course, module: str) -> None:
    page = Page(course, course.module(module), course.source(module, "lesson.py"))
    in_a_row = 0
    for cell in read_source(page).cells:
        # A question to answer is a pause, not code to read.
        in_a_row = in_a_row + 1 if cell.cell_type == "code" and widget_call(cell) is None else 0
        assert in_a_row <= 2, cell.source
        if cell.cell_type == "code":
            assert len([line for line in cell.source.splitlines() if line.strip()]) <= 15, cell.source


def test_a_lesson_shows_at_least_two_figures_each_with_words_for_who_cannot_see(
    course: Course, module: str
) -> None:
    pictures = [
        output["data"]
        for cell in built(course, module)["cells"]
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]

    assert len(pictures) >= 2
    for picture in pictures:
        words = "".join(picture.get("text/plain", ""))
        assert len(words.split()) >= 6, words
        assert "<Figure" not in words


def test_a_lesson_cites_the_catalog(course: Course, module: str) -> None:
    text = course.source(module, "lesson.py").read_text(encoding="utf-8")

    assert len(set(CITATION.findall(text))) >= 5


def test_the_picker_of_a_module_has_five_resources(course: Course, module: str) -> None:
    processes = course.module(module).processes
    found = {r.id for process in processes for r in course.catalog.of_process(process)}

    assert len(found) >= 5


def test_no_measured_number_is_written_by_hand(course: Course, module: str) -> None:
    """Numbers in prose are rendered from the run, cited, set by the lesson's own code, or definitions."""
    cells = read_source(Page(course, course.module(module), course.source(module, "lesson.py"))).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    set_by_code = set(
        re.findall(r"\d+\.\d+", " ".join(code + [p for t in texts for p in PLACEHOLDER.findall(t)]))
    )
    for paragraph in (paragraph for text in texts for paragraph in text.split("\n\n")):
        prose = PLACEHOLDER.sub("", re.sub(r"`[^`]*`", "", paragraph))
        written = set(MEASURED.findall(prose)) - set_by_code - set(DEFINITIONS.get(module, {}))
        assert not written or CITATION.search(paragraph), (written, prose)


def test_every_objective_has_a_section_a_question_and_a_task(course: Course, module: str) -> None:
    """`check` proves sections and tasks; practice questions are proved here."""
    asked = {question.objective for question in course.practice(module)}

    assert asked == {objective.id for objective in course.module(module).objectives}


def test_objectives_begin_with_a_verb_a_learner_can_show(course: Course, module: str) -> None:
    vague = {"understand", "know", "learn", "appreciate", "be"}
    for objective in course.module(module).objectives:
        assert objective.text.split()[0].lower() not in vague, objective.text


def test_a_lesson_prints_nothing_that_differs_between_machines(course: Course, module: str) -> None:
    for cell in built(course, module)["cells"]:
        for output in cell.get("outputs", []):
            text = json.dumps(
                {mime: data for mime, data in output.get("data", {}).items() if "image" not in mime}
            )
            text += "".join(output.get("text", ""))
            assert not re.search(r"0x[0-9a-f]{6,}|(?<!\w)/(home|tmp|Users)/|site-packages", text), text


def test_lessons_use_nothing_that_validation_cannot_compare(course: Course, module: str) -> None:
    banned = {"Output", "interact", "interactive", "clear_output", "update_display"}
    tree = ast.parse(course.source(module, "lesson.py").read_text(encoding="utf-8"))
    called = {
        node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }

    assert called & banned == set()
