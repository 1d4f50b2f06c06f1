"""The learner record: what it remembers, and what it survives."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from groundschool.errors import GroundSchoolError
from groundschool.learner.record import LearnerRecord, Summary

WRITES = """
import sys
from pathlib import Path
from groundschool.learner.record import LearnerRecord

record = LearnerRecord(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    record.answered(f"{sys.argv[2]}/question_{number}", number, right=True, score=1.0)
    print(number, flush=True)
"""

# Dies with pages already written to the file and the journal still needed to take them back.
DIES_IN_MID_WRITE = """
import sqlite3, sys, time

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE events SET result = replace(result, 'true', 'false')")
for number in range(200):
    connection.execute(
        "INSERT INTO events (time, actor, verb, object, result) VALUES ('t', 'a', 'answered', 'question/m/x', ?)",
        ("{" + " " * 2000 + "}",),
    )
print("writing", flush=True)
time.sleep(60)
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def filled(workspace: Path, events: int = 300) -> LearnerRecord:
    record = LearnerRecord(workspace)
    for number in range(events):
        record.answered(f"module/question_{number}", "words " * 20, right=True, score=1.0)
    return record


def record_file(workspace: Path) -> Path:
    return workspace / ".groundschool" / "record.sqlite"


def overwrite(path: Path, *, start: int, length: int) -> None:
    data = bytearray(path.read_bytes())
    data[start : start + length] = b"\xa5" * length
    path.write_bytes(data)


def test_a_new_workspace_has_an_empty_record(tmp_path: Path) -> None:
    record = LearnerRecord(tmp_path)

    assert record.summary() == Summary()
    assert record.notices == ()


def test_the_last_answer_counts_and_tries_are_counted(tmp_path: Path) -> None:
    record = LearnerRecord(tmp_path)
    record.answered("validation/units", [2, 0], right=False, score=0.5)
    record.answered("validation/units", [1], right=True, score=1.0)

    answered = LearnerRecord(tmp_path).summary().answers["validation/units"]

    assert (answered.answer, answered.right, answered.score, answered.tries) == ([1], True, 1.0, 2)


def test_picked_resources_stand_in_the_order_of_the_last_choice(tmp_path: Path) -> None:
    record = LearnerRecord(tmp_path)
    for name, wanted in [("a", True), ("b", True), ("c", True), ("b", False), ("a", False), ("a", True)]:
        record.picked(name, wanted=wanted)

    summary = record.summary()

    assert summary.picked == ("c", "a")
    assert summary.removed == ("b",)


def test_a_task_once_passed_stays_passed(tmp_path: Path) -> None:
    record = LearnerRecord(tmp_path)
    record.tried("validation/units", passed=False, message="AssertionError: 3")
    record.tried("validation/units", passed=True)
    record.tried("validation/units", passed=False)
    record.tried("validation/share", passed=False)

    summary = record.summary()

    assert summary.passed_tasks == {"validation/units"}
    assert summary.failed_tasks == {"validation/share"}


def test_plan_choices_and_sections_are_kept(tmp_path: Path) -> None:
    record = LearnerRecord(tmp_path)
    record.planned({"role": "manager"})
    record.planned({"role": "data_scientist"})
    record.finished("validation/what_to_keep")

    summary = LearnerRecord(tmp_path).summary()

    assert summary.plan == {"role": "data_scientist"}
    assert summary.finished_sections == {"validation/what_to_keep"}


def test_without_a_workspace_the_record_lives_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record = LearnerRecord(None)
    record.picked("a")

    assert record.summary().picked == ("a",)
    assert LearnerRecord(None).summary().picked == ()
    assert list(tmp_path.iterdir()) == []


def test_events_speak_xapi(tmp_path: Path) -> None:
    record = LearnerRecord(tmp_path)
    record.answered("validation/units", 1, right=True, score=1.0)

    event = record.events()[0]

    assert (event.actor, event.verb, event.object) == ("learner", "answered", "question/validation/units")
    assert event.result == {"response": 1, "success": True, "score": 1.0}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", event.time)


def test_two_notebooks_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [start(WRITES, tmp_path, name, 200) for name in ("left", "right")]
    for writer in writers:
        writer.communicate(timeout=120)

    answers = LearnerRecord(tmp_path).summary().answers

    assert [writer.returncode for writer in writers] == [0, 0]
    assert set(answers) == {f"{name}/question_{n}" for name in ("left", "right") for n in range(200)}


def test_two_notebooks_that_find_the_same_damage_lose_nothing(tmp_path: Path) -> None:
    filled(tmp_path, 20)
    overwrite(record_file(tmp_path), start=0, length=100)
    writers = [start(WRITES, tmp_path, name, 50) for name in ("left", "right")]
    for writer in writers:
        writer.communicate(timeout=120)

    answers = LearnerRecord(tmp_path).summary().answers

    assert {f"{name}/question_{n}" for name in ("left", "right") for n in range(50)} <= set(answers)
    assert [p.name for p in record_file(tmp_path).parent.glob("*damaged*")] == ["record.damaged-1.sqlite"]


def test_a_killed_kernel_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    writer = start(WRITES, tmp_path, "killed", 100_000)
    assert writer.stdout is not None
    kept = [int(writer.stdout.readline()) for _ in range(25)]
    writer.send_signal(signal.SIGKILL)
    kept += [int(line) for line in writer.communicate(timeout=60)[0].split()]

    record = LearnerRecord(tmp_path)

    assert {f"killed/question_{number}" for number in kept} <= set(record.summary().answers)
    assert record.notices == ()


def test_a_kernel_killed_in_the_middle_of_a_write_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    before = filled(tmp_path, 50).events()
    size = record_file(tmp_path).stat().st_size
    writer = start(DIES_IN_MID_WRITE, record_file(tmp_path))
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    half_written = record_file(tmp_path).stat().st_size

    record = LearnerRecord(tmp_path)

    assert half_written > size
    assert Path(f"{record_file(tmp_path)}-journal").exists()
    assert record.events() == before
    assert record.notices == ()


@pytest.mark.parametrize(
    ("start", "length", "at_least"),
    [
        pytest.param(0, 100, 295, id="header"),
        pytest.param(40_000, 4_096, 270, id="page in the middle"),
        pytest.param(4_096, 4_096, 295, id="root of the table"),
    ],
)
def test_a_damaged_file_is_kept_and_the_rest_is_read_back(
    tmp_path: Path, start: int, length: int, at_least: int
) -> None:
    filled(tmp_path)
    overwrite(record_file(tmp_path), start=start, length=length)
    damaged = record_file(tmp_path).read_bytes()

    record = LearnerRecord(tmp_path)
    saved = len(record.summary().answers)

    assert saved >= at_least
    (notice,) = record.notices
    assert notice == (
        f"The learner record was damaged; {saved} entries could be read back. "
        "The damaged file is kept as .groundschool/record.damaged-1.sqlite."
    )
    assert (tmp_path / ".groundschool" / "record.damaged-1.sqlite").read_bytes() == damaged
    record.picked("a")
    assert LearnerRecord(tmp_path).summary().picked == ("a",)


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"\x00" * 5000])
def test_a_file_that_is_no_database_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    filled(tmp_path, 1)
    record_file(tmp_path).write_bytes(content)

    record = LearnerRecord(tmp_path)

    assert record.summary() == Summary()
    assert "The learner record was damaged; 0 entries could be read back." in record.notices[0]
    assert (tmp_path / ".groundschool" / "record.damaged-1.sqlite").read_bytes() == content


