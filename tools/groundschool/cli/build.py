"""`groundschool build`: from catalog and course to what learners and graders open."""

from __future__ import annotations

import click

from groundschool.cli import course_root


@click.command()
@click.option(
    "--check", is_flag=True, help="Only say which built file differs from its sources; exit 1 if any."
)
@click.pass_context
def build(ctx: click.Context, *, check: bool) -> int:
    """Build notebooks/, course/classroom/source/ and catalog/schema/.

    Notebooks whose code did not change keep their outputs; the others run, about 20 seconds each.
    """
    from groundschool.build import files  # noqa: PLC0415 - keeps `--help` fast
    from groundschool.course.load import load_course  # noqa: PLC0415

    course = load_course(course_root(ctx))
    if check:
        found = files.differences(course)
        for difference in found:
            click.echo(str(difference))
        click.echo(
            "Every built file is what its sources say." if not found else f"{len(found)} differ.", err=True
        )
        return 1 if found else 0
    changed = files.build(course, lambda line: click.echo(line, err=True))
    for file in changed:
        click.echo(f"built {file}")
    if not changed:
        click.echo("Nothing to build: every file is what its sources say.")
    return 0
