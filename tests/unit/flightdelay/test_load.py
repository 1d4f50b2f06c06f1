"""Clients that wait: as many requests under way as clients, each wait measured, failures counted apart."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from flightdelay.load import put_load, run_locust

GOOD, FAIL = {"good": 1}, {"fail": 1}


class Slow(BaseHTTPRequestHandler):
    """Answers after 20 ms, and with an error to every body that asks for one."""

    protocol_version = "HTTP/1.1"
    under_way: ClassVar[list[int]] = [0, 0]  # now, and at most
    asked: ClassVar[list[tuple[str, object]]] = []

    def do_POST(self) -> None:
        self.under_way[0] += 1
        self.under_way[1] = max(self.under_way)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        time.sleep(0.02)
        self.under_way[0] -= 1
        self.send_response(500 if body == FAIL else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def slow_server() -> Iterator[str]:
    Slow.under_way[:] = [0, 0]
    Slow.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_as_many_requests_are_under_way_as_there_are_clients() -> None:
    with slow_server() as url:
        load = put_load(url, [{}], clients=3, each=5)

    assert Slow.under_way[1] == 3
    assert load.clients == 3
    assert load.failed == 0
    assert min(load.waits) >= 0.02
    assert len(load.waits) == 15
    assert load.seconds >= 5 * 0.02
    assert load.throughput == 15 / load.seconds


def test_bodies_are_sent_in_turn_and_failures_are_no_waits() -> None:
    with slow_server() as url:
        load = put_load(url, [{"good": 1}, {"fail": 1}, {"flights": []}], clients=1, each=6)

    assert Slow.asked == 2 * [("/predict", GOOD), ("/predict", FAIL), ("/predict/batch", {"flights": []})]
    assert load.failed == 2
    assert len(load.waits) == 4


def test_a_service_that_is_gone_is_all_failures() -> None:
    with slow_server() as url:
        pass
    load = put_load(url, [{}], clients=2, each=1)

    assert load.waits == ()
    assert load.failed == 2
    assert load.failed > 0
    assert load.throughput == 0


@pytest.mark.parametrize(("bodies", "clients", "each"), [([], 1, 1), ([{}], 0, 1), ([{}], 1, 0)])
def test_load_of_nothing_is_refused(bodies: list[dict[str, int]], clients: int, each: int) -> None:
    with pytest.raises(ValueError, match="at least one body, one client and one request"):
        put_load("http://127.0.0.1", bodies, clients=clients, each=each)


def test_locust_asks_as_often_as_told_and_counts_what_failed() -> None:
    with slow_server() as url:
        report = run_locust(url, [{"good": 1}, {"fail": 1}], users=2, asks=8)

    assert (report["requests"], report["failures"]) == (8, 4)
    assert report["p95_ms"] >= 20


def test_locust_that_cannot_run_says_what_it_wrote() -> None:
    with pytest.raises(RuntimeError, match="locust gave no report"):
        run_locust("no address", [{}], users=-1, asks=1)
