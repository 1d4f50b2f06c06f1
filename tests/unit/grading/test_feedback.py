"""Feedback is for what was collected; a name that is none, or nothing to write on, is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradebook_kit import make_room

from groundschool import cli


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("doguh", "there is no assignment 'doguh'. Did you mean 'dough'? `groundschool build` makes them."),
        ("dough", "Nothing of dough was collected. Run `groundschool class collect dough` first."),
    ],
)
def test_feedback_on_nothing_is_wrong_usage(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = make_room(tmp_path / "room")

    assert cli.run(["class", "feedback", name, "--classroom", str(room.root)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.endswith(f"{said}\n")
