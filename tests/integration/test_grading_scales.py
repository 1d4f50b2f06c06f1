"""The same class on a PostgreSQL server and on a Dask cluster: the same grades, also when a worker is killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from classroom_cycle import UPSIDE_DOWN
from classroom_kit import RIGHT, Kit, configure, make_classroom
from distributed import Client
from gradebook_rows import all_rows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="submissions are fenced in on Linux only")

STUDENTS = 6


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    kit = make_classroom(tmp_path_factory.mktemp("here"))
    kit.groundschool("release", "dough")
    for number in range(STUDENTS):
        kit.hand_in(kit.root / "submitted" / f"s{number}" / "dough", (RIGHT, UPSIDE_DOWN, {})[number % 3])
    assert kit.groundschool("grade", "dough").code == 0
    return kit


def ungraded(graded: Kit, folder: Path, setting: str = "") -> Kit:
    kit = make_classroom(folder)
    configure(kit.root, setting)
    released = kit.groundschool("release", "dough")
    assert released.code == 0, released.err
    shutil.copytree(graded.root / "submitted", kit.root / "submitted")
    return kit


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A server of Debian's package, started for a test; its address for SQLAlchemy."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert found, "PostgreSQL is not installed. On Debian or Ubuntu: apt install postgresql"
    programs, port = found[-1].parent, free_port()
    # It refuses to run as root.
    somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    folder.mkdir()
    if somebody:
        for parent in (folder, *folder.parents):
            if parent.stat().st_uid == 0 and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
        os.chown(folder, 65534, 65534)
    data = str(folder / "data")
    subprocess.run(
        [*somebody, str(programs / "initdb"), "-D", data, "-U", "teacher", "-A", "trust", "-N"],
        check=True,
        capture_output=True,
        cwd="/",
    )
    options = f"-p {port} -h 127.0.0.1 -k {folder} -F"
    control = [*somebody, str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, cwd="/", stdout=subprocess.DEVNULL)
    try:
        yield f"postgresql+psycopg://teacher@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")


@contextmanager
def dask_cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own."""
    folder.mkdir()
    address = f"tcp://127.0.0.1:{free_port()}"
    env = {**os.environ, "HOME": str(folder), "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "env": env}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--no-show"]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads=1",
        "--no-dashboard",
        "--no-nanny",
    ]
    processes = [
        subprocess.Popen([*scheduler, "--host", "127.0.0.1", "--port", address.rpartition(":")[2]], **quiet)
    ]
    try:
        processes += [subprocess.Popen([*worker, "--name", name], **quiet) for name in ("one", "two")]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_gradebook_in_postgresql_has_the_same_rows(graded: Kit, tmp_path: Path) -> None:
    with postgresql(tmp_path / "server") as address:
        kit = ungraded(graded, tmp_path / "class", f"c.CourseDirectory.db_url = {address!r}\n")
        done = kit.groundschool("grade", "dough", "--json")
        kept = kit.groundschool("grade", "dough", "--json")
        exported = kit.groundschool("export")
        configure(
            kit.root, f"c.CourseDirectory.db_url = {address.removesuffix('/postgres') + '/gradebook'!r}\n"
        )
        nowhere = kit.groundschool("export")

        assert done.code == 0, done.err
        assert all_rows(address) == all_rows(f"sqlite:///{graded.root / 'gradebook.db'}")
        assert {row["status"] for row in kept.json["submissions"]} == {"kept"}
        assert exported.code == 0, exported.err
        assert nowhere.code == 1
        assert "/gradebook: there is no such database. Make it: `createdb gradebook`." in nowhere.err
    assert not (kit.root / "gradebook.db").exists()


def test_a_dask_cluster_gives_the_same_rows_though_a_worker_is_killed(graded: Kit, tmp_path: Path) -> None:
    kit = ungraded(graded, tmp_path / "class")
    with dask_cluster(tmp_path / "cluster") as (address, workers):
        command = [sys.executable, "-m", "groundschool", "class", "grade", "dough", "--scheduler", address]
        env = {**os.environ, "HOME": str(kit.home)}
        grader = subprocess.Popen(
            [*command, "--classroom", str(kit.root)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while grader.poll() is None and not list((kit.root / "autograded").glob("*/dough")):
            time.sleep(0.05)
        workers[0].send_signal(signal.SIGKILL)
        said, err = grader.communicate(timeout=300)

    assert grader.returncode == 0, said + err
    assert all_rows(f"sqlite:///{kit.root / 'gradebook.db'}") == all_rows(
        f"sqlite:///{graded.root / 'gradebook.db'}"
    )


def test_a_scheduler_that_is_not_there_is_told(graded: Kit) -> None:
    done = graded.groundschool("grade", "dough", "--again", "--scheduler", f"tcp://127.0.0.1:{free_port()}")

    assert done.code == 2
    assert "no Dask scheduler answers here" in done.err
    assert "dask scheduler" in done.err
