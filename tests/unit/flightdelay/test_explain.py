from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from flightdelay.explain import contributions

# shap calls old functions of matplotlib when it is imported.
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")

USUAL = pd.DataFrame(
    {"wind_speed": [0.0, 10.0], "carrier": pd.array(["AA", "B6"], dtype="string"), "seats": 9.0}
)
FLIGHT = pd.DataFrame({"wind_speed": [25.0], "carrier": pd.array(["UA"], dtype="string"), "seats": 9.0})


class Additive:
    """Each mile an hour of wind adds a hundredth, and flights of UA a tenth; seats count for nothing."""

    feature_names_in_ = np.array(["wind_speed", "carrier", "seats"])

    def predict_proba(self, inputs: pd.DataFrame) -> np.ndarray:
        late = 0.2 + inputs["wind_speed"].to_numpy() / 100 + 0.1 * (inputs["carrier"] == "UA").to_numpy()
        return np.column_stack([1 - late, late])


def test_each_input_gets_its_part_the_largest_first() -> None:
    parts = contributions(Additive(), FLIGHT, USUAL)

    assert parts.index.tolist() == ["wind_speed", "carrier", "seats"]
    assert parts.tolist() == pytest.approx([0.2, 0.1, 0])


def test_an_explanation_leaves_the_state_of_numpy_as_it_was() -> None:
    np.random.seed(3)  # noqa: NPY002 (the state that shap uses)
    contributions(Additive(), FLIGHT, USUAL)
    after = np.random.random()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002

    assert after == np.random.random()  # noqa: NPY002


def test_missing_values_are_explained_too() -> None:
    unknown = FLIGHT.assign(carrier=pd.array([pd.NA], dtype="string"), seats=np.nan)

    assert contributions(Additive(), unknown, USUAL)["wind_speed"] == pytest.approx(0.2)


def test_one_flight_is_explained_at_a_time() -> None:
    with pytest.raises(ValueError, match="has 2 rows; give one flight"):
        contributions(Additive(), USUAL, USUAL)
