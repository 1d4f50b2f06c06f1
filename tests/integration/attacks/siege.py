"""A class under attack: every attacker of the corpus and a few honest students, graded in one run."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from classroom_kit import Done, Kit, configure

from attacks.assignment import (
    ENVIRONMENT,
    GRADEBOOK,
    HOME,
    IN_NOTEBOOK,
    OTHER,
    RIGHT,
    WRONG,
    source_notebooks,
)
from attacks.attack import Attack, Places, grade_id, with_cells, write_notebook

HONEST = ("a-honest", "h-honest", "m-honest", "s-honest", "z-honest")
"""Before, between and after the attackers, in the order of ids."""
LONGEST = 1500
"""Seconds after which the grader itself is thought to hang."""

# A cell has 6 seconds, a notebook 30: half of the attacks wait for such a limit.
_LIMITS = """
c.Execute.timeout = 6
c.SandboxedExecute.wall_seconds = 30
c.SandboxedExecute.memory_mb = 2000
"""
_GRADED_INTO = (".grading", "autograded", "feedback", "reports")
_GRADES = """
SELECT submitted_assignment.student_id, base_cell.name,
       grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""


@dataclass(frozen=True)
class Grade:
    """What the gradebook holds of a task."""

    auto: float | None
    manual: float | None
    extra: float | None
    waits: bool
    """Whether a person has to look at it."""

    @property
    def counted(self) -> float:
        """The points that count for now."""
        return (self.auto or 0.0) + (self.manual or 0.0) + (self.extra or 0.0)


