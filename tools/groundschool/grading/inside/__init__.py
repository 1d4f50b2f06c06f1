"""What runs behind the wall, beside student code: the warm process, one kernel for each notebook, the watch.

Nothing here is trusted once a student's cell has run; what it says is checked by `grading.warm`, outside.
"""
