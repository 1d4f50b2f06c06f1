from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from groundschool.grading import reasons
from groundschool.grading.classroom import last_error
from groundschool.grading.reasons import changed, notes, reason, timed_out, unfit


def notebook(folder: Path, *cells: dict[str, object], name: str = "lab.ipynb") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps({"cells": cells, "nbformat": 4}), "utf-8")
    return folder


def cell(name: str, source: str, **fields: object) -> dict[str, object]:
    return {"metadata": {"nbgrader": {"grade_id": name, "locked": True}}, "source": source, **fields}


def test_what_nbgrader_put_right_is_told_once() -> None:
    log = (
        "[WARNING] Missing grade cell tests_share encountered, adding to notebook\n"
        "[WARNING] Missing grade cell tests_share encountered, adding to notebook\n"
        "[WARNING] Skipping unknown notebook: /class/submitted/ada/lab/Lab (1).ipynb\n"
        "[WARNING] No submitted file: /class/submitted/ada/lab/quiz.ipynb\n"
        "[WARNING] dough for ada is 75600.0 seconds late\n"
        "[WARNING] Attribute 'checksum' for cell tests_share has changed! (should be: 1, got: 2)\n"
    )

    assert notes(log) == (
        "Cell tests_share was missing and was put back.",
        "Lab (1).ipynb is no notebook of this assignment and was not graded.",
        "quiz.ipynb was not handed in and counts 0 points.",
        "Late by 21 h.",
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            "x.SubmissionStoppedError: Its kernel stopped: the code ended it.",
            "Its kernel stopped: the code ended it.",
        ),
        (
            "ValidationError: Duplicate grade id: tests_share",
            "Cell tests_share is in the notebook more than once.",
        ),
        (
            "OperationalError: database is locked",
            "The gradebook could not be written; is it in use? Grade again.",
        ),
        ("ValueError: odd", "nbgrader could not process it: ValueError: odd"),
    ],
)
def test_an_exception_becomes_a_reason(error: str, told: str) -> None:
    assert reason({"success": False, "error": f"Traceback:\n  line\n{error}"}) == told


def test_of_a_log_the_exception_that_nbgrader_caught_counts() -> None:
    log = (
        "[INFO] Updating\n"
        "[ERROR] There was an error processing assignment: x\n"
        "[ERROR] Traceback (most recent call last):\n"
        '      File "x.py", line 1, in y\n'
        "    FileNotFoundError: [Errno 2] No such file: 'alembic'\n"
        "    \n"
        "[ERROR] There was an error processing assignment 'dough' for student '.'\n"
        "[ERROR] Please see the the above traceback for details on the specific errors on the above failures.\n"
    )

    assert (
        last_error({"log": log, "error": "NbGraderException: Please"})
        == "FileNotFoundError: [Errno 2] No such file: 'alembic'"
    )
    assert last_error({"log": "[ERROR] No.\n", "error": "x"}) == "No."
    assert last_error({"error": "Traceback\nKeyError: 'x'\n"}) == "KeyError: 'x'"


def link(folder: Path) -> None:
    (folder / "lab.ipynb").unlink()
    (folder / "lab.ipynb").symlink_to("/etc/hostname")


def nested_link(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "x").symlink_to("/etc")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def text(folder: Path) -> None:
    (folder / "lab.ipynb").write_text("not json")


def latin(folder: Path) -> None:
    (folder / "lab.ipynb").write_bytes(b'{"cells": ["\xe9"]}')


def deep(folder: Path) -> None:
    (folder / "lab.ipynb").write_text("[" * 100_000)


def no_cells(folder: Path) -> None:
    (folder / "lab.ipynb").write_text('{"cells": {}}')


def no_format(folder: Path) -> None:
    (folder / "lab.ipynb").write_text('{"cells": []}')


def old_format(folder: Path) -> None:
    (folder / "lab.ipynb").write_text('{"worksheets": {}, "nbformat": 3}')


def wide(folder: Path) -> None:
    (folder / "lab.ipynb").write_bytes((folder / "lab.ipynb").read_text("utf-8").encode("utf-16"))


def other_name(folder: Path) -> None:
    (folder / "lab.ipynb").rename(folder / "Lab (1).ipynb")


