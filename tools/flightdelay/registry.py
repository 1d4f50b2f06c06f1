"""Which model serves, and who decided so and why: versions and aliases in MLflow's model registry.

A version is a model that a run has logged; it never changes. An alias, such as `champion`, is a name that points
at one version; services ask for the name. Every change of an alias is kept, with who, why and when, as a tag.

    log_model(run, model, april)                          # in the run that trained it
    version = registry.register(run.id, who="ana", why="trained on January to March")
    registry.promote(version, who="ben", why="passed the gate")
    registry.load()                                       # the champion
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException
from mlflow.models import Model as ModelDescription
from mlflow.models import ModelSignature, infer_signature
from sklearn.ensemble import HistGradientBoostingClassifier

from flightdelay.model import risk
from flightdelay.model_file import load, save
from flightdelay.store import sha256_of
from flightdelay.tracking import MODEL_FOLDER, Facts, Run, Tracker

CHAMPION, CHALLENGER = "champion", "challenger"
MODEL_FILE, DESCRIPTION_FILE = "model.skops", "MLmodel"

_PROMOTED, _ROLLED_BACK = "promoted", "rolled back"


class RegistryError(ValueError):
    """The registry cannot do what was asked; the message says why."""


@dataclass(frozen=True)
class Change:
    """One change of an alias."""

    when: str  # ISO 8601, UTC
    who: str
    why: str
    what: str  # promoted or rolled back
    alias: str
    version: int


def log_model(run: Run, model: HistGradientBoostingClassifier, example: pd.DataFrame) -> None:
    """Keep a trained model as a file of its run, with its signature: the names and types that it asks for.

    Args:
        run: the run under way.
        model: a model from `flightdelay.model.train`.
        example: a few flights as the model is given them.
    """
    columns = list(model.feature_names_in_)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(model, folder / MODEL_FILE)
        description = ModelDescription(
            run_id=run.id,
            signature=_signature(example[columns], risk(model, example)),
            flavors={"flightdelay": {"data": MODEL_FILE}},
        )
        description.save(str(folder / DESCRIPTION_FILE))
        run.log_files(folder)


def signature(tracker: Tracker, run_id: str) -> ModelSignature:
    """What the model of a run asks for and gives.

    Raises:
        FileNotFoundError: the run has logged no model.
    """
    description = ModelDescription.load(str(tracker.artifact(run_id, f"{MODEL_FOLDER}/{DESCRIPTION_FILE}")))
    found: ModelSignature = description.signature
    return found


class Registry:
    """The versions of one model, and which of them is the champion."""

    def __init__(
        self,
        tracker: Tracker,
        name: str = "flightdelay",
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = name
        self._tracker = tracker
        self._client = tracker.client
        self._clock = clock
        if not self._client.search_registered_models(f"name = '{name}'"):
            self._client.create_registered_model(name)

    def register(self, run_id: str, *, who: str, why: str) -> int:
        """Make the model of a run a version. Asked again for the same run, it gives the same version.

        Raises:
            FileNotFoundError: the run has logged no model.
            RegistryError: the run did not end well, or who or why is empty.
        """
        _reasons(who, why)
        status = self._tracker.facts(run_id).status
        if status not in {"RUNNING", "FINISHED"}:
            raise RegistryError(
                f"The run {run_id} is {status}; only the model of a run that ended well can serve."
            )
        for known in self._versions():
            if known.run_id == run_id:
                return int(known.version)
        file = self._tracker.artifact(run_id, f"{MODEL_FOLDER}/{MODEL_FILE}")
        tags = {"who": who, "why": why, "when": self._now(), "sha256": sha256_of(file)}
        made = self._client.create_model_version(self.name, file.parent.as_uri(), run_id, tags=tags)
        return int(made.version)

    def promote(self, version: int, alias: str = CHAMPION, *, who: str, why: str) -> None:
        """Let an alias point at a version. Asked again for the version that it points at, it changes nothing.

        Raises:
            RegistryError: there is no such version, or who or why is empty.
        """
        _reasons(who, why)
        self._version(version)
        # The history is written first, so that a run killed between the two can be repeated.
        if self._past(alias)[-1:] != [version]:
            self._write(Change(self._now(), who, why, _PROMOTED, alias, version))
        if self.version_of(alias) != version:
            self._client.set_registered_model_alias(self.name, alias, str(version))

    def rollback(self, alias: str = CHAMPION, *, who: str, why: str) -> int:
        """Let an alias point at the version before the present one, and say which that is.

        Raises:
            RegistryError: there is no version before, or who or why is empty.
        """
        _reasons(who, why)
        past = self._past(alias)
        if len(past) < 2:  # noqa: PLR2004 (the present one and the one before)
            raise RegistryError(
                f"The alias {alias!r} of {self.name} has had no earlier version to go back to."
            )
        version = past[-2]
        self._client.set_registered_model_alias(self.name, alias, str(version))
        self._write(Change(self._now(), who, why, _ROLLED_BACK, alias, version))
        return version

    def champion(self) -> int | None:
        """The version that serves; None before the first promotion."""
        return self.version_of(CHAMPION)

    def version_of(self, alias: str) -> int | None:
        """The version that an alias points at; None if it points at none."""
        try:
            return int(self._client.get_model_version_by_alias(self.name, alias).version)
        except MlflowException:
            return None

    def load(self, version: int | None = None) -> HistGradientBoostingClassifier:
        """The model of a version, or of the champion: the very bytes that were registered.

        Raises:
            RegistryError: there is no such version, or its file is not the one that was registered.
            FileNotFoundError: its file is gone.
            UntrustedModelError: the file holds what no model of ours does.
        """
        chosen = self._version(self.champion() if version is None else version)
        file = self._tracker.artifact(str(chosen.run_id), f"{MODEL_FOLDER}/{MODEL_FILE}")
        if sha256_of(file) != chosen.tags["sha256"]:
            raise RegistryError(
                f"The file of version {chosen.version} of {self.name} has changed since it was registered. "
                "It was not loaded. Roll back, and find out who changed it."
            )
        return load(file)

    def facts(self, version: int | None = None) -> Facts:
        """From a version, or the champion, back to its run: data, code, parameters, metrics.

        Raises:
            RegistryError: there is no such version.
        """
        return self._tracker.facts(str(self._version(self.champion() if version is None else version).run_id))

    def versions(self) -> pd.DataFrame:
        """A row for each version, the oldest first: version, run_id, aliases, who, why, when, sha256."""
        rows = [
            {"version": int(each.version), "run_id": each.run_id, "aliases": ", ".join(sorted(each.aliases))}
            | {key: each.tags[key] for key in ("who", "why", "when", "sha256")}
            for each in self._versions()
        ]
        columns = ["version", "run_id", "aliases", "who", "why", "when", "sha256"]
        return pd.DataFrame(rows, columns=columns).sort_values("version", ignore_index=True)

    def history(self) -> pd.DataFrame:
        """A row for each change of an alias, the oldest first: when, who, why, what, alias, version."""
        return pd.DataFrame(map(asdict, self._changes()), columns=list(Change.__dataclass_fields__))

    def _versions(self) -> list[ModelVersion]:
        # From the version itself, since a search leaves out its aliases.
        found = self._client.search_model_versions(f"name = '{self.name}'")
        return [self._client.get_model_version(self.name, each.version) for each in found]

    def _version(self, version: int | None) -> ModelVersion:
        if version is None:
            raise RegistryError(f"{self.name} has no champion yet. Promote a version first.")
        try:
            return self._client.get_model_version(self.name, str(version))
        except MlflowException as err:
            known = sorted(int(each.version) for each in self._versions())
            raise RegistryError(f"{self.name} has no version {version}; it has {known}.") from err

    def _changes(self) -> list[Change]:
        tags = self._client.get_registered_model(self.name).tags
        return [Change(**json.loads(tags[key])) for key in sorted(tags) if key.startswith("change.")]

    def _write(self, change: Change) -> None:
        key = f"change.{len(self._changes()) + 1:05}"
        self._client.set_registered_model_tag(self.name, key, json.dumps(asdict(change)))

    def _past(self, alias: str) -> list[int]:
        """The versions that the alias pointed at, without those that were rolled back."""
        past: list[int] = []
        for change in self._changes():
            if change.alias != alias:
                continue
            if change.what == _PROMOTED:
                past.append(change.version)
            else:
                past.pop()
        return past

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")


def _reasons(who: str, why: str) -> None:
    if not who.strip() or not why.strip():
        raise RegistryError("Say who decides and why: both are kept, and somebody will ask.")


def _signature(inputs: pd.DataFrame, risks: object) -> ModelSignature:
    with warnings.catch_warnings():
        # MLflow warns that whole numbers cannot be missing; `model.inputs` turns them into floats.
        warnings.filterwarnings("ignore", message="Hint: Inferred schema contains integer column")
        return infer_signature(inputs, risks)
