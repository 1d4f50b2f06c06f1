from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from groundschool.errors import GroundSchoolError
from groundschool.grading import taking
from groundschool.grading.taking import RefusedError, copy_submission, student_problem, unpack


def copied(source: Path, tmp_path: Path) -> Path:
    target = tmp_path / "taken"
    target.mkdir()
    copy_submission(source, target)
    return target


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    folder = tmp_path / "ada"
    (folder / "data").mkdir(parents=True)
    (folder / "lab.ipynb").write_text("{}")
    (folder / "data" / "flights.csv").write_text("a,b")
    return folder


def test_files_and_folders_are_copied_litter_is_not(handed: Path, tmp_path: Path) -> None:
    for litter in (
        ".DS_Store",
        ".ipynb_checkpoints/lab-checkpoint.ipynb",
        "__pycache__/x.pyc",
        "._lab.ipynb",
    ):
        (handed / litter).parent.mkdir(exist_ok=True)
        (handed / litter).write_text("x")

    assert names(copied(handed, tmp_path)) == ["data/flights.csv", "lab.ipynb"]


def test_a_file_with_another_name_is_copied_unless_it_is_somebody_elses(
    handed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.link(handed / "lab.ipynb", tmp_path / "backup.ipynb")
    assert names(copied(handed, tmp_path)) == ["data/flights.csv", "lab.ipynb"]

    status = os.fstat

    def of_another_owner(handle: int) -> os.stat_result:
        found = status(handle)
        given = {field: getattr(found, field) for field in ("st_atime", "st_mtime", "st_ctime")}
        owner = found.st_uid if stat.S_ISDIR(found.st_mode) else found.st_uid + 1
        return os.stat_result((*found[:4], owner, *found[5:]), given)

    monkeypatch.setattr(os, "fstat", of_another_owner)
    (tmp_path / "again").mkdir()
    with pytest.raises(RefusedError, match="is a link to somebody else's file"):
        copy_submission(handed, tmp_path / "again")


def link(folder: Path) -> None:
    (folder / "notes.txt").symlink_to("/etc/hostname")


def link_to_folder(folder: Path) -> None:
    (folder / "data" / "more").symlink_to("/etc")


def dangling(folder: Path) -> None:
    (folder / "lost").symlink_to("nowhere")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def bell(folder: Path) -> None:
    (folder / "ring\x07.txt").write_text("x")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (link, "'notes.txt' is a link. Hand in the file itself."),
        (link_to_folder, "'data/more' is a link. Hand in the file itself."),
        (dangling, "'lost' is a link. Hand in the file itself."),
        (pipe, "'pipe' is no ordinary file."),
        (bell, "'ring\\x07.txt' has a name that cannot be shown."),
    ],
)
def test_what_is_no_file_is_refused_by_name(
    handed: Path, tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(handed)

    with pytest.raises(RefusedError) as caught:
        copied(handed, tmp_path)

    assert str(caught.value) == message


def test_a_folder_that_is_a_link_gives_nothing(handed: Path, tmp_path: Path) -> None:
    (tmp_path / "ben").symlink_to(handed)

    assert names(copied(tmp_path / "ben", tmp_path)) == []


def test_too_much_is_refused(handed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "LARGEST_MB", 1)
    with (handed / "z.bin").open("wb") as sparse:
        sparse.truncate(2 << 20)

    with pytest.raises(RefusedError, match=r"It is larger than 1 MB, at 'z.bin'\."):
        copied(handed, tmp_path)


def test_too_many_are_refused(handed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_FILES", 1)

    with pytest.raises(RefusedError, match=r"It has more than 1 files\."):
        copied(handed, tmp_path)


def packed(tmp_path: Path, *members: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    path = tmp_path / "downloads.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def symlink_member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


GOOD = ("ada/lab.ipynb", b"{}")


@pytest.mark.parametrize(
    ("member", "who", "message"),
    [
        ("mal/../../evil.txt", "mal", "'mal/../../evil.txt' leads out of its folder."),
        ("../evil.txt", "..", "'../evil.txt' leads out of its folder."),
        ("/etc/evil.txt", "etc", "'/etc/evil.txt' leads out of its folder."),
        ("C:/evil.txt", "C:", "'C:/evil.txt' leads out of its folder."),
        ("mal\\..\\..\\evil.txt", "mal", "'mal\\\\..\\\\..\\\\evil.txt' leads out of its folder."),
        (symlink_member("mal/link"), "mal", "'mal/link' is a link. Hand in the file itself."),
        ("mal/" + "x" * 300, "mal", "cannot be unpacked"),
    ],
)
def test_a_zip_loses_only_the_student_who_spoils_it(
    tmp_path: Path, member: zipfile.ZipInfo | str, who: str, message: str
) -> None:
    target = tmp_path / "in" / "here"
    target.mkdir(parents=True)

    refused = unpack(packed(tmp_path, ("mal/lab.ipynb", b"{}"), (member, b"/etc/passwd"), GOOD), target)

    assert list(refused) == [who]
    assert message in refused[who]
    assert names(target) == ["ada/lab.ipynb"] if who == "mal" else ["ada/lab.ipynb", "mal/lab.ipynb"]
    assert sorted(path.name for path in tmp_path.rglob("evil*")) == []


def test_a_zip_bomb_is_stopped_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "LARGEST_MB", 1)
    target = tmp_path / "in"

    refused = unpack(packed(tmp_path, ("mal/zeros", bytes(3 << 20)), GOOD), target)

    assert refused == {"mal": "It is larger than 1 MB, at 'mal/zeros'."}
    assert names(target) == ["ada/lab.ipynb"]


def test_a_file_that_is_in_the_zip_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = packed(tmp_path, ("mal/lab.ipynb", b"{}"), ("mal/lab.ipynb", b"[]"), GOOD)

    assert unpack(archive, tmp_path / "in") == {"mal": "'mal/lab.ipynb' is in the zip twice."}


def test_a_damaged_member_is_refused_and_the_rest_taken(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("mal/lab.ipynb", b"the quick brown fox" * 50), GOOD)
    content = bytearray(archive.read_bytes())
    start = content.index(b"mal/lab.ipynb") + len(b"mal/lab.ipynb")
    content[start + 4 : start + 12] = bytes(8)
    archive.write_bytes(content)

    refused = unpack(archive, tmp_path / "in")

    assert list(refused) == ["mal"]
    assert names(tmp_path / "in") == ["ada/lab.ipynb"]


def test_what_is_no_zip_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("hello")

    with pytest.raises(
        GroundSchoolError,
        match=r"x\.zip: this zip cannot be read \(File is not a zip file\)\. Download it again\.",
    ):
        unpack(tmp_path / "x.zip", tmp_path / "in")


@pytest.mark.parametrize(
    "student", ["ada", "ada.lovelace@example.org", "O'Neil 2", "s0123", "Zoë", "a+b-c_d"]
)
def test_ids_of_universities_are_ids(student: str) -> None:
    assert student_problem(student) is None


@pytest.mark.parametrize(
    "student",
    [
        "",
        ".",
        "..",
        ".ada",
        "*",
        "a*",
        "a?",
        "[ab]",
        "a/b",
        "a\nb",
        "=1+1",
        "-x",
        "a..b",
        "a ",
        "{x}",
        "a,b",
        "x" * 101,
    ],
)
def test_names_that_nbgrader_would_take_for_something_else_are_no_ids(student: str) -> None:
    assert "cannot be a student's id" in (student_problem(student) or "")
