"""Other ways through a class: nbgrader's exchange, and the demo."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from classroom_cycle import UPSIDE_DOWN
from classroom_kit import RIGHT, grade_id, make_classroom

# Nothing but Linux has the namespaces; there a missing bubblewrap is a failure, never a skip.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")


def test_students_submit_through_the_exchange(tmp_path: Path) -> None:
    kit = make_classroom(tmp_path)
    kit.groundschool("release", "dough")
    inbound = kit.root / "exchange" / "ground_school" / "inbound"
    kit.hand_in(inbound / "ada+dough+2026-11-22 08:00:00.000001 UTC+abc", UPSIDE_DOWN)
    newest = kit.hand_in(inbound / "ada+dough+2026-11-22 09:00:00.000001 UTC+abd")
    (newest / "timestamp.txt").write_text("2026-11-22 09:00:00.000001 UTC")
    kit.hand_in(inbound / "x+dough+no time")
    (kit.hand_in(inbound / "mal+dough+2026-11-22 08:00:00.000001 UTC+x") / "l").symlink_to("/etc/hostname")
    kit.hand_in(inbound / "ada+other+2026-11-22 10:00:00.000001 UTC+abd")

    listed = {
        row["student"]: row for row in kit.groundschool("collect", "dough", "--json").json["submissions"]
    }

    assert {student: row["status"] for student, row in listed.items()} == {
        "ada": "new",
        "mal": "refused",
        "x+dough+no time": "refused",
    }
    assert "It belongs to the system's user" in listed["ada"]["reason"]
    lab = kit.notebook("submitted/ada")
    assert (
        next(cell["source"] for cell in lab["cells"] if grade_id(cell) == "hydration") == RIGHT["hydration"]
    )


def test_the_demo_plays_the_whole_way(tmp_path: Path) -> None:
    kit = make_classroom(tmp_path)
    kept = tmp_path / "kept"

    done = kit.run(sys.executable, "-m", "groundschool", "class", "demo", "--keep", str(kept))

    assert done.code == 0, done.err
    for line in (
        "ada      Ada Right    3 of 6  graded, to review",
        "ben      Ben Partly   1 of 6  graded, to review",
        "cleo     Cleo Blank   0 of 6  graded",
        "dan      Dan Broken           not graded",
        "eve: Cell tests_hydration was missing and was put back.",
        "finn's code said: found: []",
        '"Right, Ada",,,ada,,3',
        f"Everything lies in {kept}.",
    ):
        assert line in done.out
    assert (kept / "classroom" / "feedback" / "ada" / "dough" / "lab.html").is_file()
    assert not (kit.root / "gradebook.db").exists()
