"""What is handed in: broken notebooks, links, odd files, odd names."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attacks.attack import (
    EARNED,
    FLAGGED,
    KEEPS,
    NOTHING,
    UNGRADED,
    UNREAD,
    Attack,
    Places,
    cell_of,
    code_cell,
)

_READ_OR_NOT = frozenset({KEEPS, NOTHING, FLAGGED, UNGRADED})
_KEPT_OR_NOT = frozenset({KEEPS, FLAGGED, UNGRADED})


def _bytes(name: str, does: str, content: bytes) -> Attack:
    """The notebook is these bytes."""

    def write(folder: Path, places: Places) -> None:
        del places
        (folder / "lab.ipynb").write_bytes(content)

    return Attack(name, does, UNREAD, files=write)


def _odd(name: str, does: str, change: Callable[[dict[str, Any]], None]) -> Attack:
    """The answers are right; the notebook's form is not."""
    return Attack(name, does, _READ_OR_NOT, change=change, right=True, spoils=True)


def _files(
    name: str, does: str, add: Callable[[Path, Places], object], *, may: frozenset[str] = UNREAD
) -> Attack:
    def write(folder: Path, places: Places) -> None:
        add(folder, places)

    return Attack(name, does, may, right=True, files=write)


def _named(student: str, name: str, does: str) -> Attack:
    """The folder that it is handed in by has an odd name."""
    return Attack(name, does, UNREAD, right=True, student=student)


def _old_form(notebook: dict[str, Any]) -> None:
    cells = [{**cell, "input": cell["source"], "language": "python"} for cell in notebook.pop("cells")]
    notebook |= {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}


def _linked_notebook(folder: Path, places: Places) -> None:
    (folder / "lab.ipynb").unlink()
    (folder / "lab.ipynb").symlink_to(places.root / "submitted" / "m-honest" / "siege" / "lab.ipynb")


def _linked_folder(folder: Path, places: Places) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.symlink_to(places.root / "submitted" / "m-honest" / "siege")


def _notebook_is_a_folder(folder: Path, places: Places) -> None:
    del places
    (folder / "lab.ipynb").unlink()
    (folder / "lab.ipynb").mkdir()


def _socket_file(folder: Path, places: Places) -> None:
    del places
    here = Path.cwd()
    try:
        # A socket's path may have 107 characters only.
        os.chdir(folder)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("data.csv")
    finally:
        os.chdir(here)


def _deep_folders(folder: Path, places: Places) -> None:
    del places
    # Longer than a path may be.
    here = os.open(folder, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 100, dir_fd=here)
        inner = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def _many_files(folder: Path, places: Places) -> None:
    del places
    for number in range(1200):
        (folder / f"{number}.txt").touch()


def _odd_names(folder: Path, places: Places) -> None:
    del places
    for name in ("-rf", "a\nb.txt", "*", "$(touch x)", "lab.ipynb ", "\u202ecod.exe"):
        (folder / name).write_text("x")


def _same_name_in_capitals(folder: Path, places: Places) -> None:
    del places
    (folder / "LAB.ipynb").write_bytes((folder / "lab.ipynb").read_bytes())


def _unknown_notebooks(folder: Path, places: Places) -> None:
    del places
    for name in ("extra", "lab (1)", "..", "[a-z]*"):
        (folder / f"{name}.ipynb").write_bytes((folder / "lab.ipynb").read_bytes())


_LARGE = (
    b'{"cells": [], "metadata": {"filler": "' + b"x" * (80 << 20) + b'"}, "nbformat": 4, "nbformat_minor": 5}'
)

