"""The words of the catalog and the resources they describe, as frozen models."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from groundschool.catalog.parse import Model

Status = Literal["active", "archived", "superseded"]

MAX_TITLE = 200
MAX_SUMMARY = 900


def _plain(text: str) -> str:
    """Refuse characters that are invisible or turn the direction of text: they can disguise a title."""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} and character not in "\n\u200d":
            raise ValueError(f"has the invisible character U+{ord(character):04X}. Delete it.")
    return text


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in url):
        raise ValueError(f"{url[:80]!r} is not a web address. It begins with https:// and has no spaces.")
    return url


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=80)]
# Constraints before the function: behind it, pydantic neither strips nor knows that it counts characters.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_plain)]
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE), AfterValidator(_plain)
]
_Summary = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_SUMMARY),
    AfterValidator(_plain),
]
Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_plain), AfterValidator(_web_address)]


class Word(Model):
    """A controlled word: what may stand in a field, and what it means."""

    id: Id
    """The word as written in other files, lower_snake."""
    title: Title
    """The word as shown to people."""
    definition: Text
    """One sentence."""
    sources: tuple[Id, ...] = ()
    """Seeds and resources that the word comes from."""


class Process(Word):
    """What somebody does within a phase."""

    phase: Id
    """The phase it belongs to."""


class Topic(Word):
    """What can be learnt about a process."""

    process: Id
    """The process it belongs to."""


class ChecklistItem(Word):
    """One thing that a checklist asks for."""

    checklist: Id
    """The checklist it belongs to."""


class Seed(Word):
    """A document that the course was conceived from."""

    url: Url | None = None
    """Where it stands, if it stands anywhere."""


class Vocabulary(Model):
    """Every controlled word, each list in the order in which people see it."""

    phases: tuple[Word, ...]
    processes: tuple[Process, ...]
    topics: tuple[Topic, ...]
    kinds: tuple[Word, ...]
    levels: tuple[Word, ...]
    costs: tuple[Word, ...]
    formats: tuple[Word, ...]
    languages: tuple[Word, ...]
    roles: tuple[Word, ...]
    seeds: tuple[Seed, ...]
    checklists: tuple[Word, ...]
    checklist_items: tuple[ChecklistItem, ...]

    @cached_property
    def _titles(self) -> dict[str, dict[str, str]]:
        return {name: {word.id: word.title for word in getattr(self, name)} for name in WORD_LISTS}

    def ids(self, words: str) -> tuple[str, ...]:
        """The ids of one list, for example `ids("levels")`, in order."""
        return tuple(self._titles[words])

    def title(self, words: str, identifier: str) -> str:
        """The title of one word, for example `title("levels", "advanced")`."""
        return self._titles[words][identifier]


WORD_LISTS: dict[str, type[Word]] = {
    "phases": Word,
    "processes": Process,
    "topics": Topic,
    "kinds": Word,
    "levels": Word,
    "costs": Word,
    "formats": Word,
    "languages": Word,
    "roles": Word,
    "seeds": Seed,
    "checklists": Word,
    "checklist_items": ChecklistItem,
}


class Resource(Model):
    """Something to learn from."""

    model_config = ConfigDict(json_schema_extra={"title": "A resource of the catalog"})

    id: Id
    """The same as the name of the file."""
    title: Title
    """As its authors write it."""
    kind: Id
    """A word of vocabulary/kinds.yml."""
    url: Url
    """Where it is; the canonical address, confirmed by a look-up."""
    authors: tuple[Title, ...]
    """People or organisations; an empty list when unknown."""
    year: Annotated[int, Field(ge=1950, le=2100)] | None
    """Of first publication; null for what has none."""
    processes: Annotated[tuple[Id, ...], Field(min_length=1, max_length=8)]
    """Words of vocabulary/processes.yml that it teaches, the main one first."""
    topics: Annotated[tuple[Id, ...], Field(max_length=10)]
    """Words of vocabulary/topics.yml."""
    level: Id
    """A word of vocabulary/levels.yml."""
    cost: Id
    """A word of vocabulary/costs.yml."""
    format: Id
    """A word of vocabulary/formats.yml."""
    language: Id
    """A word of vocabulary/languages.yml."""
    hours: Annotated[float, Field(gt=0, le=2000)] | None
    """Honest estimate of the time it takes; null for what nobody finishes."""
    prerequisites: tuple[Id, ...]
    """Resources to know first."""
    summary: _Summary
    """Our own words: what it teaches, for whom, why choose it."""
    seeds: tuple[Id, ...]
    """The seeds that name it."""
    status: Status
    """Whether it is kept up, only kept, or replaced."""
    superseded_by: Id | None
    """The resource to prefer, when status is superseded."""
    checked: date
    """The day on which somebody confirmed title, authors and address."""


class Catalog(Model):
    """All resources and the words that describe them."""

    vocabulary: Vocabulary
    resources: dict[str, Resource]

    @cached_property
    def _teaching(self) -> dict[str, dict[str, tuple[Resource, ...]]]:
        found: dict[str, dict[str, list[Resource]]] = {"topics": {}, "processes": {}}
        for resource in self.resources.values():
            for words, by in found.items():
                for word in getattr(resource, words):
                    by.setdefault(word, []).append(resource)
        return {words: {w: tuple(taught) for w, taught in by.items()} for words, by in found.items()}

    def of_process(self, process: str) -> tuple[Resource, ...]:
        """The resources that teach a process, in the order of their ids."""
        return self._teaching["processes"].get(process, ())

    def near(self, topics: Iterable[str], processes: Iterable[str]) -> tuple[Resource, ...]:
        """The resources that teach any of these topics or processes."""
        lists = (("topics", topics), ("processes", processes))
        taught = (self._teaching[words].get(word, ()) for words, asked in lists for word in asked)
        return tuple({resource.id: resource for some in taught for resource in some}.values())
