"""The choice in a graded quiz: kept beside the notebook and in its output, in an order of the learner's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from talk import tell

from groundschool.learner.answers import FILE, MIME, own_answer
from groundschool.widgets.choose import ChooseWidget, Form, _Kept, choose

CHOICES = {"a": "rye", "b": "oats", "c": "malt", "d": "spelt"}


class Shown:
    """What an output shows, as the browser would have it after an update."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}

    def update(self, kept: _Kept) -> None:
        self.data = kept._repr_mimebundle_()


def widget(folder: Path, record: Shown | None = None, *, learner: str = "ada") -> ChooseWidget:
    return ChooseWidget(Form("answer_1", CHOICES, several=False, folder=folder, learner=learner), record)


def test_a_choice_is_kept_in_the_file_and_in_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown()
    (tmp_path / FILE).write_text(json.dumps({"answer_2": {"answer": "x"}}))

    reply = tell(widget(tmp_path, shown), monkeypatch, kind="keep", answer="b")

    assert reply["said"] == "Kept: b. Save the notebook before you hand it in."
    kept = json.loads((tmp_path / FILE).read_text("utf-8"))
    assert own_answer(kept["answer_1"], "ada", "answer_1") == "b"
    assert kept["answer_2"] == {"answer": "x"}
    assert own_answer(shown.data[MIME], "ada", "answer_1") == "b"
    assert shown.data["text/plain"] == "Kept: b"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")

    reply = tell(widget(tmp_path / "file"), monkeypatch, kind="keep", answer="b")

    assert reply["error"].endswith("Type your answer in the cell below.")


def test_choices_come_in_an_order_of_the_learners_own(tmp_path: Path) -> None:
    orders = {
        name: tuple(letter for letter, _ in widget(tmp_path, learner=name).choices) for name in "abcdefgh"
    }

    assert len(set(orders.values())) > 3
    assert all(sorted(order) == list("abcd") for order in orders.values())


def test_the_call_shows_the_form_and_what_was_kept_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOGNAME", "ada")
    tell(widget(tmp_path), monkeypatch, kind="keep", answer="b")
    choose("answer_1", CHOICES)
    choose("answer_2")

    assert capsys.readouterr().out.splitlines()[0] == "Kept: b"
