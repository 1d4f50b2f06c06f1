"""The progress view: the whole course by phase, what is done of it, and the next step."""

from __future__ import annotations

from typing import Any

from traitlets import Dict

from groundschool.course.spine import Course, Module
from groundschool.learner.calibration import calibration
from groundschool.learner.planner import readable
from groundschool.learner.record import summarise
from groundschool.learner.standing import ModuleStanding, ObjectiveStanding, next_step, standings
from groundschool.paths import WORKSPACE_FOLDER, find_workspace
from groundschool.widgets._base import LearnerWidget, Message, the_course, the_record
from groundschool.widgets._html import Bundle
from groundschool.widgets._static_progress import static_progress


def progress() -> ProgressWidget:
    """Show where the learner stands in the course."""
    course = the_course()
    return ProgressWidget(course, static_progress(course))


class ProgressWidget(LearnerWidget):
    """Reads the learner record when it is made and whenever the browser asks."""

    standing = Dict().tag(sync=True)

    def __init__(self, course: Course, static: Bundle) -> None:
        self._course = course
        super().__init__("progress", static, {"refresh": self._refresh, "read": self._read})
        self._refresh({})

    def _refresh(self, _message: Message) -> str:
        events = self.events()
        summary = summarise(events)
        found = standings(self._course, summary)
        phases = [
            {
                "title": phase.title,
                "modules": [_module(standing) for standing in found if standing.module.phase == phase.id],
            }
            for phase in self._course.catalog.vocabulary.phases
        ]
        self.standing = {
            "course": self._course.title,
            "phases": phases,
            "next": next_step(self._course, found, summary.plan.get("wish", {}).get("role")),
            "hours": [
                readable(sum(one.minutes_done for one in found)),
                readable(sum(one.minutes for one in found)),
            ],
            "sure": [[one.name, one.answers, one.right, one.verdict] for one in calibration(events)],
            "kept": _kept_aside(),
        }
        return ""

    def _read(self, message: Message) -> str:
        module, _, objective = str(message["section"]).partition("/")
        known = [one.id for one in self._course.module(module).objectives]
        if objective in known:
            the_record().finished(f"{module}/{objective}", finished=bool(message["read"]))
        return self._refresh(message)


def _module(standing: ModuleStanding) -> dict[str, Any]:
    return {
        "title": f"{standing.module.number}. {standing.module.title}",
        "notebook": standing.module.notebook,
        "lab": standing.module.lab,
        "state": standing.state,
        "right": standing.right,
        "questions": standing.questions,
        "passed": standing.passed,
        "tasks": standing.tasks,
        "objectives": [_objective(standing.module, one) for one in standing.objectives],
    }


def _objective(module: Module, standing: ObjectiveStanding) -> dict[str, Any]:
    return {
        "section": f"{module.id}/{standing.objective.id}",
        "text": standing.objective.text,
        "met": standing.met,
        "read": standing.read,
        "answered": standing.answered,
        "right": standing.right,
        "questions": standing.questions,
        "passed": standing.passed,
        "tasks": standing.tasks,
    }


def _kept_aside() -> list[str]:
    """Damaged records stay in sight for as long as their files lie in the workspace."""
    workspace = find_workspace()
    folder = workspace / WORKSPACE_FOLDER if workspace else None
    return (
        [f"{WORKSPACE_FOLDER}/{path.name}" for path in sorted(folder.glob("record.damaged-*.sqlite"))]
        if folder
        else []
    )
