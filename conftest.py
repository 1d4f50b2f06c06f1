"""Tests, and notebooks under nbval, run in the environment that learners' kernels get."""

from __future__ import annotations

import os

from groundschool.paths import WORKSPACE_VARIABLE
from groundschool.quiet import kernel_environment

os.environ.update(kernel_environment())
# A developer's own learner record is no part of a test.
os.environ.pop(WORKSPACE_VARIABLE, None)
