"""Reading the course folder: the spine, the questions, and what joins them to the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from groundschool.catalog.document import Document, Where, read_document, read_text
from groundschool.catalog.load import read_catalog
from groundschool.catalog.models import Catalog
from groundschool.catalog.parse import parse
from groundschool.catalog.rules import circles
from groundschool.course.questions import Question, WrongAnswer
from groundschool.course.sources import LAB, lab_marks, source_problems
from groundschool.course.spine import Course, Module, Spine
from groundschool.course.ticks import tick_problems
from groundschool.errors import ContentError, Problem, did_you_mean
from groundschool.paths import CourseRoot

SOURCES = ("lesson.py", "quiz.yml", LAB, "wrong_answers.yml", "design.md")
"""The files that a module is made of."""


def load_course(root: CourseRoot) -> Course:
    """Load catalog and course.

    Raises:
        ContentError: with every problem of every file.
    """
    course, problems = read_course(root)
    if problems or course is None:
        raise ContentError(problems)
    return course


def read_course(root: CourseRoot) -> tuple[Course | None, list[Problem]]:
    """Load what can be loaded and list what is wrong; None when spine or vocabulary cannot be used."""
    catalog, problems = read_catalog(root)
    path = root.course / "course.yml"
    document = read_document(path, root.relative(path))
    if isinstance(document, Problem):
        return None, [*problems, document]
    spine = parse(Spine, document)
    if isinstance(spine, list):
        return None, [*problems, *spine]
    modules = tuple(
        Module.model_construct(**dict(entry), number=number) for number, entry in enumerate(spine.modules, 1)
    )
    broken: set[str] = set()
    questions: dict[str, tuple[Question, ...]] = {}
    wrong_answers: dict[str, tuple[WrongAnswer, ...]] = {}
    for module in modules:
        asked, found = _read_list(Question, root, module, "quiz.yml")
        wrong, also_found = _read_list(WrongAnswer, root, module, "wrong_answers.yml")
        questions[module.id], wrong_answers[module.id] = tuple(asked.values()), tuple(wrong.values())
        problems += [*found, *also_found]
        if found:
            broken.add(module.id)
    if catalog is None:
        return None, problems
    course = Course(root, spine.title, catalog, modules, spine.tracks, questions, wrong_answers, spine.code)
    problems += _spine_problems(spine, document, catalog)
    problems += source_problems(course, broken)
    problems += tick_problems(course, document)
    problems += _stray_problems(root, modules)
    return course, problems


def _read_list(
    kind: Any, root: CourseRoot, module: Module, name: str
) -> tuple[dict[int, Any], list[Problem]]:
    """Read a file that is a list: the items that are right, by place, and what is wrong with the others."""
    path = root.modules / module.id / name
    document = read_document(path, root.relative(path))
    if isinstance(document, Problem):
        return {}, [document]
    if not isinstance(document.data, list):
        return {}, [document.problem((), "is not a list. Begin each entry with a dash.")]
    items = {index: parse(kind, document, (index,)) for index in range(len(document.data))}
    problems = [problem for found in items.values() if isinstance(found, list) for problem in found]
    right = {index: item for index, item in items.items() if not isinstance(item, list)}
    if kind is Question:
        problems += _question_problems(document, module, right)
    else:
        problems += _wrong_answer_problems(document, root, module, right)
    return right, problems


def _question_problems(document: Document, module: Module, questions: dict[int, Any]) -> Iterator[Problem]:
    objectives = [objective.id for objective in module.objectives]
    first: dict[str, int] = {}
    for index, question in questions.items():
        line = first.setdefault(question.id, document.line((index, "id")))
        if line != document.line((index, "id")):
            yield document.problem((index, "id"), f"'{question.id}' is already on line {line}. Rename one.")
        if question.objective not in objectives:
            hint = did_you_mean(question.objective, objectives)
            yield document.problem(
                (index, "objective"),
                f"'{question.objective}' is no objective of {module.id} in course.yml.{hint} Use one of them.",
            )
    if len(questions) == len(document.data):
        for objective in objectives:
            if not any(question.objective == objective for question in questions.values()):
                yield document.problem((), f"no question meets the objective '{objective}'. Write one.")


def _wrong_answer_problems(
    document: Document, root: CourseRoot, module: Module, answers: dict[int, Any]
) -> Iterator[Problem]:
    lab = root.modules / module.id / LAB
    text = read_text(lab, root.relative(lab))
    # A lab that cannot be read is reported once, with its own file.
    marks = None if isinstance(text, Problem) else lab_marks(text)
    tasks = [mark.task for mark in marks or () if mark.role == "solution"]
    first: dict[tuple[str, str], int] = {}
    for index, wrong in answers.items():
        if marks is not None and wrong.task not in tasks:
            hint = did_you_mean(wrong.task, tasks)
            yield document.problem(
                (index, "task"), f"'{wrong.task}' is no task of the lab.{hint} Correct it."
            )
        line = first.setdefault((wrong.task, wrong.name), document.line((index, "name")))
        if line != document.line((index, "name")):
            yield document.problem((index, "name"), f"'{wrong.name}' is already on line {line}. Rename one.")


def _stray_problems(root: CourseRoot, modules: tuple[Module, ...]) -> Iterator[Problem]:
    """Folders of modules that the spine does not name: nobody would be taught what is in them."""
    named = [module.id for module in modules]
    for folder in sorted(root.modules.iterdir()) if root.modules.is_dir() else ():
        # What is left of a module of another branch, caches and figures, is no module.
        if folder.name not in named and any((folder / name).is_file() for name in SOURCES):
            hint = did_you_mean(folder.name, named)
            yield Problem(
                root.relative(folder),
                1,
                "",
                f"no module of course.yml is called '{folder.name}'.{hint if 'Did you mean' in hint else ''} "
                "Add it there, or delete the folder.",
            )


def _spine_problems(spine: Spine, document: Document, catalog: Catalog) -> Iterator[Problem]:
    vocabulary = catalog.vocabulary
    earlier: list[str] = []
    every = [module.id for module in spine.modules]
    for index, module in enumerate(spine.modules):
        at: Where = ("modules", index)
        if module.id in earlier:
            yield document.problem((*at, "id"), f"'{module.id}' is there twice. Rename one.")
        yield from _known(document, (*at, "phase"), (module.phase,), vocabulary.ids("phases"), "phase")
        yield from _known(
            document, (*at, "processes"), module.processes, vocabulary.ids("processes"), "process"
        )
        yield from _known(document, (*at, "topics"), module.topics, vocabulary.ids("topics"), "topic")
        yield from _known(document, (*at, "prerequisites"), module.prerequisites, every, "module")
        for place, name in enumerate(module.prerequisites):
            if name in every and name not in earlier and name != module.id:
                yield document.problem(
                    (*at, "prerequisites", place), f"'{name}' comes later in the course. Move it up."
                )
        seen: set[str] = set()
        for place, objective in enumerate(module.objectives):
            if objective.id in seen:
                yield document.problem(
                    (*at, "objectives", place, "id"), f"'{objective.id}' is there twice. Rename one."
                )
            seen.add(objective.id)
        earlier.append(module.id)
    for circle in circles({module.id: module.prerequisites for module in spine.modules}):
        yield document.problem(
            ("modules", every.index(circle[0]), "prerequisites"),
            f"a circle: {' needs '.join((*circle, circle[0]))}. Take one of these prerequisites out.",
        )
    for role, track in spine.tracks.items():
        yield from _known(document, ("tracks", role), (role,), vocabulary.ids("roles"), "role")
        yield from _known(document, ("tracks", role), track, every, "module")


def _known(
    document: Document, path: Where, names: tuple[str, ...], known: tuple[str, ...] | list[str], what: str
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            place = (*path, index) if len(names) > 1 or (*path, index) in document.lines else path
            yield document.problem(
                place, f"'{name}' is not a known {what}.{did_you_mean(name, known)} Use a known one."
            )
