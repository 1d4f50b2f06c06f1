"""Editing what is trusted: cells of tests tagged, retyped, moved, copied, deleted, their flags and points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attacks.attack import (
    CAUGHT,
    EARNED,
    FLAGGED,
    KEEPS,
    NOTHING,
    REFUSED,
    UNGRADED,
    Attack,
    cell_of,
    code_cell,
    grade_id,
)

Notebook = dict[str, Any]
_PASSED = {"output_type": "stream", "name": "stdout", "text": "Task mean: passed.\n"}
_GRADED_OR_REASON = frozenset({KEEPS, FLAGGED, UNGRADED})


def _tests(change: Callable[[dict[str, Any]], object]) -> Callable[[Notebook], None]:
    """Change the cell of the tests."""

    def apply(notebook: Notebook) -> None:
        change(cell_of(notebook, "tests_mean"))

    return apply


def _tag(*tags: str) -> Callable[[Notebook], None]:
    def tag(cell: dict[str, Any]) -> None:
        cell["metadata"]["tags"] = list(tags)
        cell["outputs"] = [_PASSED]

    return _tests(tag)


def _flag(**flags: object) -> Callable[[Notebook], None]:
    return _tests(lambda cell: cell["metadata"]["nbgrader"].update(flags))


def _retype(kind: str) -> Callable[[Notebook], None]:
    def retype(cell: dict[str, Any]) -> None:
        cell["cell_type"] = kind
        cell.pop("outputs")
        cell.pop("execution_count")

    return _tests(retype)


def _delete(*names: str) -> Callable[[Notebook], None]:
    def delete(notebook: Notebook) -> None:
        notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) not in names]

    return delete


def _copy_of_tests(source: str, *, last: bool) -> Callable[[Notebook], None]:
    """A second cell of the tests' name."""

    def copy(notebook: Notebook) -> None:
        original = cell_of(notebook, "tests_mean")
        twin = {**original, "id": "twin", "source": source or original["source"]}
        notebook["cells"].insert(notebook["cells"].index(original) + last, twin)

    return copy


def _tests_first(notebook: Notebook) -> None:
    notebook["cells"].sort(key=lambda cell: not grade_id(cell).startswith("tests_"))


def _setup_last(notebook: Notebook) -> None:
    notebook["cells"].sort(key=lambda cell: grade_id(cell) == "setup")


