# instead of: course/modules/dough/lesson.py
# expected: course/modules/dough/lesson.py:44: objective: the mark is not read. Write `<!-- objective: its_id -->`, alone on its line.
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
<!--objective: weigh_flour-->

Weigh.
"""
