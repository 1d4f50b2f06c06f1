"""The markup of submissions, as pages of feedback and of formgrader show it: all of a table, and nothing that acts.

`nbgrader_config.py` puts `clean` and `Markdown` in the place of nbconvert's filters of those names. nbconvert's own
knows no `th` and shows style sheets as text; and a parser of whole documents, such as bleach's, takes time that grows
with the square of a table's rows. This one reads each character once, and writes every tag itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from nbconvert.utils.base import NbConvertBase


def _named(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


_INLINE = _named(
    "a abbr acronym b bdi cite code del em i ins kbd mark q s samp small span strong sub sup u var"
)
_LONE = frozenset(("br", "col", "hr", "img"))
TAGS = (
    _INLINE
    | _LONE
    | _named(
        "blockquote caption colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre summary "
        "table tbody td tfoot th thead tr ul"
    )
)
"""What is written; of all other elements only the text is."""
# These go with what is in them. A comment is one of them, for the reader below.
_DROPPED = _named(
    "!-- iframe math noembed noframes noscript object script select style svg template textarea title xmp"
)
# A browser reads these by rules of their own: what stands in the wrong place is moved, or ends what is around it, and
# then the end that is written would be taken for that of the box on the page.
_HEADINGS = _named("h1 h2 h3 h4 h5 h6")
_ENDS = {"li": {"li"}, "dd": {"dd", "dt"}, "dt": {"dd", "dt"}}
_SEEN_THROUGH = _INLINE | {"div", "p"}
_ROWS = _named("table tbody tfoot thead")
_PARENTS = {
    **dict.fromkeys(("caption", "colgroup", "tbody", "tfoot", "thead"), frozenset(("table",))),
    **dict.fromkeys(("td", "th"), frozenset(("tr",))),
    "col": frozenset(("colgroup", "table")),
    "tr": _ROWS,
}
# Deeper, browsers and parsers are slow or give up.
_DEEPEST = 100

# Neither can try a character twice: no tag holds `<` or `>`, a name needs no value, and nothing is given back.
_TAG = re.compile(r"<!--|-->|<[/!?a-z][^<>]*+>", re.IGNORECASE)
_NAME = re.compile(r"</?([a-z][a-z0-9]*+)(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?""", re.IGNORECASE
)
# Python reads no number of thousands of digits, and no character has one of eight.
_NO_CHARACTER = re.compile(r"&(?=#x?[0-9a-f]{8})", re.IGNORECASE)

_Allows = Callable[[str], object]
_anything: _Allows = re.compile(r"[^\x00]*", re.DOTALL).fullmatch
_number: _Allows = re.compile(r"\d{1,4}").fullmatch
# A picture comes with the page. One from elsewhere would tell its owner who reads, where and when.
_picture: _Allows = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*").fullmatch
_link: _Allows = re.compile(r"(?:https?://|mailto:|#)[^\s\x00-\x1f]*", re.IGNORECASE).fullmatch
_alignment: _Allows = re.compile(r"\s*text-align:\s*(?:left|right|center);?\s*").fullmatch
_height: _Allows = re.compile(r"top|middle|bottom").fullmatch
_EVERYWHERE: dict[str, _Allows] = {"class": _anything, "hidden": _anything, "style": _alignment}
_HEADING: dict[str, _Allows] = {"id": _anything}
_CELL: dict[str, _Allows] = {"colspan": _number, "rowspan": _number, "valign": _height}
_ATTRIBUTES: dict[str, dict[str, _Allows]] = {
    "a": {"href": _link, "title": _anything},
    "abbr": {"title": _anything},
    "acronym": {"title": _anything},
    "col": {"span": _number},
    "colgroup": {"span": _number},
    "details": {"open": _anything},
    "img": {"alt": _anything, "height": _number, "src": _picture, "width": _number},
    "ol": {"start": _number},
    "table": {"border": _number},
    "td": _CELL,
    "th": _CELL,
} | {f"h{level}": _HEADING for level in range(1, 7)}


