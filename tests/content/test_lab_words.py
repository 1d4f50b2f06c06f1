"""What labs ask for, and what students are known to answer, holds no word that makes a person look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from groundschool.course.spine import Course
from groundschool.grading.imports import is_locked
from groundschool.grading.words import found_in
from groundschool.paths import find_root

_ROOT = find_root(start=Path(__file__).parent)


def cells_of(module: str) -> list[list[dict[str, Any]]]:
    """The cells of code of each of an assignment's notebooks, with the solutions and hidden tests."""
    folder = _ROOT.path / "course" / "classroom" / "source" / module
    return [
        [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
        for path in sorted(folder.glob("*.ipynb"))
    ]


def words_in(cells: list[dict[str, Any]], answers: dict[str, str]) -> list[str]:
    own, tests, given = [], [], []
    for cell in cells:
        role = cell["metadata"].get("nbgrader", {})
        source = "".join(cell["source"])
        if not is_locked(cell):
            own.append(answers.get(role.get("grade_id", ""), source))
        else:
            (tests if role.get("grade") else given).append(source)
    return found_in(own, tests=tests, given=given)


def test_no_solution_and_no_recorded_answer_holds_a_word(course: Course, module: str) -> None:
    notebooks = cells_of(module)
    answers = [{}, *({wrong.task: wrong.answer} for wrong in course.wrong_answers[module])]

    assert notebooks
    assert [words for each in answers for cells in notebooks for words in words_in(cells, each)] == []
