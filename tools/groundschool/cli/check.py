"""`groundschool check`: is everything that people edit by hand right?"""

from __future__ import annotations

import click

from groundschool.cli import course_root


@click.command()
@click.pass_context
def check(ctx: click.Context) -> int:
    """Validate catalog, course, questions and their references, in one run.

    When all that is right, questions are looked at as test items: is an answer given away, or the same asked twice?

    Each problem is one line, `file:line: field: what is wrong. What to do.`; exit code 1 if there is any.
    """
    from groundschool.course.item_faults import item_problems  # noqa: PLC0415 - keeps `--help` fast
    from groundschool.course.load import read_course  # noqa: PLC0415
    from groundschool.course.ticks import ticked  # noqa: PLC0415

    course, problems = read_course(course_root(ctx))
    if course is not None and not problems:
        problems = list(item_problems(course))
    for problem in sorted(set(problems)):
        click.echo(str(problem))
    if problems or course is None:
        count = len(set(problems))
        click.echo(f"{count} problem{'s' if count > 1 else ''}.", err=True)
        return 1
    questions = sum(len(found) for found in course.questions.values())
    counts = {
        "resources": len(course.catalog.resources),
        "modules": len(course.modules),
        "questions": questions,
    }
    click.echo(f"All right: {', '.join(f'{what} {count}' for what, count in counts.items())}.")
    for checklist, done, total in ticked(course):
        click.echo(f"{course.catalog.vocabulary.title('checklists', checklist)}: {done} of {total} ticked.")
    return 0
