"""A folder around a whole download is looked through; a student's own folder is not."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

import pytest
from test_downloads import ROSTER, offered, reasons, zipped

from groundschool.grading.downloads import CANVAS, FOLDERS, MOODLE
from groundschool.grading.wrapper import wrapper

NOBODY = ()
IDS = ("ada", "ben")


@pytest.mark.parametrize("roster", [NOBODY, IDS])
@pytest.mark.parametrize(
    ("around", "paths"),
    [
        ("submissions", ["submissions/ada/lab.ipynb"]),
        ("submissions", ["submissions/ada/lab.ipynb", "submissions/ben/", "submissions/read me.txt"]),
        ("submissions", ["submissions/ada/dough/lab.ipynb"]),
        ("submissions", ["submissions/zed/Lab.IPYNB.txt", "__MACOSX/._submissions", ".DS_Store"]),
        ("a/b", ["a/b/ada/lab.ipynb", "a/b/.DS_Store", "a/__MACOSX/x"]),
        ("dough", ["dough/ada/lab.ipynb"]),
        ("submissions", ["submissions/lovelaceada_1001_55_lab.ipynb", "submissions/x_7_8_lab.ipynb"]),
        ("submissions", ["submissions/Ada Lovelace_12_assignsubmission_file_/lab.ipynb"]),
        ("", ["ada/lab.ipynb"]),
        ("", ["adda/lab.ipynb", "adda/data/old/lab.ipynb"]),
        ("", ["adda/dough/lab.ipynb"]),
        ("", ["adda/lab.ipynb.txt"]),
        ("", ["ada/essay.docx"]),
        ("", ["one/ada/lab.ipynb", "two/ben/lab.ipynb"]),
        ("", ["../ada/lab.ipynb"]),
        ("", ["Ada Lovelace_12_assignsubmission_file_/work/lab.ipynb"]),
        ("", ["lovelaceada_1001_55_lab.ipynb"]),
        ("", []),
    ],
)
def test_a_wrapper_is_what_nothing_but_submissions_lies_in(
    around: str, paths: list[str], roster: tuple[str, ...]
) -> None:
    assert wrapper(map(PurePosixPath, paths), roster=roster, assignment="dough") == PurePosixPath(around)


def test_the_roster_says_whose_folder_it_is() -> None:
    own, wrapped = [PurePosixPath("ada/work/lab.ipynb")], [PurePosixPath("all/ada/essay.docx")]

    assert wrapper(own, roster=IDS, assignment="dough") == PurePosixPath()
    assert wrapper(wrapped, roster=IDS, assignment="dough") == PurePosixPath("all")


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (FOLDERS, ["submissions/ada/lab.ipynb", "submissions/ben/lab.ipynb"]),
        (CANVAS, ["submissions/lovelaceada_1001_55_lab.ipynb", "submissions/oharadíazben_1002_5_lab.ipynb"]),
        (
            MOODLE,
            [
                f"submissions/{who}_12_assignsubmission_file_/lab.ipynb"
                for who in ("Ada Lovelace", "Ben O'Hara Díaz")
            ],
        ),
    ],
)
@pytest.mark.parametrize("unpacked", [False, True])
def test_a_download_that_was_zipped_again_is_what_it_was(
    form: str, names: list[str], tmp_path: Path, *, unpacked: bool
) -> None:
    source = zipped(tmp_path, *names, "__MACOSX/._submissions")
    if unpacked:
        with zipfile.ZipFile(source) as archive:
            archive.extractall(tmp_path / "folder")
        source = tmp_path / "folder"
    found = offered(source, tmp_path, ROSTER)

    assert (found.form, [offer.student for offer in found.found], found.refused) == (form, ["ada", "ben"], ())


def test_one_bad_folder_in_a_wrapper_refuses_nobody_else(tmp_path: Path) -> None:
    path = zipped(tmp_path, "submissions/", "submissions/ada/lab.ipynb", "submissions/mal/lab.ipynb")
    link = zipfile.ZipInfo("submissions/mal/x")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    found = offered(path, tmp_path)

    assert [offer.student for offer in found.found] == ["ada"]
    assert reasons(found) == {"mal": "'submissions/mal/x' is a link. Hand in the file itself."}
