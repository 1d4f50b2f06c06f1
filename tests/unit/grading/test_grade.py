"""What is asked of grading and cannot be is told before a submission is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradebook_kit import make_room

from groundschool import cli
from groundschool.grading.classroom import Classroom


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    return make_room(tmp_path / "room")


def grade(room: Classroom, *arguments: str) -> int:
    return cli.run(["class", "grade", *arguments, "--classroom", str(room.root)])


def test_a_cluster_and_no_sandbox_do_not_go_together(
    room: Classroom, capsys: pytest.CaptureFixture[str]
) -> None:
    code = grade(room, "dough", "--scheduler", "tcp://127.0.0.1:8786", "--without-sandbox")

    shown = capsys.readouterr()
    assert (code, shown.out) == (2, "")
    assert shown.err == (
        "Workers of a Dask scheduler run submissions in the sandbox only, and --without-sandbox runs them on this "
        "machine. Leave out --scheduler or --without-sandbox.\n"
    )


@pytest.mark.parametrize(
    ("name", "to_do"),
    [
        ("doguh", "Did you mean 'dough'?"),
        ("zoo", "Known: crumb, dough."),
        ("crumb", "Run `groundschool class release crumb` first."),
    ],
)
def test_an_assignment_that_the_gradebook_does_not_know_is_named(
    name: str, to_do: str, room: Classroom, capsys: pytest.CaptureFixture[str]
) -> None:
    (room.root / "source" / "crumb").mkdir()

    assert grade(room, name) == 2
    assert capsys.readouterr().err == f"The gradebook knows no assignment {name!r}. {to_do}\n"
