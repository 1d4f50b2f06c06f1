"""The picture of the course: phases from left to right, their processes, and the modules that teach them."""

from __future__ import annotations

from html import escape

from groundschool.course.spine import Course

_CHARACTER = 6.3  # width of an average character at the size below
_GAP = 22
_LINE = 19
_TOP = 62
# Okabe and Ito's palette: distinct for colour-blind readers; dark text on all of them.
_COLOURS = ("#56B4E9", "#F0E442", "#5CC9A7", "#E69F00", "#CC9BBB")


def phase_map(course: Course) -> tuple[str, str]:
    """Draw the map.

    Returns:
        The SVG, and a text for those who do not see it.
    """
    words = course.catalog.vocabulary
    columns = [
        (
            phase.title,
            [process.title for process in words.processes if process.phase == phase.id],
            [f"{module.number}. {module.title}" for module in course.modules if module.phase == phase.id],
        )
        for phase in words.phases
    ]
    longest = max(len(line) for column in columns for line in (*column[1], *column[2]))
    box = round(longest * _CHARACTER) + 24
    processes = max(len(column[1]) for column in columns)
    modules = max(len(column[2]) for column in columns)
    height = _TOP + processes * _LINE + 20 + (modules + 1) * _LINE + 16
    width = len(columns) * (box + _GAP) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="Helvetica, Arial, sans-serif" font-size="12.5" fill="#1a1a1a">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>',
    ]
    for index, (title, taught, by) in enumerate(columns):
        left = _GAP + index * (box + _GAP)
        parts += _column(
            left, box=box, height=height, colour=_COLOURS[index % len(_COLOURS)], heading=(title, taught)
        )
        top = _TOP + processes * _LINE + 28
        parts.append(f'<text x="{left + 12}" y="{top}" font-weight="bold">Modules</text>')
        for line, module in enumerate(by or ["to come"], 1):
            parts.append(f'<text x="{left + 12}" y="{top + line * _LINE}">{escape(module)}</text>')
        if index:
            middle = _TOP - 30
            parts.append(
                f'<path d="M{left - _GAP + 3} {middle} h{_GAP - 9} m-5 -5 l5 5 l-5 5" '
                'fill="none" stroke="#1a1a1a" stroke-width="2"/>'
            )
    parts.append("</svg>")
    return "\n".join(parts), _alt(columns)


def _column(left: int, *, box: int, height: int, colour: str, heading: tuple[str, list[str]]) -> list[str]:
    title, processes = heading
    parts = [
        f'<rect x="{left}" y="12" width="{box}" height="{height - 24}" rx="6" '
        f'fill="{colour}" fill-opacity="0.22" stroke="{colour}"/>',
        f'<rect x="{left}" y="12" width="{box}" height="36" rx="6" fill="{colour}"/>',
        f'<text x="{left + 12}" y="36" font-weight="bold" font-size="16">{escape(title)}</text>',
    ]
    parts += [
        f'<text x="{left + 12}" y="{_TOP + 8 + line * _LINE}">{escape(process)}</text>'
        for line, process in enumerate(processes)
    ]
    return parts


def _alt(columns: list[tuple[str, list[str], list[str]]]) -> str:
    phases = "; ".join(f"{title}: {', '.join(processes).lower()}" for title, processes, _ in columns)
    return f"Map of the phases, from left to right, with their processes. {phases}."
