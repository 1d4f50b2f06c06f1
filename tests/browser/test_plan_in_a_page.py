"""The plan's widget in a browser: changes by keyboard, downloads without a kernel, themes, hostile text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bare import focused, show
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from groundschool.learner.record import LearnerRecord
from groundschool.learner.wish import Wish
from groundschool.widgets.plan import PlanWidget, plan
from hostile import HOST, HOSTILE, hostile_resources
from small_course import course
from small_files import stand_in_workspace

pytestmark = pytest.mark.browser

DARK = """
() => {
  document.documentElement.dataset.jpThemeLight = "false";
  const colours = {
    "ui-font-color1": "#ffffffde", "layout-color0": "#111111", "layout-color1": "#212121",
    "layout-color2": "#424242", "border-color1": "#616161", "brand-color1": "#64b5f6", "content-link-color": "#64b5f6",
  };
  for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(`--jp-${name}`, value);
  document.body.style.background = "#111111";
}
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in_workspace(tmp_path, monkeypatch, resources=60)


def week(shown: Locator, number: int) -> Locator:
    return shown.locator("section").filter(has_text=f"Week {number} ").last


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_plan_is_changed_by_keyboard_alone(page: Page) -> None:
    shown = show(page, plan(hours_per_week=2))
    expect(week(shown, 3)).to_contain_text("Lab: Validation")
    shown.get_by_role("button", name="Change: Lab: Validation").focus()

    press(page, "Enter", "Tab")
    assert focused(page) == "Earlier: Lab: Validation"
    press(page, "Tab", "Enter")
    expect(shown).to_contain_text("Lab: Validation begins in week 4.")
    assert focused(page) == "Later: Lab: Validation"

    press(page, "Tab", "Tab", "ArrowDown")  # the menu alone moves nothing
    expect(week(shown, 4)).to_contain_text("Lab: Validation")
    press(page, "Tab", "Enter")
    expect(shown).to_contain_text("Lab: Validation cannot wait for week 5: week 4 would be empty without it.")
    assert focused(page) == "Move: Lab: Validation"

    # The step is gone after this: the focus is on the next one.
    press(page, "Shift+Tab", "Shift+Tab", "Enter")
    expect(shown).to_contain_text("Validation is out of the plan.")
    expect(shown).not_to_contain_text("Lab: Validation")
    assert focused(page).startswith("Change: ")
    assert page.evaluate("window.heard") == []


def test_the_plan_follows_the_form(page: Page) -> None:
    shown = show(page, plan(hours_per_week=4))
    expect(shown.locator(".gs-count")).to_have_text("3 weeks, 9 h in all")

    shown.get_by_label("Hours a week").fill("1")
    page.keyboard.press("Tab")
    expect(shown.locator(".gs-count")).to_have_text("7 weeks, 6 h 30 min in all")
    shown.get_by_label("Goal").select_option("Requirements")
    expect(shown.locator(".gs-count")).to_have_text("4 weeks, 3 h 45 min in all")


def test_what_is_left_out_is_added_and_the_focus_goes_to_the_next(page: Page) -> None:
    shown = show(page, plan(hours_per_week=2))
    shown.get_by_text("Left out, and why").press("Enter")
    shown.get_by_text("Has no end to reach in a plan (3)").press("Enter")
    shown.get_by_role("button", name="Add: ").first.focus()
    name = focused(page).removeprefix("Add: ")
    page.keyboard.press("Enter")

    expect(shown).to_contain_text(f"{name} is in the plan, alongside.")
    expect(shown.locator("section").last).to_contain_text(f"Alongside no hours of their own{name}")
    assert focused(page).startswith("Add: ")
    expect(shown.get_by_text("Has no end to reach in a plan (2)")).to_be_visible()


def test_a_reading_is_swapped_for_another_in_its_week(page: Page) -> None:
    shown = show(page, plan(hours_per_week=2))
    change = week(shown, 4).get_by_role("button", name="Change: ")
    old = (change.get_attribute("aria-label") or "").removeprefix("Change: ")
    change.click()
    week(shown, 4).get_by_label("Swap for").select_option(index=1)
    new = week(shown, 4).get_by_label("Swap for").locator("option").nth(1).text_content()
    week(shown, 4).get_by_role("button", name="Swap: ").click()

    expect(shown).to_contain_text(f"{old} gave way to {new}, in week 4.")
    expect(week(shown, 4)).to_contain_text(new or "")


def test_the_files_are_downloaded_without_a_kernel(page: Page) -> None:
    widget = plan(hours_per_week=2)
    widget._make({"wish": {**widget.wish, "start": "2026-11-23", "goal": "data", "hours_per_week": 3}})
    shown = show(page, widget, kernel=False)

    files = {}
    for name in ("Markdown", "Calendar", "Table (CSV)"):
        with page.expect_download() as download:
            shown.get_by_role("button", name=f"Download {name}").click()
        files[download.value.suggested_filename] = Path(download.value.path()).read_bytes()

    assert sorted(files) == ["plan.csv", "plan.ics", "plan.md"]
    assert len(Calendar.from_ical(files["plan.ics"]).walk("VEVENT")) == len(widget.plan["weeks"])
    assert files["plan.md"].decode() == widget.plan["files"]["md"]
    assert next(csv.reader(io.StringIO(files["plan.csv"].decode())))[:2] == ["week", "begins"]
    expect(shown).to_contain_text("plan.csv is among your downloads.")


def test_a_calendar_asks_for_the_first_day(page: Page) -> None:
    shown = show(page, plan(hours_per_week=2))
    shown.get_by_role("button", name="Download Calendar").click()
    expect(shown).to_contain_text("Choose the first day")
    assert focused(page) == "First day"

    shown.get_by_label("First day").fill("2026-11-23")
    expect(week(shown, 2)).to_contain_text("from 30 Nov 2026")


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_found_by_axe(page: Page, *, dark: bool) -> None:
    shown = show(page, plan(hours_per_week=2))
    if dark:
        page.evaluate(DARK)
    for change in shown.get_by_role("button", name="Change: ").all():
        change.click()
    shown.get_by_text("Left out, and why").click()
    shown.get_by_text("Has no end to reach in a plan (3)").click()
    shown.get_by_role("button", name="Download Calendar").click()

    found = Axe().run(page, context=".gs")

    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []


def test_the_changes_of_a_step_fit_into_a_narrow_page(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    shown = show(page, plan(hours_per_week=2))
    for change in shown.get_by_role("button", name="Change: ").all():
        change.click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_hostile_text_is_shown_in_a_plan_and_never_run(page: Page, tmp_path: Path, workspace: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for each in hostile_resources():
        LearnerRecord(workspace).picked(each.id)
    widget = PlanWidget(
        course(tmp_path, *hostile_resources()), Wish("manager", "introductory", 60, "free"), {}
    )

    shown = show(page, widget)
    for change in shown.get_by_role("button", name="Change: ").all():
        change.click()

    texts = " ".join(" ".join(shown.locator(".gs-what bdi").all_text_contents()).split())
    assert all(" ".join(text.split()) in texts for text in HOSTILE if text.isascii())
    assert page.evaluate("window.ran") is None
    assert not [url for url in asked if HOST in url]
    links = shown.locator("a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert all(link.startswith("https://") or link.endswith(".ipynb") for link in links)
