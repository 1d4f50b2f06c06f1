"""The picker in Python: what the browser gets, and what is kept of a choice."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from talk import tell

from groundschool.course.spine import Course
from groundschool.errors import UsageError
from groundschool.learner.record import LearnerRecord
from groundschool.widgets.picker import PickerWidget, picker

pytestmark = pytest.mark.usefixtures("small")


def unpacked(widget: PickerWidget) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(gzip.decompress(widget.data))
    return data


def test_the_whole_catalog_is_sent_once_in_compact_form(small: Course) -> None:
    widget = picker("validation")
    columns = unpacked(widget)["columns"]

    assert set(columns["id"]) == set(small.catalog.resources)
    assert {len(values) for values in columns.values()} == {len(small.catalog.resources)}
    full = json.dumps([r.model_dump(mode="json") for r in small.catalog.resources.values()])
    assert len(widget.data) < 0.2 * len(full)
    assert widget.data == picker("validation").data


def test_the_columns_point_at_their_words_and_at_one_another() -> None:
    data = unpacked(picker())
    words, columns = data["words"], data["columns"]
    one = columns["id"].index("resource_16")

    assert [words["kinds"][columns["kind"][one]][0], words["levels"][columns["level"][one]][0]] == [
        "paper",
        "introductory",
    ]
    (process,) = columns["processes"][one]
    assert words["processes"][process][1] == "Data exploration"
    assert words["phases"][data["groups"]["processes"][process]] == ["data", "Data"]
    (needed,) = columns["prerequisites"][one]
    assert columns["id"][needed] == "resource_2"


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
