"""What a reader may choose beside the levers; nothing here needs the simulator."""

from relode.places import Place, find

HORIZONS = (2030, 2035, 2040, 2045, 2050)
SHOCKS = ("price_fall", "demand_cap")
STRIKES = 2027
"""The year in which a shock strikes."""
BUDGETS = (0.01, 0.02, 0.05, 0.1)
"""Futures of a plan run."""
MEASURED_UNTIL = 2035
"""The year by which one measure is compared among cities."""
EXAMPLES = ("hegang", "fuxin", "datong", "panzhihua", "karamay")


def examples() -> list[Place]:
    """Cities to begin with."""
    return [find(slug) for slug in EXAMPLES]
