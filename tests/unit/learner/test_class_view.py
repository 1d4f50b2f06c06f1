"""A class at a glance, from records in every form, good, damaged and hostile."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from groundschool.cli import run
from groundschool.learner.class_records import tally_of
from groundschool.learner.class_view import ClassView, Draw, Stuck, class_view, tally
from groundschool.learner.handed_in import Tries, read_record, records_in
from groundschool.learner.record import LearnerRecord
from groundschool.learner.xapi import statements
from small_course import course
from small_files import some_resources, write_course


def workspace(
    folder: Path, answers: dict[str, list[tuple[object, bool]]], tasks: dict[str, list[bool]]
) -> Path:
    record = LearnerRecord(folder)
    for name, given in answers.items():
        for answer, right in given:
            record.answered(f"validation/{name}", answer, right=right, score=float(right))
    for name, tries in tasks.items():
        for passed in tries:
            record.tried(f"validation/{name}", passed=passed)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three learners who handed in three forms."""
    home, handed = tmp_path / "homes", tmp_path / "handed"
    handed.mkdir()
    workspace(handed / "ada", {"late_label": [(1, False), (0, True)], "loop": [("feedback loop", True)]}, {})
    bob = workspace(
        home / "bob",
        {"late_label": [(1, False)] * 4, "missing_columns": [([0, 1], False), ([0, 2], True)]},
        {"units": [False, False, False]},
    )
    shutil.copy(bob / ".groundschool" / "record.sqlite", handed / "bob.sqlite")
    cleo = LearnerRecord(
        workspace(
            home / "cleo",
            {
                "late_label": [(0, True)],
                "missing_columns": [([0, 1], False)],
                "late_share": [("19 %", False)],
            },
            {"units": [False, False, False, True]},
        )
    )
    made = list(statements(cleo.events(), course=course(tmp_path), learner="x"))
    (handed / "cleo.json").write_text(json.dumps(made))
    return handed


def view(folder: Path) -> ClassView:
    records = [read_record(name, path) for name, path in records_in(folder).items()]
    assert class_view(tally(records[::-1]), course(folder)) == class_view(tally(records), course(folder))
    assert tally_of(records_in(folder)) == (tally(records), {})
    return class_view(tally(records), course(folder))


def test_each_learner_counts_once_by_their_own_name(folder: Path) -> None:
    (folder / "bob.json").write_text("[]")

    assert set(records_in(folder)) == {"ada", "bob", "cleo"}


def test_the_question_that_fails_most_comes_first_with_what_draws(folder: Path) -> None:
    shown = {one.name.removeprefix("validation/"): one for one in view(folder).questions}

    assert list(shown) == ["late_share", "missing_columns", "late_label", "loop"]
    late = shown["late_label"]
    assert (late.learners, late.wrong, late.draws) == (3, 2, (Draw("`arr_delay`", 2),))
    assert shown["missing_columns"].draws == (Draw("dep_time + carrier", 2),)
    assert shown["late_share"].draws == (Draw("19 %", 1),)


def test_who_tries_in_vain_is_stuck_and_who_passed_is_not(folder: Path) -> None:
    seen = view(folder)

    assert [(one.learner, one.where, one.tries) for one in seen.stuck] == [
        ("bob", "question/validation/late_label", 4),
        ("bob", "task/validation/units", 3),
    ]
    assert isinstance(seen.stuck[0], Stuck)
    (units,) = seen.tasks
    assert (units.learners, units.passed, units.tries) == (2, 1, 7)


