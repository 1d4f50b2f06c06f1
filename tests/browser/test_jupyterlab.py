"""A learner's session in a real JupyterLab: run, filter, pick, answer, restart, find it all again."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from notebook_page import PATIENCE, Lab, Notebook
from playwright.sync_api import Page, expect

from groundschool.learner.record import LearnerRecord
from small_files import some_resources, write_course

pytestmark = pytest.mark.browser

CELLS = (
    "from groundschool import picker, plan, progress, quiz",
    'picker("validation")',
    'quiz("validation", "late_label", "late_share")',
    "plan(hours_per_week=4)",
    "progress()",
)


in_both = pytest.mark.parametrize(
    "notebook", ["lab/tree", "notebooks"], indirect=True, ids=["JupyterLab", "Notebook 7"]
)


@pytest.fixture
def notebook(lab: Lab, page: Page, request: pytest.FixtureRequest) -> Notebook:
    write_course(lab.workspace.parent, some_resources(60))
    pages = getattr(request, "param", lab.pages)
    opened = Notebook(page, replace(lab, pages=pages).write("small.ipynb", *CELLS))
    opened.run_all()
    return opened


@in_both
def test_what_a_learner_did_is_found_again_after_a_restart(notebook: Notebook, page: Page, lab: Lab) -> None:
    picker = notebook.widget("picker(")
    picker.get_by_label("Search resources").fill("contracts")
    expect(picker).to_contain_text("25 resources of 60")
    picker.get_by_role("button", name="Add to plan").first.click()
    expect(picker).to_contain_text("is in your plan.")

    quiz = notebook.widget("quiz(")
    quiz.get_by_label("carrier").check()
    quiz.get_by_role("button", name="Check").first.click()
    expect(quiz).to_contain_text("Wrong, but chosen. It names the airline.")
    quiz.get_by_label("Your answer, a number").fill("0.19")
    page.keyboard.press("Enter")
    expect(quiz).to_contain_text("1 of 2 right")

    # Widgets hear of one another without being run again.
    expect(notebook.widget("plan(")).to_contain_text("picked by you")
    expect(notebook.widget("progress(")).to_contain_text("1 of 12 questions right")

    notebook.restart()
    notebook.run_all()

    expect(notebook.widget("picker(")).to_contain_text("In my plan (1)")
    quiz = notebook.widget("quiz(")
    expect(quiz).to_contain_text("1 of 2 right")
    expect(quiz.get_by_label("carrier")).to_be_checked()
    expect(quiz.get_by_label("Your answer, a number")).to_have_value("0.19")
    expect(notebook.widget("plan(")).to_contain_text("picked by you")
    assert len(LearnerRecord(lab.workspace).summary().answers) == 2


@in_both
def test_keys_pressed_in_a_widget_never_edit_the_notebook(notebook: Notebook, page: Page) -> None:
    cells = notebook.cells()
    for call in CELLS[1:]:
        widget = notebook.widget(call)
        if call.startswith("picker"):
            widget.locator(".gs-title").first.click()
        controls = widget.locator("input:visible, select:visible, button:visible, a:visible, summary:visible")
        assert controls.count() > 1
        # From the last to the first: what is typed into the search and the menus changes the list behind them.
        for place in reversed(range(min(controls.count(), 30))):
            controls.nth(place).focus()
            for key in ("b", "a", "d", "d", "x", "m"):
                page.keyboard.press(key)
        assert notebook.cells() == cells, f"a key left {call}"
    for key in ("Shift+Enter", "Space"):
        notebook.widget("quiz(").get_by_label("carrier").focus()
        page.keyboard.press(key)

    # The removal of a resource takes its button away; the focus must not fall back to the notebook.
    plan = notebook.widget("plan(")
    plan.get_by_role("button", name="Change: Lesson: Framing").press("Enter")
    plan.get_by_role("button", name="Remove module: Framing").press("Enter")
    expect(plan).to_contain_text("Framing is out of the plan.")
    for key in ("b", "d", "d"):
        page.keyboard.press(key)

    assert notebook.cells() == cells


@pytest.mark.parametrize(("call", "link"), [("progress(", "01_framing.ipynb"), ("plan(", "Lesson: Framing")])
def test_a_link_to_a_notebook_opens_it_in_a_tab_beside(
    notebook: Notebook, page: Page, lab: Lab, call: str, link: str
) -> None:
    shutil.copy(lab.workspace / "small.ipynb", lab.workspace / "01_framing.ipynb")
    notebook.widget(call).get_by_role("link", name=link, exact=True).first.click()

    expect(page.get_by_role("tab", name="01_framing.ipynb")).to_be_visible()
    expect(page.get_by_role("tab", name="small.ipynb")).to_be_visible()
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("notebook", ["notebooks"], indirect=True)
def test_in_notebook_7_a_link_to_a_notebook_opens_a_page_beside(
    notebook: Notebook, page: Page, lab: Lab
) -> None:
    shutil.copy(lab.workspace / "small.ipynb", lab.workspace / "01_framing.ipynb")
    with page.context.expect_page() as opened:
        notebook.widget("plan(").get_by_role("link", name="Lesson: Framing", exact=True).first.click()

    expect(opened.value).to_have_title(re.compile("^01_framing"), timeout=PATIENCE)
    assert "/small.ipynb" in page.url


def test_a_widget_whose_kernel_was_restarted_says_so(notebook: Notebook) -> None:
    quiz = notebook.widget("quiz(")
    notebook.restart()
    quiz.get_by_label("carrier").check()
    quiz.get_by_role("button", name="Check").first.click()

    expect(quiz).to_contain_text("run this cell again (Shift+Enter)", timeout=10_000)
