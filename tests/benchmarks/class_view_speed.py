"""How long the records of a class take to become a class view: 1,000 learners, a term each.

Run by hand: `python tests/benchmarks/class_view_speed.py [LEARNERS]`. A term is every practice question of the course
once and a third of them again, and three tries at every task of its labs. Both forms of a record are measured. Fifty
learners are made up; the others are copies of their files, which are as long to read.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.learner.class_records import tally_of
from groundschool.learner.class_view import class_view
from groundschool.learner.handed_in import records_in
from groundschool.learner.standing import tasks_of
from groundschool.learner.store import Event, EventStore
from groundschool.learner.xapi import statements
from groundschool.paths import find_root

MADE_UP = 50
START = datetime(2026, 2, 2, 9, tzinfo=UTC)


def main(learners: int) -> None:
    say = Console().print
    course = load_course(find_root())
    with tempfile.TemporaryDirectory() as folder:
        kept, exported = Path(folder) / "kept", Path(folder) / "exported"
        kept.mkdir()
        exported.mkdir()
        events = 0
        for number in range(min(learners, MADE_UP)):
            log = list(_term(course, random.Random(number)))  # noqa: S311 - a made-up class
            events += len(log)
            copies = range(number + MADE_UP, learners, MADE_UP)
            EventStore(kept / f"learner_{number:04}.sqlite")._create(log)
            made = list(statements(log, course=course, learner=str(number)))
            (exported / f"learner_{number:04}.json").write_text(json.dumps(made), encoding="utf-8")
            for form, suffix in ((kept, "sqlite"), (exported, "json")):
                for copy in copies:
                    shutil.copy(form / f"learner_{number:04}.{suffix}", form / f"learner_{copy:04}.{suffix}")
        say(f"{learners:,} learners, about {events * learners // min(learners, MADE_UP):,} events")
        for form in (kept, exported):
            size = sum(path.stat().st_size for path in form.iterdir()) / 2**20
            wall, cpu, fails = _measure(form, course)
            say(
                f"{form.name:>9}: {size:6.0f} MB  {wall:5.2f} s  {cpu:5.2f} s of CPU  worst question: {fails}"
            )


def _measure(folder: Path, course: Course) -> tuple[float, float, str]:
    wall, cpu = time.perf_counter(), _cpu()
    counted, unread = tally_of(records_in(folder))
    assert not unread
    view = class_view(counted, course)
    return time.perf_counter() - wall, _cpu() - cpu, view.questions[0].name


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _term(course: Course, draw: random.Random) -> Iterator[Event]:
    able, now = draw.random(), START
    for module in course.modules:
        for question in course.practice(module.id):
            for _ in range(1 + (draw.random() < 1 / 3)):
                now += timedelta(minutes=draw.randint(1, 500))
                right = draw.random() < (able + 0.6) / 2
                result = {"response": draw.randrange(4), "success": right, "score": float(right)}
                yield _event(now, "answered", f"question/{module.id}/{question.id}", result)
        for task in tasks_of(course, module):
            for _ in range(3):
                now += timedelta(minutes=draw.randint(1, 500))
                passed = draw.random() < able
                message = (
                    "" if passed else "AssertionError: the share of late flights is 0.31, expected 0.19."
                )
                result = {"success": passed, "response": message, "answer": f"{draw.getrandbits(256):064x}"}
                yield _event(now, "passed" if passed else "failed", f"task/{module.id}/{task}", result)


def _event(now: datetime, verb: str, what: str, result: dict[str, object]) -> Event:
    return Event(now.isoformat(timespec="milliseconds"), "learner", verb, what, result)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
