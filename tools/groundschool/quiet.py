"""The environment in which the course's kernels and servers run: nothing phones home, one thread for BLAS."""

from __future__ import annotations

import os

QUIET = {
    # Telemetry of the tools that lessons and labs use, each by its own switch.
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DVC_NO_ANALYTICS": "1",
    "FEAST_USAGE": "False",
    "GIT_PYTHON_REFRESH": "quiet",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # OpenBLAS spins idle threads: on two cores that costs more than it brings (a test cell: 1.7 s, not 24 ms).
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # The same bytes from sets and hashes in every run.
    "PYTHONHASHSEED": "0",
    # Kernels warn about frozen modules when a debugger is near.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def kernel_environment() -> dict[str, str]:
    """The process's environment with telemetry off; what a learner has set by hand stays."""
    return {**QUIET, **os.environ}
