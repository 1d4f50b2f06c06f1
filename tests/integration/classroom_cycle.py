"""The cast of a class and its whole way, played once: honest, careless and hostile students."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classroom_kit import RIGHT, Done, Kit, configure, make_classroom

UPSIDE_DOWN = {**RIGHT, "hydration": "def hydration(flour, water):\n    return flour / water"}
STUBBORN = (
    "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except KeyboardInterrupt:\n        pass"
)
# Looks for all that it must not find, leaves a process and a file behind, takes what memory it can.
NOSY = """import json, os, socket, subprocess
def tried(what):
    try:
        return str(what())
    except (OSError, MemoryError) as err:
        return type(err).__name__
def written():
    with open({root!r} + "/written", "w") as file:
        return file.write("x")
print(json.dumps({{
    "gradebook": tried(lambda: open({root!r} + "/gradebook.db", "rb").read(16)),
    "other": tried(lambda: open({root!r} + "/submitted/ada/dough/lab.ipynb").read(16)),
    "source": tried(lambda: open({root!r} + "/source/dough/lab.ipynb").read(16)),
    "own_notebook": tried(lambda: open("lab.ipynb").read(16)),
    "secret": tried(lambda: [line for p in os.listdir("/proc") if p.isdigit()
                             for line in open(f"/proc/{{p}}/environ").read().split("\\0") if "SECRET" in line]),
    "network": tried(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=2)),
    "written": tried(written),
    "memory": tried(lambda: len(bytearray(6 * 10**9))),
    "left": tried(lambda: subprocess.Popen(["sleep", "{sleep}"], start_new_session=True).returncode),
    "own": tried(lambda: open("notes.txt", "w").write("mine")),
}}))"""
SLEEP = f"{os.getpid()}777"


@dataclass(frozen=True)
class Cycle:
    """The classroom after everything, and what each command said."""

    kit: Kit
    released: Done
    collected: Done
    graded: Done
    feedback: Done
    exported: Done

    def row(self, student: str) -> dict[str, Any]:
        rows = {row["student"]: row for row in self.graded.json["submissions"]}
        found: dict[str, Any] = rows[student]
        return found


def play(folder: Path) -> Cycle:
    """Release, hand in, collect, grade, return and export; a server listens for who calls home."""
    kit = make_classroom(folder)
    configure(kit.root, "c.Execute.timeout = 8\n")
    released = kit.groundschool("release", "dough")
    assert released.code == 0, released.err
    with socket.create_server(("127.0.0.1", 0)) as server:
        nosy = NOSY.format(root=str(kit.root), port=server.getsockname()[1], sleep=SLEEP)
        handed = hand_in_all(kit, folder / "handed", nosy)
        collected = kit.groundschool("collect", "dough", "--from", handed, "--json")
        graded = kit.groundschool("grade", "dough", "--json", env={"GRADER_SECRET": "hush"})
    feedback = kit.groundschool("feedback", "dough", "--json")
    return Cycle(kit, released, collected, graded, feedback, kit.groundschool("export"))


def hand_in_all(kit: Kit, handed: Path, nosy: str) -> Path:
    kit.hand_in(handed / "ada")
    kit.hand_in(handed / "ben", UPSIDE_DOWN)
    kit.hand_in(handed / "cyd", {})
    kit.hand_in(handed / "dot", without=("tests_hydration",))
    (kit.hand_in(handed / "eve") / "quiz.ipynb").write_text('{"cells": [')
    (kit.hand_in(handed / "fay") / "data.csv").symlink_to(kit.root / "gradebook.db")
    kit.hand_in(handed / "gus", extra=nosy)
    kit.hand_in(handed / "hal", extra="import os\nos._exit(0)")
    kit.hand_in(handed / "ian", {**RIGHT, "hydration": "while True:\n    pass"})
    kit.hand_in(handed / "jon", extra=STUBBORN)
    kit.hand_in(handed / "kim", {**RIGHT, "tests_hydration": "pass"})
    (kit.hand_in(handed / "lee") / "quiz.ipynb").unlink()
    kit.hand_in(handed / "bad*name")
    # By hand, past `collect`: nbgrader would take the name for everybody.
    kit.hand_in(kit.root / "submitted" / "a*" / "dough")
    return handed
