from __future__ import annotations

from graphlib import CycleError

import pandas as pd
import pytest

from flightdelay.figures import png
from flightdelay.graph import drawing, timeline, waves
from flightdelay.steps import STEPS

AFTER = {step.name: step.after for step in STEPS}


def test_steps_of_one_wave_need_nothing_of_each_other() -> None:
    assert waves(AFTER) == [
        ("ingest",),
        ("validate",),
        ("features", "labels"),
        ("score",),
        ("evaluate", "monitor"),
        ("decide",),
        ("train",),
        ("gate",),
        ("promote",),
    ]


def test_a_circle_is_named() -> None:
    with pytest.raises(CycleError) as caught:
        waves({**AFTER, "score": ("features", "promote")})

    assert set(caught.value.args[1]) >= {"score", "promote", "gate"}


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    arrows = [text for text in drawing(AFTER, title="").axes[0].texts if not text.get_text()]

    assert len(arrows) == 12
    assert sum(map(len, AFTER.values())) > 12


def test_pictures_have_the_same_bytes() -> None:
    journal = pd.DataFrame(
        [
            [1, "finished", "2013-01", "ingest"],
            [1, "started", "2013-01", "labels"],
            [2, "kept", "2013-01", "ingest"],
        ],
        columns=["attempt", "what", "month", "step"],
    )

    assert png(drawing(AFTER, title="a")) == png(drawing(AFTER, title="a"))
    assert png(timeline(journal, title="b")) == png(timeline(journal, title="b"))
