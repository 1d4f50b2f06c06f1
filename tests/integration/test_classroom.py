"""The way of an assignment, walked once with a class of honest, careless and hostile students."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest
from classroom_cycle import SLEEP, UPSIDE_DOWN, Cycle, play
from classroom_kit import Kit

# Nothing but Linux has the namespaces; there a missing bubblewrap is a failure, never a skip.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    return play(tmp_path_factory.mktemp("class"))


def test_release_hands_out_notebooks_without_answers(cycle: Cycle) -> None:
    outbound = cycle.kit.root / "exchange" / "ground_school" / "outbound" / "dough"
    text = "".join((outbound / f"{name}.ipynb").read_text("utf-8") for name in ("lab", "quiz"))

    assert cycle.released.out == f"Released dough (lab.ipynb, quiz.ipynb) to {outbound}\n"
    for secret in (
        "BEGIN",
        "return water / flour",
        "hydration(2.0, 1.0)",
        'answer_1 = \\"hydration',
        "varies",
    ):
        assert secret not in text
    assert 'answer_1 = \\"\\"' in text


def test_collect_names_what_it_refuses_and_takes_the_rest(cycle: Cycle) -> None:
    rows = {row["student"]: row for row in cycle.collected.json["submissions"]}

    assert cycle.collected.code == 1
    assert rows["fay"] == {
        "student": "fay",
        "status": "refused",
        "reason": "'data.csv' is a link. Hand in the file itself.",
        "late": False,
    }
    assert rows["bad*name"]["status"] == "refused"
    assert [row["status"] for row in rows.values()].count("new") == 11
    assert not (cycle.kit.root / "submitted" / "fay").exists()


@pytest.mark.parametrize(
    ("student", "score", "to_review"),
    [
        ("ada", 3, True),
        ("ben", 1, True),
        ("cyd", 0, False),
        ("dot", 3, True),
        ("gus", 3, True),
        ("kim", 3, True),
        # Whose kernel ends keeps what was earned elsewhere.
        ("hal", 1, True),
        ("jon", 1, True),
    ],
)
def test_each_gets_the_points_earned(cycle: Cycle, student: str, score: float, to_review: bool) -> None:
    row = cycle.row(student)

    assert (row["status"], row["score"], row["max_score"], row["to_review"]) == (
        "graded",
        score,
        6,
        to_review,
    )


@pytest.mark.parametrize(
    ("student", "notes"),
    [
        ("ada", []),
        ("cyd", []),
        ("dot", ["Cell tests_hydration was missing and was put back."]),
        ("kim", ["Locked cell tests_hydration was changed and was put back."]),
        ("lee", ["quiz.ipynb was not handed in and counts 0 points."]),
        ("ian", ["Cell hydration of lab.ipynb ran out of time."]),
        (
            "hal",
            [
                "The kernel of lab.ipynb stopped: the code ended it, or it ran out of memory. "
                "Tests after that count 0."
            ],
        ),
        (
            "jon",
            [
                "The kernel of lab.ipynb stopped: a cell ran out of time and did not let itself be interrupted. "
                "Tests after that count 0."
            ],
        ),
    ],
)
def test_what_is_out_of_the_ordinary_is_a_note(cycle: Cycle, student: str, notes: list[str]) -> None:
    assert cycle.row(student)["notes"] == notes


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        (
            "a*",
            "'a*' cannot be a student's id. It starts with a letter or digit and has letters, digits and "
            "spaces . @ + ' - _ only.",
        ),
        ("eve", "quiz.ipynb is no notebook: its text is not JSON."),
    ],
)
def test_who_cannot_be_graded_is_a_row_with_the_reason(cycle: Cycle, student: str, reason: str) -> None:
    row = cycle.row(student)

    assert (row["status"], row["score"], row["reason"]) == ("not graded", None, reason)
    assert cycle.graded.code == 1


def test_a_nosy_submission_finds_nothing_and_keeps_its_points(cycle: Cycle) -> None:
    cell = cycle.kit.notebook("autograded/gus")["cells"][0]

    assert json.loads("".join(cell["outputs"][0]["text"])) == {
        "gradebook": "FileNotFoundError",
        "other": "FileNotFoundError",
        "source": "FileNotFoundError",
        "own_notebook": "FileNotFoundError",
        "secret": "[]",
        "network": "ConnectionRefusedError",
        "written": "FileNotFoundError",
        "memory": "MemoryError",
        "left": "None",
        "own": "4",
    }
    assert not (cycle.kit.root / "written").exists()


def test_nothing_is_left_running_and_nothing_on_the_disk(cycle: Cycle) -> None:
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]

    assert f"sleep\0{SLEEP}\0".encode() not in running
    assert not (cycle.kit.root / "autograded" / "gus" / "dough" / "notes.txt").exists()


def test_feedback_is_written_for_who_was_graded(cycle: Cycle) -> None:
    rows = {row["student"]: row for row in cycle.feedback.json["feedback"]}
    page = (cycle.kit.root / "feedback" / "ben" / "dough" / "lab.html").read_text("utf-8")

    assert cycle.feedback.code == 1
    assert {student for student, row in rows.items() if row["reason"]} == {"a*", "eve"}
    assert rows["eve"]["reason"] == "It is not graded."
    assert [Path(file).name for file in rows["ben"]["files"]] == ["lab.html", "quiz.html"]
    assert "Water over flour." in page


def test_no_page_of_feedback_gives_a_hidden_test_away(cycle: Cycle) -> None:
    pages = sorted((cycle.kit.root / "feedback").glob("*/dough/*.html"))

    assert pages
    assert [page for page in pages if "HIDDEN TESTS" in page.read_text("utf-8")] == []


def test_the_exports_hold_everybody_and_blanks_for_who_was_not_graded(cycle: Cycle) -> None:
    with (cycle.kit.root / "exports" / "canvas.csv").open(encoding="utf-8") as file:
        lines = list(csv.reader(file))

    assert lines[:2] == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "dough"],
        ["    Points Possible", "", "", "", "", "6"],
    ]
    assert {line[3]: line[5] for line in lines[2:]} == {
        **dict.fromkeys(("ada", "dot", "gus", "kim"), "3"),
        "eve": "",
        **{"ben": "1", "cyd": "0", "hal": "1", "ian": "1", "jon": "1", "lee": "2"},  # noqa: PIE800 - groups are read more easily
    }
    assert (
        "Not graded, left empty: a* (dough), eve (dough) (see groundschool class queue)\n"
        in cycle.exported.out
    )
    assert "Waiting for a person, counted as it stands: ada (dough), ben (dough)" in cycle.exported.out


def test_nothing_is_graded_twice_unless_asked(cycle: Cycle) -> None:
    kept = cycle.kit.groundschool("grade", "dough", "--student", "ada", "--json")
    again = cycle.kit.groundschool("grade", "dough", "--student", "ada", "--again", "--json")

    assert [row["status"] for row in kept.json["submissions"]] == ["kept"]
    assert [row["status"] for row in again.json["submissions"]] == ["graded"]
    assert kept.json["submissions"][0]["score"] == again.json["submissions"][0]["score"] == 3


def test_a_table_a_line_for_each_oddity_and_quiet_otherwise(cycle: Cycle) -> None:
    done = cycle.kit.groundschool("grade", "dough", "--student", "dot", "--student", "eve", "--again")

    assert done.code == 1
    assert done.err == ""
    assert "3 of 6  graded, to review" in done.out
    assert "dot: Cell tests_hydration was missing and was put back.\n" in done.out
    assert "eve: quiz.ipynb is no notebook: its text is not JSON.\n" in done.out


def test_plain_nbgrader_fences_submissions_in_too(cycle: Cycle, tmp_path: Path) -> None:
    shutil.copytree(cycle.kit.root, tmp_path / "class")
    plain = Kit(tmp_path / "class", cycle.kit.home)

    done = plain.nbgrader("autograde", "dough", "--student", "gus", "--force", env={"GRADER_SECRET": "hush"})

    found = plain.notebook("autograded/gus")["cells"][0]["outputs"][0]["text"]
    assert done.code == 0
    assert '"secret": "[]"' in "".join(found)


def test_without_bubblewrap_nothing_is_graded_until_the_option_says_so(cycle: Cycle) -> None:
    nowhere = {"PATH": "/nowhere"}

    stopped = cycle.kit.groundschool("grade", "dough", "--student", "ben", "--again", env=nowhere)
    forced = cycle.kit.groundschool(
        "grade", "dough", "--student", "ben", "--again", "--without-sandbox", "--json", env=nowhere
    )

    assert stopped.code == 1
    assert stopped.err.startswith(
        "Submissions cannot be fenced in on this machine: bubblewrap is not installed."
    )
    assert stopped.out == ""
    assert forced.json["submissions"][0]["score"] == 1


def test_the_help_of_the_option_says_what_it_gives_up(cycle: Cycle) -> None:
    text = " ".join(cycle.kit.groundschool("grade", "--help").out.split())

    assert "with your files, the gradebook and the network in their reach, and no limits" in text


def test_a_new_submission_is_graded_anew_and_the_old_one_kept(cycle: Cycle, tmp_path: Path) -> None:
    kit = cycle.kit
    kit.hand_in(tmp_path / "handed" / "zoe", UPSIDE_DOWN)
    first = kit.groundschool("collect", "dough", "--from", tmp_path / "handed", "--json").json
    unknown = kit.groundschool("grade", "dough", "--student", "zoe", "--json").json["submissions"][0]
    same = kit.groundschool("collect", "dough", "--from", tmp_path / "handed", "--json").json
    kit.hand_in(tmp_path / "handed" / "zoe")
    newer = kit.groundschool("collect", "dough", "--from", tmp_path / "handed", "--json").json
    graded = kit.groundschool("grade", "dough", "--student", "zoe", "--json").json

    assert [done["submissions"][0]["status"] for done in (first, same, newer)] == [
        "new",
        "unchanged",
        "updated",
    ]
    assert [(row["status"], row["score"]) for row in graded["submissions"]] == [("graded", 3)]
    assert unknown["notes"] == ["The gradebook did not know this student; is the name right?"]
    assert (kit.root / "submitted" / ".replaced" / "zoe" / "dough-1" / "lab.ipynb").is_file()
    assert (kit.root / "autograded" / ".replaced" / "zoe" / "dough-1" / "lab.ipynb").is_file()


def test_formgrader_lists_the_class_and_its_button_fences_submissions_in(cycle: Cycle) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"]
    home = {**os.environ, "HOME": str(cycle.kit.home), "GRADER_SECRET": "hush"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=cycle.kit.root, env=home, **quiet) as server:
        try:
            listed = asked(port, "submissions/dough")
            pressed = asked(port, "submission/dough/gus/autograde", method="POST")
        finally:
            server.terminate()

    found = cycle.kit.notebook("autograded/gus")["cells"][0]["outputs"][0]["text"]
    assert {row["student"]: row["autograded"] for row in listed}.items() >= {
        "ada": True,
        "eve": False,
    }.items()
    assert pressed["success"]
    assert '"secret": "[]"' in "".join(found)


def asked(port: int, what: str, *, method: str = "GET") -> Any:
    """Ask formgrader, as its pages do; the server may need a while to start."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/formgrader/api/{what}", method=method)
    for _ in range(120):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - our own server
                return json.load(answer)
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            time.sleep(0.5)
    pytest.fail("the server did not start within a minute")


