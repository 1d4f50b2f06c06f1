"""What needs a person is listed, the most urgent first, with the reason and the place; what is settled is not."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from gradebook_kit import CELLS, fill, give_by_hand, make_room

from groundschool.errors import UsageError
from groundschool.grading.classroom import Classroom
from groundschool.grading.moderation import queue
from groundschool.grading.refusals import write_refusal
from groundschool.grading.reports import GRADED, NOT_GRADED, Flag, Report, digest, write_report
from groundschool.grading.strangers import note_strangers

FULL = {"tests_hydration": 2.0, "why_weigh": 3.0, "tests_ratio": 1.0}
TIMED_OUT = {"cells": [{"metadata": {}, "outputs": [{"ename": "CellTimeoutError"}]}]}


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    return make_room(tmp_path / "room", due=datetime(2026, 11, 22, 8))  # noqa: DTZ001 - as nbgrader keeps it


def told(room: Classroom) -> list[tuple[str, str, str]]:
    return [(row.kind, row.student, row.reason) for row in queue(room)]


def test_a_class_where_all_is_well_leaves_nothing_to_do(room: Classroom) -> None:
    fill(room, {"ada": FULL, "ben": FULL})

    assert queue(room) == ()
    assert queue(room, "dough") == ()


def test_what_waits_is_listed_the_most_urgent_first(room: Classroom) -> None:
    fill(room, {"ada": FULL, "ben": {**FULL, "why_weigh": None}, "cyd": FULL, "dot": FULL})
    room.place("submitted", "eve", "dough").mkdir(parents=True)
    room.place("submitted", "fay", "dough").mkdir(parents=True)
    for step in ("submitted", "autograded"):
        (room.place(step, "ada", "dough") / "timestamp.txt").write_text("2026-11-22 10:05:00 UTC")
    (room.place("autograded", "dot", "dough") / "lab.ipynb").write_text(json.dumps(TIMED_OUT))
    write_report(room, Report("eve", "", "dough", NOT_GRADED, reason="lab.ipynb is no notebook."))
    flags = (Flag("lab", "tests_hydration", "`assert` was replaced."),)
    write_report(room, Report("cyd", "", "dough", GRADED, flags=flags))
    with room.api().gradebook as gradebook:
        gradebook.update_or_create_student("eve")
        gradebook.update_or_create_student("fay")
        gradebook.update_or_create_student("gus", first_name="Gus", last_name="Gone")
    rows = queue(room)

    assert [(row.kind, row.student, row.name, row.reason) for row in rows] == [
        ("not graded", "eve", "eve", "lab.ipynb is no notebook."),
        (
            "not graded",
            "fay",
            "fay",
            "Collected, and not graded since: run `groundschool class grade dough`.",
        ),
        ("flagged", "cyd", "cyd", "tests_hydration (lab): `assert` was replaced."),
        ("to be marked", "ben", "ben", "why_weigh (lab)"),
        ("stopped", "dot", "dot", "Cell number 1 of lab.ipynb ran out of time."),
        ("late", "ada", "ada", "Late by 2 h 5 min."),
        ("missing", "gus", "Gone, Gus", "Nothing was collected."),
    ]
    assert [row.where.rsplit("/", 2)[0] for row in rows] == [
        "submitted/eve",
        "",
        "formgrader/submissions",
        "formgrader/submissions",
        "autograded/dot",
        "submitted/ada",
        "",
    ]


def test_a_flag_that_a_person_has_judged_is_settled(room: Classroom) -> None:
    fill(room, {"ada": {**FULL, "tests_hydration": None}})
    write_report(room, Report("ada", "", "dough", GRADED, flags=(Flag("lab", "tests_hydration", "odd"),)))

    assert told(room) == [("flagged", "ada", "tests_hydration (lab): odd")]
    give_by_hand(room, "ada", CELLS[0], 2)
    assert told(room) == []


def test_what_was_handed_in_anew_is_not_graded_whatever_the_old_report_says(room: Classroom) -> None:
    room.place("submitted", "ada", "dough").mkdir(parents=True)
    write_report(room, Report("ada", "", "dough", GRADED, flags=(Flag("lab", "tests_hydration", "odd"),)))

    assert told(room) == [
        ("not graded", "ada", "Collected, and not graded since: run `groundschool class grade dough`.")
    ]


def test_what_was_replaced_after_grading_is_not_graded_whatever_waited_in_it(room: Classroom) -> None:
    fill(room, {"ada": {**FULL, "why_weigh": None}, "ben": FULL})
    flags = (Flag("lab", "tests_hydration", "odd"),)
    for student in ("ada", "ben"):
        folder = room.place("submitted", student, "dough")
        (folder / "lab.ipynb").write_text("the first")
        write_report(room, Report(student, "", "dough", GRADED, flags=flags, submission=digest(folder)))
    (room.place("submitted", "ada", "dough") / "lab.ipynb").write_text("the second")

    assert told(room) == [
        ("not graded", "ada", "Handed in anew since it was graded: run `groundschool class grade dough`."),
        ("flagged", "ben", "tests_hydration (lab): odd"),
    ]


def test_what_had_to_be_stopped_is_told_once(room: Classroom) -> None:
    fill(room, {"dot": FULL})
    (room.place("autograded", "dot", "dough") / "lab.ipynb").write_text(json.dumps(TIMED_OUT))
    ended = "The kernel of quiz.ipynb stopped: the code ended it. Tests after that count 0."
    notes = ("Cell number 1 of lab.ipynb ran out of time.", "Cell x was missing and was put back.", ended)
    write_report(room, Report("dot", "", "dough", GRADED, notes=notes))

    assert told(room) == [
        ("stopped", "dot", "Cell number 1 of lab.ipynb ran out of time."),
        ("stopped", "dot", ended),
    ]


def test_half_a_notebook_of_a_killed_grader_is_not_graded(room: Classroom) -> None:
    fill(room, {"ada": FULL})
    (room.place("autograded", "ada", "dough") / "lab.ipynb").write_text('{"cells": [')

    assert told(room) == [("not graded", "ada", "What grading wrote cannot be read. Grade it --again.")]


def test_an_assignment_that_nobody_handed_in_yet_waits_only_if_it_is_asked_for(room: Classroom) -> None:
    with room.api().gradebook as gradebook:
        gradebook.update_or_create_student("ada")

    assert queue(room) == ()
    assert [row.kind for row in queue(room, "dough")] == ["missing"]


def test_what_was_refused_is_not_missing_and_waits_with_its_reason(room: Classroom) -> None:
    with room.api().gradebook as gradebook:
        for student in ("ada", "ben", "cyd"):
            gradebook.update_or_create_student(student, first_name=student.title())
    write_refusal(room, "dough", "ada", "It holds lab.zip and no notebook.")
    alone = [(row.kind, row.student) for row in queue(room)]
    fill(room, {"ben": FULL})
    write_refusal(room, "dough", "ben", "'lab.ipynb' is a link. Hand in the file itself.")

    assert alone == [("refused", "ada"), ("missing", "ben"), ("missing", "cyd")]
    assert [(row.kind, row.student, row.name, row.reason, row.where) for row in queue(room)] == [
        (
            "refused",
            "ada",
            "Ada",
            "It holds lab.zip and no notebook. Collect a fit one.",
            "reports/dough/refused/ada.json",
        ),
        (
            "refused",
            "ben",
            "Ben",
            "'lab.ipynb' is a link. Hand in the file itself. Collect a fit one. What was taken in before counts "
            "until then.",
            "reports/dough/refused/ben.json",
        ),
        ("missing", "cyd", "Cyd", "Nothing was collected.", ""),
    ]


def test_a_submission_of_somebody_whom_no_roster_brought_waits_for_a_person(room: Classroom) -> None:
    fill(room, {"ada": FULL, "adda": FULL, "zed": FULL})
    note_strangers(room, ["adda", "zed"])
    with room.api().gradebook as gradebook:
        gradebook.update_or_create_student("zed", last_name="Zuse")
    told = [(row.kind, row.student, row.reason, row.where) for row in queue(room)]
    shutil.rmtree(room.place("submitted", "adda", "dough"))

    assert told == [
        (
            "not in the roster",
            "adda",
            "Nobody in the roster has this id. Did you mean 'ada'? Collect it from a folder of the right id, or "
            "import a roster that has this student.",
            "submitted/adda/dough/",
        )
    ]
    assert queue(room) == ()


def test_a_class_without_a_roster_has_no_strangers(room: Classroom) -> None:
    fill(room, {"ada": FULL, "ben": FULL})
    note_strangers(room, ["ada", "ben"])

    assert queue(room) == ()


def test_a_mistyped_assignment_is_refused_with_a_suggestion(room: Classroom) -> None:
    with pytest.raises(UsageError, match=r"there is no assignment 'duogh'. Did you mean 'dough'\?"):
        queue(room, "duogh")
