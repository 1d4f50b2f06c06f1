"""The browser's half of the quiz: code in a gap, hints, how sure one is, another try in another order."""

from __future__ import annotations

from pathlib import Path

import pytest
from bare import focused, show
from faults import faults
from playwright.sync_api import Page, expect

from groundschool.learner.answers import own_answer, read_answers
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.choose import ChooseWidget, Form
from groundschool.widgets.quiz import quiz
from more_questions import FILL_IN, SHARE, WAIT, quiz_of
from small_files import stand_in_workspace

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in_workspace(tmp_path, monkeypatch, resources=5)


def test_code_is_typed_into_its_gap_and_run(page: Page) -> None:
    shown = show(page, quiz_of(FILL_IN))
    gap = shown.get_by_label("Your code for the gap")
    gap.fill("delay > 30")
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("late is [False, False, True]: 20 and 40 minutes are late, 3 are not.")
    assert focused(page) == "Try again"

    page.keyboard.press("Enter")
    assert focused(page) == "Your code for the gap"
    expect(gap).to_have_value("delay > 30")
    gap.fill("delay > 15")
    page.keyboard.press("Enter")

    expect(shown).to_contain_text("✓ Right.")


def test_hints_are_asked_for_by_keyboard_and_the_focus_stays_inside(page: Page) -> None:
    shown = show(page, quiz_of(FILL_IN))
    shown.get_by_role("button", name="Hint").press("Enter")
    expect(shown).to_contain_text("Hint: A comparison gives True or False.")
    assert focused(page) == "Another hint"

    page.keyboard.press("Enter")
    expect(shown).to_contain_text("Hint: Compare delay with 15.")

    assert focused(page) == "Check"
    expect(shown.get_by_role("button", name="Another hint")).to_be_hidden()


def test_how_sure_one_is_goes_with_the_answer_and_is_asked_anew(page: Page, workspace: Path) -> None:
    shown = show(page, quiz_of(WAIT))
    expect(shown).to_contain_text("minutes; or type h after the number")
    shown.get_by_label("Your answer, a number, in minutes").fill("1.5 h")
    shown.get_by_label("certain").check()
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("✓ Right.")

    assert LearnerRecord(workspace).summary().answers["validation/wait"].confidence == "certain"
    expect(shown.get_by_label("certain")).to_be_checked()
    shown.get_by_role("button", name="Try again").click()
    expect(shown.get_by_label("certain")).not_to_be_checked()


@pytest.mark.parametrize("question", ["late_label", "missing_columns", "steps", "tools"])
def test_another_try_comes_in_another_order(page: Page, question: str) -> None:
    shown = show(page, quiz("validation", question))
    texts = ".gs-choices label, .gs-ordering > li > span:not(.gs-moves), select:first-of-type option"
    for row in shown.locator("select").all():
        row.select_option("0")
    if question in {"late_label", "missing_columns"}:
        shown.locator(".gs-choices input").first.check()
    before = shown.locator(texts).all_text_contents()
    shown.get_by_role("button", name="Check").click()
    shown.get_by_role("button", name="Try again").click()
    expect(shown.get_by_role("button", name="Check")).to_be_visible()

    after = shown.locator(texts).all_text_contents()

    assert sorted(after) == sorted(before)
    assert after != before


def test_a_quiz_has_no_fault_that_axe_finds(page: Page) -> None:
    shown = show(page, quiz_of(FILL_IN, SHARE, WAIT))
    asked = faults(page)
    assert asked == []

    shown.get_by_role("button", name="Hint").click()
    shown.get_by_label("Your code for the gap").fill("delay")
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("Not right.")

    assert faults(page) == []


def test_a_module_quiz_has_no_fault_that_axe_finds(page: Page) -> None:
    show(page, quiz("validation"))

    assert faults(page) == []


def test_a_graded_choice_is_kept_by_keyboard_and_has_no_fault_that_axe_finds(
    page: Page, workspace: Path
) -> None:
    choices = {"a": "rye", "b": '<img src=x onerror="window.ran=1">', "c": "`malt`"}
    shown = show(
        page, ChooseWidget(Form("answer_1", choices, several=True, folder=workspace, learner="ada"), None)
    )
    for _ in choices:
        page.keyboard.press("Tab")
        page.keyboard.press("Space")

    expect(shown).to_contain_text("Kept: a, b, c. Save the notebook before you hand it in.")
    expect(shown).to_contain_text('<img src=x onerror="window.ran=1">')
    assert page.evaluate("window.ran") is None
    assert faults(page) == []
    assert own_answer(read_answers(workspace)["answer_1"], "ada", "answer_1") == "a, b, c"


def test_hostile_questions_are_shown_and_never_run(page: Page) -> None:
    nasty = '<img src=x onerror="window.ran=1">\N{GRINNING FACE}'
    fields = {
        **FILL_IN,
        "prompt": nasty,
        "hints": [nasty],
        "explanation": nasty,
        "code": f"x = '''{nasty}''', ___",
    }
    shown = show(page, quiz_of(fields))
    shown.get_by_role("button", name="Hint").click()
    shown.get_by_label("Your code for the gap").fill(f"print('''{nasty}''', 1 / 0)")
    page.keyboard.press("Enter")

    expect(shown).to_contain_text("It stopped with ZeroDivisionError")
    expect(shown.locator("legend").first).to_have_text(nasty)
    assert page.evaluate("window.ran") is None
    assert shown.locator("img").count() == 0
