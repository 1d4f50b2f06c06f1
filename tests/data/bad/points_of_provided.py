# instead of: course/modules/dough/lab.py
# expected: course/modules/dough/lab.py:12: points: only tests and written cells have it. Move or delete it.
# ---
# jupyter:
#   kernelspec:
#     name: python3
# ---

# %% [markdown]
"""
# Dough: lab
"""

# %% provided="setup" points=2
from groundschool import task

# %% [markdown]
"""
## Part A: hydration (2 points)
"""


# %% solution="hydration"
def hydration(flour: float, water: float) -> float:
    """Return water divided by flour, both in kilograms."""
    ### BEGIN SOLUTION
    return water / flour
    ### END SOLUTION


# %% tests="hydration" points=2 objective="weigh_flour"
with task("dough/hydration"):
    found = hydration(1.0, 0.65)
    assert isinstance(found, float), f"hydration(1.0, 0.65) returned {found!r}, not a number. Return the ratio."
    assert abs(float(found) - 0.65) < 1e-9, f"hydration(1.0, 0.65) is {found!r}, expected 0.65. Water over flour."
    ### BEGIN HIDDEN TESTS
    assert abs(float(hydration(2.0, 1.0)) - 0.5) < 1e-9, "hydration(2.0, 1.0) should be 0.5."
    ### END HIDDEN TESTS

# %% [markdown] written="why_weigh" points=3 objective="weigh_flour"
"""
Why weigh and not measure in cups?

=== BEGIN MARK SCHEME ===
A cup of flour varies (2), weight does not (1).
=== END MARK SCHEME ===
"""
