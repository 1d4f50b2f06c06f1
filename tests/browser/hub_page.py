"""A class to try out, started as `make hub` starts it, and what somebody who logs in sees of it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).parents[2]
TRIAL = REPOSITORY / "deploy" / "hub" / "trial.py"
START_UP = 180
# Generous: two cores, and each server that starts takes one of them for seconds.
PATIENCE = 90_000

_SAVE = """
async ([path, answers]) => {
  const address = `${location.pathname.split("/lab")[0]}/api/contents/${path}`;
  const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]+)/)[1] };
  const { content } = await (await fetch(address, { headers })).json();
  for (const cell of content.cells) {
    const answer = answers[cell.metadata.nbgrader?.grade_id];
    if (answer) cell.source = answer;
  }
  const body = JSON.stringify({ type: "notebook", content });
  return (await fetch(address, { method: "PUT", headers, body })).status;
}
"""


@dataclass(frozen=True)
class Hub:
    """A hub that runs: its address, everybody's password, the folder of the class, and what was printed."""

    address: str
    password: str
    state: Path
    told: str

    @property
    def log(self) -> str:
        return (self.state / "hub" / "hub.log").read_text()

    def log_in(self, browser: Browser, login: str, *, path: str = "/") -> Page:
        """Log in, each in a browser of their own, and go where the hub leads."""
        context = browser.new_context(viewport={"width": 1200, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(self.address + path)
        page.get_by_label("Username").fill(login)
        page.locator("#password_input").fill(self.password)
        page.get_by_role("button", name="Sign in").click()
        return page


@contextmanager
def started(state: Path, classroom: Path, assignment: str, home: Path) -> Iterator[Hub]:
    """Start it, and stop it as Ctrl-C does: afterwards nothing of it runs any more."""
    port = _free_port()
    command = [sys.executable, str(TRIAL), f"--port={port}", f"--state={state}"]
    command += [f"--classroom={classroom}", f"--assignment={assignment}"]
    said = state.parent / "said"
    # Jupyter settings of whoever runs the tests are no part of them.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with said.open("w") as output:
        running = subprocess.Popen(command, env={**clean, "HOME": str(home)}, stdout=output, stderr=output)
    family: list[psutil.Process] = []
    try:
        password = _password(said, running)
        yield Hub(f"http://127.0.0.1:{port}", password, state, said.read_text())
        family = psutil.Process(running.pid).children(recursive=True)
    finally:
        running.terminate()
        running.wait(timeout=120)
    left = [process.cmdline() for process in family if process.is_running()]
    assert left == []


def save_answers(page: Page, notebook: str, answers: Mapping[str, str]) -> None:
    """Write answers into a student's notebook, through the server of the page that is open."""
    assert page.evaluate(_SAVE, [notebook, dict(answers)]) == 200


def _password(said: Path, running: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + START_UP
    while time.monotonic() < until and running.poll() is None:
        found = re.search(r"password +(\S+)", said.read_text())
        if found:
            return found[1]
        time.sleep(0.2)
    pytest.fail(f"The hub did not start within {START_UP} s:\n{said.read_text()}", pytrace=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def gradebook(state: Path) -> Any:
    """The gradebook of the class: nbgrader's own."""
    from nbgrader.api import Gradebook  # noqa: PLC0415 - takes seconds

    return Gradebook(f"sqlite:///{state / 'classroom' / 'gradebook.db'}")
