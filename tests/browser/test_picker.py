"""The picker in a page: search that forgives slips, menus that count, orders, details, focus and what is read out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bare import focused, show
from playwright.sync_api import Page, expect

from groundschool.learner.record import LearnerRecord
from groundschool.widgets.picker import PickerWidget, picker
from small_course import course, resource
from small_files import stand_in_workspace

pytestmark = pytest.mark.browser

WIDE_F = "\N{FULLWIDTH LATIN CAPITAL LETTER F}"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in_workspace(tmp_path, monkeypatch, resources=60)


def test_search_and_menus_narrow_the_list_and_count(page: Page) -> None:
    shown = show(page, picker())
    expect(shown).to_contain_text("60 resources of 60")

    shown.get_by_label("Search resources").press_sequentially("bola contracts")
    expect(shown).to_contain_text("5 resources of 60")
    expect(shown.locator(".gs-title").first).to_have_text("Contracts in practice, volume 25")

    kinds = ["any (5)", "Course (2)", "Book (2)", "Paper (1)"]
    expect(shown.get_by_label("Kind").locator("option")).to_have_text(kinds)
    shown.get_by_label("Kind").select_option("book")
    expect(shown).to_contain_text("2 resources of 60")
    expect(shown.get_by_label("Kind").locator("option")).to_have_text(kinds)
    levels = ["any (2)", "Introductory (0)", "Intermediate (0)", "Advanced (2)"]
    expect(shown.get_by_label("Level").locator("option")).to_have_text(levels)
    shown.get_by_role("button", name="Clear all filters").click()
    expect(shown).to_contain_text("60 resources of 60")


def test_a_module_narrows_the_picker_until_it_is_switched_off(page: Page) -> None:
    shown = show(page, picker("validation", level="advanced"))
    expect(shown).to_contain_text("14 resources of 60")

    shown.get_by_label("Only what belongs to Validation").uncheck()

    expect(shown).to_contain_text("20 resources of 60")


def test_a_resource_opens_is_picked_by_keyboard_and_is_listed_as_mine(page: Page, workspace: Path) -> None:
    shown = show(page, picker())
    title = shown.locator(".gs-title").first
    title.focus()
    page.keyboard.press("Enter")
    expect(shown.get_by_role("link", name="Open at example.org")).to_have_attribute(
        "rel", "noopener noreferrer"
    )

    page.keyboard.press("Tab")
    name = focused(page).removeprefix("Add to plan: ")
    page.keyboard.press("Space")

    expect(shown).to_contain_text(f"{name} is in your plan.")
    assert focused(page) == f"Remove from plan: {name}"
    assert len(LearnerRecord(workspace).summary().picked) == 1
    shown.get_by_label("In my plan (1)").check()
    expect(shown.locator(".gs-title")).to_have_text([name])


def test_pages_turn_and_keep_the_focus(page: Page) -> None:
    shown = show(page, picker())

    for _ in range(7):
        shown.get_by_role("button", name="Next").press("Enter")

    expect(shown).to_contain_text("Page 6 of 6")
    assert focused(page) == "Next"


def test_every_menu_counts_what_choosing_would_give(page: Page) -> None:
    shown = show(page, picker("validation", level="advanced"))
    expect(shown.get_by_label("Topic").locator("option").first).to_have_text("any (14)")

    for name in ("Phase", "Process", "Topic", "Level", "Kind", "Cost", "Time", "Language"):
        select = shown.get_by_role("combobox", name=name, exact=True)
        select.focus()
        before = select.input_value()
        for place in range(select.locator("option").count()):
            promised = _count(select.locator("option").nth(place).text_content() or "")
            select.select_option(index=place)
            if promised:
                noun = "resource" if promised == 1 else "resources"
                expect(shown.locator(".gs-count")).to_have_text(f"{promised} {noun} of 60")
            else:
                expect(shown.locator(".gs-count")).to_contain_text("Nothing fits")
        select.select_option(before)


def _count(option: str) -> int:
    return int(option.rsplit("(", 1)[1].rstrip(")"))


def test_a_misspelt_word_is_taken_for_the_nearest_and_said_to_be(page: Page) -> None:
    shown = show(page, picker())
    shown.get_by_label("Search resources").fill("contarcts")

    expect(shown.locator(".gs-count")).to_have_text("30 resources of 60; “contarcts” is taken for contracts")
    expect(shown.locator(".gs-title mark").first).to_have_text("Contracts")


def test_what_was_found_is_marked_where_it_stands(page: Page) -> None:
    one = resource(
        "one", title=f"{WIDE_F}ixing Ünïted datasets", authors=("Ünal",), summary="On uniting <b>data</b>."
    )
    shown = show(page, _picker_of(one))
    shown.get_by_label("Search resources").fill("unit data una fixing")

    expect(shown.locator(".gs-title")).to_have_text(f"{WIDE_F}ixing Ünïted datasets")
    expect(shown.locator("mark")).to_have_text(
        [f"{WIDE_F}ixing", "Ünït", "data", "Üna", "Data", "unit", "data"]
    )


def test_the_list_stands_in_the_order_that_was_asked_for(page: Page) -> None:
    shown = show(
        page,
        _picker_of(
            resource("slow", title="B 10", hours=9.0, year=2019),
            resource("quick", title="B 9", hours=0.5, year=2024),
            resource("endless", title="a", hours=None, year=None, level="advanced"),
        ),
    )
    titles = shown.locator(".gs-title")
    expect(titles).to_have_text(["B 10", "B 9", "a"])
    for order, expected in (
        ("Title", ["a", "B 9", "B 10"]),
        ("Newest first", ["B 9", "B 10", "a"]),
        ("Shortest first", ["B 9", "B 10", "a"]),
    ):
        shown.get_by_label("Sort by").select_option(order)
        expect(titles).to_have_text(expected)


def test_the_details_say_what_to_know_first_and_lead_there(page: Page) -> None:
    first = resource("first", title="First steps")
    old = resource("old", title="Old book", status="superseded", superseded_by="new")
    new = resource("new", title="New book", prerequisites=("first",), level="advanced")
    shown = show(page, _picker_of(first, old, new))
    shown.get_by_label("Level").select_option("introductory")
    shown.get_by_role("button", name="Old book", exact=True).click()
    expect(shown.locator(".gs-details:visible")).to_contain_text("For whomIntroductory. A word.")

    shown.get_by_role("definition").get_by_role("button", name="New book").press("Enter")

    assert focused(page) == "New book"
    expect(shown.get_by_text("Supersedes")).to_be_visible()
    shown.get_by_role("definition").get_by_role("button", name="First steps").press("Enter")
    assert focused(page) == "First steps"


def test_escape_closes_details_and_the_focus_goes_back_to_the_title(page: Page) -> None:
    shown = show(page, picker())
    title = shown.locator(".gs-title").first
    name = (title.text_content() or "").strip()
    title.press("Enter")
    link = shown.get_by_role("link", name="Open at example.org")
    link.focus()

    page.keyboard.press("Escape")

    assert focused(page) == name
    expect(link).to_be_hidden()
    expect(title).to_have_attribute("aria-expanded", "false")


def test_tab_walks_through_every_control_in_the_order_of_reading(page: Page) -> None:
    shown = show(page, picker("validation"))
    expect(shown).to_contain_text("Page 1 of 4")
    names = []
    for _ in range(17):
        page.keyboard.press("Tab")
        names.append(focused(page))

    first, second = shown.locator(".gs-title").all_text_contents()[:2]
    assert names == [
        *("Search resources", "Phase", "Process", "Topic", "Level", "Kind", "Cost", "Time", "Language"),
        *("Only what belongs to Validation", "In my plan (0)", "Clear all filters", "Sort by"),
        *(first, f"Add to plan: {first}", second, f"Add to plan: {second}"),
    ]


def test_no_control_lets_a_key_out(page: Page) -> None:
    shown = show(page, picker("validation"))
    shown.locator(".gs-title").first.click()

    for control in shown.locator("input, select, button, a").all()[:20]:
        for key in ("b", "d", "d", "Shift+Enter", "Escape"):
            control.press(key)

    assert page.evaluate("window.heard") == []


def test_who_types_hears_the_last_count_and_not_each(page: Page) -> None:
    shown = show(page, picker())
    page.evaluate(
        """() => {
          const region = document.querySelector(".gs-unseen[role=status]");
          window.said = [];
          new MutationObserver(() => region.textContent && window.said.push(region.textContent))
            .observe(region, { childList: true });
        }"""
    )
    shown.get_by_label("Search resources").press_sequentially("contracts", delay=40)
    page.wait_for_function("window.said.length > 0")
    shown.get_by_role("button", name="Next").press("Enter")
    page.wait_for_function("window.said.length > 1")
    shown.get_by_role("button", name="Add to plan").first.press("Enter")
    page.wait_for_function("window.said.length > 2")

    said: list[str] = page.evaluate("window.said")
    assert said[:2] == ["30 resources of 60", "Page 2 of 3"]
    assert said[2].endswith("is in your plan.")


def test_a_resource_taken_out_of_my_plan_stays_in_sight_with_the_focus(page: Page) -> None:
    shown = show(page, picker())
    shown.get_by_role("button", name="Add to plan").first.press("Enter")
    shown.get_by_label("In my plan (1)").check()
    expect(shown.locator(".gs-title")).to_have_count(1)

    shown.get_by_role("button", name="Remove from plan").press("Enter")

    expect(shown.get_by_label("In my plan (0)")).to_be_visible()
    assert focused(page).startswith("Add to plan: ")


def _picker_of(*resources: Any) -> PickerWidget:
    return PickerWidget(course(Path(), *resources), None, {"search": ""}, {})
