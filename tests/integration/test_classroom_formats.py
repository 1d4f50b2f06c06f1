"""Notebooks that other programs have saved, or from which much was deleted: graded, or told why not in words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from classroom_kit import RIGHT, Kit, make_classroom

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    kit = make_classroom(tmp_path_factory.mktemp("formats"))
    assert kit.groundschool("release", "dough").code == 0
    lab = hand_in(kit, "marked")
    lab.write_text(lab.read_text("utf-8"), "utf-8-sig")
    lab = hand_in(kit, "wide")
    lab.write_text(lab.read_text("utf-8"), "utf-16")
    hand_in(kit, "empty").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    hand_in(kit, "nameless").write_text('{"cells": [], "metadata": {}}')
    hand_in(kit, "pair", without=("hydration", "tests_hydration"))
    done = kit.groundschool("grade", "dough", "--json")
    assert done.err == ""
    assert (kit.root / "submitted" / "marked" / "dough" / "lab.ipynb").read_bytes()[:3] == b"\xef\xbb\xbf"
    return {row["student"]: row for row in done.json["submissions"]}


def hand_in(kit: Kit, student: str, without: tuple[str, ...] = ()) -> Path:
    return kit.hand_in(kit.root / "submitted" / student / "dough", RIGHT, without=without) / "lab.ipynb"


def test_a_byte_order_mark_costs_nothing(rows: dict[str, Any]) -> None:
    assert (rows["marked"]["status"], rows["marked"]["score"]) == ("graded", 3)


@pytest.mark.parametrize("student", ["empty", "pair"])
def test_deleted_cells_cost_their_own_points_alone(rows: dict[str, Any], student: str) -> None:
    # The quiz beside it has its point.
    assert (rows[student]["status"], rows[student]["score"], rows[student]["reason"]) == ("graded", 1, "")
    assert "Cell tests_hydration was missing and was put back." in rows[student]["notes"]


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("wide", "lab.ipynb is no notebook: its text is not in UTF-8. Open and save it in JupyterLab."),
        ("nameless", "lab.ipynb is no notebook: it does not say its format ('nbformat': 4)."),
    ],
)
def test_what_is_no_notebook_is_told_in_words(rows: dict[str, Any], student: str, reason: str) -> None:
    assert (rows[student]["status"], rows[student]["reason"]) == ("not graded", reason)
