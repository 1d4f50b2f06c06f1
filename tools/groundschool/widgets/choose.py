"""The choice in a graded quiz: a form that knows no key, and keeps what was chosen for the grader.

It is kept twice: in the output of its cell, which is saved with the notebook, and in `answers.json` beside it. The
grader puts it into the answer cell, where it can be typed as well; what is typed there counts before it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets import List, Unicode

from groundschool.errors import GroundSchoolError
from groundschool.learner.answers import FILE, LONGEST, MIME, learner_name, own_answer, read_answers, seal
from groundschool.paths import write_atomically
from groundschool.widgets._base import LearnerWidget, Message
from groundschool.widgets._html import bundle


def choose(question: str, choices: Mapping[str, str] | None = None, *, several: bool = False) -> None:
    """Show a form for the answer to a graded question, as in `choose("answer_1", {"a": "rye", "b": "oats"})`.

    Args:
        question: the name that the answer has in the cell below.
        choices: letters and texts to choose from; without them a line is typed.
        several: whether more than one may be chosen.
    """
    from IPython.display import display  # noqa: PLC0415 - takes its time, and grading does not show anything

    form = Form(question, dict(choices or {}), several, Path.cwd(), learner_name())
    record: Any = display(_Kept(form, form.kept), display_id=True)  # type: ignore[no-untyped-call]
    display(ChooseWidget(form, record))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Form:
    """A question as one learner answers it, in one folder."""

    question: str
    choices: dict[str, str]
    several: bool
    folder: Path
    learner: str

    @property
    def kept(self) -> str:
        """The learner's own answer that lies beside the notebook; empty if there is none."""
        return own_answer(read_answers(self.folder).get(self.question), self.learner, self.question) or ""


class _Kept:
    """What the notebook's output keeps of an answer, and shows of it where no kernel runs."""

    def __init__(self, form: Form, answer: str) -> None:
        self._said = f"Kept: {answer}" if answer else "Nothing chosen yet."
        self._kept = {MIME: seal(form.learner, form.question, answer)} if answer else {}

    def __repr__(self) -> str:
        return self._said

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": self._said, **self._kept}


class ChooseWidget(LearnerWidget):
    """Keeps an answer as soon as it is given."""

    choices = List(List(Unicode())).tag(sync=True)
    kind = Unicode().tag(sync=True)
    answer = Unicode().tag(sync=True)
    asked = Unicode().tag(sync=True)

    def __init__(self, form: Form, record: Any) -> None:
        self._form, self._record = form, record
        shown = [list(pair) for pair in form.choices.items()]
        # Neighbours see their choices in other orders; a fixed algorithm, not security.
        random.Random(f"{form.learner}:{form.question}").shuffle(shown)  # noqa: S311
        super().__init__(
            "choose",
            bundle(
                "<p>Run the notebook to choose, or type your answer below.</p>", "Run the notebook to choose."
            ),
            {"keep": self._keep},
            choices=shown,
            kind="line" if not form.choices else "several" if form.several else "one",
            answer=form.kept,
            asked=form.question,
        )

    def _keep(self, message: Message) -> str:
        form, answer = self._form, str(message["answer"]).strip()[:LONGEST]
        path = form.folder / FILE
        answers = {**read_answers(form.folder), form.question: seal(form.learner, form.question, answer)}
        try:
            write_atomically(path, json.dumps(answers, indent=1, sort_keys=True) + "\n")
        except OSError as error:
            raise GroundSchoolError(
                f"{path}: {error.strerror}. Type your answer in the cell below."
            ) from error
        self.answer = answer
        if self._record is not None:
            self._record.update(_Kept(form, answer))
        return f"Kept: {answer}. Save the notebook before you hand it in."
