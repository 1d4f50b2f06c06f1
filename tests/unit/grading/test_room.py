"""The wall, tested from inside: what a student's cell behind it can see and do."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import time
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path

import pytest
from inside import Cells, opened, started

from groundschool.grading import sandbox
from groundschool.grading.inside.room import HOME, WORK, Limits
from groundschool.grading.sandbox import SandboxMissingError, require_sandbox
from groundschool.grading.warm import KernelStoppedError, WarmSandbox

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmSandbox]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_TOKEN", "hush")
        with started("json") as sandbox:
            yield sandbox


@pytest.fixture
def cells(warm: WarmSandbox) -> Iterator[Cells]:
    with opened(warm, {"data/a.csv": b"a"}) as cells:
        cells.run("import json, os, pathlib, resource, socket, subprocess, sys")
        yield cells


def test_no_process_shows_the_graders_environment(cells: Cells) -> None:
    seen = literal_eval(
        cells.value("{p: open(f'/proc/{p}/environ').read() for p in os.listdir('/proc') if p.isdigit()}")
    )

    assert set(seen) == {"1"}
    assert "GRADER_TOKEN" not in str(seen)
    assert cells.value("os.environ['HOME'], os.environ['OPENBLAS_NUM_THREADS']") == f"({HOME!r}, '1')"


def test_files_outside_are_not_there(cells: Cells, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades")
    places = [
        str(secret),
        "/etc/shadow",
        "/etc/passwd",
        str(Path(__file__)),
        str(Path.home() / ".ssh"),
        "/sys",
    ]

    assert cells.value(f"[p for p in {places!r} if os.path.exists(p)]") == "[]"
    assert literal_eval(cells.value("os.getcwd(), os.listdir(), open('data/a.csv').read()")) == (
        WORK,
        ["data"],
        "a",
    )


def test_of_the_home_folders_only_python_shows(cells: Cells) -> None:
    allowed = {"bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "proc", "sbin", "tmp", "usr"}
    python = {Path(path).parts[1] for path in (sys.prefix, sys.base_prefix, sandbox.__file__)}

    assert set(literal_eval(cells.value("os.listdir('/')"))) <= allowed | python


def test_there_is_no_network(cells: Cells) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        cells.run(
            "said = []\n"
            f"for address in [('127.0.0.1', {port}), ('192.0.2.1', 80)]:\n"
            "    try:\n        socket.create_connection(address, timeout=2)\n        said.append('connected')\n"
            "    except OSError as err:\n        said.append(type(err).__name__)\n"
        )

    assert cells.value("said") == "['ConnectionRefusedError', 'OSError']"
    assert cells.value("[name for _, name in socket.if_nameindex()]") == "['lo']"


@pytest.mark.parametrize(
    "folder",
    ["/", "/usr", "/etc", "/dev", "/proc/sys/kernel", sys.prefix, str(Path(sandbox.__file__).parent)],
)
def test_nothing_outside_can_be_written(cells: Cells, folder: str) -> None:
    ran = cells.run(f"open({folder!r} + '/hostname', 'w')")

    assert re.search("Read-only file system|Permission denied", ran.reply["evalue"])


@pytest.mark.parametrize("folder", [HOME, "/tmp", "/dev/shm"])  # noqa: S108 - inside the sandbox
def test_scratch_places_share_one_small_space(warm: WarmSandbox, folder: str) -> None:
    fill = f"open({folder!r} + '/big', 'wb').write(bytes(3 << 20))"
    with opened(warm, limits=Limits(scratch_mb=4)) as cells:
        assert cells.run(fill).reply["status"] == "ok"
        assert "No space left" in cells.run("open('/tmp/more', 'wb').write(bytes(3 << 20))").reply["evalue"]
    with opened(warm) as cells:
        assert literal_eval(cells.value(f"__import__('os').path.exists({folder!r} + '/big')")) is False
    assert not Path(folder, "big").exists()


def test_the_process_has_no_rights_and_gets_none(cells: Cells) -> None:
    cells.run("status = dict(l.split(':', 1) for l in open('/proc/self/status').read().splitlines())")
    names = ("CapInh", "CapPrm", "CapEff", "CapAmb", "CapBnd", "NoNewPrivs", "Seccomp")

    assert cells.value("os.getuid()") == "65534"
    assert [cells.value(f"status[{name!r}].strip()").strip("'") for name in names] == [
        *["0" * 16] * 5,
        "1",
        "2",
    ]
    assert cells.value("subprocess.run(['unshare', '--user', 'true'], stderr=-3).returncode") != "0"
    assert cells.value("subprocess.run(['mount', '-t', 'tmpfs', 'x', '/tmp'], stderr=-3).returncode") != "0"


def test_system_calls_that_nobody_needs_fail(cells: Cells) -> None:
    cells.run(
        "import errno\nsaid = []\n"
        "for make in (lambda: socket.socket(40, 1, 0), lambda: socket.socket(38, 5, 0), lambda: os.memfd_create('x')):\n"
        "    try:\n        make()\n        said.append('made')\n"
        "    except OSError as err:\n        said.append(errno.errorcode[err.errno])"
    )

    assert cells.value("said") == "['EAFNOSUPPORT', 'EAFNOSUPPORT', 'ENOSYS']"
    cells.run("import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)")
    for make in ("shmget(0, 4096, 0o1600)", "msgget(0, 0o1600)", "semget(0, 1, 0o1600)"):
        assert cells.value(f"libc.{make}, errno.errorcode[ctypes.get_errno()]") == "(-1, 'ENOSYS')"
    assert cells.value("[socket.socket(kind).close() for kind in (1, 2, 10)]") == "[None, None, None]"


def test_a_message_that_never_ends_does_not_hold_the_grader(warm: WarmSandbox) -> None:
    drip = """
