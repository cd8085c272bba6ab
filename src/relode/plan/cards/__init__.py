"""Cards of measures: effects, costs, the verdict by rule, and what would tell most."""
