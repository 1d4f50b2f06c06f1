"""A small repository to practise delivery on: the fallback table of the connection desk, its data and its tests.

Every program is started as by hand, with the repository as its folder and a clean environment, so that neither the
user's keys nor the user's git settings play a part.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from flightdelay.ci import clean_environment
from flightdelay.data import load_flights

WORKFLOW = ".github/workflows/ci.yml"
FILES = {
    "desk.py": '''\
import csv

def is_late(minutes):
    return minutes > 15

def train(rows):
    """The share of late flights for each hour of the day."""
    hours = {}
    for row in rows:
        if row["delay"]:
            hours.setdefault(row["hour"], []).append(is_late(float(row["delay"])))
    return {hour: sum(late) / len(late) for hour, late in sorted(hours.items())}

def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))
''',
    "test_code.py": """\
from desk import is_late

def test_late_is_more_than_15_minutes():
    assert [is_late(15), is_late(16)] == [False, True]
""",
    "test_data.py": """\
from desk import read

def test_hours_are_hours_and_delays_are_minutes():
    rows = read("flights.csv")
    assert len(rows) > 1000 and all(0 <= int(row["hour"]) < 24 for row in rows)
    assert all(-120 <= float(row["delay"] or 0) <= 2880 for row in rows)
""",
    "test_model.py": """\
from desk import read, train

def test_evenings_are_worse_than_mornings():
    model = train(read("flights.csv"))
    assert model["20"] > 2 * model["6"]

def test_the_same_data_in_another_order_gives_the_same_model():
    rows = read("flights.csv")
    assert train(rows) == train(rows[::-1])
""",
}

# A workflow in which zizmor finds nothing. Its jobs are not in the order in which they run.
SOUND_WORKFLOW = """\
name: ci
on: pull_request
permissions: {contents: read}
concurrency: {group: ci, cancel-in-progress: true}
env: {PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1", PYTEST_ADDOPTS: "-q --tb=no -p no:cacheprovider"}
jobs:
  model:
    needs: [code, data]
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: {persist-credentials: false}
      - {name: test the model, run: python -m pytest test_model.py}
  code:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: {persist-credentials: false}
      - {name: test the code, run: python -m pytest test_code.py}
  data:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: {persist-credentials: false}
      - {name: test the data, run: python -m pytest test_data.py}
"""


class Clone:
    """The repository in a folder: written when this is made, with every fourth flight of April as its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            (folder / name).write_text(text)
        flights = load_flights(4).iloc[::4][["hour", "dep_delay"]]
        flights.rename(columns={"dep_delay": "delay"}).to_csv(folder / "flights.csv", index=False)
        (folder / WORKFLOW).parent.mkdir(parents=True)
        who = {
            f"GIT_{role}_{what}": "learner" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        self._environment = clean_environment(
            **who,
            GIT_CONFIG_GLOBAL=os.devnull,
            GIT_CONFIG_NOSYSTEM="1",
            PIP_DISABLE_PIP_VERSION_CHECK="1",
            PRE_COMMIT_HOME=str(folder / ".git" / "hooks-home"),
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
        )
        self.call("git", "init", "-q")

    def call(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the repository, and say how it ended and what it wrote."""
        words = [sys.executable if command[0] == "python" else command[0], *command[1:]]
        return subprocess.run(
            words, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.folder / name).read_text()

    def write(self, name: str, text: str) -> None:
        """Put a text into a file."""
        (self.folder / name).write_text(text)

    def commit(self, message: str, **files: str) -> str:
        """Write files (`settings=...` is settings.py), commit, and give what hooks said; nothing without hooks."""
        for name, text in files.items():
            self.write(f"{name}.py", text)
        self.call("git", "add", "-A")
        done = self.call("git", "commit", "-q", "-m", message)
        # How long a hook took differs from run to run.
        return re.sub(r"- duration: .*\n", "", done.stdout + done.stderr)

    def failing(
        self, file: str = "desk.py", old: str = "^", new: str | Callable[[re.Match[str]], str] = ""
    ) -> str:
        """Which files of tests fail while each match of `old` in a file is replaced by `new`."""
        sound = self.read(file)
        self.write(file, re.sub(old, new, sound))
        try:
            said = self.call("python", "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider").stdout
        finally:
            self.write(file, sound)
        found = set(re.findall(r"^(?:FAILED|ERROR) (test_\w+)\.py", said, flags=re.MULTILINE))
        return ", ".join(sorted(found)) or "nobody"

    def lint_workflow(self, text: str) -> pd.DataFrame:
        """What zizmor finds in a workflow, which becomes that of the repository."""
        self.write(WORKFLOW, text)
        said = self.call("zizmor", "--offline", "--no-progress", "--format", "json", WORKFLOW).stdout
        found = {
            (each["ident"], each["determinations"]["severity"], each["desc"]) for each in json.loads(said)
        }
        return pd.DataFrame(sorted(found), columns=["finding", "severity", "what it says"])

    def lint_dockerfile(self, text: str) -> pd.DataFrame:
        """What hadolint finds in a Dockerfile."""
        self.write("Dockerfile", text)
        found = json.loads(self.call("hadolint", "--format", "json", "Dockerfile").stdout)
        rows = [(each["line"], each["code"], each["message"]) for each in found]
        return pd.DataFrame(rows, columns=["line", "rule", "what it says"])

    def build_wheel(self, code: str) -> str:
        """Make deskfonts 1.0, a package of one file, as a wheel beside the code; its SHA-256."""
        wheel, info = self.folder / "deskfonts-1.0-py3-none-any.whl", "deskfonts-1.0.dist-info"
        files = {
            "deskfonts.py": code,
            f"{info}/METADATA": "Metadata-Version: 2.1\nName: deskfonts\nVersion: 1.0\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, text in files.items():
                archive.writestr(
                    zipfile.ZipInfo(name), text
                )  # without the time of day: the same bytes each time
        return hashlib.sha256(wheel.read_bytes()).hexdigest()

    def install(self, *options: str) -> str:
        """Install from the wheels beside the code into a folder of the repository: "installed", or why not."""
        where = ("--no-index", "--find-links", ".", "--target", "installed", "--upgrade", "--no-compile")
        done = self.call("python", "-m", "pip", "install", "-q", *where, *options)
        return "installed" if done.returncode == 0 else done.stderr.split(". ")[0].strip()
