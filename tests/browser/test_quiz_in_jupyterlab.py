"""What only a real kernel and a real notebook file show: endless code is stopped, a choice is saved with the notebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from notebook_page import Lab, Notebook
from playwright.sync_api import Page, expect

from groundschool.learner.answers import FILE, MIME
from small_files import some_resources, write_course

pytestmark = pytest.mark.browser

CELLS = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
    "from groundschool import choose\n"
    "from more_questions import FILL_IN, quiz_of",
    'choose("answer_1", {"a": "rye", "b": "oats", "c": "malt"})',
    "quiz_of(FILL_IN)",
)


@pytest.fixture
def notebook(lab: Lab, page: Page) -> Notebook:
    write_course(lab.workspace.parent, some_resources(5))
    opened = Notebook(page, lab.write("quiz.ipynb", *CELLS))
    opened.run_all()
    return opened


def test_a_choice_is_saved_in_the_notebook_and_beside_it(notebook: Notebook, page: Page, lab: Lab) -> None:
    form = notebook.widget("choose(")
    form.get_by_label("oats").check()
    expect(form).to_contain_text("Kept: b. Save the notebook before you hand it in.")
    form.get_by_label("malt").check()
    expect(form).to_contain_text("Kept: c.")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")

    saved = json.loads((lab.workspace / "quiz.ipynb").read_text("utf-8"))
    kept = [output["data"][MIME] for output in saved["cells"][1]["outputs"] if MIME in output["data"]]

    assert [one["answer"] for one in kept] == ["c"]
    assert json.loads((lab.workspace / FILE).read_text("utf-8")) == {"answer_1": kept[0]}


def test_code_that_never_ends_is_stopped_and_the_kernel_goes_on(notebook: Notebook, page: Page) -> None:
    quiz = notebook.widget("quiz_of(")
    quiz.get_by_label("Your code for the gap").fill("[0 for _ in iter(int, 1)]")
    page.keyboard.press("Enter")

    expect(quiz).to_contain_text("It was still running after 5 seconds, and was stopped.", timeout=60_000)
    quiz.get_by_role("button", name="Try again").click()
    quiz.get_by_label("Your code for the gap").fill("delay > 15")
    page.keyboard.press("Enter")
    expect(quiz).to_contain_text("✓ Right.")
