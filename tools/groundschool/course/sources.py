"""Notebook sources as text: what lessons and labs refer to, checked without running them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from groundschool.catalog.document import read_text
from groundschool.course import values
from groundschool.course.cells import GRADED, box_problems, head_problems, heads
from groundschool.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from groundschool.course.spine import Course, Module

CITATION = re.compile(r"\[@([a-z0-9_]+)\]")
OBJECTIVE = re.compile(r"^<!-- objective: ([a-z0-9_]+) -->[ ]*\n?", re.MULTILINE)
_HEADING = re.compile(r"^## .*\n\Z", re.MULTILINE)
_MISREAD_OBJECTIVE = re.compile(r"^.*<!--[^>\n]*obj.*$", re.MULTILINE | re.IGNORECASE)
_POINTS = re.compile(r"[1-9][0-9]{0,2}")
# What learners do not get: cut out of the blank lab, if each region has both its ends.
_REGION_END = re.compile(r"^.*?(?:###|===) (BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b", re.MULTILINE)
MARK_SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\n(.*?)\n?=== END MARK SCHEME ===", re.DOTALL)
"""In a written task, what the answer is marked by: the model answer."""
ADMONITION = re.compile(r"^:::\{(\w+)\}[ ]*(.*?)\n(.*?)^:::[ ]*$", re.MULTILINE | re.DOTALL)
BOXES = {
    "note": ("info", "Note"),
    "tip": ("success", "Tip"),
    "warning": ("warning", "Careful"),
    "question": ("info", "Predict"),
}
"""Kinds of alert box: the style they get and the heading they have when none is given."""
START = "start_here.py"
LAB = "lab.py"
# Python gives up on deep nesting by the last two, and by the second, before 3.12, on a null byte.
_NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


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
    for head in heads(text):
        if len(head.roles) == 1:
            options = {name: value.strip('"') for name, value in head.options.items()}
            role = head.roles[0]
            marks.append(Mark(role, options.pop(role), options, head.line))
    return tuple(marks)


def asked_questions(text: str) -> tuple[tuple[str, str, int], ...]:
    """Every `quiz("module", "question")` of a source: module, question and line."""
    try:
        tree = ast.parse(text)
    except _NOT_PYTHON:
        return ()
    asked = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "quiz":
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            asked += [(words[0], question, node.lineno) for question in words[1:]]
    return tuple(asked)


def source_problems(course: Course, broken: Collection[str] = ()) -> Iterator[Problem]:
    """What is wrong in the sources of the start page, the lessons and the labs.

    `broken` names the modules whose questions could not all be read: what asks for those is not reported.
    """
    # A resource whose file has problems is reported there, and exists for those that cite it.
    resources = {path.stem for path in (course.root.catalog / "resources").glob("*.yml")}
    yield from _text_problems(course, course.root.course / START, broken, resources)
    for module in course.modules:
        lesson = course.source(module.id, "lesson.py")
        lab = course.source(module.id, LAB)
        yield from _text_problems(course, lesson, broken, resources)
        yield from _text_problems(course, lab, broken, resources)
        yield from _objective_problems(course, module, lesson, lab)
        yield from _lab_problems(course, module, lab)


def _text_problems(
    course: Course, path: Path, broken: Collection[str], resources: Collection[str]
) -> Iterator[Problem]:
    file = course.root.relative(path)
    text = read_text(path, file)
    if isinstance(text, Problem):
        yield text
        return
    try:
        ast.parse(text)
    except SyntaxError as err:
        yield Problem(file, err.lineno or 1, "", f"not Python: {err.msg}. Correct the line.")
    except _NOT_PYTHON:
        yield Problem(file, 1, "", "not Python: it has a null byte or is nested too deeply. Break it up.")
    yield from head_problems(file, text, lab=path.name == LAB)
    yield from box_problems(file, text)
    yield from _citation_problems(resources, file, text)
    for match in ADMONITION.finditer(text):
        if match[1] not in BOXES:
            hint = did_you_mean(match[1], BOXES)
            yield Problem(
                file,
                line_at(text, match.start()),
                "box",
                f"there is no box '{match[1]}'.{hint} Use one of them.",
            )
    for line, expression in values.placeholder_lines(text):
        fault = values.fault(expression)
        if fault:
            yield Problem(
                file,
                line,
                "value",
                f"{{{{{expression}}}}} cannot be evaluated: {fault}. Correct the expression.",
            )
    known = {m.id: [q.id for q in course.practice(m.id)] for m in course.modules if m.id not in broken}
    for module, question, line in asked_questions(text):
        if module not in broken and question not in known.get(module, ()):
            hint = did_you_mean(question, known.get(module, ()))
            yield Problem(
                file,
                line,
                "quiz",
                f"there is no practice question '{question}' in {module}.{hint} Correct it.",
            )


def line_at(text: str, position: int) -> int:
    """The line of a position in a text, counted from 1."""
    return text.count("\n", 0, position) + 1


def _citation_problems(known: Collection[str], file: str, text: str) -> Iterator[Problem]:
    for match in CITATION.finditer(text):
        if match[1] not in known:
            hint = did_you_mean(match[1], known)
            hint = hint if "Did you mean" in hint else ""
            yield Problem(
                file,
                line_at(text, match.start()),
                "citation",
                f"there is no resource '{match[1]}'.{hint} Cite one of catalog/resources.",
            )


def _objective_problems(course: Course, module: Module, lesson: Path, lab: Path) -> Iterator[Problem]:
    file = course.root.relative(lesson)
    lesson_text, lab_text = read_text(lesson, file), read_text(lab, course.root.relative(lab))
    if isinstance(lesson_text, Problem) or isinstance(lab_text, Problem):
        return
    objectives = [objective.id for objective in module.objectives]
    taught = {match[1]: line_at(lesson_text, match.start()) for match in OBJECTIVE.finditer(lesson_text)}
    tasked = {
        mark.options["objective"]: mark.line
        for mark in lab_marks(lab_text)
        if mark.role in GRADED and "objective" in mark.options
    }
    yield from _section_problems(file, lesson_text)
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


def _section_problems(file: str, text: str) -> Iterator[Problem]:
    """Marks of objectives that stand where they mark no section, or are misspelt."""
    for match in _MISREAD_OBJECTIVE.finditer(text):
        if not OBJECTIVE.fullmatch(match[0]):
            yield Problem(
                file,
                line_at(text, match.start()),
                "objective",
                "the mark is not read. Write `<!-- objective: its_id -->`, alone on its line.",
            )
    for match in OBJECTIVE.finditer(text):
        if not _HEADING.search(text, 0, match.start()):
            yield Problem(
                file,
                line_at(text, match.start()),
                "objective",
                f"'{match[1]}' does not stand below a heading. Put it on the line after a `##` heading.",
            )


def _lab_problems(course: Course, module: Module, lab: Path) -> Iterator[Problem]:
    file = course.root.relative(lab)
    text = read_text(lab, file)
    if isinstance(text, Problem):
        return
    yield from _region_problems(file, text)
    marks = lab_marks(text)
    names: dict[tuple[str, str], int] = {}
    for mark in marks:
        line = names.setdefault((mark.role, mark.task), mark.line)
        if line != mark.line:
            yield Problem(file, mark.line, mark.role, f"'{mark.task}' is already on line {line}. Rename one.")
        if mark.role in GRADED and not _POINTS.fullmatch(mark.options.get("points", "")):
            yield Problem(file, mark.line, mark.role, f"'{mark.task}' has no points. Write points=3, say.")
    solutions = {mark.task for mark in marks if mark.role == "solution"}
    for mark in marks:
        if mark.role != "tests":
            continue
        if mark.task not in solutions:
            yield Problem(file, mark.line, "tests", f"'{mark.task}' has no solution cell. Add one before it.")
        opening = f'with task("{module.id}/{mark.task}"):'
        if opening not in text:
            yield Problem(
                file, mark.line, "tests", f"the tests are not inside `{opening}`. Indent them under it."
            )


def _region_problems(file: str, text: str) -> Iterator[Problem]:
    """Regions without begin or end: what should be hidden would be handed out, or what follows would be lost."""
    open_name, open_line = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        found = _REGION_END.match(line)
        if open_name and line.startswith("# %%"):
            yield _no_end(file, open_line, open_name)
            open_name = ""
        if found is None:
            continue
        end, name = found.groups()
        if end == "BEGIN":
            if open_name:
                yield _no_end(file, open_line, open_name)
            open_name, open_line = name, number
        elif name == open_name:
            open_name = ""
        else:
            yield Problem(file, number, "", f"`END {name}` without its BEGIN. Add `BEGIN {name}` before it.")
    if open_name:
        yield _no_end(file, open_line, open_name)


def _no_end(file: str, line: int, name: str) -> Problem:
    return Problem(file, line, "", f"`BEGIN {name}` without its END in the same cell. Add `END {name}`.")
