"""A policy played over the year: each month is judged by the model that served in it, and nothing later."""

from __future__ import annotations

import pandas as pd
import pytest

from flightdelay.replay import Trainer, replay, summary, year_of_frames
from flightdelay.retraining import POLICIES


@pytest.fixture(scope="module")
def frames() -> dict[int, pd.DataFrame]:
    return year_of_frames(share=0.05, months=range(1, 7))


@pytest.fixture(scope="module")
def trainer(frames: dict[int, pd.DataFrame]) -> Trainer:
    return Trainer(frames)


def test_a_share_of_a_month_is_the_same_each_time(frames: dict[int, pd.DataFrame]) -> None:
    again = year_of_frames(share=0.05, months=[1, 2])

    pd.testing.assert_frame_equal(again[2], frames[2])
    assert 1000 < len(frames[2]) < 1400


def test_never_serves_the_first_model_all_year(frames: dict[int, pd.DataFrame], trainer: Trainer) -> None:
    table = replay(frames, POLICIES["never"], trainer)

    assert list(table.index) == [4, 5, 6]
    assert set(table["trained_on"]) == {len(trainer.rows((1, 2, 3)))}
    assert not table["retrain"].any()
    assert summary(table)["trainings"] == 1


def test_monthly_serves_next_month_what_it_trained_on_all_months_before(
    frames: dict[int, pd.DataFrame], trainer: Trainer
) -> None:
    table = replay(frames, POLICIES["monthly"], trainer)

    assert table["trained_on"].tolist() == [len(trainer.rows(tuple(range(1, month)))) for month in (4, 5, 6)]
    assert summary(table)["trainings"] == 3


def test_what_happens_later_changes_no_month_before(
    frames: dict[int, pd.DataFrame], trainer: Trainer
) -> None:
    turned = {**frames, 6: frames[6].assign(late=~frames[6]["late"])}
    before = replay(frames, POLICIES["monthly"], trainer)
    after = replay(turned, POLICIES["monthly"], Trainer(turned))

    pd.testing.assert_frame_equal(before.loc[[4, 5]], after.loc[[4, 5]])
    assert after.loc[6, "auc"] == pytest.approx(1 - before.loc[6, "auc"])


def test_the_first_months_alone_are_nothing_to_play(
    frames: dict[int, pd.DataFrame], trainer: Trainer
) -> None:
    first = {month: frames[month] for month in (1, 2, 3)}

    with pytest.raises(ValueError, match="at least one more"):
        replay(first, POLICIES["never"], trainer)
