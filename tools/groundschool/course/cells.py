"""The lines that begin cells, and the boxes within them: what is written there and would be passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from groundschool.errors import Problem, did_you_mean

ROLES = ("solution", "tests", "written", "provided")
"""What a cell of a lab can be, each with the name of its task."""
GRADED = ("tests", "written")
"""The roles that have points."""
_OF_GRADED = ("points", "objective")
_TAGS = "tags"
_HEAD = re.compile(r"^# %%(?P<rest>(?: .*)?)$")
_OPTION = re.compile(r'([\w-]+)=("[^"]*"|\[[^\]]*\]|\S+)')
_KIND = "[markdown]"
_NAME = re.compile(r'"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"')
_BOX_BEGIN = re.compile(r":::\{\w+\}.*")
_BOX_END = re.compile(r":::[ ]*")


@dataclass(frozen=True)
class Head:
    """The line that begins a cell."""

    line: int
    markdown: bool
    options: dict[str, str]
    """As they are written, with quotes and brackets."""
    rest: str
    """What is neither the kind of the cell nor an option."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles it claims; a good one claims one at most."""
        return tuple(role for role in ROLES if role in self.options)


def heads(text: str) -> Iterator[Head]:
    """The lines of a source that begin cells, in order."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _HEAD.match(line)
        if match:
            rest = _OPTION.sub("", match["rest"])
            yield Head(
                number,
                markdown=_KIND in rest,
                options=dict(_OPTION.findall(match["rest"])),
                rest=" ".join(rest.replace(_KIND, "", 1).split()),
            )


def cell_below(text: str, line: int) -> str:
    """What stands in the cell that begins at a line, up to the next cell."""
    lines = text.splitlines()[line:]
    length = next((number for number, below in enumerate(lines) if _HEAD.match(below)), len(lines))
    return "\n".join(lines[:length])


def head_problems(file: str, text: str, *, lab: bool) -> Iterator[Problem]:
    """Options that nobody reads, and roles that do not fit their cells; only labs have roles."""
    known = (*ROLES, *_OF_GRADED, _TAGS) if lab else (_TAGS,)
    for head in heads(text):
        if head.rest:
            yield Problem(
                file, head.line, "cell", f'`{head.rest}` is no option. Write name="value", or delete it.'
            )
        for option in head.options:
            if option not in known:
                hint = did_you_mean(option, known)
                yield Problem(
                    file, head.line, option, f"there is no such option of a cell.{hint} Correct or delete it."
                )
        if lab:
            yield from _role_problems(file, head)


def _role_problems(file: str, head: Head) -> Iterator[Problem]:
    roles = head.roles
    if len(roles) > 1:
        yield Problem(file, head.line, "cell", f"it is {' and '.join(roles)} at once. Keep one of them.")
        return
    role = roles[0] if roles else ""
    for option in _OF_GRADED:
        if option in head.options and role not in GRADED:
            yield Problem(
                file, head.line, option, f"only {' and '.join(GRADED)} cells have it. Move or delete it."
            )
    if not role:
        return
    if not _NAME.fullmatch(head.options[role]):
        yield Problem(
            file,
            head.line,
            role,
            f"{head.options[role]} is no name in quotes. Use lower-case letters, digits and single underscores.",
        )
    if head.markdown != (role == "written"):
        wanted = "a markdown cell" if role == "written" else "a code cell"
        head_line = f"# %% {_KIND} " if role == "written" else "# %% "
        yield Problem(file, head.line, role, f"it is {wanted}. Begin it with `{head_line}{role}=...`.")
    if role in GRADED and "objective" not in head.options:
        yield Problem(file, head.line, role, 'it meets no objective. Write objective="...".')


def box_problems(file: str, text: str) -> Iterator[Problem]:
    """Boxes that are not closed in their cell, and fences that belong to no box."""
    opened = 0
    for number, line in enumerate(text.splitlines(), 1):
        begins = _BOX_BEGIN.fullmatch(line)
        if opened and (begins or _HEAD.match(line)):
            yield Problem(
                file, opened, "box", "it is not closed in its cell. Add a line `:::` below its text."
            )
            opened = 0
        if begins:
            opened = number
        elif _BOX_END.fullmatch(line):
            if not opened:
                yield Problem(
                    file, number, "box", "no box is open here. Delete the line, or begin with `:::{note}`."
                )
            opened = 0
        elif line.lstrip().startswith(":::"):
            yield Problem(
                file,
                number,
                "box",
                f"`{line.strip()}` begins no box. Write `:::{{note}}`, from the line's start.",
            )
    if opened:
        yield Problem(file, opened, "box", "it is not closed in its cell. Add a line `:::` below its text.")
