"""From the data of a document to a typed, frozen model, with every deviation as a `Problem`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from groundschool.catalog.document import Document, Where
from groundschool.errors import Problem, did_you_mean


class Model(BaseModel):
    """What all models of content files share: they are frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def parse(kind: Any, document: Document, where: Where = ()) -> Any | list[Problem]:
    """Make a model of (a part of) a document, or list everything that is wrong with it.

    `kind` is a model, or an annotated union of models that differ by their `kind`.
    """
    data = document.data
    for step in where:
        data = data[step]
    try:
        return _adapter(kind).validate_python(data)
    except ValidationError as err:
        details = err.errors()
        # A list counts as too short when one of its items is wrong; the item's own problem says enough.
        nested = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
        return [
            _problem(kind, document, where, detail)
            for detail in details
            if detail["type"] != "too_short" or detail["loc"] not in nested
        ]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _problem(kind: Any, document: Document, where: Where, detail: ErrorDetails) -> Problem:
    path = (*where, *_written(document, where, detail["loc"], missing=detail["type"] == "missing"))
    if detail["type"] == "extra_forbidden":
        key = str(detail["loc"][-1])
        hint = did_you_mean(key, _keys_at(kind, detail["loc"][:-1]))
        return document.problem(path, f"unknown key '{key}'.{hint} Correct or remove it.")
    say = _MESSAGES.get(detail["type"])
    if say is not None:
        return document.problem(path, say(detail))
    message = detail["msg"].removeprefix("Value error, ").rstrip(".")
    message = message[:1].lower() + message[1:]
    what_to_do = "" if ". " in message else " Correct it."
    return document.problem(path, f"{message}.{what_to_do}")


def _keys_at(kind: Any, location: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys of the model that a location leads to, following fields, items and union members."""
    for step in location:
        kind = _step(kind, step)
    return tuple(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else ()


def _step(kind: Any, step: int | str) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(step))
        return field.annotation if field else None
    members = [part for part in get_args(kind) if part is not type(None)]
    if len(members) == 1 or Ellipsis in members:
        return members[0]
    nested = [inner for member in members for inner in (get_args(member) or (member,))]
    for member in nested:
        tag = getattr(member, "model_fields", {}).get("kind")
        if tag is not None and step in get_args(tag.annotation):
            return member
    return None


def _written(document: Document, where: Where, location: tuple[int | str, ...], *, missing: bool) -> Where:
    """Drop the tags that pydantic adds to a path for the members of a union."""
    path: Where = ()
    for index, step in enumerate(location):
        named = missing and index == len(location) - 1
        if isinstance(step, int) or named or (*where, *path, step) in document.lines:
            path = (*path, step)
    return path


def _given(detail: ErrorDetails) -> str:
    given = repr(detail["input"])
    return given if len(given) <= 60 else given[:57] + "..."  # noqa: PLR2004 - a line's worth


_MESSAGES: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda _: "the key is missing. Add it.",
    "string_type": lambda d: f"{_given(d)} is not text. Quote it.",
    "tuple_type": lambda d: f"{_given(d)} is not a list. Write one item a line, each after a dash.",
    "model_attributes_type": lambda d: (
        f"{_given(d)} is not a set of keys and values. Write `key: value` lines."
    ),
    "date_from_datetime_inexact": lambda d: f"{_given(d)} is not a date. Write it as year-month-day.",
    "model_type": lambda d: f"{_given(d)} is not a set of keys and values. Write `key: value` lines.",
    "dict_type": lambda d: f"{_given(d)} is not a set of keys and values. Write `key: value` lines.",
    "bool_type": lambda d: f"{_given(d)} is not true or false. Write true or false.",
    "bool_parsing": lambda d: f"{_given(d)} is not true or false. Write true or false.",
    "int_type": lambda d: f"{_given(d)} is not a whole number. Write one.",
    "int_parsing": lambda d: f"{_given(d)} is not a whole number. Write one.",
    "float_type": lambda d: f"{_given(d)} is not a number. Write one.",
    "float_parsing": lambda d: f"{_given(d)} is not a number. Write one.",
    "finite_number": lambda d: f"{_given(d)} is not a finite number. Write one.",
    "date_from_datetime_parsing": lambda d: f"{_given(d)} is not a date. Write it as year-month-day.",
    "date_type": lambda d: f"{_given(d)} is not a date. Write it as year-month-day.",
    "date_parsing": lambda d: f"{_given(d)} is not a date. Write it as year-month-day.",
    "literal_error": lambda d: f"{_given(d)} is not known. Use one of: {d['ctx']['expected']}.",
    "too_short": lambda d: (
        f"has {d['ctx']['actual_length']} entries. Write at least {d['ctx']['min_length']}."
    ),
    "too_long": lambda d: f"has too many entries. Write at most {d['ctx']['max_length']}.",
    "string_too_short": lambda _: "is empty. Fill it in.",
    "string_too_long": lambda d: f"is longer than {d['ctx']['max_length']} characters. Shorten it.",
    "string_pattern_mismatch": lambda d: (
        f"{_given(d)} is not an id. Use lower-case letters, digits and single "
        "underscores, beginning with a letter."
    ),
    "union_tag_invalid": lambda d: (
        f"the kind {d['ctx']['tag']!r} is not known. Use one of: {d['ctx']['expected_tags']}."
    ),
    "union_tag_not_found": lambda _: "the key `kind` is missing. Add it.",
}
