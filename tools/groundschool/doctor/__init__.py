"""The doctor: what a machine needs for the course, and how to get what is missing."""
