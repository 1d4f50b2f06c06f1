from __future__ import annotations

import json

import pytest

from groundschool.catalog.load import load_catalog
from groundschool.catalog.query import Filter, select
from groundschool.cli import run
from groundschool.errors import UsageError
from groundschool.paths import CourseRoot


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(), ["crumb_book", "yeast_course"]),
        (Filter(phase="baking"), ["yeast_course"]),
        (Filter(process="kneading", cost="free"), ["crumb_book"]),
        (Filter(search="LOAF proving"), ["yeast_course"]),
        (Filter(max_hours=2), []),
        (Filter(kind="book", level="advanced"), []),
    ],
)
def test_a_filter_lets_through_what_meets_all_of_it(
    bread: CourseRoot, wanted: Filter, ids: list[str]
) -> None:
    assert [r.id for r in select(load_catalog(bread), wanted)] == ids


def test_an_unknown_word_is_an_error_with_a_suggestion(bread: CourseRoot) -> None:
    with pytest.raises(UsageError, match=r"'bok' is not a known kind\. Did you mean 'book'\?"):
        select(load_catalog(bread), Filter(kind="bok"))


def test_the_list_as_json_can_be_read_back(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(bread.path), "catalog", "list", "--cost", "paid", "--json"]) == 0
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)] == ["yeast_course"]


def test_showing_an_unknown_resource_exits_2(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(bread.path), "catalog", "show", "crum_book"]) == 2
    assert capsys.readouterr().err == "There is no resource 'crum_book'. Did you mean 'crumb_book'?\n"


def test_markup_in_a_title_is_shown_as_text(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    path = bread.catalog / "resources" / "crumb_book.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("The crumb_book", "Th[red]e"), encoding="utf-8")

    assert run(["--root", str(bread.path), "catalog", "show", "crumb_book"]) == 0
    assert "Th[red]e & friends" in capsys.readouterr().out


def test_stats_count_each_process(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(bread.path), "catalog", "stats", "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert counted["resources"] == 2
    assert {row["process"]: row["resources"] for row in counted["processes"]} == {"kneading": 1, "proving": 1}
