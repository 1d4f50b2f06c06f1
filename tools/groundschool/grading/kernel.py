"""The first code inside the sandbox: set the limits, lay out the files, become an ordinary IPython kernel.

Run as `python -m groundschool.grading.kernel LIMITS ARGUMENT...`; the arguments go to ipykernel.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
from pathlib import Path

from groundschool.grading.sandbox import GIVEN, WORK, Limits

_MB = 1024 * 1024


def main(arguments: list[str]) -> None:
    """Prepare this process for a submission and hand it over to the kernel."""
    # `-m` put the folder that we started in first; IPython adds the working folder where it belongs.
    del sys.path[0]
    _limit(Limits(**json.loads(arguments[0])))
    work = Path(WORK)
    if Path(GIVEN).is_dir():
        shutil.copytree(GIVEN, work, symlinks=True, dirs_exist_ok=True)
    work.mkdir(exist_ok=True)
    os.chdir(work)
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - not before the limits hold

    IPKernelApp.launch_instance(argv=arguments[1:])


def _limit(limits: Limits) -> None:
    hard = {
        resource.RLIMIT_AS: limits.memory_mb * _MB,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.wall_seconds,
        resource.RLIMIT_FSIZE: limits.file_mb * _MB,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
    }
    for kind, value in hard.items():
        ceiling = resource.getrlimit(kind)[1]
        allowed = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(kind, (allowed, allowed))


if __name__ == "__main__":
    main(sys.argv[1:])
