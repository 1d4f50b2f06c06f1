"""The picker's search in Python: the same words find the same resources here as in the browser.

The browser's half is in `widgets/static/picker_words.js` and `picker_index.js`; a browser test compares both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groundschool.catalog.models import Resource, Vocabulary

_WORD = re.compile(r"[^\W_]+")
# Shorter words, and numbers, forgive no slip: 2013 is not 2014.
_ONE_SLIP, _TWO_SLIPS = 4, 8


@dataclass(frozen=True)
class Found:
    """What a search found: for each resource how many of the words stand in its title."""

    in_title: Mapping[str, int]
    taken_for: Mapping[str, tuple[str, ...]]
    """Words that nothing holds, and the nearest that something does."""


def search(resources: Iterable[Resource], vocabulary: Vocabulary, query: str) -> Found:
    """The resources that hold each word of a query, as a part of one of theirs.

    They are searched by title, authors, summary and the titles of their topics and processes. A word that none
    holds stands for those nearest to it: one slip away from four letters on, two from eight letters on.
    """
    titles = {r.id: words_of(r.title) for r in resources}
    texts = {r.id: titles[r.id] | words_of(_text(r, vocabulary)) for r in resources}
    known = sorted(set().union(*texts.values()))
    finds = {}
    taken_for = {}
    for term in words_of(query):
        finds[term] = {word for word in known if term in word}
        if not finds[term] and (near := _near(term, known)):
            finds[term] = near
            taken_for[term] = tuple(sorted(near))
    found = {
        name: sum(not hits.isdisjoint(titles[name]) for hits in finds.values())
        for name, words in texts.items()
        if all(not hits.isdisjoint(words) for hits in finds.values())
    }
    return Found(found, taken_for)


def folded(text: str) -> str:
    """Text as it is compared: small letters, no accents, no ligatures.

    >>> folded("Böla's ﬁles")
    "bola's files"
    """
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.category(c).startswith("M")).lower()


def words_of(text: str) -> set[str]:
    """The words of a text, folded."""
    return set(_WORD.findall(folded(text)))


def _text(resource: Resource, vocabulary: Vocabulary) -> str:
    topics = (vocabulary.title("topics", topic) for topic in resource.topics)
    processes = (vocabulary.title("processes", process) for process in resource.processes)
    return " ".join((*resource.authors, resource.summary, *topics, *processes))


def _near(term: str, words: Iterable[str]) -> set[str]:
    """The words nearest to a term, or that begin with something so near."""
    if len(term) < _ONE_SLIP or any(unicodedata.category(c).startswith("N") for c in term):
        return set()
    most = 1 if len(term) < _TWO_SLIPS else 2
    distances = {word: _slips(term, word, most) for word in words if len(word) >= len(term) - most}
    least = min([most, *distances.values()])
    return {word for word, distance in distances.items() if distance == least}


def _slips(term: str, word: str, most: int) -> int:
    """How many slips lead from a term to the beginning of a word; above `most`, `most + 1`.

    A slip is a letter wrong, missing or too many, or two that changed places: the optimal string alignment
    distance (restricted Damerau-Levenshtein), row by row.
    """
    beginning = word[: len(term) + most]
    before: list[int] = []
    above = list(range(len(beginning) + 1))
    for row, letter in enumerate(term, 1):
        now = [row]
        for place, other in enumerate(beginning, 1):
            cost = min(above[place] + 1, now[place - 1] + 1, above[place - 1] + (letter != other))
            if min(row, place) > 1 and (letter, other) == (beginning[place - 2], term[row - 2]):
                cost = min(cost, before[place - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, above = above, now
    return min(most + 1, *above)
