"""The small course as files, for tests that run a kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from groundschool.catalog.models import WORD_LISTS, Resource
from small_course import QUESTIONS, course, resource, vocabulary

TITLES = ("Checking data", "Contracts in practice", "Looking before you promise", "Tests for tables")
WRONG = [{"task": "units", "name": f"wrong_{n}", "answer": str(n), "says": "expected"} for n in range(3)]
LESSON = '''# %% [markdown]
"""
# A lesson
"""

# %% [markdown]
"""
## A section
<!-- objective: check -->

Words.
"""
'''
LAB = """# %% solution="units"
def units() -> int:
    \"\"\"Count the units.\"\"\"
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% tests="units" points=3 objective="check"
with task("validation/units"):
    assert units() == 1, "units() should give 1, expected 1"

# %% [markdown] written="why_units" points=2 objective="check"
\"\"\"
Why count?

=== BEGIN MARK SCHEME ===
Because `units` is *known* (2).
=== END MARK SCHEME ===
\"\"\"
"""


def some_resources(count: int) -> list[Resource]:
    """Resources that differ in every field a picker filters by."""
    made = []
    for number in range(count):
        levels, costs, kinds = (
            ("introductory", "intermediate", "advanced"),
            ("free", "freemium", "paid"),
            ("course", "book", "paper"),
        )
        made.append(
            resource(
                f"resource_{number}",
                title=f"{TITLES[number % 4]}, volume {number}",
                authors=(("Ada Author", "Böla Writer", "Chi Coder")[number % 3],),
                level=levels[(number + number // 3) % 3],
                cost=costs[number // 2 % 3],
                kind=kinds[number // 3 % 3],
                hours=(1, 2.5, 6, 30, None)[number // 5 % 5],
                processes=(("requirements", "data_exploration", "data_verification")[number % 3],),
                topics=(("framing", "statistics", "contracts")[number % 3],),
                prerequisites=("resource_2",) if number % 11 == 5 else (),
                summary=(
                    f"Teaches how to look at tables number {number} with plots and rules, for people who have "
                    "written some Python. Choose it for its exercises, which run on real data and come with answers."
                ),
            )
        )
    return made


def write_course(folder: Path, resources: list[Resource]) -> None:
    """Write `catalog/` and `course/` below a folder, as load_course reads them."""
    made = course(folder, *resources)
    words = vocabulary()
    for name in WORD_LISTS:
        entries = [_source(entry.model_dump(mode="json"), name) for entry in getattr(words, name)]
        _write(folder / "catalog" / "vocabulary" / f"{name}.yml", entries)
    for one in resources:
        _write(folder / "catalog" / "resources" / f"{one.id}.yml", one.model_dump(mode="json"))
    spine = {
        "title": made.title,
        "modules": [_without(m.model_dump(mode="json"), "number") for m in made.modules],
        "tracks": {role: list(track) for role, track in made.tracks.items()},
        "code": [],
    }
    _write(folder / "course" / "course.yml", spine)
    (folder / "course" / "start_here.py").write_text('# %% [markdown]\n"""\n# Start\n"""\n')
    for module in made.modules:
        home = folder / "course" / "modules" / module.id
        questions = [{"objective": "check", "difficulty": "easy", **q} for q in QUESTIONS]
        _write(home / "quiz.yml", questions)
        _write(home / "wrong_answers.yml", WRONG)
        (home / "lesson.py").write_text(LESSON)
        (home / "lab.py").write_text(LAB.replace("validation/", f"{module.id}/"))


def stand_in_workspace(folder: Path, monkeypatch: pytest.MonkeyPatch, *, resources: int) -> Path:
    """Make the small course and a workspace beside it, and go there."""
    write_course(folder, some_resources(resources))
    workspace = folder / "workspace"
    (workspace / ".groundschool").mkdir(parents=True)
    monkeypatch.delenv("GROUNDSCHOOL_WORKSPACE", raising=False)
    monkeypatch.chdir(workspace)
    return workspace


def _source(entry: dict[str, Any], name: str) -> dict[str, Any]:
    return {**entry, "sources": ["resource_0"]} if name in {"phases", "processes"} else entry


def _without(entry: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != name}


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
