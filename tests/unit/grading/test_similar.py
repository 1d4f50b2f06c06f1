"""Copies are found under new names and comments; answers of one's own, the stub and common knowledge are not."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from gradebook_kit import cell, make_room, write

from groundschool.errors import UsageError
from groundschool.grading.similar import Pair, compare, similar_pairs

STUB = (
    'def dough(recipe, loaves):\n    """Scale a recipe and sum its flour."""\n    raise NotImplementedError()'
)
ADA = '''def dough(recipe, loaves):
    """Scale a recipe and sum its flour."""
    scaled = {}
    for name, grams in recipe.items():
        if grams < 0:
            raise ValueError(f"{name} is negative")
        scaled[name] = grams * loaves
    flour = sum(value for key, value in scaled.items() if "flour" in key)
    return scaled, flour
'''
COPY = '''def dough(recipe, loaves):
    """Scale a recipe and sum its flour."""
    # I did it all by myself!
    result = {}
    for ingredient, amount in recipe.items():

        if amount < 0:
            raise ValueError(f"{ingredient}: less than nothing")
        result[ingredient] = amount * loaves

    total = sum(v for k, v in result.items() if "flour" in k)
    return result, total
'''
OTHER = '''def dough(recipe, loaves):
    """Scale a recipe and sum its flour."""
    assert min(recipe.values()) >= 0
    frame = pd.Series(recipe).mul(loaves)
    return frame.to_dict(), frame[frame.index.str.contains("flour")].sum()
'''
THIRD = '''def dough(recipe, loaves):
    """Scale a recipe and sum its flour."""
    names = list(recipe)
    amounts = [loaves * recipe[name] for name in names]
    flour = 0
    for place in range(len(names)):
        if names[place].endswith("flour"):
            flour += amounts[place]
    return dict(zip(names, amounts)), flour
'''
ESSAY = "A cup of flour weighs between 110 and 160 g, as it is sifted or pressed; a scale does not care how."
PATCHED = ESSAY.replace("A cup", "One cup").replace("care", "mind")
OWN = "Volume depends on how one fills the cup. Grams are the same on every day and in every kitchen, so bread repeats."


def told(pairs: tuple[Pair, ...]) -> list[tuple[str, str, list[str]]]:
    return [(pair.first, pair.second, [alike.task for alike in pair.tasks]) for pair in pairs]


def test_a_copy_under_other_names_is_found_and_own_work_is_not() -> None:
    (pair,) = similar_pairs([("dough", {"ada": ADA, "ben": COPY, "cyd": OTHER, "dot": THIRD}, STUB)], [])

    assert (pair.first, pair.second) == ("ada", "ben")
    assert pair.code > 0.95
    assert [(alike.task, alike.written) for alike in pair.tasks] == [("dough", False)]


def test_one_copied_task_among_own_ones_is_found() -> None:
    essay = [("why", {"ada": "x", "ben": "y"})]
    code = [
        ("dough", {"ada": ADA, "ben": COPY}, STUB),
        ("more", {"ada": OTHER + ADA.replace("dough", "bread") * 3, "ben": THIRD * 5}, STUB),
    ]

    assert told(similar_pairs(code, essay)) == [("ada", "ben", ["dough"])]


def test_what_was_handed_out_is_nobodys_copy() -> None:
    assert similar_pairs([("dough", {"ada": ADA, "ben": ADA}, ADA)], []) == ()


def test_what_many_have_is_common_knowledge() -> None:
    class_of_four = dict.fromkeys(("ada", "ben", "cyd", "dot"), ADA)

    assert similar_pairs([("dough", class_of_four, STUB)], [], common=3) == ()
    assert len(similar_pairs([("dough", class_of_four, STUB)], [], common=4)) == 6


def test_code_that_is_in_an_answer_twice_counts_twice() -> None:
    (pair,) = similar_pairs([("dough", {"ada": ADA + ADA, "ben": COPY + COPY}, STUB)], [])

    assert pair.code > 0.95


@pytest.mark.parametrize("answer", ["", "x", "def f(:\n  '''", "%time x = 1\n!ls", "\0\ufffe", "=" * 60_000])
def test_odd_answers_stop_nothing(answer: str) -> None:
    assert told(similar_pairs([("dough", {"ada": ADA, "ben": COPY, "eve": answer}, STUB)], [])) == [
        ("ada", "ben", ["dough"])
    ]


def test_written_answers_with_a_few_words_changed_are_found() -> None:
    (pair,) = similar_pairs(
        [], [("why", {"ada": ESSAY, "ben": PATCHED, "cyd": OWN, "dot": "Short.", "eve": "Short."})]
    )

    assert (pair.first, pair.second, pair.code) == ("ada", "ben", 0)
    assert pair.tasks[0].written
    assert 0.9 < pair.tasks[0].share < 1


def test_the_same_submissions_give_the_same_report() -> None:
    code = [("dough", {"ada": ADA, "ben": COPY, "cyd": OTHER, "dot": THIRD}, STUB)]

    assert similar_pairs(code, []) == similar_pairs(code, [])


def test_submissions_are_read_from_the_classroom_and_no_page_is_made_or_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda *_: pytest.fail("a browser was opened"))
    monkeypatch.chdir(tmp_path)
    room = make_room(tmp_path / "room")
    tests = cell("assert 1", "tests_dough", grade=True)
    why = {"kind": "markdown", "grade": True, "solution": True}
    write(
        room.released / "dough" / "lab.ipynb",
        cell(STUB, "dough", solution=True),
        tests,
        cell("?", "why", **why),
    )
    work = {
        "ada": (ADA, ESSAY),
        "ben": (COPY, PATCHED),
        "cyd": (OTHER, OWN),
        "dot": (STUB, "?"),
        "eve": (STUB, "?"),
    }
    for student, (code, essay) in work.items():
        notebook = room.place("submitted", student, "dough") / "lab.ipynb"
        write(notebook, cell(code, "dough", solution=True), cell(essay, "why", **why))
    (room.place("submitted", "fay", "dough")).mkdir(parents=True)
    (room.place("submitted", "fay", "dough") / "lab.ipynb").write_text("{")
    before = sorted(tmp_path.rglob("*"))
    found = compare(room, "dough")

    assert (found.students, found.common) == (6, 3)
    assert told(found.pairs) == [("ada", "ben", ["tests_dough (lab)", "why (lab)"])]
    assert sorted(tmp_path.rglob("*")) == before


def test_an_assignment_that_was_not_released_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no graded cells here"):
        compare(make_room(tmp_path / "room"), "dough")
