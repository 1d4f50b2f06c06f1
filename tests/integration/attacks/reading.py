"""Reading what is not the student's: gradebook, source, other submissions, environment, processes, memory."""

from __future__ import annotations

from attacks.attack import EARNED, REFUSED, Attack

# Prints what it gets, or only what kind of trouble it got.
LOOK = """
def look(what):
    try:
        print(what())
    except BaseException as err:
        print(type(err).__name__)
"""
TRIED = '\nprint("tried")'

_GRADEBOOK = """import sqlite3
look(lambda: open("@ROOT@/gradebook.db", "rb").read().decode("latin-1"))
look(lambda: sqlite3.connect("file:@ROOT@/gradebook.db?mode=ro", uri=True)
     .execute("SELECT last_name FROM student").fetchall())"""

ATTACKS = (
    Attack(
        "reads-gradebook",
        "reads names and grades out of the gradebook",
        EARNED,
        right=True,
        tried=True,
        first=LOOK + _GRADEBOOK + TRIED,
    ),
    Attack(
        "reads-source",
        "reads solutions and hidden tests out of the instructor's notebook",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """from pathlib import Path
for place in ("source", "release", "autograded"):
    look(lambda: [path.read_text() for path in Path("@ROOT@", place).rglob("*.ipynb")])
look(lambda: open("@ROOT@/source/siege/lab.ipynb").read())"""
        + TRIED,
    ),
    Attack(
        "reads-other-submissions",
        "reads what others handed in and what was graded before",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """from pathlib import Path
for place in ("@ROOT@/submitted", "@ROOT@/autograded", "..", "../..", "../../submitted"):
    look(lambda: [path.read_text() for path in Path(place).rglob("*.ipynb")])
look(lambda: open("@ROOT@/submitted/m-honest/siege/lab.ipynb").read())"""
        + TRIED,
    ),
    Attack(
        "reads-environment",
        "prints the environment of every process that it sees",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import os
look(lambda: dict(os.environ))
for process in os.listdir("/proc"):
    if process.isdigit():
        look(lambda: open(f"/proc/{process}/environ").read())"""
        + TRIED,
    ),
    Attack(
        "reads-command-lines",
        "looks for the grader among the processes",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import os
for process in os.listdir("/proc"):
    if process.isdigit():
        line = open(f"/proc/{process}/cmdline").read().split("\\0")
        if "class" in line and "siege" in line:
            print("SUCCEEDED: the grader is in sight")"""
        + TRIED,
    ),
    Attack(
        "reads-home",
        "reads keys and history in the grader's home",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import os
from pathlib import Path
for home in ("@HOME@", "/root", os.path.expanduser("~")):
    look(lambda: [path.read_text() for path in Path(home).rglob("*") if path.is_file()])
look(lambda: open("@HOME@/.ssh/id_ed25519").read())"""
        + TRIED,
    ),
    Attack(
        "reads-kernel-connections",
        "looks for other kernels' connection files, to run code in them",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import socket
from pathlib import Path
for place in ("@HOME@/.local/share/jupyter/runtime", "/tmp", "/run"):
    look(lambda: [path.read_text() for path in Path(place).rglob("kernel-*.json")])
look(lambda: socket.create_connection(("127.0.0.1", @KERNEL_PORT@), timeout=2) and "SUCCEEDED")"""
        + TRIED,
    ),
    Attack(
        "reads-own-notebook-with-hidden-tests",
        "reads its own notebook, into which nbgrader has put the hidden tests before it runs",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import os, sys
from pathlib import Path
look(lambda: open("lab.ipynb").read())
look(lambda: open("@ROOT@/autograded/reads-own-notebook-with-hidden-tests/siege/lab.ipynb").read())
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/usr", sys.prefix)]
    for name in files:
        if name.endswith((".ipynb", ".db")) and "site-packages" not in folder:
            look(lambda: Path(folder, name).read_bytes().decode("latin-1"))"""
        + TRIED,
    ),
    Attack(
        "reads-memory-of-others",
        "searches the memory of every process that it may trace",
        EARNED,
        right=True,
        tried=True,
        first="""import os, re
def secrets_of(process):
    found = []
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            start, end = (int(side, 16) for side in line.split()[0].split("-"))
            if line.split()[1].startswith("rw") and end - start < 1 << 26:
                memory.seek(start)
                found += re.findall(rb"cana[r]y-[a-z-]+", memory.read(end - start))
    return found
for process in os.listdir("/proc"):
    if process.isdigit() and int(process) != os.getpid():
        try:
            print(secrets_of(process))
        except (OSError, ValueError) as err:
            print(type(err).__name__)
print("tried")""",
    ),
    Attack(
        "reads-open-files",
        "reads every file and folder that its process was given open",
        EARNED,
        right=True,
        tried=True,
        first=LOOK
        + """import os, stat
for number in range(3, 256):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        continue
    if stat.S_ISDIR(mode):
        look(lambda: os.listdir(number))
        look(lambda: os.open("gradebook.db", os.O_RDONLY, dir_fd=number) and "SUCCEEDED")
    elif stat.S_ISREG(mode):
        look(lambda: os.pread(number, 1 << 20, 0))"""
        + TRIED,
    ),
    Attack(
        "forges-replies-to-the-grader",
        "writes messages of its own into every socket and pipe that its process holds",
        REFUSED,
        spoils=True,
        first="""import json, os, stat
lies = [{"ok": True, "status": "ok", "outputs": [], "error": None, "result": "2.0"}, {"status": "done"}]
for number in range(3, 64):
    try:
        mode = os.fstat(number).st_mode
        if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
            os.set_blocking(number, False)
            for lie in lies:
                text = json.dumps(lie).encode()
                os.write(number, len(text).to_bytes(4, "big") + text + b"\\n" + text + b"\\n")
    except OSError:
        pass""",
    ),
    Attack(
        "reads-replies-of-the-grader",
        "reads from every socket that its process holds, while it is being tested",
        REFUSED,
        spoils=True,
        answers={
            "mean": """def mean(numbers):
    import os, stat
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.set_blocking(number, False)
                print(os.read(number, 1 << 20))
        except OSError:
            pass
    return 0.0""",
        },
    ),
)
