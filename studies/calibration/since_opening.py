"""The simulator of the opening year beside what came after: people, output, house prices and budgets of 2021 to 2025.

None of those figures was used to fit it, and futures are not conditioned on them here: this is the simulator by itself.
"""

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.calibration.draws import draw_futures
from relode.horizon import OPENING_YEAR
from relode.model.futures import lengthened
from relode.model.opening.opening_world import World, world
from relode.model.results import system
from relode.outlook.one_future.observed_series import YEARS, levels
from relode.panel import load
from relode.places import official
from relode.streams import stream
from studies import write
from studies.calibration.simulator_forecast import LONGEST, SIMULATED
from studies.outlook.harness import ScoreCells, resampled_mean, skill
from studies.outlook.targets import provinces

SCORED = ("population", "gdp_real", "house_price", "budget_revenue", "budget_expenditure")
"""Quantities with figures after the opening year."""
GROUPS = ("all", "resource")
FEWEST = 50
"""Places with a figure that a year needs in a group. A choice of this project."""
FUTURES, SEED = 256, 1


def since_opening_table(panel: xr.Dataset, opened: World) -> pd.DataFrame:
    """One row a quantity, year and group of places.

    `simulator` and `no_change`: mean absolute error of the median log change since the opening year, and of "as it
    was". `simulator_given` and `no_difference`: the same when the mean change of the places is known, against "every
    place as the mean". Gains are 1 less the ratio of the errors, 95 % intervals from drawing whole provinces.
    `coverage_90`: share of outcomes inside the simulator's 90 % band, with its interval.
    """
    futures = draw_futures(opened, FUTURES, YEARS[-1] - OPENING_YEAR, SEED)
    table = system(lengthened(futures, LONGEST), SIMULATED).table
    codes = opened.codes[:-1]
    listed = np.array([code in official() for code in codes])
    rows: list[dict[str, object]] = []
    for name in SCORED:
        with np.errstate(divide="ignore", invalid="ignore"):
            published = np.log(levels(panel, name, codes))
            simulated = np.log(table[name].sel(place=list(codes)).transpose("future", "place", "year").to_numpy())
        for year in range(OPENING_YEAR + 1, YEARS[-1] + 1):
            outcome = published[:, YEARS.index(year)] - published[:, YEARS.index(OPENING_YEAR)]
            change = simulated[..., futures.years.index(year)] - simulated[..., futures.years.index(OPENING_YEAR)]
            for group, among in zip(GROUPS, (np.ones(len(codes), dtype=bool), listed), strict=True):
                known = np.isfinite(outcome) & among
                if known.sum() >= FEWEST:
                    places = tuple(code for code, here in zip(codes, known, strict=True) if here)
                    rows.append(
                        {"quantity": name, "year": year, "group": group, "n": int(known.sum())}
                        | scores(outcome[known], change[:, known], provinces(places))
                    )
    return pd.DataFrame(rows)


def scores(outcome: Values, change: Values, province: NDArray[np.str_]) -> dict[str, float]:
    """Errors, gains and coverage from outcomes (place,), simulated changes (future, place) and provinces (place,).

    Changes are logs, coverage a share.
    """
    home = np.unique(province, return_inverse=True)[1].astype(np.int64)
    middle, mean = np.median(change, axis=0), float(outcome.mean())
    missed = {
        "simulator": outcome - middle,
        "no_change": outcome,
        "simulator_given": outcome - (middle - middle.mean() + mean),
        "no_difference": outcome - mean,
    }
    floats = {name: float(np.abs(each).mean()) for name, each in missed.items()}
    for name, beside in (("simulator", "no_change"), ("simulator_given", "no_difference")):
        own, other = (_cells(missed[each], home) for each in (name, beside))
        gain, (low, high) = skill(own, other, np.ones(len(outcome), dtype=bool), stream("forecast_skill", SEED))
        floats |= {f"{name}_gain": gain, f"{name}_gain_low": low, f"{name}_gain_high": high}
    ends = np.quantile(change, (0.05, 0.95), axis=0)
    inside = ((outcome >= ends[0]) & (outcome <= ends[1])).astype(np.float64)[:, None]
    spread = np.quantile(resampled_mean(inside, home, stream("provinces_drawn_again", SEED)), (0.025, 0.975))
    return floats | {
        "coverage_90": float(inside.mean()),
        "coverage_90_low": float(spread[0]),
        "coverage_90_high": float(spread[1]),
    }


def _cells(missed: Values, home: NDArray[np.int64]) -> ScoreCells:
    """Errors of a forecast of points: its score is the absolute error."""
    column: Grid = missed[:, None]
    return ScoreCells(column, np.abs(column), np.full_like(column, np.nan), home)


if __name__ == "__main__":
    panel = load()
    table = since_opening_table(panel, world(panel, OPENING_YEAR)).round(5)
    write("calibration/since_opening", table.to_csv(index=False, lineterminator="\n"))
