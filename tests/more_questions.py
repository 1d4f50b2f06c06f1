"""Questions of the newer kinds, beside those of the small course."""

from __future__ import annotations

from typing import Any

from groundschool.widgets._html import bundle
from groundschool.widgets.quiz import Asked, QuizWidget, asked_of
from small_course import question

FILL_IN: dict[str, Any] = {
    "id": "late_rows",
    "kind": "fill_in",
    "prompt": "Complete the line, so that it finds the flights that left more than 15 minutes late.",
    "hints": ["A comparison gives True or False.", "Compare `delay` with 15."],
    "explanation": "A comparison is an expression: its value is True or False.",
    "code": "delays = [3, 20, 40]\nlate = [___ for delay in delays]",
    "answer": "delay > 15",
    "check": 'assert late == [False, True, True], f"late is {late}: 20 and 40 minutes are late, 3 are not."',
    "mistakes": [{"answer": "delay < 15", "explanation": "That finds those in time."}],
}
SHARE: dict[str, Any] = {
    "id": "share",
    "kind": "numeric",
    "parameters": {"late": [12, 15, 18, 21], "left": [60, 75, 120]},
    "prompt": "{{ late }} of {{ left }} flights left late. What share?",
    "explanation": "Divide: {{ late / left:.3f}}.",
    "answer": "{{ late / left }}",
    "tolerance": 0.001,
}
WAIT: dict[str, Any] = {
    "id": "wait",
    "kind": "numeric",
    "prompt": "How long do passengers wait?",
    "explanation": "An hour and a half.",
    "answer": 90,
    "tolerance": 0.5,
    "unit": "minutes",
    "units": {"h": 60},
}


def quiz_of(*fields: dict[str, Any]) -> QuizWidget:
    """A quiz of the module `validation` with these questions, its old answers restored."""
    asked: dict[str, Asked] = {one["id"]: asked_of("validation", question(one)) for one in fields}
    widget = QuizWidget("Validation", asked, bundle("", ""))
    widget.restore()
    return widget