def test_a_large_class_is_that_many_small_ones_and_names_what_it_left_out(folder: Path) -> None:
    """Records are counted in parts, by processes side by side; bob, who is stuck twice, is in each part."""
    small = view(folder)
    for path in sorted(folder.glob("*.*")):
        for number in range(49):
            shutil.copy(path, folder / f"{path.stem}_{number}{path.suffix}")
    for number in range(50):
        shutil.copytree(folder / "ada", folder / f"ada_{number}")
    shutil.rmtree(folder / "ada")
    (folder / "dan.json").write_text("{}")
    counted, unread = tally_of(records_in(folder))
    large = class_view(counted, course(folder))

    assert unread == {folder / "dan.json": "it is no list of statements in JSON"}
    assert large.learners == 50 * small.learners == 150
    assert [(one.name, one.learners, one.wrong) for one in large.questions] == [
        (one.name, 50 * one.learners, 50 * one.wrong) for one in small.questions
    ]
    assert [one.draws for one in large.questions] == [
        tuple(Draw(draw.answer, 50 * draw.learners) for draw in one.draws) for one in small.questions
    ]
    assert [(one.passed, one.tries) for one in large.tasks] == [
        (50 * one.passed, 50 * one.tries) for one in small.tasks
    ]
    assert len(large.stuck) == 50 * len(small.stuck)
    assert large.stuck == tuple(sorted(large.stuck, key=lambda one: (-one.tries, one.learner, one.where)))


def test_the_command_shows_the_worst_and_names_what_it_left_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_course(tmp_path, some_resources(3))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (folder / "dan.sqlite").write_bytes(b"not a database at all, although it is long enough to be one" * 20)

    assert run(["record", "class", str(folder)]) == 1
    said = capsys.readouterr()
    assert "validation/late_label" in said.out
    assert "2 x `arr_delay`" in said.out
    assert "3 learners, 1 of them stuck." in said.out
    assert said.err.startswith(f"{folder / 'dan.sqlite'}: left out: it is no learner record")

    (folder / "dan.sqlite").unlink()
    assert run(["record", "class", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["learners"] == 3


def test_a_folder_without_records_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_course(tmp_path, some_resources(3))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none").mkdir()

    assert run(["record", "class", "none"]) == 2
    assert "no records here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{}"),
        ("a.json", b"\xff"),
        ("a.json", b"[" * 100_000),
        ("a.sqlite", b""),
        ("a.sqlite", b"x" * 5000),
    ],
)
def test_what_is_no_record_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ValueError, match="it is no "):
        read_record("a", tmp_path / name)


def test_odd_statements_and_rows_are_passed_over(tmp_path: Path) -> None:
    odd = [
        None,
        3,
        {},
        {"verb": 1},
        {"timestamp": 1, "verb": {"id": "x/answered"}, "object": {"id": "question/a/b"}},
        {
            "timestamp": "t",
            "verb": {"id": "x/answered"},
            "object": {"id": "urn:x-groundschool:c:question/a/b"},
        },
        {
            "timestamp": "t",
            "verb": {"id": "x/answered"},
            "object": {"id": "urn:x-groundschool:c:question/a/c"},
            "result": {"success": 1, "response": "x"},
        },
    ]
    (tmp_path / "a.json").write_text(json.dumps(odd))
    workspace(tmp_path / "b", {"loop": [("x", False)]}, {})
    with closing(sqlite3.connect(tmp_path / "b" / ".groundschool" / "record.sqlite")) as connection:
        rows = [
            (1, 2, 3, 4),
            ("t", "answered", "question/a/b", "half a js"),
            ("t", "answered", "question/a/b", "[]"),
        ]
        connection.executemany(
            "INSERT INTO events (time, actor, verb, object, result) VALUES (?, 'a', ?, ?, ?)", rows
        )
        connection.commit()

    # What is not `true` is not right.
    assert read_record("a", tmp_path / "a.json").questions == {"a/c": Tries("x", wrong=1)}
    assert set(read_record("b", tmp_path / "b" / ".groundschool" / "record.sqlite").questions) == {
        "validation/loop"
    }


def test_a_view_that_never_ends_is_stopped(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        connection.execute(
            "CREATE VIEW events AS WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n) "
            "SELECT number, 't' AS time, 'v' AS verb, 'o' AS object, '{}' AS result FROM n"
        )

    with pytest.raises(ValueError, match=r"it is no learner record \(interrupted\)"):
        read_record("a", tmp_path / "a.sqlite")
