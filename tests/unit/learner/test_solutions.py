"""A solution opens after the task, or after three tries that differ; before that nothing of it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from groundschool.errors import UsageError
from groundschool.learner.record import LearnerRecord
from groundschool.learner.solutions import (
    LabTask,
    digest_of_answer,
    solution,
    tasks_of_lab,
)
from groundschool.learner.tasks import task
from groundschool.quiet import kernel_environment
from small_files import some_resources, write_course

CALL = 'To see a solution, run in a new cell:  from groundschool import solution; solution("{}")\n'
UNITS, WHY = CALL.format("validation/units"), CALL.format("validation/why_units")
CODE = 'def units() -> int:\n    """Count the units."""\n    return 1'


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace inside a small course, as a clone has it; the notebook's kernel runs there."""
    write_course(tmp_path, some_resources(1))
    (tmp_path / "workspace" / ".groundschool").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "workspace")
    return tmp_path / "workspace"


def fail(message: str, name: str = "validation/units") -> None:
    with pytest.raises(AssertionError), task(name):
        raise AssertionError(message)


def shown(name: str) -> str:
    return repr(solution(name))


@pytest.mark.usefixtures("workspace")
def test_nothing_is_shown_before_a_try() -> None:
    assert shown("validation/units") == (
        "units: not yet. A solution opens when the tests pass, or after three failed tries that differ; three "
        "tries are left. The last line of a failing test ends with a hint, and the lesson has the idea."
    )
    assert shown("validation/why_units") == (
        "why_units: not yet. The model answer opens when each task with tests is passed or was tried 3 times. "
        "Still to do: units (three tries left)."
    )


@pytest.mark.usefixtures("workspace")
def test_the_third_try_that_differs_opens_it_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    fail("gave 2, expected 1")
    fail("gave 3, expected 1")
    assert "one try is left" in shown("validation/units")
    assert capsys.readouterr().out == ""

    fail("gave 4, expected 1")

    assert capsys.readouterr().out == UNITS + WHY
    assert CODE in shown("validation/units")


@pytest.mark.usefixtures("workspace")
def test_the_same_failure_again_is_no_other_try(capsys: pytest.CaptureFixture[str]) -> None:
    for place in ("0x7f01", "0x7f02", "0x7f03", "0x7f04"):
        fail(f"gave <object at {place}>, expected 1")

    assert "two tries are left" in shown("validation/units")
    assert capsys.readouterr().out == ""


def test_a_blank_task_and_a_cell_that_did_not_run_are_no_tries(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotImplementedError), task("validation/units"):
        raise NotImplementedError
    capsys.readouterr()
    with pytest.raises(NameError), task("validation/units"):
        raise NameError("name 'units' is not defined", name="units")

    assert capsys.readouterr().out == "Task units: run the cell that defines `units`, then this one.\n"
    assert LearnerRecord(workspace).events() == []


@pytest.mark.usefixtures("workspace")
def test_a_name_that_is_missing_inside_the_answer_is_a_try() -> None:
    with pytest.raises(NameError), task("validation/units"):
        raise NameError("name 'unit' is not defined", name="unit")

    assert "two tries are left" in shown("validation/units")


@pytest.mark.usefixtures("workspace")
def test_a_pass_opens_it_and_the_written_task_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with task("validation/units"):
            pass

    # The written task is news once; the task's own solution belongs to each pass.
    assert capsys.readouterr().out == f"Task units: passed.\n{UNITS}{WHY}Task units: passed.\n{UNITS}"


def test_a_solution_is_code_where_markdown_shows_and_text_elsewhere(workspace: Path) -> None:
    LearnerRecord(workspace).tried("validation/units", passed=True)
    found = solution("validation/units")
    heading = "One solution of units. Yours may look different and be as good: the tests decide."

    assert repr(found) == f"{heading}\n\n{CODE}"
    assert found._repr_markdown_() == f"{heading}\n\n```python\n{CODE}\n```"


def test_a_model_answer_is_quoted(workspace: Path) -> None:
    LearnerRecord(workspace).tried("validation/units", passed=True)

    assert (
        solution("validation/why_units")
        ._repr_markdown_()
        .endswith("in it.\n\n> Because `units` is *known* (2).")
    )


