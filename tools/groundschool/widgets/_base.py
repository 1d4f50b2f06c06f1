"""What the four widgets share: their course and learner record, talk with the browser, the static form.

A browser sends `{kind, number, ...}`; the widget does it, sends what changed as traits, and then
`{reply: number, error, said}`. A missing reply tells the browser that the kernel is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import anywidget
from traitlets import List, Unicode

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.errors import GroundSchoolError
from groundschool.learner.record import LearnerRecord, Summary, summarise
from groundschool.learner.store import Event
from groundschool.paths import CourseRoot, find_root, find_workspace
from groundschool.widgets._html import Bundle

# The files of which a widget's module is made, before its own. A browser gets one module: anywidget sends no second.
PARTS = {
    "picker.js": (
        "picker_words.js",
        "picker_index.js",
        "picker_catalog.js",
        "picker_card.js",
        "picker_form.js",
    )
}

Message = dict[str, Any]
Handler = Callable[[Message], str]

NOTHING_IS_KEPT = (
    "Nothing you do here is kept: this notebook is not in a workspace. Start the course with `make lab`."
)


def the_course() -> Course:
    """The course that a notebook belongs to, read once for each kernel.

    Raises:
        UsageError: there is none.
        ContentError: its files have problems.
    """
    return _course(find_root())


def the_record() -> LearnerRecord:
    """The learner record of the workspace that a notebook stands in; the same for all its widgets."""
    return _record(find_workspace())


@cache
def _course(root: CourseRoot) -> Course:
    return load_course(root)


@cache
def _record(workspace: Path | None) -> LearnerRecord:
    return LearnerRecord(workspace)


class LearnerWidget(anywidget.AnyWidget):
    """A widget that keeps what the learner does and has a form for readers without a kernel."""

    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)
    notices = List(Unicode()).tag(sync=True)

    def __init__(self, name: str, static: Bundle, handlers: dict[str, Handler], **traits: Any) -> None:
        self._static = static
        self._handlers = handlers
        super().__init__(_esm=asset(f"{name}.js"), _css=asset(f"{name}.css"), **traits)
        self.on_msg(self._receive)

    def events(self) -> list[Event]:
        """What the learner did; an unreadable record is told, and counts as empty."""
        record = the_record()
        try:
            events = record.events()
        except GroundSchoolError as trouble:
            self.notices = [str(trouble)]
            return []
        self.notices = [*([] if record.path else [NOTHING_IS_KEPT]), *record.notices]
        return events

    def summary(self) -> Summary:
        """Where the learner stands; an unreadable record is told, and counts as empty."""
        return summarise(self.events())

    def _receive(self, _widget: object, message: Message, _buffers: object) -> None:
        reply = {"reply": message.get("number"), "error": "", "said": ""}
        try:
            reply["said"] = self._handlers[message["kind"]](message)
        except GroundSchoolError as trouble:
            reply["error"] = str(trouble)
        self.send(reply)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, **self._static}, metadata


def asset(name: str) -> str:
    """A style sheet or module as the browser gets it: what all widgets share, then the widget's own parts."""
    folder = resources.files("groundschool.widgets") / "static"
    shared = f"common{Path(name).suffix}"
    parts = (shared, *PARTS.get(name, ()), name)
    return "\n".join((folder / part).read_text(encoding="utf-8") for part in parts)