import gc, socket, time
ends = [thing for thing in gc.get_objects() if isinstance(thing, socket.socket)]
for end in ends:
    try:
        end.setblocking(True); end.send(b'\\x00\\x10\\x00\\x00')
    except OSError: pass
time.sleep(99)
"""
    with opened(warm, limits=Limits(wall_seconds=4)) as cells, pytest.raises(KernelStoppedError):
        cells.run(drip.replace("\\\\", "\\"))


def test_limits_hold_for_each_process(warm: WarmSandbox) -> None:
    limits = Limits(memory_mb=1500, processes=20, file_mb=3, open_files=50, wall_seconds=90)
    names = "['AS', 'CORE', 'CPU', 'FSIZE', 'NOFILE', 'NPROC']"
    with opened(warm, limits=limits) as cells:
        seen = cells.value(
            f"[__import__('resource').getrlimit(getattr(resource, 'RLIMIT_' + n))[1] for n in {names}]".replace(
                "resource,", "__import__('resource'),"
            )
        )

    mb = 1024 * 1024
    space, *others = literal_eval(seen)
    # What the warm process had mapped comes on top.
    assert 1500 * mb < space < 1500 * mb + 4096 * mb
    assert others == [0, 90, 3 * mb, 50, 20]


def test_too_many_processes_end_the_notebook(warm: WarmSandbox) -> None:
    many = "import subprocess\nkept = [subprocess.Popen(['sleep', '60']) for _ in range(40)]\nimport time; time.sleep(9)"

    with opened(warm, limits=Limits(processes=20)) as cells:
        try:
            said = cells.run(many).reply["evalue"]
        except KernelStoppedError as stopped:
            said = str(stopped)

    # Where the machine counts processes for us, starting one more fails; else the notebook is ended.
    assert re.search("more than 20 processes|Resource temporarily unavailable", said)


def test_memory_of_all_processes_together_is_limited(warm: WarmSandbox) -> None:
    eat = "import os, time\nfor _ in range(4):\n    if not os.fork():\n        kept = bytearray(os.urandom(1 << 20) * 200)\n        time.sleep(9)\ntime.sleep(9)"

    with (
        opened(warm, limits=Limits(memory_mb=600)) as cells,
        pytest.raises(KernelStoppedError, match="600 MB of memory"),
    ):
        cells.run(eat)


def test_everything_ends_with_the_notebook(warm: WarmSandbox) -> None:
    seconds = f"{os.getpid()}123"
    with opened(warm) as cells:
        cells.run(f"import subprocess; subprocess.Popen(['sleep', '{seconds}'], start_new_session=True)")
    time.sleep(0.2)

    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert f"sleep\0{seconds}\0".encode() not in running


def test_one_notebook_leaves_nothing_to_the_next(warm: WarmSandbox) -> None:
    with opened(warm) as cells:
        cells.run(
            "import builtins, os\nbuiltins.abs = None\nos.environ['LEFT'] = '1'\nopen('/tmp/left', 'w')"
        )
    with opened(warm) as cells:
        assert cells.value("abs(-1), 'LEFT' in __import__('os').environ") == "(1, False)"
        assert cells.value("__import__('os').listdir('/tmp')") == "[]"


def test_a_kernel_that_ends_says_so_and_the_next_one_works(warm: WarmSandbox) -> None:
    for end in (
        "import os; os._exit(0)",
        "import os; os.abort()",
        "import ctypes; ctypes.string_at(0)",
    ):
        with opened(warm) as cells, pytest.raises(KernelStoppedError, match="the code ended it"):
            cells.run(end)
    with opened(warm) as cells:
        assert cells.value("6 * 7") == "42"


def test_killing_everything_kills_only_the_room(warm: WarmSandbox) -> None:
    with opened(warm) as cells:
        cells.run("import os\ntry:\n    os.kill(-1, 15)\nexcept OSError:\n    pass")
    with opened(warm) as cells:
        assert cells.value("'alive'") == "'alive'"


def test_a_loop_is_interrupted_and_a_stubborn_one_is_ended(warm: WarmSandbox) -> None:
    with opened(warm) as cells:
        ran = cells.run("while True: pass", timeout=1)
        assert (ran.timed_out, ran.reply["ename"]) == (True, "KeyboardInterrupt")
        assert cells.value("'next'") == "'next'"
        stubborn = "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException: pass"
        with pytest.raises(KernelStoppedError, match="did not let itself be interrupted"):
            cells.run(stubborn, timeout=1)


def test_a_forged_answer_is_not_heard(cells: Cells) -> None:
    forged = """
