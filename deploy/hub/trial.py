"""Start a class on this machine with test accounts: what `make hub` runs.

It makes a class of its own in a folder (the classroom is a copy), hands out one assignment, says who can log in
where, and stays until Ctrl-C, which ends the hub and all that it started.
"""
# ruff: noqa: INP001, T201 - a program beside its settings, which speaks to who started it

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from groundschool.errors import GroundSchoolError
from groundschool.grading.classroom import Classroom, open_classroom
from groundschool.grading.release import release
from groundschool.paths import find_root

HERE = Path(__file__).resolve().parent
PROXY = HERE / "node_modules" / ".bin" / "configurable-http-proxy"
STUDENTS = ("ada", "ben", "cleo")
INSTRUCTORS = ("grace",)


def main() -> int:
    """Prepare the class, start the hub and wait for its end."""
    root = find_root(start=HERE)
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=8000, help="where to listen (default: %(default)s)")
    parser.add_argument(
        "--state",
        type=Path,
        default=root.path / ".hub",
        help="the folder of the class; it is kept (default: %(default)s)",
    )
    parser.add_argument(
        "--classroom", type=Path, default=root.classroom, help="what is copied into it (default: %(default)s)"
    )
    parser.add_argument("--assignment", help="what is handed out (default: the first by name)")
    asked = parser.parse_args()
    try:
        require_proxy()
        state = asked.state.resolve()
        room = make_class(state, asked.classroom.resolve())
        assignment = hand_out(room, asked.assignment)
        port = require_free(asked.port)
    except GroundSchoolError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    password = secrets.token_urlsafe(9)
    address = f"http://127.0.0.1:{port}"
    log = state / "hub" / "hub.log"
    with start_hub(state, (port, *free_ports(3)), password, log) as hub:
        try:
            if answers(f"{address}/hub/health", hub):
                print(told(address, password, assignment, state), flush=True)
            hub.wait()
        except KeyboardInterrupt:
            print("Stopping: servers, proxy, hub.", flush=True)
            hub.terminate()
            hub.wait()
            return 0
    print(f"The hub ended by itself. The end of {log}:", *log_end(log), sep="\n", file=sys.stderr)
    return 1


def require_proxy() -> None:
    """Do nothing where the hub's proxy can be started.

    Raises:
        GroundSchoolError: it cannot; with the remedy.
    """
    if shutil.which("node") is None:
        raise GroundSchoolError(
            "The hub's proxy runs on Node.js, which is not here. Debian, Ubuntu: sudo apt install nodejs npm."
        )
    if not PROXY.exists():
        raise GroundSchoolError(f"{PROXY}: the hub's proxy is not installed. `make proxy` installs it there.")


def make_class(state: Path, source: Path) -> Classroom:
    """Make what jupyterhub_config.py expects of a class, and leave what is there."""
    for name in ("hub", "homes/.course", "exchange"):
        (state / name).mkdir(parents=True, exist_ok=True)
    (state / "hub").chmod(0o700)
    for name, logins in (("students.txt", STUDENTS), ("instructors.txt", INSTRUCTORS)):
        if not (state / name).exists():
            (state / name).write_text("".join(f"{login}\n" for login in logins), encoding="utf-8")
    room = state / "classroom"
    if not room.exists():
        open_classroom(source)
        room.mkdir()
        shutil.copy(source / "nbgrader_config.py", room)
        shutil.copytree(source / "source", room / "source")
        enrol(open_classroom(room))
    return open_classroom(room, exchange=state / "exchange")


def enrol(room: Classroom) -> None:
    """Put the students into the gradebook, so that tables show names."""
    with room.api().gradebook as gradebook:
        for login in STUDENTS:
            gradebook.update_or_create_student(login, first_name=login.title(), last_name="Student")


def hand_out(room: Classroom, wanted: str | None) -> str:
    """Release one assignment, unless students have one already."""
    assignment = wanted or room.assignments()[0]
    if not (room.released / assignment).is_dir():
        release(room, assignment, force=True)
    return assignment


def require_free(port: int) -> int:
    """Return the port.

    Raises:
        GroundSchoolError: another program listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise GroundSchoolError(
                f"Port {port}: {error.strerror}. Choose another: make hub ARGS='--port 8010'."
            ) from error
    return port


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def start_hub(state: Path, ports: tuple[int, ...], password: str, log: Path) -> subprocess.Popen[bytes]:
    """Start JupyterHub, its messages and those of all servers in a file."""
    environment = {
        **os.environ,
        "GROUNDSCHOOL_CLASS": str(state),
        "GROUNDSCHOOL_PORTS": " ".join(map(str, ports)),
        "GROUNDSCHOOL_PASSWORD": password,
    }
    command = [sys.executable, "-m", "jupyterhub", f"--config={HERE / 'trial_config.py'}"]
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=state / "hub",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # A terminal's Ctrl-C reaches this program alone, which tells the hub once.
            start_new_session=True,
        )


def answers(url: str, hub: subprocess.Popen[bytes]) -> bool:
    """Wait for the hub; False when it ends before it answers."""
    while hub.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own hub
        except OSError:
            time.sleep(0.5)
        else:
            return True
    return False


def log_end(log: Path) -> list[str]:
    """The last lines of the hub's log, after those that say why it cannot go on."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [*(line for line in lines[:-12] if line.startswith("[C ")), *lines[-12:]]


def told(address: str, password: str, assignment: str, state: Path) -> str:
    """What somebody needs to know to try it."""
    return f"""
A class to try out, with test accounts. NOT for real students: they all are you on this machine, and share
one password. It listens on 127.0.0.1 only.

  address      {address}
  students     {", ".join(STUDENTS)}
  instructor   {", ".join(INSTRUCTORS)}
  password     {password}     (for all of them; another one at each start)

As a student: Nbgrader menu, Assignment List, Fetch {assignment}. As the instructor: formgrader opens by itself.
Everything is kept in {state}; delete that folder to begin anew.
The hub's messages go to {state / "hub" / "hub.log"}. Stop with Ctrl-C.
"""


if __name__ == "__main__":
    # `kill` ends it as Ctrl-C does. A shell's background job ignores Ctrl-C's signal, and so would all servers,
    # which are asked to end by that very signal.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    sys.exit(main())
