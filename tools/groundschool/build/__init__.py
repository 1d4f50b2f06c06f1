"""Turning catalog and course into notebooks: small steps, same input, same bytes."""
