from __future__ import annotations

import ast
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from groundschool.build import graded_quiz as building
from groundschool.build.graded_quiz import graded_quiz, prose
from groundschool.build.page import Notebook, to_bytes
from groundschool.build.steps import set_cell_ids
from groundschool.course.questions import Question
from groundschool.course.spine import Module

COMMON = {"objective": "o", "difficulty": "easy", "graded": True, "explanation": "Because of EXPLANATION."}
MODULE = Module.model_validate(
    {
        "id": "bread",
        "title": "Bread & butter",
        "phase": "design",
        "processes": ["p"],
        "topics": ["t"],
        "prerequisites": [],
        "lesson_minutes": 10,
        "lab_minutes": 10,
        "objectives": [{"id": "o", "text": "Bake."}],
        "number": 1,
    }
)
KINDS: dict[str, dict[str, Any]] = {
    "single": {"choices": [{"text": t, "explanation": "EXPLANATION"} for t in ("rye", "oats", "malt")]},
    "multiple": {"choices": [{"text": t, "explanation": "EXPLANATION"} for t in ("rye", "oats", "malt")]},
    "numeric": {"answer": 0.7, "tolerance": 0.01, "unit": "kg"},
    "ordering": {"items": [{"text": t, "explanation": "EXPLANATION"} for t in ("mix", "rest", "bake")]},
    "matching": {
        "pairs": [
            {"left": f"left {t}", "right": t, "explanation": "EXPLANATION"} for t in ("rye", "oats", "malt")
        ]
    },
    "short_text": {"accept": ["Sourdough starter", "levain"]},
}


def question(kind: str, **changed: Any) -> Question:
    fields = json.loads(
        json.dumps({**COMMON, "id": f"q_{kind}", "kind": kind, "prompt": f"A {kind}?", **KINDS[kind]})
    )
    if kind == "single":
        fields["choices"][changed.pop("key", 1)]["right"] = True
    if kind == "multiple":
        for place in changed.pop("keys", (0, 2)):
            fields["choices"][place]["right"] = True
    made: Question = TypeAdapter(Question).validate_python({**fields, **changed})
    return made


def other_key(kind: str) -> Question:
    """The same question to look at, with another key."""
    if kind == "single":
        return question(kind, key=2)
    if kind == "multiple":
        return question(kind, keys=(1,))
    if kind == "numeric":
        return question(kind, answer=12.5, tolerance=3.0)
    if kind == "ordering":
        return question(kind, items=KINDS[kind]["items"][::-1])
    if kind == "matching":
        pairs = KINDS[kind]["pairs"]
        return question(
            kind, pairs=[{**a, "right": b["right"]} for a, b in zip(pairs, pairs[::-1], strict=True)]
        )
    return question(kind, accept=["poolish"])


def released(notebook: Notebook) -> bytes:
    """What nbgrader hands out, by its own preprocessors."""
    from nbgrader.preprocessors import ClearHiddenTests, ComputeChecksums  # noqa: PLC0415 - takes seconds

    from groundschool.grading.blanks import ClearAnswers  # noqa: PLC0415

    notebook = set_cell_ids(notebook, building_page())
    for step in (ClearAnswers(), ComputeChecksums(), ClearHiddenTests(), ComputeChecksums()):
        notebook, _ = step.preprocess(notebook, {})
    return to_bytes(notebook)


def building_page() -> Any:
    class Page:
        module = MODULE

    return Page()


def run(notebook: Notebook, answers: dict[str, object]) -> list[str | None]:
    """Run the notebook as a kernel would; for each question None, or what its tests complained about."""
    space: dict[str, Any] = {}
    outcome: list[str | None] = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or "nbgrader" not in cell.metadata:
            continue  # Text, and the forms.
        if cell.metadata.nbgrader.solution:
            exec(cell.source, space)  # noqa: S102 - the notebook is ours
            space.update(answers)
            continue
        try:
            exec(cell.source, space)  # noqa: S102
        except AssertionError as failed:
            outcome.append(str(failed))
        else:
            outcome.append(None)
    return outcome


def key_of(notebook: Notebook) -> str:
    source = next(cell.source for cell in notebook.cells if "BEGIN SOLUTION" in cell.source)
    key: str = json.loads(source.split("### BEGIN SOLUTION\nanswer_1 = ")[1].split("\n")[0])
    return key


@pytest.mark.parametrize("kind", KINDS)
def test_the_instructors_answers_are_right(kind: str) -> None:
    assert run(graded_quiz(MODULE, [question(kind)]), {}) == [None]


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("single", "abc"),
        ("multiple", ("a", "b", "c", "a, b", "a, c", "b, c", "a, b, c")),
        ("ordering", ("a b c", "a c b", "b a c", "b c a", "c a b", "c b a")),
        ("matching", ("1a 2b 3c", "1a 2c 3b", "1b 2a 3c", "1b 2c 3a", "1c 2a 3b", "1c 2b 3a")),
    ],
)
def test_of_all_answers_one_is_right(kind: str, answers: tuple[str, ...]) -> None:
    notebook = graded_quiz(MODULE, [question(kind)])

    outcome = [run(notebook, {"answer_1": answer})[0] for answer in answers]

    assert outcome.count(None) == 1
    assert outcome.count("Question 1: this is not the answer.") == len(answers) - 1


