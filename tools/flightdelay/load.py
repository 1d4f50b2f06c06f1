"""Put load on a service as clients do that wait: each sends, waits for the answer, and sends the next.

So the number of clients is the number of requests under way, and the service is never asked faster than it
answers. (Clients that do not wait are another experiment, and a harsher one.)
"""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

CLERKS = Path(__file__).with_name("clerks.py")  # run by locust, never imported: it changes Python's sockets


@dataclass(frozen=True)
class Load:
    """What some clients met."""

    clients: int
    seconds: float  # from the first request to the last answer
    waits: tuple[float, ...]  # seconds to each answer with status 200
    failed: int  # other answers, and none

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


def put_load(url: str, bodies: Sequence[Mapping[str, Any]], *, clients: int, each: int) -> Load:
    """Let so many clients ask so many times each; every request takes the next of the bodies, round and round.

    A body is that of a flight, or of several under `flights` (see `request.Flights`).

    Raises:
        ValueError: there are no bodies, no clients or nothing to ask.
    """
    if not bodies or clients < 1 or each < 1:
        raise ValueError("Load needs at least one body, one client and one request.")
    turn, lock = itertools.cycle(bodies), threading.Lock()
    everybody = threading.Barrier(clients + 1)  # making a client takes longer than asking: that is not load

    def ask() -> list[float | None]:
        # trust_env: a proxy for the outside has no business between two processes of one machine.
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            everybody.wait()
            return [_wait(client, body) for body in itertools.islice(_next(turn, lock), each)]

    with ThreadPoolExecutor(clients) as pool:
        asking = [pool.submit(ask) for _ in range(clients)]
        everybody.wait()
        start = time.perf_counter()
        found = [wait for future in asking for wait in future.result()]
        seconds = time.perf_counter() - start
    waits = tuple(wait for wait in found if wait is not None)
    return Load(clients=clients, seconds=seconds, waits=waits, failed=len(found) - len(waits))


def _next(turn: Iterator[Mapping[str, Any]], lock: threading.Lock) -> Iterator[Mapping[str, Any]]:
    while True:
        with lock:
            body = next(turn)
        yield body


def _wait(client: httpx.Client, body: Mapping[str, Any]) -> float | None:
    """Seconds to the answer; None if it is no prediction."""
    path = "/predict/batch" if "flights" in body else "/predict"
    start = time.perf_counter()
    try:
        answer = client.post(path, json=body)
    except httpx.HTTPError:
        return None
    return time.perf_counter() - start if answer.status_code == httpx.codes.OK else None


def run_locust(url: str, bodies: Sequence[Mapping[str, Any]], *, users: int, asks: int) -> dict[str, int]:
    """Let the clerks of `clerks.py` ask, in a process of their own: requests, failures and p95 in milliseconds.

    Raises:
        RuntimeError: locust did not run; the message ends with what it wrote.
    """
    options = (
        f"--headless --users={users} --spawn-rate={users} --asks={asks} --run-time=60s --json --skip-log"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bodies.json").write_text(json.dumps(list(bodies)), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "locust",
            f"--locustfile={CLERKS}",
            f"--host={url}",
            *options.split(),
        ]
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    try:
        stats = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise RuntimeError(f"locust gave no report. It wrote:\n{done.stderr[-2000:]}") from error
    counts = Counter({float(wait): count for part in stats for wait, count in part["response_times"].items()})
    waits = sorted(counts.elements())
    return {
        "requests": sum(part["num_requests"] for part in stats),
        "failures": sum(part["num_failures"] for part in stats),
        "p95_ms": int(waits[math.ceil(0.95 * len(waits)) - 1]) if waits else 0,
    }
