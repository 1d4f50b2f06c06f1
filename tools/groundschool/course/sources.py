"""Notebook sources as text: what lessons and labs refer to, checked without running them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from groundschool.catalog.document import read_text
from groundschool.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from groundschool.course.spine import Course, Module

CITATION = re.compile(r"\[@([a-z0-9_]+)\]")
OBJECTIVE = re.compile(r"^<!-- objective: ([a-z0-9_]+) -->[ ]*\n?", re.MULTILINE)
_MARK = re.compile(
    r'^# %%(?: \[markdown\])? (?P<role>solution|tests|written|provided)="(?P<name>[^"]*)"(?P<rest>.*)$'
)
_OPTION = re.compile(r'(\w+)="?([\w.]+)"?')
START = "start_here.py"


@dataclass(frozen=True)
class Mark:
    """A marked cell of a lab: its role, the task it belongs to, and the line it stands on."""

    role: str
    task: str
    options: dict[str, str]
    line: int


def lab_marks(text: str) -> tuple[Mark, ...]:
    """The marked cells of a lab, in order."""
    marks = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _MARK.match(line)
        if match:
            marks.append(Mark(match["role"], match["name"], dict(_OPTION.findall(match["rest"])), number))
    return tuple(marks)


def asked_questions(text: str) -> tuple[tuple[str, str, int], ...]:
    """Every `quiz("module", "question")` of a source: module, question and line."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return ()
    asked = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "quiz":
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            asked += [(words[0], question, node.lineno) for question in words[1:]]
    return tuple(asked)


def source_problems(course: Course) -> Iterator[Problem]:
    """What is wrong in the sources of the start page, the lessons and the labs."""
    yield from _text_problems(course, course.root.course / START)
    for module in course.modules:
        lesson = course.source(module.id, "lesson.py")
        lab = course.source(module.id, "lab.py")
        yield from _text_problems(course, lesson)
        yield from _text_problems(course, lab)
        yield from _objective_problems(course, module, lesson, lab)
        yield from _lab_problems(course, module, lab)


def _text_problems(course: Course, path: Path) -> Iterator[Problem]:
    file = course.root.relative(path)
    text = read_text(path, file)
    if isinstance(text, Problem):
        yield text
        return
    try:
        ast.parse(text)
    except SyntaxError as err:
        yield Problem(file, err.lineno or 1, "", f"not Python: {err.msg}. Correct the line.")
    for match in CITATION.finditer(text):
        if match[1] not in course.catalog.resources:
            hint = did_you_mean(match[1], course.catalog.resources)
            hint = hint if "Did you mean" in hint else ""
            yield Problem(
                file,
                text.count("\n", 0, match.start()) + 1,
                "citation",
                f"there is no resource '{match[1]}'.{hint} Cite one of catalog/resources.",
            )
    known = {m.id: [q.id for q in course.practice(m.id)] for m in course.modules}
    for module, question, line in asked_questions(text):
        if question not in known.get(module, ()):
            hint = did_you_mean(question, known.get(module, ()))
            yield Problem(
                file,
                line,
                "quiz",
                f"there is no practice question '{question}' in {module}.{hint} Correct it.",
            )


def _objective_problems(course: Course, module: Module, lesson: Path, lab: Path) -> Iterator[Problem]:
    file = course.root.relative(lesson)
    lesson_text, lab_text = read_text(lesson, file), read_text(lab, course.root.relative(lab))
    if isinstance(lesson_text, Problem) or isinstance(lab_text, Problem):
        return
    objectives = [objective.id for objective in module.objectives]
    taught = {
        match[1]: lesson_text.count("\n", 0, match.start()) + 1 for match in OBJECTIVE.finditer(lesson_text)
    }
    tasked = {
        mark.options["objective"]: mark.line for mark in lab_marks(lab_text) if "objective" in mark.options
    }
    for where, name, found in ((file, "section", taught), (course.root.relative(lab), "task", tasked)):
        for objective, line in found.items():
            if objective not in objectives:
                hint = did_you_mean(objective, objectives)
                yield Problem(
                    where,
                    line,
                    "objective",
                    f"'{objective}' is no objective of {module.id}.{hint} Correct it.",
                )
        for objective in objectives:
            if objective not in found:
                yield Problem(
                    where, 1, "objective", f"no {name} meets '{objective}'. Mark the {name} that does."
                )


def _lab_problems(course: Course, module: Module, lab: Path) -> Iterator[Problem]:
    file = course.root.relative(lab)
    text = read_text(lab, file)
    if isinstance(text, Problem):
        return
    marks = lab_marks(text)
    names: dict[tuple[str, str], int] = {}
    for mark in marks:
        line = names.setdefault((mark.role, mark.task), mark.line)
        if line != mark.line:
            yield Problem(file, mark.line, mark.role, f"'{mark.task}' is already on line {line}. Rename one.")
        if mark.role in {"tests", "written"} and not mark.options.get("points", "").isdigit():
            yield Problem(file, mark.line, mark.role, f"'{mark.task}' has no points. Write points=3, say.")
    solutions = {mark.task for mark in marks if mark.role == "solution"}
    for mark in marks:
        if mark.role == "tests" and mark.task not in solutions:
            yield Problem(file, mark.line, "tests", f"'{mark.task}' has no solution cell. Add one before it.")
        if mark.role == "tests" and f'task("{module.id}/{mark.task}")' not in text:
            yield Problem(
                file,
                mark.line,
                "tests",
                f'the tests are not inside `with task("{module.id}/{mark.task}"):`. Indent them under it.',
            )
