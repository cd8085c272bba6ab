"""The simulator against published experiments: shocked as the study's places were, read at the study's horizon.

`facts/tables/published_effects.csv` holds what was published; `setups.csv`, `places.csv` and `outcomes.csv` the
protocol: how each experiment is set up, where, and what is read. `scoring` has the rule, `results.csv` the outcome.
"""
