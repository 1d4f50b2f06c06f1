"""Tables as CSV that a spreadsheet opens and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: str) -> str:
    """A text that no spreadsheet takes for a formula: students choose their names, authors their titles."""
    return f"'{value}" if value.startswith(FORMULA) else value


def csv_text(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as one text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
