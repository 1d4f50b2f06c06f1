"""Item analysis of a class: what was hard, what draws, what waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradebook_kit import CELLS, Cell, cell, fill, make_room, write

from groundschool.errors import UsageError
from groundschool.grading.classroom import Classroom
from groundschool.grading.items import analyse

STUDENTS = tuple(f"s{number:02}" for number in range(12))


def answer(index: int) -> str:
    """The first seven are right; of the others four say salt and one nothing that can be read."""
    return 'answer_1 = "b"' if index < 7 else "answer_1 = x" if index == 11 else 'answer_1 = "a"'


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    """Twelve students; the first seven know the ratio, all but the last two the hydration."""
    room = make_room(tmp_path / "room")
    lab = cell("# here", "hydration", solution=True), cell("assert 1", "tests_hydration", grade=True)
    why = cell("Why?", "why_weigh", "markdown", grade=True, solution=True)
    prompt = cell("?\n\n- **a** Salt\n- **b** Flour", "question_ratio", "markdown", locked=True)
    tests = cell('given = read_letter(answer_1, "ab")', "tests_ratio", grade=True)
    write(room.released / "dough" / "lab.ipynb", *lab, why)
    write(
        room.released / "dough" / "quiz.ipynb",
        prompt,
        cell('answer_1 = ""', "answer_ratio", solution=True),
        tests,
    )
    points = {
        student: {
            "tests_hydration": 0.0 if index >= 10 else 2.0,
            "why_weigh": 3.0 if index < 4 else 1.0,
            "tests_ratio": float(index < 7),
        }
        for index, student in enumerate(STUDENTS)
    }
    fill(room, points)
    for index, student in enumerate(STUDENTS):
        folder = room.place("autograded", student, "dough")
        solution = cell("# here" if index >= 9 else "def f(): ...", "hydration", solution=True)
        write(folder / "lab.ipynb", solution, cell("Because.", "why_weigh", "markdown"))
        write(folder / "quiz.ipynb", cell(answer(index), "answer_ratio", solution=True))
    return room


def test_each_item_is_told_in_the_order_of_the_assignment(room: Classroom) -> None:
    analysis = analyse(room, "dough")
    hydration, why, ratio = analysis.items

    assert (analysis.students, [item.cell for item in analysis.items]) == (
        12,
        ["tests_hydration", "why_weigh", "tests_ratio"],
    )
    assert hydration.difficulty == pytest.approx(10 / 12)
    assert hydration.blank == pytest.approx(3 / 12)
    assert why.difficulty == pytest.approx((4 * 3 + 8) / 36)
    assert ratio.draw is not None
    assert (ratio.draw.answer, ratio.draw.share) == ("a (Salt)", pytest.approx(4 / 12))
    assert (why.draw, hydration.draw) == (None, None)
    assert ratio.judgement == "good"
    assert analysis.alpha is not None


def test_a_written_answer_that_waits_is_no_item_yet(room: Classroom) -> None:
    with room.api().gradebook as gradebook:
        grade = gradebook.find_grade("why_weigh", "lab", "dough", "s03")
        grade.needs_manual_grade = True
        gradebook.db.commit()
    _, why, ratio = analyse(room, "dough").items

    assert (why.difficulty, why.discrimination, why.judgement) == (None, None, "1 to be marked first")
    assert ratio.students == 12
    assert ratio.discrimination is not None


def test_a_flagged_task_leaves_out_its_student_alone(room: Classroom) -> None:
    with room.api().gradebook as gradebook:
        grade = gradebook.find_grade("tests_hydration", "lab", "dough", "s11")
        grade.needs_manual_grade = True
        gradebook.db.commit()
    hydration, _, ratio = analyse(room, "dough").items

    assert (hydration.students, hydration.waiting) == (11, 1)
    assert hydration.difficulty == pytest.approx(10 / 11)
    assert ratio.discrimination is not None


def test_of_few_students_nothing_is_concluded(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room", (Cell("lab", "tests_hydration", 2),))
    write(room.released / "dough" / "lab.ipynb", cell("assert 1", "tests_hydration", grade=True))
    fill(room, {"ada": {"tests_hydration": 2.0}})
    analysis = analyse(room, "dough")

    assert (analysis.items[0].judgement, analysis.items[0].blank, analysis.alpha) == (
        "too few to tell",
        None,
        None,
    )


def test_what_is_not_graded_cannot_be_analysed(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room", CELLS)

    with pytest.raises(
        UsageError, match=r"Nothing of dough is graded. Run `groundschool class grade dough` first."
    ):
        analyse(room, "dough")
