"""Hostile text on a site's pages: in the picker, the static form, the references and the plan it is text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from misdeeds import misdeeds
from playwright.sync_api import Page, expect

from groundschool.site.build import build_site
from groundschool.widgets._html import visible
from hostile import HOSTILE, MARKUP, hostile_resources
from site_kit import course_with_notebooks

pytestmark = pytest.mark.browser

WIDTH = 900
# What a page has of its own stands outside of these.
PLACES = ".site-widget, #references, #read-on"
FOREIGN = "script, iframe, svg, form:not(.gs-question), style, object, embed, video, img, [onerror], [onload], [onfocus], [onmouseover]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    build_site(course_with_notebooks(folder, hostile_resources()), folder / "site")
    return folder / "site"


@pytest.fixture
def events(page: Page) -> list[str]:
    """What a page did that it should not have: dialogs, and requests beyond its folder."""
    return misdeeds(page, may_ask=("file:", "data:image/", "blob:"), width=WIDTH)


def nothing_ran(page: Page, events: list[str]) -> None:
    assert events == []
    assert page.evaluate("window.ran") is None
    inside = f":is({PLACES})"
    assert page.locator(f"{inside} :is({FOREIGN})").count() == 0
    addresses = page.locator(f"{inside} a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    # A heading's own link, a page beside this one, or the web.
    assert [a for a in addresses if not a.startswith(("#", "https://", "http://")) and ".html" not in a] == []


def test_a_lesson_shows_hostile_text_and_runs_none(page: Page, site: Path, events: list[str]) -> None:
    page.goto((site / "02_validation.html").as_uri())
    picker = page.locator(".gs-picker")
    titles: set[str] = set()
    while True:
        for title in picker.locator(".gs-title").all():
            title.evaluate("one => one.click()")
        titles |= set(picker.locator(".gs-title").evaluate_all("all => all.map((one) => one.textContent)"))
        after = picker.get_by_role("button", name="Next")
        if after.get_attribute("aria-disabled") == "true":
            break
        after.evaluate("one => one.click()")

    assert {visible(text) for text in HOSTILE} <= titles
    nothing_ran(page, events)
    references = " ".join((page.locator("#references").text_content() or "").split())
    for text in MARKUP:
        assert " ".join(text.split()) in references


def test_the_static_form_shows_hostile_text_and_runs_none(page: Page, site: Path, events: list[str]) -> None:
    """With the site's own scripts kept away, so that nothing takes its place."""
    page.route("**/site.js*", lambda route: route.abort())
    page.goto((site / "02_validation.html").as_uri())
    shown = page.locator(".site-widget[data-widget=picker]")
    for text in MARKUP:
        expect(shown).to_contain_text(" ".join(text.split()))

    nothing_ran(page, events)


def test_the_plan_shows_hostile_text_and_runs_none(page: Page, site: Path, events: list[str]) -> None:
    page.goto((site / "your_plan.html").as_uri())
    ids = json.dumps([resource.id for resource in hostile_resources()])
    page.evaluate("ids => localStorage.setItem('groundschool.plan.Small Course', ids)", ids)
    page.reload()
    shown = page.locator(".gs-plan")
    expect(shown).to_contain_text(f"{len(hostile_resources())} resources")
    titles = shown.locator("bdi").evaluate_all("all => all.map((one) => one.textContent)")

    assert {visible(text) for text in HOSTILE} <= set(titles)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    nothing_ran(page, events)


def test_searching_the_site_for_hostile_text_runs_none(page: Page, site: Path, events: list[str]) -> None:
    for text in MARKUP[:4]:
        page.goto(
            (site / "search.html").as_uri()
            + "?"
            + page.evaluate("q => new URLSearchParams({q}).toString()", text)
        )
        expect(page.locator("#search-results")).to_contain_text("Search")

        assert page.evaluate("window.ran") is None
    assert events == []
