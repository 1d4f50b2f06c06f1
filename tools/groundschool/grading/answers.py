"""What was asked and what was answered, cell by cell: read from notebooks as text, never executed."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from groundschool.errors import UsageError
from groundschool.grading import typed
from groundschool.grading.classroom import Classroom
from groundschool.grading.parsing import parse
from groundschool.grading.reasons import LARGEST_NOTEBOOK_MB

_CHOICE = re.compile(r"^- \*\*([a-z])\*\* (.*)$", re.MULTILINE)
_LONGEST_TYPED = 10_000
_READERS: dict[str, Callable[..., Any]] = {
    "read_letter": typed.read_letter,
    "read_letters": typed.read_letters,
    "read_order": typed.read_order,
    "read_pairs": typed.read_pairs,
    "read_number": typed.read_number,
    "read_text": typed.read_text,
}


@dataclass(frozen=True)
class Asked:
    """How the answer to a question of a graded quiz is typed."""

    variable: str
    reader: str
    arguments: tuple[Any, ...]
    choices: Mapping[str, str]
    """Letter -> text, as students see them."""


@dataclass(frozen=True)
class Task:
    """A graded cell, and the cells whose content it marks."""

    notebook: str
    cell: str
    """Its grade id."""
    answers: tuple[str, ...]
    """The grade ids of the solution cells."""
    written: bool
    """Whether a person marks it."""
    stub: str
    """What students get to begin with."""
    asked: Asked | None = None


def read_tasks(classroom: Classroom, assignment: str) -> tuple[Task, ...]:
    """The graded cells of an assignment as it was handed out, in its order.

    Raises:
        UsageError: it was not released.
    """
    folder = classroom.released / assignment
    found = tuple(task for path in sorted(folder.glob("*.ipynb")) for task in _tasks(path))
    if not found:
        raise UsageError(
            f"{folder}: no graded cells here. Run `groundschool class release {assignment}` first, then collect."
        )
    return found


def read_cells(folder: Path, notebook: str) -> dict[str, str]:
    """The cells with a grade id in a notebook of a submission; none if it cannot be read."""
    return {name: _source(cell) for name, cell in _cells(folder / f"{notebook}.ipynb") if name}


def answer_text(cells: Mapping[str, str], task: Task) -> str:
    """All that a student wrote for a task."""
    return "\n".join(cells.get(name, "") for name in task.answers)


def is_blank(cells: Mapping[str, str], task: Task) -> bool:
    """Whether nothing was added to what was handed out, spaces aside."""
    given = answer_text(cells, task)
    return not given.strip() or given.split() == task.stub.split()


def typed_answer(source: str, asked: Asked) -> str | None:
    """What a student typed for a question, in one spelling; None if it is no answer that can be read."""
    if len(source) > _LONGEST_TYPED:
        return None
    try:
        with warnings.catch_warnings():
            # About escapes like "\d" in what students typed.
            warnings.simplefilter("ignore")
            statements = parse(source).body
        values = [
            ast.literal_eval(statement.value)
            for statement in statements
            if isinstance(statement, ast.Assign)
            and any(isinstance(name, ast.Name) and name.id == asked.variable for name in statement.targets)
        ]
        read = _READERS[asked.reader](values[-1], *asked.arguments)
    except (SyntaxError, ValueError, TypeError, IndexError, AssertionError, RecursionError, MemoryError):
        return None
    if asked.reader == "read_pairs":
        return ", ".join(f"{number}{letter}" for number, letter in enumerate(read, start=1))
    return ", ".join(read) if isinstance(read, tuple) else str(read)


def shown(answer: str, asked: Asked) -> str:
    """An answer with the texts of the choices that its letters stand for."""
    if asked.reader == "read_pairs":
        return answer
    letters = answer.split(", ")
    if not asked.choices or not all(letter in asked.choices for letter in letters):
        return answer
    return ", ".join(f"{letter} ({asked.choices[letter]})" for letter in letters)


def _tasks(path: Path) -> Iterator[Task]:
    solutions: list[tuple[str, dict[str, Any]]] = []
    fresh: list[tuple[str, dict[str, Any]]] = []
    prompt = ""
    for name, cell in _cells(path):
        role = cell.get("metadata", {}).get("nbgrader", {})
        if role.get("grade") or role.get("task"):
            by_person = bool(role.get("solution") or role.get("task"))
            # A second cell of tests marks what the first one marked.
            solutions = [(name, cell)] if by_person else fresh or solutions
            fresh = [] if not by_person else fresh
            stub = "\n".join(_source(one) for _, one in solutions)
            asked = _asked(_source(cell), prompt) if not by_person else None
            yield Task(path.stem, name, tuple(one for one, _ in solutions), by_person, stub, asked)
        elif role.get("solution"):
            fresh.append((name, cell))
        elif cell.get("cell_type") == "markdown":
            prompt = _source(cell)


def _asked(tests: str, prompt: str) -> Asked | None:
    """How a graded quiz reads an answer: `given = read_letter(answer_1, "abcd")`."""
    for node in ast.walk(parse(tests)):
        match node:
            case ast.Call(func=ast.Name(id=reader), args=[ast.Name(id=variable), *rest]) if (
                reader in _READERS
            ):
                arguments = tuple(ast.literal_eval(one) for one in rest)
                return Asked(variable, reader, arguments, _choices(prompt))
    return None


def _choices(prompt: str) -> dict[str, str]:
    return {
        letter: re.sub(r"\\([\\`*_\[\]|~$])", r"\1", unescape(text))
        for letter, text in _CHOICE.findall(prompt)
    }


def _cells(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each cell with its grade id, or ""; students can write anything into a notebook."""
    try:
        if path.stat().st_size > LARGEST_NOTEBOOK_MB * 1024 * 1024:
            return
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return
    cells = content.get("cells") if isinstance(content, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict):
            metadata = cell.get("metadata")
            role = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            name = role.get("grade_id") if isinstance(role, dict) else None
            yield (name if isinstance(name, str) else ""), cell


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
