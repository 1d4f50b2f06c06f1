"""What a replay trained, told to the registry: a run for each model, a version for each that may serve.

The workspace stays the truth; this is its account for people and for services, in MLflow. Telling it twice changes
nothing, and a telling that was stopped is completed by the next.

    workspace/registry/runs.db            the runs, the versions and the alias `champion`
    workspace/registry/cards/v3.md        the model card of version 3
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from flightdelay import model, model_file
from flightdelay.card import INTENDED_USE, LIMITS, SLICES_FILE, model_card
from flightdelay.evaluate import by_slice
from flightdelay.registry import Registry, log_model
from flightdelay.requirements import requirements
from flightdelay.steps import FIRST_TRAINED, labelled, of_the_exam
from flightdelay.tracking import Tracker
from flightdelay.workspace import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sklearn.ensemble import HistGradientBoostingClassifier

    from flightdelay.workspace import Month, Workspace

FOLDER = "registry"
_REPLAY = "replay.sha256"  # the tag that finds a model's run again
_SLICED_BY = ("origin", "carrier")


@dataclass(frozen=True)
class Published:
    """What the registry says after the telling."""

    versions: int
    champion: int
    card: Path  # of the champion


def publish(space: Workspace, months: Sequence[Month]) -> Published:
    """Tell the registry in the workspace of every model that these months trained, in their order.

    Raises:
        FileNotFoundError: a month is not done.
        RegistryError: the registry was changed by hand and contradicts the workspace.
    """
    tracker = Tracker(space.folder / FOLDER)
    registry, known = Registry(tracker), _told(tracker)
    for month in (each for each in months if each >= FIRST_TRAINED):
        training, verdict = space.record(month, "train.json"), space.record(month, "gate.json")
        if not training["trained"]:
            continue
        # One that was refused is a run to learn from, and no version: the numbers are those of the replay's table.
        digest = space.record(month, "train.stamp.json")["wrote"]["train.skops"]
        run_id = known.get(digest) or _tell(tracker, space, month, digest)
        if verdict["passed"]:
            version = registry.register(run_id, who="the pipeline", why=training["reason"])
            if version not in set(registry.history()["version"]):
                registry.promote(version, who="the gate", why=f"passed the exam of {month}")
            card = model_card(tracker, run_id).encode()
            write_whole(space.folder / FOLDER / "cards" / f"v{version}.md", card)
    champion = registry.champion() or 0
    return Published(len(registry.versions()), champion, space.folder / FOLDER / "cards" / f"v{champion}.md")


def _told(tracker: Tracker) -> dict[str, str]:
    """The runs of models that the registry knows already, by the digests of their files."""
    runs = tracker.runs()
    if f"tags.{_REPLAY}" not in runs:
        return {}
    whole = runs[runs["status"] == "FINISHED"]
    return dict(zip(whole[f"tags.{_REPLAY}"], whole["run_id"], strict=True))


def _tell(tracker: Tracker, space: Workspace, month: Month, digest: str) -> str:
    """Keep a training as a run: what went in, how the exam went, and the model."""
    training, verdict = space.record(month, "train.json"), space.record(month, "gate.json")
    trained = model_file.load(space.path(month, "train.skops"))
    tables = (pd.read_parquet(space.path(month, name)) for name in ("features.parquet", "labels.parquet"))
    exam = of_the_exam(labelled(*tables))
    canvas = requirements().canvas
    tags = {
        _REPLAY: digest,
        INTENDED_USE: canvas.decision,
        LIMITS: f"Not for: {canvas.not_for}",
    }
    params = {"months": ", ".join(training["months"]), "flights": training["flights"], **space.settings}
    with tracker.run(f"trained {month}", params=params, data={"exam": exam}, tags=tags) as run:
        scores = {name: value for name, value in verdict["challenger"].items() if name != "flights"}
        run.log(scores, month=(month.year, month.number))
        run.log_json(_slices(exam, trained), SLICES_FILE)
        log_model(run, trained, exam.head())
    return run.id


def _slices(exam: pd.DataFrame, trained: HistGradientBoostingClassifier) -> list[dict[str, Any]]:
    risks = model.risk(trained, exam)
    return [
        {"slice": f"{column} {value}", **{str(name): float(number) for name, number in scores.items()}}
        for column in _SLICED_BY
        for value, scores in by_slice(exam, risks, column).iterrows()
    ]
