"""The picker in Python: what the browser gets, and what is kept of a choice."""

from __future__ import annotations

import json

import pytest
from talk import tell

from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.picker import picker

pytestmark = pytest.mark.usefixtures("small")


def test_the_whole_catalog_is_sent_once_in_compact_form(small: Course) -> None:
    data = picker("validation").data

    assert {row[0] for row in data["rows"]} == set(small.catalog.resources)
    assert len({len(row) for row in data["rows"]}) == 1
    full = json.dumps([r.model_dump(mode="json") for r in small.catalog.resources.values()])
    assert len(json.dumps(data["rows"])) < 0.65 * len(full)


def test_the_rows_point_at_their_words() -> None:
    data = picker().data
    row = next(row for row in data["rows"] if row[0] == "resource_4")
    words = data["words"]

    assert [words["kinds"][row[7]][0], words["levels"][row[8]][0]] == ["book", "advanced"]
    assert [words["processes"][place][1] for place in row[12]] == ["Data exploration"]
    assert words["phases"][data["phaseOf"][row[12][0]]] == ["data", "Data"]


def test_a_module_presets_its_processes() -> None:
    assert picker("validation").module == {"title": "Validation", "processes": [1, 2]}


def test_a_choice_is_kept_and_can_be_taken_back(
    record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = picker()

    said = [
        tell(widget, monkeypatch, kind="pick", resource=name, wanted=wanted)["said"]
        for name, wanted in (("resource_1", True), ("resource_2", True), ("resource_1", False))
    ]

    assert said == [
        "Contracts in practice, volume 1 is in your plan.",
        "Looking before you promise, volume 2 is in your plan.",
        "Contracts in practice, volume 1 is out of your plan.",
    ]
    assert widget.picked == picker().picked == ["resource_2"]
    assert record.summary().removed == ("resource_1",)


def test_another_widgets_choice_is_seen_after_a_refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = picker(), picker()
    tell(first, monkeypatch, kind="pick", resource="resource_3", wanted=True)
    tell(second, monkeypatch, kind="refresh")

    assert second.picked == ["resource_3"]


def test_a_resource_that_is_gone_is_refused(record: LearnerRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = tell(picker(), monkeypatch, kind="pick", resource="gone", wanted=True)

    assert reply["error"] == "The catalog has no resource 'gone' any more. Run the cell again."
    assert record.events() == []


def test_a_wrong_word_is_refused() -> None:
    with pytest.raises(UsageError, match="'vidoe' is not a known kind"):
        picker(kind="vidoe")
