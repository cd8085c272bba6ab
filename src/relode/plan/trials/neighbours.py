"""What a plan takes from other places: the whole system with the plan and without, in some of the printing futures."""

import numpy as np

from relode.arrays import Values
from relode.model.futures import chosen
from relode.model.results import levers_of, system
from relode.plan.estimate import estimate
from relode.plan.making.plan_records import NeighbourEffects
from relode.plan.trials.financing import Bundle, doses_of_bundle
from relode.plan.trials.stage import Stage

MOST_FUTURES = 64
"""So many futures at most: the whole system takes a hundred times as long as one city."""
TOLD = {"employment": "persons", "population": "persons"}


def neighbours(on: Stage, name: str, bundle: Bundle) -> NeighbourEffects:
    """Jobs and people of all other places at the horizon, more with the plan than without; whoever pays.

    Limits: a plan without measures: nothing.
    """
    count = len(range(on.drawn.count)[on.printing])
    some = chosen(on.drawn, np.arange(on.drawn.count)[on.printing][: min(count, MOST_FUTURES)])
    code, codes = on.place.code, some.world.codes
    doses = doses_of_bundle(on, bundle)
    levers = levers_of(doses, len(some.years), len(codes), codes.index(code))
    without, run = (system(some, tuple(TOLD), each, only=code) for each in (None, levers))

    def gain(quantity: str) -> tuple[Values, Values]:
        own = (run.table[quantity] - without.table[quantity]).isel(place=0, year=-1).to_numpy()
        every = (run.totals[quantity] - without.totals[quantity]).isel(year=-1).to_numpy()
        return own, every - own

    gains = {quantity: gain(quantity) for quantity in TOLD}
    return NeighbourEffects(
        name,
        some.count,
        *(estimate(gains[quantity][at], unit) for quantity, unit in TOLD.items() for at in (0, 1)),
    )
