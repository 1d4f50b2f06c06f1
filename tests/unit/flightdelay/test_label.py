"""The label: late is more than 15 minutes, and a cancelled flight is neither late nor on time."""

from __future__ import annotations

import pandas as pd
import pytest

from flightdelay import data, label


@pytest.fixture(scope="module")
def february() -> pd.DataFrame:
    return data.load_flights(2)


def test_late_begins_after_the_fifteenth_minute() -> None:
    flights = pd.DataFrame({"dep_delay": pd.array([-5, 0, 15, 16, 300], dtype="Int64")})

    assert label.is_late(flights).tolist() == [False, False, False, True, True]


def test_a_cancelled_flight_has_no_label(february: pd.DataFrame) -> None:
    cancelled = label.is_cancelled(february)

    assert cancelled.sum() == 1_261
    assert label.is_late(february).isna().equals(cancelled)


def test_the_label_of_a_table_of_floats_is_missing_too() -> None:
    """As in a CSV file read without types, where NaN > 15 would say "on time"."""
    flights = pd.DataFrame({"dep_delay": [20.0, float("nan")]})

    assert label.is_late(flights).isna().tolist() == [False, True]


def test_with_label_keeps_what_left_and_labels_it_plainly(february: pd.DataFrame) -> None:
    labelled = label.with_label(february)

    assert len(labelled) == len(february) - 1_261
    assert labelled["late"].dtype == bool
    assert round(labelled["late"].mean(), 3) == 0.202


def test_the_table_given_is_left_as_it_was(february: pd.DataFrame) -> None:
    before = february.copy()

    label.with_label(february)

    pd.testing.assert_frame_equal(february, before)