def test_wrong_use_is_told_with_the_way_out(cycle: Cycle, tmp_path: Path) -> None:
    kit = cycle.kit
    said = {
        kit.groundschool("release", "dogh").err: "there is no assignment 'dogh'. Did you mean 'dough'?",
        kit.groundschool("release", "dough").err: "dough was handed out before. Replace it with --force.",
        kit.groundschool(
            "grade", "dough", "--student", "adaa"
        ).err: "'adaa' has no submission of dough that was",
        kit.groundschool(
            "export", "dogh"
        ).err: "The gradebook knows no assignment 'dogh'. Did you mean 'dough'?",
        kit.groundschool(
            "collect", "dough", "--from", tmp_path / "no"
        ).err: "there is no such folder or zip.",
        Kit(tmp_path, kit.home)
        .groundschool("export")
        .err: "no classroom here. A classroom has nbgrader_config.py",
    }

    for err, expected in said.items():
        assert expected in err
        assert "Traceback" not in err


def test_a_release_can_be_a_zip_of_the_same_bytes(cycle: Cycle, tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for target in (one, other):
        assert cycle.kit.groundschool("release", "dough", "--to", target).code == 0

    assert one.read_bytes() == other.read_bytes()
    assert zipfile.ZipFile(one).namelist() == ["dough/lab.ipynb", "dough/quiz.ipynb"]
