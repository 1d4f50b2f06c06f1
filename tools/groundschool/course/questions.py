"""The questions of the course: seven kinds, as frozen models of quiz.yml.

A question with `parameters` is read as its first variant, so that everything else sees plain text and numbers;
`variant` gives the one of a learner.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from groundschool.catalog.models import Id, Text
from groundschool.catalog.parse import Model
from groundschool.course.parameters import MOST_VARIANTS, PARAMETERS, Values, choose, fill, variants

Difficulty = Literal["easy", "medium", "hard"]


class Choice(Model):
    """One choice of a single or multiple question."""

    text: Text
    right: bool = False
    explanation: Text


_FORMULA = {"type": "string", "pattern": r"^\{\{.*\}\}$"}
_Number = Annotated[float, Field(allow_inf_nan=False)]
Finite = Annotated[_Number, WithJsonSchema({"anyOf": [{"type": "number"}, _FORMULA]})]
"""A number, or a formula over the parameters."""
Tolerance = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, _FORMULA]}),
]


class _Question(Model):
    id: Id
    objective: Id
    difficulty: Difficulty
    graded: bool = False
    points: Annotated[int, Field(ge=1, le=100)] = 1
    parameters: dict[Id, Annotated[tuple[_Number, ...], Field(min_length=2)]] = Field(default={})
    """Numbers that vary by learner, used as `{{ name }}` in any text or number of the question."""
    prompt: Text
    hints: Annotated[tuple[Text, ...], Field(max_length=3)] = ()
    """Shown one at a time, when the learner asks."""
    explanation: Text
    _template: dict[str, Any] | None = PrivateAttr(None)

    @model_validator(mode="wrap")
    @classmethod
    def _every_variant(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Read the first variant, and see that the others can be asked as well."""
        parameters = data.get(PARAMETERS) if isinstance(data, dict) else None
        if not parameters or not _are_parameters(parameters):
            return handler(data)
        if math.prod(map(len, parameters.values())) > MOST_VARIANTS:
            raise ValueError(f"the parameters make more than {MOST_VARIANTS} variants. Take values out.")
        if data.get("graded"):
            raise ValueError(
                "a graded question has no parameters: everybody gets the same notebook. Take one out."
            )
        first, *others = variants(parameters)
        question = handler(fill(data, first))
        plain = {key: part for key, part in data.items() if key != PARAMETERS}
        for values in others:
            try:
                cls.model_validate(fill(plain, values))
            except ValidationError as error:
                given = ", ".join(f"{name} = {value:g}" for name, value in values.items())
                said = error.errors()[0]["msg"].removeprefix("Value error, ")
                raise ValueError(f"with {given}: {said}") from None
        question._template = plain  # noqa: SLF001 - our own
        return question


def _are_parameters(data: Any) -> bool:
    """Whether the parameters have their form; if not, their own field says what is wrong."""
    return isinstance(data, dict) and all(
        isinstance(values, list | tuple)
        and values
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
        for values in data.values()
    )


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
    units: dict[Text, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(default={})
    """Other units that an answer may be typed in: how many of `unit` one of them is, as in `h: 60` for minutes."""
    mistakes: tuple[NumericMistake, ...] = ()

    @model_validator(mode="after")
    def _units_have_a_base(self) -> NumericQuestion:
        if self.units and (not self.unit or self.unit in self.units):
            raise ValueError(
                "`units` are the other units beside `unit`. Give the unit of the answer in `unit`."
            )
        return self

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


GAP = "___"
"""Where the answer to a fill-in question goes."""


class FillInQuestion(_Question):
    """Code with a gap. What is written into the gap is run in the learner's kernel, then `check` is."""

    kind: Literal["fill_in"]
    code: Text
    """What the learner sees, with `___` for the gap: one expression or a part of a line."""
    answer: Text
    """What fills the gap rightly."""
    check: Text
    """Assertions, each with a message for the learner, that hold when the gap is filled rightly."""
    mistakes: tuple[TextMistake, ...] = ()

    @model_validator(mode="after")
    def _one_gap(self) -> FillInQuestion:
        if self.code.count(GAP) != 1:
            raise ValueError(f"the code has {self.code.count(GAP)} gaps. Write {GAP} exactly once.")
        if self.graded:
            raise ValueError("the classroom asks for code in labs. Make this a practice question, or a task.")
        return self


Question = Annotated[
    SingleQuestion
    | MultipleQuestion
    | NumericQuestion
    | OrderingQuestion
    | MatchingQuestion
    | ShortTextQuestion
    | FillInQuestion,
    Field(discriminator="kind"),
]
_Q = TypeVar("_Q", bound=_Question)


def variant(question: _Q, seed: str) -> tuple[_Q, Values]:
    """The question as one learner gets it, and the values in it; the same for the same seed."""
    template = question._template  # noqa: SLF001 - our own
    if template is None:
        return question, {}
    values = choose(question.parameters, f"{question.id}:{seed}")
    return type(question).model_validate(fill(template, values)), values


class WrongAnswer(Model):
    """A wrong answer to a lab's task that learners give, and what they must be told."""

    task: Id
    name: Id
    answer: Text
    """Code that takes the place of the solution's cell."""
    says: Text
    """Part of the message that the tests must give."""
