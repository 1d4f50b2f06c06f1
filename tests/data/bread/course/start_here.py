# ---
# jupyter:
#   kernelspec:
#     name: python3
# ---

# %% [markdown]
"""
# Bread

<!-- phase-map -->

<!-- checklists -->
"""

# %%
from groundschool import picker, plan, progress

# %%
picker()

# %%
progress()
