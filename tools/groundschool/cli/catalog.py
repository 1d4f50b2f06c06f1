"""`groundschool catalog`: what there is to learn from, in the terminal."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from groundschool.catalog.load import load_catalog
from groundschool.catalog.models import Catalog, Resource
from groundschool.catalog.query import FILTER_FIELDS, SORTS, Filter, phases_of, select
from groundschool.cli import course_root
from groundschool.errors import UsageError, did_you_mean


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def catalog() -> None:
    """List, show and count what there is to learn from."""


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@catalog.command("list")
@click.option(
    "--search", default="", help="Words that all occur in title, authors, summary, topics, processes."
)
@click.option("--phase", help="A phase, for example data.")
@click.option("--process", help="A process, for example model_monitoring.")
@click.option("--topic", help="A topic.")
@click.option("--level", help="introductory, intermediate or advanced.")
@click.option("--kind", help="course, book, paper, guide, ...")
@click.option("--cost", help="free, freemium or paid.")
@click.option("--language", help="For example english.")
@click.option("--max-hours", type=click.FloatRange(min=0), help="At most so many hours.")
@click.option(
    "--sort", type=click.Choice(SORTS), default="match", show_default=True, help="What comes first."
)
@click.option("--limit", type=click.IntRange(min=1), help="Show so many and no more.")
@_as_json
@click.pass_context
def list_(ctx: click.Context, /, *, sort: str, limit: int | None, as_json: bool, **wanted: Any) -> None:
    """List resources, all or filtered, as the picker finds and sorts them.

    Sorted by match, those with the words in their title come first, and easy ones before hard ones.
    """
    found = load_catalog(course_root(ctx))
    selected = select(found, Filter(**{name: wanted[name] for name in FILTER_FIELDS}), sort)
    chosen = selected.resources[:limit]
    if as_json:
        click.echo(json.dumps([r.model_dump(mode="json") for r in chosen], indent=2, ensure_ascii=False))
        return
    table = Table("id", "title", "kind", "level", "cost", "hours", box=None, header_style="bold")
    for r in chosen:
        table.add_row(
            r.id, escape(r.title), r.kind, r.level, r.cost, "" if r.hours is None else f"{r.hours:g}"
        )
    console = _console()
    console.print(table)
    for term, words in selected.taken_for:
        console.print(
            escape(f"No resource has {term!r}: it is taken for {', '.join(words)}."), highlight=False
        )
    shown = f", the first {len(chosen)} shown" if len(chosen) < len(selected.resources) else ""
    console.print(f"{len(selected.resources)} of {len(found.resources)} resources{shown}", highlight=False)


@catalog.command()
@click.argument("resource")
@_as_json
@click.pass_context
def show(ctx: click.Context, *, resource: str, as_json: bool) -> None:
    """Show one resource by its id."""
    found = load_catalog(course_root(ctx))
    if resource not in found.resources:
        raise UsageError(f"There is no resource {resource!r}.{did_you_mean(resource, found.resources)}")
    chosen = found.resources[resource]
    if as_json:
        click.echo(json.dumps(chosen.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    console = Console()
    console.print(f"[bold]{escape(chosen.title)}[/bold]")
    console.print(escape(chosen.url), soft_wrap=True)
    console.print(escape(chosen.summary))
    for label, value in _facts(found, chosen):
        console.print(f"[bold]{label}:[/bold] {escape(value)}", highlight=False)


def _console() -> Console:
    """As wide as the terminal; in a pipe wide enough to cut nothing."""
    return Console(width=None if sys.stdout.isatty() else 160)


def _facts(found: Catalog, r: Resource) -> list[tuple[str, str]]:
    words = found.vocabulary
    facts = [
        ("By", ", ".join(r.authors)),
        ("Year", str(r.year or "")),
        ("Kind", f"{words.title('kinds', r.kind)}, {words.title('formats', r.format).lower()}"),
        ("Level", words.title("levels", r.level)),
        ("Cost", words.title("costs", r.cost)),
        ("Hours", "" if r.hours is None else f"{r.hours:g}"),
        ("Phases", ", ".join(words.title("phases", phase) for phase in phases_of(r, words))),
        ("Processes", ", ".join(words.title("processes", process) for process in r.processes)),
        ("Topics", ", ".join(words.title("topics", topic) for topic in r.topics)),
        ("Know first", ", ".join(found.resources[other].title for other in r.prerequisites)),
        ("Named by", ", ".join(words.title("seeds", seed) for seed in r.seeds)),
        ("Status", r.status if r.superseded_by is None else f"{r.status} by {r.superseded_by}"),
        ("Checked", r.checked.isoformat()),
    ]
    return [(label, value) for label, value in facts if value]


@catalog.command()
@_as_json
@click.pass_context
def stats(ctx: click.Context, *, as_json: bool) -> None:
    """Count resources by process and level, and how many are free."""
    found = load_catalog(course_root(ctx))
    levels = found.vocabulary.ids("levels")
    rows = []
    for process in found.vocabulary.processes:
        taught = found.of_process(process.id)
        by_level = {level: sum(r.level == level for r in taught) for level in levels}
        free = sum(r.cost == "free" for r in taught)
        rows.append(
            {
                "phase": process.phase,
                "process": process.id,
                "resources": len(taught),
                **by_level,
                "free": free,
            }
        )
    if as_json:
        click.echo(json.dumps({"resources": len(found.resources), "processes": rows}, indent=2))
        return
    table = Table("phase", "process", "resources", *levels, "free", box=None, header_style="bold")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    console = _console()
    console.print(table)
    console.print(f"{len(found.resources)} resources; one may teach several processes", highlight=False)
