"""Pairs of submissions whose answers look alike: for a person to read, no proof of anything.

Code: fingerprints of token k-grams, as MOSS takes them (Schleimer, Wilkerson and Aiken, 2003, Winnowing: local
algorithms for document fingerprinting, SIGMOD, 76-85), by the library copydetect. Names, comments and layout do not
count. What was handed out is left out, and so is what many of the class have (MOSS' option -m). No fingerprint is
winnowed away: answers are short, and the same submissions give the same report.
Written answers: the share of characters that stay when one text is turned into the other, by the library rapidfuzz.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from groundschool.grading.answers import Task, answer_text, is_blank, read_cells, read_tasks
from groundschool.grading.classroom import Classroom

K = 20
"""Characters of one fingerprint, with each name as one character: about one short statement."""
MOST = 10
"""Students who may share a piece of code before it is taken for common knowledge; fewer in a small class."""
_LONGEST = 50_000  # characters of an answer that are compared
_SHORTEST_CODE, _SHORTEST_TEXT = 60, 80
_ALIKE_CODE, _ALIKE_TASK, _ALIKE_TEXT = 0.5, 0.8, 0.8


@dataclass(frozen=True)
class Alike:
    """How alike two answers to one task are."""

    task: str
    share: float
    """From 0 to 1: of the shorter answer's code, or of both texts."""
    written: bool
    size: int
    """Characters that both have; of code, with each name as one."""


@dataclass(frozen=True)
class Pair:
    """Two submissions that look alike."""

    first: str
    second: str
    code: float
    """The share of all code, of whichever has less, that the other has too."""
    tasks: tuple[Alike, ...]
    """The tasks that are much alike, the most alike first."""


@dataclass(frozen=True)
class Comparison:
    """What was compared, and what looks alike."""

    students: int
    common: int
    """More students than this share what is taken for common knowledge."""
    pairs: tuple[Pair, ...]


