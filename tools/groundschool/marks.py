"""What the build writes into notebooks and others read back."""

METADATA = "groundschool"
"""The key of our metadata, in a notebook and in a cell."""
ANSWER_TAG = "answers-a-prediction"
"""Tag of the cells below a question box: a learner's copy comes without their outputs."""
