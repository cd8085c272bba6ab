"""What the draws let us expect: the effect of a lever in a new place, its mean over places, the next number."""

from dataclasses import dataclass

import numpy as np

from relode.arrays import Vector
from relode.evidence.posterior import EffectDraws
from relode.evidence.studies import Kind, families
from relode.evidence.synthesis import WIDER


@dataclass(frozen=True)
class ExpectedEffect:
    """An effect in the unit of its family, (draw,): of one new place, and of the mean over places."""

    here: Vector
    average: Vector


def expected(draws: EffectDraws, kind: Kind, family: str, rng: np.random.Generator) -> ExpectedEffect:
    """What a lever does to the outcome of a family at its standard dose, in places like ours. [unit of the family]

    Limits: without spread between places both are the same.
    """
    scale = families()[family].scale
    centre = draws.centre(kind, family, rng)
    here = place(draws, centre, draws.place_sd(family), rng)
    return ExpectedEffect(scale * here, scale * centre)


def place(draws: EffectDraws, centre: Vector, sd: Vector, rng: np.random.Generator) -> Vector:
    """One new place a draw, around `centre` by `sd`, all (draw,). [scale of the family]"""
    width = np.where(rng.random(len(centre)) < draws.scalars["unusual"], WIDER, 1.0)
    return np.asarray(centre + width * sd * rng.standard_normal(len(centre)))
