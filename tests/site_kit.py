"""A small course with its notebooks, as a site is built from them; no kernel runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from groundschool.build.files import unexecuted
from groundschool.catalog.models import Resource
from groundschool.course.spine import Course
from small_course import course
from small_files import write_course

LESSON = '''# %% [markdown]
"""
# Looking before you promise
"""

# %% [markdown]
"""
## A section
<!-- objective: check -->

Words, a `code word` and {cited}.

:::{{question}}
What comes next?
:::
"""

# %%
from groundschool import quiz

# %%
quiz("{module}", "late_label")
'''
LAB_TITLE = '''# %% [markdown]
"""
# Lab: look first
"""

'''
START = '''# %% [markdown]
"""
# Start here

The first module is [Framing](01_framing.ipynb).
"""

# %%
picker()

# %%
progress()
'''


def course_with_notebooks(folder: Path, resources: Sequence[Resource]) -> Course:
    """Two modules whose lessons cite every resource; the notebooks have the outputs of their widgets alone."""
    write_course(folder, [])
    made = course(folder, *resources)
    made = replace(made, questions=dict.fromkeys(made.questions, made.questions["validation"]))
    cited = " ".join(f"[@{resource.id}]" for resource in resources if _citable(resource))
    for module in made.modules:
        made.source(module.id, "lesson.py").write_text(LESSON.format(module=module.id, cited=cited))
        lab = made.source(module.id, "lab.py")
        lab.write_text(LAB_TITLE + lab.read_text())
    (folder / "course" / "start_here.py").write_text(START)
    for name, content in unexecuted(made).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def _citable(resource: Resource) -> bool:
    """Whether a notebook can cite it: as UTF-8, and with an address that is no link to a file."""
    encodable = resource.title.encode(errors="replace").decode() == resource.title
    return encodable and re.match(r"\s*[a-z]+:", resource.url, re.IGNORECASE) is not None
