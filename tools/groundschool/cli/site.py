"""`groundschool site`: the course as pages that need no kernel and no server."""

from __future__ import annotations

from pathlib import Path

import click

from groundschool.cli import course_root


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    help="The folder of the site; a site that is there is replaced whole. Default: site.",
)
@click.pass_context
def site(ctx: click.Context, *, into: Path) -> None:
    """Build a static site of the course from its built notebooks.

    Pickers and practice quizzes run in the pages, and the plan is kept by the browser. No page asks the outside for
    anything: the folder can be opened as it is, or laid below any address.
    """
    from groundschool.course.load import load_course  # noqa: PLC0415 - keeps `--help` fast
    from groundschool.site.build import build_site  # noqa: PLC0415

    folder = into.resolve()
    click.echo("Building the pages; a course of a dozen modules takes about 20 seconds.", err=True)
    count = build_site(load_course(course_root(ctx)), folder)
    click.echo(f"{count} pages: open {folder / 'index.html'}")
