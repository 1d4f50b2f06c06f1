"""The words that must stay secret, found in any file however it quotes, marks up or breaks them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from groundschool.course.questions import Question


def texts(value: Any) -> Iterator[str]:
    """Every text in the data of a notebook or a question, keys too."""
    if isinstance(value, str):
        yield value
    for name, part in value.items() if isinstance(value, dict) else ():
        yield name
        yield from texts(part)
    for part in value if isinstance(value, list) else ():
        yield from texts(part)


def words(text: str) -> str:
    """The words alone: how a text is quoted, marked up or broken into lines does not hide it."""
    return " ".join(re.findall(r"\w+", re.sub(r"</?[a-zA-Z][^>]*>", " ", html.unescape(text))))


def explanations(value: Any) -> Iterator[str]:
    """All that explains an answer, and so names the key."""
    if isinstance(value, dict):
        yield from texts(value.get("explanation", []))
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from explanations(part)


def explained(question: Question) -> set[str]:
    return {words(told) for told in explanations(question.model_dump(mode="json"))}
