"""Whether the price bust has passed: how outcomes still differ by mining share, year by year, inside provinces."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array
from relode.diagnosis.statistics.resilience import EXPOSURE_YEAR, FEWEST, log_changes
from relode.places import by_code
from relode.streams import stream
from relode.usual import SEED

BASE = 2011
LAST = {
    "gdp_real_index": 2019,
    "value_added_secondary_first_published": 2018,
    "average_wage": 2018,
    "loans": 2019,
    "deposits": 2019,
}
"""Outcome -> last year: before 2020 and before breaks of the series."""

FIRST = 2008
DRAWS = 1000


def persistence_table(panel: xr.Dataset) -> pd.DataFrame:
    """Slope of the log change since 2011 on the mining share of 2010, provinces demeaned, by outcome and year.

    Columns outcome, year, slope (log points per unit of share: times .1 for a place with 10 % mining jobs), low and
    high (90 %, provinces drawn again), places. Prefectures only. The base is the top of a boom, not a normal year.
    """
    return pd.DataFrame(_rows(panel))


def _rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    share = panel["value"].sel(quantity="mining_employment_share", year=EXPOSURE_YEAR)
    for outcome, last in LAST.items():
        for year in (y for y in range(FIRST, last + 1) if y != BASE):
            changes = log_changes(panel, outcome, BASE, year)
            known = share.sel(place=list(changes)).to_numpy()
            at = np.isfinite(known)
            if at.sum() < FEWEST:
                continue
            home = np.array([by_code()[code].province for code in changes])[at]
            slope, low, high = slope_in_groups(known[at], np.array(list(changes.values()))[at], home)
            row = {"outcome": outcome, "year": year, "slope": slope, "low": low, "high": high}
            yield {**row, "places": int(at.sum())}


def slope_in_groups(cause: Array, effect: Array, groups: NDArray[np.str_]) -> tuple[float, float, float]:
    """Slope of `effect` on `cause` with a constant for each group, and its 90 % interval (groups drawn again).

    `cause`, `effect` and `groups` are (place,); the slope is in units of the effect for one of the cause. [effect /
    cause]

    Limits: the effect a multiple of the cause plus constants of groups: that multiple, at no width.
    """
    home = np.unique(groups, return_inverse=True)[1]
    count = int(home.max()) + 1
    size = np.bincount(home)
    x, y = (values - (np.bincount(home, values) / size)[home] for values in (cause, effect))
    across, squares = np.bincount(home, x * y), np.bincount(home, x * x)
    weight = stream("persistence", SEED).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    low, high = np.quantile((weight @ across) / (weight @ squares), [0.05, 0.95])
    return float(across.sum() / squares.sum()), float(low), float(high)
