"""Alerts: they ring on harm, wait as long as they say, and nobody is woken without a runbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from flightdelay.alerts import (
    OWN,
    AlertsError,
    Rule,
    exposition,
    load_rules,
    measured,
    own_rules,
    ringing,
    runbook,
    text,
)
from flightdelay.evaluate import Scores
from flightdelay.monitoring import Watch
from flightdelay.requirements import requirements

CALM = Watch(flights=9000, mean_risk=0.2, risk_psi=0.02, drifted=("temp",), largest_psi=3.1, missing=0.01)
GOOD = Scores(flights=8900, late_share=0.2, auc=0.71, brier=0.14, predicted_over_observed=1.0)
ENTRY: dict[str, Any] = {
    "name": "some_rule",
    "measure": "risk_psi",
    "most": 0.1,
    "severity": "ticket",
    "means": "The risks moved.",
    "check": ["Look at the inputs."],
    "do": "Wait for the labels.",
}


def rule(**changes: Any) -> Rule:
    return Rule.model_validate(ENTRY | changes)


def names(history: list[dict[str, float]]) -> list[str]:
    return [alert.rule.name for alert in ringing(history)]


def test_drifting_inputs_alone_wake_nobody() -> None:
    assert names([measured(CALM, GOOD)]) == []


def test_risks_that_do_not_come_true_ring_as_soon_as_the_labels_are_in() -> None:
    month = measured(CALM)
    bad = Scores(flights=8900, late_share=0.3, auc=0.71, brier=0.2, predicted_over_observed=0.72)

    assert names([month]) == []
    assert names([month | measured(scores=bad)]) == ["calibration_broken"]


def test_the_bounds_of_promises_are_those_of_the_requirements() -> None:
    calibration = next(found for found in own_rules() if found.name == "calibration_broken")

    assert calibration.bounds == requirements().quality.predicted_over_observed


def test_a_patient_rule_waits_for_its_breaches_and_counts_only_what_is_known() -> None:
    patient = [rule(breaches=2, of=3)]
    high, low, unknown = {"risk_psi": 0.2}, {"risk_psi": 0.0}, {"auc": 0.7}

    assert not ringing([high], patient)
    assert not ringing([high, low, low, high], patient)
    assert ringing([high, low, high], patient)
    assert ringing([high, unknown, unknown, high], patient)


def test_a_measure_that_is_no_number_is_a_breach() -> None:
    assert ringing([{"risk_psi": float("nan")}], [rule()])


def test_pages_come_before_tickets_and_say_what_is_wrong() -> None:
    found = ringing([measured(CALM, risk_psi=0.3, weather_age_hours=7)])

    assert [str(alert) for alert in found] == [
        "PAGE weather_stale: weather_age_hours is 7, not at most 3",
        "TICKET risks_moved: risk_psi is 0.3, not at most 0.1",
    ]


@pytest.mark.parametrize("known", own_rules(), ids=lambda known: known.name)
def test_each_rule_has_an_entry_in_the_runbook(known: Rule) -> None:
    entry = runbook(known)

    assert entry.startswith(f"## {known.name} ({known.severity})")
    assert all(words in entry for words in (known.means, *known.check, known.do))


def test_a_rule_that_runbooks_refer_to_exists() -> None:
    known = {found.name for found in own_rules()}
    named = set(re.findall(r"Does (\w+) ring", OWN.read_text(encoding="utf-8")))

    assert named <= known


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"measure": "mood"}, "measures 'mood', which is not known"),
        ({"most": None}, "needs either `level` or bounds"),
        ({"level": "quality.auc"}, "needs either `level` or bounds"),
        ({"most": None, "level": "quality.taste"}, "stands on 'quality.taste', which is no level"),
        ({"breaches": 3, "of": 2}, "can never ring: 3 breaches of 2"),
        ({"check": []}, "check: "),
        ({"do": ""}, "do: "),
        ({"colour": "red"}, "colour: "),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(yaml.safe_dump([ENTRY | changes]), encoding="utf-8")

    with pytest.raises(AlertsError, match=re.escape("alerts.yml: rule some_rule: ")) as caught:
        load_rules(path)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name: x", "is not a list of rules"),
        ("[", "cannot be read"),
        (yaml.safe_dump([ENTRY, ENTRY]), "two rules are called 'some_rule'"),
    ],
)
def test_a_file_that_is_no_list_of_rules_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(AlertsError, match=says):
        load_rules(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlertsError, match="cannot be read"):
        load_rules(tmp_path / "none.yml")


def test_a_measure_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="'mood' is not a measure"):
        measured(mood=1.0)


def test_prometheus_reads_measures_drift_and_alerts() -> None:
    now = measured(CALM, GOOD, weather_age_hours=7)
    drift = pd.DataFrame({"psi": [3.1]}, index=pd.Index(["temp"], name="feature"))
    lines = text(exposition(now, ringing([now]), drift)).splitlines()

    assert "flightdelay_risk_psi 0.02" in lines
    assert "flightdelay_predicted_over_observed 1.0" in lines
    assert 'flightdelay_feature_psi{feature="temp"} 3.1' in lines
    assert 'flightdelay_alert{rule="weather_stale",severity="page"} 1.0' in lines
    assert "# HELP flightdelay_auc AUC in the last month with labels." in lines
