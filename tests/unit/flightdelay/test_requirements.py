"""The system's requirements hold together, and a file that breaks a rule is told so, field by field."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flightdelay import requirements as system
from flightdelay.requirements import Costs, Level, RequirementsError

COSTS = Costs(currency="USD", missed=900, needless=300, because="a test")
FLIGHTS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), min_size=1)


def plain() -> Any:
    return yaml.safe_load(system.OWN.read_text(encoding="utf-8"))


def told(data: object) -> str:
    with pytest.raises(RequirementsError) as error:
        system.parse_requirements(data, name="requirements.yml")
    return str(error.value)


def test_the_systems_own_requirements_are_read_once() -> None:
    own = system.requirements()

    assert own is system.requirements()
    assert own == system.load_requirements(system.OWN)
    assert own.costs.threshold == 0.25


def test_every_risk_that_is_noticed_names_a_level_that_breaks() -> None:
    for risk in system.requirements().risks:
        assert bool(risk.detected_by) == (risk.detection < 5)


def test_all_problems_are_told_in_one_run_with_field_and_remedy() -> None:
    data = plain()
    data["costs"]["missed"] = -1
    data["costs"]["needless"] = True
    data["slos"]["availability"] = {"over": "week", "because": "a test"}
    data["quality"]["predicted_over_observed"]["least"] = 2
    data["qualty"] = 1
    del data["canvas"]["label"]
    data["canvas"]["users"] = ""
    data["risks"][0]["detected_by"] = []

    assert told(data).splitlines() == [
        "canvas.label: is missing. Add it.",
        "canvas.users: is empty. Write at least a word.",
        "costs.missed: input should be greater than 0; it is -1. Correct it in requirements.yml.",
        "costs.needless: input should be a valid number; it is True. Correct it in requirements.yml.",
        "quality.predicted_over_observed: asks for more than it allows: `least` is above `most`. Swap them.",
        "qualty: is not a known field. Did you mean 'quality'?",
        "risks.0: nothing detects it. Name a level in `detected_by`, or set `detection` to 5.",
        "slos.availability: promises nothing. Give it `least`, `most` or both.",
    ]


def test_a_risk_can_only_be_detected_by_a_level_that_exists() -> None:
    data = plain()
    data["risks"][0]["detected_by"] = ["quality.acu"]

    assert told(data) == (
        "requirements.yml: risk 'season_turns' is detected by 'quality.acu', which is no level. Did you mean 'quality.auc'?"
    )


def test_two_risks_cannot_share_a_name() -> None:
    data = plain()
    data["risks"].append(data["risks"][0])

    assert told(data) == "requirements.yml: two risks are called 'season_turns'. Rename one."


def test_what_is_no_table_is_told_so() -> None:
    assert told(None) == ("requirements.yml: is not a table of fields. Write a line `field: value` for each.")


def test_a_file_that_is_not_there_or_not_yaml_is_told_so(tmp_path: Path) -> None:
    missing, broken = tmp_path / "missing.yml", tmp_path / "broken.yml"
    broken.write_text("a: [1", encoding="utf-8")

    with pytest.raises(RequirementsError, match=r"missing\.yml: cannot be read .* Check the path\."):
        system.load_requirements(missing)
    with pytest.raises(RequirementsError, match=r"broken\.yml: is not YAML\. .*line 1"):
        system.load_requirements(broken)


def test_a_level_is_kept_on_its_bounds_and_not_by_what_is_no_number() -> None:
    band = Level(least=0.8, most=1.25, over="month", because="a test")

    assert [band.kept(value) for value in (0.79, 0.8, 1.25, 1.26, math.nan)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert str(band) == "at least 0.8 and at most 1.25"


def test_what_is_broken_or_unmeasured_is_said_in_a_sentence() -> None:
    quality = system.requirements().quality

    broken = quality.broken({"auc": 0.61, "slice_gap": 0.02, "saving": 0.2})

    assert broken == (
        "auc is 0.61; promised is at least 0.68",
        "predicted_over_observed was not measured; promised is at least 0.8 and at most 1.25",
    )


def test_the_cost_of_decisions_is_the_mean_over_flights() -> None:
    late, warned = [True, True, False, False], [True, False, True, False]

    assert system.cost_of_decisions(late, warned, COSTS) == (900 + 300) / 4
    assert system.expected_cost(late, [0.9, 0.1, 0.25, 0.2], 0.25, COSTS) == (900 + 300) / 4
    assert system.saving(late, [True, True, True, False], COSTS) == 0.5
    assert system.saving(late, warned, COSTS) == -1.0
    assert system.saving([True], [True], COSTS) == 0.0


@given(FLIGHTS)
def test_no_threshold_costs_less_than_the_best(flights: list[tuple[bool, float]]) -> None:
    late, risk = map(list, zip(*flights, strict=True))

    best = system.best_threshold(late, risk, COSTS)

    others = [*risk, math.inf]
    costs = {threshold: system.expected_cost(late, risk, threshold, COSTS) for threshold in others}
    cheapest = min(costs.values())
    assert costs[best] == pytest.approx(cheapest)
    assert best == max(t for t, cost in costs.items() if cost == pytest.approx(cheapest))


def test_for_calibrated_risks_the_best_threshold_is_the_closed_form() -> None:
    rng = np.random.default_rng(0)
    risk = rng.choice(np.arange(0.05, 1, 0.1), size=20_000)
    late = rng.random(risk.size) < risk

    # The risks are 0.05, 0.15, 0.25 ...: the first that is clearly worth a warning is 0.35.
    assert COSTS.threshold <= system.best_threshold(late, risk, COSTS) <= 0.351


def test_what_cannot_be_priced_is_refused() -> None:
    with pytest.raises(ValueError, match="no flights"):
        system.best_threshold([], [], COSTS)
    with pytest.raises(ValueError, match="one value a flight"):
        system.cost_of_decisions([True], [True, False], COSTS)
    with pytest.raises(ValueError, match="must be a probability"):
        system.expected_cost([True, False], [0.2, math.nan], 0.5, COSTS)
