"""Expressions in prose are found where prose is, and code keeps its braces."""

from __future__ import annotations

from groundschool.course.values import placeholder_lines

SOURCE = '''# %% [markdown]
"""
Late: {{ share:.0%}}.
"""

# %%
workflow = f"group: ${{{{ github.ref }}}}"

# %% [markdown]
"""
And {{ other }}.
"""
'''


def test_an_expression_of_a_text_cell_has_its_line_in_the_file() -> None:
    assert placeholder_lines(SOURCE) == ((3, "share:.0%"), (11, "other"))
