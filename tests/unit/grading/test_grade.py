"""What is asked of grading and cannot be is told before a submission is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from gradebook_kit import make_room
from nbformat.v4 import new_code_cell, new_notebook

from groundschool import cli
from groundschool.cli import classroom as commands
from groundschool.grading import jobs
from groundschool.grading.classroom import Classroom
from groundschool.grading.grade import FAILED, GRADED, KEPT, Graded
from groundschool.grading.repeats import done_once


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


@pytest.mark.parametrize(
    ("option", "rest"), [((), "grades the rest"), (("--again",), "begins with all of them again")]
)
def test_who_stops_grading_is_told_how_far_it_came_and_how_it_goes_on(
    option: tuple[str, ...],
    rest: str,
    room: Classroom,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for student in ("ada", "ben", "cyd", "dot"):
        room.place("submitted", student, "dough").mkdir(parents=True)

    def stopped(*_: object, progress: Callable[[Graded], None], **__: object) -> None:
        for student, status in (("ada", KEPT), ("ben", GRADED), ("cyd", FAILED)):
            progress(Graded(student, "", status))
        raise KeyboardInterrupt

    monkeypatch.setattr(commands.grading, "grade", stopped)

    assert grade(room, "dough", *option) == 130
    # The empty line is click's, after the ^C of a terminal.
    assert capsys.readouterr().err == f"2 of 4 are graded; the same command {rest}.\n\nStopped.\n"


@pytest.mark.parametrize("address", ["nonsense", "tcp://host", "tcp://", "http://host:8786", "host:port"])
def test_what_is_no_address_of_a_scheduler_is_told_at_once(
    address: str, room: Classroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.place("submitted", "ada", "dough").mkdir(parents=True)

    assert grade(room, "dough", "--scheduler", address) == 2
    assert capsys.readouterr().err == (
        f"{address!r} is no address of a Dask scheduler. One looks like tcp://192.168.0.5:8786 or tls://host:8786; "
        "`dask scheduler` tells its own when it starts.\n"
    )


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tls://grader.example.org:8786", "grader:8786", "tcp://[::1]:8786"]
)
def test_every_transport_of_dask_is_an_address(address: str) -> None:
    assert jobs._ADDRESS.fullmatch(address)


def test_copied_ids_of_cells_are_no_news_while_grading(recwarn: pytest.WarningsRecorder) -> None:
    text = json.dumps({**new_notebook(), "cells": [new_code_cell("1", id="same")] * 2})
    with done_once():
        nbformat.reads(text, as_version=4)

    assert [str(one.message) for one in recwarn] == []
