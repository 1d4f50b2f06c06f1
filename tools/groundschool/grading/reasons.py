"""What nbgrader's log and exceptions mean for a student and an instructor, in plain words."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from groundschool.grading.classroom import last_error
from groundschool.grading.late import how_late
from groundschool.grading.taking import LARGEST_MB, MOST_FILES, is_anothers

LARGEST_NOTEBOOK_MB = 20
_MB = 1024 * 1024

# What nbgrader logs while it repairs a submission -> what to tell.
_NOTES = (
    (r"Missing grade cell (\S+) encountered", "Cell {0} was missing and was put back."),
    (r"Attribute 'cell_type' for cell (\S+) has changed", "Cell {0} had another type and was put right."),
    (r"Attribute 'points' for cell (\S+) has changed", "Cell {0} claimed other points and was put right."),
    (r"Cell with id '(.+)' exists multiple times", "Cell {0} was there more than once."),
    (r"Skipping unknown notebook: (.+)", "{0} is no notebook of this assignment and was not graded."),
    (r"No submitted file: (.+)", "{0} was not handed in and counts 0 points."),
)
_LATE = re.compile(r"is (\d+(?:\.\d+)?) seconds late")
# What an exception says -> the reason that a submission could not be graded.
_REASONS = (
    (r"SubmissionStoppedError: (.+)", "{0}"),
    (r"SandboxMissingError: (.+)", "{0}"),
    (r"DeadKernelError", "Its kernel stopped: the code ended it, or it ran out of memory."),
    (r"CellTimeoutError: A cell timed out", "A cell ran out of time and did not let itself be interrupted."),
    (r"Duplicate grade id: (\S+)", "Cell {0} is in the notebook more than once."),
    (r"KeyError: 'schema_version'", "A cell that counts is in the notebook more than once."),
    (r"No notebooks found", "None of its notebooks belongs to this assignment."),
    (r"IntegrityError|OperationalError", "The gradebook could not be written; is it in use? Grade again."),
)


def notes(log: str) -> tuple[str, ...]:
    """What nbgrader put right or left out, each once, in its order."""
    told: dict[str, None] = {}
    for line in log.splitlines():
        late = _LATE.search(line)
        if late:
            told[f"Late by {how_late(float(late[1]))}."] = None
        for pattern, sentence in _NOTES:
            found = re.search(pattern, line)
            if found:
                told[sentence.format(Path(found[1]).name)] = None
    return tuple(told)


def reason(result: dict[str, Any]) -> str:
    """Why nbgrader could not grade a submission."""
    text = f"{result.get('log', '')}\n{result['error']}"
    for pattern, sentence in _REASONS:
        found = re.search(pattern, text)
        if found:
            return sentence.format(*found.groups())
    return f"nbgrader could not process it: {last_error(result)}"


def unfit(folder: Path, expected: Iterable[str]) -> str | None:
    """Why a submission is not to be given to nbgrader at all, or None.

    nbgrader follows links: what they lead to would end up among the student's own files.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return "Its folder is a link."
    try:
        problem = _unfit_files(folder)
    except OSError as err:
        return f"Its files cannot be read ({err.strerror}). Are its folders too deep?"
    if problem:
        return problem
    notebooks = sorted(folder.glob("*.ipynb"))
    wanted = sorted(f"{name}.ipynb" for name in expected)
    if not {path.name for path in notebooks} & set(wanted):
        found = ", ".join(path.name for path in notebooks) or "no notebook"
        return f"It holds {found}, not {' or '.join(wanted)}."
    folders = [path.name for path in notebooks if path.name in wanted and not path.is_file()]
    if folders:
        return f"{folders[0]} is a folder, not a notebook."
    problems = (_notebook_problem(path) for path in notebooks if path.name in wanted)
    return next((problem for problem in problems if problem), None)


def _unfit_files(folder: Path) -> str | None:
    count = size = 0
    owner = folder.stat()
    for where, folders, files in os.walk(folder):
        for name in sorted([*folders, *files]):
            path = Path(where, name)
            about = path.lstat()
            if stat.S_ISLNK(about.st_mode):
                return f"{path.relative_to(folder)} is a link."
            if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
                return f"{path.relative_to(folder)} is no ordinary file."
            if stat.S_ISREG(about.st_mode) and is_anothers(about, owner):
                return f"{path.relative_to(folder)} is a link to somebody else's file."
            count, size = count + 1, size + (about.st_size if stat.S_ISREG(about.st_mode) else 0)
        # nbgrader looks through the folder anew for each of its files.
        if count > MOST_FILES:
            return f"It has more than {MOST_FILES} files."
        if size > LARGEST_MB * _MB:
            return f"It is larger than {LARGEST_MB} MB."
    return None


def changed(folder: Path, released: Path) -> tuple[str, ...]:
    """A note for each locked cell that is not as it was handed out; grading put the original back.

    nbgrader's own warning says so of every test cell, because it compares with the hidden tests.
    """
    told = []
    for original in sorted(released.glob("*.ipynb")):
        locked, given = _locked_cells(original), _locked_cells(folder / original.name)
        told += [
            f"Locked cell {name} was changed and was put back."
            for name, source in given.items()
            if name in locked and source != locked[name]
        ]
    return tuple(told)


def timed_out(folder: Path) -> tuple[str, ...]:
    """A note for each cell of a graded submission that ran out of time."""
    told = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(notebook["cells"], start=1):
            if any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", ())):
                name = cell["metadata"].get("nbgrader", {}).get("grade_id") or f"number {number}"
                told.append(f"Cell {name} of {path.name} ran out of time.")
    return tuple(told)


def _notebook_problem(path: Path) -> str | None:
    size = path.stat().st_size
    if size > LARGEST_NOTEBOOK_MB * _MB:
        return f"{path.name} has {size // _MB} MB; {LARGEST_NOTEBOOK_MB} are allowed. Clear its outputs."
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        return f"{path.name} is no notebook: its text is not in UTF-8. Open and save it in JupyterLab."
    except (ValueError, RecursionError):
        return f"{path.name} is no notebook: its text is not JSON."
    if not isinstance(content, dict) or not isinstance(content.get(_place_of_cells(content)), list):
        return f"{path.name} is no notebook: it has no list of cells."
    if type(content.get("nbformat")) is not int:
        return f"{path.name} is no notebook: it does not say its format ('nbformat': 4)."
    return None


def _place_of_cells(content: dict[str, Any]) -> str:
    """Formats 2 and 3, until 2015, had cells in worksheets; nbgrader reads them as it reads format 4."""
    return "worksheets" if content.get("nbformat") in (2, 3) else "cells"


def _locked_cells(path: Path) -> dict[str, str]:
    cells = {}
    if path.is_file():
        content = json.loads(path.read_bytes())
        found = content[_place_of_cells(content)]
        if _place_of_cells(content) == "worksheets":
            found = [cell for sheet in found for cell in sheet["cells"]]
        for cell in found:
            role = cell.get("metadata", {}).get("nbgrader", {})
            if isinstance(role, dict) and role.get("locked"):
                cells[role["grade_id"]] = "".join(cell.get("source", cell.get("input", "")))
    return cells
