"""What the site's JavaScript does instead of Python: the same marks, words and files for the same input."""

from __future__ import annotations

import csv
import io
import json
import random
import unicodedata
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from groundschool.course.load import load_course
from groundschool.course.marking import grade, normal_text, read_quantity
from groundschool.course.questions import (
    FillInQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
)
from groundschool.errors import UsageError
from groundschool.learner.export import to_csv, to_markdown
from groundschool.learner.planner import Plan, Step
from groundschool.learner.selection import minutes_of
from groundschool.paths import find_root
from groundschool.site.live import marked_by
from groundschool.widgets._html import visible
from groundschool.widgets._questions import explained
from hostile import HOSTILE, URLS, hostile_resources
from more_questions import SHARE
from small_course import QUESTIONS, question

pytestmark = pytest.mark.browser

NUMBERS = (
    *(
        "0.19",
        "0,19",
        " 19 % ",
        "1 000",
        "1,000",
        "1,000.5",
        "1,00",
        "0,500",
        "-3",
        "+3",
        "\u22123",
        "1e3",
        "1E-3",
    ),
    *(
        ".5",
        "5.",
        "1_000",
        "1__0",
        "_1",
        "1e",
        "--1",
        "",
        " ",
        "%",
        "nan",
        "-inf",
        "Infinity",
        "1e999",
        "0x10",
        "\u0661\u0662",
    ),
    *(
        "\u0661,\u0662\u0663\u0664",
        "19 %%",
        "1\u202f000",
        "1\u00a0000",
        "\ufeff1",
        "\x1f1\x1f",
        "one",
        "1.2.3",
        "12,345,678",
        "it's",
        'a"b',
    ),
)
UNITS = (
    "90 s",
    "90s",
    "1.5 min",
    "1,5 mins",
    "2 H",
    "1e3 s",
    "90 sec",
    "5 m",
    "s",
    "90 ss",
    "9 0 s",
    "3. s",
    "1e3e s",
)
TEXTS = (
    "",
    "  ",
    "Feedback  LOOP.",
    "“x”",
    "STRASSE",
    "straße",
    "ﬁne",
    "ΟΔΟΣ",
    "\x1fdrift\x1c",
    "d\u0301",
    "(drift)",
)
ODD: tuple[Any, ...] = (None, True, [], [0], [0, 0], [99], [-1], ["0"], [True], 1.5, "0", *NUMBERS, *TEXTS)


@pytest.fixture
def twin(page: Page) -> Page:
    """A page in which the site's own functions can be called by name."""
    folder = resources.files("groundschool")
    code = [folder / "widgets" / "static" / "common.js"]
    code += [folder / "site" / "static" / name for name in ("model.js", "marking.js", "export.js")]
    page.goto("about:blank")
    page.add_script_tag(content="\n".join(part.read_text(encoding="utf-8") for part in code))
    return page


def answers_to(question: Question, draw: random.Random) -> list[Any]:
    """Right, wrong and odd answers to a question."""
    count = len(getattr(question, "choices", getattr(question, "items", getattr(question, "pairs", ()))))
    orders = [draw.sample(range(count), count) for _ in range(5)]
    some = [draw.sample(range(count), draw.randint(0, count)) for _ in range(5)]
    given: list[Any] = []
    if isinstance(question, SingleQuestion):
        given = list(range(count))
    elif isinstance(question, MultipleQuestion):
        given = [*some, [index for index, choice in enumerate(question.choices) if choice.right]]
    elif isinstance(question, OrderingQuestion | MatchingQuestion):
        given = [list(range(count)), *orders, *some, [0] * count]
    elif isinstance(question, NumericQuestion):
        keys = [question, *question.mistakes]
        near = [
            k.answer + sign * k.tolerance * far for k in keys for sign in (-1, 1) for far in (0, 0.5, 1, 1.01)
        ]
        given = [*near, *(f"{number:.12g} {question.unit}" for number in near), *UNITS]
        given += [f"1 {unit.upper()}" for unit in question.units]
    elif isinstance(question, ShortTextQuestion):
        words = [*question.accept, *(mistake.answer for mistake in question.mistakes)]
        given = [
            form for word in words for form in (word, word.upper(), f" {word}. ", word.replace(" ", "\n"))
        ]
    return [*given, *ODD]


