from __future__ import annotations

import pytest

from groundschool.build import text
from groundschool.build.phase_map import Column, alt_text, columns_of
from groundschool.catalog.load import load_catalog
from groundschool.course.load import load_course
from groundschool.course.values import fault, fill, placeholders
from groundschool.paths import CourseRoot

HOSTILE = '<img src=x onerror="alert(1)"> [a](javascript:alert(1)) `$x$` | **b**'


def test_hostile_text_stays_text_in_markdown() -> None:
    shown = text.escape(HOSTILE)

    assert "<" not in shown
    for mark in ("[", "]", "`", "|", "*", "$"):
        assert shown.count(f"\\{mark}") == HOSTILE.count(mark)


def test_a_title_cannot_break_out_of_its_link(bread: CourseRoot) -> None:
    resource = load_catalog(bread).resources["crumb_book"]
    hostile = resource.model_copy(update={"title": "x](http://evil.example) [y"})

    assert text.link(hostile) == "[x\\](http://evil.example) \\[y](https://bread.example/crumb_book)"


@pytest.mark.parametrize(
    ("authors", "cited"),
    [
        (("Ada Crust",), "Crust, 1999"),
        (("Ada Crust", "Ben Loaf"), "Crust and Loaf, 1999"),
        (("Ada Crust", "Ben Loaf", "Cy Rye"), "Crust and others, 1999"),
    ],
)
def test_a_citation_names_authors_and_year(authors: tuple[str, ...], cited: str, bread: CourseRoot) -> None:
    resource = load_catalog(bread).resources["crumb_book"].model_copy(update={"authors": authors})

    assert text.citation(resource) == f"([{cited}](https://bread.example/crumb_book))"


def test_a_citation_without_author_gives_the_title(bread: CourseRoot) -> None:
    resource = (
        load_catalog(bread).resources["crumb_book"].model_copy(update={"authors": (), "title": "Crumbs"})
    )

    assert text.citation(resource) == "([Crumbs](https://bread.example/crumb_book))"


def test_an_admonition_becomes_an_alert_box() -> None:
    shown = text.boxes("Before.\n\n:::{tip} Salt\nUse *some*.\n:::\n\nAfter.")

    assert shown == (
        'Before.\n\n<div class="alert alert-block alert-success">\n<b>Salt.</b>\n\nUse *some*.\n\n</div>\n\nAfter.'
    )


def test_values_fill_their_places_in_order() -> None:
    source = "Of {{ n }} loaves, {{ share:.0%}} rose."

    assert placeholders(source) == ("n", "share:.0%")
    assert fill(source, ["12", "75%"]) == "Of 12 loaves, 75% rose."


def test_a_faulty_expression_is_told_apart() -> None:
    assert fault("share:.0%") is None
    assert fault("share +") is not None


def test_the_phase_map_names_phases_processes_and_modules(bread: CourseRoot) -> None:
    course = load_course(bread)

    assert columns_of(course) == (
        Column("Mixing", ("Kneading",), ("1. Dough",)),
        Column("Baking", ("Proving",), ("to come",)),
    )
    assert alt_text(course).endswith("with their processes. Mixing: kneading; Baking: proving.")
