"""`groundschool class`, the term around grading: who is in the class, and what grading tells the instructor."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from groundschool.cli.room import classroom_option, json_option, open_room, print_json, print_table
from groundschool.grading import enrolment

_ROSTER = """Put the students of a CSV file into the gradebook.

\b
Canvas   Grades, Export; or People, Groups, Import, course roster
Moodle   the participants, the grades, or an assignment's grading worksheet
plain    columns id, first name, last name, email

The form is recognised by the first line. Nobody is removed, and an empty cell
changes nothing. Exit code 1: a line was left out.
"""


@click.command(help=_ROSTER, short_help="Put the students of a CSV file into the gradebook.")
@click.argument("file", type=click.Path(path_type=Path))
@classroom_option
@json_option
@click.pass_context
def roster(ctx: click.Context, *, file: Path, folder: Path | None, as_json: bool) -> int:
    """Put the students of a file into the gradebook."""
    done = enrolment.enrol(open_room(ctx, folder), file)
    if as_json:
        print_json(
            {
                "form": done.form,
                "id_column": done.id_column,
                "students": [
                    {**asdict(row.student), "status": row.status, "changes": row.changes} for row in done.rows
                ],
                "problems": [asdict(problem) for problem in done.problems],
            }
        )
        return 1 if done.problems else 0
    click.echo(f"{file}: {done.form}; ids from the column {done.id_column!r}")
    shown = [row for row in done.rows if row.status != enrolment.UNCHANGED]
    print_table(
        ("student", "name", "", "what changed"),
        [(row.student.id, row.student.name, row.status, "; ".join(row.changes)) for row in shown],
    )
    for problem in done.problems:
        click.echo(str(problem))
    counts = {status: sum(row.status == status for row in done.rows) for status in enrolment.STATUSES}
    click.echo(
        ", ".join(f"{count} {status}" for status, count in counts.items())
        + f", {len(done.problems)} left out"
    )
    if counts[enrolment.ABSENT]:
        click.echo("Who is not in the file is kept, with all grades.")
    return 1 if done.problems else 0
