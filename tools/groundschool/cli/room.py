"""What the commands of `groundschool class` share: their options, opening the classroom, printing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from groundschool.cli import course_root
from groundschool.grading.classroom import Classroom, open_classroom

_WIDE = 500
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
classroom_option = click.option(
    "--classroom",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of the class; the course's own, course/classroom, if not given.",
)
exchange_option = click.option(
    "--exchange",
    type=click.Path(path_type=Path),
    help="nbgrader's exchange; what nbgrader_config.py says if not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def open_room(
    ctx: click.Context, folder: Path | None, exchange: Path | None = None, *, sandbox: bool = True
) -> Classroom:
    """Open the classroom that a command works on."""
    return open_classroom(folder or course_root(ctx).classroom, exchange=exchange, sandbox=sandbox)


def print_json(content: dict[str, Any]) -> int:
    """Print for a program to read."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))
    return 0


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its cells as they are; nothing if it has no rows.

    Much of it was written by students: markup is text, and what would control the terminal is not sent to it.
    """
    table = Table(*head, box=None, header_style="bold")
    for row in rows:
        table.add_row(*(escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", cell)) for cell in row))
    if rows:
        console = Console(highlight=False)
        if not console.is_terminal:
            # A file or a pipe has no width; lines that are broken for 80 columns cannot be searched.
            console.width = _WIDE
        console.print(table)
