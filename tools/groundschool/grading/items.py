"""Item analysis of an assignment: each graded cell as the class answered it, and the wrong answer that draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from groundschool.errors import UsageError
from groundschool.grading.answers import (
    Task,
    answer_text,
    is_blank,
    read_cells,
    read_tasks,
    shown,
    typed_answer,
)
from groundschool.grading.cells import CellGrade, read_cell_grades
from groundschool.grading.classroom import Classroom
from groundschool.grading.psychometrics import Draw, Item, alpha, discrimination, judgement

_UNKNOWN = Task("", "", (), written=False, stub="")


@dataclass(frozen=True)
class Analysis:
    """The items of an assignment, and how well they hang together."""

    students: int
    items: tuple[Item, ...]
    alpha: float | None
    """Cronbach's alpha of the items that are marked."""


def analyse(classroom: Classroom, assignment: str) -> Analysis:
    """Analyse the graded submissions of an assignment.

    Raises:
        UsageError: it was not released, or nothing of it is graded.
    """
    classroom.require_assignment(assignment)
    with classroom.api().gradebook as gradebook:
        grades = read_cell_grades(classroom, gradebook, assignment)
    if not grades:
        raise UsageError(
            f"Nothing of {assignment} is graded. Run `groundschool class grade {assignment}` first."
        )
    tasks = {(task.notebook, task.cell): task for task in read_tasks(classroom, assignment)}
    order = {key: place for place, key in enumerate(tasks)}
    by_item = groupby(
        sorted(
            grades, key=lambda one: (order.get((one.notebook, one.cell), len(order)), one.notebook, one.cell)
        ),
        key=lambda one: (one.notebook, one.cell),
    )
    items = {key: tuple(of_item) for key, of_item in by_item}
    students = sorted({grade.student for grade in grades})
    written = {
        (student, notebook): read_cells(classroom.place("autograded", student, assignment), notebook)
        for student in students
        for notebook in {notebook for notebook, _ in items}
    }
    # An answer that waits for a person is no item yet, for anybody: who left it blank has 0 points already.
    # A student whose task was flagged is left out alone.
    whole = {
        key: {grade.student: grade.score for grade in of_item if not grade.waiting}
        for key, of_item in items.items()
        if not (any(grade.waiting for grade in of_item) and tasks.get(key, _UNKNOWN).written)
    }
    complete = [student for student in students if all(student in of for of in whole.values())]
    rows = tuple(
        _item(
            of_item,
            tasks.get(key),
            discrimination(key, whole, complete) if key in whole else None,
            written,
        )
        for key, of_item in items.items()
    )
    return Analysis(len(students), rows, alpha(whole, complete))


def _item(
    grades: Sequence[CellGrade],
    task: Task | None,
    correlation: float | None,
    written: Mapping[tuple[str, str], Mapping[str, str]],
) -> Item:
    marked = [grade for grade in grades if not grade.waiting]
    waiting = len(grades) - len(marked)
    possible = grades[0].max_score
    cells = {grade.student: written[grade.student, grade.notebook] for grade in grades}
    blank = sum(is_blank(one, task) for one in cells.values()) / len(cells) if task and task.answers else None
    if not marked or not possible or (waiting and task is not None and task.written):
        difficulty = None
    else:
        difficulty = sum(grade.score for grade in marked) / len(marked) / possible
    item = Item(
        grades[0].notebook,
        grades[0].cell,
        len(marked),
        waiting,
        difficulty,
        correlation,
        blank,
        _draw(task, marked, cells),
    )
    return replace(item, judgement=judgement(item))


def _draw(
    task: Task | None, marked: Sequence[CellGrade], cells: Mapping[str, Mapping[str, str]]
) -> Draw | None:
    """The wrong answer that was typed most, of a question of a graded quiz."""
    if task is None or task.asked is None:
        return None
    asked = task.asked
    wrong = [
        typed_answer(answer_text(cells[grade.student], task), asked)
        for grade in marked
        if grade.score < grade.max_score
    ]
    counts = Counter(answer for answer in wrong if answer is not None)
    if not counts:
        return None
    # The first in the alphabet of those that were given equally often.
    answer, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Draw(shown(answer, asked), count / len(marked))
