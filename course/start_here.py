# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
"""
# Start here

Ground School is a course on MLOps that you run: notebooks which take one real machine-learning system from its requirements to its retraining. This page shows you around, helps you to make a plan, and keeps your place.
"""

# %% [markdown]
"""
## What you will do

The system forecasts which flights leave late. Its data is real: all flights that were scheduled to leave New York in 2013. You build it, test it, release it, watch it go wrong, and repair it, with the tools that teams use for this.

**You need** some Python, a first acquaintance with pandas, and to have trained a model once. **You do not need** an account, a cloud, a graphics card or, once all is installed, the internet.

Whether your work is models, data, software or people, there is a way through it: choose your role in the plan below.
"""

# %% [markdown]
"""
## How a notebook here works

Text and code take turns. Click into a code cell and press **Shift+Enter** to run it; run the cells from top to bottom. In between there are blue boxes:

:::{question}
How many flights are scheduled to leave New York's three airports in a month: about 3,000, 27,000 or 90,000? Settle on a number, then run the next cell.
:::

Do write your guess down. A result that surprises you stays in memory; one that you only read does not.
"""

# %%
from flightdelay.data import load_flights

january = load_flights(1)
f"{len(january):,} flights in January 2013"

# %% [markdown]
"""
That is {{ len(january) / 31:,.0f}} a day, or one every {{ 24 * 60 / (len(january) / 31):.1f}} minutes around the clock.

Each **module** has two notebooks. The **lesson** explains, lets you predict and run, and asks questions; every choice of a question is explained once you answer, right or wrong. The **lab** gives you tasks with tests that say what went wrong. Change what you like: your notebooks are your own copy.
"""

# %% [markdown]
"""
## The map

What the field does falls into phases, and each module belongs to one. The course is growing; the map shows the modules that are there.

<!-- phase-map -->

In practice the arrows also run backwards: what operation finds out changes the data, the model and sometimes the question. The first module shows why.

The field has lists of what a sound system needs. Open one to see what it asks for, and which module teaches and grades it:

<!-- checklists -->
"""

# %% [markdown]
"""
## What there is to learn from

The catalog holds the best courses, books, papers, articles, tools and communities of the field, each with a summary and an honest number of hours. Search it, or narrow it by phase, process, level, kind, cost or hours. *Add to plan* keeps a resource for the plan below.
"""

# %%
from groundschool import picker, plan, progress, review

# %%
picker()

# %% [markdown]
"""
## Your plan

The plan puts modules, and resources that you picked or that fit, into weeks, in an order that respects what builds on what. Choose role, level, goal, hours a week and budget in the form. *Change* moves, swaps or removes a step. The plan is kept in `plan.yml` in your workspace, and can be downloaded as a list, a calendar or a table.
"""

# %%
plan(role="data_scientist", level="introductory", hours_per_week=4)

# %% [markdown]
"""
## Your progress

Answers, finished tasks and your plan are kept in your workspace on this machine, and nowhere else. Come back to this page and run the next cell to see where you are.
"""

# %%
progress()

# %% [markdown]
"""
## Again, before you forget

What you answered wrong, or long ago, comes back: after a day, then after six, then ever more seldom as long as you know it. Run the next cell when you begin a session.
"""

# %%
review()

# %% [markdown]
"""
## When something does not work

- **A cell fails with a name that is not defined.** An earlier cell has not run. Choose *Run → Restart Kernel and Run All Cells*.
- **A notebook is spoilt.** Move it away and run `make lab` again: a fresh copy is laid in its place. What you changed is never overwritten.
- **Something is missing on the machine.** In a terminal, in the folder that you cloned, `.venv/bin/groundschool doctor` says what, and how to get it.
- **A test of a lab will not pass.** Read the last line of its message: it says what was expected, and ends with a hint. The lesson has the idea; the docstring of the task has the rules. After three failed tries the test tells you how to see a solution.

Now open the first module: **[Why MLOps](01_why_mlops.ipynb)**.
"""