def huge(folder: Path) -> None:
    with (folder / "lab.ipynb").open("wb") as sparse:
        sparse.truncate(30 << 20)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (link, "lab.ipynb is a link."),
        (nested_link, "data/x is a link."),
        (pipe, "pipe is no ordinary file."),
        (text, "lab.ipynb is no notebook: its text is not JSON."),
        (
            latin,
            "lab.ipynb is no notebook: its text is not in UTF-8. Open and save it in JupyterLab.",
        ),
        (wide, "lab.ipynb is no notebook: its text is not in UTF-8. Open and save it in JupyterLab."),
        (no_format, "lab.ipynb is no notebook: it does not say its format ('nbformat': 4)."),
        (old_format, "lab.ipynb is no notebook: it has no list of cells."),
        (deep, "lab.ipynb is no notebook: its text is not JSON."),
        (no_cells, "lab.ipynb is no notebook: it has no list of cells."),
        (other_name, "It holds Lab (1).ipynb, not lab.ipynb or quiz.ipynb."),
        (huge, "lab.ipynb has 30 MB; 20 are allowed. Clear its outputs."),
    ],
)
def test_what_nbgrader_must_not_get_is_named(
    spoil: Callable[[Path], None], told: str, tmp_path: Path
) -> None:
    folder = notebook(tmp_path / "ada" / "dough")
    assert unfit(folder, ["lab", "quiz"]) is None

    spoil(folder)

    assert unfit(folder, ["lab", "quiz"]) == told


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of somebody else")
def test_a_second_name_of_somebody_elses_file_is_unfit_and_that_of_ones_own_is_not(tmp_path: Path) -> None:
    folder = notebook(tmp_path / "ada" / "dough")
    os.link(folder / "lab.ipynb", tmp_path / "backup.ipynb")
    assert unfit(folder, ["lab"]) is None

    os.chown(folder / "lab.ipynb", 1000, 1000)

    assert unfit(folder, ["lab"]) == "lab.ipynb is a link to somebody else's file."


def test_a_folder_that_is_a_link_is_unfit(tmp_path: Path) -> None:
    (tmp_path / "ben").symlink_to(notebook(tmp_path / "ada" / "dough").parent)

    assert unfit(tmp_path / "ben" / "dough", ["lab"]) == "Its folder is a link."


def test_a_locked_cell_counts_as_changed_against_what_was_handed_out(tmp_path: Path) -> None:
    released = notebook(tmp_path / "release", cell("tests_a", "assert a"), cell("tests_b", "assert b"))
    handed = notebook(
        tmp_path / "ada", cell("tests_a", "assert a"), cell("tests_b", "pass"), cell("own", "x")
    )
    notebook(handed, name="other.ipynb")

    assert changed(handed, released) == ("Locked cell tests_b was changed and was put back.",)


def test_a_notebook_of_format_3_or_with_a_byte_order_mark_is_fit_and_its_locked_cells_are_read(
    tmp_path: Path,
) -> None:
    released = notebook(tmp_path / "release", cell("tests_a", "assert a"), cell("why", "Why?"))
    old = [{**cell("tests_a", ""), "input": ["pass"]}, cell("why", "Why not?")]
    path = notebook(tmp_path / "ada") / "lab.ipynb"
    del old[0]["source"]
    path.write_text(json.dumps({"worksheets": [{"cells": old}], "nbformat": 3}), "utf-8-sig")

    assert unfit(tmp_path / "ada", ["lab"]) is None
    assert changed(tmp_path / "ada", released) == (
        "Locked cell tests_a was changed and was put back.",
        "Locked cell why was changed and was put back.",
    )


def test_cells_that_ran_out_of_time_are_named(tmp_path: Path) -> None:
    late = {"output_type": "error", "ename": "CellTimeoutError"}
    folder = notebook(
        tmp_path,
        {"metadata": {}, "outputs": [late]},
        cell("share", "x", outputs=[late]),
        cell("fine", "x", outputs=[]),
    )

    assert timed_out(folder) == (
        "Cell number 1 of lab.ipynb ran out of time.",
        "Cell share of lab.ipynb ran out of time.",
    )


def test_the_limit_of_a_notebook_is_what_the_message_says() -> None:
    assert reasons.LARGEST_NOTEBOOK_MB == 20
