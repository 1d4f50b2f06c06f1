"""A replay in small, and in a process of its own that is killed at a given moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from flightdelay.steps import code_version
from flightdelay.workspace import Month, Workspace

APRIL = Month(2013, 4)
SETTINGS = {"policy": "monthly", "every": 20}

# argv: workspace, last month, and where to die: the file that is being written, and "before" or "after" its rename.
_CHILD = """
    import os, signal, sys
    from pathlib import Path

    import replays
    from flightdelay import pipeline, steps, workspace

    folder, last, file, moment = sys.argv[1:]
    write = workspace.write_whole

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def write_and_die(path, content):
        if str(path).endswith(file) and moment == "before":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(f".{path.name}.part").write_bytes(content[:10])
            die()
        write(path, content)
        if str(path).endswith(file) and moment == "after":
            die()

    workspace.write_whole = write_and_die
    pipeline.run(replays.workspace(Path(folder)), steps.months_through(workspace.Month.parse(last)))
"""


def workspace(folder: Path) -> Workspace:
    folder.mkdir(parents=True, exist_ok=True)
    return Workspace(folder, settings=SETTINGS, code=code_version())


def replay_in_process_of_its_own(
    folder: Path, last: Month, file: str = "nothing", moment: str = "never"
) -> bool:
    """Whether it came to its end; False if it was killed where it should be."""
    command = [sys.executable, "-c", textwrap.dedent(_CHILD), str(folder), str(last), file, moment]
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
    return ended.returncode == 0


def results(folder: Path) -> dict[str, bytes]:
    """All that the steps left, by name, each with its stamp."""
    months = folder / "months"
    return {str(path.relative_to(months)): path.read_bytes() for path in months.rglob("*") if path.is_file()}
