"""A kernel in the sandbox, for tests: cells go in, what they say comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from groundschool.grading.inside.room import Limits
from groundschool.grading.warm import GradedTest, Ran, WarmKernel, WarmSandbox


@dataclass
class Cells:
    """A kernel that was opened, and what its cells have said."""

    kernel: WarmKernel
    said: list[dict[str, Any]] = field(default_factory=list)

    def run(self, code: str, *, trusted: bool = False, test: bool = False, timeout: float = 60) -> Ran:
        self.said.clear()
        return self.kernel.run(
            code, self.said.append, trusted=trusted, test=GradedTest() if test else None, timeout=timeout
        )

    def test(self, code: str) -> tuple[str, ...]:
        """Run a test cell; what the watch found."""
        return self.run(code, trusted=True, test=True).found

    def value(self, expression: str) -> str:
        """The text of an expression's value."""
        ran = self.run(expression)
        assert ran.reply["status"] == "ok", ran.reply
        return next(
            m["content"]["data"]["text/plain"] for m in self.said if m["msg_type"] == "execute_result"
        )


@contextmanager
def opened(
    sandbox: WarmSandbox, files: Mapping[str, bytes] | None = None, limits: Limits | None = None
) -> Iterator[Cells]:
    with sandbox.open(files or {}, limits or Limits()) as kernel:
        yield Cells(kernel)


@contextmanager
def started(*modules: str, hidden: tuple[Path, ...] = ()) -> Iterator[WarmSandbox]:
    sandbox = WarmSandbox(hidden=hidden)
    try:
        sandbox.warm_up(frozenset(modules))
        yield sandbox
    finally:
        sandbox.close()
