"""The course for readers without a kernel: its modules by phase, and what each asks for."""

from __future__ import annotations

from html import escape

from groundschool.course.spine import Course
from groundschool.learner.planner import readable
from groundschool.learner.record import Summary
from groundschool.learner.standing import standings
from groundschool.widgets._html import Bundle, bundle, counted, notebook, table


def static_progress(course: Course) -> Bundle:
    """The map of the course, the same for everybody: the learner record plays no part."""
    found = standings(course, Summary())
    titles = {phase.id: phase.title for phase in course.catalog.vocabulary.phases}
    rows = [
        [
            escape(titles[standing.module.phase]),
            notebook(standing.module.notebook, f"{standing.module.number}. {standing.module.title}"),
            readable(standing.module.lesson_minutes + standing.module.lab_minutes),
            str(standing.questions),
            str(standing.tasks),
        ]
        for phase in titles
        for standing in found
        if standing.module.phase == phase
    ]
    html = f"<p><b>{escape(course.title)}: the map</b> (run the notebook to see where you stand)</p>\n"
    html += table(("Phase", "Module", "Time", "Questions", "Tasks"), rows)
    return bundle(html, f"Progress: {course.title}, {counted(len(found), 'module')}.")
