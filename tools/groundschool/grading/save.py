"""nbgrader's SaveAutoGrades, which gives no points for a test that could not be trusted: a person decides.

`nbgrader_config.py` names `SaveCheckedGrades` among the autograde preprocessors, after `SandboxedExecute`.
"""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import SaveAutoGrades

from groundschool.grading.execute import RESOURCE


class SaveCheckedGrades(SaveAutoGrades):  # type: ignore[misc] # nbgrader has no types
    """Saves grades; a flagged test gets 0 points and waits for a person."""

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        execution = resources.get(RESOURCE)
        name = cell.metadata["nbgrader"]["grade_id"]
        if execution is None or name not in execution.flags:
            return
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score = 0
        grade.needs_manual_grade = True
        self.gradebook.db.commit()
