"""The review for readers without a kernel: what it will do, the same for everybody."""

from __future__ import annotations

from html import escape

from groundschool.course.spine import Course
from groundschool.widgets._html import Bundle, bundle


def static_review(course: Course, most: int = 5) -> Bundle:
    """Say what the review asks; the learner record plays no part."""
    html = (
        f"<p><b>{escape(course.title)}: review</b> (run the notebook to answer)</p>\n"
        f"<p>Asks up to {most} questions that you answered wrong, or long ago.</p>"
    )
    return bundle(html, f"Review: up to {most} questions that are due.")
