"""Answers to a graded quiz as a choice keeps them: in the notebook's own output record, and in a file beside it.

An answer is sealed with the name of whoever gave it, so that a copied file or output does not pass for another
learner's. The seal keeps copies out, not cheats: who can read this can make one, as easily as type an answer.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from pathlib import Path
from typing import Any

MIME = "application/vnd.groundschool.answer+json"
FILE = "answers.json"
MOST_BYTES = 1_000_000
LONGEST = 500

Kept = dict[str, Any]


def learner_name() -> str:
    """Who hands in, by the name that nbgrader uses: the system's, or JupyterHub's where everybody is `jovyan`."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        name = "jovyan"
    return os.environ.get("JUPYTERHUB_USER", name) if name == "jovyan" else name


def seal(learner: str, question: str, answer: str) -> Kept:
    """What is kept of an answer."""
    return {
        "question": question,
        "answer": answer,
        "learner": learner,
        "seal": _seal(learner, question, answer),
    }


def own_answer(kept: object, learner: str, question: str) -> str | None:
    """The answer in something that was kept, if it is this learner's own to this question."""
    if not isinstance(kept, dict) or kept.get("question") != question:
        return None
    answer = kept.get("answer")
    if (
        not isinstance(answer, str)
        or len(answer) > LONGEST
        or kept.get("seal") != _seal(learner, question, answer)
    ):
        return None
    return answer


def read_answers(folder: Path) -> dict[str, Any]:
    """What the file beside a notebook keeps, by question; nothing if it is no such file."""
    path = folder / FILE
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            return {}
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _seal(learner: str, question: str, answer: str) -> str:
    text = json.dumps([learner, question, answer])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
