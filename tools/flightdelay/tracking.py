"""Runs of training, kept so that they can be repeated: in MLflow, in one folder, without a server.

    folder/runs.db        parameters, metrics by month, data and code of each run (SQLite)
    folder/artifacts/     files of the runs, the model among them

with Tracker(folder).run("schedule", params={"seed": 0}, data={"train": past}) as run:
    model = train(past)
    run.log({"auc": auc(model, april)}, month=(2013, 4))
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import platform
import sqlite3
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pandas as pd

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # read when mlflow is imported

from mlflow import MlflowClient
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    Metric,
    Param,
    RunTag,
)
from mlflow.entities import Run as StoredRun
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from flightdelay.fingerprint import code_version

Month = tuple[int, int]  # (2013, 4) is April 2013

# What decides whether a second run gives the same model.
PACKAGES = ("numpy", "pandas", "scikit-learn", "scipy")

MODEL_FOLDER = "model"


@dataclass(frozen=True)
class Facts:
    """What is known of a run: enough to repeat it, and to describe its model."""

    run_id: str
    name: str
    status: str  # RUNNING, FINISHED, FAILED (an error) or KILLED (interrupted)
    started: datetime
    params: Mapping[str, str]
    metrics: Mapping[str, float]  # of a metric by month, the last month's
    tags: Mapping[str, str]  # the code and the environment among them
    data: Mapping[str, Mapping[str, Any]]  # by name: sha256, rows, columns with their types


class Run:
    """A run under way: what `Tracker.run` gives to the body of the `with`."""

    def __init__(self, client: MlflowClient, run_id: str) -> None:
        self._client = client
        self.id = run_id

    def log(self, metrics: Mapping[str, float], *, month: Month | None = None) -> None:
        """Keep metrics of the run, or of one month of it: `Tracker.history` gives them back by month."""
        now, step = _milliseconds(), _step(month)
        rows = [Metric(name, float(value), now, step) for name, value in metrics.items()]
        self._client.log_batch(self.id, metrics=rows)

    def tag(self, **tags: str) -> None:
        """Keep words about the run: what it is for, what came of it."""
        self._client.log_batch(self.id, tags=[RunTag(name, value) for name, value in tags.items()])

    def log_data(self, name: str, frame: pd.DataFrame) -> None:
        """Keep which data the run used, by its content: see `data_hash`."""
        self._client.log_inputs(self.id, [_dataset(name, frame)])

    def log_json(self, content: Any, path: str) -> None:
        """Keep what JSON can say, such as metrics by slice, in a file of the run."""
        self._client.log_text(self.id, json.dumps(content, indent=2), path)

    def log_files(self, folder: Path, path: str = MODEL_FOLDER) -> None:
        """Keep the files of a folder, such as those of a model, in a folder of the run."""
        self._client.log_artifacts(self.id, str(folder), path)


class Tracker:
    """All runs of an experiment. Nothing is written outside `folder`, and nothing stays open."""

    def __init__(self, folder: Path | str, experiment: str = "flightdelay") -> None:
        self.folder = Path(folder).resolve()
        self.uri = f"sqlite:///{self.folder / 'runs.db'}"
        self.client = _open(self.folder / "runs.db", self.uri)
        found = self.client.get_experiment_by_name(experiment)
        artifacts = (self.folder / "artifacts").as_uri()
        self._experiment_id: str = (
            found.experiment_id if found else self.client.create_experiment(experiment, artifacts)
        )

    @contextmanager
    def run(
        self,
        name: str,
        *,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, pd.DataFrame] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Iterator[Run]:
        """Record what happens in the `with`: what goes in at its start, what comes out as you log it.

        Code version and environment are kept without being asked for. A body that ends with an error leaves
        a run with the status FAILED, an interrupted one KILLED, and what was logged until then.
        """
        known = {"code": code_version(), **environment(), **(tags or {})}
        made = self.client.create_run(self._experiment_id, run_name=name, tags=known)
        run = Run(self.client, made.info.run_id)
        status = "KILLED"
        try:
            rows = [Param(key, str(value)) for key, value in (params or {}).items()]
            self.client.log_batch(run.id, params=rows)
            for key, frame in (data or {}).items():
                run.log_data(key, frame)
            yield run
            status = "FINISHED"
        except Exception:
            status = "FAILED"
            raise
        finally:
            self.client.set_terminated(run.id, status)

    def runs(self) -> pd.DataFrame:
        """A row for each run, the oldest first: run_id, name, status, params.*, metrics.*, tags.*, data.*."""
        rows = [_row(_facts(run)) for run in self._stored()]
        return pd.DataFrame(rows, columns=None if rows else ["run_id", "name", "status"])

    def facts(self, run_id: str) -> Facts:
        """All that is known of one run."""
        return _facts(self.client.get_run(run_id))

    def history(self, run_id: str, metric: str) -> pd.Series[float]:
        """A metric of a run by month, such as {"2013-04": 0.71}."""
        logged = sorted(self.client.get_metric_history(run_id, metric), key=lambda each: each.step)
        months = {f"{each.step // 100}-{each.step % 100:02}": each.value for each in logged if each.step}
        return pd.Series(months, name=metric, dtype="float64").rename_axis("month")

    def artifact(self, run_id: str, path: str = MODEL_FOLDER) -> Path:
        """Where a file or folder of the run lies.

        Raises:
            FileNotFoundError: the run has no such artifact.
        """
        folder = Path(url2pathname(urlsplit(self.client.get_run(run_id).info.artifact_uri).path))
        if not (folder / path).exists():
            has = ", ".join(sorted(each.name for each in folder.glob("*"))) or "none"
            raise FileNotFoundError(f"The run {run_id} has no artifact {path!r}. It has: {has}.")
        return folder / path

    def _stored(self) -> Iterator[StoredRun]:
        token = None
        while True:
            page = self.client.search_runs(
                [self._experiment_id], order_by=["attributes.start_time ASC"], page_token=token
            )
            yield from page
            token = page.token
            if not token:
                return


def data_hash(frame: pd.DataFrame) -> str:
    """A fingerprint of a table: of all its rows in their order, its index, its columns and their types.

    MLflow's own digest of a pandas table reads 10,000 rows at most, and no column of true and false: the
    label could be turned round and the digest would stay.
    """
    columns = json.dumps({str(name): str(kind) for name, kind in frame.dtypes.items()})
    rows = pd.util.hash_pandas_object(frame, index=True).to_numpy()
    return hashlib.sha256(columns.encode() + rows.tobytes()).hexdigest()


def environment() -> dict[str, str]:
    """The versions of Python and of the packages that decide what a training gives."""
    return {"env.python": platform.python_version()} | {f"env.{name}": version(name) for name in PACKAGES}


def _facts(run: StoredRun) -> Facts:
    inputs = {each.dataset.name: each.dataset for each in (run.inputs.dataset_inputs if run.inputs else ())}
    return Facts(
        run_id=run.info.run_id,
        name=run.info.run_name,
        status=run.info.status,
        started=datetime.fromtimestamp(run.info.start_time / 1000, tz=UTC),
        params=dict(sorted(run.data.params.items())),
        metrics=dict(sorted(run.data.metrics.items())),
        tags={key: value for key, value in sorted(run.data.tags.items()) if not key.startswith("mlflow.")},
        data={name: _contents(each) for name, each in sorted(inputs.items())},
    )


def _row(facts: Facts) -> dict[str, Any]:
    row: dict[str, Any] = {"run_id": facts.run_id, "name": facts.name, "status": facts.status}
    row |= {f"params.{key}": value for key, value in facts.params.items()}
    row |= {f"metrics.{key}": value for key, value in facts.metrics.items()}
    row |= {f"tags.{key}": value for key, value in facts.tags.items()}
    return row | {f"data.{name}": each["sha256"] for name, each in facts.data.items()}


def _contents(dataset: Dataset) -> dict[str, Any]:
    return {"sha256": dataset.source, **json.loads(dataset.profile or "{}")}


def _dataset(name: str, frame: pd.DataFrame) -> DatasetInput:
    fingerprint = data_hash(frame)
    types = {str(column): str(kind) for column, kind in frame.dtypes.items()}
    dataset = Dataset(
        name,
        digest=fingerprint[:36],  # MLflow keeps 36 characters of a digest; the whole one is the source
        source_type="sha256",
        source=fingerprint,
        profile=json.dumps({"rows": len(frame), "columns": types}),
    )
    return DatasetInput(dataset, [InputTag("mlflow.data.context", name)])


def _step(month: Month | None) -> int:
    return 0 if month is None else month[0] * 100 + month[1]


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


def _open(path: Path, uri: str) -> MlflowClient:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole or not at all: whoever is killed here leaves no half-made database.
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        scratch.write_bytes(_empty_database())
        scratch.replace(path)
    return _client(uri)


@cache
def _empty_database() -> bytes:
    """MLflow builds its tables by some eighty migrations, two seconds: once a process is enough.

    They wait for the disk some four hundred times. A scratch file that nobody misses need not.
    """
    listen(Engine, "connect", _trust_memory)
    try:
        with tempfile.TemporaryDirectory() as folder:
            _client(f"sqlite:///{folder}/empty.db")
            return Path(folder, "empty.db").read_bytes()
    finally:
        remove(Engine, "connect", _trust_memory)


def _trust_memory(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")


def _client(uri: str) -> MlflowClient:
    """MLflow's client, with connections that are closed after each use, and without its talk of migrations."""
    talkers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    levels = [talker.level for talker in talkers]
    before = os.environ.get(_POOL)
    os.environ[_POOL] = "NullPool"
    try:
        for talker in talkers:
            talker.setLevel(logging.WARNING)
        with warnings.catch_warnings():
            # Of SQLAlchemy to MLflow; where warnings are errors, no database could be opened.
            warnings.simplefilter("ignore", DeprecationWarning)
            client = MlflowClient(tracking_uri=uri, registry_uri=uri)
            client.search_registered_models(max_results=1)  # opens the registry's half too
        return client
    finally:
        for talker, level in zip(talkers, levels, strict=True):
            talker.setLevel(level)
        if before is None:
            del os.environ[_POOL]
        else:
            os.environ[_POOL] = before


_POOL = "MLFLOW_SQLALCHEMYSTORE_POOLCLASS"
