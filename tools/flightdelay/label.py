"""What the model is to predict: does a flight leave more than 15 minutes late?

A cancelled flight never left, so it has no departure delay and no label. It is neither late nor on time:
counting it as on time would make the worst days look good, and counting it as late would mix two things
that passengers and planners treat differently. The label is <NA> there, and such rows are not trained on.
"""

from __future__ import annotations

import pandas as pd

LATE_AFTER_MINUTES = 15


def is_cancelled(flights: pd.DataFrame) -> pd.Series[bool]:
    """Which flights never left: those without a departure time."""
    return flights["dep_time"].isna()


def is_late(flights: pd.DataFrame) -> pd.Series[bool]:
    """Which flights left more than 15 minutes after schedule; <NA> for those that never left."""
    # Int64 and not float64: a comparison with NaN says False, one with <NA> stays <NA>.
    late: pd.Series[bool] = flights["dep_delay"].astype("Int64") > LATE_AFTER_MINUTES
    return late.rename("late")


def with_label(flights: pd.DataFrame) -> pd.DataFrame:
    """The flights that left, with the label as a column `late` of plain true and false."""
    departed = flights[~is_cancelled(flights)]
    return departed.assign(late=is_late(departed).astype(bool))
