"""Cleaned markup in a real browser: nothing of it runs or asks for anything, and none leaves the box it is shown in."""

from __future__ import annotations

import random

import pytest
from misdeeds import misdeeds
from playwright.sync_api import Page

from groundschool.grading.markup import TAGS, clean

pytestmark = pytest.mark.browser

ACTS = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<img src='http://elsewhere.invalid/x.png'>",
    "<svg onload='window.ran = 1'><style><img src=x onerror='window.ran = 1'></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.ran=1&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=1>'></noscript>",
    "<details open ontoggle='window.ran = 1'>x</details>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<style>@import 'http://elsewhere.invalid/x.css'; body { background: url(http://elsewhere.invalid/) }</style>",
    "<!--><script>window.ran = 1</script>-->",
)
# Where each box and what stands behind it have come to be, and all that is in none of them.
STRAYS = """() => [...document.body.querySelectorAll('*')]
    .filter((one) => !one.closest('.box') && !one.matches('body > .after'))
    .map((one) => one.outerHTML)"""


def mixed(seed: int) -> str:
    """Tags, ends and text in any order, as nobody would write them."""
    choice = random.Random(seed)  # noqa: S311 - no secret
    words = [
        *(f"<{tag}>" for tag in sorted(TAGS)),
        *(f"</{tag}>" for tag in sorted(TAGS)),
        "text",
        "<!--",
        "-->",
    ]
    return "".join(choice.choices([*words, *ACTS], k=25))


def test_nothing_runs_or_asks_or_leaves_its_box(page: Page) -> None:
    events = misdeeds(page, may_ask=("about:", "data:"), width=1200)
    texts = [*ACTS, *map(mixed, range(2000))]
    boxes = "".join(f'<div class="box">{clean(text)}</div><p class="after"></p>' for text in texts)
    page.set_content(f"<!DOCTYPE html><body>{boxes}</body>")

    assert page.locator("body > .box").count() == len(texts)
    assert page.locator("body > .after").count() == len(texts)
    assert page.evaluate(STRAYS) == []
    assert page.evaluate("window.ran") is None
    assert events == []
