"""Faults on purpose: they strike where they say, and leave nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flightdelay.faults import PowerCut, power_cut


def two_steps(folder: Path) -> None:
    with (folder / "part").open("wb") as file:
        os.fsync(file.fileno())
    (folder / "part").replace(folder / "whole")


@pytest.mark.parametrize(("after", "left"), [(0, {"part"}), (1, {"part"}), (2, {"whole"})])
def test_the_power_lasts_for_so_many_steps(tmp_path: Path, after: int, left: set[str]) -> None:
    with power_cut(after=after):
        two_steps(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == left


def test_a_rename_is_one_step_whichever_way_it_is_called(tmp_path: Path) -> None:
    for rename in (os.replace, os.rename, Path.replace, Path.rename):
        (tmp_path / "part").touch()
        with power_cut(after=1):
            rename(tmp_path / "part", tmp_path / "whole")
        assert (tmp_path / "whole").exists(), rename
        (tmp_path / "whole").unlink()


def test_the_power_comes_back(tmp_path: Path) -> None:
    with power_cut(after=0):
        two_steps(tmp_path)
    two_steps(tmp_path)

    assert (tmp_path / "whole").exists()


def test_no_handler_of_errors_sees_the_cut(tmp_path: Path) -> None:
    handled = []
    with power_cut(after=0):
        try:
            two_steps(tmp_path)
        except Exception as error:  # noqa: BLE001 (that is the question)
            handled.append(error)

    assert handled == []
    assert not issubclass(PowerCut, Exception)


def test_other_errors_are_let_through() -> None:
    with pytest.raises(ZeroDivisionError), power_cut(after=9):
        _ = 1 / 0
