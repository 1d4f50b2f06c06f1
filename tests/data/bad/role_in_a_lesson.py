# instead of: course/modules/dough/lesson.py
# expected: course/modules/dough/lesson.py:26: solution: there is no such option of a cell. Known: tags. Correct or delete it.
# ---
# jupyter:
#   kernelspec:
#     name: python3
# ---

# %% [markdown]
"""
# Dough

Flour and water, weighed.
"""

# %% [markdown]
"""
## Weigh
<!-- objective: weigh_flour -->

Bread is a ratio [@crumb_book].

:::{question}
How much water for a kilogram of flour?
:::
"""

# %% solution="flour"
flour, water = 1.0, 0.65
water / flour

# %% [markdown]
"""
Hydration is {{ water / flour:.0%}}, and {{ f"{flour:.1f}" }} kilogram is the base.
"""

# %%
from groundschool import quiz

# %%
quiz("dough", "hydration")

# %% [markdown]
"""
## What to keep

Weigh.
"""
