"""A folder where the steps of a pipeline leave their results, so that a run may die anywhere and be started again.

    months/2013-04/score.parquet      what the step `score` made for April
    months/2013-04/score.stamp.json   what it was made from, and the digests of both: the step is done

A file appears under its name only when it is whole, and the stamp appears last. So there are two states, done and
not done, and none between. A step sees nothing but what it is `Given`, which writes down all that was read: a stamp
cannot forget an input.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")


class WorkspaceError(Exception):
    """A workspace cannot be used as asked; the text says which, why and what to do."""


class Month(NamedTuple):
    """A month of the calendar, written as in 2013-04."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The month that a text names.

        Raises:
            ValueError: the text is not of the form 2013-04.
        """
        if not _MONTH.fullmatch(text):
            raise ValueError(f"{text!r} is not a month. Write it as in 2013-04.")
        year, number = text.split("-")
        return cls(int(year), int(number))

    def back(self, months: int = 1) -> Month:
        """The month so many months before."""
        year, number = divmod(self.year * 12 + self.number - 1 - months, 12)
        return Month(year, number + 1)


@dataclass(frozen=True)
class Step:
    """One step of a month: `make` turns what it is given into files, by their endings, as in {"json": b"..."}."""

    name: str
    make: Callable[[Given], Mapping[str, bytes]]
    after: tuple[str, ...] = ()  # the steps of the same month that it may read


class Workspace:
    """The folder, its settings and its journal."""

    def __init__(self, folder: Path, *, settings: Mapping[str, Any] | None = None, code: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.settings = settings or {}
        self.code = code  # whatever stands for the version of the steps

    def path(self, month: Month, file: str) -> Path:
        """Where a result lies, as in `path(month, "score.parquet")`."""
        return self.folder / "months" / str(month) / file

    def record(self, month: Month, file: str) -> dict[str, Any]:
        """A result in JSON, for who tells of a replay; a step reads what it is `Given`."""
        record: dict[str, Any] = json.loads(self.path(month, file).read_bytes())
        return record

    def run(self, step: Step, month: Month) -> bool:
        """Run a step unless it is done; whether it had to run."""
        if self.is_done(step, month):
            self.note("kept", month, step)
            return False
        self.note("started", month, step)
        given = Given(self, step, month)
        results = step.make(given)
        wrote = {}
        for ending, content in results.items():
            file = f"{step.name}.{ending}"
            write_whole(self.path(month, file), content)
            wrote[file] = _digest(content)
        for old in self.path(month, "").glob(f"{step.name}.*"):
            if old.name not in wrote:
                old.unlink()
        stamp = {"code": self.code, "settings": given.settings, "read": given.read, "wrote": wrote}
        write_whole(self._stamp(step, month), as_json(stamp))
        self.note("finished", month, step)
        return True

    def is_done(self, step: Step, month: Month) -> bool:
        """Whether the step's results are there, whole, and made from what is there now."""
        try:
            stamp = json.loads(self._stamp(step, month).read_bytes())
        except (FileNotFoundError, ValueError):
            return False
        made_by = {name: self.settings.get(name) for name in stamp["settings"]}
        files = {**stamp["read"], **{f"{month}/{file}": digest for file, digest in stamp["wrote"].items()}}
        return (stamp["code"], stamp["settings"]) == (self.code, made_by) and all(
            _file_digest(self.folder / "months" / name) == digest for name, digest in files.items()
        )

    def note(self, what: str, month: Month | None = None, step: Step | None = None) -> None:
        """Add a line to the journal; an attempt begins with one that is only `began`."""
        line = {"what": what, "month": month and str(month), "step": step and step.name}
        with (self.folder / "journal.jsonl").open("ab") as journal:
            # A line without its end was being written when the last attempt was killed.
            torn = what == "began" and journal.tell() > 0
            journal.write(f"{chr(10) * torn}{json.dumps(line)}\n".encode())

    def journal(self) -> pd.DataFrame:
        """What happened, in order: attempt (1, 2, ...), month, step and what (started, finished or kept)."""
        lines = pd.DataFrame(_journal_lines(self.folder / "journal.jsonl"), columns=["what", "month", "step"])
        began = lines["what"] == "began"
        lines.insert(0, "attempt", began.cumsum())
        return lines[~began].reset_index(drop=True)

    def _stamp(self, step: Step, month: Month) -> Path:
        return self.path(month, f"{step.name}.stamp.json")


class Given:
    """What a step may read. All of it goes into the step's stamp."""

    def __init__(self, workspace: Workspace, step: Step, month: Month) -> None:
        self.month = month
        self.settings: dict[str, Any] = {}
        self.read: dict[str, str] = {}
        self._workspace = workspace
        self._step = step

    def setting(self, name: str) -> Any:
        """A setting of the workspace."""
        self.settings[name] = self._workspace.settings[name]
        return self.settings[name]

    def content(self, file: str, month: Month | None = None) -> bytes:
        """The bytes of another step's result, of this month if none is named.

        Raises:
            LookupError: the step reads what does not come before it.
        """
        return self.path(file, month).read_bytes()

    def path(self, file: str, month: Month | None = None) -> Path:
        """Where another step's result lies, for who has to open it by its path.

        Raises:
            LookupError: the step reads what does not come before it.
        """
        month = month or self.month
        maker = file.partition(".")[0]
        if month > self.month or (month == self.month and maker not in self._step.after):
            raise LookupError(
                f"The step {self._step.name} of {self.month} reads {file} of {month}, which does not come before it. "
                f"It comes after: {', '.join(self._step.after) or 'no other step'}."
            )
        path = self._workspace.path(month, file)
        self.read[f"{month}/{file}"] = _digest(path.read_bytes())
        return path

    def record(self, file: str, month: Month | None = None) -> Any:
        """A result in JSON."""
        return json.loads(self.content(file, month))

    def frame(self, file: str, month: Month | None = None) -> pd.DataFrame:
        """A result in Parquet."""
        return pd.read_parquet(io.BytesIO(self.content(file, month)))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a workspace for one process.

    The operating system holds the lock and lets go of it when the process ends, however it ends. A lock that is a
    file would stay behind after `kill -9` and have to be removed by hand.

    Raises:
        WorkspaceError: another process works there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise WorkspaceError(
                f"{folder}: another run works in this workspace. Wait until it ends, or name another --workspace."
            ) from err
        yield


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the process is killed while it writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # One name, not a random one: what a killed process left behind is written over by the next.
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def as_json(record: Mapping[str, Any]) -> bytes:
    """The same bytes for the same record."""
    return f"{json.dumps(record, indent=1, sort_keys=True)}\n".encode()


def as_parquet(frame: pd.DataFrame) -> bytes:
    """A table as a file's bytes, its index with it."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def _journal_lines(path: Path) -> Iterator[dict[str, str]]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for line in text.splitlines():
        with suppress(ValueError):  # blank, or torn by a kill
            yield json.loads(line)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _file_digest(path: Path) -> str | None:
    return _digest(path.read_bytes()) if path.is_file() else None
