"""The browser's half of the widgets: filters, focus and keys, hostile text, a kernel that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from bare import focused, show
from playwright.sync_api import Page, expect

from groundschool.learner.record import LearnerRecord
from groundschool.widgets.picker import picker
from groundschool.widgets.plan import plan
from groundschool.widgets.progress import progress
from groundschool.widgets.quiz import quiz
from small_files import stand_in_workspace

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in_workspace(tmp_path, monkeypatch, resources=60)


def test_every_kind_of_question_is_answered_by_keyboard_alone(page: Page) -> None:
    shown = show(page, quiz("validation"))
    keys = [
        *("Tab", "ArrowDown", "Enter"),  # single: the second choice shown is right
        *("Tab", "Tab", "Space", "Tab", "Space", "Enter"),
        *("Tab", "0", ".", "1", "9", "Enter"),
        *("Tab", "Tab", "Enter", "Tab", "Tab", "Tab", "Tab", "Enter"),
    ]
    for key in keys:
        page.keyboard.press(key)
        if key == "Enter":
            page.wait_for_timeout(150)
        assert focused(page) != "", f"the focus is lost after {key}"

    expect(shown).to_contain_text("3 of 6 right")
    assert page.evaluate("window.heard") == ["Tab"]  # the first, pressed outside


def test_a_wrong_answer_explains_and_can_be_tried_again(page: Page) -> None:
    shown = show(page, quiz("validation", "late_label"))
    shown.get_by_label("carrier").check()
    shown.get_by_role("button", name="Check").click()

    expect(shown).to_contain_text("✗ Wrong, but chosen. It names the airline.")
    expect(shown).to_contain_text("○ Right, but not chosen. It is measured at the gate.")
    expect(shown).to_contain_text("Wrong, and not chosen. It is known hours later.")
    expect(shown).to_contain_text("Only the delay at departure is known at departure.")
    assert focused(page) == "Try again"

    page.keyboard.press("Enter")
    expect(shown).not_to_contain_text("It names the airline.")
    shown.get_by_label("dep_delay").check()
    shown.get_by_role("button", name="Check").click()
    expect(shown).to_contain_text("✓ Right.")


def test_the_same_wrong_answer_twice_is_marked_twice(page: Page) -> None:
    shown = show(page, quiz("validation", "loop"))
    for _ in range(2):
        shown.get_by_label("Your answer, a word or two").fill("drift")
        shown.get_by_role("button", name="Check").click()
        expect(shown).to_contain_text("Drift needs no model to cause it.")
        shown.get_by_role("button", name="Try again").click()
        expect(shown).not_to_contain_text("Drift needs no model to cause it.")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("late_label", "Choose one."),
        ("missing_columns", "Choose at least one."),
        ("tools", "Choose something in every line."),
    ],
)
def test_an_answer_that_is_not_there_is_asked_for(page: Page, question: str, message: str) -> None:
    shown = show(page, quiz("validation", question))
    shown.get_by_role("button", name="Check").click()

    expect(shown).to_contain_text(message)


def test_a_number_that_is_none_is_asked_for_again(page: Page) -> None:
    shown = show(page, quiz("validation", "late_share"))
    shown.get_by_label("Your answer, a number").fill("many")
    page.keyboard.press("Enter")

    expect(shown).to_contain_text("'many' is not a number. Type digits, for example 0.19.")
    expect(shown.get_by_role("button", name="Check")).to_be_visible()


def test_progress_shows_the_map_and_the_next_step(page: Page, workspace: Path) -> None:
    shown = show(page, progress())
    expect(shown).to_contain_text("Next: read Framing, in 01_framing.ipynb.")

    LearnerRecord(workspace).answered("framing/steps", [0, 1, 2], right=True, score=1.0)
    shown.get_by_role("button", name="Refresh").click()

    expect(shown).to_contain_text("1 of 12 questions right")
    expect(shown.locator("[data-state=begun]")).to_contain_text("1. Framing")


def test_a_kernel_that_is_gone_is_told(page: Page) -> None:
    shown = show(page, quiz("validation", "loop"), kernel=False)
    shown.get_by_label("Your answer, a word or two").fill("drift")
    page.keyboard.press("Enter")

    expect(shown).to_contain_text("The kernel does not answer", timeout=10_000)


@pytest.mark.parametrize("make", [lambda: picker("validation"), lambda: quiz("validation"), plan, progress])
def test_a_widget_fits_into_a_narrow_page(page: Page, make: object) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    show(page, make())  # type: ignore[operator]

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
