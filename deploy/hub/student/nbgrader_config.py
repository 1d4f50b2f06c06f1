"""nbgrader in a student's server: which course, and where its exchange is."""
# ruff: noqa: INP001 - a file of settings, no module of a package

import os

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = os.environ["GROUNDSCHOOL_COURSE"]
c.Exchange.root = os.environ["GROUNDSCHOOL_EXCHANGE"]
# Only those in the hub's group nbgrader-<course> are shown the assignments.
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"
# Where all students are one user of the system, as in `make hub`, nbgrader would take that one's name.
if os.environ.get("GROUNDSCHOOL_ONE_SYSTEM_USER") == "1":
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
