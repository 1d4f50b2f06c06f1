"""The wall around submissions: a bubblewrap command line, and whether this machine can run one.

```
the grader (you)                      the sandbox (a warm process, which runs no student code)
  gradebook, source, submitted          /usr, Python and its packages     read-only
  your home, your environment           no network, no file of yours, no environment
        |                                 |
        +--- one socket ------------------+-- a room for each notebook (`inside/room.py`)
                                                its own processes, scratch and loopback, no capability
```

Only this module and `inside/room.py` decide what student code can see. They import nothing of Jupyter, so that
they can be read by themselves.
"""

from __future__ import annotations

import functools
import os
import shutil
import site
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from groundschool.errors import GroundSchoolError
from groundschool.grading.inside.room import HOME
from groundschool.quiet import QUIET

# What programs need of /etc: where libraries and fonts are, and which clock the wall shows.
_ETC = ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime")
_SYSTEM = ("/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin")


class SandboxMissingError(GroundSchoolError):
    """This machine cannot fence submissions in."""


def require_sandbox() -> None:
    """Do nothing where a sandbox runs.

    Raises:
        SandboxMissingError: it does not; the message says why and what can be done.
    """
    reason = _why_not()
    if reason:
        raise SandboxMissingError(
            f"Submissions cannot be fenced in on this machine: {reason} Nothing was graded, because their code "
            "would have run as you. Or grade with --without-sandbox (nbgrader and formgrader: set "
            "GROUNDSCHOOL_WITHOUT_SANDBOX=1), which gives submissions your files, the gradebook and the network."
        )


@functools.cache
def _why_not() -> str | None:
    if not sys.platform.startswith("linux"):
        return "bubblewrap works on Linux only. Grade in a Linux container or virtual machine."
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed. On Debian or Ubuntu: apt install bubblewrap."
    trial = [sys.executable, "-m", "groundschool.grading.inside.room"]
    done = subprocess.run(
        sandboxed(trial, hidden=()),
        env={},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    said = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
    return (
        f"bubblewrap cannot run here ({said}). It must be version 0.8 or newer and may need leave to make user "
        "namespaces. Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0. Docker: --security-opt "
        "seccomp=unconfined --security-opt systempaths=unconfined."
    )


def sandboxed(
    command: list[str], *, hidden: Iterable[Path], environment: Mapping[str, str] | None = None
) -> list[str]:
    """The command line that runs our own code inside the wall; student code only in a room that it makes.

    Args:
        command: what to run; its Python is this one.
        hidden: places to cover in case they lie within what is shown: the classroom, the exchange.
        environment: variables to add to the quiet ones.

    Run it with an empty environment: that of bubblewrap itself can be read in the sandbox.
    """
    roots = _readable()
    # By its path: the environment it gets has no PATH.
    line = [shutil.which("bwrap") or "bwrap", "--unshare-user", "--uid", "65534", "--gid", "65534"]
    # What makes the rooms needs the right to mount, in this user namespace only.
    line += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    line += ["--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    line += ["--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv"]
    for name, value in {**_environment(), **(environment or {})}.items():
        line += ["--setenv", name, value]
    # The kernel lets a room mount its own /proc only where it can see a whole one; each room covers this one.
    line += ["--bind", "/proc", "/proc", "--dev", "/dev"]
    for folder in ("/dev/shm", "/tmp", HOME):  # noqa: S108 - places inside the sandbox
        line += ["--tmpfs", folder]
    line += _system()
    for place, real in roots:
        line += ["--ro-bind", str(real), str(place)]
    for cover in _covers([place for place, _ in roots], hidden):
        line += ["--tmpfs", str(cover)] if cover.is_dir() else ["--ro-bind", "/dev/null", str(cover)]
    for folder in ("/dev", "/tmp", "/"):  # noqa: S108 - as above; what rooms share must not be written
        line += ["--remount-ro", folder]
    return [*line, "--chdir", "/", "--", *command]


def _environment() -> dict[str, str]:
    return {
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "LOGNAME": "learner",
        # As a kernel's own start does, so that figures are shown.
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": HOME,
        "USER": "learner",
        **QUIET,
    }


def _system() -> list[str]:
    line = ["--ro-bind", "/usr", "/usr"]
    for name in _SYSTEM:
        if Path(name).is_symlink():
            line += ["--symlink", str(Path(name).readlink()), name]
        else:
            line += ["--ro-bind-try", name, name]
    for name in _ETC:
        line += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return line


def _readable() -> list[tuple[Path, Path]]:
    """Python, its environment and what is installed for editing: where each is shown, and where it is.

    Parents come before what is below them, so that no mount hides an earlier one.
    """
    places = {Path(sys.prefix), Path(sys.base_prefix), *_interpreter_homes(), *_editable()}
    places |= {place.resolve() for place in places}
    found = sorted(place for place in places if place.is_dir() and place != Path("/"))
    top: list[Path] = [Path("/usr")]
    for place in found:
        if not any(place.is_relative_to(above) for above in top):
            top.append(place)
    return [(place, place.resolve()) for place in top[1:]]


def _interpreter_homes() -> set[Path]:
    """The folders that a virtual environment's Python leads to, link by link."""
    homes = set()
    link = Path(sys.executable)
    while link.is_symlink():
        link = link.parent / link.readlink()
        homes.add(Path(os.path.normpath(link)).parent.parent)
    return homes


def _editable() -> set[Path]:
    """Folders that `.pth` files add to the path: `pip install -e` of this kit, or of a course's package."""
    folders = set()
    for packages in map(Path, site.getsitepackages()):
        for listing in packages.glob("*.pth"):
            lines = listing.read_text(encoding="utf-8", errors="replace").splitlines()
            added = [
                packages / line.strip() for line in lines if line.strip() and not line.startswith("import")
            ]
            folders |= {folder for folder in added if folder.is_dir() and folder != packages}
    return folders


def _covers(shown: list[Path], hidden: Iterable[Path]) -> list[Path]:
    """What lies within the places shown and must not be seen."""
    kit = Path(__file__).resolve().parents[1]
    secrets = [
        kit / "_course" / "course",
        Path(sys.prefix) / "pip.conf",
        *(path.resolve() for path in hidden),
    ]
    return [
        secret
        for secret in secrets
        if secret.exists() and any(secret.is_relative_to(place) for place in [Path("/usr"), *shown])
    ]
