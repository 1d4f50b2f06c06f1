"""Answers to a graded quiz, kept three ways: each is graded alike, and a copied one is not one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from long_texts import slows_down
from nbformat import v4

from groundschool.grading.kept import RestoreAnswers, restore_answers
from groundschool.learner.answers import FILE, MIME, learner_name, own_answer, read_answers, seal

BLANK = 'answer_1 = ""  # e.g. "c"'
FORM = 'from groundschool import choose\n\nchoose("answer_1", {"a": "rye"})'


def handed_in(typed: str = BLANK, *kept: object) -> Any:
    """A notebook as a student hands it in: a form with what its outputs keep, and the answer cell."""
    form = v4.new_code_cell(FORM)
    form.outputs = [v4.new_output("display_data", {MIME: one, "text/plain": "Kept"}) for one in kept]
    role = {"grade_id": "answer_q", "solution": True, "grade": False, "locked": False, "schema_version": 3}
    answer = v4.new_code_cell(typed, metadata={"nbgrader": {**role, "task": False}})
    return nbformat.from_dict(v4.new_notebook(cells=[form, answer]))


def answer_of(nb: Any, folder: Path, student: str = "ada") -> object:
    """What the tests would read, after the answers were restored for a student."""
    resources = {"nbgrader": {"student": student}, "metadata": {"path": str(folder)}}
    restored, _ = RestoreAnswers().preprocess(nb, resources)
    space: dict[str, Any] = {}
    exec(restored.cells[1].source, space)  # noqa: S102 - made above
    assert "choose(" not in restored.cells[0].source
    return space.get("answer_1")


def beside(folder: Path, *kept: dict[str, Any]) -> Path:
    (folder / FILE).write_text(json.dumps({one["question"]: one for one in kept}))
    return folder


def test_each_of_the_three_ways_gives_the_answer(tmp_path: Path) -> None:
    mine = seal("ada", "answer_1", "b")

    assert answer_of(handed_in('answer_1 = "b"'), tmp_path) == "b"
    assert answer_of(handed_in(BLANK, mine), tmp_path) == "b"
    assert answer_of(handed_in(BLANK), beside(tmp_path, mine)) == "b"
    assert answer_of(handed_in(""), tmp_path) == "b"


def test_what_is_typed_counts_first_then_what_the_notebook_shows(tmp_path: Path) -> None:
    folder = beside(tmp_path, seal("ada", "answer_1", "c"))
    older, newer = (seal("ada", "answer_1", letter) for letter in "ab")

    assert answer_of(handed_in('answer_1 = "d"', newer), folder) == "d"
    assert answer_of(handed_in(BLANK, older, newer), folder) == "b"
    assert answer_of(handed_in("answer_1 = 0.5", newer), folder) == 0.5


def test_an_answer_copied_from_another_student_is_not_ones_own(tmp_path: Path) -> None:
    of_bob = seal("bob", "answer_1", "b")

    assert answer_of(handed_in(BLANK), beside(tmp_path, of_bob)) == ""
    assert answer_of(handed_in(BLANK, of_bob), tmp_path) == ""
    assert answer_of(handed_in(BLANK, {**of_bob, "learner": "ada"}), tmp_path) == ""
    assert answer_of(handed_in(BLANK), tmp_path, student="bob") == "b"


def test_a_copied_answer_says_whose_it_is_in_one_line(tmp_path: Path) -> None:
    nb = handed_in(BLANK, seal("bob\nimport os", "answer_1", "b"))
    answer_of(nb, tmp_path)

    note = '# Not taken over: an answer that was kept by "bob\\nimport os".'
    assert nb.cells[1].source.splitlines() == [BLANK, note]


def test_an_answer_to_another_question_or_one_that_was_changed_is_not_taken(tmp_path: Path) -> None:
    mine = seal("ada", "answer_1", "b")

    assert answer_of(handed_in(BLANK, {**mine, "answer": "c"}), tmp_path) == ""
    assert own_answer(mine, "ada", "answer_2") is None
    assert own_answer(seal("ada", "answer_1", "x" * 501), "ada", "answer_1") is None


@pytest.mark.parametrize(
    "content", ["", "[]", "[" * 100_000, '{"answer_1": 3}', '{"answer_1": {"answer": [1]}}', "\0"]
)
def test_a_file_that_is_no_answers_leaves_the_cell_blank(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)

    assert answer_of(handed_in(BLANK), tmp_path) == ""


def test_a_link_and_a_huge_file_are_not_read(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    beside(elsewhere, seal("ada", "answer_1", "b"))
    (tmp_path / FILE).symlink_to(elsewhere / FILE)
    assert read_answers(tmp_path) == {}

    (elsewhere / FILE).write_text('{"x": "' + "x" * 1_000_001 + '"}')
    assert read_answers(elsewhere) == {}


def test_an_answer_is_data_and_never_code(tmp_path: Path) -> None:
    nasty = '"; import os; x = "'

    assert answer_of(handed_in(BLANK, seal("ada", "answer_1", nasty)), tmp_path) == nasty


def test_cells_of_labs_and_odd_outputs_are_let_be(tmp_path: Path) -> None:
    nb = handed_in("x = 1", "odd", None, 3)
    nb.cells[1].metadata.nbgrader.grade_id = "hydration"
    answer_of(nb, tmp_path)

    assert nb.cells[1].source == "x = 1"


@pytest.mark.parametrize("unit", ["\n", " ", "\t\n", " \r", "from groundschool import choose ."])
def test_a_long_cell_is_looked_through_for_a_form_once(unit: str) -> None:
    def read(text: str) -> None:
        long = v4.new_code_cell(f"x = 1{text}y = 2")
        restore_answers(nbformat.from_dict(v4.new_notebook(cells=[long])), "ada", {})

    assert not slows_down(read, unit)


def test_the_learner_is_who_nbgrader_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    monkeypatch.setenv("JUPYTERHUB_USER", "hub")
    assert learner_name() == "ada"

    monkeypatch.setenv("LOGNAME", "jovyan")
    assert learner_name() == "hub"
