"""What a check of the doctor says about one thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Need(StrEnum):
    """What a thing is for."""

    LEARNING = "learning"
    TESTS = "the browser tests"
    GRADING = "grading"
    HUB = "a class on a JupyterHub"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` maps a system to the way to get it there."""

    name: str
    ok: bool
    detail: str
    need: Need = Need.LEARNING
    remedy: dict[str, str] = field(default_factory=dict)


def everywhere(remedy: str) -> dict[str, str]:
    """A remedy that is the same on every system."""
    return {"everywhere": remedy}


SET_UP = everywhere("`make lab` in the clone of the course, or `pip install --upgrade mlops-ground-school`")
