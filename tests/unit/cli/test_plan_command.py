"""`groundschool plan`: the plan of the notebook, in the terminal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from groundschool.cli import run
from groundschool.course.load import load_course
from groundschool.learner.edits import move
from groundschool.learner.record import LearnerRecord
from groundschool.learner.saved_plan import SavedPlan
from groundschool.learner.wish import make_wish
from groundschool.paths import CourseRoot
from small_files import some_resources, write_course

WORDS = ("--role", "manager", "--level", "advanced", "--hours", "2", "--budget", "paid", "--goal", "data")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_course(tmp_path, some_resources(20))
    (tmp_path / "workspace" / ".groundschool").mkdir(parents=True)
    monkeypatch.delenv("GROUNDSCHOOL_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["plan", *arguments]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["plan", *arguments]) == 2
    return capsys.readouterr().err.strip()


def as_data(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(printed(capsys, *arguments, "--format", "json"))
    return data


@pytest.mark.usefixtures("root")
def test_the_weeks_are_printed_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, *WORDS, "--start", "2026-11-30").splitlines()

    assert lines[0].startswith(
        "Manager, level advanced, 2 h a week, budget paid, goal data: 4 weeks, 7 h 30 min"
    )
    assert "Week 4  2 h, from 2026-12-21" in lines
    assert "         1 h  Lesson: Validation  (for your goal)" in lines
    assert "Left out, and why" in lines
    assert "  15 resources: takes longer than a week of yours" in lines


@pytest.mark.usefixtures("root")
def test_each_format_is_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    words = (*WORDS, "--start", "2026-11-30")
    weeks = as_data(capsys, *words)["weeks"]
    events = Calendar.from_ical(printed(capsys, *words, "--format", "ics")).walk("VEVENT")
    lines = list(csv.DictReader(io.StringIO(printed(capsys, *words, "--format", "csv"))))
    markdown = printed(capsys, *words, "--format", "markdown")

    assert [event.decoded("dtstart").isoformat() for event in events] == [week["begins"] for week in weeks]
    assert len(lines) == markdown.count("- [ ] ") == sum(len(week["steps"]) for week in weeks)


def test_the_saved_plan_is_shown_with_its_changes_and_picks(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = load_course(CourseRoot(root))
    called = make_wish(course, role="manager", hours_per_week=2)
    SavedPlan(root / "workspace").write(move(course, called, "lab/validation", 3).wish, called)
    LearnerRecord(root / "workspace").picked("resource_3")

    made = as_data(capsys, "--saved", "--workspace", "workspace")

    assert made["wish"].startswith("Manager, level introductory, 2 h a week")
    assert "lab" in {step["kind"] for step in made["weeks"][2]["steps"]}
    assert "resource_3" in {step["id"] for week in made["weeks"] for step in week["steps"]}
    assert as_data(capsys, "--saved", "--workspace", "workspace", "--hours", "9")["wish"].endswith(
        "9 h a week, budget free"
    )


def test_a_file_is_written_once_and_never_over_another(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert printed(capsys, "--format", "markdown", "--output", "plan.md") == "Written to plan.md.\n"
    (root / "plan.md").write_text("my notes")

    assert refused(capsys, "--format", "markdown", "--output", "plan.md") == (
        "plan.md: there is such a file already, and it may have your notes in it. Name another."
    )
    assert (root / "plan.md").read_text() == "my notes"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--role", "manger"), "role='manger' is not known. Did you mean 'manager'?"),
        (("--goal", "dat"), "goal='dat' is not known. Did you mean 'data'?"),
        (("--hours", "nan"), "hours_per_week=nan: give a number from 0.5 to 60."),
        (("--format", "ics"), "--format ics needs --start, the day on which the first week begins."),
        (("--workspace", "workspace"), "--workspace names the workspace for --saved. Give both."),
        (("--saved",), "There is no workspace from here upward. Name it with --workspace."),
    ],
)
@pytest.mark.usefixtures("root")
def test_what_cannot_be_planned_says_why(
    arguments: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, *arguments) == why


def test_a_workspace_without_a_plan_and_one_that_is_broken_say_so(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("workspace") / "plan.yml"
    nothing = f"{file}: no plan is saved here. Change something in the notebook's plan first."
    assert refused(capsys, "--saved", "--workspace", "workspace") == nothing

    (root / file).write_text("role: [")
    broken = refused(capsys, "--saved", "--workspace", "workspace").splitlines()
    assert broken[0].endswith("It is kept as plan.damaged-1.yml.")
    assert broken[-1] == nothing
