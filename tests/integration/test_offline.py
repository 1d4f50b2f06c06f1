"""Every built notebook runs, and shows what it showed, on a machine without a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from groundschool.paths import find_root
from groundschool.quiet import kernel_environment

ROOT = find_root(start=Path(__file__).parent).path


def test_notebooks_validate_strictly_without_a_network(tmp_path: Path) -> None:
    """`make test` validates them once more, with a network: twice in a row."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    home = tmp_path / "home"
    home.mkdir()
    wall = shutil.which("bwrap")
    assert wall, "bubblewrap is missing: run `groundschool doctor`"

    # A network of its own has a loopback device and nothing else.
    fence = [wall, "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--chdir", str(tmp_path)]
    pytest = [sys.executable, "-m", "pytest", "--nbval", "--nbval-cell-timeout", "120", "notebooks"]
    done = subprocess.run(
        [*fence, *pytest, "--rootdir", str(tmp_path), "-p", "no:cacheprovider", "-q"],
        env={**kernel_environment(), "HOME": str(home), "PYTHONPATH": str(ROOT / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
