"""A fingerprint of this package: other code, other value."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def code_version() -> str:
    """Name the files that decide what the system does, committed or not: its code, its requirements, its alerts.

    Blunt on purpose: also a changed comment counts. A digest that looks at less would one day miss a change.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".yml"}):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