@pytest.mark.parametrize(
    ("kind", "answer", "right"),
    [
        ("numeric", "0,705", True),
        ("numeric", 0.69, True),
        ("numeric", "0.72", False),
        ("short_text", " LEVAIN.", True),
        ("short_text", "sourdough  starter", True),
        ("short_text", "yeast", False),
    ],
)
def test_numbers_and_texts_are_right_within_their_tolerance(kind: str, answer: object, right: bool) -> None:
    outcome = run(graded_quiz(MODULE, [question(kind)]), {"answer_1": answer})

    assert outcome == [None if right else "Question 1: this is not the answer."]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_handed_out_is_the_same_bytes_whatever_the_key(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_text(asked: Any, seed: str) -> list[int]:
        # The real order depends on the key through a secret seed; here it must not, or nothing could be compared.
        del seed
        texts = [
            getattr(part, "right" if kind == "matching" else "text")
            for part in getattr(asked, {"ordering": "items", "matching": "pairs"}.get(kind, "choices"))
        ]
        return sorted(range(len(texts)), key=texts.__getitem__)

    monkeypatch.setattr(building, "shuffled", by_text)
    one, other = graded_quiz(MODULE, [question(kind)]), graded_quiz(MODULE, [other_key(kind)])

    assert key_of(one) != key_of(other)
    assert released(one) == released(other)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_key_or_explanation_is_handed_out(kind: str) -> None:
    text = released(graded_quiz(MODULE, [question(kind)])).decode()

    assert "EXPLANATION" not in text
    assert "HIDDEN" not in text
    assert "SOLUTION" not in text
    assert "this is not the answer" not in text
    for key in ("levain", "Sourdough", "0.7", "0.01"):
        assert key not in text


def test_the_blank_answer_is_empty_and_raises_nothing() -> None:
    notebook = json.loads(released(graded_quiz(MODULE, [question("single")])))

    assert "".join(notebook["cells"][3]["source"]) == 'answer_1 = ""  # e.g. "c"'


def test_the_form_offers_what_stands_above_it_and_no_more() -> None:
    notebook = json.loads(
        released(graded_quiz(MODULE, [question("single"), question("multiple"), question("numeric")]))
    )
    single, multiple, numeric = ("".join(notebook["cells"][place]["source"]) for place in (2, 6, 10))

    offered: list[str] = []
    for form in (single, multiple, numeric):
        exec(form.partition("\n")[2], {"choose": lambda *args, **more: offered.append(repr((args, more)))})  # noqa: S102
    shown = "".join(notebook["cells"][1]["source"])
    assert all(f"**{letter}** {text}" in shown for letter, text in ast.literal_eval(offered[0])[0][1].items())
    assert offered[1].endswith("{'several': True})")
    assert offered[2] == "(('answer_3',), {})"


def test_the_order_cannot_be_computed_from_what_is_handed_out() -> None:
    def told(explanation: str) -> list[str]:
        asked = [question("ordering", id=f"q{n}", explanation=explanation) for n in range(8)]
        return [cell.source for cell in graded_quiz(MODULE, asked).cells if cell.cell_type == "markdown"]

    assert told("One.") != told("Another.")


def test_questions_for_practice_are_left_out() -> None:
    notebook = graded_quiz(MODULE, [question("single"), question("numeric", graded=False, points=5)])

    assert "1 question, 1 point." in notebook.cells[0].source
    assert "A numeric?" not in to_bytes(set_cell_ids(notebook, building_page())).decode()


def test_each_question_is_worth_its_points() -> None:
    notebook = graded_quiz(MODULE, [question("single", points=3), question("numeric")])

    points = [cell.metadata.nbgrader.get("points") for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert points == [None, None, 3, None, None, 1]
    assert "2 questions, 4 points" in notebook.cells[0].source


def test_the_cells_are_what_nbgrader_takes() -> None:
    from nbgrader.nbgraderformat import MetadataValidator  # noqa: PLC0415 - takes seconds

    notebook = graded_quiz(MODULE, [question(kind) for kind in KINDS])

    MetadataValidator().validate_nb(notebook)


def test_text_stays_text_and_code_stays_code() -> None:
    assert prose("a_b * <b> `x_y <z>` costs $5") == r"a\_b \* &lt;b&gt; `x_y <z>` costs \$5"


@pytest.mark.parametrize("escape", [lambda text: text])
def test_a_key_with_quotes_is_still_python(escape: Callable[[str], str]) -> None:
    tricky = escape('say "hi" \\ {x}')

    assert run(graded_quiz(MODULE, [question("short_text", accept=[tricky])]), {}) == [None]
