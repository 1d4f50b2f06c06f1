"""The learner's own copy of the notebooks, and how a newer course reaches it without undoing their work.

A notebook counts as touched when its cells (kind, source, attachments) differ from those that were given.
Outputs, execution counts and metadata do not count: everybody who follows a lesson runs its cells, and what
they show can be had again. So a notebook that was only run is replaced, with its outputs, when the course
has a new version of it; while the course stays as it is, nothing is replaced.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import RootModel, ValidationError
from pydantic.dataclasses import dataclass as validated

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.marks import ANSWER_TAG
from groundschool.paths import WORKSPACE_FOLDER, CourseRoot, write_atomically

MANIFEST = "manifest.json"
_NUMBER = re.compile(r"^\d+_")


class Fate(StrEnum):
    """What happened to one notebook of the workspace."""

    NEW = "new"  # it was not there
    SAME = "same"  # nothing to do
    REPLACED = "replaced"  # untouched, and the course has a new version
    KEPT = "kept"  # touched, and the course has nothing newer to offer
    BESIDE = "beside"  # touched, so the new version lies beside it
    LEFT = "left"  # no longer part of the course


_WRITTEN = {Fate.NEW, Fate.REPLACED, Fate.BESIDE}


@dataclass(frozen=True)
class Placed:
    """One notebook and its fate; `beside` names the new version where one was laid beside a touched notebook."""

    name: str
    fate: Fate
    beside: str | None = None


@dataclass(frozen=True)
class Update:
    """What `update_workspace` did, in the order of names."""

    placed: tuple[Placed, ...]
    manifest_was_damaged: bool
    renamed: tuple[tuple[str, str], ...] = ()
    """Old and new names of notebooks whose module got another number."""

    @property
    def written(self) -> tuple[str, ...]:
        """Names of the files that were written: all that is in them is the course's."""
        return tuple(one.beside or one.name for one in self.placed if one.fate in _WRITTEN)

    def names(self, fate: Fate) -> list[str]:
        """Names of the notebooks that had this fate."""
        return [one.name for one in self.placed if one.fate is fate]


@validated(frozen=True)
class _Given:
    """What the manifest remembers of a notebook: digests of the file and of its cells, and the version offered since."""

    file: str
    cells: str
    offered: str | None = None


_Manifest = RootModel[dict[str, _Given]]


def default_workspace(root: CourseRoot, start: Path) -> Path:
    """The workspace of somebody who names none: inside the clone, or below `start` for an installed course."""
    if root.path == Path(__file__).resolve().parents[1] / "_course":
        return start / "groundschool-workspace"
    return root.path / "workspace"


def update_workspace(root: CourseRoot, workspace: Path) -> Update:
    """Bring the course's notebooks to the workspace, without overwriting what the learner changed.

    Raises:
        UsageError: the folder cannot be a workspace.
        GroundSchoolError: the course has no notebooks, or a file cannot be read or written.
    """
    sources = sorted(root.notebooks.glob("*.ipynb"))
    if not sources:
        raise GroundSchoolError(f"{root.notebooks}: no notebooks here. Build them with `groundschool build`.")
    _refuse_course_folders(root, workspace)
    try:
        (workspace / WORKSPACE_FOLDER).mkdir(parents=True, exist_ok=True)
        return _update(sources, workspace)
    except OSError as error:
        raise GroundSchoolError(
            f"{error.filename or workspace}: {error.strerror}. The workspace must be a folder you can write to; "
            "choose another with --workspace."
        ) from error


def _update(sources: list[Path], workspace: Path) -> Update:
    manifest_file = workspace / WORKSPACE_FOLDER / MANIFEST
    manifest, damaged = _read_manifest(manifest_file)
    known = dict(manifest)
    renamed = _follow_numbers([source.name for source in sources], workspace, manifest)
    placed = [_place(source, workspace, manifest) for source in sources]
    current = {source.name for source in sources}
    for name in sorted(manifest.keys() - current):
        if " (new version" not in name:
            del manifest[name]
            if (workspace / name).exists():
                placed.append(Placed(name, Fate.LEFT))
    if damaged or manifest != known:
        write_atomically(
            manifest_file, _Manifest(dict(sorted(manifest.items()))).model_dump_json(indent=1) + "\n"
        )
    in_order = tuple(sorted(placed, key=lambda one: one.name))
    return Update(in_order, manifest_was_damaged=damaged, renamed=renamed)


