"""Whether what neighbours went through in one decade shows in a city's next, beyond its own path and its province."""

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import LEAST_PEOPLE
from relode.diagnosis.statistics.space import NEIGHBOURS, distances, is_placed
from relode.measures.spatial_autocorrelation import nearest_neighbour_weights
from relode.panel import over_places
from relode.places import by_code
from relode.streams import stream
from relode.usual import SEED

SPANS: Mapping[str, tuple[str, int, int, int]] = {
    "population": ("population", 2000, 2010, 2020),
    "gdp_real_index": ("gdp_real_index", 2000, 2010, 2019),
}
"""Outcome -> quantity, and the years of the decade before and of the decade to explain (output ends before 2020)."""

DRAWS = 2000


def spillover_table(panel: xr.Dataset) -> pd.DataFrame:
    """For each outcome with figures: slope of a city's log change on that of its six neighbours in the decade before.

    A row each.

    Its own change of the decade before is held fixed and provinces are demeaned; `low` and `high` are 90 %, provinces
    drawn again. `gain`: by how much of itself the mean absolute error of predictions for provinces left out falls if
    neighbours are added to the own path, with `gain_low` and `gain_high`. A slope is no proof of a cause.
    """
    return pd.DataFrame(_rows(panel))


def _rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    for outcome, (quantity, *years) in SPANS.items():
        codes, changes = log_changes(panel, quantity, years)
        if len(codes) <= NEIGHBOURS:
            continue
        weights = nearest_neighbour_weights(distances(codes), NEIGHBOURS)
        home = np.array([by_code()[code].province for code in codes])
        causes = np.column_stack([weights @ changes[0], changes[0]])
        yield {"outcome": outcome, "places": len(codes), **fitted(causes, changes[1], home)}


def fitted(causes: Array, effect: Array, groups: NDArray[np.str_]) -> dict[str, float]:
    """Slope of `effect` on the first of two `causes` (place, 2) inside groups, and what it adds for groups left out.

    [1]

    Limits: the effect a sum of multiples of both and a constant of each group: that multiple, at no width.
    """
    home = np.unique(groups, return_inverse=True)[1]
    inside = partial(_demeaned, home)
    x, y = np.column_stack([inside(cause) for cause in causes.T]), inside(effect)
    count = int(home.max()) + 1
    squares = np.stack([x[home == g].T @ x[home == g] for g in range(count)])
    across = np.stack([x[home == g].T @ y[home == g] for g in range(count)])
    weight = stream("spillover", SEED).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    drawn = np.linalg.solve(np.tensordot(weight, squares, 1), np.tensordot(weight, across, 1)[..., None])[:, 0, 0]
    slope = float(np.linalg.solve(squares.sum(axis=0), across.sum(axis=0))[0])
    errors = np.abs([_left_out(x[:, used], y, home) for used in ([1], [0, 1])])
    sums = np.stack([np.bincount(home, error) for error in errors])
    gain, gains = 1 - sums[1].sum() / sums[0].sum(), 1 - (weight @ sums[1]) / (weight @ sums[0])
    low, high = np.quantile(drawn, [0.05, 0.95]).tolist()
    gain_low, gain_high = np.quantile(gains, [0.05, 0.95]).tolist()
    return {"slope": slope, "low": low, "high": high, "gain": float(gain), "gain_low": gain_low, "gain_high": gain_high}


def _demeaned(home: NDArray[np.int64], values: Array) -> Array:
    return np.asarray(values - (np.bincount(home, values) / np.bincount(home))[home])


def _left_out(x: Array, y: Array, home: NDArray[np.int64]) -> Array:
    """Error of each place by the fit without its group; the group's mean is given."""
    error = np.empty_like(y)
    for group in range(int(home.max()) + 1):
        rest, here = home != group, home == group
        slopes = np.linalg.lstsq(x[rest], y[rest], rcond=None)[0]
        error[here] = y[here] - x[here] @ slopes
    return error


def log_changes(panel: xr.Dataset, quantity: str, years: list[int]) -> tuple[tuple[str, ...], Array]:
    """Prefectures with a point and all figures, and their log changes between `years`, (span, place)."""
    values = panel["value"].sel(quantity=quantity, year=years).transpose("year", "place").to_numpy()
    people = over_places(panel, "population", 2010)
    codes = [str(code) for code in panel["place"].to_numpy()]
    known = np.isfinite(values).all(axis=0) & (people > LEAST_PEOPLE)
    kept = [i for i, code in enumerate(codes) if known[i] and is_placed(by_code()[code])]
    return tuple(codes[i] for i in kept), np.asarray(np.diff(np.log(values[:, kept]), axis=0))
