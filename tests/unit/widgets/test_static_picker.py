"""The picker without a kernel: what it says, on GitHub as well, and what it makes of hostile text."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from groundschool.widgets._html import visible, wrapped
from groundschool.widgets._static_picker import static_picker
from hostile import HOSTILE, hostile_resources
from small_course import course, resource

# What GitHub's sanitiser lets through, of what a picker could need: https://github.com/gjtorikian/html-pipeline
GITHUB_TAGS = {
    *("a", "b", "br", "code", "details", "li", "ol", "p", "summary", "table", "tbody", "td", "th", "thead"),
    *("tr", "ul", "wbr"),
}
GITHUB_ATTRIBUTES = {"href", "rel", "scope", "target"}


class Sanitised(HTMLParser):
    """The words that are left, and the tags and attributes that were not."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.lost: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lost |= {tag} - GITHUB_TAGS
        self.lost |= {name for name, _ in attrs} - GITHUB_ATTRIBUTES

    def handle_data(self, data: str) -> None:
        self.words += data


def test_what_to_know_first_and_what_is_better_is_folded_away(tmp_path: Path) -> None:
    old = resource("old", prerequisites=("basics",), status="superseded", superseded_by="new")
    html = static_picker(course(tmp_path, resource("basics"), old, resource("new")))["text/html"]

    assert html.count("<details>") == 1
    assert (
        "<details><summary>Before you choose it</summary>\n"
        "<p>Know first: Basics</p>\n<p>Superseded by New</p>\n</details>"
    ) in html


def test_every_filter_of_the_catalog_presets_the_table(tmp_path: Path) -> None:
    small = course(tmp_path, resource("one", topics=("statistics",)), resource("two"))

    assert "Resources</b> (1;" in static_picker(small, topic="statistics")["text/html"]
    assert "Resources</b> (2;" in static_picker(small, language="english")["text/html"]


def test_github_takes_nothing_away_but_the_alignment(tmp_path: Path) -> None:
    resources = [resource("first"), resource("second", prerequisites=("first",)), *hostile_resources()]
    sanitised = Sanitised(static_picker(course(tmp_path, *resources))["text/html"])

    assert sanitised.lost == {"style"}
    assert "Know first: First" in sanitised.words


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_text_that_a_file_can_hold(text: str) -> None:
    html = wrapped(text)

    html.encode()
    assert "<" not in html.replace("<wbr>", "")
    assert unescape(html.replace("<wbr>", "")).removesuffix("…") == visible(text)[: 1000 - (len(text) > 1000)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b\N{POP DIRECTIONAL ISOLATE}", "a\ufffdb\ufffd"),
        ("a\x00\x1b[31m\ud83d", "a\ufffd\ufffd[31m\ufffd"),
        ("a\tb\nc \N{GRINNING FACE} é דוגמה", "a\tb\nc \N{GRINNING FACE} é דוגמה"),
    ],
)
def test_what_cannot_be_seen_gets_a_sign_and_the_rest_stays(text: str, shown: str) -> None:
    assert visible(text) == shown
