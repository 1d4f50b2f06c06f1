"""JupyterHub for a class on one server. README.md beside it says how to use it; `make hub` tries it out.

```
/srv/groundschool/            the class, CLASS below
  students.txt                one login a line
  instructors.txt             one login a line
  classroom/                  nbgrader's course directory: of the course's account alone
  exchange/                   where nbgrader hands out and takes in: everybody's
  hub/                        the hub's own database and secrets: root's alone
```
"""
# ruff: noqa: INP001 - a file of settings, no module of a package

import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

from groundschool.quiet import QUIET

c = get_config()  # noqa: F821 - JupyterHub defines it
_here = Path(__file__).resolve().parent

# ---- Change these for your class --------------------------------------------------------------------------------

# nbgrader's name of the course: the same as `course_id` in the classroom's nbgrader_config.py.
COURSE = "ground_school"
CLASS = Path(os.environ.get("GROUNDSCHOOL_CLASS", "/srv/groundschool"))
# The system's account that owns the classroom and grades; nobody logs in as it.
COURSE_ACCOUNT = "groundschool"

# Who may log in with what. PAM: the passwords of this server's own accounts. For your university's login install
# oauthenticator (or ldapauthenticator, ltiauthenticator) and name it here, with its settings below this line.
c.JupyterHub.authenticator_class = "pam"

# The proxy listens on this machine only: the web server in front of it has the certificate (README.md).
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# For each process of a student. `prlimit` holds every process to its address space; a quota for all processes of
# a student together, and for cores, needs SystemdSpawner (README.md).
MEMORY_GB = 4

# ---- Who is in the class ----------------------------------------------------------------------------------------


def _logins(name: str) -> set[str]:
    lines = (CLASS / name).read_text(encoding="utf-8").splitlines()
    return {login for line in lines if (login := line.split("#")[0].strip())}


_students, _instructors = _logins("students.txt"), _logins("instructors.txt")
c.Authenticator.allowed_users = _students | _instructors
# Without these two, who was deleted from the files could still log in, and stay logged in for two weeks.
c.Authenticator.allow_existing_users = False
c.JupyterHub.cookie_max_age_days = 1
# Names as nbgrader's JupyterHubAuthPlugin reads them: a login that is in neither sees no assignment.
c.JupyterHub.load_groups = {
    f"nbgrader-{COURSE}": {"users": sorted(_students)},
    f"formgrade-{COURSE}": {"users": sorted(_instructors)},
}
c.JupyterHub.load_roles = [
    {
        "name": "instructor",
        "description": "Opens the course's own server, where grades are",
        "scopes": [f"access:services!service={COURSE}"],
        # By name, not by group: JupyterHub takes a role away from whom a restart finds gone, a group it does not.
        "users": sorted(_instructors),
        "groups": [],
    }
]

# ---- Students' servers ------------------------------------------------------------------------------------------

# `jupyter` and `groundschool` in a server's terminal are those of this environment.
_path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
_environment = {
    **QUIET,
    "GROUNDSCHOOL_COURSE": COURSE,
    "GROUNDSCHOOL_EXCHANGE": str(CLASS / "exchange"),
    "JUPYTER_PREFER_ENV_PATH": "1",
    "PATH": _path,
}
c.Spawner.cmd = [
    *("prlimit", f"--as={MEMORY_GB << 30}", "--"),
    *(sys.executable, str(_here / "student" / "server.py")),
]
c.Spawner.environment = {**_environment, "JUPYTER_CONFIG_PATH": str(_here / "student")}
c.Spawner.default_url = "/lab"
c.Spawner.mem_limit = f"{MEMORY_GB}G"
# JupyterLab takes long on a busy server; 40 students come at the same minute.
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 8
# The first two are what every server has; with the others nbgrader asks which course its student is in.
c.Spawner.server_token_scopes = [
    "users:activity!user",
    "access:servers!server",
    "read:users:name!user",
    "read:users:groups!user",
]

# ---- The course's server: classroom, terminal and formgrader, for all instructors ---------------------------------

c.JupyterHub.services = [
    {
        "name": COURSE,
        "url": "http://127.0.0.1:9999",
        "command": [sys.executable, "-m", "jupyterhub.singleuser"],
        "user": COURSE_ACCOUNT,
        "cwd": str(CLASS / "classroom"),
        "environment": {
            **_environment,
            "JUPYTER_CONFIG_PATH": str(_here / "course"),
            # Not within JupyterLab: JupyterHub lets no page be shown inside another one.
            "JUPYTERHUB_DEFAULT_URL": "/formgrader",
        },
        "oauth_no_confirm": True,
        # The hub ends when its service is not there by then; on a busy server JupyterHub's own 30 s are too few.
        "timeout": c.Spawner.start_timeout,
    }
]


def _arrive(handler: Any) -> str:
    """Where somebody goes after logging in: an instructor to the course's server, anybody else to their own."""
    user = handler.current_user
    return f"/services/{COURSE}/" if user and user.name in _instructors else ""


c.JupyterHub.default_url = _arrive

# ---- The hub itself ---------------------------------------------------------------------------------------------

_own = CLASS / "hub"
c.JupyterHub.db_url = f"sqlite:///{_own / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(_own / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(_own / "proxy.pid")
c.ConfigurableHTTPProxy.command = [str(_here / "node_modules" / ".bin" / "configurable-http-proxy")]
