"""What the clerks of the desk do to the service, for locust: each asks for a flight, waits, and asks for the next.

locust -f tools/flightdelay/clerks.py --headless --users 4 --host http://127.0.0.1:8000 --bodies bodies.json --asks 40
"""

from __future__ import annotations

import itertools
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, task
from locust.exception import StopUser


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def _own_options(parser: ArgumentParser) -> None:
    parser.add_argument("--bodies", default="bodies.json", help="a file with a list of requests")
    parser.add_argument("--asks", type=int, default=100, help="stop after so many requests of all clerks")


class Clerk(FastHttpUser):
    """One clerk at a screen."""

    asked, gone_home = itertools.count(1), itertools.count(1)  # by all clerks together
    bodies: list[dict[str, Any]]

    def on_start(self) -> None:
        """Come to work: know the flights of the day."""
        self.bodies = json.loads(Path(self.environment.parsed_options.bodies).read_text(encoding="utf-8"))

    @task
    def ask(self) -> None:
        """Ask for a flight; an answer other than 200 counts as a failure."""
        number = next(self.asked)
        if number > self.environment.parsed_options.asks:
            if next(self.gone_home) == self.environment.runner.target_user_count:
                self.environment.runner.quit()
            raise StopUser
        self.client.post("/predict", json=self.bodies[number % len(self.bodies)])
