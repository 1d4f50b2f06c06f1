"""Ending or blocking what runs the code: exits, signals, crashes, loops, threads, closed descriptors."""

from __future__ import annotations

from attacks.attack import FLAGGED, KEEPS, NOTHING, REFUSED, UNGRADED, WATCHED, Attack

# Whoever ends the kernel ends the rest of the notebook with it, or the whole submission.
ENDED = frozenset({NOTHING, UNGRADED})
_LEFT = frozenset({KEEPS, NOTHING, UNGRADED})


def _ends(name: str, does: str, cell: str) -> Attack:
    """It ends its kernel before anything was tested."""
    return Attack(name, does, ENDED, right=True, spoils=True, first=cell)


def _blocks(name: str, does: str, cell: str) -> Attack:
    """It keeps a cell from ending; what follows may run or not."""
    return Attack(name, does, _LEFT | {FLAGGED}, right=True, spoils=True, first=cell)


def _answers(name: str, does: str, body: str) -> Attack:
    """It does something instead of answering, when the tests call it."""
    return Attack(
        name, does, REFUSED, spoils=True, answers={"mean": f"def mean(numbers):\n    {body}\n    return 0.0"}
    )


ATTACKS = (
    _ends("exits-at-once", "leaves by os._exit", "import os\nos._exit(0)"),
    Attack(
        "exits-by-sys-exit",
        "calls sys.exit() in a cell, as beginners do",
        _LEFT | {FLAGGED},
        right=True,
        spoils=True,
        first="import sys\nsys.exit(0)",
    ),
    Attack("exits-by-exit", "calls exit()", _LEFT, right=True, spoils=True, first="exit()"),
    Attack("exits-by-quit", "ends a cell with quit", _LEFT, right=True, spoils=True, first="quit"),
    # Linux does not let the first process of a namespace be killed from within.
    Attack(
        "kills-itself",
        "sends SIGKILL to its process",
        frozenset({KEEPS}),
        right=True,
        spoils=True,
        first="import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    ),
    _ends("aborts", "aborts, which writes a core where cores are written", "import os\nos.abort()"),
    Attack(
        "kills-its-parent",
        "sends SIGKILL to the process that started it",
        _LEFT,
        right=True,
        spoils=True,
        first="import os, signal\ntry:\n    os.kill(os.getppid(), signal.SIGKILL)\nexcept OSError as err:\n    print(err)",
    ),
    Attack(
        "kills-everything",
        "sends SIGKILL to every process that it may",
        _LEFT,
        right=True,
        spoils=True,
        first="import os\ntry:\n    os.kill(-1, 9)\nexcept OSError as err:\n    print(err)",
    ),
    _ends(
        "dereferences-null",
        "reads address 0",
        "import ctypes\nctypes.string_at(0)",
    ),
    _blocks(
        "recurses-into-a-crash",
        "recurses until the stack is gone",
        "import sys\nsys.setrecursionlimit(10**9)\nclass Deep:\n    def __repr__(self):\n        return repr(self)\n"
        "repr(Deep())",
    ),
    _blocks("runs-for-ever", "never ends its cell", "while True:\n    pass"),
    _blocks(
        "swallows-interrupts",
        "catches every interrupt and goes on",
        "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException:\n        pass",
    ),
    _blocks(
        "ignores-signals",
        "switches signals off and loops",
        "import signal\nfor number in range(1, 64):\n    try:\n        signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    pass",
    ),
    _blocks(
        "hangs-in-a-regular-expression",
        "matches a text that takes for ever, in C",
        'import re\nre.match(r"(a+)+$", "a" * 60 + "b")',
    ),
    _blocks(
        "holds-the-interpreter",
        "sleeps in C and lets no other thread run",
        "import ctypes\nctypes.PyDLL(None).sleep(100000)",
    ),
    _blocks(
        "stops-itself",
        "stops its process, which then neither runs nor ends",
        "import os\nos.kill(os.getpid(), 19)",
    ),
    _blocks(
        "closes-its-descriptors",
        "closes every descriptor that it has",
        "import os\nos.closerange(0, 4096)",
    ),
    _blocks(
        "closes-its-output",
        "closes and replaces the standard streams",
        "import sys\nsys.stdout.close()\nsys.stdout = sys.stderr = sys.__stdout__ = None",
    ),
    _blocks(
        "drips-a-message",
        "sends the grader a long message, one byte in three seconds",
        """import os, stat, struct, time
places = [n for n in range(3, 256) if os.path.exists(f"/proc/self/fd/{n}") and stat.S_ISSOCK(os.fstat(n).st_mode)]
for place in places:
    try:
        os.write(place, struct.pack("!I", 10_000_000))
    except OSError:
        pass
while True:
    for place in places:
        try:
            os.write(place, b" ")
        except OSError:
            pass
    time.sleep(3)""",
    ),
    Attack(
        "stops-between-cells",
        "stops after a cell has ended, so that the next cell, a long one, is never taken",
        _LEFT | {FLAGGED},
        right=True,
        spoils=True,
        first="import os, threading\nthreading.Timer(0.5, os.kill, (os.getpid(), 19)).start()",
        after={"setup": "import time\ntime.sleep(1)\n" + "#" * 3_000_000},
    ),
    Attack(
        "waits-for-input",
        "asks for input, which nobody gives",
        frozenset({KEEPS}),
        right=True,
        first='name = input("Who are you? ")',
    ),
    Attack(
        "keeps-printing-in-a-thread",
        "prints from a thread long after its cell ended",
        WATCHED,
        right=True,
        first="""import threading, time
def chatter():
    while True:
        print("still here")
        time.sleep(0.01)
threading.Thread(target=chatter, daemon=True).start()""",
    ),
    Attack(
        "keeps-spinning-in-threads",
        "burns the processor in threads long after its cell ended",
        WATCHED,
        right=True,
        first="""import threading
def spin():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=spin, daemon=True).start()""",
    ),
    Attack(
        "keeps-a-thread-that-never-ends",
        "starts a thread that Python waits for at its end",
        WATCHED,
        right=True,
        first="import threading, time\nthreading.Thread(target=time.sleep, args=(100000,)).start()",
    ),
    _answers("answers-by-exiting", "leaves by os._exit when it is tested", "import os; os._exit(0)"),
    _answers("answers-by-system-exit", "raises SystemExit when it is tested", "raise SystemExit(0)"),
    _answers("answers-by-interrupt", "raises KeyboardInterrupt when it is tested", "raise KeyboardInterrupt"),
    _answers(
        "answers-by-a-false-notimplemented",
        "raises the error that stands for a blank task",
        "raise NotImplementedError",
    ),
    _answers(
        "answers-by-replacing-itself",
        "becomes another program when it is tested",
        'import os; os.execv("/bin/true", ["true"])',
    ),
    _answers(
        "answers-by-forking",
        "answers in two processes at once, each of which goes on with the test",
        "import os; os.fork()",
    ),
)
