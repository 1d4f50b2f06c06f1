"""A classroom: the nbgrader course directory, its settings, and the way to nbgrader.

```
source/     built from the course       release/     handed out           exchange/  where nbgrader passes files on
submitted/  taken in, as it came        autograded/  run and marked       feedback/  what students get back
gradebook.db                            exports/     tables for an LMS
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from groundschool.errors import GroundSchoolError, UsageError, did_you_mean

if TYPE_CHECKING:
    from traitlets.config import Config

CONFIG = "nbgrader_config.py"
STAGING = ".grading"
"""Where submissions lie while they are graded."""
SANDBOXED = "groundschool.grading.execute.SandboxedExecute"
STOCK = "nbgrader.preprocessors.Execute"
_RESTORE = ("groundschool.grading.restore.RestoreCells", "groundschool.grading.kept.RestoreAnswers")
_SAVE, _CHECKED_SAVE = "SaveAutoGrades", "groundschool.grading.save.SaveCheckedGrades"


@dataclass(frozen=True)
class Classroom:
    """Where a class is kept and how its submissions are run."""

    root: Path
    exchange: Path | None = None
    """The folder that students reach; the configuration's if None."""
    sandbox: bool = True

    @property
    def submitted(self) -> Path:
        """A folder for each student, in it one for each assignment."""
        return self.root / "submitted"

    @property
    def released(self) -> Path:
        """A folder for each assignment, as students get it."""
        return self.root / "release"

    @property
    def exports(self) -> Path:
        """Where tables for an LMS go."""
        return self.root / "exports"

    def place(self, step: str, student: str, assignment: str) -> Path:
        """The folder of one submission at a step: submitted, autograded or feedback."""
        return self.root / step / student / assignment

    def submissions(self, assignment: str) -> tuple[str, ...]:
        """The students whose submission was taken in."""
        found = self.submitted.glob(f"*/{assignment}") if self.submitted.is_dir() else ()
        return tuple(sorted(path.parent.name for path in found if not path.parent.name.startswith(".")))

    def assignments(self) -> tuple[str, ...]:
        """The assignments that can be released."""
        source = self.root / "source"
        return (
            tuple(sorted(path.name for path in source.iterdir() if path.is_dir())) if source.is_dir() else ()
        )

    def require_assignment(self, assignment: str) -> None:
        """Do nothing for an assignment of this classroom.

        Raises:
            UsageError: there is none of that name.
        """
        if assignment not in self.assignments():
            raise UsageError(
                f"{self.root / 'source'}: there is no assignment {assignment!r}."
                f"{did_you_mean(assignment, self.assignments())} `groundschool build` makes them."
            )

    def config(self) -> Config:
        """The settings, as plain nbgrader reads them in this folder, and the sandbox whatever they say.

        Raises:
            GroundSchoolError: a file of settings is not right.
        """
        from jupyter_core.paths import jupyter_config_path  # noqa: PLC0415 - keeps `--help` fast
        from traitlets.config import Config  # noqa: PLC0415

        config = Config()
        for folder in [*reversed(jupyter_config_path()), str(self.root)]:
            if (Path(folder) / CONFIG).is_file():
                config.merge(_settings(Path(folder) / CONFIG))
        config.CourseDirectory.root = str(self.root)
        if self.exchange is not None:
            config.Exchange.root = str(self.exchange)
        config.SandboxedExecute.hidden = [str(self.root), str(config.Exchange.root)]
        config.RestoreCells.released = str(self.released)
        config.Autograde.sanitize_preprocessors = _restoring(config)
        config.Autograde.autograde_preprocessors = _fenced(config, sandbox=self.sandbox)
        return config

    def api(self) -> Any:
        """Open nbgrader on this classroom: an `NbGraderAPI` whose gradebook tells its trouble in words.

        Raises:
            GroundSchoolError: a setting is not right.
        """
        from traitlets import TraitError  # noqa: PLC0415 - keeps `--help` fast

        from groundschool.grading.gradebook import Api  # noqa: PLC0415 - takes seconds

        config = self.config()
        try:
            api = Api(config=config)
        except TraitError as err:
            raise GroundSchoolError(
                f"{self.root / CONFIG}: a setting is not right: {err} Mend it there."
            ) from err
        api.config_file = self.root / CONFIG
        return api


