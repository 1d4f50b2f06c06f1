"""What the settings of the hub promise, without starting one: who gets in, where, and what stays apart."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import subprocess
from importlib.metadata import version
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.parse import urlparse

import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from groundschool.errors import GroundSchoolError
from groundschool.grading.classroom import open_classroom

REPOSITORY = Path(__file__).parents[2]
HUB = REPOSITORY / "deploy" / "hub"
COURSE = "ground_school"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a class, as README.md makes it."""
    (tmp_path / "students.txt").write_text("ada\n\nben  # repeats the year\n# cleo left\n")
    (tmp_path / "instructors.txt").write_text("grace\n")
    monkeypatch.setenv("GROUNDSCHOOL_CLASS", str(tmp_path))
    monkeypatch.setenv("GROUNDSCHOOL_PORTS", "8000 8001 8002 8003")
    monkeypatch.setenv("GROUNDSCHOOL_PASSWORD", "correct-horse")
    return tmp_path


@pytest.fixture
def real(home: Path) -> Config:
    del home
    return settings(HUB / "jupyterhub_config.py")


@pytest.fixture
def trial(home: Path) -> Config:
    del home
    return settings(HUB / "trial_config.py")


@pytest.fixture
def program() -> ModuleType:
    """`trial.py`, which is no module of a package."""
    spec = importlib.util.spec_from_file_location("trial", HUB / "trial.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settings(path: Path) -> Config:
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


@pytest.mark.parametrize("name", ["jupyterhub_config.py", "trial_config.py"])
def test_every_setting_is_one_that_jupyterhub_has(home: Path, name: str) -> None:
    """A mistyped setting changes nothing, and nobody is told."""
    from jupyterhub.app import JupyterHub  # noqa: PLC0415 - takes seconds
    from jupyterhub.auth import Authenticator  # noqa: PLC0415
    from jupyterhub.authenticators.shared import SharedPasswordAuthenticator  # noqa: PLC0415
    from jupyterhub.proxy import ConfigurableHTTPProxy  # noqa: PLC0415
    from jupyterhub.spawner import SimpleLocalProcessSpawner, Spawner  # noqa: PLC0415

    del home
    classes = (
        *(JupyterHub, Authenticator, SharedPasswordAuthenticator, ConfigurableHTTPProxy),
        *(Spawner, SimpleLocalProcessSpawner),
    )
    known = {each.__name__: each for each in classes}
    unknown = [
        f"{section}.{setting}"
        for section, values in settings(HUB / name).items()
        for setting in values
        if section not in known or setting not in known[section].class_traits(config=True)
    ]

    assert unknown == []


def test_only_the_class_may_log_in(real: Config) -> None:
    assert real.Authenticator.allowed_users == {"ada", "ben", "grace"}
    assert real.Authenticator.allow_existing_users is False
    assert real.JupyterHub.authenticator_class == "pam"
    assert real.JupyterHub.load_groups == {
        f"nbgrader-{COURSE}": {"users": ["ada", "ben"]},
        f"formgrade-{COURSE}": {"users": ["grace"]},
    }


def test_only_instructors_reach_the_courses_server_and_nobody_is_the_hubs_admin(real: Config) -> None:
    (service,) = real.JupyterHub.services
    granting = [
        role for role in real.JupyterHub.load_roles if f"access:services!service={COURSE}" in role["scopes"]
    ]

    assert service["name"] == COURSE
    assert service["user"] == "groundschool"
    # Both lists are given, so that a restart takes the role from whoever is in neither.
    assert [(role["users"], role["groups"]) for role in granting] == [(["grace"], [])]
    assert "admin_users" not in real.Authenticator


def test_the_courses_server_has_as_long_to_start_as_a_students(real: Config) -> None:
    """The hub ends when it is too late."""
    assert real.JupyterHub.services[0]["timeout"] == real.Spawner.start_timeout == 120


def test_a_hub_that_ended_shows_why_though_much_was_printed_after_that(
    program: ModuleType, tmp_path: Path
) -> None:
    log = tmp_path / "hub.log"
    why = "[C 2026-01-02 03:04:05.678 JupyterHub app:3818] Cannot connect to managed service ground_school"
    log.write_text("\n".join(["[I 2026] begins", why, *(f"the proxy says {number}" for number in range(50))]))

    assert program.log_end(log) == [why, *(f"the proxy says {number}" for number in range(38, 50))]


def test_an_instructor_arrives_at_the_course_and_a_student_at_their_own_server(real: Config) -> None:
    def arrives(user: object) -> str:
        return str(real.JupyterHub.default_url(SimpleNamespace(current_user=user)))

    assert arrives(SimpleNamespace(name="grace")) == f"/services/{COURSE}/"
    assert arrives(SimpleNamespace(name="ada")) == ""
    assert arrives(None) == ""


def test_hub_classroom_and_students_agree_on_the_course_and_its_exchange(
    real: Config, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (service,) = real.JupyterHub.services
    for environment in (real.Spawner.environment, service["environment"]):
        assert environment["GROUNDSCHOOL_EXCHANGE"] == str(home / "exchange")
        monkeypatch.setenv("GROUNDSCHOOL_EXCHANGE", environment["GROUNDSCHOOL_EXCHANGE"])
        monkeypatch.setenv("GROUNDSCHOOL_COURSE", environment["GROUNDSCHOOL_COURSE"])
    students = settings(HUB / "student" / "nbgrader_config.py")
    classroom = open_classroom(REPOSITORY / "course" / "classroom").config()

    assert students.CourseDirectory.course_id == classroom.CourseDirectory.course_id == service["name"]
    assert students.Exchange.root == classroom.Exchange.root == str(home / "exchange")
    # The system's user is the student; nbgrader asks for it itself.
    assert "student_id" not in students.CourseDirectory


def test_where_all_are_one_system_user_the_login_is_the_student(
    trial: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**trial.Spawner.environment, "JUPYTERHUB_USER": "ada"}.items():
        monkeypatch.setenv(name, value)

    assert settings(HUB / "student" / "nbgrader_config.py").CourseDirectory.student_id == "ada"


def test_the_trial_is_heard_on_this_machine_only(trial: Config) -> None:
    (service,) = trial.JupyterHub.services
    places = (
        trial.JupyterHub.bind_url,
        trial.JupyterHub.hub_bind_url,
        trial.ConfigurableHTTPProxy.api_url,
        service["url"],
    )

    assert [urlparse(place).hostname for place in places] == ["127.0.0.1"] * 4
    assert trial.JupyterHub.authenticator_class == "shared-password"


def test_every_process_of_a_student_has_a_limit(real: Config) -> None:
    done = subprocess.run(
        [*real.Spawner.cmd[:3], "sh", "-c", "ulimit -v"], capture_output=True, text=True, check=True
    )

    assert int(done.stdout) == 4 * 1024 * 1024


def test_a_students_server_brings_the_lessons_and_starts_without_them_too(
    real: Config, tmp_path: Path
) -> None:
    server = [*real.Spawner.cmd, "--version"]

    def start(home: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            server, env={**os.environ, "HOME": str(home)}, capture_output=True, text=True, check=True
        )

    fine = start(tmp_path / "ada")
    (tmp_path / "ben").write_text("no folder")
    without = start(tmp_path / "ben")

    assert (tmp_path / "ada" / "course" / "00_start_here.ipynb").is_file()
    assert fine.stdout == without.stdout == f"{version('jupyterhub')}\n"
    assert "the course's notebooks were not brought up to date. " in without.stderr


def test_the_proxys_lock_names_no_host_and_has_a_hash_for_each_package() -> None:
    lock = (HUB / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}

    assert "resolved" not in lock
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    assert "node_modules/configurable-http-proxy" in packages


def test_without_node_the_trial_says_how_to_get_it(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GroundSchoolError, match=r"Debian, Ubuntu: sudo apt install nodejs npm\.$"):
        program.require_proxy()


def test_a_port_that_is_taken_is_named_with_the_remedy(program: ModuleType) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(GroundSchoolError, match=rf"^Port {port}: .*make hub ARGS='--port 8010'\.$"):
            program.require_free(port)


def test_a_class_is_made_once_and_then_left_alone(program: ModuleType, tmp_path: Path) -> None:
    source = tmp_path / "course"
    (source / "source" / "dough").mkdir(parents=True)
    (source / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'ground_school'\n"
    )

    program.make_class(tmp_path / "class", source)
    (tmp_path / "class" / "students.txt").write_text("zoe\n")
    room = program.make_class(tmp_path / "class", source)

    assert room.assignments() == ("dough",)
    assert (tmp_path / "class" / "students.txt").read_text() == "zoe\n"
    assert (tmp_path / "class" / "hub").stat().st_mode & 0o777 == 0o700
    with room.api().gradebook as gradebook:
        assert {student.first_name for student in gradebook.students} == {"Ada", "Ben", "Cleo"}


def test_make_hub_installs_the_proxy_first() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "hub"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )

    assert re.search(r"npm ci(.|\n)*deploy/hub/trial\.py", done.stdout)


@pytest.mark.parametrize(
    "page", sorted((REPOSITORY / "deploy").glob("*/README.md")), ids=lambda page: page.parent.name
)
def test_what_a_page_points_to_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text) + re.findall(
        r"`((?:student/)?\w+\.(?:py|json|yaml))`", text
    )

    assert targets
    for target in targets:
        places = (page.parent / target, REPOSITORY / "course" / "classroom" / target)
        assert any(place.exists() for place in places), target
