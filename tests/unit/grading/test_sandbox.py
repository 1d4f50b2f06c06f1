"""The wall, tested from inside: what a process behind it can see and do."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from groundschool.grading import sandbox
from groundschool.grading.sandbox import GIVEN, HOME, Limits, SandboxMissingError, require_sandbox, sandboxed

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)


def inside(code: str, **how: Any) -> Any:
    """Run Python behind the wall as a kernel is; what it prints as JSON."""
    done = run(code, **how)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run(code: str, **how: Any) -> subprocess.CompletedProcess[str]:
    arguments = {"shared": None, "given": (), "hidden": (), "limits": Limits(), **how}
    command = sandboxed([sys.executable, "-c", f"import json, os\n{code}"], **arguments)
    return subprocess.run(
        command, env={}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_the_environment_is_the_sandboxes_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_TOKEN", "hush")

    seen = inside("print(json.dumps(dict(os.environ)))")

    assert "GRADER_TOKEN" not in seen
    assert seen["HOME"] == HOME
    assert seen["OPENBLAS_NUM_THREADS"] == "1"
    assert seen["DO_NOT_TRACK"] == "1"


def test_no_process_shows_the_graders_environment() -> None:
    # Bubblewrap is process 1 in there; what it was started with would be readable.
    seen = inside(
        "pids = [p for p in os.listdir('/proc') if p.isdigit()]\n"
        "print(json.dumps({p: open(f'/proc/{p}/environ').read() for p in pids}))"
    )

    assert set(seen) == {"1", "2"}
    assert seen["1"] == ""


def test_files_outside_are_not_there(tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades")
    places = [
        str(secret),
        "/etc/shadow",
        "/etc/passwd",
        str(Path(__file__)),
        str(Path.home() / ".ssh"),
        "/sys",
        "/var",
    ]

    seen = inside(f"print(json.dumps([p for p in {places!r} if os.path.exists(p)]))")

    assert seen == []


def test_of_the_home_folders_only_python_shows() -> None:
    top = inside("print(json.dumps(sorted(os.listdir('/'))))")
    allowed = {"bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "proc", "sbin", "tmp", "usr"}
    python = {Path(path).parts[1] for path in (sys.prefix, sys.base_prefix, sandbox.__file__)}

    assert set(top) <= allowed | python


def test_there_is_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        seen = inside(
            "import socket\nsaid = []\n"
            f"for address in [('127.0.0.1', {port}), ('192.0.2.1', 80)]:\n"
            "    try:\n        socket.create_connection(address, timeout=2)\n        said.append('connected')\n"
            "    except OSError as err:\n        said.append(type(err).__name__)\n"
            "print(json.dumps([said, [name for _, name in socket.if_nameindex()]]))"
        )

    assert seen == [["ConnectionRefusedError", "OSError"], ["lo"]]


@pytest.mark.parametrize(
    "folder", ["/", "/usr", "/etc", "/dev", GIVEN, sys.prefix, str(Path(sandbox.__file__).parent)]
)
def test_nothing_outside_can_be_written(folder: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a")

    done = run(f"open({folder!r} + '/written', 'w')", given=[tmp_path / "data.csv"])

    assert "Read-only file system" in done.stderr


@pytest.mark.parametrize("folder", [HOME, "/tmp", "/dev/shm"])  # noqa: S108 - inside the sandbox
def test_scratch_places_are_writable_and_small(folder: str) -> None:
    code = (
        "said = 'all'\n"
        f"file = open({folder!r} + '/big', 'wb')\n"
        "try:\n    [file.write(bytes(1 << 20)) for _ in range(8)]; file.flush()\n"
        "except OSError as err:\n    said = err.strerror\nprint(json.dumps(said))\nos._exit(0)"
    )

    assert run(code, limits=Limits(scratch_mb=16)).returncode == 0
    assert run(code, limits=Limits(scratch_mb=4)).stdout == ""
    assert not Path(folder, "big").exists()


def test_the_process_is_nobody_and_can_become_nobody_else() -> None:
    seen = inside(
        "status = dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines())\n"
        "print(json.dumps([os.getuid(), status['CapPrm'].strip(), status['CapBnd'].strip(), status['NoNewPrivs'].strip()]))"
    )

    assert seen == [65534, "0" * 16, "0" * 16, "1"]


def test_no_further_user_namespace_can_be_made() -> None:
    done = run("import subprocess, sys\nsys.exit(subprocess.run(['unshare', '--user', 'true']).returncode)")

    assert done.returncode != 0
    assert "unshare" in done.stderr


def test_everything_ends_with_it() -> None:
    mark = f"sleep {os.getpid()}123"

    inside(
        f"import subprocess\nsubprocess.Popen({mark.split()!r}, start_new_session=True)\nprint(json.dumps(1))"
    )

    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert mark.replace(" ", "\0").encode() + b"\0" not in running


def test_what_must_not_be_seen_is_covered_where_it_would_show(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = tmp_path / "environment"
    classroom = shown / "classroom"
    classroom.mkdir(parents=True)
    (classroom / "gradebook.db").write_text("grades")
    (shown / "library.txt").write_text("open")
    monkeypatch.setattr(sandbox, "_editable", lambda: {shown, Path(sandbox.__file__).parents[2]})
    code = f"print(json.dumps([sorted(os.listdir({str(shown)!r})), os.listdir({str(classroom)!r})]))"

    assert inside(code) == [["classroom", "library.txt"], ["gradebook.db"]]
    assert inside(code, hidden=[classroom]) == [["classroom", "library.txt"], []]


def test_limits_hold_before_the_submission_runs() -> None:
    limits = Limits(memory_mb=500, processes=20, file_mb=3, open_files=50, wall_seconds=9)
    kit = str(Path(sandbox.__file__).parents[2])
    seen = inside(
        f"import resource, sys\nsys.path.append({kit!r})\n"
        "from groundschool.grading.kernel import _limit\nfrom groundschool.grading.sandbox import Limits\n"
        f"_limit(Limits(**{vars(limits)!r}))\n"
        "names = ['AS', 'CORE', 'CPU', 'FSIZE', 'NOFILE', 'NPROC']\n"
        "print(json.dumps([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in names]))"
    )

    mb = 1024 * 1024
    assert seen == [[n, n] for n in (500 * mb, 0, 9, 3 * mb, 50, 20)]


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
