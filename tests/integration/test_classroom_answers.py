"""A graded quiz answered in each of three ways, and by a copy, from handing in to the gradebook."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from classroom_kit import RIGHT, Kit, make_classroom

from groundschool.learner.answers import FILE, MIME, seal

# Nothing but Linux has the namespaces that submissions run in.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")

LAB_ONLY = {name: text for name, text in RIGHT.items() if not name.startswith("answer_")}


def keep_in_output(folder: Path, student: str, answer: str) -> None:
    path = folder / "quiz.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    form = next(cell for cell in notebook["cells"] if "choose(" in "".join(cell["source"]))
    data = {MIME: seal(student, "answer_1", answer), "text/plain": f"Kept: {answer}"}
    form["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    path.write_text(json.dumps(notebook), "utf-8")


def keep_beside(folder: Path, student: str, answer: str) -> None:
    (folder / FILE).write_text(json.dumps({"answer_1": seal(student, "answer_1", answer)}), "utf-8")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kit, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("answers")
    kit, handed = make_classroom(folder), folder / "handed"
    released = kit.groundschool("release", "dough")
    assert released.code == 0, released.err
    kit.hand_in(handed / "typed", RIGHT)
    keep_in_output(kit.hand_in(handed / "shown", LAB_ONLY), "shown", "hydration")
    keep_beside(kit.hand_in(handed / "beside", LAB_ONLY), "beside", " Hydration. ")
    keep_beside(kit.hand_in(handed / "wrong", LAB_ONLY), "wrong", "yeast")
    keep_beside(kit.hand_in(handed / "copied", LAB_ONLY), "beside", "hydration")
    collected = kit.groundschool("collect", "dough", "--from", handed, "--json")
    assert collected.code == 0, collected.err
    graded = kit.groundschool("grade", "dough", "--json")
    return kit, {row["student"]: row for row in graded.json["submissions"]}


def test_each_way_earns_what_typing_earns(played: tuple[Kit, dict[str, Any]]) -> None:
    _, rows = played
    full = rows["typed"]["score"]

    assert rows["shown"]["score"] == rows["beside"]["score"] == full
    assert rows["wrong"]["score"] == rows["copied"]["score"] < full


def test_the_graded_notebook_says_how_it_was_answered(played: tuple[Kit, dict[str, Any]]) -> None:
    kit, _ = played

    def answer(student: str) -> str:
        notebook = json.loads((kit.root / "autograded" / student / "dough" / "quiz.ipynb").read_text("utf-8"))
        sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["metadata"].get("nbgrader")]
        return next(source for source in sources if "answer_1 =" in source).splitlines()[-1]

    assert answer("shown") == 'answer_1 = "hydration"  # chosen in the form'
    assert answer("copied") == '# Not taken over: an answer that was kept by "beside".'
