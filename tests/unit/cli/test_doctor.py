"""The doctor looks at one thing at a time, and always says how to get what is missing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from groundschool.cli import groundschool
from groundschool.doctor import machine, software
from groundschool.doctor.examine import examine, ready
from groundschool.doctor.finding import Finding, Need
from groundschool.paths import CourseRoot

SYSTEMS = {"everywhere", "Debian", "Ubuntu", "Debian, Ubuntu", "Fedora", "macOS"}


def _clone(folder: Path, lock: str) -> CourseRoot:
    (folder / "requirements.lock").write_text(lock)
    return CourseRoot(folder)


def _program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(("version", "ok"), [((3, 10, 13), False), ((3, 11, 0), True), ((4, 0, 0), True)])
def test_python_is_old_before_3_11(version: tuple[int, ...], ok: bool) -> None:
    assert software.python(version).ok is ok


def test_a_lock_yields_the_pins_of_this_machine() -> None:
    lock = (
        "six==1.17.0 \\\n    --hash=sha256:aa\n    # via x\n"
        "pywin32==312 ; sys_platform == 'win32' \\\n    --hash=sha256:bb\n"
        "uv==0.13.9 ; python_full_version >= '3.11' \\\n    --hash=sha256:cc\n"
    )

    assert dict(software.locked(lock)) == {"six": "1.17.0", "uv": "0.13.9"}


def test_packages_that_differ_from_the_lock_are_named(tmp_path: Path) -> None:
    finding = software.packages(_clone(tmp_path, "six==0.1 \\\n    --hash=sha256:aa\nno-such-thing==1.0\n"))

    assert not finding.ok
    assert finding.detail.startswith("2 of the 2 packages in requirements.lock differ: six ")
    assert finding.detail.endswith(" (locked: 0.1), no-such-thing is missing")


def test_many_differences_are_counted(tmp_path: Path) -> None:
    lock = "".join(f"no-such-{number}==1.0\n" for number in range(8))

    assert software.packages(_clone(tmp_path, lock)).detail.endswith("no-such-4 is missing and 3 more")


def test_this_environment_has_what_its_lock_says() -> None:
    root = CourseRoot(Path(__file__).parents[3])

    assert software.packages(root).detail.startswith("all ")


def test_without_a_lock_the_requirements_of_the_wheel_count(tmp_path: Path) -> None:
    assert software.packages(CourseRoot(tmp_path)).detail.endswith(
        "requirements of mlops-ground-school are here"
    )


def test_a_course_without_notebooks_is_to_be_built(tmp_path: Path) -> None:
    finding = software.course(CourseRoot(tmp_path))

    assert not finding.ok
    assert finding.remedy == {"everywhere": "`groundschool build` builds the notebooks"}


@pytest.mark.parametrize(
    ("program", "ok"),
    [("python", True), ("{bin}/python3", True), ("/elsewhere/bin/python", False)],
)
def test_a_kernel_of_another_python_is_found_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    ok: bool,
) -> None:
    argv = [
        program.format(bin=Path(sys.executable).parent),
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
    ]
    _kernel(tmp_path, json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    assert software.kernel().ok is ok


def test_a_damaged_kernel_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _kernel(tmp_path, "{")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    assert software.kernel().detail.startswith("the kernel python3 cannot be read: ")


def _kernel(folder: Path, content: str) -> None:
    file = folder / "kernels" / "python3" / "kernel.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)


def test_a_workspace_below_a_folder_that_can_be_written_is_fine(tmp_path: Path) -> None:
    assert machine.place(tmp_path / "not" / "there" / "yet").ok
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_that_cannot_be_written_is_a_finding() -> None:
    finding = machine.place(Path("/proc/workspace"))

    assert not finding.ok
    assert finding.remedy == {"everywhere": "groundschool lab --workspace FOLDER"}


def test_a_browser_that_does_not_start_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "chromium-browser", "echo 'install the snap first' >&2; exit 1")
    chrome = _program(tmp_path, "google-chrome", "echo Chrome 140")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert machine.find_browser() == chrome
    chrome.unlink()
    assert not machine.browser().ok


def test_a_bubblewrap_that_may_not_work_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "bwrap", "echo 'setting up uid map: Permission denied' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert machine.sandbox() == Finding(
        "bubblewrap",
        ok=False,
        detail="setting up uid map: Permission denied",
        need=Need.GRADING,
        remedy=machine.sandbox().remedy,
    )


@pytest.mark.parametrize(("version", "ok"), [("v18.19.1", True), ("v16.20.2", False), ("garbled", False)])
def test_a_node_that_is_too_old_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, ok: bool
) -> None:
    _program(tmp_path, "node", f"echo {version}")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert machine.node().detail == "not found: npm"
    _program(tmp_path, "npm", "exit 1")
    assert machine.node().ok is ok
    assert machine.node().detail == f"{version} (18 or newer is needed)"


def test_missing_programs_do_not_stop_a_learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_start_here.ipynb").touch()
    monkeypatch.setenv("PATH", str(tmp_path))

    findings = examine(CourseRoot(tmp_path), tmp_path / "workspace")
    assert [finding.name for finding in findings if not finding.ok] == ["Chromium", "bubblewrap", "Node.js"]
    assert ready(findings)


def test_a_missing_package_stops_neither_the_examination_nor_the_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)

    (memory,) = [one for one in examine(CourseRoot(tmp_path), tmp_path) if one.name == "Memory"]
    assert not memory.ok
    assert memory.detail.startswith("cannot look: ")
    assert "make lab" in memory.remedy["everywhere"]


def test_every_remedy_is_for_a_system_we_name(tmp_path: Path) -> None:
    findings = examine(None, tmp_path)

    assert {system for finding in findings for system in finding.remedy} <= SYSTEMS
    assert all(finding.remedy for finding in findings if not finding.ok)


def test_the_page_shows_remedies_of_what_is_missing_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GROUNDSCHOOL_WORKSPACE", str(tmp_path))

    page = CliRunner().invoke(groundschool, ["doctor"], standalone_mode=False).output
    assert "missing  Chromium        not found (only for the browser tests)" in page
    assert "         Fedora: sudo dnf install chromium" in page
    assert "brew install python" not in page


@pytest.mark.parametrize("has_notebooks", [True, False])
def test_the_exit_code_says_whether_one_can_learn(
    tmp_path: Path,
    has_notebooks: bool,
) -> None:
    for folder in ("course", "catalog", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "course" / "course.yml").touch()
    if has_notebooks:
        (tmp_path / "notebooks" / "00_start_here.ipynb").touch()

    result = CliRunner().invoke(groundschool, ["--root", str(tmp_path), "doctor", "--json"])
    said = json.loads(result.stdout)
    assert result.exit_code == (0 if has_notebooks else 1)
    assert said["ready"] is has_notebooks
    assert {finding["name"] for finding in said["findings"]} >= {"Python", "Packages", "Memory", "bubblewrap"}


def test_memory_disk_and_cores_are_numbers_of_this_machine(tmp_path: Path) -> None:
    assert machine.disk(tmp_path).detail.endswith(" GiB needed")
    assert machine.memory().detail.endswith(" GiB needed")
    assert int(machine.cores().detail.split()[0]) <= (os.cpu_count() or 1)
