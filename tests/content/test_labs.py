"""Labs as content, in a real kernel: the solution passes, the blank fails, each recorded wrong answer is told why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbclient import NotebookClient
from traitlets.config import Config

import offline_kernel
from groundschool.build.lab import LAB, blank
from groundschool.build.page import Notebook, Page, code, read_source
from groundschool.build.steps import apply
from groundschool.course.spine import Course
from groundschool.quiet import kernel_environment


def lab_of(course: Course, module: str) -> Notebook:
    page = Page(course, course.module(module), course.source(module, "lab.py"))
    return apply(LAB, read_source(page), page)


class Kernel:
    """A kernel that runs cells and says how they failed."""

    def __init__(self, client: NotebookClient) -> None:
        self.client = client

    def run(self, source: str) -> str:
        """Run code; "" if it worked, else the error's name and text."""
        cell = code(source)
        self.client.nb.cells = [cell]
        self.client.execute_cell(cell, 0)
        errors = [output for output in cell.outputs if output.output_type == "error"]
        return f"{errors[0].ename}: {errors[0].evalue}" if errors else ""


@pytest.fixture(scope="session")
def kernel(module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A fresh kernel for each module; what one lab leaves behind helps or harms no other."""
    assert module
    folder: Path = tmp_path_factory.mktemp("kernel")
    client = NotebookClient(
        Notebook(cells=[], metadata=Notebook(), nbformat=4, nbformat_minor=5),
        timeout=300,
        allow_errors=True,
        kernel_name=offline_kernel.NAME,
        resources={"metadata": {"path": str(folder)}},
        config=Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "k")}}),
    )
    with client.setup_kernel(env=kernel_environment()):
        yield Kernel(client)


def run_all(lab: Notebook, kernel: Kernel) -> dict[str, str]:
    """Each cell of code, and how it failed: "" if it did not."""
    return {cell.source: kernel.run(cell.source) for cell in lab.cells if cell.cell_type == "code"}


@pytest.fixture(scope="session")
def blank_run(course: Course, module: str, kernel: Kernel) -> dict[str, str]:
    """The blank lab, run first in the kernel, once for all tests."""
    return run_all(blank(lab_of(course, module)), kernel)


@pytest.fixture(scope="session")
def solved_run(course: Course, module: str, kernel: Kernel, blank_run: dict[str, str]) -> dict[str, str]:
    """The lab with its solutions, run after the blank one: what it defines, wrong answers then replace."""
    assert blank_run
    return run_all(lab_of(course, module), kernel)


def graders_of(lab: Notebook) -> dict[str, str]:
    """The source of each autograded task's tests."""
    return {
        cell.metadata.nbgrader.grade_id.removeprefix("tests_"): cell.source
        for cell in lab.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    }


def solutions_of(lab: Notebook) -> dict[str, str]:
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in lab.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }


def test_there_are_three_autograded_tasks_and_a_written_one(course: Course, module: str) -> None:
    lab = lab_of(course, module)
    written = [
        cell
        for cell in lab.cells
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("grade")
    ]

    assert len(graders_of(lab)) >= 3
    assert len(written) >= 1
    assert all(len(cell.source.split()) >= 30 for cell in written), "a mark scheme says what earns each point"


def test_the_blank_lab_earns_nothing(course: Course, module: str, blank_run: dict[str, str]) -> None:
    for cell in blank(lab_of(course, module)).cells:
        if cell.cell_type == "code":
            graded = cell.metadata.get("nbgrader", {}).get("grade", False)
            assert bool(blank_run[cell.source]) == graded, (cell.source, blank_run[cell.source])


def test_the_solution_earns_full_marks(solved_run: dict[str, str]) -> None:
    assert {source: failure for source, failure in solved_run.items() if failure} == {}


def test_each_task_has_three_recorded_wrong_answers(course: Course, module: str) -> None:
    recorded = Counter(wrong.task for wrong in course.wrong_answers[module])

    assert set(recorded) == set(graders_of(lab_of(course, module)))
    assert min(recorded.values()) >= 3


@pytest.mark.usefixtures("solved_run")
def test_each_wrong_answer_fails_for_the_right_reason(course: Course, module: str, kernel: Kernel) -> None:
    """The visible tests say what the record says they must: hidden tests never explain to a learner."""
    lab = lab_of(course, module)
    visible = graders_of(blank(lab))
    everything, solutions = graders_of(lab), solutions_of(lab)
    silent = []
    for wrong in course.wrong_answers[module]:
        assert kernel.run(wrong.answer) == "", (wrong.name, "the wrong answer itself must run")
        told = kernel.run(visible[wrong.task]) or kernel.run(everything[wrong.task])
        if wrong.says not in told:
            silent.append((wrong.task, wrong.name, told))
        assert kernel.run(solutions[wrong.task]) == ""

    assert silent == []


@pytest.mark.usefixtures("solved_run")
def test_an_answer_that_equals_everything_does_not_pass(course: Course, module: str, kernel: Kernel) -> None:
    lab = lab_of(course, module)
    solutions = solutions_of(lab)
    kernel.run(
        "class _Everything:\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    __hash__ = None\n"
    )
    for task, tests in graders_of(lab).items():
        kernel.run(f"{task} = lambda *args, **kwargs: _Everything()")
        assert kernel.run(tests) != "", task
        kernel.run(solutions[task])
