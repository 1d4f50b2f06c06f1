"""Weak rules: they speak or abstain, they are weighed by what the truth says of them, and no index is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from flightdelay import data, label, weak

SKY = ["wind_speed", "wind_gust", "precip", "visib"]


@pytest.fixture(scope="module")
def may() -> pd.DataFrame:
    hours = data.load_weather(5)[["origin", "time_hour", *SKY]]
    flights = label.with_label(data.load_flights(5))
    return flights.merge(hours, on=["origin", "time_hour"], how="left", validate="m:1")


@pytest.fixture(scope="module")
def votes(may: pd.DataFrame) -> pd.DataFrame:
    return weak.vote(may)


def answers(series: pd.Series[bool]) -> list[bool | None]:
    return [None if pd.isna(value) else bool(value) for value in series]


def flight(**facts: object) -> pd.DataFrame:
    return pd.DataFrame([facts], index=[7])


def test_rules_of_the_clock_speak_in_their_hours_alone() -> None:
    flights = pd.DataFrame({"hour": [5, 8, 9, 16, 17, 20, 21]})

    assert answers(weak.early_bird(flights)) == [False, False, None, None, None, None, None]
    assert answers(weak.evening_bank(flights)) == [None, None, None, None, True, True, None]


@pytest.mark.parametrize(
    ("sky", "stormy", "clear"),
    [
        ({"precip": 0.0, "visib": 10.0, "wind_speed": 5.0, "wind_gust": np.nan}, None, False),
        ({"precip": 0.2, "visib": 10.0, "wind_speed": 5.0, "wind_gust": np.nan}, True, None),
        ({"precip": 0.0, "visib": 1.0, "wind_speed": 5.0, "wind_gust": np.nan}, True, None),
        ({"precip": 0.0, "visib": 10.0, "wind_speed": 25.0, "wind_gust": 40.0}, True, None),
        ({"precip": np.nan, "visib": np.nan, "wind_speed": np.nan, "wind_gust": np.nan}, None, None),
    ],
)
def test_rules_of_the_sky_are_silent_where_nothing_was_measured(
    sky: dict[str, float], stormy: bool | None, clear: bool | None
) -> None:
    assert answers(weak.storm(flight(**sky))) == [stormy]
    assert answers(weak.clear_sky(flight(**sky))) == [clear]


def test_people_get_away_three_and_four_days_before_a_holiday() -> None:
    days = ["2013-05-22", "2013-05-23", "2013-05-24", "2013-05-25", "2013-05-27"]  # the 27th is Memorial Day
    flights = pd.DataFrame(
        {"scheduled": pd.to_datetime(days).tz_localize(data.NEW_YORK) + pd.Timedelta(hours=23)}
    )

    assert answers(weak.getaway(flights)) == [None, True, True, None, None]


def test_a_holiday_after_the_last_flight_counts() -> None:
    flights = pd.DataFrame({"scheduled": pd.to_datetime(["2013-08-30"]).tz_localize(data.NEW_YORK)})

    assert answers(weak.getaway(flights)) == [True]


def test_the_previous_leg_is_the_same_aircraft_on_the_same_day() -> None:
    times = [
        "2013-05-02 18:00",
        "2013-05-01 20:00",
        "2013-05-01 08:00",
        "2013-05-01 12:00",
        "2013-05-01 13:00",
    ]
    flights = pd.DataFrame(
        {
            "scheduled": pd.to_datetime(times).tz_localize(data.NEW_YORK),
            "tailnum": pd.array(["N1", "N1", "N1", "N2", "N1"], dtype="string"),
            "dep_delay": pd.array([0, 0, 60, 5, 0], dtype="Int64"),
        }
    )

    assert answers(weak.previous_leg(flights)) == [None, False, None, None, True]


def test_votes_are_a_column_a_rule_and_a_row_a_flight(may: pd.DataFrame, votes: pd.DataFrame) -> None:
    assert list(votes) == [rule.__name__ for rule in weak.RULES]
    assert votes.index.equals(may.index)
    assert set(votes.dtypes.astype(str)) == {"boolean"}


def test_a_summary_counts_what_is_covered_contradicted_and_right() -> None:
    votes = pd.DataFrame(
        {"a": [True, True, None, None], "b": [True, False, False, None], "c": [None] * 4}, dtype="boolean"
    )

    found = weak.summary(votes, pd.Series([True, True, True, False]))

    assert found.loc["a"].tolist() == [0.5, 0.25, 1.0]
    assert found.loc["b", ["coverage", "conflict"]].tolist() == [0.75, 0.25]
    assert found.loc["b", "right"] == pytest.approx(1 / 3)
    assert found.loc["c", "coverage"] == 0
    assert np.isnan(found.loc["c", "right"])


def test_a_majority_needs_more_votes_than_the_other_side() -> None:
    votes = pd.DataFrame(
        {"a": [True, True, None, None], "b": [True, False, False, None], "c": [False, None, None, None]},
        dtype="boolean",
    )

    assert answers(weak.majority(votes)) == [True, None, False, None]


def test_an_honest_rule_for_what_is_rare_is_mostly_wrong(may: pd.DataFrame, votes: pd.DataFrame) -> None:
    found = weak.summary(votes, may["late"])

    assert may["late"].mean() < found.loc["evening_bank", "right"] < 0.5


def test_each_answer_is_worth_its_log_likelihood_ratio() -> None:
    votes = pd.DataFrame({"a": [True, True, False, None]}, dtype="boolean")

    model = weak.learn(votes, pd.Series([True, True, False, False]))

    assert model.prior == 0
    assert model.weights.loc["a"].tolist() == pytest.approx([np.log(3), np.log(1 / 2), np.log(1 / 2)])
    assert weak.chances(model, votes).tolist() == pytest.approx([3 / 4, 3 / 4, 1 / 3, 1 / 3])


def test_an_answer_never_given_keeps_chances_finite() -> None:
    votes = pd.DataFrame({"a": [True, True, True]}, dtype="boolean")
    model = weak.learn(votes, pd.Series([True, True, False]))

    chance = weak.chances(model, pd.DataFrame({"a": [False, None]}, dtype="boolean"))

    assert chance.between(0.1, 0.9).all()


def test_two_hundred_true_labels_weigh_better_than_the_majority(
    may: pd.DataFrame, votes: pd.DataFrame
) -> None:
    balance = votes.eq(True).sum(axis="columns") - votes.eq(False).sum(axis="columns")
    checked = may.sample(200, random_state=0).index

    weighed = weak.chances(weak.learn(votes.loc[checked], may.loc[checked, "late"]), votes)

    assert weighed.index.equals(may.index)
    assert roc_auc_score(may["late"], weighed) > roc_auc_score(may["late"], balance)


def test_beliefs_are_labels_with_a_chance(may: pd.DataFrame, votes: pd.DataFrame) -> None:
    sure = weak.learn(votes, may["late"])
    believed = weak.learn(votes, may["late"].astype(float))

    pd.testing.assert_frame_equal(sure.weights, believed.weights)
