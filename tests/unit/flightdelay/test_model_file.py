"""Models as files: what comes back predicts the same bytes, and a stranger's file is never run."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from skops import io

from flightdelay import data
from flightdelay.label import with_label
from flightdelay.model import risk, train
from flightdelay.model_file import UntrustedModelError, load, save


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    return with_label(data.load_flights(1)).head(3000)


@pytest.fixture(scope="module")
def model(flights: pd.DataFrame) -> HistGradientBoostingClassifier:
    return train(flights)


def test_a_model_read_back_predicts_the_same_bytes(
    flights: pd.DataFrame, model: HistGradientBoostingClassifier, tmp_path: Path
) -> None:
    save(model, tmp_path / "model.skops")

    assert risk(load(tmp_path / "model.skops"), flights).tobytes() == risk(model, flights).tobytes()
    assert [file.name for file in tmp_path.iterdir()] == ["model.skops"]


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "exploded",)  # type: ignore[return-value]

    (tmp_path / "model.skops").write_bytes(pickle.dumps(Bomb()))

    with pytest.raises(UntrustedModelError, match="no model in the skops format"):
        load(tmp_path / "model.skops")
    assert not (tmp_path / "exploded").exists()


class Stranger:
    """A class that is not on the list."""

    def __init__(self) -> None:
        self.payload = [1]


def test_classes_that_are_not_on_the_list_are_refused(tmp_path: Path) -> None:
    io.dump(Stranger(), tmp_path / "model.skops")

    with pytest.raises(UntrustedModelError, match="holds what no model of ours does"):
        load(tmp_path / "model.skops")


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    io.dump(LogisticRegression(), tmp_path / "model.skops")

    with pytest.raises(UntrustedModelError, match="a LogisticRegression, not one of our models"):
        load(tmp_path / "model.skops")


def test_a_damaged_file_is_refused(model: HistGradientBoostingClassifier, tmp_path: Path) -> None:
    save(model, tmp_path / "model.skops")
    whole = (tmp_path / "model.skops").read_bytes()
    (tmp_path / "model.skops").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(UntrustedModelError):
        load(tmp_path / "model.skops")


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Train one and save it first"):
        load(tmp_path / "model.skops")