@dataclass(frozen=True)
class Siege:
    """The classroom afterwards, and what was noticed while it was graded."""

    kit: Kit
    places: Places
    graded: Done
    feedback: Done
    heard: tuple[str, ...]
    """What reached somebody outside of the sandbox."""
    left: tuple[str, ...]
    """Which processes outlived the grader."""
    changed: tuple[str, ...]
    """Which files of the classroom, the home and elsewhere are not as they were."""

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows of the summary, by student."""
        return {row["student"]: row for row in self.graded.json["submissions"]}

    @cached_property
    def grades(self) -> dict[tuple[str, str], Grade]:
        """The gradebook, by student and task."""
        database = sqlite3.connect(self.kit.root / "gradebook.db")
        try:
            return {
                (student, cell.removeprefix("tests_")): Grade(auto, manual, extra, bool(waits))
                for student, cell, auto, manual, extra, waits in database.execute(_GRADES)
            }
        finally:
            database.close()

    def flags(self, student: str) -> dict[str, str]:
        """Why tasks of a student go to a person."""
        flags = self.rows[student].get("flags", ())
        return {flag["cell"].removeprefix("tests_"): flag["reason"] for flag in flags}

    def notebooks(self, student: str) -> list[dict[str, Any]]:
        """The graded notebooks of a student."""
        folder = self.kit.root / "autograded" / student / "siege"
        return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.ipynb"))]

    def pages(self, student: str) -> list[str]:
        """The pages that a student gets back."""
        folder = self.kit.root / "feedback" / student / "siege"
        return [path.read_text("utf-8") for path in sorted(folder.glob("*.html"))]


def lay(folder: Path, attacks: Iterable[Attack]) -> Siege:
    """Make the class, let it hand in, grade it, write the feedback, and look what happened meanwhile."""
    kit = _classroom(folder)
    outside = folder / "outside"
    outside.mkdir()
    with _listeners(outside / "socket") as (tcp, udp, abstract, kernel, heard):
        assert tcp == udp
        places = Places(kit.root, kit.home, outside, tcp, abstract, f"left{os.getpid()}", kernel)
        _furnish_home(kit.home, kernel)
        _hand_in(kit, places, tuple(attacks))
        before = _digests(folder)
        report = folder / "left.json"
        grade = (sys.executable, "-m", "groundschool", "class", "grade", "siege", "--json")
        watched = (sys.executable, str(Path(__file__).with_name("watched.py")), str(report), str(LONGEST))
        graded = kit.run(*watched, *grade, "--classroom", str(kit.root), env={"GRADER_SECRET": ENVIRONMENT})
        heard_of = tuple(heard)
    report_of_left = tuple(json.loads(report.read_text("utf-8")))
    report.unlink()
    changed = [*_changed(before, _digests(folder)), *_marked(places.mark)]
    feedback = kit.groundschool("feedback", "siege", "--json")
    return Siege(kit, places, graded, feedback, heard_of, report_of_left, tuple(changed))


def _classroom(folder: Path) -> Kit:
    root = folder / "class"
    home = folder / "home"
    home.mkdir()
    for name, notebook in source_notebooks().items():
        path = root / "source" / "siege" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), "utf-8")
    configure(root, _LIMITS)
    kit = Kit(root, home)
    released = kit.groundschool("release", "siege")
    assert released.code == 0, released.err
    database = sqlite3.connect(root / "gradebook.db")
    with database:
        database.executemany(
            "INSERT INTO student (id, first_name, last_name) VALUES (?, '', ?)",
            [(name, GRADEBOOK) for name in HONEST],
        )
    database.close()
    return kit


def _furnish_home(home: Path, kernel_port: int) -> None:
    secrets = {
        ".ssh/id_ed25519": HOME,
        ".bash_history": HOME,
        ".local/share/jupyter/runtime/kernel-other.json": json.dumps(
            {"shell_port": kernel_port, "ip": "127.0.0.1", "transport": "tcp", "key": HOME}
        ),
    }
    for name, content in secrets.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def _hand_in(kit: Kit, places: Places, attacks: tuple[Attack, ...]) -> None:
    """Put submissions where `collect` puts them, past its checks: grading may not rely on them alone."""
    submitted = kit.root / "submitted"
    # First: some attackers link to them.
    for student in HONEST:
        folder = submitted / student / "siege"
        folder.mkdir(parents=True)
        for name in IN_NOTEBOOK:
            _write_answers(folder, kit, name, {**RIGHT, "why": f"{OTHER}: {RIGHT['why']}"}, places)
    for attack in attacks:
        folder = submitted / attack.folder / "siege"
        folder.mkdir(parents=True)
        answers = {**RIGHT, attack.task: (RIGHT if attack.right else WRONG)[attack.task]}
        for name in attack.notebooks:
            notebook = _answered(kit, name, answers)
            write_notebook(folder / f"{name}.ipynb", with_cells(notebook, attack), places)
        if attack.files:
            attack.files(folder, places)


def _write_answers(folder: Path, kit: Kit, name: str, answers: dict[str, str], places: Places) -> None:
    write_notebook(folder / f"{name}.ipynb", _answered(kit, name, answers), places)


def _answered(kit: Kit, name: str, answers: dict[str, str]) -> dict[str, Any]:
    """A released notebook with answers."""
    notebook: dict[str, Any] = json.loads(
        (kit.root / "release" / "siege" / f"{name}.ipynb").read_text("utf-8")
    )
    for cell in notebook["cells"]:
        if grade_id(cell) in answers:
            cell["source"] = answers[grade_id(cell)]
    return notebook


@contextmanager
def _listeners(place: Path) -> Iterator[tuple[int, int, str, int, list[str]]]:
    """Servers that note whoever reaches them: TCP and UDP of one port, two unix sockets, another kernel's port."""
    heard: list[str] = []
    abstract = f"siege-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as hidden,
        socket.socket(socket.AF_UNIX) as filed,
        socket.create_server(("127.0.0.1", 0)) as kernel,
    ):
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        hidden.bind(f"\0{abstract}")
        filed.bind(str(place))
        over = threading.Event()
        listening = []
        for name, server in (
            ("tcp", tcp),
            ("udp", udp),
            ("abstract", hidden),
            ("file", filed),
            ("kernel", kernel),
        ):
            server.settimeout(0.2)
            if name != "udp":
                server.listen()
            listening.append(threading.Thread(target=_listen, args=(name, server, heard, over)))
        for thread in listening:
            thread.start()
        try:
            yield port, port, abstract, kernel.getsockname()[1], heard
        finally:
            over.set()
            for thread in listening:
                thread.join()


def _listen(name: str, server: socket.socket, heard: list[str], over: threading.Event) -> None:
    while not over.is_set():
        try:
            if name == "udp":
                server.recvfrom(4096)
            else:
                server.accept()[0].close()
        except TimeoutError:
            continue
        heard.append(name)


def _digests(folder: Path) -> dict[str, str]:
    """What nobody may change: all but the gradebook and what grading makes."""
    found = {}
    for where, folders, files in os.walk(folder):
        if Path(where).name == "class":
            folders[:] = [name for name in folders if name not in _GRADED_INTO]
        for name in files:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink() and not name.startswith("gradebook.db"):
                found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _marked(mark: str) -> list[str]:
    """Files that were left in places everybody may write to."""
    places = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/home", "/root")  # noqa: S108 - looked at, not written
    names = (mark, "note-for-a-friend")
    # Who cannot look into a place runs nothing that can write there.
    seen = [Path(place) for place in places if os.access(place, os.X_OK)]
    return [str(place / name) for place in seen for name in names if (place / name).exists()]
