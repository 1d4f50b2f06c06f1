"""Tests, and notebooks under nbval, run in the environment that learners' kernels get, without a network."""

from __future__ import annotations

import os

import offline_kernel
from groundschool.paths import WORKSPACE_VARIABLE
from groundschool.quiet import kernel_environment

os.environ.update(kernel_environment())
# A developer's own learner record is no part of a test.
os.environ.pop(WORKSPACE_VARIABLE, None)


def pytest_configure() -> None:
    """Offer the kernel without a network, to nbval by `--nbval-kernel-name offline`."""
    offline_kernel.install()


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    offline_kernel.remove()
