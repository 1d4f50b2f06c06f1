"""Makes this folder importable: `small_course` and `small_files` serve several folders of tests."""
