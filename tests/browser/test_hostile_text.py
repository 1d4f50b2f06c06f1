"""Hostile text in a real browser: the picker and its static form show it as text, and nothing of it runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bare import show
from misdeeds import misdeeds
from playwright.sync_api import Page, expect

from groundschool.widgets._html import visible
from groundschool.widgets._static_picker import static_picker
from groundschool.widgets.picker import PickerWidget
from hostile import HOSTILE, hostile_resources
from small_course import course

pytestmark = pytest.mark.browser

TAGS = "img, script, iframe, svg, form, style, b, em, object, embed, video"
WIDTH = 800


@pytest.fixture
def events(page: Page) -> list[str]:
    """What the page did that it should not have: dialogs and requests."""
    return misdeeds(page, may_ask=("about:", "blob:"), width=WIDTH)


def test_the_picker_shows_hostile_text_and_runs_none(page: Page, events: list[str], tmp_path: Path) -> None:
    resources = hostile_resources()
    shown = show(page, PickerWidget(course(tmp_path, *resources), None, {"search": ""}, {}))
    expect(shown).to_contain_text(f"{len(resources)} resources of {len(resources)}")
    titles = set()
    while True:
        for title in shown.locator(".gs-title").all():
            title.evaluate("one => one.click()")
        titles |= set(shown.locator(".gs-title").evaluate_all("all => all.map((one) => one.textContent)"))
        for link in shown.locator("a").all():
            assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
            assert link.get_attribute("rel") == "noopener noreferrer"
        assert shown.locator(TAGS).count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        after = shown.get_by_role("button", name="Next")
        if after.get_attribute("aria-disabled") == "true":
            break
        after.evaluate("one => one.click()")

    assert {visible(text) for text in HOSTILE} <= titles
    assert page.evaluate("window.ran") is None
    assert events == []


def test_searching_for_hostile_text_runs_none(page: Page, events: list[str], tmp_path: Path) -> None:
    shown = show(page, PickerWidget(course(tmp_path, *hostile_resources()), None, {"search": ""}, {}))
    search = shown.get_by_label("Search resources")
    for text in HOSTILE:
        search.evaluate(
            "(one, text) => { one.value = text; one.dispatchEvent(new Event('input')); }", visible(text)
        )
        expect(shown.locator(".gs-count")).to_contain_text(re.compile("of 61|Nothing fits"))

    assert shown.locator(TAGS).count() == 0
    assert page.evaluate("window.ran") is None
    assert events == []


def test_text_that_turns_its_direction_leaves_its_neighbours_alone(page: Page, tmp_path: Path) -> None:
    # Past `visible` as well: the page must hold by itself.
    turned = "\N{POP DIRECTIONAL ISOLATE}\N{RIGHT-TO-LEFT OVERRIDE}abc"
    widget = PickerWidget(course(tmp_path, *hostile_resources()[:1]), None, {"search": ""}, {})
    shown = show(page, widget)
    where = """() => {
      const { left, top, width } = document.querySelector(".gs-pick").getBoundingClientRect();
      const range = document.createRange();
      range.setStart(document.querySelector(".gs-facts").firstChild, 0);
      range.setEnd(document.querySelector(".gs-facts").firstChild, 6);
      return [left, width, range.getBoundingClientRect().left];
    }"""
    before = page.evaluate(where)
    shown.locator("bdi").evaluate_all("(all, text) => all.forEach((one) => (one.textContent = text))", turned)

    assert page.evaluate(where) == before


def test_the_static_form_shows_hostile_text_and_runs_none(
    page: Page, events: list[str], tmp_path: Path
) -> None:
    html = static_picker(course(tmp_path, *hostile_resources()))["text/html"]
    html.encode()  # a notebook is written as UTF-8: nothing in it may be half a character
    page.set_content(f"<!doctype html><main style='width:{WIDTH - 16}px'>{html}</main>")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")

    shown = page.locator("main")
    for text in HOSTILE:
        short = " ".join(visible(text)[:900].split())
        assert short in " ".join((shown.text_content() or "").split())
    for link in shown.locator("a").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
        assert link.get_attribute("rel") == "noopener noreferrer"
    assert shown.locator("img, script, iframe, svg, form, style:not(head *)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert page.evaluate("window.ran") is None
    assert events == []
