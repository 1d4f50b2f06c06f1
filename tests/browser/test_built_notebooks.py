"""The notebooks that learners get, opened in JupyterLab as they get them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from notebook_page import Lab, Notebook
from playwright.sync_api import Locator, Page, expect

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.learner.record import LearnerRecord
from groundschool.learner.standing import tasks_of
from groundschool.paths import find_root

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


@pytest.fixture
def real() -> Course:
    return load_course(find_root(ROOT))


@pytest.fixture
def lab(lab: Lab, real: Course) -> Lab:
    """A workspace with the built notebooks, as `groundschool lab` makes it."""
    for notebook in real.root.notebooks.glob("*.ipynb"):
        shutil.copy(notebook, lab.workspace)
    return lab


def test_the_start_page_makes_a_plan_from_what_is_picked(page: Page, lab: Lab, real: Course) -> None:
    start = Notebook(page, lab.url("00_start_here.ipynb"))
    start.run_all()
    picker = start.widget("picker(")
    expect(picker).to_contain_text(f"{len(real.catalog.resources)} resources of")

    picker.get_by_label("Phase").select_option("data")
    picker.get_by_label(re.compile("^Cost")).select_option("free")
    picker.get_by_label("Search resources").fill("data")
    title = picker.locator(".gs-title").first.text_content() or ""
    picker.get_by_role("button", name=f"Add to plan: {title}", exact=True).click()
    expect(picker).to_contain_text(f"{title} is in your plan.")

    expect(start.widget("plan(")).to_contain_text("picked by you")
    expect(start.widget("progress(")).to_contain_text(f"Next: read {real.modules[0].title}")


def test_a_lesson_runs_and_remembers_its_answers_over_a_restart(page: Page, lab: Lab, real: Course) -> None:
    module = real.modules[0]
    lesson = Notebook(page, lab.url(module.notebook))
    lesson.run_all()
    call = "quiz("
    answer(lesson.widget(call))
    expect(lesson.widget("picker(")).to_contain_text(f"Only what belongs to {module.title}")

    lesson.restart()
    lesson.run_all()

    expect(lesson.widget(call).get_by_role("button", name="Try again")).to_be_visible()
    (answered,) = LearnerRecord(lab.workspace).summary().answers
    assert answered.startswith(f"{module.id}/")


def test_run_all_in_a_blank_lab_reaches_its_last_cell(page: Page, lab: Lab, real: Course) -> None:
    module = real.modules[0]
    opened = Notebook(page, lab.url(module.lab))

    errors = opened.run_all_and_fail()

    assert [error.split(":")[0] for error in errors] == ["NotImplementedError"] * len(tasks_of(real, module))


def answer(quiz: Locator) -> None:
    """Answer the first question of a quiz, whatever its kind, and rightly or not."""
    form = quiz.locator("form").first
    for one in form.locator("input[type=radio], input[type=checkbox]").all()[:1]:
        one.check()
    for one in form.locator("input[type=text]").all():
        one.fill("1")
    for one in form.locator("select").all():
        one.select_option(index=1)
    form.get_by_role("button", name="Check").click()
    expect(form.get_by_role("button", name="Try again")).to_be_visible()
