"""A feature store in one folder: Feast with a file offline, SQLite online and its registry in a file.

Feast checks the types of its own classes at run time, and for that reads its source code again at each
import: 5 of 9 seconds. Here it is imported without these checks.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typeguard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def _without_type_checks() -> Iterator[None]:
    checked = typeguard.typechecked
    typeguard.typechecked = lambda target: target  # type: ignore[assignment]
    try:
        yield
    finally:
        typeguard.typechecked = checked


with _without_type_checks():
    from feast import FeatureStore, RepoConfig


def local_store(folder: Path) -> FeatureStore:
    """The store whose files are in a folder; an empty folder becomes an empty store.

    Nothing is written elsewhere, and nothing listens. Source: Feast, https://docs.feast.dev/
    """
    return FeatureStore(
        config=RepoConfig(
            project="flightdelay",
            provider="local",
            registry=str(folder / "registry.db"),
            offline_store={"type": "dask"},
            online_store={"type": "sqlite", "path": str(folder / "online.db")},
            entity_key_serialization_version=3,
        )
    )
