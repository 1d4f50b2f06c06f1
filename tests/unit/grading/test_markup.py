from __future__ import annotations

import base64
import re
import sys
from html.parser import HTMLParser
from types import FrameType
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundschool.grading import markup
from groundschool.grading.markup import TAGS, clean

PICTURE = "data:image/png;base64," + base64.b64encode(b"picture").decode()
TABLE = pd.DataFrame({"carrier": ["AA", "UA"], "delay": [1.5, None]})
# What a page may hold after cleaning, whatever came in.
ATTRIBUTES = {
    "alt",
    "border",
    "class",
    "colspan",
    "height",
    "hidden",
    "href",
    "id",
    "open",
    "rowspan",
    "span",
    "src",
    "start",
    "style",
    "title",
    "valign",
    "width",
}
NASTY = [
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT >",
    "<script>alert(1)",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'/>",
    "<b onclick=alert(1) ONMOUSEOVER=alert(1)>x</b>",
    "<b class='a\" onclick=alert(1) x=\"'>x</b>",
    "<b class='&quot; onclick=alert(1)'>x</b>",
    "<details open ontoggle=alert(1)>x</details>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jAvA\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a><a href='//elsewhere'>x</a>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='data:image/png;base64,AA==\"onerror=\"alert(1)'>",
    "<img src='https://elsewhere/x.png'><img src=//elsewhere/x.png><img srcset='https://elsewhere/x.png 2x'>",
    "<table background='https://elsewhere/x.png'><tr><td background='https://elsewhere/x.png'>x</table>",
    "<p style='background: url(https://elsewhere/x.png)'>x</p><p style='text-align: left; position: fixed'>x</p>",
    "<style>@import 'https://elsewhere/x.css';</style><link rel=stylesheet href='https://elsewhere/x.css'>",
    "<style><style>p{}</style></style>",
    "<style><!--</style><script>alert(1)</script>-->",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><p title='</title><img src=x onerror=alert(1)>'></title>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><iframe src='javascript:alert(1)'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button><input autofocus></form>",
    "<base href='https://elsewhere/'><meta http-equiv=refresh content='0;url=https://elsewhere/'>",
    "<!-- <b>x</b> --><!--><script>alert(1)</script>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]><?xml <script>alert(1)</script>?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;b>",
    "<p title='<b onclick=alert(1)>'>x</p>",
    "<b>never closed <i>and <table><tr><td>deep",
    "</div></div></p></td></table></body></html>",
    "<ul><li><div><li>x</ul></div></div>",
    "<h1><h2>x</h1></h2><a><p><a>x</p>",
    "<template><script>alert(1)</script></template><select><option><script>alert(1)</script></select>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt><b\x0conclick=alert(1)>x</b>",
    "&#" + "1" * 5000 + ";&#x" + "f" * 5000 + ";&#xd800;",
]
PIECES = st.sampled_from(
    (
        *(f"<{tag}>" for tag in sorted(TAGS)),
        *(f"</{tag}>" for tag in sorted(TAGS)),
        *("<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<!--", "-->", "<", ">", "text"),
        *("'", '"', "&", "&lt;", "<b title='", "<img src=x onerror=alert(1)", "<select>", "<form>", "</"),
    )
)


class Seen(HTMLParser):
    """What a parser finds in cleaned markup; it fails where an end has no beginning."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(markup)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in {"br", "col", "hr", "img"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def is_harmless(markup: str) -> bool:
    seen = Seen(markup)
    return (
        seen.tags <= TAGS
        and seen.attributes <= ATTRIBUTES
        and all(
            re.match(r"https?://|mailto:|#|data:image/(png|jpeg|gif);base64,", at) for at in seen.addresses
        )
    )


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_acts_is_left_of_nasty_markup(text: str) -> None:
    assert is_harmless(clean(text))
    assert "elsewhere" not in str(Seen(clean(text)).addresses)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_mixed_comes_out_harmless_and_cleaning_twice_changes_nothing(text: str) -> None:
    assert is_harmless(clean(text))
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_text_is_shown_as_it_is(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert clean(escaped) == escaped


def test_a_table_keeps_its_rows_and_headings_and_loses_its_style_sheet() -> None:
    shown = clean(TABLE._repr_html_())

    assert re.findall(r"<th>(.*?)</th>", shown) == ["", "carrier", "delay", "0", "1"]
    assert re.findall(r"<td>(.*?)</td>", shown) == ["AA", "1.5", "UA", "NaN"]
    assert Seen(shown).tags == {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert '<table border="1" class="dataframe">' in shown
    assert "{" not in shown


def test_a_table_with_levels_keeps_what_holds_them_together() -> None:
    shown = clean(TABLE.set_index(["carrier", "delay"]).assign(n=1).loc[["AA", "AA"]]._repr_html_())

    assert '<th rowspan="2" valign="top">AA</th>' in shown


@pytest.mark.parametrize(
    "text",
    [
        '<h2 id="a">A <b class="x">b</b><br>c</h2><hr><ul><li>one</li><li>two</li></ul>',
        f'<p><img src="{PICTURE}" alt="A picture"></p>',
        '<a href="https://example.org/?a=1&amp;b=2">there</a> <a href="#here">here</a>',
        "<details><summary>More</summary>x</details><dl><dt>a</dt><dd>b</dd></dl>",
        '<table><caption>c</caption><tr style="text-align: right;"><td colspan="2">x</td></tr></table>',
        '<div hidden="">x</div><pre>a\n  b</pre>x<sub>1</sub><sup>2</sup>',
    ],
)
def test_what_only_shows_something_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<style>p {}</style>a<!-- b <i> -->c", "ac"),
        ("a < b and <blink>c</blink>", "a &lt; b and c"),
        ("use <style> here", "use  here"),
        ("<li>a<li>b", "<li>a</li><li>b</li>"),
        ("<b>a", "<b>a</b>"),
        ("a</b>", "a"),
        ("<B>a</b>", "<b>a</b>"),
        (b"<b>a</b>", "<b>a</b>"),
        (None, "None"),
    ],
)
def test_what_is_dropped_closed_and_kept(text: object, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<a ",
        "<a b='",
        "<a/",
        "<p title=x ",
        "</",
        "<!--",
        "<style>",
        "<svg>",
        "<b>",
        "<div>",
        "<ul><li>",
        "<table><tr><td>",
        "<p><b><i>",
        "&",
        "&#",
        "<tr><td>x</td></tr>",
        "-->",
        "<![CDATA[",
    ],
)
def test_ten_times_the_text_takes_no_hundred_times_the_steps(unit: str) -> None:
    few, many = steps(unit * 2_000), steps(unit * 20_000)

    assert many <= 12 * few + 1_000


@pytest.mark.parametrize(
    "pattern", [markup._TAG, markup._NAME, markup._ATTRIBUTE], ids=lambda one: one.pattern
)
def test_no_expression_gives_back_what_it_has_read(pattern: re.Pattern[str]) -> None:
    assert re.findall(r"(?<!\\)[*+]\)*(?!\+)", re.sub(r"\[[^\]]*\]|[*+]\+", "", pattern.pattern)) == []


def steps(text: str) -> int:
    """Lines of ours that run while a text is cleaned: the same each time, however busy the machine is."""
    count = 0

    def line(*_: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, *_: Any) -> Any:
        return line if frame.f_code.co_filename == markup.__file__ else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        clean(text)
    finally:
        sys.settrace(before)
    return count
