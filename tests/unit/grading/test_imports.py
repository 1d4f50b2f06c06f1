"""What sandboxes import before there is a notebook to run."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbgrader.utils
from gradebook_kit import CONFIG
from nbformat.notebooknode import from_dict

from groundschool.grading.imports import imported, imported_in, is_locked


def cell(source: str | list[str], **role: bool) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": role}}


def test_a_cell_is_locked_when_nbgrader_says_so() -> None:
    values = (None, False, True)
    for grade, locked, solution in itertools.product(values, values, values):
        role = {"grade": grade, "locked": locked, "solution": solution}
        given = {name: value for name, value in role.items() if value is not None}
        one = from_dict({"metadata": {"nbgrader": given}})

        assert is_locked(one) == bool(nbgrader.utils.is_locked(one)), given
    assert not is_locked({"metadata": {}})


def test_modules_and_what_they_offer_are_imported_and_only_for_the_instructors_cells() -> None:
    cells = [
        cell("import os.path, json as j", locked=True),
        cell(["def f():\n", "    from sklearn.metrics import roc_auc_score\n"], grade=True, locked=True),
        cell("from . import near", locked=True),
        cell("%matplotlib inline\nimport seaborn", locked=True),
        cell("import antigravity", solution=True, grade=True, locked=True),
        {"cell_type": "markdown", "source": "import this", "metadata": {"nbgrader": {"locked": True}}},
    ]

    assert imported(cells) == {"os.path", "json", "sklearn.metrics", "sklearn.metrics.roc_auc_score"}


def test_notebooks_that_cannot_be_read_import_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.ipynb").write_text(json.dumps({"cells": [cell("import json", locked=True)]}), "utf-8")
    for number, text in enumerate(
        ["", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{}]}', "\xff"]
    ):
        (tmp_path / f"bad{number}.ipynb").write_text(text, "latin-1")

    assert imported_in(tmp_path) == {"json"}
    assert imported_in(tmp_path / "none") == frozenset()


def test_settings_are_read_without_nbgrader_so_that_sandboxes_start_before_its_import(tmp_path: Path) -> None:
    (tmp_path / CONFIG.name).write_bytes(CONFIG.read_bytes())
    program = (
        "import sys\nfrom pathlib import Path\nfrom groundschool.grading import grade, jobs\n"
        "from groundschool.grading.classroom import open_classroom\n"
        "assert grade._beginning(open_classroom(Path(sys.argv[1])), 'validation').code\n"
        "assert 'nbgrader' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
