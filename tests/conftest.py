"""Makes this folder importable: `small_course` and `small_files` serve several folders of tests."""

from hypothesis import HealthCheck, settings

# A slow example is no fault of the code on a machine that does other things too; and nothing is kept in the work tree.
settings.register_profile(
    "course", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("course")
