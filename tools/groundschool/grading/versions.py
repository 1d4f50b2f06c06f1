"""Which of the files that a student handed in counts for which file of the assignment.

Students rename, operating systems change letters' case, browsers and LMSs number copies and add endings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from groundschool.grading.taking import is_notebook_name

# What Canvas and browsers add to a name that is there already.
_COPY = re.compile(r"(?P<stem>.+?)(?:-|[ +_]?\()(?P<number>\d+)\)?(?P<suffix>\.\w+)")
_NOTEBOOK = ".ipynb"
_SHOWN = 5
"""Files that one note names."""


def newest(
    found: Iterable[tuple[int, str, str]], expected: Collection[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files that count, with the names that the assignment gives them, and what is to be told of others.

    By age; then the name as it was handed out, then the highest number of a copy.

    Args:
        found: of each file its age (the newer, the larger), its name, and the name that the student gave it.
        expected: the names of the assignment's files.
    """
    ranks: dict[str, list[tuple[int, bool, int, str]]] = {}
    for age, name, given in found:
        target, as_handed_out, number = _meant(given, expected)
        ranks.setdefault(target, []).append((age, as_handed_out, number, name))
    names, notes = {}, []
    for target, versions in ranks.items():
        *older, (_, as_handed_out, _, last) = sorted(versions)
        names[last] = target
        if older:
            notes.append(f"{last} counts for {target}, not {', '.join(name for *_, name in older)}.")
        elif not as_handed_out:
            notes.append(f"{last} counts for {target}.")
    return names, tuple(notes)


def stray_note(names: Iterable[str], expected: Collection[str]) -> str | None:
    """What to say of notebooks that are none of the assignment's, under whatever name; None if there are none."""
    wanted = sorted(name for name in expected if name.endswith(_NOTEBOOK))
    strays = [name for name in sorted(names) if is_notebook_name(name)]
    strays = [name for name in strays if _meant(name, expected)[0] not in wanted]
    if not strays or not wanted:
        return None
    shown = ", ".join(strays[:_SHOWN]) + (f" and {len(strays) - _SHOWN} more" if len(strays) > _SHOWN else "")
    none, graded = ("is", "it") if len(strays) == 1 else ("are", "they")
    return f"{shown} {none} none of {', '.join(wanted)}: {graded} will not be graded."


def _meant(given: str, expected: Collection[str]) -> tuple[str, bool, int]:
    """The file that a name stands for, whether it is named so, and the number of the copy.

    >>> _meant("Lab (2).ipynb.txt", ["lab.ipynb"])
    ('lab.ipynb', False, 2)
    """
    if given in expected:
        return given, True, 0
    folded = {name.casefold(): name for name in expected if name.endswith(_NOTEBOOK)}
    for name, number in ((given, 0), _original(given), _original(_bare(given))):
        for way in (name, _bare(name)):
            target = way if way in expected else folded.get(way.casefold())
            if target:
                return target, False, number
    return given, True, 0


def _bare(name: str) -> str:
    """A notebook's name without the ending that a browser added."""
    return name[: name.casefold().rindex(_NOTEBOOK) + len(_NOTEBOOK)] if is_notebook_name(name) else name


def _original(name: str) -> tuple[str, int]:
    """What a name is a copy of, and its number."""
    copy = _COPY.fullmatch(name)
    return (f"{copy['stem']}{copy['suffix']}", int(copy["number"])) if copy else (name, 0)
