"""nbgrader's Execute with its kernel inside the sandbox; everything else of autograding stays nbgrader's.

`nbgrader_config.py` names `SandboxedExecute` among the autograde preprocessors, so that plain `nbgrader
autograde` and formgrader are fenced in too. What it learns beside outputs it leaves in `resources`, for
`SaveCheckedGrades` and the report: which tests cannot be trusted, and why a kernel stopped.
"""

from __future__ import annotations

import ast
import atexit
import base64
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbclient.client import NotebookClient
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import has_failed, is_grade, is_locked
from traitlets import Integer, List, Unicode

from groundschool.grading.imports import imported
from groundschool.grading.inside.room import Limits
from groundschool.grading.looks import Looks
from groundschool.grading.parsing import parse
from groundschool.grading.sandbox import require_sandbox
from groundschool.grading.warm import GradedTest, KernelStoppedError, Ran, WarmKernel, WarmSandbox
from groundschool.grading.words import found_in as words_in

RESOURCE = "groundschool"
STOPPED, FLOODED, HIDDEN = "KernelStopped", "TooMuchOutput", "HiddenError"


@dataclass
class Execution:
    """What came of a notebook's run, beside its outputs."""

    flags: dict[str, list[str]]
    """Test cells whose result a person must look at: what was seen changed."""
    stopped: str = ""
    """Why the kernel stopped before the last cell; empty if it did not."""


@dataclass(frozen=True)
class _Running:
    """A notebook that is being run."""

    kernel: WarmKernel
    looks: Looks
    words: list[str]
    """What the student's code says that no test can be trusted beside."""
    execution: Execution


