"""A server of its own: ready when it says so, gone when the block ends, however it ends."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving_parts import requests, served

from flightdelay import model_file, server
from flightdelay.request import Flight
from flightdelay.service import answers


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.skops"
    model_file.save(served().model, path)
    return path


def get(url: str, path: str) -> int:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def is_closed(url: str) -> bool:
    try:
        get(url, "/health")
    except ConnectionRefusedError:
        return True
    except ConnectionError:  # it is just going
        return False
    return False


def test_it_answers_while_the_block_runs_and_its_port_is_closed_after_an_error_in_it(saved: Path) -> None:
    sent = requests()[0]
    with pytest.raises(ZeroDivisionError), server.serving(saved, months=[2, 3], version="7") as url:  # noqa: PT012
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.request("POST", "/predict", json.dumps(sent), {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        raise ZeroDivisionError

    assert answer == answers([Flight.model_validate(sent)], served())[0].model_dump()
    assert is_closed(url)


def test_a_server_that_cannot_load_its_model_is_an_error_with_what_it_wrote(tmp_path: Path) -> None:
    with (
        pytest.raises(server.ServerError, match="There is no model"),
        server.serving(tmp_path / "none", months=[2]),
    ):
        pass


def test_patience_ends(saved: Path) -> None:
    late = server.serving(saved, months=[2], patience=0.1)
    with pytest.raises(server.ServerError, match=r"was not ready within 0\.1 s"), late:
        pass


def test_it_does_not_outlive_the_process_that_started_it(saved: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from flightdelay.server import serving\n"
        "with serving(Path(sys.argv[1]), months=[3]) as url:\n"
        "    print(url, flush=True)\n"
        "    os._exit(1)\n"
    )
    died = subprocess.run(
        [sys.executable, "-c", code, str(saved)], capture_output=True, text=True, check=False
    )
    url = died.stdout.strip()
    assert url.startswith("http://127.0.0.1:"), died.stderr

    deadline = time.monotonic() + 10
    while not is_closed(url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert is_closed(url)