import gc, socket
from groundschool.grading.inside import wire
for thing in gc.get_objects():
    if isinstance(thing, socket.socket):
        try:
            wire.send(thing, {"token": "guess", "reply": {"status": "ok"}, "found": []})
        except OSError:
            pass
1 / 0
"""
    assert cells.run(forged).reply["ename"] == "ZeroDivisionError"


def test_the_source_of_a_test_is_not_kept_where_cells_look_things_up(cells: Cells) -> None:
    cells.run("HIDDEN = 'xyzzy-' 'plugh'\nassert HIDDEN", trusted=True, test=True)
    cells.run("import linecache")

    assert "plugh" not in cells.value("repr([In, _ih, _i, _ii, _iii])")
    assert "plugh" not in cells.value("repr([v for k, v in dict(globals()).items() if k.startswith('_i')])")
    assert "plugh" not in cells.value("repr(list(linecache.cache.values()))")


def test_an_error_is_shown_without_a_look_through_all_modules(cells: Cells) -> None:
    cells.run(
        "import sys, types\nclass Asked(types.ModuleType):\n    times = 0\n    @property\n    def __file__(self):\n"
        "        Asked.times += 1\n        return '/asked.py'\nsys.modules['asked'] = Asked('asked')"
    )
    failed = cells.run("def half(x):\n    return x / 0\nhalf(1)")
    assert "return x / 0" in re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(failed.reply["traceback"]))
    assert cells.value("Asked.times") == "0"


def test_a_cell_that_takes_the_list_of_modules_away_learns_nothing_of_a_test(cells: Cells) -> None:
    cells.run(
        "import inspect\nheard = []\nclass Listens(dict):\n    def __setitem__(self, key, value):\n"
        "        heard.append(key)\ninspect.modulesbyfile = Listens()"
    )
    cells.test("assert 1 + 1 == 2")
    assert cells.value("heard") == "[]"


def test_what_must_not_be_seen_is_covered_where_it_would_show(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = tmp_path / "environment"
    classroom = shown / "classroom"
    classroom.mkdir(parents=True)
    (classroom / "gradebook.db").write_text("grades")
    (shown / "library.txt").write_text("open")
    monkeypatch.setattr(sandbox, "_editable", lambda: {shown, Path(sandbox.__file__).parents[2]})

    for hidden, seen in (((), ["gradebook.db"]), ((classroom,), [])):
        with started(hidden=hidden) as warm, opened(warm) as cells:
            look = f"[sorted(__import__('os').listdir({str(shown)!r})), __import__('os').listdir({str(classroom)!r})]"
            assert literal_eval(cells.value(look)) == [["classroom", "library.txt"], seen]


def test_without_bubblewrap_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox._why_not.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(SandboxMissingError) as caught:
        require_sandbox()
    sandbox._why_not.cache_clear()

    assert str(caught.value) == (
        "Submissions cannot be fenced in on this machine: bubblewrap is not installed. On Debian or Ubuntu: apt "
        "install bubblewrap. Nothing was graded, because their code would have run as you. Or grade with "
        "--without-sandbox (nbgrader and formgrader: set GROUNDSCHOOL_WITHOUT_SANDBOX=1), which gives submissions "
        "your files, the gradebook and the network."
    )


def test_a_bubblewrap_that_cannot_run_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    sandbox._why_not.cache_clear()
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(
        SandboxMissingError, match=r"cannot run here \(bwrap: No permissions to create new namespace\)"
    ):
        require_sandbox()
    sandbox._why_not.cache_clear()