def by_python(question: Question, answer: Any, tries: int) -> dict[str, Any]:
    try:
        marked = grade(question, answer)
    except UsageError as refusal:
        return {"refused": str(refusal)}
    return {**explained(question, answer, marked, tries, "sure"), "score": marked.score}


BY_BROWSER = """
([kind, question, answers]) => answers.map((answer, tries) => {
  try {
    return explainedAnswer(kind, question, answer, tries, "sure");
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return { refused: refusal.message };
  }
})
"""


def practice() -> list[Question]:
    """Every practice question of the course, and those of the tests' own courses."""
    course = load_course(find_root(start=Path(__file__).parent))
    asked = [one for module in course.modules for one in course.practice(module.id)]
    return [*asked, *(question(fields) for fields in (*QUESTIONS, SHARE))]


def test_every_practice_question_is_marked_in_the_page_as_python_marks_it(twin: Page) -> None:
    draw = random.Random("twins")  # noqa: S311 - the same answers each time
    asked = [one for one in practice() if not isinstance(one, FillInQuestion)]
    assert len(asked) > 100
    for one in asked:
        answers = answers_to(one, draw)
        found = twin.evaluate(BY_BROWSER, [one.kind, marked_by(one), answers])
        expected = [by_python(one, answer, tries) for tries, answer in enumerate(answers)]

        # As JSON, in which both know the same numbers.
        assert json.loads(json.dumps(expected)) == found, one.id


def test_numbers_with_units_are_read_alike(twin: Page) -> None:
    units = {"min": 60.0, "hours": 3600.0, "M": 1e6, "m": 1e-3}
    for text in (*UNITS, *NUMBERS):
        try:
            expected: Any = read_quantity(text, "s", units)
        except UsageError as refusal:
            expected = str(refusal)
        found = twin.evaluate(
            "([text, units]) => { try { return readQuantity(text, 's', units); } catch (no) { return no.message; } }",
            [text, units],
        )

        assert found == expected, text


def test_every_letter_loses_its_case_alike(twin: Page) -> None:
    """But for Cherokee, which Python folds to its capitals."""
    letters = [
        chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) in {"Lu", "Ll", "Lt", "Nl", "Mn"}
    ]
    found = twin.evaluate("letters => letters.map(normalText)", letters)
    differ = {one for one, text in zip(letters, found, strict=True) if normal_text(one) != text}

    assert {one for one in differ if "CHEROKEE" not in unicodedata.name(one)} == set()


def test_the_files_of_a_plan_are_those_of_the_notebooks(twin: Page) -> None:
    picked = [
        one.model_copy(update={"hours": hours}) for one in hostile_resources() for hours in (None, 0.5, 2.375)
    ]
    shown = [(visible(one.title), visible(one.url), one) for one in picked]
    steps = tuple(
        Step("resource", one.id, title, url, "picked by you", minutes_of(one) if one.hours else 0)
        for title, url, one in shown
    )
    plan = Plan("Small = Course", "", (), steps, ())
    groups = [
        {"title": "1. One", "resources": [{"title": t, "url": u, "hours": one.hours, "time": "", "cost": ""}]}
        for t, u, one in shown
    ]
    as_csv = twin.evaluate("groups => planAsCsv(groups)", groups)
    as_markdown = twin.evaluate("groups => planAsMarkdown('Small = Course', groups)", groups)

    assert as_csv == to_csv(plan)
    assert len(list(csv.reader(io.StringIO(as_csv)))) == len(picked) + 1
    names = [
        line.split(", ")[0].removeprefix("- ")
        for line in to_markdown(plan).splitlines()
        if line.startswith("- ")
    ]
    lines = [line.removeprefix("- [ ] ") for line in as_markdown.splitlines() if line.startswith("- [ ] ")]
    assert len(lines) == len(picked)
    for line, name in zip(lines, names, strict=True):
        assert line.startswith(name)
    assert len(HOSTILE) + len(URLS) == len(hostile_resources())
