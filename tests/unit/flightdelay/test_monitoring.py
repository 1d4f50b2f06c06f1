"""Drift: nothing where nothing changed, much where it did, and no number that is infinite."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from flightdelay.monitoring import LARGE_DRIFT, SOME_DRIFT, drift, psi, watch

RNG = np.random.default_rng(0)


def normal(mean: float, size: int = 5000) -> pd.Series:
    return pd.Series(np.random.default_rng(int(mean * 100)).normal(mean, 1, size))


def test_a_sample_does_not_drift_from_itself() -> None:
    assert psi(normal(0), normal(0)) == 0
    assert psi(pd.Series(["a", "b"]), pd.Series(["b", "a"])) == 0


def test_two_samples_of_one_kind_are_calm_and_a_shift_is_an_alarm() -> None:
    assert psi(normal(0), pd.Series(np.random.default_rng(7).normal(0, 1, 5000))) < SOME_DRIFT / 5
    assert psi(normal(0), normal(1)) > LARGE_DRIFT


def test_two_values_have_the_index_worked_out_by_hand() -> None:
    before, after = pd.Series(["a"] * 5 + ["b"] * 5), pd.Series(["a"] * 8 + ["b"] * 2)

    assert psi(before, after) == pytest.approx(0.3 * np.log(0.8 / 0.5) - 0.3 * np.log(0.2 / 0.5))


def test_missing_values_are_a_bin_of_their_own() -> None:
    half = normal(0).mask(np.arange(5000) % 2 == 0)

    assert psi(normal(0), half) > LARGE_DRIFT
    assert psi(half, half) == 0
    assert np.isfinite(psi(normal(0), pd.Series([np.nan] * 10)))
    assert np.isfinite(psi(pd.Series(["a"]), pd.Series([None, "b"], dtype="string")))


def test_a_value_never_seen_is_finite() -> None:
    assert LARGE_DRIFT < psi(pd.Series(["a"] * 100), pd.Series(["b"] * 100)) < 100
    assert LARGE_DRIFT < psi(pd.Series([1.0] * 100), pd.Series([2.0] * 100)) < 100


def test_an_empty_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        psi(normal(0), pd.Series(dtype="float64"))


def test_the_table_names_what_drifted_most_first() -> None:
    before = pd.DataFrame({"calm": normal(0), "moved": normal(0), "gone": normal(0)})
    after = before.assign(moved=normal(1), gone=before["gone"].mask(before.index % 10 == 0))
    table = drift(before, after, ["calm", "moved", "gone"])

    assert list(table.index) == ["moved", "gone", "calm"]
    assert table.loc["gone", "missing_now"] == pytest.approx(0.1)


def test_a_month_is_summed_up_without_one_outcome() -> None:
    before = pd.DataFrame({"calm": normal(0), "moved": normal(0)})
    after = before.assign(moved=normal(2))
    risk = RNG.uniform(size=5000)
    seen = watch(before, after, columns=["calm", "moved"], reference_risk=risk, risk=risk)

    assert seen.drifted == ("moved",)
    assert seen.risk_psi == 0
    assert seen.flights == 5000
    assert seen.missing == 0
