"""The records of a class, read and counted on all cores."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from groundschool.learner.class_view import Tally, tally
from groundschool.learner.handed_in import Handed, read_record

# Records that a process reads in one go: fewer are not worth a second process.
_TOGETHER = 50


def tally_of(found: Mapping[str, Path]) -> tuple[Tally, dict[Path, str]]:
    """Count what all learners did.

    Args:
        found: their records, by learner.

    Returns:
        What the records come to, and of each that cannot be read, why.
    """
    listed = sorted(found.items())
    if len(listed) <= _TOGETHER:
        return _tally_of_part(listed)
    parts = [listed[first : first + _TOGETHER] for first in range(0, len(listed), _TOGETHER)]
    whole, unread = Tally(), dict[Path, str]()
    cores = os.cpu_count() or 1
    # What a process reads is counted and gone; to look for cycles in it takes a tenth more time.
    with ProcessPoolExecutor(min(len(parts), cores), initializer=gc.disable) as pool:
        for part, left_out in pool.map(_tally_of_part, parts):
            whole.join(part)
            unread |= left_out
    return whole, unread


def _tally_of_part(part: Sequence[tuple[str, Path]]) -> tuple[Tally, dict[Path, str]]:
    records: list[Handed] = []
    unread: dict[Path, str] = {}
    for learner, path in part:
        try:
            records.append(read_record(learner, path))
        except (ValueError, OSError) as error:
            unread[path] = str(error)
    return tally(records), unread
