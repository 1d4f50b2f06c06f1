"""Expected trouble, as types: what the command line turns into an exit code and a message."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a content file, where it is, and what to do about it."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """`file:line: field: what is wrong. What to do.`, the form that editors turn into links."""
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class GroundSchoolError(Exception):
    """Trouble that the reader of the message can mend; its text says what, where and what to do."""

    exit_code: ClassVar[int] = 1

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: a learner's mistake is not in our frames."""
        return [f"{type(self).__name__}: {self}"]


class UsageError(GroundSchoolError):
    """A command or a function was called with something it cannot take."""

    exit_code: ClassVar[int] = 2


class ContentError(GroundSchoolError):
    """Catalog or course files are wrong; carries every problem that was found, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word, in whatever case: " Did you mean 'x'?", else the first few that exist, else nothing."""
    words = sorted(known)
    folded = {known_word.casefold(): known_word for known_word in words}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f" Did you mean '{folded[near[0]]}'?"
    shown = 12
    if not words:
        return ""
    more = f" and {len(words) - shown} more" if len(words) > shown else ""
    return f" Known: {', '.join(words[:shown])}{more}."
