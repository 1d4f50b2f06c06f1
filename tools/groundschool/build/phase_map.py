"""The picture of the course: phases from left to right, their processes, and the modules that teach them.

It is kept in `course/phase_map.png` with the name of what it shows inside, and drawn anew only when that
changes: other machines compress the same pixels to other bytes. A PNG, since JupyterLab shows no SVG that is
attached to a markdown cell.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from groundschool.build.page import digest
from groundschool.course.spine import Course

FILE = "phase_map.png"
_STAMP = "groundschool"
_SCALE = 2  # pixels for a unit, so that text is sharp on dense screens
_GAP, _LINE, _TOP, _MARGIN = 20, 20, 64, 12
_TEXT, _HEADING = 13, 16
# Okabe and Ito's palette: distinct for colour-blind readers; dark text is legible on all of them.
_COLOURS = ("#56B4E9", "#F0E442", "#5CC9A7", "#E69F00", "#CC9BBB")
_INK = "#1a1a1a"


@dataclass(frozen=True)
class Column:
    """A phase of the picture."""

    title: str
    processes: tuple[str, ...]
    modules: tuple[str, ...]


def columns_of(course: Course) -> tuple[Column, ...]:
    """What the picture shows."""
    words = course.catalog.vocabulary
    return tuple(
        Column(
            phase.title,
            tuple(process.title for process in words.processes if process.phase == phase.id),
            tuple(f"{module.number}. {module.title}" for module in course.modules if module.phase == phase.id)
            or ("to come",),
        )
        for phase in words.phases
    )


def alt_text(course: Course) -> str:
    """The picture in words, for those who do not see it."""
    phases = "; ".join(f"{c.title}: {', '.join(c.processes).lower()}" for c in columns_of(course))
    return f"Map of the phases, from left to right, with their processes. {phases}."


def picture(course: Course) -> bytes:
    """The PNG: the one that is kept if it still shows the course, else a new one."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - most commands draw nothing

    columns = columns_of(course)
    stamp = digest(repr(columns))
    path = course.root.course / FILE
    try:
        kept = path.read_bytes()
        with Image.open(io.BytesIO(kept)) as image:
            if image.info.get(_STAMP) == stamp:
                return kept
    except (OSError, UnidentifiedImageError):
        pass  # no picture yet, or none that can be read: it is drawn below
    return _draw(columns, stamp)


def _draw(columns: tuple[Column, ...], stamp: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont, PngImagePlugin  # noqa: PLC0415

    font = ImageFont.load_default(_TEXT * _SCALE)
    heading = ImageFont.load_default(_HEADING * _SCALE)
    lines = [line for column in columns for line in (*column.processes, *column.modules)]
    box = round(max(font.getlength(line) for line in lines) / _SCALE) + 2 * _MARGIN
    processes = max(len(column.processes) for column in columns)
    modules = max(len(column.modules) for column in columns)
    below = _TOP + processes * _LINE + 16
    height = below + (modules + 1) * _LINE + 2 * _MARGIN
    width = len(columns) * (box + _GAP) + _GAP
    image = Image.new("RGB", (width * _SCALE, height * _SCALE), "white")
    pen = ImageDraw.Draw(image)

    def write(left: int, top: int, text: str, face: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
        pen.text((left * _SCALE, top * _SCALE), text, fill=_INK, font=face)

    for index, column in enumerate(columns):
        left = _GAP + index * (box + _GAP)
        colour = _COLOURS[index % len(_COLOURS)]
        frame = [n * _SCALE for n in (left, _MARGIN, left + box, height - _MARGIN)]
        head = [n * _SCALE for n in (left, _MARGIN, left + box, _MARGIN + 36)]
        pen.rounded_rectangle(frame, radius=6 * _SCALE, fill=_tint(colour), outline=colour, width=_SCALE)
        pen.rounded_rectangle(head, radius=6 * _SCALE, fill=colour)
        write(left + _MARGIN, _MARGIN + 8, column.title, heading)
        for line, process in enumerate(column.processes):
            write(left + _MARGIN, _TOP + line * _LINE, process, font)
        write(left + _MARGIN, below, "Modules", heading)
        for line, module in enumerate(column.modules, 1):
            write(left + _MARGIN, below + 4 + line * _LINE, module, font)
        if index:
            middle, tip = (_MARGIN + 18) * _SCALE, (left - 3) * _SCALE
            wing = 5 * _SCALE
            pen.line([(left - _GAP + 3) * _SCALE, middle, tip, middle], fill=_INK, width=2 * _SCALE)
            pen.line([tip - wing, middle - wing, tip, middle, tip - wing, middle + wing], _INK, 2 * _SCALE)
    stamped = PngImagePlugin.PngInfo()
    stamped.add_text(_STAMP, stamp)
    stored = io.BytesIO()
    image.quantize(64).save(stored, "PNG", pnginfo=stamped, optimize=True)
    return stored.getvalue()


def _tint(colour: str) -> tuple[int, ...]:
    """A fifth of a colour on white."""
    return tuple(255 - (255 - int(colour[place : place + 2], 16)) // 5 for place in (1, 3, 5))
