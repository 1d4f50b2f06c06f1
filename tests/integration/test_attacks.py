"""A class of attackers is graded beside honest students: nobody gets what was not earned, and nothing gets out.

A choice of the corpus here; `make attacks` takes all of it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from attacks import ATTACKS, FAMILIES, SAMPLE
from attacks.archives import PARTS, pack
from attacks.assignment import CANARIES, HIDDEN, IN_NOTEBOOK, POINTS
from attacks.attack import FLAGGED, KEEPS, NOTHING, UNGRADED, Attack, grade_id
from attacks.siege import HONEST, Siege, lay
from classroom_kit import Kit

# Nothing but Linux has the namespaces; there a missing bubblewrap is a failure, never a skip.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")

_MB = 1 << 20
TAKEN = ATTACKS if os.environ.get("WHOLE") == "1" else SAMPLE
each_attack = pytest.mark.parametrize("attack", TAKEN, ids=lambda attack: attack.name)


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Siege:
    return lay(tmp_path_factory.mktemp("siege"), TAKEN)


def test_the_corpus_has_an_attack_of_each_name_once() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 55
    assert all(FAMILIES.values())


def test_every_submission_is_a_row_and_the_run_says_that_some_failed(siege: Siege) -> None:
    assert sorted(siege.rows) == sorted([*HONEST, *(attack.folder for attack in TAKEN)])
    assert siege.graded.code == 1
    assert "Traceback" not in siege.graded.err


@pytest.mark.parametrize("student", HONEST)
def test_honest_students_have_full_marks_and_no_remarks(siege: Siege, student: str) -> None:
    row = siege.rows[student]

    assert (row["status"], row["score"], row["max_score"]) == ("graded", 14, 18)
    assert (row["notes"], row.get("flags", [])) == ([], [])
    assert {task: siege.grades[student, task].auto for task in POINTS} == POINTS


@each_attack
def test_an_attack_gets_no_more_than_it_earned(siege: Siege, attack: Attack) -> None:
    assert became(siege, attack) in attack.may, siege.rows[attack.folder]


@each_attack
def test_what_is_not_graded_or_flagged_has_a_reason_in_plain_words(siege: Siege, attack: Attack) -> None:
    row = siege.rows[attack.folder]
    reasons = [*siege.flags(attack.folder).values()]
    if row["status"] == "not graded":
        reasons.append(row["reason"])
        assert row["score"] is None

    for reason in reasons:
        assert re.fullmatch(r"[^\n]{10,9000}", reason)
        assert not re.match(r"\w*(Error|Exception|Interrupt)\b", reason)


@each_attack
def test_an_attack_costs_its_other_tasks_nothing(siege: Siege, attack: Attack) -> None:
    row, flags = siege.rows[attack.folder], siege.flags(attack.folder)
    if row["status"] != "graded":
        return
    kept = {}
    for notebook in attack.notebooks:
        for task in set(IN_NOTEBOOK[notebook]) - {attack.task}:
            kept[task] = siege.grades[attack.folder, task].counted

    assert row["max_score"] == 18
    for task, points in kept.items():
        assert points == POINTS[task] or task in flags or (attack.spoils and points <= POINTS[task])


@each_attack
def test_nothing_leaks_into_what_comes_back(siege: Siege, attack: Attack) -> None:
    outputs = [text for notebook in siege.notebooks(attack.folder) for text in shown(notebook)]
    pages = siege.pages(attack.folder)

    for canary in CANARIES:
        assert [page for page in pages if canary in page] == []
        # What a hook hears while a test runs is in the instructor's notebook at most; what history tells
        # afterwards must not be there at all.
        if canary != HIDDEN or attack.after:
            assert [text for text in outputs if canary in text] == []
    # At the start of a line: the traceback of an attack that was stopped shows its code.
    assert [text for text in outputs if re.search(r"^SUCCEEDED", text, re.MULTILINE)] == []
    if attack.tried and siege.rows[attack.folder]["status"] == "graded":
        assert [text for text in outputs if text.rstrip().endswith("tried")] != []


@each_attack
def test_what_comes_back_is_small_and_holds_no_files_of_the_run(siege: Siege, attack: Attack) -> None:
    folder = siege.kit.root / "autograded" / attack.folder / "siege"
    submitted = siege.kit.root / "submitted" / attack.folder / "siege"
    made = [path for path in folder.rglob("*") if path.is_file()]
    # By handles: one of the attacks has paths that are too long.
    given = {
        Path(os.path.relpath(where, submitted), name)
        for where, _, names, _ in os.fwalk(submitted)
        for name in names
    }

    assert sum(path.stat().st_size for path in made) < 5 * _MB
    assert sum(len(page) for page in siege.pages(attack.folder)) < 10 * _MB
    assert {path.relative_to(folder) for path in made} <= given
    assert not any(path.is_symlink() for path in folder.rglob("*"))


@each_attack
def test_feedback_runs_nothing_that_an_attack_wrote(siege: Siege, attack: Attack) -> None:
    for page in siege.pages(attack.folder):
        assert Scripts.of(page, f"pwned_{siege.places.mark}") == []


def test_nobody_outside_was_reached(siege: Siege) -> None:
    assert siege.heard == ()


def test_nothing_is_left_running(siege: Siege) -> None:
    assert siege.left == ()


def test_nothing_outside_was_written_or_deleted(siege: Siege) -> None:
    assert siege.changed == ()


def test_feedback_is_written_for_who_was_graded_and_for_nobody_else(siege: Siege) -> None:
    rows = {row["student"]: row for row in siege.feedback.json["feedback"]}
    graded = {student for student, row in siege.rows.items() if row["status"] == "graded"}

    assert {student for student, row in rows.items() if row["files"]} == graded
    assert {row["reason"] for student, row in rows.items() if student not in graded} == {"It is not graded."}


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_zip_loses_only_the_students_who_spoil_it(siege: Siege, tmp_path: Path) -> None:
    root = tmp_path / "class"
    shutil.copytree(siege.kit.root / "source", root / "source")
    shutil.copy(siege.kit.root / "nbgrader_config.py", root)
    pack(tmp_path / "handed.zip")
    collected = Kit(root, siege.kit.home).groundschool(
        "collect", "siege", "--from", tmp_path / "handed.zip", "--json"
    )
    rows = {row["student"]: row for row in collected.json["submissions"]}

    assert sorted(rows) == sorted(part.student for part in PARTS)
    for part in PARTS:
        assert rows[part.student]["status"] == ("refused" if part.says else "new")
        assert part.says in rows[part.student]["reason"]
    taken = {path.name for path in (root / "submitted").iterdir()}
    assert taken == {part.student for part in PARTS if not part.says}
    assert {path.name for path in tmp_path.iterdir()} == {"class", "handed.zip"}


def became(siege: Siege, attack: Attack) -> str:
    """What became of the task that was attacked."""
    if siege.rows[attack.folder]["status"] != "graded":
        return UNGRADED
    grade = siege.grades[attack.folder, attack.task]
    full = POINTS[attack.task]
    if attack.task in siege.flags(attack.folder):
        # A person decides; until then it counts no more than it would have earned.
        return (
            FLAGGED
            if grade.waits and grade.counted <= full * attack.right
            else "flagged, but points were given"
        )
    return KEEPS if grade.counted == full else NOTHING if grade.counted == 0 else f"{grade.counted} of {full}"


def shown(notebook: dict[str, Any]) -> list[str]:
    """What the cells of a graded notebook show.

    Without the tracebacks of tests: nbgrader keeps those for the instructor, and feedback cuts them.
    """
    texts = []
    for cell in notebook["cells"]:
        trusted = grade_id(cell).startswith("tests_")
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error" and trusted:
                continue
            bundle = output.get("data", {}) | {
                "text": output.get("text", ""),
                "error": output.get("traceback", ""),
            }
            texts += ["".join(part) if isinstance(part, list) else str(part) for part in bundle.values()]
    return texts


class Scripts(HTMLParser):
    """Finds where a page would run something: script elements, handlers, addresses that are code."""

    def __init__(self, mark: str) -> None:
        super().__init__(convert_charrefs=True)
        self.mark = mark
        self.found: list[str] = []
        self._inside = False

    @classmethod
    def of(cls, page: str, mark: str) -> list[str]:
        """What of a page would run and holds the mark."""
        parser = cls(mark)
        parser.feed(page)
        parser.close()
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        self.found += [
            f"{tag} {name}"
            for name, value in attrs
            if self.mark in (value or "") and _runs(name, value or "")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside and self.mark in data:
            self.found.append("script")


def _runs(name: str, value: str) -> bool:
    return name.startswith("on") or name == "srcdoc" or value.strip().lower().startswith("javascript:")
