"""`make hub`: the class of jupyterhub_config.py, tried out on one machine with test accounts. Not for a real class.

What it gives up: everybody has the same password, which was printed; all servers run as you, so every student can
read and change the files of every other one, of the classroom and of you. It listens on this machine only.
"""
# ruff: noqa: INP001 - a file of settings, no module of a package

import os
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub defines it
load_subconfig("jupyterhub_config.py", path=str(Path(__file__).parent))  # noqa: F821 - JupyterHub defines it

_class = os.environ["GROUNDSCHOOL_CLASS"]
_ports = dict(zip(("proxy", "api", "hub", "course"), os.environ["GROUNDSCHOOL_PORTS"].split(), strict=True))
_as_root = ["--allow-root"] if os.geteuid() == 0 else []

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["GROUNDSCHOOL_PASSWORD"]

c.JupyterHub.bind_url = f"http://127.0.0.1:{_ports['proxy']}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{_ports['hub']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{_ports['api']}"

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{_class}/homes/{{username}}"
c.Spawner.args = _as_root
# nbgrader would submit everybody's work as the system's user, which is you.
c.Spawner.environment["GROUNDSCHOOL_ONE_SYSTEM_USER"] = "1"

_course = c.JupyterHub.services[0]
_course["user"] = ""
_course["url"] = f"http://127.0.0.1:{_ports['course']}"
_course["command"] = [*_course["command"], *_as_root]
_course["environment"]["HOME"] = f"{_class}/homes/.course"
