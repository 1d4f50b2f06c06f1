from __future__ import annotations

import json
from typing import Any

import pytest

from groundschool.catalog.load import load_catalog
from groundschool.catalog.models import Catalog
from groundschool.catalog.query import Filter, select
from groundschool.cli import run
from groundschool.errors import UsageError
from groundschool.paths import CourseRoot
from small_course import resource, vocabulary


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
    assert [r.id for r in select(load_catalog(bread), wanted).resources] == ids


def titled(*titles: str, **changes: Any) -> Catalog:
    return Catalog(
        vocabulary=vocabulary(),
        resources={f"r{n}": resource(f"r{n}", title=title, **changes) for n, title in enumerate(titles)},
    )


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", {"Drift", "Données", "Monitoring models", "Serving"}),
        ("models", {"Monitoring models"}),
        ("onit", {"Monitoring models"}),
        ("DONNEES", {"Données"}),
        ("monitorng", {"Monitoring models"}),
        ("servnig", {"Serving"}),
        ("drfit models", set()),
        ("bort", set()),  # one slip from no word
        ("2013", set()),
    ],
)
def test_a_search_forgives_slips_and_accents_but_no_other_word(search: str, found: set[str]) -> None:
    catalog = titled("Monitoring models", "Serving", "Drift", "Données", summary="Words.", authors=())

    assert {r.title for r in select(catalog, Filter(search=search)).resources} == found


def test_what_a_word_was_taken_for_is_told() -> None:
    catalog = titled("Monitoring", "Monitored", summary="Words.")

    assert select(catalog, Filter(search="monitorx")).taken_for == (
        ("monitorx", ("monitored", "monitoring")),
    )


def test_titles_come_first_then_easy_resources() -> None:
    catalog = titled("Contracts", "Other", "Looking at contracts")
    hard = catalog.resources["r0"].model_copy(update={"level": "advanced"})
    catalog = Catalog(vocabulary=vocabulary(), resources={**catalog.resources, "r0": hard})

    assert [r.id for r in select(catalog, Filter(search="contracts")).resources] == ["r2", "r0", "r1"]


@pytest.mark.parametrize(
    ("sort", "ids"), [("title", ["b", "c", "a"]), ("newest", ["c", "a", "b"]), ("shortest", ["b", "a", "c"])]
)
def test_the_list_is_sorted(sort: str, ids: list[str]) -> None:
    some = (
        resource("a", title="Étude 10", year=2019, hours=2),
        resource("b", title="anything", year=None, hours=0.5),
        resource("c", title="Etude 9", year=2024, hours=None),
    )
    catalog = Catalog(vocabulary=vocabulary(), resources={r.id: r for r in some})

    assert [r.id for r in select(catalog, Filter(), sort).resources] == ids


def test_an_unknown_word_is_an_error_with_a_suggestion(bread: CourseRoot) -> None:
    with pytest.raises(UsageError, match=r"'bok' is not a known kind\. Did you mean 'book'\?"):
        select(load_catalog(bread), Filter(kind="bok"))


def test_the_list_as_json_can_be_read_back(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(bread.path), "catalog", "list", "--cost", "paid", "--json"]) == 0
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)] == ["yeast_course"]


def test_the_list_is_cut_and_says_so(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(bread.path), "catalog", "list", "--limit", "1", "--sort", "title"]) == 0
    out = capsys.readouterr().out
    assert "crumb_book" in out
    assert "yeast_course" not in out
    assert "2 of 2 resources, the first 1 shown" in out

    assert run(["--root", str(bread.path), "catalog", "list", "--search", "yeats"]) == 0
    assert "No resource has 'yeats': it is taken for yeast." in capsys.readouterr().out


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
