"""JSON Schemas for editors, generated from the models; the models stay the only validator."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from groundschool.catalog.models import WORD_LISTS, Resource, Vocabulary
from groundschool.catalog.rules import WORD_FIELDS

BUILT = "Built from the models by `groundschool build`. Do not edit."
"""What every schema says of itself."""


def resource_schema(vocabulary: Vocabulary) -> str:
    """The schema of a resource file, with the vocabulary's words for completion."""
    schema = TypeAdapter(Resource).json_schema()
    for field, words in WORD_FIELDS.items():
        place = schema["properties"][field]
        place = place["items"] if place.get("type") == "array" else place
        place.clear()
        place["enum"] = list(vocabulary.ids(words))
    return _text(schema)


def word_schemas() -> dict[str, str]:
    """The schema of each vocabulary file, by the file's name."""
    return {f"{name}.json": schema_of(tuple[word, ...]) for name, word in WORD_LISTS.items()}  # type: ignore[valid-type]


def schema_of(kind: Any) -> str:
    """The schema of any model."""
    return _text(TypeAdapter(kind).json_schema())


def _text(schema: dict[str, Any]) -> str:
    return json.dumps({"$comment": BUILT, **schema}, indent=2, sort_keys=True) + "\n"