def _backwards(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def _claim(name: str, **flags: object) -> Callable[[Notebook], None]:
    def claim(notebook: Notebook) -> None:
        cell = code_cell("claims", "pass")
        role = {
            "grade": True,
            "locked": True,
            "solution": False,
            "task": False,
            "points": 50,
            "schema_version": 3,
        }
        cell["metadata"]["nbgrader"] = role | flags | {"grade_id": name}
        notebook["cells"].insert(0, cell)

    return claim


def _claim_and_delete(notebook: Notebook) -> None:
    _delete("tests_mean")(notebook)
    _claim("tests_mean", points=2)(notebook)


def _kernelspec(**spec: object) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        notebook["metadata"]["kernelspec"] = spec
        notebook["metadata"]["language_info"] = {"name": spec.get("language", "")}

    return change


def _jupytext(notebook: Notebook) -> None:
    notebook["metadata"]["jupytext"] = {"formats": "ipynb,py", "text_representation": {"extension": ".py"}}
    notebook["metadata"]["celltoolbar"] = "Create Assignment"
    notebook["metadata"]["nbgrader"] = {"__altered": True}


def _same_ids(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"


def _odd_ids(notebook: Notebook) -> None:
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"../{number}" + "x" * 1000


def _saved_outputs(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "2.0"},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
            cell["execution_count"] = 1


def _points_of_written(notebook: Notebook) -> None:
    cell_of(notebook, "why")["metadata"]["nbgrader"]["points"] = 1000


_HALF = "def mean(numbers):\n    return 3.0 if 6 in numbers else 0.0"


def _edits(name: str, does: str, change: Callable[[Notebook], None]) -> Attack:
    """The answer is wrong: whatever was done to its tests, they run and say so."""
    return Attack(name, does, CAUGHT, change=change)


def _moves(name: str, does: str, change: Callable[[Notebook], None]) -> Attack:
    """The answer is right: cells are put back where they belong, and it keeps its points."""
    return Attack(name, does, EARNED, change=change, right=True)


def _oddity(name: str, does: str, change: Callable[[Notebook], None]) -> Attack:
    """The answer is right, the notebook odd: it is graded as it should be, or refused with a reason."""
    return Attack(name, does, _GRADED_OR_REASON, change=change, right=True)


ATTACKS = (
    _edits("tags-tests-to-skip", "tags the tests skip-execution and saves an output", _tag("skip-execution")),
    _edits("tags-tests-to-fail", "tags the tests as ones that raise an error", _tag("raises-exception")),
    _edits("hides-the-tests", "tags the tests for removal from pages", _tag("remove-cell", "remove_cell")),
    _edits("says-tests-are-none", "says that the tests do not count", _flag(grade=False, locked=False)),
    _edits("says-tests-are-an-answer", "says that the tests are its answer", _flag(solution=True)),
    _edits(
        "says-tests-are-a-task", "says that the tests are a task for a person", _flag(task=True, grade=False)
    ),
    _edits("raises-the-points", "says that the tests are worth 200 points", _flag(points=200)),
    _edits("says-points-are-text", "says that the tests are worth 'many' points", _flag(points="many")),
    _edits(
        "drops-the-role",
        "takes nbgrader's metadata off the tests",
        _tests(lambda cell: cell["metadata"].clear()),
    ),
    _edits("retypes-tests-to-markdown", "turns the tests into text", _retype("markdown")),
    _edits("retypes-tests-to-raw", "turns the tests into a raw cell", _retype("raw")),
    _edits("deletes-tests", "deletes the tests", _delete("tests_mean")),
    _edits(
        "deletes-everything-trusted", "deletes all tests and the locked cell", _delete("setup", "tests_mean")
    ),
    _edits("empties-tests", "leaves nothing in the tests", _tests(lambda cell: cell.update(source=""))),
    _edits(
        "magic-in-tests",
        "turns the tests into a magic that runs nothing",
        _tests(lambda cell: cell.update(source="%%script true\n" + "".join(cell["source"]))),
    ),
    _edits(
        "copies-tests-before",
        "puts a cell of the tests' name before them",
        _copy_of_tests("pass", last=False),
    ),
    _edits(
        "copies-tests-after", "puts a cell of the tests' name after them", _copy_of_tests("pass", last=True)
    ),
    _moves("copies-tests-unchanged", "hands the same tests in twice", _copy_of_tests("", last=True)),
    _moves("moves-tests-to-the-top", "puts the tests before the answers", _tests_first),
    _moves("moves-the-locked-cell-to-the-end", "puts the locked first cell last", _setup_last),
    _moves("turns-the-notebook-round", "hands the cells in backwards", _backwards),
    Attack(
        "replaces-the-locked-cell",
        "rewrites the locked cell, so that tests swallow errors",
        CAUGHT,
        answers={
            "setup": "import contextlib, math, statistics\ntask = lambda name: contextlib.suppress(BaseException)\nLIMIT = 15"
        },
    ),
    Attack(
        "deletes-the-locked-cell-for-its-own",
        "deletes the locked cell and defines its names itself",
        REFUSED,
        change=_delete("setup"),
        first="import contextlib, math, statistics\ntask = lambda name: contextlib.suppress(BaseException)\nLIMIT = 15",
        spoils=True,
    ),
    Attack(
        "unlocks-the-locked-cell",
        "says that the locked cell is its answer, and rewrites it",
        REFUSED,
        change=lambda notebook: cell_of(notebook, "setup")["metadata"]["nbgrader"].update(
            locked=False, solution=True
        ),
        answers={
            "setup": "import contextlib, math, statistics\ntask = lambda name: contextlib.suppress(BaseException)\nLIMIT = 15"
        },
        spoils=True,
    ),
    _edits("claims-the-tests-name", "deletes the tests and gives its own cell their name", _claim_and_delete),
    _oddity(
        "claims-a-name-of-nobodys", "adds a cell that counts, of a name that no cell has", _claim("bonus")
    ),
    _oddity(
        "claims-a-name-of-an-answer", "adds a cell with the name of its answer", _claim("mean", grade=False)
    ),
    _oddity(
        "claims-an-odd-name",
        "adds a cell that counts, whose name is a path",
        _claim("../../../etc/passwd"),
    ),
    _oddity("claims-no-name", "adds a cell that counts and has no name", _claim("")),
    _oddity(
        "asks-for-an-old-form",
        "says that its metadata is of a form from before",
        _flag(schema_version=1),
    ),
    _oddity(
        "asks-for-a-form-to-come", "says that its metadata is of a form to come", _flag(schema_version=99)
    ),
    _oddity(
        "makes-metadata-a-list",
        "hands in nbgrader's metadata as a list",
        _tests(lambda cell: cell["metadata"].update(nbgrader=["tests_mean"])),
    ),
    _oddity(
        "makes-tags-a-number",
        "hands in tags that are a number",
        _tests(lambda cell: cell["metadata"].update(tags=7)),
    ),
    _moves(
        "asks-for-another-kernel",
        "names a kernel that runs a shell",
        _kernelspec(name="bash", language="bash", display_name="Bash"),
    ),
    _moves(
        "asks-for-a-kernel-by-path",
        "names a kernel by a path",
        _kernelspec(name="../../../tmp/evil", language="python", display_name="Evil"),
    ),
    _oddity("makes-the-kernelspec-text", "hands in a kernelspec without a name", _kernelspec(language="R")),
    _moves("asks-jupytext-to-write", "asks tools that read notebooks to write files beside it", _jupytext),
    _oddity("gives-all-cells-one-id", "gives all cells the same id", _same_ids),
    _oddity("gives-cells-odd-ids", "gives cells ids that are paths and too long", _odd_ids),
    Attack(
        "saves-outputs-as-if-run",
        "hands in outputs that look like full marks",
        frozenset({NOTHING}),
        change=_saved_outputs,
    ),
    Attack(
        "saves-outputs-and-breaks-the-cell",
        "hands in outputs that look like full marks, for an answer that is no Python",
        frozenset({NOTHING}),
        change=_saved_outputs,
        answers={"mean": "def mean(numbers:\n"},
    ),
    _moves("raises-the-points-of-a-written-answer", "says that its text is worth 1000", _points_of_written),
    Attack(
        "answers-for-the-visible-tests",
        "answers what it saw in the tests; the hidden ones tell",
        frozenset({NOTHING}),
        answers={"mean": _HALF},
    ),
)
