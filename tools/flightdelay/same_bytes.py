"""The same model, the same file: a skops file without what differs from one process to the next.

skops names the parts of a model by their addresses in memory and stamps each with the time. Two files of one model
therefore differ, and whoever compares models by their bytes, as a pipeline does, would take them for two.
"""

from __future__ import annotations

import io
import re
import zipfile

_SCHEMA = "schema.json"


def same_bytes(skops_file: bytes) -> bytes:
    """The file with its parts numbered in the order in which they are named, and without times."""
    with zipfile.ZipFile(io.BytesIO(skops_file)) as archive:
        schema = archive.read(_SCHEMA).decode()
        numbers: dict[str, str] = {}
        for address in re.findall(r'"__id__": (\d+)', schema):
            numbers.setdefault(address, str(len(numbers)))
        schema = re.sub(r'("__id__": )(\d+)', lambda found: found[1] + numbers[found[2]], schema)
        schema = re.sub(r'("file": ")(\d+)', lambda found: found[1] + numbers[found[2]], schema)
        parts = {
            re.sub(r"^\d+", lambda found: numbers[found[0]], name): archive.read(name)
            for name in archive.namelist()
            if name != _SCHEMA
        }
    return _zipped({**dict(sorted(parts.items())), _SCHEMA: schema.encode()})


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # ZipInfo's time is that of 1980
    return buffer.getvalue()