class SandboxedExecute(Execute):  # type: ignore[misc] # nbgrader has no types
    """Runs the cells of a submission in a kernel that sees only the submission."""

    hidden = List(
        Unicode(), help="Folders to cover in case the sandbox would show them: the classroom, the exchange."
    ).tag(config=True)
    warm_up = Unicode(
        "", help="Python code that each warm process runs once, such as loading data that every test reads."
    ).tag(config=True)
    memory_mb = Integer(Limits.memory_mb, help="Memory that a whole notebook may take, in MB.").tag(
        config=True
    )
    output_mb = Integer(Limits.output_mb, help="What a whole notebook may print and show, in MB.").tag(
        config=True
    )
    processes = Integer(Limits.processes, help="Processes that a notebook may have at a time.").tag(
        config=True
    )
    wall_seconds = Integer(Limits.wall_seconds, help="Seconds that a whole notebook may take.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        """Run the notebook; that its kernel stops is no error, but no test after that counts as passed."""
        require_sandbox()
        folder = (resources or {}).get("metadata", {}).get("path")
        files = _beside(Path(folder)) if folder else {}
        execution = self.execute_in(_own_sandbox(self.hidden), nb, files, resources, km)
        self.resources[RESOURCE] = execution
        return self.nb, self.resources

    def execute_in(
        self, sandbox: WarmSandbox, nb: Any, files: Mapping[str, bytes], resources: Any = None, km: Any = None
    ) -> Execution:
        """Run a notebook's cells in a kernel of a sandbox; the outputs go into the notebook."""
        NotebookClient.__init__(self, nb, km)
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        nb.metadata["language_info"] = sandbox.warm_up(imported(nb.cells), self.warm_up)
        limits = Limits(
            memory_mb=self.memory_mb,
            output_mb=self.output_mb,
            processes=self.processes,
            wall_seconds=self.wall_seconds,
        )
        execution = Execution({})
        cells = list(enumerate(nb.cells))
        texts = [
            content.decode("utf-8", "replace") for name, content in files.items() if name.endswith(".py")
        ]
        words = words_in(
            [*(cell.source for cell in nb.cells if _is_students_code(cell)), *texts],
            tests=[
                cell.source
                for cell in nb.cells
                if cell.cell_type == "code" and is_locked(cell) and is_grade(cell)
            ],
            given=[
                cell.source
                for cell in nb.cells
                if cell.cell_type == "code" and is_locked(cell) and not is_grade(cell)
            ],
        )
        try:
            with sandbox.open(files, limits) as kernel:
                running = _Running(kernel, Looks(files), words, execution)
                while cells:
                    self._run(running, *cells[0])
                    del cells[0]
        except KernelStoppedError as why:
            execution.stopped = str(why)
            for _, cell in cells:
                _mark_stopped(cell, str(why))
        self.set_widgets_metadata()
        return execution

    def _run(self, running: _Running, index: int, cell: Any) -> None:
        trusted = is_locked(cell)
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip():
            return
        # Students may set tags; the instructor's cells run whatever they say.
        if self.skip_cells_with_tag in tags and not trusted:
            return
        cell.outputs = []
        if self.record_timing:
            cell.metadata["execution"] = {}
        self.clear_before_next_output = False
        self.code_cells_executed += 1

        def show(message: dict[str, Any]) -> None:
            self._show(message, cell, index)

        looks = running.looks
        test = GradedTest(looks.before, looks.after) if trusted and is_grade(cell) else None
        timeout = self._get_timeout(cell)
        ran = running.kernel.run(cell.source, show, trusted=trusted, test=test, timeout=timeout)
        self._take_reply(cell, index, ran)
        if ran.flooded:
            said = f"This cell printed or showed more than {self.output_mb} MB and was interrupted."
            cell.outputs.append(
                new_output("error", ename=FLOODED, evalue=said, traceback=[f"{FLOODED}: {said}"])
            )
        if trusted:
            self._keep(cell, index, failed=ran.failed)
        if test:
            looks.test(unchanged=not ran.found)
            _keep_own_result(cell)
            # A test that has failed gives no points; nobody need look.
            if (ran.found or running.words) and not has_failed(cell):
                # A look before the test and one after it may find the same.
                reasons = list(dict.fromkeys([*ran.found, *running.words]))
                running.execution.flags[cell.metadata.nbgrader.grade_id] = reasons
        elif trusted:
            looks.trusted_cell()
        else:
            looks.students_cell(cell.source)

    def _keep(self, cell: Any, index: int, *, failed: bool) -> None:
        """See to it that what a trusted cell has shown stays, and that its failure is shown."""
        for places in self._display_id_map.values():
            places.pop(index, None)  # a later cell would change it there
        if failed and not has_failed(cell):
            said = "This cell has failed, and code that it called has hidden how."
            cell.outputs.append(
                new_output("error", ename=HIDDEN, evalue=said, traceback=[f"{HIDDEN}: {said}"])
            )

    def _show(self, message: dict[str, Any], cell: Any, index: int) -> None:
        """Make an output of a message, as nbclient does; one that is malformed shows nothing."""
        header = {"msg_type": message.get("msg_type"), "date": datetime.now(UTC)}
        full = {"header": header, "parent_header": {}, "metadata": {}, "buffers": [], **message}
        try:
            full["buffers"] = [base64.b64decode(buffer) for buffer in full["buffers"]]
            self.process_message(full, cell, index)
        except Exception as err:  # noqa: BLE001 - whatever a student's code makes of Jupyter's messages
            self.log.warning("A message of cell %s was left out: %s", index, err)

    def _take_reply(self, cell: Any, index: int, ran: Ran) -> None:
        reply = ran.reply
        if isinstance(reply.get("execution_count"), int):
            cell["execution_count"] = reply["execution_count"]
        if ran.timed_out:
            self.on_cell_executed(
                cell=cell,
                cell_index=index,
                execute_reply={"content": {"status": "error", **self.error_on_timeout}},
            )
        else:
            self.on_cell_executed(
                cell=cell, cell_index=index, execute_reply={"content": {"status": "ok", **reply}}
            )


def _is_students_code(cell: Any) -> bool:
    return cell.cell_type == "code" and not is_locked(cell)


def _keep_own_result(cell: Any) -> None:
    """Leave a test the one result that is its own: the value of its last line.

    nbgrader reads points off the first result of a cell. An answer that is tested can show results too, by calling
    the display hook, and a test that fails has none.
    """
    failed = any(output.output_type == "error" for output in cell.outputs)
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    own = results[-1:] if _ends_in_value(cell.source) and not failed else []
    cell.outputs = [
        output for output in cell.outputs if output.output_type != "execute_result" or output in own
    ]


def _ends_in_value(source: str) -> bool:
    try:
        body = parse(source).body
    except SyntaxError:
        return True  # a magic may give a value
    return bool(body) and isinstance(body[-1], ast.Expr)


_own = threading.local()


def _own_sandbox(hidden: list[str]) -> WarmSandbox:
    """The sandbox of this thread: nbgrader runs one notebook after the other, and a warm process serves them all."""
    sandbox: WarmSandbox | None = getattr(_own, "sandbox", None)
    if sandbox is None or not sandbox.is_running:
        _own.sandbox = sandbox = WarmSandbox(hidden=tuple(map(Path, hidden)))
        atexit.register(sandbox.close)
    return sandbox


def _beside(folder: Path) -> dict[str, bytes]:
    """What lies beside the notebook. Not the notebook itself: nbgrader has put the hidden tests in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb"
    }


def _mark_stopped(cell: Any, why: str) -> None:
    """A cell that did not run shows so: to nbgrader, a test without output is a test that passed."""
    if cell.cell_type == "code" and cell.source.strip():
        said = f"This cell did not run: {why}."
        cell.outputs = [
            # A result, of an answer that called the display hook, would be read as points.
            *(output for output in cell.outputs if output.output_type != "execute_result"),
            new_output("error", ename=STOPPED, evalue=said, traceback=[f"{STOPPED}: {said}"]),
        ]
