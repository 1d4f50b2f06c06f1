"""Widgets that live in a page: the static form, with what a script needs to put the real widget in its place.

The widgets' own modules run in the page, on a model that keeps its state in the browser (see static/model.js).
A browser refuses modules and requests from `file://`, so code and data are classic scripts.
"""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Sequence
from html import escape
from importlib import resources
from typing import Any

from groundschool.course.questions import FillInQuestion, Question
from groundschool.course.spine import Course
from groundschool.learner.record import CONFIDENCE
from groundschool.learner.selection import overlap
from groundschool.widgets._base import asset
from groundschool.widgets._html import items
from groundschool.widgets._questions import chosen_questions, key, shown
from groundschool.widgets._resources import compact, scope
from groundschool.widgets._static_picker import static_picker
from groundschool.widgets._static_quiz import static_question

Call = tuple[str, tuple[Any, ...], dict[str, Any]]

PLAN_PAGE = "your_plan"
_WIDGETS = ("picker", "quiz")
_SCRIPTS = ("model.js", "marking.js", "kept_plan.js", "export.js", "plan_page.js", "site.js")
_EXPORT = "export default { render };"
# What marking.js marks by. Kinds and fields are those of questions.py.
_MARKED_BY = {
    "id", "kind", "hints", "explanation", "choices", "answer", "tolerance", "unit", "units", "mistakes", "items",
    "pairs", "accept",
}  # fmt: skip


def live(course: Course, call: Call, static: str) -> str:
    """The HTML of a widget's cell; a widget that needs a kernel stays as it is."""
    function, arguments, keywords = call
    if function == "picker":
        bound = inspect.signature(static_picker).bind(course, *arguments, **keywords)
        bound.apply_defaults()
        given = dict(bound.arguments)
        del given["course"]
        module = given.pop("module")
        return _placed("picker", {"filters": given, "module": scope(course, module)}, static)
    if function == "quiz":
        return _quiz(course, *arguments, static=static)
    return static


def _quiz(course: Course, module: str, *identifiers: str, static: str) -> str:
    """A quiz of the questions that a page can mark; code is run in the notebook alone."""
    questions = chosen_questions(course, module, identifiers)
    code = [question for question in questions if isinstance(question, FillInQuestion)]
    asked = [question for question in questions if question not in code]
    if not asked:
        return f"<p>{_CODE}</p>\n{static}"
    html = _placed("quiz", quiz_data(course.module(module).title, module, asked), static)
    if not code:
        return html
    left = items((static_question(question, module) for question in code), "ul")
    return f'{html}\n<div class="site-code" hidden><p>{_CODE}</p>\n{left}</div>'


_CODE = "The code of this answer is run and checked: open the notebook to try it."


def quiz_data(title: str, module: str, questions: Sequence[Question]) -> dict[str, Any]:
    """What a quiz shows, as the widget's model has it, and what it is marked by.

    A question with parameters is asked as its first variant: a page cannot know its learner.

    Raises:
        ValueError: one of the questions is graded: its key may never reach a page.
    """
    if any(question.graded for question in questions):
        raise ValueError("a graded question is asked in the classroom alone")
    return {
        "heading": title,
        "levels": list(CONFIDENCE),
        "empty": "",
        "questions": [shown(question, module) for question in questions],
        "marking": {question.id: marked_by(question) for question in questions},
    }


def marked_by(question: Question) -> dict[str, Any]:
    """A practice question as marking.js knows it."""
    return {**question.model_dump(mode="json", include=_MARKED_BY), "key": key(question)}


def plan_place() -> str:
    """The place of the learner's plan; what is picked comes from the browser."""
    return _placed(
        "plan", {}, "<p>Your plan is kept by your browser. The page shows it where scripts may run.</p>"
    )


def picker_place() -> str:
    """The place of a picker of the whole catalog, where the pages say nothing of it."""
    return _placed("picker", {"filters": {"search": ""}, "module": {}}, "")


def site_script() -> str:
    """The widgets' modules and the site's own code, as one classic script."""
    widgets = "\n".join(f"widgets.{name} = {_as_function(asset(f'{name}.js'))};" for name in _WIDGETS)
    folder = resources.files("groundschool.widgets") / "static"
    parts = [(folder / "common.js").read_text(encoding="utf-8")]
    own = resources.files("groundschool.site") / "static"
    parts += [(own / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return f'(() => {{\n"use strict";\nconst widgets = {{}};\n{widgets}\n' + "\n".join(parts) + "\n})();\n"


def site_style() -> str:
    """The widgets' style sheets and the site's own."""
    own = resources.files("groundschool.site") / "static" / "site.css"
    return "\n".join([*(asset(f"{name}.css") for name in _WIDGETS), own.read_text(encoding="utf-8")])


def catalog_script(course: Course) -> str:
    """The catalog, once for all pages, and the module at which each resource stands in a plan."""
    data = {
        "course": course.title,
        "catalog": base64.b64encode(compact(course.catalog)).decode("ascii"),
        "modules": [f"{module.number}. {module.title}" for module in course.modules],
        "places": _places(course),
        "planPage": f"{PLAN_PAGE}.html",
    }
    return f"window.groundschoolSite = {json.dumps(data)};\n"


def _places(course: Course) -> dict[str, int]:
    """The module with which each resource has most in common; resources that belong to none are missing."""
    places = {}
    for name, resource in course.catalog.resources.items():
        overlaps = [overlap(resource, module) for module in course.modules]
        best = max(overlaps, default=(0, 0))
        if best > (0, 0):
            places[name] = overlaps.index(best)
    return places


def _placed(widget: str, data: dict[str, Any], static: str) -> str:
    """A place in a page: the static form until the script puts the widget there."""
    text = json.dumps(data, ensure_ascii=False)
    return f'<div class="site-widget" data-widget="{widget}" data-traits="{escape(text)}">\n{static}\n</div>'


def _as_function(module: str) -> str:
    """A widget's module as a call that gives its `render`."""
    if module.count(_EXPORT) != 1:
        raise ValueError(f"a widget's module ends with `{_EXPORT}`")
    return f"(() => {{\n{module.replace(_EXPORT, 'return render;')}\n}})()"
