"""The spine of the course: its modules in order and the tracks through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from groundschool.catalog.models import Catalog, Id, Text, Title
from groundschool.catalog.parse import Model
from groundschool.course.questions import Question, WrongAnswer
from groundschool.errors import UsageError, did_you_mean
from groundschool.paths import CourseRoot

Minutes = Annotated[int, Field(gt=0, le=600)]


class Objective(Model):
    """What a learner can do after a module."""

    id: Id
    text: Text


class Tick(Model):
    """An item of a checklist that a module teaches and grades."""

    item: Id
    """A word of vocabulary/checklist_items.yml."""
    objective: Id
    """The objective whose section teaches it."""
    task: Id
    """The graded task of the lab that proves it; it meets the same objective."""


class ModuleEntry(Model):
    """A module as course.yml writes it."""

    id: Id
    title: Title
    phase: Id
    processes: Annotated[tuple[Id, ...], Field(min_length=1)]
    topics: Annotated[tuple[Id, ...], Field(min_length=1)]
    prerequisites: tuple[Id, ...]
    lesson_minutes: Minutes
    lab_minutes: Minutes
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1)]
    ticks: tuple[Tick, ...] = ()


class Spine(Model):
    """course.yml."""

    title: Title
    modules: Annotated[tuple[ModuleEntry, ...], Field(min_length=1)]
    tracks: dict[Id, tuple[Id, ...]]
    code: tuple[str, ...] = ()
    """Packages, as folders below the root, whose code lessons use: a change makes stale what reaches it."""


class Module(ModuleEntry):
    """A module and its place in the course; the first has number 1."""

    number: int

    @property
    def notebook(self) -> str:
        """The file name of its lesson in `notebooks/`."""
        return f"{self.number:02d}_{self.id}.ipynb"

    @property
    def lab(self) -> str:
        """The file name of its lab in `notebooks/`."""
        return f"{self.number:02d}_{self.id}_lab.ipynb"


@dataclass(frozen=True)
class Course:
    """Everything that is taught and everything there is to learn from."""

    root: CourseRoot
    title: str
    catalog: Catalog
    modules: tuple[Module, ...]
    tracks: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, tuple[Question, ...]]
    wrong_answers: Mapping[str, tuple[WrongAnswer, ...]]
    """By module."""
    code: tuple[str, ...] = ()

    def module(self, identifier: str) -> Module:
        """Find a module.

        Raises:
            UsageError: there is none of that name.
        """
        for module in self.modules:
            if module.id == identifier:
                return module
        hint = did_you_mean(identifier, [module.id for module in self.modules])
        raise UsageError(f"There is no module {identifier!r}.{hint}")

    def practice(self, module: str) -> tuple[Question, ...]:
        """The questions of a module that a learner may see."""
        return tuple(q for q in self.questions[self.module(module).id] if not q.graded)

    def graded(self, module: str) -> tuple[Question, ...]:
        """The questions of a module that only a classroom asks."""
        return tuple(q for q in self.questions[self.module(module).id] if q.graded)

    def source(self, module: str, name: str) -> Path:
        """A source file of a module, for example `source("validation", "lesson.py")`."""
        return self.root.modules / module / name
