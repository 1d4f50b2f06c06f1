from __future__ import annotations

from dataclasses import replace

import pytest

from flightdelay.evaluate import Scores
from flightdelay.gate import Verdict, decide
from flightdelay.requirements import requirements

CHAMPION = Scores(flights=5000, late_share=0.2, auc=0.72, brier=0.14, predicted_over_observed=1.0)


def test_a_better_model_passes() -> None:
    assert decide(replace(CHAMPION, auc=0.73), CHAMPION, requirements()) == Verdict(passed=True, reasons=())


def test_a_model_as_good_passes() -> None:
    assert decide(CHAMPION, CHAMPION, requirements()).passed


def test_a_model_that_ranks_worse_is_refused() -> None:
    verdict = decide(replace(CHAMPION, auc=0.71), CHAMPION, requirements())

    assert verdict == Verdict(passed=False, reasons=("auc is 0.710; the champion has 0.720",))


def test_every_reason_is_given() -> None:
    challenger = replace(CHAMPION, auc=0.6, predicted_over_observed=1.5)

    assert decide(challenger, CHAMPION, requirements()).reasons == (
        "auc is 0.600; the champion has 0.720",
        "auc is 0.600; promised is at least 0.68",
        "predicted_over_observed is 1.500; promised is at least 0.8 and at most 1.25",
    )


@pytest.mark.parametrize(("auc", "passed"), [(0.66, True), (0.64, False)])
def test_a_broken_promise_counts_less_when_the_champion_breaks_it_by_more(auc: float, passed: bool) -> None:
    champion = replace(CHAMPION, auc=0.65)

    assert decide(replace(champion, auc=auc), champion, requirements()).passed is passed


def test_a_score_that_is_no_number_is_refused() -> None:
    assert not decide(replace(CHAMPION, auc=float("nan")), CHAMPION, requirements()).passed
