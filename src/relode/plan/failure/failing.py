"""When doing nothing fails: the factors that can be seen from outside, and from the stage to the record."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.decisions.options import Threshold, all_met
from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.estimate import rounded
from relode.plan.failure.boxes import Restriction
from relode.plan.failure.discovery import when_it_fails
from relode.plan.failure.failing_text import UNITS
from relode.plan.making.plan_records import Failing
from relode.plan.trials.stage import Stage
from relode.streams import stream


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


def thresholds_of(on: Stage) -> tuple[Threshold, ...]:
    """What was asked for, or the jobs that doing nothing keeps in the middle future, to a twentieth of the opening."""
    if on.asked.parsed:
        return on.asked.parsed
    jobs = on.nothing.quantities["employment"]
    return (Threshold("employment", ">=", max(0.05, round(float(np.median(jobs[:, -1] / jobs[:, 0])) * 20) / 20)),)


def failing(on: Stage) -> Failing:
    """Under which conditions doing nothing misses its thresholds, by PRIM."""
    asked = thresholds_of(on)
    runs = {each.quantity: on.nothing.quantities[each.quantity] for each in asked}
    met = all_met(asked, {name: run[:, -1] / run[:, 0] for name, run in runs.items()})
    result = when_it_fails(conditions(on), ~met, stream("failure_conditions", on.asked.seed))
    return Failing(
        thresholds=tuple(map(str, asked)),
        reason=result.reason or "",
        bounds=tuple((factor, *_ends(each)) for factor, each in result.box.items()),
        coverage=rounded(result.fit.coverage),
        density=rounded(result.fit.density),
        density_90=result.density_90,
        base_rate=rounded(result.fit.base_rate),
        futures=len(met),
    )


def _ends(each: Restriction) -> tuple[float | None, float | None]:
    low, high = (rounded(float(end)) if np.isfinite(end) else None for end in (each.low, each.high))
    return low, high
