"""The warm process: it has imported what the tests import, and forks a kernel for each notebook.

Run behind the wall as `python -m groundschool.grading.inside.warm DESCRIPTOR`. It reads requests from that socket:

    {"import": [name, ...], "run": code}     import, and run what the instructor's settings say  -> {"language": {...}}
    {"open": {...limits}} with two sockets attached: fork a kernel   -> {}, with a handle of its process (pidfd) attached
    {"alive": true}                          answer                                             -> {}

It never runs student code; only its forks do, as many at a time as the grader opens.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import io
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from groundschool.grading.inside import room, wire
from groundschool.grading.inside.kernel import Kernel
from groundschool.grading.inside.watch import Watch


class WarmProcess:
    """The state of the warm process: the kernel to be forked, and the watch over it."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._kernel = Kernel()
        self._watch: Watch | None = None
        self._packages: frozenset[str] = frozenset()

    def serve(self) -> None:
        """Do what is asked for, until the grader hangs up."""
        while True:
            try:
                request, descriptors = wire.receive_with(self._control, 2)
            except (wire.WireError, OSError):
                return
            answer, handles = self._answer(request, descriptors)
            wire.send(self._control, answer, handles)
            _close([*descriptors, *handles])

    def _answer(self, request: dict[str, Any], descriptors: list[int]) -> tuple[dict[str, Any], list[int]]:
        try:
            if "import" in request:
                self._warm_up(request["import"], request["run"])
                return {"language": self._kernel.language}, []
            if "open" in request:
                return {}, [self._open(request, descriptors)]
        except OSError as err:
            return {"error": f"The sandbox cannot make room for a notebook: {err}."}, []
        except Exception as err:  # noqa: BLE001 - the instructor's code, which may raise anything
            return {"error": f"The setting SandboxedExecute.warm_up fails: {type(err).__name__}: {err}"}, []
        return {}, []

    def _warm_up(self, names: list[str], code: str) -> None:
        """Import modules, and what modules offer; what cannot be imported is the test's business, not ours."""
        # Imports make much that stays and little that goes; looking for it takes a tenth of the time.
        gc.disable()
        with (
            # Libraries ask `get_ipython()` whether they are in a notebook; pandas shows wide tables by it.
            self._kernel.shell.builtin_trap,
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            for name in names:
                with contextlib.suppress(BaseException):  # whatever an import may raise
                    _import(name)
            self._kernel.rehearse()
            _show_an_error(self._kernel.shell)
            if code:
                exec(code, {"__name__": "__warm__"})  # noqa: S102 - from the instructor's own settings
        packages = frozenset(name.partition(".")[0] for name in names)
        if self._watch is None or packages - self._packages:
            self._packages |= packages
            _hide_ourselves()
            for name in names:
                # A test that asks for a part of ours gets what the watch knows.
                if name.startswith("groundschool.grading"):
                    with contextlib.suppress(BaseException):
                        _import(name)
            self._watch = Watch(self._kernel.shell, self._packages)
        # What is old now stays out of the collector's sight, and so shared with the forks.
        gc.freeze()
        gc.enable()

    def _open(self, request: dict[str, Any], descriptors: list[int]) -> int:
        """Fork a kernel; a handle of its process, which no other process will ever have."""
        _forget_the_ended()
        process = room.fork_into_room()
        if process:
            return os.pidfd_open(process)
        self._control.close()
        try:
            room.move_in(room.Limits(**request["open"]))
            self._become_kernel(*descriptors)
        except BaseException as err:  # noqa: BLE001 - a fork must never go on as the warm process
            with contextlib.suppress(OSError), socket.socket(fileno=descriptors[1]) as answers:
                wire.send(answers, {"token": "", "broken": f"{type(err).__name__}: {err}"})
        finally:
            os._exit(1)

    def _become_kernel(self, requests: int, answers: int) -> None:
        for descriptor in (requests, answers):
            os.set_inheritable(descriptor, False)
        incoming, outgoing = socket.socket(fileno=requests), socket.socket(fileno=answers)
        _redirect_to_nothing()
        files, _ = wire.receive(incoming)
        _lay_out(files["files"])
        os.chdir(room.WORK)
        sys.path.insert(0, "")
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed()  # forks would all draw the same numbers
        assert self._watch is not None  # noqa: S101 - the grader warms up before it opens
        self._watch.begin()
        watched = _Watched(self._watch, self._kernel.shell)
        wire.send(outgoing, {"token": "", "reply": {"status": "ready"}})
        self._kernel.serve(incoming, outgoing, watched)
        os._exit(0)


class _Watched:
    """What is looked at around each cell, and what is taken away after a test."""

    def __init__(self, watch: Watch, shell: Any) -> None:
        self._watch, self._shell = watch, shell

    def before(self, request: dict[str, Any]) -> list[str]:
        if not request["test"]:
            return []
        return self._watch.test_begins(request["code"], all_of_it=request["test"]["look_before"])

    def at_end(self, request: dict[str, Any]) -> list[str]:
        if not request["trusted"]:
            return []
        code, test, found = request["code"], request["test"], []
        if test:
            found = self._watch.test_ends(code, all_of_it=test["look_after"])
        self._watch.provides(code)
        return found

    def after(self, request: dict[str, Any]) -> None:
        if request["test"]:
            self._forget(request["code"])

    def _forget(self, source: str) -> None:
        """Take a test out of what later cells can look up: `In`, `_i`, the last result and error, the line cache."""
        import linecache  # noqa: PLC0415 - only here

        space = self._shell.user_ns
        history = self._shell.history_manager
        for lines in (history.input_hist_parsed, history.input_hist_raw):
            lines[:] = ["" if line == source else line for line in lines]
        for name in [name for name, value in space.items() if name.startswith("_i") and value == source]:
            space[name] = ""
        for attribute in ("_i00", "_i", "_ii", "_iii"):
            if getattr(history, attribute, None) == source:
                setattr(history, attribute, "")
        history.db_input_cache.clear()
        info = self._shell.last_execution_result.info
        info.raw_cell = info.transformed_cell = ""
        # An error leads to the frames of the test, and they to its code.
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            vars(sys).pop(name, None)
        self._shell.last_execution_result.error_in_exec = self._shell.InteractiveTB.tb = None
        for name, entry in list(linecache.cache.items()):
            if len(entry) > 2 and "".join(entry[2]).rstrip("\n") == source.rstrip("\n"):  # noqa: PLR2004
                del linecache.cache[name]


def _forget_the_ended() -> None:
    """Let the system forget rooms that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _show_an_error(shell: Any) -> None:
    """Do what Python and IPython put off until there is an error to show: which module each file is of, and colours."""
    try:
        int("no number")
    except ValueError:
        shell.InteractiveTB.structured_traceback(*sys.exc_info())


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError:
        module, _, offered = name.rpartition(".")
        getattr(importlib.import_module(module), offered)


def _lay_out(files: dict[str, str]) -> None:
    tempfile.tempdir = None  # remembered from before there was a room
    work = Path(room.WORK)
    work.mkdir()
    for name, content in files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))


def _hide_ourselves() -> None:
    """Take our modules out of what a cell can import: it gets new copies, which watch nothing."""
    for name in [name for name in sys.modules if name.startswith("groundschool.grading")]:
        del sys.modules[name]
    vars(sys.modules["groundschool"]).pop("grading", None)


def _redirect_to_nothing() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as the process lives
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def main() -> None:
    """Become the warm process."""
    room.own_the_processes()
    WarmProcess(socket.socket(fileno=int(sys.argv[1]))).serve()
    # What is left of the sandbox would end with this process; who counts what it used counts what was waited for.
    with contextlib.suppress(OSError):
        os.kill(-1, signal.SIGKILL)
        while True:
            os.wait()
    os._exit(0)


if __name__ == "__main__":
    main()
