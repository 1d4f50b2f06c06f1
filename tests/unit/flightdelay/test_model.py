"""The first model: it ranks better than chance, the same on every run, and takes the columns it is given."""

from __future__ import annotations

import pandas as pd
import pytest

from flightdelay import data, label, model


@pytest.fixture(scope="module")
def march() -> pd.DataFrame:
    return label.with_label(data.load_flights(3))


@pytest.fixture(scope="module")
def april() -> pd.DataFrame:
    return label.with_label(data.load_flights(4))


def test_the_schedule_alone_ranks_the_next_month_better_than_chance(
    march: pd.DataFrame, april: pd.DataFrame
) -> None:
    assert 0.6 < model.auc(model.train(march), april) < 0.75


def test_two_runs_agree(march: pd.DataFrame, april: pd.DataFrame) -> None:
    first, second = (model.auc(model.train(march), april) for _ in range(2))

    assert first == second


def test_it_learns_from_the_columns_given_missing_values_and_new_categories_included(
    march: pd.DataFrame, april: pd.DataFrame
) -> None:
    trained = model.train(march, ["dest", "air_time"])

    assert list(trained.feature_names_in_) == ["dest", "air_time"]
    assert march["air_time"].isna().any()
    assert not set(april["dest"]) <= set(march["dest"])
    assert model.auc(trained, april) > 0.5


def test_the_heuristic_ranks_by_the_hour_and_falls_back_on_the_share_of_all() -> None:
    seen = pd.DataFrame(
        {"minute_of_day": [360.0, 370.0, 1200.0, 1230.0], "late": [False, False, True, False]}
    )
    rule = model.train_heuristic(seen)
    asked = pd.DataFrame({"minute_of_day": [395.0, 1201.0, 0.0]})

    assert model.risk(rule, asked).tolist() == [0.0, 0.5, 0.25]


def test_another_seed_or_number_of_trees_is_another_model(march: pd.DataFrame, april: pd.DataFrame) -> None:
    first = model.train(march, trees=30)

    assert model.risk(first, april).tobytes() == model.risk(model.train(march), april).tobytes()
    assert model.risk(first, april).tobytes() != model.risk(model.train(march, trees=10), april).tobytes()


def test_a_missing_column_is_named(march: pd.DataFrame, april: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match="distance"):
        model.risk(model.train(march), april.drop(columns="distance"))
