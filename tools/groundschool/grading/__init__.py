"""The classroom: hand out assignments, take submissions in, grade them safely, give feedback, export grades.

nbgrader does the grading and keeps the gradebook; what is here drives it, fences submissions in and keeps one
bad submission from stopping the others. Nothing here imports nbgrader before it is used: that takes seconds.
"""
