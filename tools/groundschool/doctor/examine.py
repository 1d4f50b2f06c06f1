"""The whole examination, in the order in which somebody would mend what is missing.

Learning needs Python, the packages, the Jupyter kernel, a place to write and some memory. Chromium serves the
browser tests, bubblewrap serves grading and Node.js a class's hub: somebody who only learns can do without them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from groundschool.doctor import machine, software
from groundschool.doctor.finding import SET_UP, Finding, Need
from groundschool.paths import CourseRoot


def examine(root: CourseRoot | None, workspace: Path) -> tuple[Finding, ...]:
    """Look at this machine, in the order in which somebody would mend it."""
    checks: dict[str, Callable[[], Finding]] = {
        "Python": lambda: software.python(sys.version_info[:3]),
        "Course": lambda: software.course(root),
        "Packages": lambda: software.packages(root),
        "Jupyter kernel": software.kernel,
        "Workspace": lambda: machine.place(workspace),
        "Disk": lambda: machine.disk(workspace),
        "Memory": machine.memory,
        "Cores": machine.cores,
        "Chromium": machine.browser,
        "bubblewrap": machine.sandbox,
        "Node.js": machine.node,
    }
    return tuple(_run(name, check) for name, check in checks.items())


def ready(findings: tuple[Finding, ...]) -> bool:
    """Tell whether everything is there that learning needs."""
    return all(finding.ok for finding in findings if finding.need is Need.LEARNING)


def _run(name: str, check: Callable[[], Finding]) -> Finding:
    # The doctor is called when something is missing: that must not stop the other checks.
    try:
        return check()
    except ImportError as error:
        return Finding(name, ok=False, detail=f"cannot look: {error}", remedy=SET_UP)


def as_json(findings: tuple[Finding, ...]) -> str:
    """The findings for a program to read."""
    rows = [
        {
            "name": one.name,
            "ok": one.ok,
            "detail": one.detail,
            "needed_for": one.need.value,
            "remedy": one.remedy,
        }
        for one in findings
    ]
    return json.dumps({"ready": ready(findings), "findings": rows}, indent=2)