ATTACKS = (
    _bytes("hands-in-nothing", "hands in an empty file", b""),
    _bytes("hands-in-half-a-notebook", "hands in JSON that stops", b'{"cells": ['),
    _bytes("hands-in-a-list", "hands in JSON that is no object", b"[1, 2, 3]"),
    _bytes("hands-in-a-program", "hands in Python under the name of a notebook", b"print('hello')\n"),
    _bytes("hands-in-random-bytes", "hands in bytes that are no text", bytes(range(256)) * 16),
    _bytes(
        "hands-in-cells-that-are-text",
        "hands in a text for the list of cells",
        b'{"cells": "all", "nbformat": 4}',
    ),
    _bytes(
        "hands-in-cells-that-are-numbers",
        "hands in numbers for cells",
        b'{"cells": [1, 2], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ),
    _bytes("nests-100-000-deep", "hands in lists in lists, 100,000 deep", b"[" * 100_000 + b"]" * 100_000),
    _bytes(
        "nests-cells-deep",
        "hands in metadata nested 100,000 deep",
        b'{"cells": [], "metadata": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b', "nbformat": 4}',
    ),
    _bytes("hands-in-80-mb", "hands in a notebook of 80 MB", _LARGE),
    _bytes(
        "counts-too-far",
        "hands in a number of a million digits",
        b'{"cells": [], "nbformat": ' + b"9" * 10**6 + b"}",
    ),
    _odd(
        "makes-a-source-a-number",
        "hands in a number for a cell's source",
        lambda n: n["cells"][0].update(source=7),
    ),
    _odd(
        "makes-a-source-a-list-of-lists",
        "hands in lists for lines",
        lambda n: n["cells"][2].update(source=[["x"]]),
    ),
    _odd("leaves-out-a-source", "hands in a cell without a source", lambda n: n["cells"][0].pop("source")),
    _odd("leaves-out-metadata", "hands in a cell without metadata", lambda n: n["cells"][1].pop("metadata")),
    _odd("leaves-out-all-metadata", "hands in a notebook without metadata", lambda n: n.pop("metadata")),
    _odd("leaves-out-a-type", "hands in a cell without a type", lambda n: n["cells"][2].pop("cell_type")),
    _odd(
        "makes-up-a-type",
        "hands in a cell of a type of its own",
        lambda n: n["cells"][2].update(cell_type="evil"),
    ),
    _odd("leaves-out-the-form", "hands in a notebook without its form", lambda n: n.pop("nbformat")),
    _odd("hands-in-the-form-of-2013", "hands in a notebook of form 3", _old_form),
    _odd("hands-in-a-form-to-come", "hands in a notebook of form 99", lambda n: n.update(nbformat=99)),
    _odd(
        "writes-half-a-character",
        "writes half of a character, which no file can hold",
        lambda n: n["cells"].insert(0, code_cell("half", "# \ud800\nx = '\udfff'")),
    ),
    _odd(
        "writes-a-null",
        "writes the character 0 into an answer",
        lambda n: n["cells"].insert(0, code_cell("null", "x = 1\x00\n")),
    ),
    _odd(
        "writes-numbers-that-json-has-not",
        "writes NaN and Infinity into metadata",
        lambda n: n["metadata"].update(nan=float("nan"), inf=float("inf")),
    ),
    _odd(
        "writes-a-thousand-cells",
        "hands in a thousand cells more",
        lambda n: n["cells"].extend(code_cell(str(number), f"{number}") for number in range(1000)),
    ),
    _odd(
        "writes-code-nested-too-deep",
        "writes an expression that Python cannot read",
        lambda n: n["cells"].insert(0, code_cell("deep", "(" * 5000 + ")" * 5000)),
    ),
    _odd(
        "writes-a-null-into-a-written-answer",
        "writes control characters into a text",
        lambda n: cell_of(n, "why").update(source="\x00\x1b[2J\x07"),
    ),
    _files("links-its-notebook-to-anothers", "hands in a link to somebody's notebook", _linked_notebook),
    _files(
        "links-data-to-the-gradebook",
        "hands in a link to the gradebook under the name of its data",
        lambda folder, places: (folder / "data.csv").symlink_to(places.root / "gradebook.db"),
    ),
    _files(
        "links-a-folder",
        "hands in a link to the instructor's folder",
        lambda folder, places: (folder / "data").symlink_to(places.root / "source"),
    ),
    _files(
        "links-to-nowhere",
        "hands in a link to what is not there",
        lambda folder, places: (folder / "data.csv").symlink_to(places.outside / "nowhere"),
    ),
    _files("links-its-whole-submission", "hands in a link to somebody's folder", _linked_folder),
    _files(
        "hands-in-a-pipe",
        "hands in a pipe, at which readers wait for ever",
        lambda folder, _: os.mkfifo(folder / "data.csv"),
    ),
    _files(
        "hands-in-a-pipe-as-timestamp",
        "hands in a pipe for the time",
        lambda folder, _: os.mkfifo(folder / "timestamp.txt"),
    ),
    _files("hands-in-a-socket", "hands in a socket", _socket_file),
    _files("hands-in-a-folder-for-its-notebook", "hands in a folder lab.ipynb", _notebook_is_a_folder),
    _files(
        "hands-in-folders-too-deep",
        "hands in folders deeper than a path may be",
        _deep_folders,
        may=_KEPT_OR_NOT,
    ),
    _files("hands-in-1200-files", "hands in twelve hundred files", _many_files, may=_KEPT_OR_NOT),
    _files(
        "hands-in-odd-file-names",
        "hands in files whose names are options and patterns",
        _odd_names,
        may=_KEPT_OR_NOT,
    ),
    _files(
        "hands-in-the-name-in-capitals",
        "hands in its notebook under the same name in capitals too",
        _same_name_in_capitals,
        may=EARNED,
    ),
    _files(
        "hands-in-unknown-notebooks",
        "hands in notebooks nobody asked for",
        _unknown_notebooks,
        may=_KEPT_OR_NOT,
    ),
    _named("x*", "is-called-a-pattern", "has a name that stands for everybody's"),
    _named("x\ny", "is-called-two-lines", "has a name of two lines"),
    _named("x..y", "is-called-like-a-way-up", "has a name that holds a way out of the folder"),
    _named("[a-z]", "is-called-a-set", "has a name that stands for all letters"),
    _named("-rf", "is-called-an-option", "has a name like an option"),
    _named("x" * 200, "is-called-at-length", "has a name of 200 characters"),
)
