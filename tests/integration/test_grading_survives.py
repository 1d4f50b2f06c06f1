"""Whatever is killed while a class is graded, the next run ends with the same gradebook."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from classroom_cycle import UPSIDE_DOWN
from classroom_kit import RIGHT, Kit, make_classroom
from gradebook_rows import all_rows
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")

STUDENTS = 8
# Each has four runs killed, at moments of its own.
TERMS = range(12 if os.environ.get("WHOLE") == "1" else 1)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """A class that was graded without a disturbance."""
    kit = make_classroom(tmp_path_factory.mktemp("calm"))
    kit.groundschool("release", "dough")
    for number in range(STUDENTS):
        kit.hand_in(kit.root / "submitted" / f"s{number}" / "dough", (RIGHT, UPSIDE_DOWN, {})[number % 3])
    done = kit.groundschool("grade", "dough", "--json")
    assert done.code == 0, done.err
    return kit


def ungraded(graded: Kit, folder: Path) -> Kit:
    """The same class before it was graded."""
    kit = make_classroom(folder)
    kit.groundschool("release", "dough")
    shutil.copytree(graded.root / "submitted", kit.root / "submitted")
    return kit


def start(kit: Kit) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "groundschool",
        "class",
        "grade",
        "dough",
        "--json",
        "--classroom",
        str(kit.root),
    ]
    env = {**os.environ, "HOME": str(kit.home)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outcome(kit: Kit) -> Any:
    """Grades, and what the executed notebooks say."""
    notebooks = {
        path.relative_to(kit.root).as_posix(): [
            cell.get("outputs") for cell in json.loads(path.read_text("utf-8"))["cells"]
        ]
        for path in (kit.root / "autograded").glob("*/dough/*.ipynb")
    }
    return all_rows(f"sqlite:///{kit.root / 'gradebook.db'}"), notebooks


def below(process: int) -> list[int]:
    """The descendants of a process."""
    children = [
        int(child)
        for thread in Path(f"/proc/{process}/task").glob("*/children")
        for child in thread.read_text().split()
    ]
    return children + [one for child in children for one in below(child)]


@pytest.mark.parametrize("term", TERMS)
def test_a_grader_killed_again_and_again_ends_with_the_same_gradebook(
    graded: Kit, tmp_path: Path, term: int
) -> None:
    kit = ungraded(graded, tmp_path)
    chance = random.Random(term)  # noqa: S311 - which moment is hit depends on the machine anyway
    killed = 0
    for _ in range(4):
        grader = start(kit)
        # From the first folder that it makes on, there is something half-way.
        while grader.poll() is None and not list((kit.root / ".grading").glob("*/dough")):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 1.5))
        children = below(grader.pid) if grader.poll() is None else []
        grader.kill()
        killed += grader.wait() == -signal.SIGKILL
        grader.communicate()
        for _ in range(50):
            if not [child for child in children if Path(f"/proc/{child}/cmdline").exists()]:
                break
            time.sleep(0.1)
        assert [
            child for child in children if Path(f"/proc/{child}").exists() and not _is_zombie(child)
        ] == []
    last = start(kit)
    said, err = last.communicate()

    assert killed, "no run was hit"
    assert last.returncode == 0, err
    assert outcome(kit) == outcome(graded)
    assert len(json.loads(said)["submissions"]) == STUDENTS
    assert not list((kit.root / ".grading").glob("*/dough"))


def _is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_warm_process_that_is_killed_costs_no_submission(graded: Kit, tmp_path: Path) -> None:
    kit = ungraded(graded, tmp_path)
    grader = start(kit)
    killed = False
    while grader.poll() is None and not killed:
        warm = [
            one
            for one in below(grader.pid)
            if b"grading.inside.warm" in _command(one) and b"bwrap" not in _command(one)
        ]
        # The one with a child is at work.
        for process in warm:
            if list((kit.root / ".grading").glob("*/dough")):
                os.kill(process, signal.SIGKILL)
                killed = True
                break
        time.sleep(0.05)
    said, err = grader.communicate()

    assert killed
    assert grader.returncode == 0, said + err
    assert outcome(kit) == outcome(graded)


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def test_what_is_whole_is_not_graded_again_and_points_by_hand_stay(graded: Kit, tmp_path: Path) -> None:
    kit = Kit(tmp_path / "class", graded.home)
    shutil.copytree(graded.root, kit.root)
    engine = create_engine(f"sqlite:///{kit.root / 'gradebook.db'}")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE grade SET manual_score = 2.5 WHERE manual_score IS NULL AND auto_score IS NULL")
        )
    engine.dispose()
    by_hand = [row for row in all_rows(f"sqlite:///{kit.root / 'gradebook.db'}") if 2.5 in row]
    before = {path: path.stat().st_mtime_ns for path in (kit.root / "autograded").rglob("*.ipynb")}

    kept = kit.groundschool("grade", "dough", "--json").json["submissions"]
    after = {path: path.stat().st_mtime_ns for path in (kit.root / "autograded").rglob("*.ipynb")}
    again = kit.groundschool("grade", "dough", "--again", "--json").json["submissions"]

    assert {row["status"] for row in kept} == {"kept"}
    assert after == before
    assert {row["status"] for row in again} == {"graded"}
    assert by_hand
    still = [row[:5] for row in all_rows(f"sqlite:///{kit.root / 'gradebook.db'}") if 2.5 in row]
    assert still == [row[:5] for row in by_hand]


def test_two_graders_do_not_meet(graded: Kit, tmp_path: Path) -> None:
    kit = ungraded(graded, tmp_path)
    first = start(kit)
    while first.poll() is None and not list((kit.root / ".grading").glob("*/dough")):
        time.sleep(0.05)
    second = kit.groundschool("grade", "dough")
    said, err = first.communicate()

    assert second.code == 2
    assert "dough is being graded by another command. Wait until it has ended." in second.err
    assert first.returncode == 0, said + err
    assert outcome(kit) == outcome(graded)
