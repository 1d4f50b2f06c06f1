"""The static form: useful without a kernel, the same for everybody, and only text where text belongs."""

from __future__ import annotations

import inspect
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import groundschool
from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.static import PAGES, static_bundle
from small_course import QUESTIONS, course, resource
from small_files import some_resources

CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("picker", (), {}),
    ("picker", ("validation",), {"level": "introductory"}),
    ("plan", (), {}),
    ("plan", (), {"role": "manager", "hours_per_week": 2}),
    ("quiz", ("validation",), {}),
    ("quiz", ("validation", "steps", "tools"), {}),
    ("progress", (), {}),
    ("review", (), {}),
    ("review", (3,), {}),
]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


class Tags(HTMLParser):
    """Collects tags and attributes, and checks that what is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "a":
            self.links.append(dict(attrs))
        if tag not in {"br", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(("function", "args", "kwargs"), CALLS)
def test_the_widget_shows_what_the_build_stores(
    small: Course, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    stored = static_bundle(small, function, args, kwargs)

    data, _ = getattr(groundschool, function)(*args, **kwargs)._repr_mimebundle_()

    assert set(stored) == {"text/html", "text/plain"}
    assert {mime: data[mime] for mime in stored} == stored
    assert set(data) == {*stored, "application/vnd.jupyter.widget-view+json"}


@pytest.mark.parametrize(("function", "args", "kwargs"), CALLS)
def test_what_a_learner_did_does_not_change_the_static_form(
    small: Course, record: LearnerRecord, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    before = static_bundle(small, function, args, kwargs)
    record.picked("resource_1")
    record.answered("validation/steps", [0, 1, 2], right=True, score=1.0)
    record.tried("validation/units", passed=True)

    assert static_bundle(small, function, args, kwargs) == before


@pytest.mark.parametrize(("function", "args", "kwargs"), CALLS)
def test_the_static_form_is_plain_well_formed_html(
    small: Course, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    tags = Tags(static_bundle(small, function, args, kwargs)["text/html"])

    assert tags.open == []
    assert tags.attributes <= {"href", "target", "rel", "scope", "style"}
    outside = [link for link in tags.links if not (link["href"] or "").endswith(".ipynb")]
    assert all(link["rel"] == "noopener noreferrer" for link in outside)


@pytest.mark.parametrize("function", sorted(PAGES))
def test_widget_and_static_form_are_called_alike(function: str) -> None:
    static = list(inspect.signature(PAGES[function]).parameters.values())[1:]

    assert list(inspect.signature(getattr(groundschool, function)).parameters.values()) == static


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = course(
        tmp_path,
        resource("hostile", title=HOSTILE, summary=HOSTILE, authors=(HOSTILE,)),
        title=HOSTILE,
        tracks={},
    )

    for function in ("picker", "plan", "progress", "review"):
        tags = Tags(static_bundle(hostile, function, (), {})["text/html"])
        assert {"script", "img"}.isdisjoint(tags.seen)


def test_a_quiz_folds_its_answers_away_and_keeps_graded_questions_out(small: Course) -> None:
    bundle = static_bundle(small, "quiz", ("validation",), {})

    assert bundle["text/plain"] == "Quiz: Validation, 6 questions."
    assert bundle["text/html"].count("<details><summary>Answer</summary>") == 6
    assert "<p>0.19, give or take 0.005</p>" in bundle["text/html"]
    assert "<p>feedback loop or hidden feedback loop</p>" in bundle["text/html"]
    assert "<b>Right:</b> dep_time. Cancelled flights have none." in bundle["text/html"]
    assert "Which column tells whether a flight was <code>late</code>?" in bundle["text/html"]
    assert "Graded prompt" not in bundle["text/html"]


def test_every_explanation_is_in_the_static_quiz(small: Course) -> None:
    html = static_bundle(small, "quiz", ("validation",), {})["text/html"]
    practice = [fields for fields in QUESTIONS if not fields.get("graded")]
    parts = [part for q in practice for name in ("choices", "items", "pairs") for part in q.get(name, [])]

    assert all(fields["explanation"] in html for fields in [*practice, *parts])


def test_a_picker_lists_a_modules_resources_easy_ones_first(small: Course) -> None:
    bundle = static_bundle(small, "picker", ("validation",), {"cost": "free"})

    assert bundle["text/plain"] == "Resource picker for Validation: 5 resources."
    places = [bundle["text/html"].index(word) for word in ("intermediate", "advanced")]
    assert places == sorted(places)


def test_a_long_table_says_how_much_it_leaves_out(tmp_path: Path) -> None:
    html = static_bundle(course(tmp_path, *some_resources(230)), "picker", (), {})["text/html"]

    assert html.count("<tr>") == 200 + 2
    assert "<summary>188 more</summary>" in html
    assert html.endswith("<p>And 30 that only a running notebook shows.</p>")


@pytest.mark.parametrize(
    ("function", "args", "kwargs", "message"),
    [
        ("quizz", (), {}, "There is no widget 'quizz'. Did you mean 'quiz'?"),
        ("quiz", ("validaton",), {}, "There is no module 'validaton'. Did you mean 'validation'?"),
        (
            "quiz",
            ("validation", "step"),
            {},
            "There is no practice question 'step' in the module 'validation'. Did you mean 'steps'?",
        ),
        ("quiz", (), {}, "quiz(): missing a required argument: 'module'."),
        ("picker", (), {"level": "beginner"}, "'beginner' is not a known level."),
        ("picker", (), {"levl": "x"}, "picker(levl='x'): got an unexpected keyword argument 'levl'."),
        ("plan", (), {"role": "boss"}, "role='boss' is not known."),
    ],
)
def test_a_wrong_call_says_what_is_right(
    small: Course, function: str, args: tuple[Any, ...], kwargs: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        static_bundle(small, function, args, kwargs)

    assert str(caught.value).startswith(message)


def test_a_graded_question_is_no_practice_question(small: Course) -> None:
    with pytest.raises(UsageError, match="There is no practice question 'secret_one'"):
        static_bundle(small, "quiz", ("validation", "secret_one"), {})


def test_the_static_form_needs_no_widgets() -> None:
    code = (
        "import sys, groundschool, groundschool.widgets.static\n"
        "print({'anywidget', 'ipywidgets', 'IPython', 'pandas', 'icalendar'} & set(sys.modules))"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout == "set()\n"
