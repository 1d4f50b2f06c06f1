"""How the picker compares words: its functions, run in the browser and asked one at a time."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from groundschool.widgets._base import asset

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("term", "word", "most", "expected"),
    [
        ("data", "data", 1, 0),
        ("dtaa", "data", 1, 1),
        ("daat", "database", 1, 1),
        ("contrcts", "contracts", 2, 1),
        ("kubernets", "kubernetes", 2, 1),
        ("monitor", "monitoring", 1, 0),
        ("drift", "shift", 1, 2),
        ("pipelin", "pineapple", 2, 3),
        ("aaaa", "", 1, 2),
    ],
)
def test_slips_are_counted_to_the_beginning_of_a_word(
    page: Page, term: str, word: str, most: int, expected: int
) -> None:
    assert _run(page, "slips", term, word, most) == expected


@pytest.mark.parametrize("term", ["2013", "v2", "c", "the"])
def test_numbers_and_short_words_forgive_no_slip(page: Page, term: str) -> None:
    assert _run(page, "slipsFor", term) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Böla's CI/CD, 3rd ed.", ["bola", "s", "ci", "cd", "3rd", "ed"]),
        ("ﬁnal Ⅳ \N{FULLWIDTH LATIN CAPITAL LETTER W}ide", ["final", "iv", "wide"]),
        ("数据 \N{GRINNING FACE} — данные", ["数据", "данные"]),
        ("", []),
    ],
)
def test_words_are_compared_without_case_accents_and_ligatures(
    page: Page, text: str, words: list[str]
) -> None:
    assert _run(page, "wordsOf", text) == words


def _run(page: Page, function: str, *arguments: Any) -> Any:
    """What one of the picker's functions gives."""
    return page.evaluate(
        """async ([code, name, list]) => {
          const address = URL.createObjectURL(new Blob([`${code}\\nexport { ${name} };`], { type: "text/javascript" }));
          return (await import(address))[name](...list);
        }""",
        [asset("picker.js"), function, arguments],
    )
