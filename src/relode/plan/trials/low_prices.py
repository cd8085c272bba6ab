"""What a city mines, as a price."""

import numpy as np

from relode.arrays import Values
from relode.model.results import OneCity


def resource_price(ground: OneCity, weights: Values, start: int) -> Values:
    """Mean log price of what the city mines from `start` on, over the opening year's, (future,).

    `weights` (commodity,) are its shares of each commodity; a city without any takes the mean of all.
    """
    during = np.asarray(ground.futures.years) >= start
    share = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    prices = np.asarray(ground.futures.exogenous.log_price)[:, during]
    return np.asarray((prices * share).sum(axis=-1).mean(axis=1))
