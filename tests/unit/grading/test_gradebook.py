"""Trouble with the gradebook and its settings is told with what, where and what to do, never as a bug of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gradebook_kit import CONFIG, make_room
from sqlalchemy import text

from groundschool import cli
from groundschool.errors import GroundSchoolError
from groundschool.grading.classroom import Classroom

ADDRESS = "One looks like sqlite:////folder/gradebook.db or postgresql+psycopg://user@host/gradebook."


def room_with(folder: Path, settings: str) -> Classroom:
    path = shutil.copy(CONFIG, folder)
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"\n{settings}\n")
    return Classroom(folder)


def told(room: Classroom) -> str:
    with pytest.raises(GroundSchoolError) as trouble, room.api().gradebook:
        pass
    return str(trouble.value)


@pytest.mark.parametrize(
    ("address", "shown", "said"),
    [
        (
            "postgresql+psycopg://me:s@cret@127.0.0.1:1/gradebook",
            "postgresql+psycopg://me:***@127.0.0.1:1/gradebook",
            "no server answers. Start it, or mend the address.",
        ),
        (
            "postgresql+psycopg://127.0.0.1:1/gradebook?user=me&password=s@cret",
            "postgresql+psycopg://127.0.0.1:1/gradebook?user=me&password=***",
            "no server answers. Start it, or mend the address.",
        ),
        (
            "postgresql+psycopg://me:s@cret@127.0.0.1:xx/gradebook",
            "postgresql+psycopg://me:***@127.0.0.1:xx/gradebook",
            f"this is no address of a database. {ADDRESS}",
        ),
        ("notadb", "notadb", f"this is no address of a database. {ADDRESS}"),
        ("nodb://host/x", "nodb://host/x", f"this is no address of a database. {ADDRESS}"),
        (
            "postgresql+pg8000://host/x",
            "postgresql+pg8000://host/x",
            "its driver is not installed (No module named 'pg8000'). Install it, or write another address: "
            "sqlite:////folder/gradebook.db or postgresql+psycopg://user@host/gradebook.",
        ),
        (
            "sqlite:////nowhere/gradebook.db",
            "sqlite:////nowhere/gradebook.db",
            "this file cannot be opened or made. Is its folder there, and may you write to it?",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    address: str, shown: str, said: str, tmp_path: Path
) -> None:
    room = room_with(tmp_path, f"c.CourseDirectory.db_url = {address!r}")

    assert told(room) == (
        f"The gradebook {shown}: {said} See c.CourseDirectory.db_url in {tmp_path / 'nbgrader_config.py'}."
    )


def test_a_file_that_is_no_gradebook_is_told(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("rubbish" * 1000)

    assert told(room_with(tmp_path, "")) == (
        f"The gradebook sqlite:///{tmp_path / 'gradebook.db'}: this file is no gradebook, or is damaged. Put a copy "
        "in its place, or move it away: a new one is made."
    )


def test_what_goes_wrong_while_it_is_open_is_told_too(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room")
    with room.api().gradebook as gradebook:
        gradebook.db.execute(text("ALTER TABLE student RENAME COLUMN lms_user_id TO other"))
        gradebook.db.commit()

    with (
        pytest.raises(GroundSchoolError, match="another version of nbgrader has made it"),
        room.api().gradebook as gradebook,
    ):
        list(gradebook.students)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("c.Exchange.root = (", "these settings cannot be read (SyntaxError: '(' was never closed)."),
        (
            "c.Exchange.root = nowhere",
            "these settings cannot be read (NameError: name 'nowhere' is not defined).",
        ),
    ],
)
def test_settings_that_cannot_be_read_are_told_with_their_line(
    settings: str, said: str, tmp_path: Path
) -> None:
    line = len(CONFIG.read_text("utf-8").splitlines()) + 2

    assert (
        told(room_with(tmp_path, settings))
        == f"{tmp_path / 'nbgrader_config.py'}:{line}: {said} Mend them there."
    )


def test_a_setting_of_another_type_is_told(tmp_path: Path) -> None:
    assert told(room_with(tmp_path, "c.CourseDirectory.db_url = 5")) == (
        f"{tmp_path / 'nbgrader_config.py'}: a setting is not right: The 'db_url' trait of a CourseDirectory "
        "instance expected a unicode string, not the int 5. Mend it there."
    )


@pytest.mark.parametrize(
    "command",
    ["release dough", "roster class.csv", "grade dough", "queue", "items dough", "feedback dough", "export"],
)
def test_every_command_ends_with_the_message_alone(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room = make_room(tmp_path / "room")
    room.place("submitted", "ada", "dough").mkdir(parents=True)
    (room.root / "gradebook.db").write_text("rubbish" * 1000)
    (tmp_path / "class.csv").write_text("id\nada\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    code = cli.run(["class", *command.split(), "--classroom", str(room.root)])

    shown = capsys.readouterr()
    assert code == 1, shown.err
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert "this file is no gradebook, or is damaged" in shown.err