def open_classroom(root: Path, *, exchange: Path | None = None, sandbox: bool = True) -> Classroom:
    """Open the classroom in a folder.

    Raises:
        UsageError: the folder holds none.
    """
    if not (root / CONFIG).is_file():
        raise UsageError(
            f"{root}: no classroom here. A classroom has {CONFIG}; copy course/classroom to start one."
        )
    # nbgrader changes the working folder while it works.
    return Classroom(root.resolve(), exchange.resolve() if exchange else None, sandbox=sandbox)


def require_success(result: dict[str, Any], doing: str) -> None:
    """Do nothing for an nbgrader command that went well.

    Raises:
        GroundSchoolError: it did not; with the last error that nbgrader logged.
        KeyboardInterrupt: it was interrupted; nbgrader takes that for an error.
    """
    if result["success"]:
        return
    if "KeyboardInterrupt" in result["error"].strip().splitlines()[-1]:
        raise KeyboardInterrupt
    raise GroundSchoolError(f"{doing} failed. nbgrader says: {last_error(result)}")


def last_error(result: dict[str, Any]) -> str:
    """What went wrong, from nbgrader's log: the exception it caught, else its last error, else how it ended."""
    log = result.get("log", "")
    # Possessive: what an exception quotes of a submission is read once.
    caught = re.findall(
        r"^\[ERROR\] Traceback.*?^ ++(\S[^\n]*+)\s*+(?=^\[|\Z)", log, re.DOTALL | re.MULTILINE
    )
    if caught:
        return str(caught[-1])
    logged = re.findall(r"^\[(?:ERROR|CRITICAL)\] (.+)", log, re.MULTILINE)
    told = [line for line in logged if "traceback" not in line]
    return str(told[-1] if told else result["error"].strip().splitlines()[-1])


def _settings(path: Path) -> Config:
    """Run a file of settings, which may do and raise what Python can."""
    from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415 - keeps `--help` fast

    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as err:
        if isinstance(err, SyntaxError):
            place, said = f"{err.filename or path}:{err.lineno or 1}", err.msg
        else:
            lines = [
                line for frame, line in walk_tb(err.__traceback__) if frame.f_code.co_filename == str(path)
            ]
            place, said = f"{path}:{lines[-1] if lines else 1}", str(err)
        raise GroundSchoolError(
            f"{place}: these settings cannot be read ({type(err).__name__}: {said}). Mend them there."
        ) from err


def is_execute(preprocessor: object) -> bool:
    """Whether a preprocessor of autograding is the one that runs notebooks, in either form."""
    return _named(preprocessor).rpartition(".")[2] in ("Execute", "SandboxedExecute")


def _fenced(config: Config, *, sandbox: bool) -> list[str]:
    """The configured preprocessors of autograding, those that run and save in their sandboxed form."""
    listed = config.Autograde.get("autograde_preprocessors") or _nbgraders("autograde_preprocessors")
    names = [(SANDBOXED if sandbox else STOCK) if is_execute(item) else _named(item) for item in listed]
    return [_CHECKED_SAVE if sandbox and name.rpartition(".")[2] == _SAVE else name for name in names]


def _restoring(config: Config) -> list[str]:
    """The configured preprocessors of sanitizing, after those that put cells and answers in their places."""
    listed = config.Autograde.get("sanitize_preprocessors") or _nbgraders("sanitize_preprocessors")
    names = [_named(item) for item in listed]
    return [*_RESTORE, *(name for name in names if name not in _RESTORE)]


def _nbgraders(setting: str) -> list[object]:
    """What nbgrader does where nothing is configured."""
    from nbgrader.converters import Autograde  # noqa: PLC0415 - takes seconds

    return list(getattr(Autograde, setting).default())


def _named(item: object) -> str:
    return item if isinstance(item, str) else f"{item.__module__}.{item.__qualname__}"  # type: ignore[attr-defined]
