"""The terminal and the picker find the same resources, in the same order, for the same filters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bare import show
from playwright.sync_api import Locator, Page, expect

from groundschool.cli import run
from groundschool.widgets.picker import picker
from small_files import some_resources, write_course

pytestmark = pytest.mark.browser

FIELDS = {
    "--search": "Search resources",
    "--phase": "Phase",
    "--process": "Process",
    "--topic": "Topic",
    "--level": "Level",
    "--kind": "Kind",
    "--cost": "Cost",
    "--max-hours": "Time",
    "--language": "Language",
    "--sort": "Sort by",
}
ORDERS = {"title": "Title", "newest": "Newest first", "shortest": "Shortest first"}
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"--search": "contracts bola"},
    {"--search": "BÖLA contrcats"},
    {"--search": "volum number 7"},
    {"--search": "lokking promises", "--cost": "free"},
    {"--search": "nothing2013"},
    {"--phase": "data", "--level": "advanced"},
    {"--process": "data_verification", "--kind": "book", "--language": "english"},
    {"--topic": "framing", "--max-hours": "5"},
    {"--search": "tables", "--sort": "shortest"},
    {"--sort": "title", "--cost": "paid"},
    {"--sort": "newest", "--search": "practice"},
)


@pytest.fixture
def shown(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Locator:
    write_course(tmp_path, some_resources(60))
    monkeypatch.chdir(tmp_path)
    return show(page, picker())


def in_the_terminal(asked: dict[str, str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    arguments = [word for pair in asked.items() for word in pair]
    assert run(["catalog", "list", *arguments, "--json"]) == 0
    return [each["title"] for each in json.loads(capsys.readouterr().out)]


def in_the_picker(asked: dict[str, str], shown: Locator, count: int) -> list[str]:
    shown.get_by_role("button", name="Clear all filters").first.click()
    shown.get_by_label(FIELDS["--sort"]).select_option(index=0)
    for name, value in asked.items():
        field = shown.get_by_label(re.compile(f"^{FIELDS[name]}"))
        if name == "--search":
            field.fill(value)
        elif name == "--sort":
            field.select_option(label=ORDERS[value])
        else:
            field.select_option(value)
    expect(shown).to_contain_text(f"{count} resource" if count else "Nothing fits.")
    titles = shown.locator(".gs-title").all_text_contents()
    while len(titles) < count:
        shown.get_by_role("button", name="Next", exact=True).click()
        titles += shown.locator(".gs-title").all_text_contents()
    return titles


def test_the_terminal_and_the_picker_find_the_same(
    shown: Locator, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = []
    for asked in ASKED:
        found = in_the_terminal(asked, capsys)
        assert in_the_picker(asked, shown, len(found)) == found, asked
        counts.append(len(found))

    assert counts[0] == 60
    assert counts[5] == 0
    assert len(set(counts)) > 5, counts