def _follow_numbers(
    names: list[str], workspace: Path, manifest: dict[str, _Given]
) -> tuple[tuple[str, str], ...]:
    """Rename what the learner has when a module before it came into the course, so that no work is orphaned."""
    renamed = []
    for name in names:
        for old in sorted(manifest.keys() - set(names)):
            same_notebook = _NUMBER.sub("", old) == _NUMBER.sub("", name)
            if same_notebook and (workspace / old).exists() and not (workspace / name).exists():
                (workspace / old).rename(workspace / name)
                manifest[name] = manifest.pop(old)
                renamed.append((old, name))
    return tuple(renamed)


def _place(source: Path, workspace: Path, manifest: dict[str, _Given]) -> Placed:
    """Bring one notebook, and note it in the manifest."""
    data = learners_copy(source.read_bytes())
    new = _Given(file=_digest(data), cells=cells_digest(data))
    given = manifest.get(source.name)
    fate = _decide(_read(workspace / source.name), given, new)
    if fate is Fate.BESIDE:
        beside = _lay_beside(source.name, data, new, workspace, manifest)
        # With no memory of what was given, the touched file's own origin stays unknown.
        origin = given or _Given(file="", cells="")
        manifest[source.name] = _Given(file=origin.file, cells=origin.cells, offered=new.file)
        return Placed(source.name, fate, beside)
    if fate in {Fate.NEW, Fate.REPLACED}:
        write_atomically(workspace / source.name, data)
    if fate is not Fate.KEPT:
        manifest[source.name] = new
    return Placed(source.name, fate)


def learners_copy(data: bytes) -> bytes:
    """A notebook without the outputs that answer its own question boxes: first predict, then run, then see."""
    notebook = json.loads(data)
    answers = [cell for cell in notebook["cells"] if ANSWER_TAG in cell.get("metadata", {}).get("tags", ())]
    if not answers:
        return data
    for cell in answers:
        cell.update(outputs=[], execution_count=None)
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _decide(present: bytes | None, given: _Given | None, new: _Given) -> Fate:
    if present is None:
        return Fate.NEW
    cells = cells_digest(present)
    if given and cells == given.cells:
        return Fate.SAME if given.file == new.file else Fate.REPLACED
    if cells == new.cells:
        return Fate.SAME
    if given and new.file in {given.file, given.offered}:
        return Fate.KEPT
    return Fate.BESIDE


def _lay_beside(name: str, data: bytes, new: _Given, workspace: Path, manifest: dict[str, _Given]) -> str:
    """Write the new version under a name that is free, or that holds an untouched earlier one."""
    number = 1
    while True:
        mark = "new version" if number == 1 else f"new version {number}"
        beside = f"{name.removesuffix('.ipynb')} ({mark}).ipynb"
        fate = _decide(_read(workspace / beside), manifest.get(beside), new)
        if fate in {Fate.NEW, Fate.REPLACED}:
            write_atomically(workspace / beside, data)
        if fate not in {Fate.KEPT, Fate.BESIDE}:
            manifest[beside] = new
            return beside
        number += 1


def cells_digest(data: bytes) -> str:
    """Digest of what a learner can write in a notebook; of the bytes as they are when it is no notebook."""
    try:
        cells = [
            [cell["cell_type"], _text(cell["source"]), cell.get("attachments")]
            for cell in json.loads(data)["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _digest(data)
    return _digest(json.dumps(cells, sort_keys=True).encode())


def _text(source: str | list[str]) -> str:
    # A notebook's source may be stored as one string or as a list of lines: both mean the same.
    return source if isinstance(source, str) else "".join(source)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _read_manifest(path: Path) -> tuple[dict[str, _Given], bool]:
    """What was given so far, and whether the file was damaged; then every notebook counts as touched."""
    data = _read(path)
    if data is None:
        return {}, False
    try:
        return _Manifest.model_validate_json(data).root, False
    except ValidationError:
        return {}, True


def _refuse_course_folders(root: CourseRoot, workspace: Path) -> None:
    folder = workspace.resolve()
    parts = (root.notebooks, root.course, root.catalog)
    if root.path.is_relative_to(folder) or any(folder.is_relative_to(part) for part in parts):
        raise UsageError(
            f"{workspace}: this folder belongs to the course. Choose a folder of your own for the workspace."
        )
