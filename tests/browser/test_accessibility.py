"""Every widget, in every theme and state: axe-core finds nothing, and it fits where the page is narrow or magnified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bare import show
from playwright.sync_api import Browser, Locator, Page, expect
from themes import THEMES, wear

from groundschool.learner.record import LearnerRecord
from groundschool.widgets._base import LearnerWidget
from groundschool.widgets.picker import picker
from groundschool.widgets.plan import plan
from groundschool.widgets.progress import progress
from groundschool.widgets.quiz import quiz
from small_files import stand_in_workspace

pytestmark = pytest.mark.browser

WIDGETS: dict[str, Callable[[], LearnerWidget]] = {
    "picker": lambda: picker("validation"),
    "plan": lambda: plan(hours_per_week=4),
    "quiz": lambda: quiz("validation"),
    "progress": progress,
}
# Whether any part of a widget moves by itself or takes its time to change.
MOVES = """
() => [...document.querySelectorAll(".gs, .gs *")].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
}).length
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in_workspace(tmp_path, monkeypatch, resources=30)


def faults(page: Page) -> list[str]:
    """What axe-core finds in the widget: rule, element and remedy."""
    found = Axe().run(page, context=".gs").response["violations"]
    return [
        f"{rule['id']} at {node['html'][:200]}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_a_fault_that_is_there_is_found(page: Page) -> None:
    shown = show(page, progress())
    shown.evaluate("one => one.append(document.createElement('img'))")

    assert [fault.split(" at ")[0] for fault in faults(page)] == ["image-alt"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_picker_has_no_fault_in_any_state(page: Page, theme: str) -> None:
    shown = show(page, picker("validation"))
    wear(page, theme)
    expect(shown).to_contain_text("20 resources of 30")
    assert faults(page) == []

    search = shown.get_by_label("Search resources")
    search.fill("contarcts")
    expect(shown).to_contain_text("is taken for contracts")
    shown.locator(".gs-title").first.click()
    shown.get_by_role("button", name="Add to plan").nth(1).click()
    expect(shown.get_by_role("button", name="Remove from plan")).to_be_visible()
    assert faults(page) == []

    search.fill("xyzzy")
    expect(shown).to_contain_text("Nothing fits")
    assert faults(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_plan_has_no_fault_in_any_state(page: Page, theme: str) -> None:
    shown = show(page, plan(hours_per_week=4))
    wear(page, theme)
    expect(shown).to_contain_text("Week 1")
    for summary in shown.locator("summary").all():
        summary.evaluate("one => one.click()")

    assert faults(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_quiz_has_no_fault_in_any_state(page: Page, theme: str) -> None:
    shown = show(page, quiz("validation"))
    wear(page, theme)
    expect(shown).to_contain_text("of 6 right")
    assert faults(page) == []

    shown.get_by_label("carrier", exact=True).first.check()
    shown.get_by_role("button", name="Check").first.click()
    expect(shown).to_contain_text("Wrong, but chosen.")
    shown.get_by_label("Your answer, a number").fill("0.19")
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("1 of 6 right")
    shown.get_by_role("button", name="Check").last.click()
    assert faults(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_progress_has_no_fault_in_any_state(page: Page, theme: str, workspace: Path) -> None:
    record = LearnerRecord(workspace)
    record.answered("framing/steps", [0, 1, 2], right=True, score=1.0)
    show(page, progress())
    wear(page, theme)
    expect(page.locator(".gs")).to_contain_text("1 of 12 questions right")

    assert faults(page) == []


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_has_no_fault_where_the_reader_asks_for_contrast(browser: Browser, name: str) -> None:
    """Without JupyterLab's colours, in a dark page whose reader asked for more contrast and less movement."""
    context = browser.new_context(color_scheme="dark", contrast="more", reduced_motion="reduce")
    page = context.new_page()
    shown = show(page, WIDGETS[name]())
    _wait(shown)

    assert faults(page) == []
    assert page.evaluate(MOVES) == 0
    context.close()


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_fits_a_narrow_page_and_one_that_is_magnified(page: Page, name: str) -> None:
    shown = show(page, WIDGETS[name]())
    _wait(shown)
    for width, zoom in ((360, 1), (720, 2)):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("zoom => (document.documentElement.style.zoom = zoom)", zoom)

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('.gs').scrollWidth") <= 360


@pytest.mark.parametrize("name", WIDGETS)
def test_every_control_can_be_seen_in_the_readers_own_colours(browser: Browser, name: str) -> None:
    """With forced colours a control is told from the page by its border alone."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    shown = show(page, WIDGETS[name]())
    _wait(shown)
    borders = shown.locator("button:visible, input:visible, select:visible").evaluate_all(
        """all => all.filter((one) => {
          const style = getComputedStyle(one);
          const plain = ["radio", "checkbox"].includes(one.type) || style.textDecorationLine.includes("underline") || one.classList.contains("gs-title");
          return !plain && (style.borderTopStyle === "none" || style.borderTopColor === getComputedStyle(document.body).backgroundColor);
        }).map((one) => one.outerHTML)"""
    )

    assert borders == []
    context.close()


def _wait(shown: Locator) -> None:
    expect(shown.locator("button").last).to_be_attached()
