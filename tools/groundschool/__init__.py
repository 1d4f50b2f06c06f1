"""Ground School: what a learner uses in a notebook.

`picker`, `plan`, `quiz`, `review` and `progress` show widgets; `choose` keeps an answer to a graded quiz,
`task` records a lab task, and `solution` shows how the course
solves it, after an honest try. Each is imported at its first use, so that `import groundschool` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from groundschool.learner.solutions import solution
    from groundschool.learner.tasks import task
    from groundschool.widgets.choose import choose
    from groundschool.widgets.picker import picker
    from groundschool.widgets.plan import plan
    from groundschool.widgets.progress import progress
    from groundschool.widgets.quiz import quiz
    from groundschool.widgets.review import review

__all__ = ["choose", "picker", "plan", "progress", "quiz", "review", "solution", "task"]

_HOMES = {
    "choose": "groundschool.widgets.choose",
    "picker": "groundschool.widgets.picker",
    "plan": "groundschool.widgets.plan",
    "progress": "groundschool.widgets.progress",
    "quiz": "groundschool.widgets.quiz",
    "review": "groundschool.widgets.review",
    "solution": "groundschool.learner.solutions",
    "task": "groundschool.learner.tasks",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'groundschool' has no attribute {name!r}. It has: {', '.join(__all__)}.")


def __dir__() -> list[str]:
    return __all__
