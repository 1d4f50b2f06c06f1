"""The sandboxed Execute, by itself: limits that a whole notebook runs into."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)


def execute(folder: Path, *sources: str, **settings: Any) -> Any:
    """Run cells as autograding does; the notebook."""
    from groundschool.grading.execute import SandboxedExecute  # noqa: PLC0415 - takes seconds

    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    runner = SandboxedExecute(shutdown_kernel="immediate", **settings)
    done, _ = runner.preprocess(notebook, {"metadata": {"path": str(folder)}})
    return done


def results(notebook: Any) -> list[str]:
    return [cell.outputs[0]["data"]["text/plain"] if cell.outputs else "" for cell in notebook.cells]


def test_files_beside_the_notebook_are_there_and_changes_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "flights.csv").write_text("a,b\n1,2\n")
    (tmp_path / "helper.py").write_text("ANSWER = 42\n")
    (tmp_path / "lab.ipynb").write_text("hidden tests")
    (tmp_path / "link").symlink_to("/etc/hostname")

    done = execute(
        tmp_path,
        "import helper, os\nhelper.ANSWER",
        "sorted(os.listdir())",
        "open('helper.py', 'w').write('ANSWER = 0') + open('data/flights.csv', 'a').write('x')",
    )

    assert results(done) == ["42", "['data', 'helper.py']", "11"]
    assert (tmp_path / "helper.py").read_text() == "ANSWER = 42\n"
    assert (tmp_path / "data" / "flights.csv").read_text() == "a,b\n1,2\n"


def test_a_notebook_that_takes_too_long_in_all_is_stopped_and_no_later_test_passes(tmp_path: Path) -> None:
    done = execute(tmp_path, *["import time; time.sleep(2)"] * 4, wall_seconds=3)

    said = "This cell did not run: it ran longer than 3 seconds in all."
    assert [[output.evalue for output in cell.outputs] for cell in done.cells] == [[], [said], [said], [said]]


def test_a_cell_that_shows_too_much_is_interrupted_and_the_next_one_runs(tmp_path: Path) -> None:
    done = execute(
        tmp_path,
        "while True:\n    print('x' * 1000)",
        "raise ValueError('x' * 5_000_000)",
        "'next'",
        output_mb=2,
    )

    said = "This cell printed or showed more than 2 MB and was interrupted."
    assert [cell.outputs[-1].get("evalue") for cell in done.cells[:2]] == [said, said]
    assert len(str(done)) < 5_000_000
    assert done.cells[2].outputs[0]["data"]["text/plain"] == "'next'"


def test_a_cell_out_of_time_is_interrupted_and_the_next_one_runs(tmp_path: Path) -> None:
    done = execute(tmp_path, "import time; time.sleep(60)", "'next'", timeout=2)

    assert [output.ename for output in done.cells[0].outputs] == ["KeyboardInterrupt", "CellTimeoutError"]
    assert done.cells[1].outputs[0]["data"]["text/plain"] == "'next'"


def test_a_test_has_no_result_but_the_value_of_its_last_line(tmp_path: Path) -> None:
    from groundschool.grading.execute import _keep_own_result  # noqa: PLC0415 - takes seconds

    show = "import sys\nsys.displayhook(2.0)\n"
    done = execute(tmp_path, f"{show}assert True", f"{show}1.5", f"{show}assert False\n1.5")
    for cell in done.cells:
        _keep_own_result(cell)

    assert [[output.get("data") or output.ename for output in cell.outputs] for cell in done.cells] == [
        [],
        [{"text/plain": "1.5"}],
        ["AssertionError"],
    ]


def test_what_is_found_before_a_test_and_after_it_is_one_reason(tmp_path: Path) -> None:
    from groundschool.grading.execute import RESOURCE, SandboxedExecute  # noqa: PLC0415 - takes seconds

    role = {"grade_id": "tests_root", "grade": True, "locked": True, "solution": False, "points": 1}
    notebook = new_notebook(
        cells=[
            new_code_cell("import math\nmath.sqrt = len"),
            new_code_cell("assert True", metadata={"nbgrader": {**role, "schema_version": 3}}),
        ]
    )
    runner = SandboxedExecute(shutdown_kernel="immediate")
    _, resources = runner.preprocess(notebook, {"metadata": {"path": str(tmp_path)}})

    assert resources[RESOURCE].flags == {
        "tests_root": ["math.sqrt was replaced.", "The submission uses an assignment to math.sqrt."]
    }