def test_a_truncated_file_gives_back_most_of_it_in_order(tmp_path: Path) -> None:
    filled(tmp_path)
    path = record_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-20_000])

    events = LearnerRecord(tmp_path).events()

    assert len(events) > 200
    assert [event.time for event in events] == sorted(event.time for event in events)


def test_an_unreadable_row_is_left_behind(tmp_path: Path) -> None:
    filled(tmp_path, 3)
    with closing(sqlite3.connect(record_file(tmp_path))) as connection:
        connection.execute("UPDATE events SET result = 'half a js' WHERE number = 2")
        connection.commit()

    answers = LearnerRecord(tmp_path).summary().answers

    assert set(answers) == {"module/question_0", "module/question_2"}


def test_damaged_files_do_not_overwrite_one_another(tmp_path: Path) -> None:
    for _ in range(2):
        filled(tmp_path, 1)
        overwrite(record_file(tmp_path), start=0, length=100)
        LearnerRecord(tmp_path).events()

    names = sorted(p.name for p in record_file(tmp_path).parent.glob("*damaged*"))
    assert names == ["record.damaged-1.sqlite", "record.damaged-2.sqlite"]


def test_a_record_that_cannot_be_kept_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".groundschool").write_text("a file stands in the way")

    with pytest.raises(GroundSchoolError) as caught:
        LearnerRecord(tmp_path).picked("a")

    assert str(record_file(tmp_path)) in str(caught.value)
    assert "Close other notebooks of this workspace" in str(caught.value)
