"""The questions of the course: six kinds, as frozen models of quiz.yml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from groundschool.catalog.models import Id, Text
from groundschool.catalog.parse import Model

Difficulty = Literal["easy", "medium", "hard"]


class Choice(Model):
    """One choice of a single or multiple question."""

    text: Text
    right: bool = False
    explanation: Text


class _Question(Model):
    id: Id
    objective: Id
    difficulty: Difficulty
    graded: bool = False
    points: Annotated[int, Field(ge=1, le=100)] = 1
    prompt: Text
    explanation: Text


def _choices_differ(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len({choice.text for choice in choices}) < len(choices):
        raise ValueError("two choices have the same text. Change one.")
    return choices


Choices = Annotated[tuple[Choice, ...], Field(min_length=2, max_length=12), AfterValidator(_choices_differ)]


class SingleQuestion(_Question):
    """One choice is right."""

    kind: Literal["single"]
    choices: Choices

    @model_validator(mode="after")
    def _one_right(self) -> SingleQuestion:
        right = sum(choice.right for choice in self.choices)
        if right != 1:
            raise ValueError(f"{right} choices are marked right. Mark exactly one.")
        return self


class MultipleQuestion(_Question):
    """Each choice is right or wrong by itself."""

    kind: Literal["multiple"]
    choices: Choices

    @model_validator(mode="after")
    def _some_right(self) -> MultipleQuestion:
        right = sum(choice.right for choice in self.choices)
        if right in (0, len(self.choices)):
            raise ValueError(
                "all choices are right, or none is. Mark at least one right and leave one wrong."
            )
        return self


Finite = Annotated[float, Field(allow_inf_nan=False)]
Tolerance = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class NumericMistake(Model):
    """A wrong number that shows what went wrong."""

    answer: Finite
    tolerance: Tolerance = 0.0
    explanation: Text


class NumericQuestion(_Question):
    """A number, right within a tolerance."""

    kind: Literal["numeric"]
    answer: Finite
    tolerance: Tolerance
    unit: str = ""
    mistakes: tuple[NumericMistake, ...] = ()

    @model_validator(mode="after")
    def _mistakes_are_wrong(self) -> NumericQuestion:
        for mistake in self.mistakes:
            if abs(mistake.answer - self.answer) <= self.tolerance:
                raise ValueError(
                    f"the mistake {mistake.answer:g} is within the tolerance. Correct one of them."
                )
        return self


class Item(Model):
    """One item of an ordering question."""

    text: Text
    explanation: Text


class OrderingQuestion(_Question):
    """Items to be put in order; written in the right one."""

    kind: Literal["ordering"]
    items: Annotated[tuple[Item, ...], Field(min_length=3, max_length=12)]


class Pair(Model):
    """Two sides that belong together."""

    left: Text
    right: Text
    explanation: Text


class MatchingQuestion(_Question):
    """Pairs to be found."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=3, max_length=12)]


class TextMistake(Model):
    """A wrong text that shows what went wrong."""

    answer: Text
    explanation: Text


class ShortTextQuestion(_Question):
    """A word or two, compared after normalising."""

    kind: Literal["short_text"]
    accept: Annotated[tuple[Text, ...], Field(min_length=1)]
    mistakes: tuple[TextMistake, ...] = ()


Question = Annotated[
    SingleQuestion
    | MultipleQuestion
    | NumericQuestion
    | OrderingQuestion
    | MatchingQuestion
    | ShortTextQuestion,
    Field(discriminator="kind"),
]


class WrongAnswer(Model):
    """A wrong answer to a lab's task that learners give, and what they must be told."""

    task: Id
    name: Id
    answer: Text
    """Code that takes the place of the solution's cell."""
    says: Text
    """Part of the message that the tests must give."""