def clean(element: object) -> str:
    """Write markup anew, with the tags and attributes that only show something, each closed that was opened."""
    text = element.decode(errors="replace") if isinstance(element, bytes) else str(element)
    text = _NO_CHARACTER.sub("&amp;", text)
    pieces = [(_name(piece.group()), piece) for piece in _TAG.finditer(text)]
    last = {name: place for place, (name, _) in enumerate(pieces)}
    page = _Page()
    here = 0
    dropping = ""
    for place, (name, piece) in enumerate(pieces):
        if not dropping:
            page.write(text[here : piece.start()])
            # One that never ends drops nothing: its text is shown.
            dropping = _end_of(name) if last.get(_end_of(name), -1) > place else ""
            page.tag(name, piece.group())
        elif name == dropping:
            dropping = ""
        here = piece.end()
    page.write(text[here:])
    return page.closed()


@pass_context
class Markdown(NbConvertBase):
    """nbconvert's Markdown, cleaned: nbgrader's pages show texts of students as they were written."""

    def __call__(self, context: Any, source: str) -> str:
        """Turn a text into markup."""
        exporter: Any = self.parent
        return clean(exporter.markdown2html(context, source))


class _Page:
    """What is written of one element, and which tags are open."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[str] = []

    def write(self, text: str) -> None:
        self._parts.append(html.escape(html.unescape(text), quote=False))

    def tag(self, name: str, piece: str) -> None:
        if name.removeprefix("/") not in TAGS:
            return
        if name.startswith("/"):
            self._close(name[1:])
        else:
            self._start(name, piece)

    def closed(self) -> str:
        self._close_from(0)
        return "".join(self._parts)

    def _start(self, name: str, tag: str) -> None:
        if not self._has_a_place_for(name):
            return
        if name not in _LONE:
            if len(self._open) == _DEEPEST:
                return
            self._open.append(name)
        self._parts.append(f"<{name}{_attributes(name, tag)}>")

    def _has_a_place_for(self, name: str) -> bool:
        if name in _PARENTS:
            return self._go_back_to(_PARENTS[name])
        if self._open and self._open[-1] in _ROWS | {"colgroup", "tr"}:
            return False
        if name in _HEADINGS:
            return _HEADINGS.isdisjoint(self._open)
        self._end_the_one_before(name)
        return True

    def _go_back_to(self, parents: frozenset[str]) -> bool:
        """End what is open within the nearest of these, in this table."""
        for place in reversed(range(len(self._open))):
            if self._open[place] in parents:
                self._close_from(place + 1)
                return True
            if self._open[place] == "table":
                return False
        return False

    def _end_the_one_before(self, name: str) -> None:
        for place in reversed(range(len(self._open))):
            if self._open[place] in _ENDS.get(name, ()):
                self._close_from(place)
            elif self._open[place] in _SEEN_THROUGH:
                continue
            return

    def _close(self, name: str) -> None:
        if name in self._open:
            self._close_from(len(self._open) - 1 - self._open[::-1].index(name))

    def _close_from(self, place: int) -> None:
        self._parts += [f"</{name}>" for name in reversed(self._open[place:])]
        del self._open[place:]


def _name(piece: str) -> str:
    """The name of a tag, behind a slash if it is an end; the signs of a comment have names, too."""
    if piece in {"<!--", "-->"}:
        return "!--" if piece == "<!--" else "/!--"
    found = _NAME.match(piece)
    return "" if not found else "/" * piece.startswith("</") + found[1].lower()


def _end_of(name: str) -> str:
    return f"/{name}" if name in _DROPPED else ""


def _attributes(tag: str, piece: str) -> str:
    allowed = _EVERYWHERE | _ATTRIBUTES.get(tag, {})
    kept: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(piece, len(tag) + 1):
        value = html.unescape("".join(values))
        if name.lower() in allowed and allowed[name.lower()](value):
            kept.setdefault(name.lower(), value)
    return "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
