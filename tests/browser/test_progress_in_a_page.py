"""The browser's half of the progress view: objectives, ticks that keep the focus, and what axe finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from bare import focused, show
from faults import faults
from playwright.sync_api import Page, expect

from groundschool.learner.record import LearnerRecord
from groundschool.widgets.progress import progress
from groundschool.widgets.review import review
from small_files import some_resources, write_course

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LearnerRecord:
    """The record of a workspace in which something was done."""
    write_course(tmp_path, some_resources(5))
    folder = tmp_path / "workspace"
    (folder / ".groundschool").mkdir(parents=True)
    monkeypatch.delenv("GROUNDSCHOOL_WORKSPACE", raising=False)
    monkeypatch.chdir(folder)
    kept = LearnerRecord(folder)
    kept.answered("framing/steps", [0, 2, 1], right=False, score=0.3, confidence="certain")
    return kept


def test_a_section_is_ticked_by_keyboard_and_the_focus_stays(page: Page, record: LearnerRecord) -> None:
    shown = show(page, progress())
    expect(shown).to_contain_text("0 of 2 objectives met · 0 h of 3 h 30 min")
    goals = shown.locator("[data-state=open] summary")
    goals.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Section read: Check a batch of data."
    page.keyboard.press("Space")

    expect(shown.locator("[data-state=begun]")).to_have_count(2)
    expect(shown.get_by_label("Section read: Check a batch of data.")).to_be_checked()

    assert focused(page) == "Section read: Check a batch of data."
    assert record.summary().finished_sections == {"validation/check"}


def test_how_sure_one_was_is_told_back(page: Page) -> None:
    shown = show(page, progress())

    expect(shown.get_by_role("row", name="certain 1 0 %")).to_be_visible()


def test_progress_has_no_fault_that_axe_finds(page: Page) -> None:
    shown = show(page, progress())
    for summary in shown.locator("summary").all():
        summary.click()

    assert faults(page) == []


def test_the_review_asks_what_was_wrong_and_has_no_fault_that_axe_finds(page: Page) -> None:
    shown = show(page, review())
    expect(shown).to_contain_text("Put the steps in order.")

    assert faults(page) == []
