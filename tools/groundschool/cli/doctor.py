"""`groundschool doctor`: what is missing on this machine, and how to get it."""

from __future__ import annotations

from pathlib import Path

import click

from groundschool.cli import course_root
from groundschool.doctor.examine import as_json, examine, ready
from groundschool.doctor.finding import Finding, Need
from groundschool.errors import UsageError
from groundschool.learner.workspace import default_workspace
from groundschool.paths import CourseRoot, find_workspace


@click.command()
@click.option("--json", "for_program", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, *, for_program: bool) -> None:
    """Say what is missing on this machine and how to get it.

    Looks at Python, the packages, the Jupyter kernel, the workspace, disk, memory and cores, which learning
    needs; at Chromium, which only the browser tests need; at bubblewrap, which only grading needs; and at
    Node.js, which only a class on a JupyterHub needs.
    Exits with 1 when something that learning needs is missing.
    """
    root = _course(ctx)
    workspace = find_workspace() or (default_workspace(root, Path.cwd()) if root else Path.cwd())
    findings = examine(root, workspace)
    click.echo(as_json(findings) if for_program else _page(findings))
    if not ready(findings):
        ctx.exit(1)


def _course(ctx: click.Context) -> CourseRoot | None:
    try:
        return course_root(ctx)
    except UsageError:
        return None


def _page(findings: tuple[Finding, ...]) -> str:
    width = max(len(finding.name) for finding in findings)
    lines = [line for finding in findings for line in _lines(finding, width)]
    return "\n".join([*lines, "", _verdict(findings)])


def _lines(finding: Finding, width: int) -> list[str]:
    mark = click.style("ok     ", fg="green") if finding.ok else click.style("missing", fg="red")
    purpose = "" if finding.ok or finding.need is Need.LEARNING else f" (only for {finding.need.value})"
    remedies = [] if finding.ok else [f"{'':9}{system}: {way}" for system, way in finding.remedy.items()]
    return [f"{mark}  {finding.name:{width}}  {finding.detail}{purpose}", *remedies]


def _verdict(findings: tuple[Finding, ...]) -> str:
    missing = [finding for finding in findings if not finding.ok]
    if not ready(findings):
        return "Something that learning needs is missing: see above."
    if missing:
        purposes = " and ".join(finding.need.value for finding in missing)
        return f"Everything that learning needs is here; something is missing for {purposes}."
    return "Everything is here."
