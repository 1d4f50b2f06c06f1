# instead of: course/modules/dough/lesson.py
# expected: course/modules/dough/lesson.py:21: box: there is no box 'danger'. Known: note, question, tip, warning. Use one of them.
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

:::{danger}
How much water for a kilogram of flour?
:::
"""

# %%
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
