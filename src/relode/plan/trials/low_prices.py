"""What a city mines, as a price: whether a future is one of low prices."""

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.model.results import OneCity

LOW_PRICES = 0.2
"""The fifth of futures with the lowest prices counts as one of low prices. A choice of this project."""


def resource_price(ground: OneCity, weights: Values, start: int) -> Values:
    """Mean log price of what the city mines from `start` on, over the opening year's, (future,).

    `weights` (commodity,) are its shares of each commodity; a city without any takes the mean of all.
    """
    during = np.asarray(ground.futures.years) >= start
    share = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    prices = np.asarray(ground.futures.exogenous.log_price)[:, during]
    return np.asarray((prices * share).sum(axis=-1).mean(axis=1))


def lowest(price: Values) -> NDArray[np.bool_]:
    """Which futures are among those with the lowest prices, (future,)."""
    return price <= np.quantile(price, LOW_PRICES)
