"""Two notebooks that run at the same time, in rooms of one sandbox: neither meets the other."""

from __future__ import annotations

import contextlib
import platform
import shutil
import threading
from ast import literal_eval
from collections.abc import Iterator

import pytest
from inside import Cells, opened, started

from groundschool.errors import GroundSchoolError
from groundschool.grading.inside.room import Limits
from groundschool.grading.warm import KernelStoppedError, WarmSandbox

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)
SETUP = "import ctypes, os, signal, socket, subprocess, time\nlibc = ctypes.CDLL(None, use_errno=True)"


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmSandbox]:
    with started("json") as sandbox:
        yield sandbox


@pytest.fixture
def neighbours(warm: WarmSandbox) -> Iterator[tuple[Cells, Cells]]:
    limits = Limits(processes=40)
    with (
        opened(warm, {"mine.txt": b"one"}, limits) as one,
        opened(warm, {"mine.txt": b"other"}, limits) as other,
    ):
        for cells in (one, other):
            cells.run(SETUP)
        yield one, other


def test_each_serves_on_a_loopback_of_its_own(neighbours: tuple[Cells, Cells]) -> None:
    one, other = neighbours
    one.run(
        "server = socket.create_server(('127.0.0.1', 7000))\nhidden = socket.socket(socket.AF_UNIX)\nhidden.bind('\\0meet')"
    )

    assert one.run("socket.create_connection(('127.0.0.1', 7000), 5).close()").reply["status"] == "ok"
    assert (
        other.run("socket.create_connection(('127.0.0.1', 7000), 5)").reply["ename"]
        == "ConnectionRefusedError"
    )
    assert (
        other.run("socket.socket(socket.AF_UNIX).connect('\\0meet')").reply["ename"]
        == "ConnectionRefusedError"
    )
    # Nor is the port taken.
    assert other.run("socket.create_server(('127.0.0.1', 7000))").reply["status"] == "ok"


def test_files_of_the_one_are_not_the_others(neighbours: tuple[Cells, Cells]) -> None:
    one, other = neighbours
    one.run("for place in ('.', '/tmp', '/dev/shm'):\n    open(place + '/note', 'w').write('psst')")

    assert other.value("open('mine.txt').read()") == "'other'"
    assert (
        other.value("[os.path.exists(p + '/note') for p in ('.', '/tmp', '/dev/shm')]")
        == "[False, False, False]"
    )


def test_processes_of_the_one_are_not_the_others(neighbours: tuple[Cells, Cells]) -> None:
    one, other = neighbours
    one.run("child = subprocess.Popen(['sleep', '60'])\nchild.pid")

    assert other.value("[p for p in os.listdir('/proc') if p.isdigit()]") == "['1']"
    other.run(
        "for number in range(2, 400):\n    try:\n        os.kill(number, 9)\n    except OSError:\n        pass"
    )
    # Who sets what a user's processes are worth reaches its own.
    other.run("libc.setpriority(2, os.getuid(), 19)")
    assert one.value("child.poll(), os.getpriority(os.PRIO_PROCESS, child.pid)") == "(None, 0)"
    assert other.value("os.getpriority(os.PRIO_PROCESS, 0)") == "19"


def test_each_has_terminals_of_its_own(neighbours: tuple[Cells, Cells]) -> None:
    one, other = neighbours

    assert one.value("os.ttyname(os.openpty()[1])") == "'/dev/pts/0'"
    assert other.value("os.listdir('/dev/pts')") == "['ptmx']"
    assert other.value("os.ttyname(os.openpty()[1])") == "'/dev/pts/0'"


def test_who_takes_all_processes_takes_none_of_the_others(neighbours: tuple[Cells, Cells]) -> None:
    one, other = neighbours
    many = "kept = []\ntry:\n    while True:\n        kept.append(subprocess.Popen(['sleep', '60']))\nexcept OSError:\n    pass"
    with contextlib.suppress(KernelStoppedError):
        one.run(many)

    assert other.value("len([subprocess.Popen(['sleep', '60']) for _ in range(30)])") == "30"


def test_no_namespace_can_be_made_in_a_room(neighbours: tuple[Cells, Cells]) -> None:
    """Also by the system call that starts processes, which the filter must let through."""
    number = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    ask = f"[libc.syscall({number}, kind | 17, 0, 0, 0, 0) for kind in (0x10000000, 0x20000, 0x40000000, 0x20000000)]"

    assert neighbours[0].value(ask) == "[-1, -1, -1, -1]"
    assert neighbours[0].value("open('/proc/sys/user/max_user_namespaces').read()") == r"'0\n'"
    assert (
        neighbours[0].run("open('/proc/sys/user/max_user_namespaces', 'w').write('9')").reply["status"]
        == "error"
    )


@pytest.mark.parametrize(
    "end",
    [
        "os._exit(3)",
        # Its process group; the group knows no namespace.
        "os.kill(0, 9)",
        "os.kill(os.getppid(), 9)",
        "os.killpg(os.getpgrp(), 9)",
        "os.kill(-1, 9), os.kill(1, 9), os.kill(os.getsid(0), 9), os.abort()",
    ],
)
def test_the_end_of_the_one_is_not_the_others(neighbours: tuple[Cells, Cells], end: str) -> None:
    one, other = neighbours
    other.run("child = subprocess.Popen(['sleep', '60'])")
    # To itself, as the first process of its namespace, it is not able to send it.
    with contextlib.suppress(KernelStoppedError):
        one.run(f"child = subprocess.Popen(['sleep', '60'])\n{end}")

    assert other.value("child.poll() is None") == "True"
    assert other.value("6 * 7") == "42"


def test_an_interrupt_meets_the_one_that_ran_out_of_time(neighbours: tuple[Cells, Cells]) -> None:
    one, other = neighbours
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(other.value("time.sleep(2) or 'slept'")))
    thread.start()
    assert one.run("while True: pass", timeout=0.5).timed_out
    thread.join()

    assert said == ["'slept'"]


def test_a_kernel_that_ends_with_its_sandbox_is_not_its_codes_fault() -> None:
    """The message is that of a sandbox, and what asked for the kernel can ask another one."""

    def run(sandbox: WarmSandbox) -> None:
        with opened(sandbox) as one:
            threading.Timer(0.5, sandbox._process.kill).start()
            one.run("import time; time.sleep(30)")

    with started("json") as sandbox:
        with pytest.raises(GroundSchoolError, match="The sandbox ended") as ended:
            run(sandbox)
        assert not isinstance(ended.value, KernelStoppedError)
        assert not sandbox.is_running


def test_nothing_that_the_warm_process_has_open_or_shares_is_in_two_rooms() -> None:
    """A pipe, or memory for locks, that a library makes when it is imported would be a way from one to the other."""
    look = (
        "import os\nseen = {os.readlink('/proc/self/fd/' + name) for name in os.listdir('/proc/self/fd')"
        " if os.path.lexists('/proc/self/fd/' + name)}\n"
        "shared = [line.split()[5] for line in open('/proc/self/maps') if line.split()[1][1] + line.split()[1][3] == 'ws']"
    )
    modules = ("pandas", "pyarrow", "sklearn.metrics", "tqdm.auto", "joblib")
    with started(*modules) as sandbox, opened(sandbox) as one, opened(sandbox) as other:
        for cells in (one, other):
            cells.run(look)
        ours, theirs = (literal_eval(cells.value("seen, shared")) for cells in (one, other))

    assert ours[0] & theirs[0] <= {"/dev/null", "anon_inode:[eventpoll]"}
    assert any(name.startswith("socket:") for name in ours[0])
    assert (ours[1], theirs[1]) == ([], [])
