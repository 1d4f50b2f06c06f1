"""The service as a process of its own, on a port that the operating system chooses.

    with serving(Path("model.skops"), months=[3]) as url:
        httpx.get(f"{url}/ready")

It is stopped when the block ends, by an error too, and ends by itself when the process that started it is gone.
By hand, `python -m flightdelay.server model.skops --month 3` prints its address and serves until Ctrl-C.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from flightdelay import model_file
from flightdelay.features import load_sources
from flightdelay.service import Served, create_app

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

HOST = "127.0.0.1"
_SECONDS_TO_START, _SECONDS_TO_STOP = 60.0, 5.0
_LOG_TOLD = 2000  # characters of it, in an error


class ServerError(RuntimeError):
    """The server did not become ready; the message ends with what it wrote last."""


@contextmanager
def serving(
    path: Path,
    *,
    months: Sequence[int],
    year: int = 2013,
    version: str = "1",
    patience: float = _SECONDS_TO_START,
) -> Iterator[str]:
    """Serve a model file with the tables of some months; gives the address once the service is ready.

    Raises:
        ServerError: the process stopped, or was not ready within `patience` seconds.
    """
    command = [
        sys.executable,
        "-m",
        "flightdelay.server",
        str(path),
        *(f"--month={month}" for month in months),
    ]
    command += [f"--year={year}", f"--model-version={version}", "--while-stdin-is-open"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # who interrupts a notebook's cell interrupts the notebook's process alone
        )
        try:
            yield _when_ready(process, log, patience)
        finally:
            _stop(process)


def in_process(app: FastAPI) -> TestClient:
    """FastAPI's TestClient: it calls the service without a server or a port, for tests of what it answers."""
    with warnings.catch_warnings():
        # Starlette advises httpx2, the next httpx; it works with either.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", UserWarning)
        from fastapi.testclient import TestClient  # noqa: PLC0415 (only here the advice can be kept quiet)
    return TestClient(app, raise_server_exceptions=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal comes or, with `--while-stdin-is-open`, standard input is closed."""
    asked = _arguments(arguments)
    if asked.while_stdin_is_open:
        threading.Thread(target=_leave_with_stdin, daemon=True).start()
    app = create_app()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    broken: list[BaseException] = []

    def load() -> None:
        try:
            app.state.served = Served(
                model=model_file.load(asked.model),
                version=asked.model_version,
                sources=load_sources(asked.month, asked.year),
            )
        except BaseException as error:
            broken.append(error)
            server.should_exit = True
            raise

    # The port is open before the model is there: meanwhile the process is alive and not ready, and says so.
    threading.Thread(target=load, daemon=True).start()
    with socket.create_server((HOST, 0)) as listening:
        print(f"http://{HOST}:{listening.getsockname()[1]}", flush=True)  # noqa: T201 (the address is the output)
        server.run(sockets=[listening])
    return 1 if broken else 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m flightdelay.server", description=__doc__)
    parser.add_argument("model", type=Path, help="a file that model_file.save wrote")
    parser.add_argument(
        "--month", type=int, action="append", required=True, help="tables to look up in; repeat it"
    )
    parser.add_argument("--year", type=int, default=2013)
    parser.add_argument("--model-version", default="1")
    parser.add_argument("--while-stdin-is-open", action="store_true")
    return parser.parse_args(arguments)


def _leave_with_stdin() -> None:
    # The other end is closed by `_stop`, or by the operating system when the parent dies, however it dies.
    sys.stdin.read()
    os._exit(0)


def _when_ready(process: subprocess.Popen[str], log: IO[str], patience: float) -> str:
    if process.stdout is None:  # for the type checker: it is a pipe
        raise ServerError("The server has no output to read its address from.")
    deadline = time.monotonic() + patience
    late = threading.Timer(patience, process.kill)
    late.start()
    try:
        url = process.stdout.readline().strip()
        while url and time.monotonic() < deadline and process.poll() is None:
            if _is_ready(url):
                return url
            time.sleep(0.05)
    finally:
        late.cancel()
    log.seek(0)
    raise ServerError(f"The server was not ready within {patience:g} s. It wrote:\n{log.read()[-_LOG_TOLD:]}")


def _is_ready(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
