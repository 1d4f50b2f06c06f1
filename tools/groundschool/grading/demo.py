"""The whole way of an assignment with made-up students, in a copy of the classroom."""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.grading.classroom import CONFIG, Classroom, open_classroom
from groundschool.grading.collect import collect
from groundschool.grading.export import export
from groundschool.grading.feedback import make_feedback
from groundschool.grading.grade import Graded, grade
from groundschool.grading.release import release
from groundschool.paths import CourseRoot

Say = Callable[[str], object]
Show = Callable[[Sequence[Graded]], object]
Notebooks = dict[str, dict[str, Any]]

STUDENTS = {
    "ada": ("Ada", "Right", "answers as the course does"),
    "ben": ("Ben", "Partly", "has one task wrong"),
    "cleo": ("Cleo", "Blank", "hands in what she got"),
    "dan": ("Dan", "Broken", "hands in a file that is no notebook"),
    "eve": ("Eve", "Deleted", "deleted a test"),
    "finn": ("Finn", "Nosy", "looks for the gradebook, the others, the network"),
}
_NOSY = """import os, socket
found = [place for place in {places!r} if os.path.exists(place)]
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=2)
    found.append("the network")
except OSError:
    pass
print("found:", found)"""


@dataclass(frozen=True)
class _Stage:
    classroom: Classroom
    assignment: str
    course: Course
    say: Say


def play(
    root: CourseRoot,
    assignment: str | None,
    *,
    keep: Path | None,
    sandbox: bool,
    say: Say,
    show: Show,
) -> None:
    """Release, collect, grade, give feedback and export.

    Args:
        root: the course whose classroom is copied.
        assignment: the first module's if None.
        keep: a new folder for the copy; a temporary one if None.
        sandbox: whether submissions are fenced in.
        say: prints a line.
        show: prints the grades.

    Raises:
        UsageError: there is no such assignment, or the folder is in use.
    """
    course = load_course(root)
    assignment = assignment or course.modules[0].id
    open_classroom(root.classroom).require_assignment(assignment)
    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise UsageError(f"{keep}: there is something in this folder. Name a new one.")
    with tempfile.TemporaryDirectory(prefix="class-demo-") as temporary:
        folder = keep or Path(temporary)
        shutil.copytree(root.classroom / "source" / assignment, folder / "classroom" / "source" / assignment)
        shutil.copy(root.classroom / CONFIG, folder / "classroom")
        classroom = open_classroom(folder / "classroom", exchange=folder / "exchange", sandbox=sandbox)
        _act(_Stage(classroom, assignment, course, say), folder, show)
        say(f"Everything lies in {folder}." if keep else "Keep the files of a demo with --keep FOLDER.")


def _act(stage: _Stage, folder: Path, show: Show) -> None:
    classroom, assignment = stage.classroom, stage.assignment
    with _timed(stage.say, f"released {assignment}"):
        release(classroom, assignment)
        _enrol(classroom)
    with socket.create_server(("127.0.0.1", 0)) as server:
        with _timed(stage.say, f"collected {len(STUDENTS)} submissions from a zip"):
            handed = folder / "downloads.zip"
            _hand_in(stage, handed, server.getsockname()[1])
            collect(classroom, assignment, source=handed)
        with _timed(stage.say, "graded"):
            rows = grade(classroom, assignment)
    with _timed(stage.say, "wrote feedback"):
        make_feedback(classroom, assignment)
    with _timed(stage.say, "exported for Canvas and Moodle"):
        _, tables = export(classroom)
    for student, (first, _, what) in STUDENTS.items():
        stage.say(f"{student}: {first} {what}.")
    show(rows)
    stage.say(f"finn's code said: {_said_by_finn(classroom, assignment)}")
    stage.say(tables[0].read_text(encoding="utf-8").rstrip())


@contextmanager
def _timed(say: Say, what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    say(f"{time.monotonic() - started:5.1f} s  {what}")


def _enrol(classroom: Classroom) -> None:
    with classroom.api().gradebook as gradebook:
        for student, (first, last, _) in STUDENTS.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last)


def _hand_in(stage: _Stage, target: Path, port: int) -> None:
    blank = _read(stage.classroom.released / stage.assignment)
    source = _read(stage.classroom.root / "source" / stage.assignment)
    right = {name: _answered(blank[name], _solutions(source[name])) for name in blank}
    root = stage.classroom.root
    nosy = _NOSY.format(
        places=[str(root / "gradebook.db"), str(root / "submitted"), str(root / "source")], port=port
    )
    handed: dict[str, Notebooks] = {
        "ada": right,
        "ben": _one_wrong(stage, blank, source),
        "cleo": blank,
        "dan": right,
        "eve": {**right, "lab.ipynb": _without_test(right["lab.ipynb"])},
        "finn": {**right, "lab.ipynb": _with_cell(right["lab.ipynb"], nosy)},
    }
    with zipfile.ZipFile(target, "w") as archive:
        for student, notebooks in handed.items():
            for name, notebook in notebooks.items():
                text = json.dumps(notebook)
                archive.writestr(f"{student}/{name}", text[: len(text) // 2] if student == "dan" else text)


def _one_wrong(stage: _Stage, blank: Notebooks, source: Notebooks) -> Notebooks:
    """Everything right but one task, answered as the course says that learners get it wrong, or left blank."""
    solutions = {name: _solutions(notebook) for name, notebook in source.items()}
    recorded = stage.course.wrong_answers[stage.assignment]
    lab = solutions["lab.ipynb"]
    if recorded:
        lab[recorded[0].task] = recorded[0].answer
    else:
        lab.popitem()
    return {name: _answered(notebook, solutions[name]) for name, notebook in blank.items()}


def _read(folder: Path) -> Notebooks:
    return {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.ipynb"))
    }


def _solutions(notebook: Mapping[str, Any]) -> dict[str, str]:
    """What the instructor's version answers, without the marks around it."""
    return {
        _role(cell)["grade_id"]: "\n".join(
            line
            for line in "".join(cell["source"]).split("\n")
            if "### BEGIN SOL" not in line and "### END SOL" not in line
        )
        for cell in notebook["cells"]
        if _role(cell).get("solution")
    }


def _answered(notebook: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    cells = [
        {**cell, "source": answers.get(_role(cell).get("grade_id", ""), cell["source"])}
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def _without_test(notebook: Mapping[str, Any]) -> dict[str, Any]:
    tests = [
        cell for cell in notebook["cells"] if _role(cell).get("grade") and not _role(cell).get("solution")
    ]
    return {**notebook, "cells": [cell for cell in notebook["cells"] if cell not in tests[:1]]}


def _with_cell(notebook: Mapping[str, Any], source: str) -> dict[str, Any]:
    added: dict[str, Any] = {
        "cell_type": "code",
        "id": "nosy",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    return {**notebook, "cells": [added, *notebook["cells"]]}


def _role(cell: Mapping[str, Any]) -> dict[str, Any]:
    role: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return role


def _said_by_finn(classroom: Classroom, assignment: str) -> str:
    path = classroom.place("autograded", "finn", assignment) / "lab.ipynb"
    if not path.is_file():
        return "nothing, it was not graded"
    outputs = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["outputs"]
    return "".join("".join(output.get("text", "")) for output in outputs).strip()