def compare(classroom: Classroom, assignment: str) -> Comparison:
    """Compare all submissions of an assignment that were collected, each with each.

    Raises:
        UsageError: the assignment is unknown, or was not released.
    """
    classroom.require_assignment(assignment)
    tasks = [task for task in read_tasks(classroom, assignment) if task.asked is None]
    # Two graded cells that mark the same answer count once.
    tasks = list({(task.notebook, task.answers): task for task in tasks if task.answers}.values())
    students = classroom.submissions(assignment)
    answers: dict[str, dict[str, str]] = {_name(task): {} for task in tasks}
    for student in students:
        folder = classroom.place("submitted", student, assignment)
        cells = {notebook: read_cells(folder, notebook) for notebook in {task.notebook for task in tasks}}
        for task in tasks:
            if not is_blank(cells[task.notebook], task):
                answers[_name(task)][student] = answer_text(cells[task.notebook], task)[:_LONGEST]
    common = max(3, min(MOST, len(students) // 4))
    code = [(_name(task), answers[_name(task)], task.stub) for task in tasks if not task.written]
    texts = [(_name(task), answers[_name(task)]) for task in tasks if task.written]
    return Comparison(len(students), common, similar_pairs(code, texts, common=common))


def similar_pairs(
    code: Sequence[tuple[str, Mapping[str, str], str]],
    texts: Sequence[tuple[str, Mapping[str, str]]],
    *,
    common: int = MOST,
) -> tuple[Pair, ...]:
    """The pairs that look alike, the most alike first.

    Args:
        code: tasks with code: name, answers by student, what was handed out.
        texts: written tasks: name, answers by student.
        common: see `Comparison`.
    """
    found: dict[tuple[str, str], list[Alike]] = {}
    own: Counter[str] = Counter()
    for name, answers, stub in code:
        prints = _fingerprints(answers, stub, common)
        own.update({student: one.own for student, one in prints.items()})
        for pair, alike in _alike_code(name, prints):
            found.setdefault(pair, []).append(alike)
    for name, answers in texts:
        for pair, alike in _alike_texts(name, answers):
            found.setdefault(pair, []).append(alike)
    pairs = (_pair(pair, alikes, own) for pair, alikes in found.items())
    return tuple(
        sorted(
            (pair for pair in pairs if pair.tasks or pair.code >= _ALIKE_CODE),
            key=lambda pair: (
                -max(pair.code, *(one.share for one in pair.tasks), 0),
                pair.first,
                pair.second,
            ),
        )
    )


@dataclass(frozen=True)
class _Fingerprints:
    """The code of one answer."""

    print: Any
    """copydetect's, without what is common."""
    own: int
    """Characters that were not handed out."""


def _fingerprints(answers: Mapping[str, str], stub: str, common: int) -> dict[str, _Fingerprints]:
    from copydetect.utils import get_token_coverage  # type: ignore[import-untyped] # noqa: PLC0415 - takes a second

    given = _fingerprint(stub).hashes
    prints = {student: _fingerprint(answer) for student, answer in answers.items()}
    held = Counter(value for one in prints.values() for value in one.hashes - given)
    shared = given | {value for value, count in held.items() if count > common}
    return {
        student: _Fingerprints(
            _without(one, shared),
            int(get_token_coverage(_without(one, given).hash_idx, K, len(one.filtered_code))),
        )
        for student, one in prints.items()
    }


def _fingerprint(code: str) -> Any:
    """Fingerprint a text; nothing is read from a file, and nothing written."""
    from copydetect import CodeFingerprint  # type: ignore[import-untyped] # noqa: PLC0415

    return CodeFingerprint("", K, 1, language="python", fp=io.StringIO(code))


def _without(fingerprint: Any, values: Collection[int]) -> Any:
    """A fingerprint without some values. copydetect's own way forgets code that is in an answer twice."""
    kept = copy(fingerprint)
    kept.hash_idx = {value: where for value, where in fingerprint.hash_idx.items() if value not in values}
    kept.hashes = set(kept.hash_idx)
    return kept


def _alike_code(name: str, prints: Mapping[str, _Fingerprints]) -> Iterator[tuple[tuple[str, str], Alike]]:
    from copydetect import compare_files  # noqa: PLC0415

    holders: dict[int, list[str]] = {}
    for student in sorted(prints):
        for value in prints[student].print.hashes:
            holders.setdefault(value, []).append(student)
    # Only who shares a fingerprint is compared: of what is left after common knowledge, few do.
    for pair in sorted({pair for held in holders.values() for pair in combinations(held, 2)}):
        first, second = (prints[student] for student in pair)
        size = int(compare_files(first.print, second.print)[0])
        shorter = max(1, min(first.own, second.own))
        yield pair, Alike(name, min(1.0, size / shorter), written=False, size=size)


def _alike_texts(name: str, answers: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], Alike]]:
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415

    plain = {student: utils.default_process(answer) for student, answer in sorted(answers.items())}
    texts = {student: text for student, text in plain.items() if len(text) >= _SHORTEST_TEXT}
    students, values = list(texts), list(texts.values())
    if len(students) < 2:  # noqa: PLR2004 - nothing to compare
        return
    shares = process.cdist(values, values, scorer=fuzz.ratio, score_cutoff=_ALIKE_TEXT * 100)
    for one, other in combinations(range(len(students)), 2):
        if shares[one, other]:
            share = float(shares[one, other]) / 100
            size = min(len(values[one]), len(values[other]))
            yield (students[one], students[other]), Alike(name, share, written=True, size=size)


def _pair(students: tuple[str, str], alikes: Sequence[Alike], own: Mapping[str, int]) -> Pair:
    size = sum(alike.size for alike in alikes if not alike.written)
    shorter = max(1, min(own[student] for student in students))
    much = [
        alike
        for alike in alikes
        if alike.written or (alike.share >= _ALIKE_TASK and alike.size >= _SHORTEST_CODE)
    ]
    return Pair(
        *students,
        code=min(1.0, size / shorter) if size >= _SHORTEST_CODE else 0.0,
        tasks=tuple(sorted(much, key=lambda alike: (-alike.share, alike.task))),
    )


def _name(task: Task) -> str:
    return f"{task.cell} ({task.notebook})"
