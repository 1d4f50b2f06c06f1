"""System calls that a room does without: a filter that the kernel applies to all of its processes (seccomp(2)).

Namespaces leave gaps: some kinds of sockets know no network namespace, keyrings are shared by user, memory files and
System V's shared memory and queues are counted nowhere. A program of classic BPF (`struct sock_filter`) looks at each call's number; those listed here
fail as if the kernel did not have them. Student code needs none of them, nor do the labs' libraries.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _EQUALS, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_X32 = 0x40000000

# Numbers from the kernel's tables: asm/unistd_64.h for x86_64, asm-generic/unistd.h for aarch64.
_CALLS = {
    "x86_64": {
        "shmget": 29, "socket": 41, "semget": 64, "msgget": 68, "ptrace": 101, "pivot_root": 155, "mount": 165,
        "umount2": 166, "init_module": 175, "delete_module": 176, "kexec_load": 246, "add_key": 248,
        "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298, "name_to_handle_at": 303,
        "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
        "finit_module": 313, "memfd_create": 319, "bpf": 321, "userfaultfd": 323,
    },
    "aarch64": {
        "socket": 198, "umount2": 39, "mount": 40, "pivot_root": 41, "unshare": 97, "kexec_load": 104,
        "init_module": 105, "delete_module": 106, "ptrace": 117, "add_key": 217, "request_key": 218, "keyctl": 219,
        "perf_event_open": 241, "name_to_handle_at": 264, "open_by_handle_at": 265, "setns": 268,
        "msgget": 186, "semget": 190, "shmget": 194, "process_vm_readv": 270,
        "process_vm_writev": 271, "finit_module": 273, "memfd_create": 279, "bpf": 280,
        "userfaultfd": 282,
    },
}  # fmt: skip
# Newer calls have the same numbers everywhere: io_uring, mounting by file descriptor, clone3, memfd_secret. Without
# clone3 the C library uses clone.
_EVERYWHERE = (425, 426, 427, 428, 429, 430, 431, 432, 433, 435, 442, 447)
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SOCKETS = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid() -> None:
    """Put the filter in place for this process and all that it will start; there is no way back.

    Raises:
        OSError: the kernel refuses it, or its architecture is not known here.
    """
    machine = platform.machine()
    if machine not in _CALLS:
        raise OSError(errno.ENOSYS, f"no filter of system calls is known for {machine}")
    code = _program(machine)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _program(machine: str) -> bytes:
    calls = dict(_CALLS[machine])
    asked = calls.pop("socket")
    forbidden = (*calls.values(), *_EVERYWHERE)
    lines = [
        _line(_LOAD, _ARCHITECTURE),
        _line(_EQUALS, _ARCHITECTURES[machine], 1, 0),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        lines += [_line(_SET, _X32, 0, 1), _line(_RETURN, _KILL)]
    for number in forbidden:
        lines += [_line(_EQUALS, number, 0, 1), _line(_RETURN, _FAIL | errno.ENOSYS)]
    # A socket is made only of a kind that the network namespace holds.
    lines += [_line(_EQUALS, asked, 1, 0), _line(_RETURN, _ALLOW), _line(_LOAD, _FIRST_ARGUMENT)]
    for kind in _SOCKETS:
        lines += [_line(_EQUALS, kind, 0, 1), _line(_RETURN, _ALLOW)]
    return b"".join([*lines, _line(_RETURN, _FAIL | errno.EAFNOSUPPORT)])


def _line(operation: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One `struct sock_filter`."""
    return struct.pack("HBBI", operation, if_true, if_false, value)