def test_code_cannot_leave_its_fence(workspace: Path) -> None:
    lab = workspace.parent / "course" / "modules" / "validation" / "lab.py"
    lab.write_text(lab.read_text().replace("Count the units.", "````\n    # Ha."))
    LearnerRecord(workspace).tried("validation/units", passed=True)

    assert "\n\n`````python\n" in solution("validation/units")._repr_markdown_()


def test_without_a_workspace_nothing_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_course(tmp_path, some_resources(1))
    monkeypatch.chdir(tmp_path)

    assert shown("validation/units") == (
        "units: nothing is shown here. Solutions open where your tries are kept: in your workspace. Open the lab "
        "there, with `groundschool lab`."
    )


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("validation/unit", "solution('validation/unit'): there is no such task. Did you mean 'units'?"),
        ("validation", "solution('validation'): there is no such task. Known: units, why_units."),
        (
            "validaton/units",
            "'validaton/units': there is no lab 'validaton'. Did you mean 'validation'? A task is named "
            "module/task, as above its tests.",
        ),
        (
            "../x",
            "'../x': there is no lab '..'. Known: framing, validation. A task is named module/task, as above its "
            "tests.",
        ),
    ],
)
def test_a_name_of_no_task_is_a_message(name: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        solution(name)

    assert str(caught.value) == message


@pytest.mark.usefixtures("workspace")
def test_what_is_said_reads_the_same_in_markdown() -> None:
    assert solution("validation/why_units")._repr_markdown_().startswith("why\\_units: not yet. The model")


def test_in_a_notebook_another_answer_with_the_same_failure_is_another_try(workspace: Path) -> None:
    """In a real kernel: the answer's cell is known from what ran, and the solution shows as highlighted code."""
    tests = "with task('validation/units'):\n    assert units() == 1, 'units() is not 1'"
    answers = ["def units(): return 2", "def units():\n    # Hm.\n    return 2", "def units(): return 1 + 1"]
    notebook = new_notebook(
        cells=[
            new_code_cell("from groundschool import solution, task"),
            *(new_code_cell(cell) for answer in answers for cell in (answer, tests, tests)),
            new_code_cell("solution('validation/units')"),
            new_code_cell("def units(): return 4 - 2"),
            new_code_cell(tests),
            new_code_cell("solution('validation/units')"),
        ]
    )

    client = NotebookClient(
        notebook,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(workspace)}},
        config=Config({"KernelManager": {"transport": "ipc", "ip": str(workspace.parent / "k")}}),
    )
    client.execute(env=kernel_environment())

    assert LearnerRecord(workspace).summary().failed_tries == {"validation/units": 3}
    assert "one try is left" in notebook.cells[-4].outputs[0].data["text/plain"]
    assert notebook.cells[-2].outputs[0].text == UNITS + WHY
    assert set(notebook.cells[-1].outputs[0].data) == {"text/markdown", "text/plain"}
    assert CODE in notebook.cells[-1].outputs[0].data["text/markdown"]


UNIT = LabTask("m/f", written=False, answer="def f(x):\n    return x\n\n\nLIMIT = 3")


@pytest.mark.parametrize(
    ("cells", "same"),
    [
        (["def f(x): return 1"], True),
        (["def f(x):\n    # better now?\n    return  1"], True),
        (["def f(x): return 1", "1 + 1", "f(2) == 3", "with task('m/f'):\n    f(1)"], True),
        (["def f(x): return 0", "def f(x): return 1"], True),
        (["def f(x): return 1", "def f(x): return 0"], False),
        (["def f(x): return 1\nLIMIT = 4"], False),
        (["def f(x): return 1", "LIMIT: int = 4"], False),
        (["def f(x): return 1", "class Broken(:"], True),
    ],
)
def test_an_answer_is_known_by_the_last_cell_that_defines_it(cells: list[str], same: bool) -> None:
    assert (digest_of_answer(UNIT, cells) == digest_of_answer(UNIT, ["def f(x): return 1"])) is same


def test_what_nothing_defines_is_no_answer() -> None:
    assert digest_of_answer(UNIT, ["1 + 1"]) == ""


def test_every_graded_task_of_this_course_has_an_answer() -> None:
    for module in ("why_mlops", "validation"):
        for found in tasks_of_lab(f"{module}/x").values():
            assert len(found.answer) > 50, found.name
            assert found.written or found.defines, found.name
            assert "SOLUTION" not in found.answer
            assert "MARK SCHEME" not in found.answer
