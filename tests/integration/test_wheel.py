"""The wheel teaches by itself: outside the repository, without a clone, without a network."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from groundschool.learner.workspace import learners_copy

REPOSITORY = Path(__file__).parents[2]
PARTS = ("catalog", "course", "notebooks", "tools")
FILES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
START_UP = 60


@dataclass(frozen=True)
class Installed:
    """The wheel, unpacked where nothing else is, and a folder to work in."""

    wheel: Path
    site: Path
    folder: Path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "groundschool", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GROUNDSCHOOL_")}
        return {**kept, "PYTHONPATH": str(self.site), "HOME": str(self.folder / "home")}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build from a copy in which a class has worked, and install without looking anything up."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "repository"
    for name in PARTS:
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(REPOSITORY / name, copy / name)
    for private in ("submitted/ada/validation/lab.ipynb", "gradebook.db", "feedback/ada/lab.html"):
        (copy / "course" / "classroom" / private).parent.mkdir(parents=True, exist_ok=True)
        (copy / "course" / "classroom" / private).touch()
    (copy / "notebooks" / ".ipynb_checkpoints").mkdir()
    (copy / "notebooks" / ".ipynb_checkpoints" / "00_start_here-checkpoint.ipynb").touch()
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(copy))
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    _python("-m", "pip", "install", "--no-index", "--no-deps", "--target", str(site), str(wheel))
    shutil.rmtree(copy)
    (folder / "work").mkdir()
    return Installed(wheel, site, folder / "work")


def _python(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_course_is_in_the_wheel_and_nothing_that_a_class_wrote(installed: Installed) -> None:
    inside = "groundschool/_course/"
    names = {
        name.removeprefix(inside)
        for name in zipfile.ZipFile(installed.wheel).namelist()
        if name.startswith(inside)
    }
    listed = subprocess.run(
        ["git", "ls-files", "-z", "catalog", "course", "notebooks"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    tracked = set(filter(None, listed.stdout.split("\0")))

    assert {"course/course.yml", "notebooks/00_start_here.ipynb"} <= names
    assert not {name for name in names if re.search(r"/ada/|gradebook|checkpoint", name)}
    assert {name for name in tracked - names if (REPOSITORY / name).exists()} == set()


def test_the_course_is_found_outside_a_clone(installed: Installed) -> None:
    code = "from groundschool.paths import find_root; print(find_root().path)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed.folder,
        env=installed.environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(done.stdout.strip()) == installed.site / "groundschool" / "_course"


def test_the_catalog_can_be_listed(installed: Installed) -> None:
    done = installed.run("catalog", "list", "--json")
    entries = list((REPOSITORY / "catalog" / "resources").glob("*.yml"))

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(entries)


def test_the_doctor_works_without_a_lock(installed: Installed) -> None:
    found = {one["name"]: one for one in json.loads(installed.run("doctor", "--json").stdout)["findings"]}

    assert found["Course"]["ok"]
    assert found["Packages"]["detail"].endswith("requirements of mlops-ground-school are here")


@pytest.fixture(scope="module")
def running(installed: Installed) -> Iterator[str]:
    """`groundschool lab` as a learner starts it; the address that it prints."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    output = installed.folder / "lab.txt"
    with output.open("w") as file:
        server = subprocess.Popen(
            installed.command("lab", "--no-browser", "--port", port),
            cwd=installed.folder,
            env=installed.environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
        try:
            yield _address(output, server)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _address(output: Path, server: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + START_UP
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\S+", output.read_text())
        if found:
            return found.group(0)
        time.sleep(0.2)
    pytest.fail(f"groundschool lab printed no address:\n{output.read_text()}", pytrace=False)


def test_lab_makes_the_workspace_where_it_was_called(installed: Installed, running: str) -> None:
    assert "/lab/tree/00_start_here.ipynb?token=" in running
    workspace = installed.folder / "groundschool-workspace"
    course = installed.site / "groundschool" / "_course" / "notebooks"

    assert {path.name: path.read_bytes() for path in workspace.glob("*.ipynb")} == {
        path.name: learners_copy(path.read_bytes()) for path in course.glob("*.ipynb")
    }


def test_lab_serves_the_start_page_and_asks_for_no_news(running: str) -> None:
    with urllib.request.urlopen(running, timeout=30) as response:  # noqa: S310 - our own server
        page = response.read().decode()
    config = json.loads(
        re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    )  # type: ignore[index]

    assert config["treePath"] == "00_start_here.ipynb"
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]


def test_lab_says_only_what_a_learner_needs(installed: Installed, running: str) -> None:
    assert running
    lines = (installed.folder / "lab.txt").read_text().splitlines()

    assert lines[0] == f"Workspace: {installed.folder / 'groundschool-workspace'}"
    assert not [line for line in lines if re.search(r"warn|nbgrader|deprecat", line, re.IGNORECASE)]
