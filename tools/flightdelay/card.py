"""A model card written from the facts of a run: what a model is for, what it learned from, how well it does.

Nothing in it is typed by hand, so it cannot praise a model that no longer exists. What the run has not recorded
is missing, and the card says so. After Mitchell et al., Model Cards for Model Reporting (2019).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined
from mlflow.models import ModelSignature

from flightdelay.registry import signature
from flightdelay.tracking import Facts, Tracker

SLICES_FILE = (
    "slices.json"  # a list of records, as `frame.to_dict("records")` gives: the slice, then its metrics
)
INTENDED_USE, LIMITS = "intended_use", "limits"  # tags of the run
NOT_RECORDED = "*The run has not recorded this.*"

_TEMPLATE = """\
# Model card: {{ facts.name | text }}

Run `{{ facts.run_id }}` of {{ facts.started.strftime("%Y-%m-%d") }}, {{ facts.status | lower }}.

## Intended use

{{ facts.tags[use] | text if use in facts.tags else missing }}

## Limits

{{ facts.tags[limits] | text if limits in facts.tags else missing }}
{% for limit in found %}
- {{ limit | text }}
{%- endfor %}

## Data

{{ data | table }}

## Inputs

{{ inputs | table }}

## Parameters

{{ params | table }}

## Metrics by month

{{ months | table }}

## Metrics by slice

{{ slices | table }}

## To repeat the run

{{ repeat | table }}
"""


def model_card(tracker: Tracker, run_id: str) -> str:
    """The card of the model that a run trained, as Markdown."""
    facts = tracker.facts(run_id)
    months = pd.DataFrame({name: tracker.history(run_id, name) for name in facts.metrics}).dropna(how="all")
    return render(
        facts, months=months, slices=_slices(tracker, run_id), described=_signature(tracker, run_id)
    )


def render(
    facts: Facts, *, months: pd.DataFrame, slices: pd.DataFrame, described: ModelSignature | None
) -> str:
    """The card as Markdown.

    Args:
        facts: of the run.
        months: metrics as columns, months as the index.
        slices: a row for each slice of the data, with its metrics.
        described: what the model asks for; None if the run has logged no model.
    """
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 (Markdown, escaped by `text`)
    environment.filters |= {"text": _text, "table": _table}
    card = environment.from_string(_TEMPLATE).render(
        facts=facts,
        use=INTENDED_USE,
        limits=LIMITS,
        missing=NOT_RECORDED,
        found=found_limits(months, slices),
        data=_data(facts),
        inputs=_inputs(described),
        params=_pairs(facts.params, "parameter"),
        months=months.round(3).reset_index(),
        slices=slices.round(3),
        repeat=_pairs(facts.tags, "what", only=("code", "env.")),
    )
    return card + "\n"


def found_limits(months: pd.DataFrame, slices: pd.DataFrame) -> list[str]:
    """What the metrics themselves say against the model: its worst month and its worst slice, by AUC."""
    limits = []
    if "auc" in months and months["auc"].notna().any():
        worst = months["auc"].idxmin()
        limits.append(f"Tested on {len(months)} months; weakest in {worst}, AUC {months['auc'].min():.3f}.")
    else:
        limits.append("Not tested on any month.")
    if "auc" in slices and slices["auc"].notna().any():
        row = slices.iloc[int(slices["auc"].argmin())].to_dict()
        names = list(slices.select_dtypes(exclude="number")) or list(slices)[:1]
        name = ", ".join(f"{column} {row[column]}" for column in names)
        limits.append(f"Of the slices measured, weakest for {name}, AUC {row['auc']:.3f}.")
    else:
        limits.append("Not tested by slice.")
    return limits


def _data(facts: Facts) -> pd.DataFrame:
    rows = [
        {"data": name, "rows": f"{about['rows']:,}", "sha256": about["sha256"][:12]}
        for name, about in facts.data.items()
    ]
    return pd.DataFrame(rows)


def _inputs(described: ModelSignature | None) -> pd.DataFrame:
    if described is None or described.inputs is None:
        return pd.DataFrame()
    columns = described.inputs.to_dict()
    return pd.DataFrame([{"column": each["name"], "type": each["type"]} for each in columns])


def _pairs(values: Mapping[str, str], title: str, *, only: tuple[str, ...] = ("",)) -> pd.DataFrame:
    rows = [{title: key, "value": value} for key, value in values.items() if key.startswith(only)]
    return pd.DataFrame(rows)


def _slices(tracker: Tracker, run_id: str) -> pd.DataFrame:
    try:
        file = tracker.artifact(run_id, SLICES_FILE)
    except FileNotFoundError:
        return pd.DataFrame()
    return pd.DataFrame(json.loads(file.read_text("utf-8")))


def _signature(tracker: Tracker, run_id: str) -> ModelSignature | None:
    try:
        return signature(tracker, run_id)
    except FileNotFoundError:
        return None


def _table(frame: pd.DataFrame) -> str:
    if frame.empty:
        return NOT_RECORDED
    rows: list[list[Any]] = [list(frame.columns), ["---"] * len(frame.columns), *frame.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(map(_text, row)) + " |" for row in rows)


def _text(value: Any) -> str:
    """Words of the run on one line: none of them can end a cell of a table or begin a tag."""
    if pd.isna(value):
        return ""
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;")
