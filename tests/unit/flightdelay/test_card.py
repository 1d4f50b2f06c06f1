"""The card tells what the run has recorded, and says what it has not."""

from __future__ import annotations

from pathlib import Path

from flightdelay import data, label, model
from flightdelay.card import NOT_RECORDED, SLICES_FILE, model_card
from flightdelay.fingerprint import code_version
from flightdelay.registry import log_model
from flightdelay.tracking import Tracker, data_hash


def test_the_card_is_written_from_the_run(tmp_path: Path) -> None:
    march = label.with_label(data.load_flights(3)).head(2000)
    tracker = Tracker(tmp_path)
    tags = {"intended_use": "To plan gates an hour ahead.", "limits": "New York only."}
    with tracker.run("schedule", params={"seed": 7}, data={"train": march}, tags=tags) as run:
        run.log({"auc": 0.71}, month=(2013, 4))
        run.log({"auc": 0.6845}, month=(2013, 5))
        run.log_json(
            [{"origin": "EWR", "flights": 9000, "auc": 0.7}, {"origin": "JFK", "flights": 8000, "auc": 0.66}],
            SLICES_FILE,
        )
        log_model(run, model.train(march, trees=2), march)

    card = model_card(tracker, run.id)

    assert card.startswith("# Model card: schedule\n")
    for line in (
        "To plan gates an hour ahead.",
        "New York only.",
        "- Tested on 2 months; weakest in 2013-05, AUC 0.684.",
        "- Of the slices measured, weakest for origin JFK, AUC 0.660.",
        f"| train | 2,000 | {data_hash(march)[:12]} |",
        "| carrier | string |",
        "| seed | 7 |",
        "| 2013-04 | 0.71 |",
        "| JFK | 8000 | 0.66 |",
        f"| code | {code_version()} |",
    ):
        assert line in card.splitlines(), line
    assert NOT_RECORDED not in card


def test_what_the_run_did_not_record_is_said(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path)
    with tracker.run("empty") as run:
        pass

    card = model_card(tracker, run.id)

    assert card.count(NOT_RECORDED) == 7
    assert "- Not tested on any month." in card
    assert "- Not tested by slice." in card


def test_words_of_a_run_cannot_break_the_card(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path)
    hostile = "a | b\n\n# Heading <script>"
    with tracker.run(hostile, params={"note": hostile}, tags={"intended_use": hostile}) as run:
        run.log({"auc": 0.7}, month=(2013, 4))

    card = model_card(tracker, run.id)

    assert "| note | a \\| b # Heading &lt;script> |" in card.splitlines()
    assert [line for line in card.splitlines() if line.startswith("# ")] == [
        "# Model card: a \\| b # Heading &lt;script>"
    ]
    assert "<script" not in card


def test_the_table_of_months_has_a_gap_where_a_metric_was_not_logged(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path)
    with tracker.run("gaps") as run:
        run.log({"auc": 0.7, "brier": 0.15}, month=(2013, 4))
        run.log({"auc": 0.72}, month=(2013, 5))

    card = model_card(tracker, run.id)

    assert "| 2013-04 | 0.7 | 0.15 |" in card
    assert "| 2013-05 | 0.72 |  |" in card
