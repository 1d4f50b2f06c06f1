"""Set up a clone: `.venv` with the locked packages and the kit itself. The Makefile calls it.

It runs on a bare Python, before anything is installed, so it imports the standard library alone. Packages are
installed by uv, which is in the lock file and takes seconds; when uv cannot, by pip, which takes minutes. Both
follow pip's own settings (pip.conf, PIP_INDEX_URL, PIP_CERT ...), and both refuse a file without a locked hash.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = "requirements.lock"
# What must be there before the rest: the installer, and what builds packages that come as source.
FIRST = ("uv", "setuptools")

# pip's setting -> uv's. A list is separated as uv wants it.
_UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "client-cert": ("SSL_CLIENT_CERT", " "),
    "proxy": ("ALL_PROXY", " "),
}
_PIP_STEP = 25  # packages between two lines of progress
_TAIL = 12  # lines of a failed command that are shown


class SetUpError(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def main() -> int:
    """Bring `.venv` up to date and return the exit code; nothing to do takes no time and says nothing."""
    environment = ROOT / ".venv"
    stamp = environment / "set-up.json"
    now = state(ROOT)
    before = _read_stamp(stamp)
    if before == now and _python(environment).exists():
        return 0
    started = time.monotonic()
    try:
        # Scripts of an environment name their own place: in a clone that was moved, they are of no use.
        set_up(environment, fresh=before.get("place", now["place"]) != now["place"])
    except SetUpError as error:
        _say(f"\nSet-up stopped. {error}")
        return 1
    except KeyboardInterrupt:
        _say("\nSet-up stopped. Run the same command again: it goes on where it was.")
        return 130
    stamp.write_text(json.dumps(now), encoding="utf-8")
    _say(f"Set-up is done ({time.monotonic() - started:.0f} s).\n")
    return 0


def state(root: Path) -> dict[str, str]:
    """What the environment is made from: another lock installs again, another place or Python makes it anew."""
    inputs = b"".join((root / name).read_bytes() for name in (LOCK, "pyproject.toml"))
    version = ".".join(map(str, sys.version_info[:2]))
    return {"inputs": hashlib.sha256(inputs).hexdigest(), "place": str(root), "python": version}


def _read_stamp(stamp: Path) -> dict[str, str]:
    try:
        content = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def set_up(environment: Path, *, fresh: bool) -> None:
    """Make the environment and install into it, one line a step."""
    python = _python(environment)
    _say(f"[1/4] Python {sys.version.split()[0]} in {environment}")
    if fresh or not _works(python):
        if find_spec("ensurepip") is None:
            raise SetUpError(
                "This Python comes without ensurepip, so it cannot make a virtual environment. On Debian and "
                "Ubuntu: sudo apt install python3-venv. Then run the same command again."
            )
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(environment)
    log = environment / "set-up.log"
    log.write_bytes(b"")
    first = environment / "first.lock"
    first.write_text(entries((ROOT / LOCK).read_text(encoding="utf-8"), FIRST), encoding="utf-8")
    pip = [
        str(python),
        "-I",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--no-deps",
    ]
    # Compiled, as pip does it: sandboxes and a server's students cannot keep what Python makes at the first import,
    # and would make it again in each process.
    uv = [str(environment / "bin" / "uv"), "pip", "install", "--no-deps", "--compile-bytecode"]
    uv += ["--python", str(python)]
    locked = ["--no-build-isolation", "--require-hashes", "-r", str(ROOT / LOCK)]
    kit = ["--no-build-isolation", "-e", str(ROOT)]
    _say("[2/4] The installer")
    _run([*pip, "--require-hashes", "-r", str(first)], log, _nothing)
    _say(f"[3/4] The packages, each checked against {LOCK}, then compiled, which takes a minute")
    try:
        _run([*uv, *locked], log, _uv_progress, uv_environment(python))
    except SetUpError as error:
        _say(
            f"      uv could not: {str(error).splitlines()[0]}\n      Now with pip, which takes some minutes."
        )
        _run([*pip, *locked], log, _PipProgress())
    _say("[4/4] Ground School itself")
    _run([*pip, *kit], log, _nothing)


def entries(lock: str, names: Iterable[str]) -> str:
    """The lock file's entries for some packages, hashes included."""
    chosen = "|".join(map(re.escape, names))
    return "\n".join(re.findall(rf"^(?:{chosen})==.*(?:\n[ \t].*)*", lock, re.MULTILINE)) + "\n"


def uv_environment(python: Path) -> dict[str, str]:
    """The environment for uv: pip's settings in uv's words; what is set for uv itself wins."""
    listed = subprocess.run(
        [str(python), "-I", "-m", "pip", "config", "list"], check=False, capture_output=True, text=True
    )
    return {
        **from_pip(listed.stdout),
        # pip takes a package from whichever index has it; the locked hashes make that safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_SYSTEM_CERTS": "true",
        **os.environ,
    }


def from_pip(listed: str) -> dict[str, str]:
    """Translate the output of `pip config list`; a variable beats `[install]`, which beats `[global]`."""
    settings: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in settings and value.startswith(("'", '"')):
            settings[section][name] = ast.literal_eval(value)
    merged = {name: value for section in settings.values() for name, value in section.items()}
    return {
        variable: separator.join(merged[name].split()) if name != "cert" else merged[name]
        for name, (variable, separator) in _UV_NAMES.items()
        if merged.get(name)
    }


def _run(
    command: list[str],
    log: Path,
    progress: Callable[[str], None],
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a command with its output in the log, and let `progress` tell from each line how far it is.

    Raises:
        SetUpError: it failed; carries the end of its output.
    """
    # A learner's pip.conf may say `user = true`, which no virtual environment allows.
    variables = {**(environment or os.environ), "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    lines: list[str] = []
    with (
        log.open("a", encoding="utf-8") as file,
        subprocess.Popen(
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            file.write(line)
            lines.append(line.rstrip())
            progress(lines[-1])
    if process.returncode:
        raise SetUpError(_failure(command, lines, log))


def _failure(command: list[str], lines: list[str], log: Path) -> str:
    reason = next(
        (line for line in reversed(lines) if re.match(r"(?i)\s*error\b", line)), f"{command[0]} failed."
    )
    tail = "\n".join(f"    {line}" for line in lines[-_TAIL:])
    return (
        f"{reason.strip()}\n{tail}\n"
        f"The whole output is in {log}. Is the network there? Set-up follows pip's settings (pip.conf, "
        "PIP_INDEX_URL, PIP_CERT) and HTTPS_PROXY.\nThen run the same command again: it goes on where it was."
    )


def _nothing(line: str) -> None:
    del line


def _uv_progress(line: str) -> None:
    if re.match(r"\s*(Downloading|Building|Prepared|Installed|Bytecode)\b", line):
        _say(f"      {line.strip()}")


class _PipProgress:
    """Counts what pip has fetched, since its own output is four lines a package."""

    def __init__(self) -> None:
        self.fetched = 0

    def __call__(self, line: str) -> None:
        if line.startswith(("Collecting ", "Processing ")):
            self.fetched += 1
            if self.fetched % _PIP_STEP == 0:
                _say(f"      {self.fetched} fetched")
        elif line.startswith("Installing collected packages"):
            _say(f"      {self.fetched} fetched; unpacking them, about a minute")


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _works(python: Path) -> bool:
    """Whether there is an environment with pip, of the version of Python that runs this."""
    question = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        done = subprocess.run([str(python), "-I", "-c", question], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
