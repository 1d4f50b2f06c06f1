"""What students handed in and collecting refused: they did hand something in, and somebody has to tell them.

`reports/<assignment>/refused/<student>.json` in the classroom. Grading never sees such a hand-in, so its reports say
nothing of it, and what it reports on an earlier one holds on.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from groundschool.grading.classroom import Classroom
from groundschool.grading.reports import digest
from groundschool.paths import write_atomically


@dataclass(frozen=True)
class Refusal:
    """Why the last thing that a student handed in was not taken in."""

    student: str
    reason: str
    earlier: str = ""
    """The `digest` of what had been taken in before."""


def refusal_path(classroom: Classroom, assignment: str, student: str) -> Path:
    """Where a refusal is kept; whoever deletes it has settled it."""
    return classroom.root / "reports" / assignment / "refused" / f"{student}.json"


def write_refusal(classroom: Classroom, assignment: str, student: str, reason: str) -> None:
    """Keep why a hand-in was refused, until a fit one is taken in."""
    kept = Refusal(student, reason, digest(classroom.place("submitted", student, assignment)))
    text = json.dumps(asdict(kept), indent=1, ensure_ascii=False)
    write_atomically(refusal_path(classroom, assignment, student), text + "\n")


def settle(classroom: Classroom, assignment: str, student: str) -> None:
    """Forget a refusal, if there is one: something fit was handed in."""
    refusal_path(classroom, assignment, student).unlink(missing_ok=True)


def read_refusals(classroom: Classroom, assignment: str) -> dict[str, Refusal]:
    """By student, the refusals that nothing has settled: no other submission was put in place since, by whatever way.

    One that cannot be read is a refusal too, so that somebody looks.
    """
    paths = sorted((classroom.root / "reports" / assignment / "refused").glob("*.json"))
    found = {path.stem: _read(path) for path in paths if not path.name.startswith(".")}
    return {
        student: refusal
        for student, refusal in found.items()
        if refusal.earlier in ("", digest(classroom.place("submitted", student, assignment)))
    }


def _read(path: Path) -> Refusal:
    try:
        return Refusal(**json.loads(path.read_bytes()))
    except (ValueError, TypeError, OSError) as err:
        why = f"{path} cannot be read ({type(err).__name__}). Delete it and collect this submission again."
        return Refusal(path.stem, why)
