"""What a plan is for: seven objectives, each against doing nothing in the same future, more is better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.errors import RelodeError
from relode.model.results import OneCity
from relode.plan.evaluate import Outcomes
from relode.plan.robustness import high_regret, largest_regret

LOW_PRICES = 0.2
"""Resilience is what is left in the fifth of futures with the lowest prices. A choice of this project."""


def _over(plan: Values, nothing: Values) -> Values:
    return np.asarray(plan / nothing - 1)


def _less(plan: Values, nothing: Values) -> Values:
    return np.asarray(1 - plan / nothing)


def _lower(plan: Values, nothing: Values) -> Values:
    return np.asarray(nothing - plan)


@dataclass(frozen=True)
class Objective:
    """One aim: the quantity in the last year, and how a plan is set against doing nothing (plan, future)."""

    quantity: str
    gain: Callable[[Values, Values], Values]
    low_prices_only: bool = False


OBJECTIVES: Mapping[str, Objective] = {
    "people": Objective("population", _over),
    "employment": Objective("employment", _over),
    "income": Objective("income_per_person", _over),
    "fiscal_health": Objective("debt_ratio", _lower),
    "diversification": Objective("sector_entropy", _over),
    "emissions": Objective("production_emissions", _less),
    "resilience": Objective("employment", _over, low_prices_only=True),
}
"""Gains are shares of what doing nothing leaves; fiscal health is debt over output, in shares of output."""


def checked_objectives(names: Sequence[str]) -> tuple[str, ...]:
    """The objectives in the order of the table. Raises RelodeError for unknown ones and fewer than two."""
    unknown = [name for name in names if name not in OBJECTIVES]
    if unknown:
        raise RelodeError("planning.unknown_objective", offenders=unknown, allowed=", ".join(OBJECTIVES))
    if len(set(names)) < 2:
        raise RelodeError("planning.one_objective", allowed=", ".join(OBJECTIVES))
    return tuple(name for name in OBJECTIVES if name in names)


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


def gains(outcomes: Outcomes, nothing: Outcomes, names: Sequence[str], low: NDArray[np.bool_]) -> dict[str, Values]:
    """Objective -> gain over doing nothing, (plan, future), or the futures with low prices only for resilience."""
    found = {}
    for name in names:
        aim = OBJECTIVES[name]
        gain = aim.gain(outcomes.at_end(aim.quantity), nothing.at_end(aim.quantity))
        found[name] = gain[:, low] if aim.low_prices_only else gain
    return found


def spans(table: Mapping[str, Values]) -> dict[str, float]:
    """How far the mean gains of the plans compared lie apart, 1 where all are alike: the unit of regret."""
    found = {name: float(np.ptp(gain.mean(axis=1))) for name, gain in table.items()}
    return {name: span if span > 0 else 1.0 for name, span in found.items()}


def worst_regret(table: Mapping[str, Values], unit: Mapping[str, float]) -> tuple[Values, Values]:
    """The largest regret of each plan and its 90th percentile, each over the objective where it is worst, (plan,).

    In spans of the mean gains: 1 is the whole way from the worst to the best plan of that objective.
    """
    largest = [largest_regret(gain) / unit[name] for name, gain in table.items()]
    high = [high_regret(gain) / unit[name] for name, gain in table.items()]
    return np.max(largest, axis=0), np.max(high, axis=0)
