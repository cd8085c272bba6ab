"""What can be seen of a future from outside: the factors by which the failure of a plan is told."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.failure.factor_labels import UNITS, LabelledFactor
from relode.plan.trials.stage import Stage


def described(on: Stage) -> dict[str, LabelledFactor]:
    """Every factor with its label."""
    return {name: LabelledFactor(name, unit, on.asked.horizon) for name, unit in UNITS.items()}


def conditions(on: Stage) -> pd.DataFrame:
    """The factors of every future, a row each: prices, the nation, idiosyncratic shocks of the place, and its reserves.

    A factor that is alike in all futures is left out: it sets none apart.
    """
    series, during = on.ground.futures.exogenous, np.asarray(on.ground.futures.years) >= FIRST_PLAN_YEAR
    years = {
        name: np.asarray(getattr(series, name))[:, during]
        for name in ("national_growth", "interest_rate", "birth_ratio")
    }
    table = {
        "resource_price": np.exp(on.price),
        **{name: values.mean(axis=1) for name, values in years.items()},
        "carbon_price": np.asarray(series.carbon_price)[:, -1] * 1e8,
        "own_output_shock": _rank(np.asarray(series.productivity_shock)[..., 0].sum(axis=1)),
        "own_appeal_shock": _rank(np.asarray(series.amenity_shock)[..., 0].sum(axis=1)),
        "remaining_life": np.asarray(on.ground.futures.observed.remaining_life).reshape(on.ground.futures.count, -1)[
            :, 0
        ],
    }
    frame = pd.DataFrame({name: table[name] for name in UNITS})
    return frame.loc[:, frame.nunique() > 1]


def _rank(shocks: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of futures with worse shocks, (future,): a sum of shocks says nothing to a reader, its rank does."""
    return np.asarray(np.argsort(np.argsort(shocks)) / len(shocks))
