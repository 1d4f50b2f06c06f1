"""What Canvas and Moodle put into a zip is recognised by its names, and given to the right student or to nobody."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from groundschool.errors import UsageError
from groundschool.grading.downloads import CANVAS, FOLDERS, MOODLE, recognise
from groundschool.grading.export import Student
from groundschool.grading.late import Deadline, how_late, time_of
from groundschool.grading.offers import Offers, Refused, from_source

ROSTER = (
    Student("ada", "Ada", "Lovelace", "", "1001"),
    Student("ben", "Ben", "O'Hara Díaz", "", "1002"),
    Student("jo1", "Jo", "Li", "", "77"),
    Student("jo2", "Jo", "Li", "", "78"),
    Student("max", "Max", "Plain"),
)
EXPECTED = ("lab.ipynb", "quiz.ipynb")


def offered(source: Path, tmp_path: Path, roster: tuple[Student, ...] = ROSTER) -> Offers:
    staging = tmp_path / "staging"
    staging.mkdir()
    return from_source(source, staging, students=roster, assignment="dough", expected=EXPECTED)


def reasons(found: Offers) -> dict[str, str]:
    return {refused.what: refused.reason for refused in found.refused}


def zipped(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return path


@pytest.mark.parametrize(
    ("names", "form"),
    [
        (["lovelaceada_1001_55_lab.ipynb", "oharadazben_LATE_1002_56_lab-1.ipynb"], CANVAS),
        (["lovelaceada_1001_text.html", "a_1001_5_x.ipynb"], CANVAS),
        (["Ada Lovelace_12345_assignsubmission_file_", "Ben_6_assignsubmission_onlinetext_"], MOODLE),
        (["Ada Lovelace_12345_assignsubmission_file"], MOODLE),
        (["Ada Lovelace_12345_assignsubmission_file_lab.ipynb"], MOODLE),
        (["ada", "ben", "u_123"], FOLDERS),
        ([], FOLDERS),
    ],
)
def test_the_form_is_recognised_by_the_names(names: list[str], form: str) -> None:
    assert recognise(names) == form


def test_canvas_files_go_to_the_student_with_that_id_and_the_newest_counts(tmp_path: Path) -> None:
    found = offered(
        zipped(
            tmp_path,
            "lovelaceada_LATE_1001_60_lab-1.ipynb",
            "lovelaceada_LATE_1001_55_lab.ipynb",
            "lovelaceada_LATE_1001_56_quiz.ipynb",
            "plainmax_3001_57_lab (2).ipynb",
            "oharadíazben_1002_58_other-1.ipynb",
            "someoneelse_9999_59_lab.ipynb",
            "oharadíazben_text.html",
        ),
        tmp_path,
    )
    ada, ben, max_ = sorted(found.found, key=lambda offer: offer.student)

    assert found.form == CANVAS
    assert (ada.student, ada.late, ben.late) == ("ada", True, False)
    assert ada.names == {
        "lovelaceada_LATE_1001_60_lab-1.ipynb": "lab.ipynb",
        "lovelaceada_LATE_1001_56_quiz.ipynb": "quiz.ipynb",
    }
    assert set(ada.only or ()) == set(ada.names)
    assert ada.notes == (
        "lovelaceada_LATE_1001_60_lab-1.ipynb counts for lab.ipynb, not lovelaceada_LATE_1001_55_lab.ipynb.",
    )
    assert ben.names == {"oharadíazben_1002_58_other-1.ipynb": "other-1.ipynb"}
    assert (max_.student, max_.names) == ("max", {"plainmax_3001_57_lab (2).ipynb": "lab.ipynb"})
    assert reasons(found) == {
        "oharadíazben_text.html": "'oharadíazben_text.html' does not look like a download from Canvas.",
        "someoneelse (9999)": "Nobody in the roster has the Canvas id 9999, or that name without an id. Import the "
        "roster with `groundschool class roster`, then collect again.",
    }


def test_moodle_folders_go_to_the_student_of_that_name(tmp_path: Path) -> None:
    found = offered(
        zipped(
            tmp_path,
            "Ada Lovelace_12_assignsubmission_file_/lab.ipynb",
            "Ada Lovelace_12_assignsubmission_file_/lab-1.ipynb",
            "Ada Lovelace_12_assignsubmission_onlinetext_/onlinetext.html",
            "O'HARA DÍAZ Ben_13_assignsubmission_file_/lab(1).ipynb",
            "Max Plain_14_assignsubmission_file_/lab.ipynb",
            "Max Plain_15_assignsubmission_file_/lab.ipynb",
            "Jo Li_16_assignsubmission_file_/lab.ipynb",
            "Participant_17_assignsubmission_file_/lab.ipynb",
            "Zed_18_assignsubmission_onlinetext_/onlinetext.html",
        ),
        tmp_path,
    )

    assert found.form == MOODLE
    assert [(o.student, o.folder.name, o.names, o.notes) for o in found.found] == [
        (
            "ada",
            "Ada Lovelace_12_assignsubmission_file_",
            {"lab.ipynb": "lab.ipynb"},
            ("lab.ipynb counts for lab.ipynb, not lab-1.ipynb.",),
        ),
        (
            "ben",
            "O'HARA DÍAZ Ben_13_assignsubmission_file_",
            {"lab(1).ipynb": "lab.ipynb"},
            ("lab(1).ipynb counts for lab.ipynb.",),
        ),
    ]
    assert reasons(found) == {
        "Jo Li (16)": "2 students have the name 'Jo Li': jo1, jo2. Put it into a folder of the right id and collect that.",
        "Participant (17)": "Moodle hid the names: reveal the student identities of the assignment, and download it "
        "again.",
        "Zed (18)": "Nobody in the roster has the name 'Zed'. Import the roster with `groundschool class roster`, then "
        "collect again. Or is it a group? Put a copy into the folder of each member.",
        "max": "2 people of the download fit this student. Is somebody missing in the roster?",
    }


@pytest.mark.parametrize(
    ("group", "number"), [("teamrocket", "1001"), ("adasteam", "LATE_1001"), ("teamlight", "77")]
)
def test_what_canvas_names_after_a_group_goes_to_its_member_with_a_note(
    group: str, number: str, tmp_path: Path
) -> None:
    (offer,) = offered(zipped(tmp_path, f"{group}_{number}_5_lab.ipynb"), tmp_path).found
    whose = {"ada": "Lovelace, Ada", "jo1": "Li, Jo"}[offer.student]

    assert offer.notes == (
        f"Its files are named {group!r} and not {whose!r}: is it a group? Put a copy into the folder "
        "of each member.",
    )


@pytest.mark.parametrize(
    "name",
    ["lovelaceada_1001", "kinglovelaceada_1001", "oharadiazben_1002", "oharadazben_1002", "x_5"],
)
def test_a_name_that_canvas_spells_in_its_own_way_is_no_group(name: str, tmp_path: Path) -> None:
    nameless = Student("nix", lms_id="5")
    (offer,) = offered(zipped(tmp_path, f"{name}_5_lab.ipynb"), tmp_path, (*ROSTER, nameless)).found

    assert offer.notes == ()


def test_moodle_files_without_folders_are_taken_too(tmp_path: Path) -> None:
    folder = tmp_path / "flat"
    folder.mkdir()
    (folder / "Ada Lovelace_12_assignsubmission_file_lab.ipynb").write_text("x")
    (folder / "Ben O'Hara Díaz_13_assignsubmission_onlinetext_").mkdir()
    found = offered(folder, tmp_path)

    assert [(o.student, o.names) for o in found.found] == [
        ("ada", {"Ada Lovelace_12_assignsubmission_file_lab.ipynb": "lab.ipynb"})
    ]
    why = "It has no file, only what was typed into the LMS, or a link."
    assert found.refused == (Refused("Ben O'Hara Díaz (13)", why, "ben"),)


def test_one_bad_file_refuses_all_that_its_owner_handed_in_and_nobody_else(tmp_path: Path) -> None:
    path = zipped(tmp_path, "lovelaceada_1001_55_lab.ipynb", "plainmax_3_57_lab.ipynb")
    link = zipfile.ZipInfo("lovelaceada_1001_56_quiz.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../up_1_2_lab.ipynb", "x")
    found = offered(path, tmp_path)

    assert [offer.student for offer in found.found] == ["max"]
    assert reasons(found) == {
        "lovelaceada (1001)": "'lovelaceada_1001_56_quiz.ipynb' is a link. Hand in the file itself.",
        "..": "'../up_1_2_lab.ipynb' leads out of its folder.",
    }
    assert not (tmp_path / "up_1_2_lab.ipynb").exists()


@pytest.mark.parametrize("name", ["lovelaceada_1001_55_lab.ipynb", "Ada Lovelace_1_assignsubmission_file_"])
def test_a_link_among_unpacked_files_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / name).symlink_to("/etc")
    found = offered(folder, tmp_path)

    assert found.found == ()
    assert found.refused[0][1] == f"{name!r} is a link. Hand in the folder itself."


@pytest.mark.parametrize("names", [[], ["ada/", "__MACOSX/ada"]])
@pytest.mark.parametrize("unpacked", [False, True])
def test_a_source_with_nothing_in_it_is_wrong_usage(
    names: list[str], tmp_path: Path, *, unpacked: bool
) -> None:
    source = zipped(tmp_path, *names)
    if unpacked:
        source = tmp_path / "folder"
        (source / "__MACOSX").mkdir(parents=True)
    with pytest.raises(UsageError) as raised:
        offered(source, tmp_path)

    assert str(raised.value) == (
        f"{source}: there is no submission in it. Name what holds <student>/<notebooks>, or download it again."
    )


def test_hidden_names_in_canvas_are_told(tmp_path: Path) -> None:
    found = offered(
        zipped(
            tmp_path,
            "anon_Ab3x9_5101_lab.ipynb",
            "anon_Ab3x9_5102_quiz.ipynb",
            "LATE_anon_c4Dfg_5103_lab-1.ipynb",
            "anon_Zz9qk_text.html",
        ),
        tmp_path,
    )

    why = "Canvas hid the names: switch anonymous grading off, and download it again."
    assert (found.form, found.found) == (CANVAS, ())
    assert reasons(found) == {"anon (Ab3x9)": why, "anon (c4Dfg)": why, "anon (Zz9qk)": why}


def test_somebody_who_is_called_anon_is_not_hidden(tmp_path: Path) -> None:
    (offer,) = offered(
        zipped(tmp_path, "anon_10019_5101_lab.ipynb"), tmp_path, (Student("an", "", "Anon", "", "10019"),)
    ).found

    assert (offer.student, offer.notes) == ("an", ())


def test_late_is_what_nbgrader_takes_for_late(tmp_path: Path) -> None:
    stamp = tmp_path / "timestamp.txt"
    deadline = Deadline(datetime(2026, 11, 22, 8), {"ben": timedelta(hours=1)})  # noqa: DTZ001 - as nbgrader keeps it
    stamp.write_text("2026-11-22 09:30:00.000001 UTC\n")

    assert round(deadline.seconds_late("ada", tmp_path)) == 5400
    assert round(deadline.seconds_late("ben", tmp_path)) == 1800
    assert Deadline().seconds_late("ada", tmp_path) == 0
    stamp.write_text("2026-11-22T09:30:00+02:00")
    assert deadline.seconds_late("ada", tmp_path) == 0
    for text in (
        "yesterday",
        "2026-22-11 25:00:00 UTC",
        "9" * 5000,
        "2026-11-22 09:30:00" + " " * 500 + "UTC",
    ):
        stamp.write_text(text)
        assert time_of(tmp_path) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "1 min"), (7500, "2 h 5 min"), (86400 * 3 + 4 * 3600 + 60, "3 d 4 h"), (86400, "1 d")],
)
def test_how_late_is_said_in_words(seconds: float, words: str) -> None:
    assert how_late(seconds) == words
