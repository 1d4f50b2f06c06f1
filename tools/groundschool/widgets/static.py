"""What each widget shows where no kernel runs: on GitHub, in an export, before a notebook was run.

Pure and light: it knows neither ipywidgets nor the learner record, so everybody gets the same bytes, and
the build can fill the outputs of widget cells without running them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from groundschool.course.spine import Course
from groundschool.errors import UsageError, did_you_mean
from groundschool.widgets._html import Bundle
from groundschool.widgets._static_picker import static_picker
from groundschool.widgets._static_plan import static_plan
from groundschool.widgets._static_progress import static_progress
from groundschool.widgets._static_quiz import static_quiz
from groundschool.widgets._static_review import static_review

PAGES: dict[str, Callable[..., Bundle]] = {
    "picker": static_picker,
    "plan": static_plan,
    "progress": static_progress,
    "quiz": static_quiz,
    "review": static_review,
}


def static_bundle(course: Course, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Bundle:
    """The static output of a call, such as `static_bundle(course, "quiz", ("validation",), {})`.

    Returns:
        "text/html" and "text/plain", exactly as the widget adds them to its display.

    Raises:
        UsageError: there is no such widget, or it cannot be called like this.
    """
    if function not in PAGES:
        raise UsageError(f"There is no widget {function!r}.{did_you_mean(function, PAGES)}")
    page = PAGES[function]
    try:
        inspect.signature(page).bind(course, *args, **kwargs)
    except TypeError as error:
        call = ", ".join([*map(repr, args), *(f"{name}={value!r}" for name, value in kwargs.items())])
        raise UsageError(f"{function}({call}): {error}.") from error
    return page(course, *args, **kwargs)
