"""A made-up world in which size, a common factor and neighbours decide where industries are."""

from itertools import pairwise

import numpy as np
import pytest

from relode.facts.count_cube import cube


def make_world(seed=0, places=150, industries=24, years=5, regions=6):
    rng = np.random.default_rng(seed)
    size = rng.normal(0, 1.2, places)
    taste = rng.normal(size=(places, 2)) @ rng.normal(size=(2, industries))
    line = 0.5 + size[:, None] + 0.6 * taste + rng.normal(0, 1, industries)
    drift = rng.normal(0, 0.35, size=(years, places, industries)).cumsum(axis=0)
    counts = rng.poisson(np.exp(np.clip(line + drift, -6, 4)))
    values = np.where(counts >= 3, counts, 0).astype(float)
    names = [f"p{number:03d}" for number in range(places)]
    labels = [f"{10 + number}" for number in range(industries)]
    region = [f"r{number % regions}" for number in range(places)]
    return cube(values, list(range(2001, 2001 + years)), names, labels, region)


@pytest.fixture(scope="session")
def world():
    return make_world()


@pytest.fixture(scope="session")
def borders(world):
    """Places in a row, each beside the next."""
    names = [str(name) for name in world["place"].values]
    return list(pairwise(names))
