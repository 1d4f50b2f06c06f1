"""The parity corpus: honest submissions that both stock nbgrader and `groundschool class grade` grade.

Rows of the gradebook, graded notebooks and pages of feedback are compared one by one by `test_parity.py`.
"""
