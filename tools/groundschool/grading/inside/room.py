"""The room of one notebook: its own processes, scratch and devices, within the sandbox of `grading.sandbox`.

The warm process is behind the wall already: no network, a read-only system, no gradebook. Each notebook gets, on
top of that, namespaces of its own (see namespaces(7)), so that it cannot see, change, meet or outlive another one,
also one that runs at the same time:

    processes   a PID namespace; when its first process ends, the kernel ends all the others; a session, since a
                signal to one's process group knows no namespace
    files       a mount namespace with one small scratch space for /home/learner, /tmp and /dev/shm; terminals
    network     a network namespace with a loopback and nothing else
    memory      an IPC namespace; limits (setrlimit(2)) on address space, CPU, files, open files, processes
    rights      a user namespace, which counts what its user has and owns nothing of the above but the loopback; no
                other one can be made in it; no capability, none to be had by running a program (no_new_privs); no
                system call that nobody here needs (`calls.py`)

Standard library only, and short: this file, `calls.py` and `sandbox.py` are what the wall is made of.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import socket
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from groundschool.grading.inside import calls

HOME = "/home/learner"
WORK = f"{HOME}/submission"
_MB = 1024 * 1024

_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 8, 32, 4096
_MS_REC_PRIVATE = 0x4000 | 1 << 18
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 38, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522
# Of /proc these can be written by the machine's root, and a sandbox that root started is root to the kernel.
_KERNEL_SETTINGS = ("sys", "sysrq-trigger", "irq", "bus")

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Limits:
    """What one notebook may use; the defaults are generous for a lab of 20 seconds."""

    memory_mb: int = 4096
    """Address space of each process beyond that of the warm one, and resident memory of all together."""
    processes: int = 256
    file_mb: int = 256
    scratch_mb: int = 512
    """All files that it writes, in memory."""
    open_files: int = 1024
    wall_seconds: int = 600
    output_mb: int = 20
    """What a cell prints and shows."""


def move_in(limits: Limits) -> None:
    """Make the room around the calling process and give up all rights; called once, before any student code.

    The caller has been forked with `fork_into_room`.

    Raises:
        OSError: a step failed; the caller must not go on.
    """
    os.setsid()
    _call("unshare", _CLONE_NEWNS | _CLONE_NEWIPC)
    _call("mount", None, b"/", None, _MS_REC_PRIVATE, None)
    scratch = f"size={limits.scratch_mb * _MB},mode=0700".encode()
    _call("mount", b"tmpfs", HOME.encode(), b"tmpfs", _MS_NOSUID | _MS_NODEV, scratch)
    # One space for all places, so that the limit is one.
    for place in ("/tmp", "/dev/shm"):  # noqa: S108 - in the sandbox
        folder = Path(HOME, f".{Path(place).name}")
        folder.mkdir()
        folder.chmod(0o1777)
        if any(Path(place).iterdir()):
            # Python itself is installed below; the place is read-only, and temporary files go elsewhere.
            os.environ["TMPDIR"] = str(folder)
        else:
            _call("mount", bytes(folder), place.encode(), None, _MS_BIND, None)
            os.environ.pop("TMPDIR", None)
    _call(
        "mount",
        b"devpts",
        b"/dev/pts",
        b"devpts",
        _MS_NOSUID | _MS_NOEXEC,
        b"newinstance,ptmxmode=0666,mode=600",
    )
    _call("mount", b"proc", b"/proc", b"proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, None)
    # As it is before it becomes read-only.
    settings = os.open("/proc/sys/user", os.O_PATH | os.O_DIRECTORY)
    for name in _KERNEL_SETTINGS:
        if Path("/proc", name).exists():
            _make_read_only(f"/proc/{name}".encode())
    _own_the_rights(settings)
    os.close(settings)
    _raise_loopback()
    # Not before it has a user namespace: what that one counts is the room's alone.
    _limit(limits)
    _give_up_rights()
    if Path("/proc/self").readlink() != Path(str(os.getpid())):
        raise OSError("/proc is not that of the room.")
    calls.forbid()


def own_the_processes() -> None:
    """Go on in a fork that is the first process of a PID namespace of our own; who called waits, and ends with it.

    Only who has made its namespace may leave it for another and come back, as `fork_into_room` does.

    Raises:
        OSError: this kernel does not allow it.
    """
    _call("unshare", _CLONE_NEWPID)
    process = os.fork()
    if process:
        os.closerange(0, 1 << 16)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) & 0xFF)


def fork_into_room() -> int:
    """Fork a process that is the first of a new PID namespace: when it ends, all that it has started ends.

    To be called after `own_the_processes`.

    Returns:
        0 in the new process; in the caller its process id.

    Raises:
        OSError: this kernel does not allow it.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        # The new namespace is for the children of who asks for it; children after this one stay in the old.
        _call("unshare", _CLONE_NEWPID)
        process = -1
        try:
            process = os.fork()
        finally:
            if process != 0:
                _call("setns", own, _CLONE_NEWPID)
    finally:
        os.close(own)
    return process


def _make_read_only(place: bytes) -> None:
    _call("mount", place, place, None, _MS_BIND, None)
    flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    _call("mount", None, place, None, flags, None)


def _own_the_rights(settings: int) -> None:
    """Go into a user namespace, and a network of its own, in which no further user namespace can be made.

    Args:
        settings: the folder /proc/sys/user, open where it can be written.
    """
    user, group = os.getuid(), os.getgid()
    _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET)
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(line, encoding="ascii")
    most = os.open("max_user_namespaces", os.O_WRONLY, dir_fd=settings)
    os.write(most, b"0")
    os.close(most)


def _raise_loopback() -> None:
    """Let programs of the room reach each other at 127.0.0.1, as on any machine (netdevice(7))."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", _IFF_UP))


def _limit(limits: Limits) -> None:
    # What the warm process has mapped, shared libraries for the most part, is not the notebook's.
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    hard = {
        resource.RLIMIT_AS: limits.memory_mb * _MB + pages * resource.getpagesize(),
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.wall_seconds,
        resource.RLIMIT_FSIZE: limits.file_mb * _MB,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
    }
    for kind, value in hard.items():
        ceiling = resource.getrlimit(kind)[1]
        allowed = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(kind, (allowed, allowed))


def _give_up_rights() -> None:
    """Empty every capability set (capabilities(7)) and forbid to gain rights by running a program."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
    for capability in range(last + 1):
        _call("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("capset", struct.pack("Ii", _CAPABILITY_VERSION_3, 0), bytes(24))


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    # A trial: can a room be made here? Nothing is run in it.
    own_the_processes()
    if (number := fork_into_room()) == 0:
        move_in(Limits())
        os._exit(0)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
