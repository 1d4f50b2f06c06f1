"""The learner's plan as a file of their workspace: `plan.yml`, to be read and edited by hand as well.

It holds what the plan was asked for and what was changed in it, not its weeks: those are made again, so that
a course that has changed since shows in them. Picked resources are in the learner record, where the picker
puts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from groundschool.catalog.document import Document, parse_document, read_document
from groundschool.catalog.parse import Model, parse
from groundschool.course.spine import Course
from groundschool.errors import GroundSchoolError, Problem, UsageError
from groundschool.learner.wish import Move, Wish, check_wish
from groundschool.paths import write_atomically

NAME = "plan.yml"
_HEAD = """\
# Your learning plan, as `plan()` in a notebook and `groundschool plan --saved` show it.
# You can edit it. What is `called` is what the notebook's cell asked for: when the cell changes, it counts anew.
"""


class _Asked(Model):
    role: str
    level: str
    hours_per_week: float
    budget: str
    goal: str = ""


class _Move(Model):
    step: str
    week: Annotated[int, Field(ge=1)]


class _Saved(_Asked):
    start: date | None = None
    added_modules: tuple[str, ...] = ()
    dropped_modules: tuple[str, ...] = ()
    moves: tuple[_Move, ...] = ()
    called: _Asked


class SavedPlan:
    """The plan of a workspace; without a workspace it lasts as long as the kernel."""

    def __init__(self, workspace: Path | None) -> None:
        self.path = workspace / NAME if workspace else None
        self.notices: list[str] = []
        self._kept = ""

    def read(self, course: Course, called: Wish | None = None) -> Wish | None:
        """The wish that was saved, without picked resources.

        A file that cannot be used is set aside, and a notice names it. Where the plan
        was saved for another call than `called`, that call's words count, and the changes stay.

        Raises:
            GroundSchoolError: such a file cannot be set aside.
        """
        document = self._document()
        if document is None:
            return None
        saved = document if isinstance(document, Problem) else parse(_Saved, document)
        if isinstance(saved, _Saved):
            wish = _wish(saved)
            try:
                check_wish(course, wish)
            except UsageError as trouble:
                saved = Problem(NAME, 1, "", str(trouble))
            else:
                if called is None or _asked(called) == saved.called:
                    return wish
                words = _asked(called).model_dump()
                return replace(wish, **words)
        problems = saved if isinstance(saved, list) else [saved]
        self._set_aside("; ".join(str(problem) for problem in problems))
        return None

    def write(self, wish: Wish, called: Wish) -> None:
        """Keep a wish.

        Raises:
            GroundSchoolError: the file cannot be written.
        """
        saved = _Saved(
            **_asked(wish).model_dump(),
            start=wish.start,
            added_modules=wish.added_modules,
            dropped_modules=wish.dropped_modules,
            moves=tuple(_Move(step=move.step, week=move.week) for move in wish.moves),
            called=_asked(called),
        )
        text = _HEAD + yaml.safe_dump(saved.model_dump(), sort_keys=False, allow_unicode=True)
        if self.path is None:
            self._kept = text
            return
        with _told(self.path):
            write_atomically(self.path, text)

    def _document(self) -> Document | Problem | None:
        if self.path is None:
            return parse_document(self._kept, NAME) if self._kept else None
        return read_document(self.path, NAME) if self.path.exists() else None

    def _set_aside(self, why: str) -> None:
        if self.path is None:
            return
        names = (self.path.with_name(f"plan.damaged-{number}.yml") for number in count(1))
        kept = next(name for name in names if not name.exists())
        with _told(self.path):
            self.path.replace(kept)
        self.notices.append(f"The saved plan could not be used ({why}). It is kept as {kept.name}.")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GroundSchoolError(
            f"{path}: the plan cannot be written: {error.strerror}. See that the disk is not full and that the "
            "folder can be written, then try again."
        ) from error


def _asked(wish: Wish) -> _Asked:
    return _Asked(
        role=wish.role,
        level=wish.level,
        hours_per_week=wish.hours_per_week,
        budget=wish.budget,
        goal=wish.goal,
    )


def _wish(saved: _Saved) -> Wish:
    wish = Wish(saved.role, saved.level, saved.hours_per_week, saved.budget, saved.goal, saved.start)
    return replace(
        wish,
        added_modules=saved.added_modules,
        dropped_modules=saved.dropped_modules,
        # Of several moves of one step the last counts.
        moves=tuple(Move(step, week) for step, week in {m.step: m.week for m in saved.moves}.items()),
    )
