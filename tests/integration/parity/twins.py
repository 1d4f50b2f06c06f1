"""Two copies of one class, graded by stock nbgrader and by `groundschool class grade`, and what differs between them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbgrader
from classroom_kit import REPOSITORY, Done, Kit

from groundschool.grading.markup import clean
from parity.assignment import kinds
from parity.submission import DUE, Submission

# The same for both graders.
_SETTINGS = """
c.IncludeHeaderFooter.header = "source/header.ipynb"
c.LateSubmissionPlugin.penalty_method = "zero"
c.Execute.timeout = 15
"""
# All that stock nbgrader is told: without the first two it finds no classroom. Nothing of ours.
_STOCK = """
c = get_config()
c.CourseDirectory.course_id = "ground_school"
c.CourseDirectory.root = {root!r}
c.Exchange.root = {exchange!r}
"""
_EXAMPLES = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
# Of nbgrader's documentation: who hands in, and what.
DOCUMENTED = {"bitdiddle": "ps1", "hacker": "ps1"}
_OF_NOTEBOOK = """
SELECT submitted_assignment.student_id, assignment.name, notebook.name, {columns}
FROM {table}
{join}
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
ORDER BY 1, 2, 3, 4
"""
_OF_CELL = """JOIN base_cell ON base_cell.id = {table}.cell_id
JOIN submitted_notebook ON submitted_notebook.id = {table}.notebook_id"""
# All that nbgrader keeps of a submission, by names instead of its random ids.
QUERIES = {
    "grade": _OF_NOTEBOOK.format(
        table="grade",
        join=_OF_CELL.format(table="grade"),
        columns="base_cell.name, grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade",
    ),
    "comment": _OF_NOTEBOOK.format(
        table="comment",
        join=_OF_CELL.format(table="comment"),
        columns="base_cell.name, comment.auto_comment, comment.manual_comment",
    ),
    "notebook": _OF_NOTEBOOK.format(
        table="submitted_notebook", join="", columns="submitted_notebook.late_submission_penalty"
    ),
    "assignment": """
        SELECT submitted_assignment.student_id, assignment.name, submitted_assignment.timestamp,
               submitted_assignment.extension
        FROM submitted_assignment JOIN assignment ON assignment.id = submitted_assignment.assignment_id ORDER BY 1, 2
    """,
}
# What rightly differs from run to run: numbers of processes in the names of cells' files, the ids that nbgrader gives
# to cells that it puts back, and nbconvert to scripts, and folders.
_VARIES = (
    (re.compile(r"ipykernel_\d+"), "ipykernel_0"),
    (re.compile(r"0x[0-9a-f]{8,}"), "0x0"),
    (re.compile(r"(?<=IPY_MODEL_)[0-9a-f]{32}"), "model"),
    (re.compile(r'(?<="model_id": ")[0-9a-f]{32}'), "model"),
    (re.compile(r'(?<="msg_id": ")[0-9a-f-]{32,}(_\d+)*'), "message"),
    (re.compile(r'"model_id": "[0-9a-f]{32}"'), '"model_id": "uuid"'),
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "uuid"),
    (re.compile(r'id="?cell-id=[^"\s>]+"?'), "cell-id"),
    (re.compile(r'id="[0-9a-f-]{8,36}"'), "id"),
    # A traceback through a file that was handed in names the folder in which the grader has laid it.
    (re.compile(r'(?:~/submission|/[^\s"<\\]+/autograded/[^\s"</\\]+/[^\s"</\\]+)/'), "handed-in/"),
)


# Where printed text is cut into outputs depends on when the kernel sent it on: pages and notebooks are compared joined.
# The end of a line before a cut is the text's own: nbconvert's pages add none.
_CUT = re.compile(
    r"</pre>\s*</div>\s*</div>\s*<div class=\"output_area\">\s*<div class=\"prompt\"></div>\s*"
    r"<div class=\"output_subarea output_stream output_(?:stdout|stderr) output_text\">\s*<pre>"
)


# Where pages rightly differ, each as narrow as it can be. A cell whose hidden tests are cut has its heading compared.
_CELL = re.compile(r'(?=<div[^>]* class="cell border-box-sizing)')
_HIDDEN = "BEGIN HIDDEN TESTS"
_OF_A_TEST = '<div class="panel-body">'
# A line of another cell's that quotes a hidden test; ours says so instead.
_QUOTES = "[A line of a hidden test stood here.]"
# What a page of ours leaves out of outputs: a widget, for which it shows its text; a script; HTML in a frame of its own.
_ACTIVE_OUTPUT = re.compile(r'class="output_subarea output_(?:widget_view|javascript)|<iframe')
# Where a style sheet stood, a page of ours has other blanks.
_ABOVE_A_TABLE = re.compile(r"<div>\s+(?=<table)")
_OUTPUT = re.compile(r'(?=<div class="output_area">)')


@dataclass(frozen=True)
class Twins:
    """Both classrooms after grading and feedback."""

    stock: Kit
    ours: Kit
    said: dict[str, Done]

    def differences(self, student: str, assignment: str) -> list[str]:
        """What is not the same for a student: each line says where, and shows both, stock first."""
        return [
            *self.rows(student, assignment),
            *self._notebooks(student, assignment),
            *self._pages(student, assignment),
        ]

    def was_graded(self, student: str, assignment: str) -> bool:
        """Whether stock nbgrader could grade it at all."""
        return (self.stock.root / "autograded" / student / assignment).is_dir()

    def rows(self, student: str, assignment: str, *, but: tuple[str, ...] = ()) -> list[str]:
        """What is not the same in the gradebooks, except for cells of these grade ids."""
        told: list[str] = []
        for table in QUERIES:
            sides = [
                [row for row in rows[table] if row[:2] == (student, assignment) and row[3] not in but]
                for rows in (self._stock, self._ours)
            ]
            told += _told(f"table {table}", *sides)
        return told

    @cached_property
    def _stock(self) -> dict[str, list[tuple[Any, ...]]]:
        return _gradebook(self.stock)

    @cached_property
    def _ours(self) -> dict[str, list[tuple[Any, ...]]]:
        return _gradebook(self.ours)

    def _notebooks(self, student: str, assignment: str) -> Iterator[str]:
        folders = [kit.root / "autograded" / student / assignment for kit in (self.stock, self.ours)]
        names = [sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) for folder in folders]
        # The exception: files that cells write stay in the sandbox; stock leaves them in `autograded/`.
        names[0] = [name for name in names[0] if name in self._given(student, assignment)]
        yield from _told("files", *names)
        for name in sorted(set(names[0]) & set(names[1])):
            if name.endswith(".ipynb") and "/" not in name:
                cells = [_comparable(folder / name) for folder in folders]
                yield from _told(f"{name}: metadata", *(one[0] for one in cells))
                yield from _told(f"{name}: number of cells", *(len(one) for one in cells))
                for number, (stock, ours) in enumerate(zip(*cells, strict=False)):
                    yield from _told(f"{name}: cell {number}", stock, ours)

    def _given(self, student: str, assignment: str) -> set[str]:
        """The files and folders that the student and the instructor have given."""
        places = (
            self.stock.root / "submitted" / student / assignment,
            self.stock.root / "source" / assignment,
        )
        return {str(path.relative_to(place)) for place in places for path in place.rglob("*")}

    def _pages(self, student: str, assignment: str) -> Iterator[str]:
        folders = [kit.root / "feedback" / student / assignment for kit in (self.stock, self.ours)]
        names = [sorted(path.name for path in folder.glob("*.html")) for folder in folders]
        yield from _told("pages", *names)
        for name in sorted(set(names[0]) & set(names[1])):
            pages = [_cells_of((folder / name).read_text("utf-8")) for folder in folders]
            yield from _told(f"{name}: cells", *map(len, pages))
            for number, (stock, ours) in enumerate(zip(*pages, strict=False)):
                yield from _told(f"{name}: cell {number}", *_comparable_cells(stock, ours))


def grade_both(folder: Path, submissions: Iterable[Submission]) -> Twins:
    """Make the class, let it hand in, copy it, and grade each copy in its way."""
    submissions = tuple(submissions)
    stock = _classroom(folder / "stock", {one.assignment for one in submissions})
    for one in submissions:
        one.hand_in(
            stock.root / "release" / one.assignment, stock.root / "submitted" / one.name / one.assignment
        )
    if any(one.assignment == "ps1" for one in submissions):
        for student, assignment in DOCUMENTED.items():
            example = _EXAMPLES / "submitted" / student / assignment
            shutil.copytree(example, stock.root / "submitted" / student / assignment)
    shutil.copytree(folder / "stock", folder / "ours")
    ours = Kit(folder / "ours" / "class", folder / "ours" / "home")
    # What is graded was made once, for both; from here on this twin is nbgrader as it comes.
    told = _STOCK.format(root=str(stock.root), exchange=str(stock.root / "exchange"))
    (stock.root / "nbgrader_config.py").write_text(told + _SETTINGS, "utf-8")
    said = {}
    for name in sorted({one.assignment for one in submissions}):
        said[f"stock {name}"] = stock.nbgrader("autograde", name)
        said[f"stock feedback {name}"] = stock.nbgrader("generate_feedback", name)
        said[f"ours {name}"] = ours.groundschool("grade", name, "--json")
        said[f"ours feedback {name}"] = ours.groundschool("feedback", name, "--json")
    return Twins(stock, ours, said)


def _classroom(folder: Path, assignments: set[str]) -> Kit:
    kit = Kit(folder / "class", folder / "home")
    kit.home.mkdir(parents=True)
    source = kit.root / "source"
    (source / "kinds").mkdir(parents=True)
    (source / "kinds" / "kinds.ipynb").write_text(json.dumps(kinds()), "utf-8")
    # nbgrader's own example, from the installed package: as `nbgrader quickstart` lays it out.
    shutil.copy(_EXAMPLES / "source" / "header.ipynb", source)
    shutil.copytree(_EXAMPLES / "source" / "ps1", source / "ps1")
    shutil.copytree(_EXAMPLES / "source" / "ps1_autotest", source / "auto")
    shutil.copy(_EXAMPLES / "autotests.yml", kit.root)
    shutil.copy(REPOSITORY / "course" / "classroom" / "nbgrader_config.py", kit.root)
    with (kit.root / "nbgrader_config.py").open("a") as config:
        config.write(_SETTINGS)
    for name in sorted(assignments):
        made = kit.nbgrader("generate_assignment", name)
        assert made.code == 0, made.err
    database = sqlite3.connect(kit.root / "gradebook.db")
    with database:
        database.execute("UPDATE assignment SET duedate = ?", (DUE,))
    database.close()
    return kit


def _gradebook(kit: Kit) -> dict[str, list[tuple[Any, ...]]]:
    database = sqlite3.connect(kit.root / "gradebook.db")
    try:
        return {table: list(database.execute(query)) for table, query in QUERIES.items()}
    finally:
        database.close()


def _comparable(path: Path) -> list[Any]:
    """A graded notebook's metadata, then its cells: all but times, and ids of cells that were put back."""
    notebook = json.loads(_plain(path.read_text("utf-8")))
    cells = notebook.pop("cells")
    # Widgets have random ids, and are written in the order of those.
    widgets = notebook["metadata"].pop("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
    notebook["widgets"] = sorted(json.dumps(one, sort_keys=True) for one in widgets.get("state", {}).values())
    for cell in cells:
        # Submissions of an older nbgrader lack it in tasks; a role that is put back has it, as released.
        if cell["metadata"].get("nbgrader", {}).get("task"):
            cell["metadata"]["nbgrader"].pop("cell_type", None)
        cell.pop("id", None)
        cell["metadata"].pop("execution", None)
        if "outputs" in cell:
            cell["outputs"] = _joined(cell["outputs"])
    return [notebook, *cells]


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with the parts of one stream, where nothing is between them, put together."""
    done: list[dict[str, Any]] = []
    for output in outputs:
        if done and output["output_type"] == "stream" and done[-1].get("name") == output["name"]:
            done[-1]["text"] += "".join(output["text"])
        elif output["output_type"] == "stream":
            done.append({**output, "text": "".join(output["text"])})
        else:
            done.append(output)
    return done


def _cells_of(page: str) -> list[str]:
    """What stands above the first cell of a page, and each cell."""
    return _CELL.split(without_cuts(_plain(page)))


def _comparable_cells(stock: str, ours: str) -> tuple[str, str]:
    """A cell of both pages, without what rightly differs: stock's is cleaned as ours was."""
    if _HIDDEN in stock:
        return _heading(stock), _heading(ours)
    outputs = list(zip(_OUTPUT.split(stock), _OUTPUT.split(ours), strict=False))
    alike = [pair for pair in outputs if not (_ACTIVE_OUTPUT.search(pair[0]) or _QUOTES in pair[1])]
    # How many there are is the same in any case.
    count = [len(_OUTPUT.split(page)) for page in (stock, ours)]
    shown = [_ABOVE_A_TABLE.sub("<div>", "".join(map(clean, side))) for side in zip(*alike, strict=True)]
    return f"{count[0]} outputs: {shown[0]}", f"{count[1]} outputs: {shown[1]}"


def _heading(cell: str) -> str:
    """The name of a test and its points."""
    return clean(cell.partition(_OF_A_TEST)[0])


def without_cuts(page: str) -> str:
    """A page of feedback with the parts of one stream, where nothing is between them, put together."""
    return _CUT.sub("", page)


def _plain(text: str) -> str:
    for pattern, instead in _VARIES:
        text = pattern.sub(instead, text)
    return text


def _told(where: str, stock: Any, ours: Any) -> Iterator[str]:
    if stock != ours:
        yield f"{where}\n  stock: {_short(stock)}\n  ours:  {_short(ours)}"


def _short(thing: Any) -> str:
    text = thing if isinstance(thing, str) else json.dumps(thing, ensure_ascii=False, default=str)
    return text if len(text) < 3000 else f"{text[:1500]} ... {text[-1500:]}"
