"""Further local jobs for each job of a plant: what studies elsewhere let us expect of one more place."""

from functools import cache

import numpy as np

from relode.arrays import Array
from relode.deals.deal_defaults import Default
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.language import Bilingual, say
from relode.streams import stream

KIND = ("cluster_support", "money")
"""Jobs of a new plant, as multipliers of jobs hold them: nothing of what brought the plant."""
FAMILY = "G"
SOURCE = "published_effects"
SEED = 1
"""Of the draws of one new place: the same for every deal of a list."""


@cache
def orders_in_a_new_place() -> Array:
    """Other local jobs for each job in one new place, (draw,). [1]

    Below 0 where the plant's wages draw people from others; it is not cut there.
    """
    return np.asarray(expected(shipped_draws(), KIND, FAMILY, stream("deal_orders", SEED)).here)


def local_orders(rng: np.random.Generator, draws: int) -> Array:
    """Draws of other local jobs for each job, (draw,). [1]"""
    known = orders_in_a_new_place()
    return np.asarray(known[rng.integers(len(known), size=draws)])


@cache
def orders_default() -> Default:
    """The same as it stands among what a deal takes for granted: median and 90 % interval."""
    low, middle, high = (float(each) for each in np.quantile(orders_in_a_new_place(), (0.05, 0.5, 0.95)))
    label, reason = (
        Bilingual(say(f"deals.orders.{part}", "en"), say(f"deals.orders.{part}", "zh")) for part in ("label", "reason")
    )
    return Default("local_orders", label, middle, low, high, "ratio", reason, SOURCE, "")
