"""A classroom for tests: the assignment `dough` of the bread course, and students who hand it in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
RIGHT = {
    "hydration": "def hydration(flour, water):\n    return water / flour",
    "answer_secret_ratio": 'answer_1 = "hydration"',
    "why_weigh": "Because a cup of flour varies.",
}


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.out, self.err
        return json.loads(self.out)


@dataclass(frozen=True)
class Kit:
    """A classroom in a temporary folder, and a way to work in it as an instructor does: by commands."""

    root: Path
    home: Path

    def groundschool(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Done:
        command = [sys.executable, "-m", "groundschool", "class", *map(str, arguments)]
        if arguments[0] != "demo":
            command += ["--classroom", str(self.root)]
        return self.run(*command, env=env)

    def nbgrader(self, *arguments: str, env: Mapping[str, str] | None = None) -> Done:
        return self.run(sys.executable, "-m", "nbgrader", *arguments, env=env)

    def run(self, *command: str, env: Mapping[str, str] | None = None) -> Done:
        # A home of its own: Jupyter reads settings there, and nbgrader keeps what students submit there.
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "GROUNDSCHOOL"))
        }
        clean |= {"HOME": str(self.home), **(env or {})}
        done = subprocess.run(command, cwd=self.root, env=clean, capture_output=True, text=True, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def notebook(self, step: str, name: str = "lab") -> dict[str, Any]:
        content: dict[str, Any] = json.loads(
            (self.root / step / "dough" / f"{name}.ipynb").read_text("utf-8")
        )
        return content

    def hand_in(
        self,
        folder: Path,
        answers: Mapping[str, str] = RIGHT,
        *,
        extra: str = "",
        without: tuple[str, ...] = (),
    ) -> Path:
        """Write a student's notebooks: the released ones with answers, one more cell first, some cells deleted."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("lab", "quiz"):
            notebook = self.notebook("release", name)
            cells = [cell for cell in notebook["cells"] if grade_id(cell) not in without]
            for cell in cells:
                if grade_id(cell) in answers:
                    cell["source"] = answers[grade_id(cell)]
            if extra and name == "lab":
                cells.insert(0, code_cell(extra))
            (folder / f"{name}.ipynb").write_text(json.dumps({**notebook, "cells": cells}), "utf-8")
        return folder


def grade_id(cell: Mapping[str, Any]) -> str:
    found: str = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return found


def code_cell(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "added-by-student",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def configure(root: Path, settings: str = "") -> None:
    """Put the course's own configuration into a classroom, and settings after it.

    Nothing of the course is loaded ahead: other assignments need none of it, and it takes seconds.
    """
    config = (REPOSITORY / "course" / "classroom" / "nbgrader_config.py").read_text(encoding="utf-8")
    text = f'{config}\nc.SandboxedExecute.warm_up = ""\n{settings}'
    (root / "nbgrader_config.py").write_text(text, encoding="utf-8")


def make_classroom(folder: Path) -> Kit:
    """Build the bread course's assignment and put the course's own configuration beside it."""
    from groundschool.build.graded_quiz import graded_quiz  # noqa: PLC0415 - only here
    from groundschool.build.lab import LAB  # noqa: PLC0415
    from groundschool.build.page import Page, read_source, to_bytes  # noqa: PLC0415
    from groundschool.build.steps import apply, set_cell_ids, set_metadata  # noqa: PLC0415
    from groundschool.course.load import load_course  # noqa: PLC0415
    from groundschool.paths import CourseRoot  # noqa: PLC0415

    shutil.copytree(REPOSITORY / "tests" / "data" / "bread", folder / "bread")
    course = load_course(CourseRoot(folder / "bread"))
    module = course.module("dough")
    lab = Page(course, module, course.source("dough", "lab.py"))
    quiz = Page(course, module, course.source("dough", "quiz.yml"))
    root = course.root.classroom
    source = root / "source" / "dough"
    source.mkdir(parents=True, exist_ok=True)
    (source / "lab.ipynb").write_bytes(to_bytes(apply(LAB, read_source(lab), lab)))
    asked = graded_quiz(module, course.graded("dough"))
    (source / "quiz.ipynb").write_bytes(to_bytes(apply((set_metadata, set_cell_ids), asked, quiz)))
    configure(root)
    home = folder / "home"
    home.mkdir()
    return Kit(root, home)
