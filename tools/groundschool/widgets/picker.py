"""The resource picker: search and facets run in the browser; what is picked is kept in the learner record."""

from __future__ import annotations

from typing import Any

from traitlets import Bytes, Dict, List, Unicode

from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.widgets._base import LearnerWidget, Message, the_course, the_record
from groundschool.widgets._html import Bundle
from groundschool.widgets._resources import compact, scope
from groundschool.widgets._static_picker import static_picker


def picker(
    module: str | None = None,
    *,
    search: str = "",
    phase: str | None = None,
    process: str | None = None,
    topic: str | None = None,
    level: str | None = None,
    kind: str | None = None,
    cost: str | None = None,
    language: str | None = None,
    max_hours: float | None = None,
) -> PickerWidget:
    """Search the catalog and add resources to the plan; with a module, begin with those of its processes.

    Raises:
        UsageError: no such module, or a word that is not in the vocabulary.
    """
    course = the_course()
    filters: dict[str, Any] = {
        "search": search,
        "phase": phase,
        "process": process,
        "topic": topic,
        "level": level,
        "kind": kind,
        "cost": cost,
        "language": language,
        "max_hours": max_hours,
    }
    return PickerWidget(course, module, filters, static_picker(course, module, **filters))


class PickerWidget(LearnerWidget):
    """Sends the catalog once, in compact form; `picked` holds the ids of the resources in the plan."""

    data = Bytes().tag(sync=True)
    filters = Dict().tag(sync=True)
    module = Dict().tag(sync=True)
    picked = List(Unicode()).tag(sync=True)

    def __init__(self, course: Course, module: str | None, filters: dict[str, Any], static: Bundle) -> None:
        self._course = course
        super().__init__(
            "picker",
            static,
            {"pick": self._pick, "refresh": self._refresh},
            data=compact(course.catalog),
            filters=filters,
            module=scope(course, module),
        )
        self._refresh({})

    def _pick(self, message: Message) -> str:
        name, wanted = message["resource"], bool(message["wanted"])
        if name not in self._course.catalog.resources:
            raise UsageError(f"The catalog has no resource {name!r} any more. Run the cell again.")
        the_record().picked(name, wanted=wanted)
        self._refresh({})
        title = self._course.catalog.resources[name].title
        return f"{title} is in your plan." if wanted else f"{title} is out of your plan."

    def _refresh(self, _message: Message) -> str:
        self.picked = list(self.summary().picked)
        return ""
