"""Set-up follows pip's settings, and notices when there is something to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from groundschool import bootstrap

LOCK = """\
setuptools==84.2.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via nbgrader
six==1.17.0 ; sys_platform == 'linux' \\
    --hash=sha256:cc
uv==0.13.9 \\
    --hash=sha256:dd
uvloop==1.0 \\
    --hash=sha256:ee
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def test_entries_take_hashes_along_and_nothing_else() -> None:
    assert bootstrap.entries(LOCK, ("uv", "setuptools")) == (
        "setuptools==84.2.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via nbgrader\n"
        "uv==0.13.9 \\\n    --hash=sha256:dd\n"
    )


def test_the_lock_of_this_repository_has_what_comes_first() -> None:
    lock = (bootstrap.ROOT / bootstrap.LOCK).read_text(encoding="utf-8")

    found = bootstrap.entries(lock, bootstrap.FIRST)
    assert [line.split("==")[0] for line in found.splitlines() if "==" in line] == ["setuptools", "uv"]


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ("", {}),
        (
            "global.index-url='https://mirror.example/simple'",
            {"UV_DEFAULT_INDEX": "https://mirror.example/simple"},
        ),
        (
            "global.extra-index-url='https://a.example https://b.example'",
            {"UV_INDEX": "https://a.example https://b.example"},
        ),
        ("global.find-links='/opt/wheels\\n/srv/wheels'", {"UV_FIND_LINKS": "/opt/wheels,/srv/wheels"}),
        (":env:.cert='/etc/ssl/our own.pem'", {"SSL_CERT_FILE": "/etc/ssl/our own.pem"}),
        ("global.proxy='http://proxy:3128'", {"ALL_PROXY": "http://proxy:3128"}),
        ("wheel.index-url='https://elsewhere.example'\nglobal.colour='blue'\nnonsense\n", {}),
    ],
)
def test_settings_of_pip_are_said_in_uvs_words(listed: str, wanted: dict[str, str]) -> None:
    assert bootstrap.from_pip(listed) == wanted


def test_a_variable_beats_a_command_section_which_beats_the_global_one() -> None:
    listed = ":env:.timeout='3'\nglobal.timeout='1'\ninstall.timeout='2'\nglobal.cert='a'\ninstall.cert='b'"

    assert bootstrap.from_pip(listed) == {"UV_HTTP_TIMEOUT": "3", "SSL_CERT_FILE": "b"}


def test_what_real_pip_lists_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://mirror.example/simple\nfind-links =\n    /a\n    /b\n")
    for name in ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "PIP_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))

    environment = bootstrap.uv_environment(Path(sys.executable))
    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert environment["UV_FIND_LINKS"] == "/a,/b"


def test_what_is_set_for_uv_itself_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")

    assert bootstrap.uv_environment(Path(sys.executable))["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_asks_for_another_set_up(clone: Path, name: str) -> None:
    before = bootstrap.state(clone)
    (clone / name).write_text("changed")

    assert bootstrap.state(clone) != before


def test_a_moved_clone_asks_for_another_set_up(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = bootstrap.state(clone)
    moved = clone.rename(tmp_path_factory.mktemp("elsewhere") / "clone")

    assert bootstrap.state(moved) != before


def test_it_runs_on_a_bare_python() -> None:
    """Nothing but the standard library may be imported before anything is installed."""
    code = "import runpy, sys; runpy.run_path(sys.argv[1]); print(sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, bootstrap.__file__],
        check=True,
        capture_output=True,
        text=True,
    )

    assert set(eval(done.stdout)) - {"__main__", "__mp_main__"} <= sys.stdlib_module_names  # noqa: S307 - our own list


def test_a_failed_command_shows_its_reason_its_end_and_the_way_on(tmp_path: Path) -> None:
    log = tmp_path / "set-up.log"
    code = "print('first'); print('ERROR: no room on the disk'); print('last'); raise SystemExit(1)"

    with pytest.raises(bootstrap.SetUpError) as caught:
        bootstrap._run([sys.executable, "-c", code], log, lambda _: None)
    assert str(caught.value).splitlines() == [
        "ERROR: no room on the disk",
        "    first",
        "    ERROR: no room on the disk",
        "    last",
        f"The whole output is in {log}. Is the network there? Set-up follows pip's settings (pip.conf, "
        "PIP_INDEX_URL, PIP_CERT) and HTTPS_PROXY.",
        "Then run the same command again: it goes on where it was.",
    ]
    assert log.read_text() == "first\nERROR: no room on the disk\nlast\n"


def test_a_clone_that_is_set_up_takes_no_time_and_says_nothing(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (clone / ".venv" / "set-up.json").write_text(json.dumps(bootstrap.state(clone)))
    monkeypatch.setattr(bootstrap, "ROOT", clone)

    assert bootstrap.main() == 0
    assert capsys.readouterr().out == ""


def test_packages_are_compiled_when_they_are_installed(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot write there, a sandbox or a student, would compile them again in each process."""
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "ROOT", clone)
    monkeypatch.setattr(bootstrap, "_works", lambda _: True)
    monkeypatch.setattr(bootstrap, "_run", lambda command, *_: commands.append(command))
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    bootstrap.set_up(clone / ".venv", fresh=False)

    packages = [command for command in commands if str(clone / "requirements.lock") in command]
    assert packages
    # pip does it unless it is told not to.
    assert all(("--compile-bytecode" in command) != ("-m" in command) for command in packages)
    assert not any("--no-compile" in command for command in commands)
