"""Where things are: the course that is taught and the workspace of the learner."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from groundschool.errors import UsageError

WORKSPACE_FOLDER = ".groundschool"
WORKSPACE_VARIABLE = "GROUNDSCHOOL_WORKSPACE"


@dataclass(frozen=True)
class CourseRoot:
    """The folder that holds `catalog/`, `course/` and `notebooks/`."""

    path: Path

    @property
    def catalog(self) -> Path:
        """What there is to learn from."""
        return self.path / "catalog"

    @property
    def course(self) -> Path:
        """What is taught."""
        return self.path / "course"

    @property
    def modules(self) -> Path:
        """A folder for each module."""
        return self.path / "course" / "modules"

    @property
    def classroom(self) -> Path:
        """The nbgrader course directory."""
        return self.path / "course" / "classroom"

    @property
    def notebooks(self) -> Path:
        """What learners open; built."""
        return self.path / "notebooks"

    def relative(self, path: Path) -> str:
        """Name a file as messages do: below the root, with forward slashes."""
        return path.relative_to(self.path).as_posix() if path.is_relative_to(self.path) else path.as_posix()


def find_root(explicit: Path | None = None, *, start: Path | None = None) -> CourseRoot:
    """Locate the course: an explicit path, then upward, then the kit's own clone or wheel.

    Raises:
        UsageError: the explicit path is no course, or there is none anywhere.
    """
    if explicit is not None:
        if not _is_course(explicit):
            raise UsageError(
                f"{explicit}: no course here. A course has course/course.yml and catalog/; "
                "name the folder that holds both."
            )
        return CourseRoot(explicit.resolve())
    here = (start or Path.cwd()).resolve()
    kit = Path(__file__).resolve().parent
    for folder in (here, *here.parents, kit.parents[1], kit / "_course"):
        if _is_course(folder):
            return CourseRoot(folder)
    raise UsageError(
        f"No course found from {here} upward, nor in the installed kit. "
        "Run the command inside a clone of the course, or name it with --root."
    )


def _is_course(folder: Path) -> bool:
    return (folder / "course" / "course.yml").is_file() and (folder / "catalog").is_dir()


def find_workspace(start: Path | None = None) -> Path | None:
    """Locate the learner's workspace: the environment's, else upward; None while building or grading."""
    named = os.environ.get(WORKSPACE_VARIABLE)
    if named:
        return Path(named)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / WORKSPACE_FOLDER).is_dir():
            return folder
    return None


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new and nothing between."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner can read; a course is to be read by others.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
