"""What was asked and answered is read from notebooks as text; whatever a student typed, nothing runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gradebook_kit import cell, write

from groundschool.errors import UsageError
from groundschool.grading.answers import (
    Asked,
    Task,
    answer_text,
    is_blank,
    read_cells,
    read_tasks,
    shown,
    typed_answer,
)
from groundschool.grading.classroom import Classroom

LETTER = Asked("answer_1", "read_letter", ("abc",), {"a": "Salt", "b": "Flour & water", "c": "Yeast"})


def test_tasks_know_the_cells_that_they_mark_and_how_quiz_answers_are_typed(tmp_path: Path) -> None:
    write(
        tmp_path / "release" / "dough" / "lab.ipynb",
        cell("# Stub one", "one", solution=True),
        cell("# Stub two", "two", solution=True),
        cell("assert one", "tests_one", grade=True, points=1),
        cell("assert one", "tests_more", grade=True, points=1),
        cell("Why?", "why", "markdown", grade=True, solution=True, points=3),
    )
    write(
        tmp_path / "release" / "dough" / "quiz.ipynb",
        cell("What?\n\n- **a** Salt\n- **b** Flour &amp; \\*water\\*", "question_q", "markdown", locked=True),
        cell('answer_1 = ""', "answer_q", solution=True),
        cell(
            'from x import read_letter\n\ngiven = read_letter(answer_1, "ab")',
            "tests_q",
            grade=True,
            points=1,
        ),
    )

    assert read_tasks(Classroom(tmp_path), "dough") == (
        Task("lab", "tests_one", ("one", "two"), written=False, stub="# Stub one\n# Stub two"),
        Task("lab", "tests_more", ("one", "two"), written=False, stub="# Stub one\n# Stub two"),
        Task("lab", "why", ("why",), written=True, stub="Why?"),
        Task(
            "quiz",
            "tests_q",
            ("answer_q",),
            written=False,
            stub='answer_1 = ""',
            asked=Asked("answer_1", "read_letter", ("ab",), {"a": "Salt", "b": "Flour & *water*"}),
        ),
    )
    with pytest.raises(UsageError, match="Run `groundschool class release other` first"):
        read_tasks(Classroom(tmp_path), "other")


def test_what_was_not_touched_is_blank() -> None:
    task = Task("lab", "tests", ("one", "two"), written=False, stub="x = 1\n\ny = 2")

    assert is_blank({"one": "x = 1 ", "two": "y = 2\n"}, task)
    assert is_blank({}, task)
    assert not is_blank({"one": "x = 1", "two": "y = 3"}, task)
    assert answer_text({"two": "y"}, task) == "\ny"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ('answer_1 = "b"', "b"),
        ('answer_1 = " B. "  # sure', "b"),
        ('answer_1 = "a"\nanswer_1 = "c"', "c"),
        ('answer_1 = "d"', None),
        ("answer_1 = 3", None),
        ('answer_1 = open("/etc/passwd").read()', None),
        ('answer_2 = "b"', None),
        ('answer_1 = "b', None),
        ('x = "\\d"\nanswer_1 = "b"', "b"),
        ("answer_1 = " + "(" * 900 + ")" * 900, None),
        ('answer_1 = "b"' + " " * 20_000, None),
        ("answer_1 = [].x", None),
        ("answer_1 = {{}: 1}", None),
        ("", None),
        ("\0", None),
    ],
)
def test_a_typed_answer_is_read_and_not_executed(source: str, answer: str | None) -> None:
    assert typed_answer(source, LETTER) == answer


@pytest.mark.parametrize(
    ("asked", "source", "answer", "words"),
    [
        (LETTER, 'answer_1 = "b"', "b", "b (Flour & water)"),
        (Asked("a", "read_letters", ("ab",), {"a": "A", "b": "B"}), 'a = "b,A"', "a, b", "a (A), b (B)"),
        (Asked("a", "read_order", ("abc",), {}), 'a = "c b a"', "c, b, a", "c, b, a"),
        (Asked("a", "read_pairs", (2, "ab"), {"a": "A"}), 'a = "2a, 1b"', "1b, 2a", "1b, 2a"),
        (Asked("a", "read_number", (), {}), "a = -0.5", "-0.5", "-0.5"),
        (Asked("a", "read_number", (), {}), f"a = 0x{'f' * 5000}", None, ""),
        (Asked("a", "read_text", (), {}), 'a = " Hydration. "', "hydration", "hydration"),
    ],
)
def test_each_kind_of_answer_is_shown_in_one_spelling(
    asked: Asked, source: str, answer: str | None, words: str
) -> None:
    found = typed_answer(source, asked)

    assert found == answer
    assert found is None or shown(found, asked) == words


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"cells": {}}',
        '{"cells": [3, {"metadata": 4}, {"metadata": {"nbgrader": 5}}]}',
        '{"cells": [{"metadata": {"nbgrader": {"grade_id": ["x"]}}}]}',
        "[" * 100_000,
    ],
)
def test_a_notebook_that_is_none_has_no_cells(content: str, tmp_path: Path) -> None:
    (tmp_path / "lab.ipynb").write_text(content)

    assert read_cells(tmp_path, "lab") == {}
    assert read_cells(tmp_path, "other") == {}


def test_odd_sources_are_text(tmp_path: Path) -> None:
    cells = [
        {"metadata": {"nbgrader": {"grade_id": name}}, "source": s}
        for name, s in (("a", [1, "x"]), ("b", None))
    ]
    (tmp_path / "lab.ipynb").write_text(json.dumps({"cells": cells}))

    assert read_cells(tmp_path, "lab") == {"a": "1x", "b": "None"}
