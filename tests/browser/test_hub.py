"""A class on one server: a student fetches, answers and submits; an instructor grades; the student reads it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import pytest
from hub_page import PATIENCE, Hub, gradebook, save_answers, started
from playwright.sync_api import Browser, Page, expect

from integration.classroom_kit import RIGHT, make_classroom

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        sys.platform != "linux" or shutil.which("node") is None, reason="the hub runs on Linux, with Node.js"
    ),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub")
    kit = make_classroom(folder)
    with started(folder / "class", kit.root, "dough", kit.home) as running:
        yield running


def test_a_students_work_comes_back_graded(hub: Hub, browser: Browser) -> None:
    ada = hub.log_in(browser, "ada")
    ada.get_by_role("menuitem", name="Nbgrader").click()
    # Teachers' entries of the menu are not for her.
    expect(ada.locator(".lm-Menu-item:visible")).to_have_text(["Assignment List"])
    ada.get_by_role("menuitem", name="Assignment List").click()
    ada.get_by_role("button", name="Fetch", exact=True).click()
    submit = ada.get_by_role("button", name="Submit")
    expect(submit).to_be_enabled(timeout=PATIENCE)
    for notebook in ("dough/lab.ipynb", "dough/quiz.ipynb"):
        save_answers(ada, notebook, RIGHT)
    submit.click()
    fetch_feedback = ada.get_by_role("button", name="Fetch Feedback")
    expect(fetch_feedback).to_be_visible(timeout=PATIENCE)

    # Grading, in the course's own server, where the browser of an instructor arrives.
    grace = hub.log_in(browser, "grace")
    expect(grace.locator("td.name")).to_have_text("dough", timeout=PATIENCE)
    act(grace, "td.collect")
    expect(grace.locator("td.num-submissions")).to_have_text("1", timeout=PATIENCE)
    grace.locator("td.num-submissions a").click()
    expect(grace.locator("td.student-id")).to_have_text("ada", timeout=PATIENCE)
    act(grace, "td.autograde")
    with gradebook(hub.state) as book:
        submission = book.find_submission("dough", "ada")
        assert (submission.score, submission.max_score, submission.needs_manual_grade) == (3, 6, True)
    # The name came into the gradebook when the class was made.
    expect(grace.get_by_role("link", name="Ada")).not_to_have_count(0)

    grace.goto(f"{hub.address}/services/ground_school/")
    act(grace, "td.generate-feedback")
    act(grace, "td.release-feedback")
    fetch_feedback.click()
    expect(ada.get_by_text("(view feedback)")).to_be_visible(timeout=PATIENCE)
    (page,) = (hub.state / "homes" / "ada" / "dough" / "feedback").glob("*/lab.html")
    assert "(Score: 2.0 / 5.0)" in page.read_text()


def act(page: Page, button: str) -> None:
    """Press a button of formgrader's table and close the dialog that says how it went."""
    page.locator(f"{button} a").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Success", timeout=PATIENCE)
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_have_count(0)


def test_a_student_is_kept_out_of_the_courses_server(hub: Hub, browser: Browser) -> None:
    ben = hub.log_in(browser, "ben", path="/services/ground_school/lab")

    expect(ben.get_by_text("You do not have permission to access JupyterHub service")).not_to_have_count(0)
