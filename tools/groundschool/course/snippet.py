"""Code with a gap that the learner filled: run in the learner's own kernel, apart from the notebook's names.

It is the learner's code on the learner's machine, as in any cell, so there is no sandbox; only what was typed in
this kernel is ever run, never an answer out of a file. A time limit keeps a slip of the pen from hanging the notebook.
"""

from __future__ import annotations

import _thread
import ast
import io
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import CodeType
from typing import Any

from groundschool.course.questions import GAP

SECONDS = 5.0
LONGEST = 500


class _TooLongError(Exception):
    """The time is up."""


def trouble(code: str, answer: str, check: str, *, seconds: float = SECONDS) -> str | None:
    """Fill the gap, run the code and its check: what is wrong, in a sentence for the learner, or None.

    What runs longer than so many seconds is interrupted, as the learner could do by hand.
    """
    if len(answer) > LONGEST:
        return f"That is longer than {LONGEST} characters. The gap needs less."
    try:
        program = compile(code.replace(GAP, answer.strip()), "<your answer>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = error.msg if isinstance(error, SyntaxError) else "it is nested too deeply or has a null byte"
        return f"With this in the gap it is no Python: {said}."
    return _run(program, compile(check, "<its check>", "exec"), seconds)


def same_code(one: str, other: str) -> bool:
    """Whether two pieces of code differ in nothing but spaces, brackets and quotes."""
    return _bare(one) == _bare(other)


def _run(program: CodeType, check: CodeType, seconds: float) -> str | None:
    names: dict[str, Any] = {"__name__": "__main__"}
    try:
        with _at_most(seconds), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            exec(program, names)  # noqa: S102 - the learner's own code in the learner's own kernel
            exec(check, names)  # noqa: S102 - the course's own code
    except AssertionError as error:
        return str(error) or "The result is not what it should be."
    except _TooLongError:
        return f"It was still running after {seconds:g} seconds, and was stopped. Is there a loop without an end?"
    except KeyboardInterrupt:
        return "It was interrupted."
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the learner's code may raise anything
        return f"It stopped with {type(error).__name__}: {error}".rstrip(".: ") + "."
    return None


def _bare(text: str) -> str:
    try:
        return ast.dump(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "".join(text.split())


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer, on every system; only the main thread, where kernels run cells, can be."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    lock, ended, fired = threading.Lock(), False, False

    def interrupt() -> None:
        nonlocal fired
        with lock:
            if not ended:
                fired = True
                _thread.interrupt_main()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    # What was started in the background of a shell ignores interrupts, ours too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if fired:
            raise _TooLongError from None
        raise
    finally:
        with lock:
            ended = True
        timer.cancel()
        if before is not None:  # None: it was not Python that set it
            signal.signal(signal.SIGINT, before)
