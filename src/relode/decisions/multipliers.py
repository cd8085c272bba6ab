"""What a yuan of outside money does in a place, from studies of money alone: families A, B and G of the evidence.

They set the level of the effect of money, for a measure and for its yardstick alike; the simulator says who is paid,
when, what is displaced, and how one use of the money differs from another.
"""

from dataclasses import dataclass

import numpy as np

from relode.arrays import Vector
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.streams import stream


@dataclass(frozen=True)
class Multipliers:
    """Output for a yuan [yuan], job-years for what a worker makes in a year, other jobs for each post, (draw,) each."""

    output: Vector
    jobs: Vector
    per_post: Vector


def multipliers(pot: str, count: int, seed: int) -> Multipliers:
    """Draws of what money of a pot does on average over places, (draw,); transfers for grants, else public spending.

    The average, not one place: in a place job-years are spread as a logarithm with wide tails, whose mean says
    nothing, and both sides of every comparison have the same draw.
    """
    rng = stream("money_multipliers", seed)
    kind = "central_transfer" if pot == "granted" else "spending"
    draws = shipped_draws()
    at = rng.integers(draws.count, size=count)
    output, jobs = (expected(draws, (kind, "money"), family, rng).average[at] for family in "AB")
    per_post = expected(draws, ("public_jobs", "money"), "G", rng).average[at]
    return Multipliers(output, np.exp(jobs), per_post)
