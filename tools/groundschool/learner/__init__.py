"""The learner: what was done (record, tasks), what to do next (planner), and ways to take it along (export)."""
