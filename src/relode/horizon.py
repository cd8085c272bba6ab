"""The years that plans and pictures of the future span, defined once."""

OPENING_YEAR = 2020
"""The year in which the simulator opens for answers about the future: that of the newest census."""
FIRST_PLAN_YEAR = 2026
"""The first year in which a plan may act: the one after the newest shipped budgets, of 2025."""
LAST_YEAR = 2050
"""The last year that any answer looks ahead to."""
LONGEST = 50
"""Years that the model was built for; beyond them nobody knows what a city lives on."""
