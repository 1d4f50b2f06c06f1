"""A YAML file as data that remembers its lines: the border where content files enter.

Every way in which a file can be unusable (missing, huge, not UTF-8, not YAML, aliases, a key twice)
becomes a `Problem` here, so that nothing behind this module meets raw text.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from groundschool.errors import Problem

MAX_BYTES = 1_000_000
_MAX_DEPTH = 40

Where = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML whose dates stay text: the models parse them, and say so when they cannot."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Document:
    """The data of one YAML file and the line on which each field stands."""

    file: str
    data: Any
    lines: dict[Where, int] = field(default_factory=dict)

    def line(self, path: Where) -> int:
        """The line of a field, or of its nearest parent that is written down; 1 at the least."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Where, message: str) -> Problem:
        """Say that a field is wrong."""
        return Problem(self.file, self.line(path), field_name(path), message)


def field_name(path: Where) -> str:
    """Write a path as people do: `choices[2].text`; lists count from 1."""
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def read_text(path: Path, file: str) -> str | Problem:
    """Read a content file, or say why it cannot be read."""
    try:
        status = path.stat()
        # A pipe waits for ever and /dev/zero never ends; neither has a size that says so.
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            return Problem(file, 1, "", "is no ordinary file. Put a text file in its place, or delete it.")
        size = status.st_size
        if size > MAX_BYTES:
            return Problem(
                file,
                1,
                "",
                f"the file has {size:,} bytes, more than the {MAX_BYTES:,} that a content file may have. "
                "Split it, or keep data out of it.",
            )
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as err:
        line = err.object[: err.start].count(b"\n") + 1
        return Problem(file, line, "", f"not UTF-8 (byte 0x{err.object[err.start]:02x}). Save it as UTF-8.")
    except FileNotFoundError:
        return Problem(file, 1, "", "the file is missing. Write it, or take its name out of the course.")
    except OSError as err:
        return Problem(file, 1, "", f"cannot be read ({err.strerror}). Check that it is a readable file.")


def read_document(path: Path, file: str) -> Document | Problem:
    """Read a YAML file; one that cannot be used comes back as its first problem."""
    text = read_text(path, file)
    return text if isinstance(text, Problem) else parse_document(text, file)


def parse_document(text: str, file: str) -> Document | Problem:
    """Parse YAML text; see `read_document`."""
    loader = _Loader(text)
    try:
        lines: dict[Where, int] = {}
        data = _read_stream(loader, lines)
        return Document(file, data, lines)
    except _Unusable as err:
        return Problem(file, err.line, field_name(err.path), str(err))
    except yaml.YAMLError as err:
        mark = getattr(err, "problem_mark", None)
        what = getattr(err, "problem", None) or getattr(err, "reason", None) or "cannot be parsed"
        return Problem(
            file,
            mark.line + 1 if mark else 1,
            "",
            f"not YAML: {what}. Check indentation, colons and quotes.",
        )

    finally:
        loader.dispose()


class _Unusable(Exception):  # noqa: N818 - a signal inside this module, not an error that leaves it
    def __init__(self, message: str, line: int, path: Where = ()) -> None:
        super().__init__(message)
        self.line = line
        self.path = path


def _read_stream(loader: Any, lines: dict[Where, int]) -> Any:
    """Read the one document of a stream from its events.

    Events, not composed nodes: composing recurses in C, and ten thousand opening brackets end the process.
    """
    loader.get_event()
    if not loader.check_event(yaml.DocumentStartEvent):
        raise _Unusable("the file is empty. Fill it in, or delete it.", 1)
    loader.get_event()
    data = _read(loader, (), lines)
    loader.get_event()
    if not loader.check_event(yaml.StreamEndEvent):
        line = loader.peek_event().start_mark.line + 1
        raise _Unusable("a second document begins here (`---`). Put it in a file of its own.", line)
    if data is None:
        raise _Unusable("the file is empty. Fill it in, or delete it.", 1)
    return data


def _read(loader: Any, path: Where, lines: dict[Where, int]) -> Any:
    event = loader.get_event()
    line = event.start_mark.line + 1
    lines.setdefault(path, line)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Unusable("an anchor or alias (`&name`, `*name`) is used. Write the value out.", line, path)
    tag = getattr(event, "tag", None)
    if tag is not None and not isinstance(event, yaml.ScalarEvent):
        raise _Unusable(f"the tag `{tag}` is used. Delete it.", line, path)
    if len(path) > _MAX_DEPTH:
        raise _Unusable(f"nested more than {_MAX_DEPTH} levels deep. Flatten it.", line)
    if isinstance(event, yaml.MappingStartEvent):
        return _read_mapping(loader, path, lines)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not loader.check_event(yaml.SequenceEndEvent):
            items.append(_read(loader, (*path, len(items)), lines))
        loader.get_event()
        return items
    return _scalar(loader, event, path)


def _read_mapping(loader: Any, path: Where, lines: dict[Where, int]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    while not loader.check_event(yaml.MappingEndEvent):
        event = loader.get_event()
        line = event.start_mark.line + 1
        key = _scalar(loader, event, path) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(key, str):
            raise _Unusable("a key is not plain text. Quote it.", line, path)
        here = (*path, key)
        if key in data:
            raise _Unusable("the key is written twice. Keep one of them.", line, here)
        lines[here] = line
        data[key] = _read(loader, here, lines)
    loader.get_event()
    return data


_CONSTRUCT = yaml.constructor.SafeConstructor
_PLAIN = frozenset(f"tag:yaml.org,2002:{name}" for name in ("bool", "float", "int", "null"))
_LONGEST_NUMBER = 40


def _scalar(loader: Any, event: Any, path: Where) -> Any:
    tag = event.tag or loader.resolve(yaml.ScalarNode, event.value, event.implicit)
    if tag == "tag:yaml.org,2002:str":
        return event.value
    node = yaml.ScalarNode(tag, event.value, event.start_mark)
    try:
        # Longer ones are no number of anybody's; Python refuses to print some of them.
        if tag in _PLAIN and len(event.value) <= _LONGEST_NUMBER:
            return _CONSTRUCT().construct_object(node)
    except (ValueError, KeyError, IndexError, OverflowError):
        pass
    shown = event.value if len(event.value) <= _LONGEST_NUMBER else f"{event.value[:_LONGEST_NUMBER]}..."
    raise _Unusable(
        f"{shown!r} cannot be read as {tag.rpartition(':')[2]}. Quote it if it is text.",
        event.start_mark.line + 1,
        path,
    )
