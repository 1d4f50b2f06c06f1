"""What nbgrader keeps of a class, by names instead of its random ids: to compare two gradings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, text

GRADES = """
SELECT submitted_assignment.student_id, notebook.name, base_cell.name,
       grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""
COMMENTS = (
    GRADES.replace(
        "grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade",
        "comment.auto_comment, comment.manual_comment",
    )
    .replace("FROM grade", "FROM comment")
    .replace("grade.", "comment.")
)


def all_rows(database: str) -> list[tuple[Any, ...]]:
    """Each grade and each comment of a gradebook, in an order of their own."""
    engine = create_engine(database)
    try:
        with engine.connect() as connection:
            found = [tuple(row) for query in (GRADES, COMMENTS) for row in connection.execute(text(query))]
    finally:
        engine.dispose()
    # SQLite has 0 and 1 where PostgreSQL has false and true.
    plain = [tuple(int(value) if isinstance(value, bool) else value for value in row) for row in found]
    return sorted(plain, key=repr)
