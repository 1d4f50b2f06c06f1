"""Taking more than a share: processes, memory, output, disk, open files, time of whoever reads the output."""

from __future__ import annotations

from attacks.attack import EARNED, FLAGGED, KEEPS, NOTHING, UNGRADED, Attack

# The limit may cost a cell, the submission, or nothing but what was too much.
ANY = frozenset({KEEPS, NOTHING, FLAGGED, UNGRADED})
_KEPT_OR_STOPPED = frozenset({KEEPS, UNGRADED})


def _held_by_processes(processes: int, *, each_mb: int) -> str:
    """Code that forks processes which hold memory until all are there."""
    return f"""import os, time
made = 0
for _ in range({processes}):
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        try:
            held = bytearray(b"x") * ({each_mb} << 20)
            os.write(writing, b"1")
            time.sleep(20)
        finally:
            os._exit(0)
    os.close(writing)
    made += len(os.read(reading, 1))
    os.close(reading)
time.sleep(1)
print("SUCCEEDED: 3 GB" if made == {processes} else made)"""


ATTACKS = (
    Attack(
        "forks-like-a-bomb",
        "makes 700 processes that stay, and would make more",
        ANY,
        right=True,
        spoils=True,
        first="""import os, time
made = 0
try:
    for _ in range(700):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        made += 1
except OSError:
    pass
print("SUCCEEDED" if made >= 600 else made)""",
    ),
    Attack(
        "starts-threads-without-end",
        "makes 3000 threads that stay",
        ANY,
        right=True,
        spoils=True,
        first="""import threading, time
made = 0
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        made += 1
except RuntimeError:
    pass
print("SUCCEEDED" if made >= 3000 else made)""",
    ),
    Attack(
        "takes-three-gigabytes",
        "fills 3 GB of memory in one process",
        ANY,
        right=True,
        spoils=True,
        first="""held = []
for _ in range(60):
    held.append(bytearray(b"x") * (50 << 20))
print("SUCCEEDED: 3 GB")""",
    ),
    Attack(
        "takes-three-gigabytes-in-many-processes",
        "fills 3 GB of memory, a little in each of 30 processes",
        ANY,
        right=True,
        spoils=True,
        first=_held_by_processes(30, each_mb=100),
    ),
    Attack(
        "takes-three-gigabytes-in-120-processes",
        "fills 3 GB of memory, a little in each of 120 processes",
        ANY,
        right=True,
        spoils=True,
        first=_held_by_processes(120, each_mb=25),
    ),
    Attack(
        "takes-three-gigabytes-in-memory-files",
        "fills 3 GB of memory that belongs to no process and no folder",
        ANY,
        right=True,
        spoils=True,
        first="""import os, time
written = 0
try:
    for number in range(15):
        file = os.memfd_create(str(number))
        for _ in range(20):
            written += os.write(file, bytes(10 << 20))
except OSError:
    pass
time.sleep(1)
print("SUCCEEDED: 3 GB" if written >= 3000 << 20 else written)""",
    ),
    Attack(
        "prints-one-line-of-100-mb",
        "prints one line of 100 MB",
        _KEPT_OR_STOPPED,
        right=True,
        first='print("x" * 100_000_000)',
    ),
    Attack(
        "prints-100-mb-in-many-lines",
        "prints 100 MB in a million lines",
        _KEPT_OR_STOPPED,
        right=True,
        first='for _ in range(1000):\n    print(("x" * 99 + "\\n") * 1000, end="")',
    ),
    Attack(
        "prints-for-ever",
        "prints until it is stopped",
        _KEPT_OR_STOPPED,
        right=True,
        first='while True:\n    print("y" * 1000)',
    ),
    Attack(
        "shows-a-picture-of-60-mb",
        "displays a picture of 60 MB, which no limit of lines cuts",
        _KEPT_OR_STOPPED,
        right=True,
        first="""import base64, os
from IPython.display import publish_display_data
publish_display_data({"image/png": base64.b64encode(os.urandom(45_000_000)).decode(), "text/plain": "picture"})""",
    ),
    Attack(
        "shows-100-000-outputs",
        "displays a hundred thousand small outputs",
        _KEPT_OR_STOPPED,
        right=True,
        first="""from IPython.display import display
for number in range(100_000):
    display({"text/html": f"<b>{number}</b>"}, raw=True)""",
    ),
    Attack(
        "shows-a-value-of-100-mb",
        "ends a cell with a text of 100 MB",
        _KEPT_OR_STOPPED,
        right=True,
        first='"x" * 100_000_000',
    ),
    Attack(
        "raises-an-error-of-100-mb",
        "raises an error whose message has 100 MB",
        _KEPT_OR_STOPPED,
        right=True,
        first='raise ValueError("x" * 100_000_000)',
    ),
    Attack(
        "fills-its-scratch",
        "writes until its folder is full",
        ANY,
        right=True,
        spoils=True,
        first="""written = 0
try:
    for number in range(40):
        with open(f"filler-{number}", "wb") as file:
            for _ in range(5):
                written += file.write(bytes(10 << 20))
except OSError:
    pass
print("SUCCEEDED: 2 GB" if written >= 40 * 50 << 20 else written)""",
    ),
    Attack(
        "fills-tmp-and-shared-memory",
        "writes until /tmp and /dev/shm are full",
        ANY,
        right=True,
        spoils=True,
        first="""for place in ("/tmp", "/dev/shm"):
    written = 0
    try:
        for number in range(40):
            with open(f"{place}/filler-{number}", "wb") as file:
                for _ in range(5):
                    written += file.write(bytes(10 << 20))
    except OSError:
        pass
    print("SUCCEEDED: 2 GB" if written >= 40 * 50 << 20 else written)""",
    ),
    Attack(
        "makes-100-000-files",
        "makes a hundred thousand files",
        ANY,
        right=True,
        spoils=True,
        first="""try:
    for number in range(100_000):
        open(f"file-{number}", "w").close()
except OSError:
    pass
print(number)""",
    ),
    Attack(
        "opens-files-without-end",
        "opens a hundred thousand files at once",
        ANY,
        right=True,
        spoils=True,
        first="""held = []
try:
    while len(held) < 100_000:
        held.append(open("/dev/null"))
except OSError:
    pass
print("SUCCEEDED" if len(held) >= 100_000 else len(held))
del held""",
    ),
    Attack(
        "answers-at-great-length",
        "writes an answer of a megabyte",
        EARNED,
        right=True,
        answers={"why": "Because. " * 120_000},
    ),
)
