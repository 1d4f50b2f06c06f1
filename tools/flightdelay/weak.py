"""Weak rules: cheap guesses at the label, made where the true one is not at hand, and a model of whom to trust.

A rule answers for each flight: True is late, False is on time, <NA> is "I do not know". It is asked when labels
are made, which is after the flight, so it may look at what a feature must not. Rules read the columns of
`data.load_flights` and, joined to them, those of the weather at the hour of scheduled departure.

    votes = vote(flights)                            one column a rule
    model = learn(votes.loc[checked], late[checked])  what each answer is worth, from a few true labels
    chances(model, votes)                            from 0 to 1, for each flight
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from pandas.tseries.holiday import USFederalHolidayCalendar

from flightdelay.label import is_late

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RAIN_INCHES, GUST_MPH, BREEZE_MPH = 0.05, 35, 12  # of an hour
FOG_MILES, VIEW_MILES = 3, 10  # visibility is reported up to ten miles
ANSWERS = ("late", "on time", "abstains")


class LabelModel(NamedTuple):
    """What is known before any rule speaks, and what each answer of a rule adds to it."""

    prior: float  # the log-odds of late
    weights: pd.DataFrame  # log-likelihood ratios: a row for each rule, a column for each of ANSWERS


def early_bird(flights: pd.DataFrame) -> pd.Series[bool]:
    """Before nine in the morning delays have not piled up yet: on time."""
    return _says(flights["hour"] < 9, late=False)  # noqa: PLR2004 (nine o'clock)


def evening_bank(flights: pd.DataFrame) -> pd.Series[bool]:
    """From five to nine in the evening everybody wants to leave: late."""
    return _says(flights["hour"].between(17, 20), late=True)


def storm(flights: pd.DataFrame) -> pd.Series[bool]:
    """Rain, fog or gusts at the airport: late."""
    bad = (
        (flights["precip"] >= RAIN_INCHES)
        | (flights["visib"] < FOG_MILES)
        | (flights["wind_gust"] > GUST_MPH)
    )
    return _says(bad, late=True)


def clear_sky(flights: pd.DataFrame) -> pd.Series[bool]:
    """Dry, calm and a view of ten miles: on time."""
    calm = (flights["precip"] == 0) & (flights["visib"] >= VIEW_MILES) & (flights["wind_speed"] < BREEZE_MPH)
    return _says(calm, late=False)


def getaway(flights: pd.DataFrame) -> pd.Series[bool]:
    """Three or four days before a federal holiday, when a long weekend begins: late."""
    days = flights["scheduled"].dt.tz_localize(None).dt.normalize()
    holidays = USFederalHolidayCalendar().holidays(days.min(), days.max() + pd.Timedelta(days=4))
    eves = [holiday - pd.Timedelta(days=before) for holiday in holidays for before in (3, 4)]
    return _says(days.isin(eves), late=True)


def previous_leg(flights: pd.DataFrame) -> pd.Series[bool]:
    """As the aircraft's departure before this one, if it left New York earlier on the same day."""
    in_order = flights.sort_values("scheduled", kind="stable")
    day = in_order["scheduled"].dt.date
    return is_late(in_order).groupby([in_order["tailnum"], day]).shift().reindex(flights.index)


RULES = (early_bird, evening_bank, storm, clear_sky, getaway, previous_leg)


def vote(
    flights: pd.DataFrame, rules: Sequence[Callable[[pd.DataFrame], pd.Series[bool]]] = RULES
) -> pd.DataFrame:
    """What each rule says of each flight: a column for each rule, by its name."""
    return pd.DataFrame({rule.__name__: rule(flights).astype("boolean") for rule in rules})


def summary(votes: pd.DataFrame, late: pd.Series[bool]) -> pd.DataFrame:
    """For each rule the share of flights it speaks about and is contradicted on, and of its answers that are right."""
    speaks = votes.notna()
    conflict = votes.eq(True).any(axis="columns") & votes.eq(False).any(axis="columns")
    right = votes.eq(late.astype("boolean"), axis="index").where(speaks)
    return pd.DataFrame(
        {
            "coverage": speaks.mean(),
            "conflict": speaks.mul(conflict, axis="index").mean(),
            "right": right.astype("Float64").mean().astype(float),
        }
    )


def majority(votes: pd.DataFrame) -> pd.Series[bool]:
    """What most of the rules that speak say; <NA> where none does, or as many say one thing as the other."""
    for_late, against = votes.eq(True).sum(axis="columns"), votes.eq(False).sum(axis="columns")
    return (for_late > against).astype("boolean").mask(for_late == against)


def learn(votes: pd.DataFrame, late: pd.Series[bool] | pd.Series[float]) -> LabelModel:
    """What each answer of each rule is worth, from flights whose label is known, or believed with a chance.

    This is naive Bayes: rules are taken to err independently of each other. One imagined flight of each kind
    with each answer keeps an answer that was never given from counting for ever.
    """
    belief = late.astype(float).to_numpy()
    said = {answer: _gave(votes, answer) for answer in ANSWERS}
    worth = {
        answer: np.log(_share(given, belief)) - np.log(_share(given, 1 - belief))
        for answer, given in said.items()
    }
    odds = (belief.sum() + 1) / ((1 - belief).sum() + 1)
    return LabelModel(float(np.log(odds)), pd.DataFrame(worth, index=list(votes)))


def chances(model: LabelModel, votes: pd.DataFrame) -> pd.Series[float]:
    """How likely each flight is to be late, by what the rules say of it."""
    log_odds = np.full(len(votes), model.prior)
    for answer in ANSWERS:
        log_odds += _gave(votes, answer).to_numpy() @ model.weights.loc[list(votes), answer].to_numpy()
    return pd.Series(1 / (1 + np.exp(-log_odds)), index=votes.index, name="late")


def _says(where: pd.Series[bool], *, late: bool) -> pd.Series[bool]:
    """One answer where a condition holds, no answer elsewhere, nor where the condition is not known."""
    answer = pd.Series(late, index=where.index, dtype="boolean")
    return answer.where(where.fillna(value=False).astype(bool))


def _gave(votes: pd.DataFrame, answer: str) -> pd.DataFrame:
    given = votes.isna() if answer == "abstains" else votes.eq(answer == "late").fillna(value=False)
    return given.astype(float)


def _share(given: pd.DataFrame, belief: np.ndarray) -> np.ndarray:
    """Of the flights believed to be of one kind, the share for which each rule gave the answer."""
    share: np.ndarray = (belief @ given.to_numpy() + 1) / (belief.sum() + len(ANSWERS))
    return share
