"""HTML for the static forms: small pieces that escape whatever comes from catalog and course.

Plain elements without scripts, classes and all but one style: GitHub and an untrusted JupyterLab strip those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

Bundle = dict[str, str]
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 1000
_LONG_WORD = re.compile(r"(\S{20})")
# JupyterLab sets all cells flush right.
_LEFT = ' style="text-align:left"'


def bundle(html: str, text: str) -> Bundle:
    """The two forms of a widget that need no kernel."""
    return {"text/html": html, "text/plain": text}


def visible(text: str) -> str:
    """Text in which a sign stands for each character that would turn the direction of what follows or break a file.

    Such are bidirectional controls, control characters other than a new line or tab, and lone surrogates.
    """
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def wrapped(text: str) -> str:
    """Text from the catalog as HTML: visible, of bearable length, with places to break very long words."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return "<wbr>".join(escape(part) for part in _LONG_WORD.split(visible(short)) if part)


def prose(text: str) -> str:
    """Text of the course, in which `code` may stand between backticks."""
    parts = re.split(r"`([^`]+)`", text)
    return "".join(
        f"<code>{escape(part)}</code>" if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def link(url: str, title: str) -> str:
    """A link that opens elsewhere; anything but a web address stays text."""
    if not url.lower().startswith(("https://", "http://")):
        return wrapped(title)
    return f'<a href="{escape(visible(url))}" target="_blank" rel="noopener noreferrer">{wrapped(title)}</a>'


def notebook(file: str, title: str) -> str:
    """A link to a notebook beside this one."""
    return f'<a href="{escape(quote(file))}">{escape(title)}</a>'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table from plain heads and cells that are HTML already."""
    head = "".join(f'<th scope="col"{_LEFT}>{escape(name)}</th>' for name in heads)
    body = "\n".join("<tr>" + "".join(f"<td{_LEFT}>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def items(entries: Iterable[str], tag: str = "ul") -> str:
    """A list of entries that are HTML already."""
    return f"<{tag}>\n" + "\n".join(f"<li>{entry}</li>" for entry in entries) + f"\n</{tag}>"


def folded(summary: str, content: str) -> str:
    """Content that opens on a click, without a script."""
    return f"<details><summary>{escape(summary)}</summary>\n{content}\n</details>"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 question`, `3 questions`."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"
