"""What is taken in lies where nbgrader looks for it, under the names that the assignment gives its files."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from gradebook_kit import cell, make_room, write

from groundschool.errors import UsageError
from groundschool.grading.classroom import Classroom
from groundschool.grading.collect import Collected, collect
from groundschool.grading.grade import grade
from groundschool.grading.refusals import Refusal, read_refusals, refusal_path
from groundschool.grading.reports import GRADED, Report, read_reports, write_report
from groundschool.grading.strangers import note_strangers


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    room = make_room(tmp_path / "room", due=datetime(2026, 11, 22, 8))  # noqa: DTZ001 - as nbgrader keeps it
    write(room.root / "source" / "dough" / "lab.ipynb", cell("1", "one", solution=True))
    with room.api().gradebook as gradebook:
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace")
    return room


def handed(folder: Path, source: str, stamp: str = "") -> Path:
    write(folder / "ada" / "lab.ipynb", cell(source, "one", solution=True))
    if stamp:
        (folder / "ada" / "timestamp.txt").write_text(stamp)
    return folder


def files(room: Classroom) -> list[str]:
    folder = room.submitted
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_later_submission_puts_the_older_and_its_grading_aside(room: Classroom, tmp_path: Path) -> None:
    first = collect(room, "dough", source=handed(tmp_path / "first", "x = 1"))
    again = collect(room, "dough", source=handed(tmp_path / "first", "x = 1"))
    room.place("autograded", "ada", "dough").mkdir(parents=True)
    write_report(room, Report("ada", "", "dough", GRADED))
    later = collect(room, "dough", source=handed(tmp_path / "later", "x = 2"))

    assert [taken.rows for taken in (first, again, later)] == [
        (Collected("ada", "new"),),
        (Collected("ada", "unchanged"),),
        (Collected("ada", "updated", "The earlier one, graded, is in submitted/.replaced/ada/dough-1."),),
    ]
    assert files(room) == [".replaced/ada/dough-1/lab.ipynb", "ada/dough/lab.ipynb"]
    assert (room.root / "autograded" / ".replaced" / "ada" / "dough-1").is_dir()
    assert read_reports(room, "dough") == ()


@pytest.mark.parametrize(
    ("stamp", "row", "kept"),
    [
        ("2026-11-22 07:59:59.000001 UTC", Collected("ada", "new"), True),
        ("2026-11-23 12:00:00 UTC", Collected("ada", "new", "Late by 1 d 4 h.", late=True), True),
        (
            "2026-22-11 25:00:00",
            Collected("ada", "new", "timestamp.txt holds no time and was left out."),
            False,
        ),
        ("\0" * 9, Collected("ada", "new", "timestamp.txt holds no time and was left out."), False),
    ],
)
def test_who_is_late_is_told_and_what_nbgrader_cannot_read_is_left_out(
    room: Classroom, tmp_path: Path, stamp: str, row: Collected, *, kept: bool
) -> None:
    taken = collect(room, "dough", source=handed(tmp_path / "handed", "x = 1", stamp))

    assert taken.rows == (row,)
    assert (room.place("submitted", "ada", "dough") / "timestamp.txt").exists() == kept


def test_a_download_of_moodle_is_kept_under_the_assignments_names(room: Classroom, tmp_path: Path) -> None:
    path = tmp_path / "download.zip"
    write(tmp_path / "lab.ipynb", cell("x", "one", solution=True))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "lab.ipynb", "Ada Lovelace_4_assignsubmission_file_/lab (3).ipynb")
        archive.writestr("Ada Lovelace_4_assignsubmission_file_/data/more.csv", "a,b")
        archive.writestr("Zed_5_assignsubmission_file_/lab.ipynb", "{}")
    taken = collect(room, "dough", source=path)

    assert taken.form == "a download from Moodle"
    assert [(row.student, row.status) for row in taken.rows] == [("Zed (5)", "refused"), ("ada", "new")]
    assert taken.rows[1].reason == "lab (3).ipynb counts for lab.ipynb."
    assert files(room) == ["ada/dough/data/more.csv", "ada/dough/lab.ipynb"]


def test_what_holds_no_notebook_is_refused_with_what_it_holds(room: Classroom, tmp_path: Path) -> None:
    for student, names in {
        "ada": ["essay.docx"],
        "ben": ["work.zip", "data/a.csv"],
        "cyd": [f"{number}.csv" for number in range(7)],
        "dot": [".DS_Store"],
    }.items():
        for name in names:
            path = tmp_path / "handed" / student / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
    taken = collect(room, "dough", source=tmp_path / "handed")

    assert [(row.student, row.status, row.reason) for row in taken.rows] == [
        ("ada", "refused", "It holds essay.docx and no notebook."),
        ("ben", "refused", "It holds data/a.csv, work.zip and no notebook."),
        ("cyd", "refused", "It holds 0.csv, 1.csv, 2.csv, 3.csv, 4.csv and 2 more and no notebook."),
        ("dot", "refused", "There is nothing in it."),
    ]


@pytest.mark.parametrize(
    ("given", "kept", "note"),
    [
        (
            ["Lab.ipynb", "QUIZ.IPYNB"],
            ["lab.ipynb", "quiz.ipynb"],
            "{0} counts for lab.ipynb. {1} counts for quiz.ipynb.",
        ),
        (["lab.ipynb.txt"], ["lab.ipynb"], "lab.ipynb.txt counts for lab.ipynb."),
        (["lab.ipynb.json"], ["lab.ipynb"], "lab.ipynb.json counts for lab.ipynb."),
        (["Lab (1).ipynb.txt"], ["lab.ipynb"], "Lab (1).ipynb.txt counts for lab.ipynb."),
        (["lab.ipynb (2).txt"], ["lab.ipynb"], "lab.ipynb (2).txt counts for lab.ipynb."),
        (
            ["LAB.ipynb", "lab.ipynb"],
            ["LAB.ipynb", "lab.ipynb"],
            "lab.ipynb counts for lab.ipynb, not LAB.ipynb.",
        ),
        (
            ["dough.ipynb"],
            ["dough.ipynb"],
            "dough.ipynb is none of lab.ipynb, quiz.ipynb: it will not be graded.",
        ),
        (
            ["a.ipynb", "b.ipynb.txt", "lab.ipynb"],
            ["a.ipynb", "b.ipynb.txt", "lab.ipynb"],
            "a.ipynb, b.ipynb.txt are none of lab.ipynb, quiz.ipynb: they will not be graded.",
        ),
    ],
)
def test_files_count_for_those_of_the_assignment_that_they_are_named_after(
    room: Classroom, tmp_path: Path, given: list[str], kept: list[str], note: str
) -> None:
    write(room.root / "source" / "dough" / "quiz.ipynb", cell("1", "two", solution=True))
    for name in given:
        write(tmp_path / "handed" / "ada" / name, cell("x", "one", solution=True))
    taken = collect(room, "dough", source=tmp_path / "handed")

    assert taken.rows == (Collected("ada", "new", note.format(*given)),)
    assert files(room) == [f"ada/dough/{name}" for name in kept]


@pytest.mark.parametrize("place", ["ada/dough", "Ada Lovelace_4_assignsubmission_file_"])
def test_names_are_put_right_wherever_the_files_lie(room: Classroom, tmp_path: Path, place: str) -> None:
    write(tmp_path / "handed" / place / "Lab.ipynb.txt", cell("x", "one", solution=True))
    taken = collect(room, "dough", source=tmp_path / "handed")

    assert taken.rows == (Collected("ada", "new", "Lab.ipynb.txt counts for lab.ipynb."),)
    assert files(room) == ["ada/dough/lab.ipynb"]


def test_a_notebook_of_canvas_that_is_none_of_the_assignments_is_told(
    room: Classroom, tmp_path: Path
) -> None:
    path = tmp_path / "download.zip"
    with room.api().gradebook as gradebook:
        gradebook.update_or_create_student("ada", lms_user_id="1001")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lovelaceada_1001_5_Dough-1.ipynb", "{}")
        archive.writestr("lovelaceada_1001_6_LAB-2.ipynb", "{}")
    taken = collect(room, "dough", source=path)

    assert taken.rows[0].reason == (
        "lovelaceada_1001_6_LAB-2.ipynb counts for lab.ipynb. Dough-1.ipynb is none of lab.ipynb: it will not be "
        "graded."
    )


def unfit(folder: Path) -> Path:
    (folder / "ada").mkdir(parents=True)
    (folder / "ada" / "lab.zip").write_text("x")
    return folder


def test_a_refusal_is_kept_until_something_fit_is_collected(room: Classroom, tmp_path: Path) -> None:
    bad, good = unfit(tmp_path / "bad"), handed(tmp_path / "good", "x = 1")
    collect(room, "dough", source=bad)
    first = read_refusals(room, "dough")
    collect(room, "dough", source=good)
    settled = read_refusals(room, "dough")
    collect(room, "dough", source=bad)
    again = read_refusals(room, "dough")
    collect(room, "dough", source=good)

    assert [refusal.reason for refusal in first.values()] == ["It holds lab.zip and no notebook."]
    assert (list(first), settled, list(again)) == (["ada"], {}, ["ada"])
    assert read_refusals(room, "dough") == {}


def test_a_refused_resubmission_leaves_what_was_graded_as_it_is(room: Classroom, tmp_path: Path) -> None:
    collect(room, "dough", source=handed(tmp_path / "good", "x = 1"))
    report = Report("ada", "", "dough", GRADED)
    write_report(room, report)
    collect(room, "dough", source=unfit(tmp_path / "bad"))

    assert read_reports(room, "dough") == (report,)
    assert files(room) == ["ada/dough/lab.ipynb"]


def test_what_is_put_in_place_by_other_ways_settles_a_refusal(room: Classroom, tmp_path: Path) -> None:
    collect(room, "dough", source=unfit(tmp_path / "bad"))
    write(room.place("submitted", "ada", "dough") / "lab.ipynb", cell("x", "one", solution=True))

    assert read_refusals(room, "dough") == {}


def test_a_refusal_that_cannot_be_read_is_told(room: Classroom) -> None:
    path = refusal_path(room, "dough", "ada")
    path.parent.mkdir(parents=True)
    path.write_text("[]")

    reason = f"{path} cannot be read (TypeError). Delete it and collect this submission again."
    assert read_refusals(room, "dough") == {"ada": Refusal("ada", reason)}


def test_a_stranger_of_a_download_is_refused_and_no_student_is_made_of_it(
    room: Classroom, tmp_path: Path
) -> None:
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Zed_5_assignsubmission_file_/lab.ipynb", "{}")
        archive.writestr("Ada Lovelace_4_assignsubmission_onlinetext_/onlinetext.html", "x")
    taken = collect(room, "dough", source=path)

    assert [row.student for row in taken.rows] == ["Zed (5)", "ada"]
    assert list(read_refusals(room, "dough")) == ["ada"]


def test_a_folder_of_nobody_in_the_roster_is_told(room: Classroom, tmp_path: Path) -> None:
    for student in ("ada", "adda", "ADA"):
        write(tmp_path / "handed" / student / "lab.ipynb", cell("x", "one", solution=True))
    taken = collect(room, "dough", source=tmp_path / "handed")

    told = "Nobody in the roster has this id. Did you mean 'ada'?"
    assert taken.rows == (
        Collected("ADA", "new", told),
        Collected("ada", "new"),
        Collected("adda", "new", told),
    )


def test_without_a_roster_nobody_is_a_stranger(room: Classroom, tmp_path: Path) -> None:
    with room.api().gradebook as gradebook:
        gradebook.remove_student("ada")
        gradebook.add_student("ben")
    note_strangers(room, ["ben"])
    write(tmp_path / "handed" / "adda" / "lab.ipynb", cell("x", "one", solution=True))

    assert collect(room, "dough", source=tmp_path / "handed").rows == (Collected("adda", "new"),)


def test_grading_says_that_a_hand_in_was_refused(room: Classroom, tmp_path: Path) -> None:
    collect(room, "dough", source=unfit(tmp_path / "bad"))
    told = (
        "What 'ada' handed in of dough was refused: It holds lab.zip and no notebook. Collect a fit one, then "
        "grade it."
    )
    with pytest.raises(UsageError, match=f"^{told}$"):
        grade(replace(room, sandbox=False), "dough", students=["ada"])
