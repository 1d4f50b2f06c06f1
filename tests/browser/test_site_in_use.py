"""A small course's site, used as a reader uses it: questions of each kind, the plan, storage that is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bare import focused
from playwright.sync_api import Browser, Page, expect

from groundschool.site.build import build_site
from site_kit import course_with_notebooks
from small_files import some_resources

pytestmark = pytest.mark.browser

REFUSED = """
Object.defineProperty(Storage.prototype, "setItem", { value() { throw new DOMException("no", "SecurityError"); } });
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    build_site(course_with_notebooks(folder, some_resources(30)), folder / "site")
    return folder / "site"


def lesson(site: Path) -> str:
    return (site / "02_validation.html").as_uri()


def test_a_wrong_answer_is_explained_and_can_be_tried_again(page: Page, site: Path) -> None:
    page.goto(lesson(site))
    quiz = page.locator(".gs-quiz").first
    quiz.get_by_label("carrier").check()
    quiz.get_by_role("button", name="Check").press("Enter")
    expect(quiz).to_contain_text("Not right; each choice says why.")
    expect(quiz).to_contain_text("Wrong, but chosen. It names the airline.")

    assert focused(page) == "Try again"
    page.keyboard.press("Enter")
    quiz.get_by_label("dep_delay").check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz).to_contain_text("Right, and chosen. It is measured at the gate.")


def test_every_kind_of_question_is_answered_in_the_page(page: Page, site: Path) -> None:
    page.goto(lesson(site))
    quiz = page.locator(".gs-quiz").last
    rows = quiz.locator(".gs-questions > li")
    expect(rows).to_have_count(5)
    rows.nth(0).get_by_label("dep_time").check()
    rows.nth(0).get_by_label("air_time").check()
    rows.nth(1).get_by_label("Your answer").fill("0,19")
    steps = rows.nth(2)
    for step in ("Write the contract", "Explore"):
        for _ in range(2):
            steps.get_by_role("button", name=f"Move up: {step}").click()
    for tool, job in (("pandera", "checks tables"), ("pytest", "runs tests"), ("ruff", "lints code")):
        rows.nth(3).get_by_label(tool).select_option(label=job)
    rows.nth(4).get_by_label("Your answer").fill("Hidden  feedback loop.")
    for row in rows.all():
        row.get_by_role("button", name="Check").click()

    expect(quiz.locator(".gs-score")).to_have_text("5 of 5 right")


def test_the_plan_is_grouped_by_module_removed_by_keyboard_and_taken_along(
    page: Page, site: Path, tmp_path: Path
) -> None:
    page.goto((site / "your_plan.html").as_uri())
    shown, picker = page.locator(".gs-plan"), page.locator(".gs-picker")
    expect(shown).to_contain_text("Nothing is in your plan yet.")
    for name in (
        "Checking data, volume 0",
        "Contracts in practice, volume 1",
        "Contracts in practice, volume 5",
    ):
        picker.get_by_label("Search resources").fill(name)
        picker.get_by_role("button", name=f"Add to plan: {name}").first.click()
        expect(shown).to_contain_text(name)

    expect(shown.locator("h2")).to_have_text(["1. Framing", "2. Validation"])
    with page.expect_download() as saved:
        shown.get_by_role("button", name="Download CSV").click()
    saved.value.save_as(tmp_path / "plan.csv")
    head, *lines = list(csv.reader((tmp_path / "plan.csv").read_text().splitlines()))
    assert head == ["week", "begins", "kind", "title", "minutes", "where", "why"]
    assert len(lines) == 3
    with page.expect_download() as saved:
        shown.get_by_role("button", name="Download Markdown").click()
    saved.value.save_as(tmp_path / "plan.md")
    assert "## 2\\. Validation\n\n- [ ] [" in (tmp_path / "plan.md").read_text()

    for left in (2, 1):
        shown.get_by_role("button", name="Remove from plan").first.press("Enter")
        expect(shown.get_by_role("button", name="Remove from plan")).to_have_count(left)
        assert focused(page).startswith("Remove from plan")
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("Nothing is in your plan yet.")
    assert focused(page).startswith("Nothing is in your plan yet.")
    expect(picker).to_contain_text("In my plan (0)")


def test_two_pages_of_one_browser_show_one_plan(page: Page, site: Path) -> None:
    page.goto((site / "your_plan.html").as_uri())
    expect(page.locator(".gs-plan")).to_contain_text("Nothing is in your plan yet.")
    other = page.context.new_page()
    other.goto(lesson(site))
    other.locator(".gs-picker").get_by_role("button", name="Add to plan").first.click()

    expect(page.locator(".gs-plan")).to_contain_text("1 resource")


def test_without_storage_the_plan_lasts_as_long_as_the_page_and_says_so(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    context.add_init_script(REFUSED)
    page = context.new_page()
    page.goto((site / "your_plan.html").as_uri())
    page.locator(".gs-picker").get_by_role("button", name="Add to plan").first.click()

    shown = page.locator(".gs-plan")
    expect(shown).to_contain_text("1 resource")
    expect(shown).to_contain_text("This browser keeps nothing for this page")
    page.reload()
    expect(shown).to_contain_text("Nothing is in your plan yet.")
    context.close()


def test_a_spoilt_plan_is_an_empty_one(page: Page, site: Path) -> None:
    for spoilt in ("{", "3", '{"a": 1}', '[1, null, "no_such_resource"]'):
        page.goto((site / "your_plan.html").as_uri())
        page.evaluate("spoilt => localStorage.setItem('groundschool.plan.Small Course', spoilt)", spoilt)
        page.reload()

        expect(page.locator(".gs-plan")).to_contain_text("Nothing is in your plan yet.")


def test_without_scripts_the_static_form_stays(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(lesson(site))

    expect(page.locator("main")).to_contain_text("run the notebook to search and pick")
    expect(page.locator("main")).to_contain_text("run the notebook to answer")
    context.close()
