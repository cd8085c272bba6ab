"""Futures of all prefectures at once: in each the people of places sum to the nation's."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.horizon import OPENING_YEAR
from relode.outlook.backcasts.targets import prefectures
from relode.outlook.one_future.adding_up import added_up
from relode.outlook.one_future.bands import NORMAL, reach
from relode.outlook.one_future.nation import BASE, deviation, growth
from relode.outlook.one_future.observed_series import YEARS, exposure_groups, levels
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.predictive_tables import centre_path, half_widths
from relode.streams import stream


def people_futures(panel: xr.Dataset, count: int = 512, seed: int = 1) -> xr.DataArray:
    """People of each prefecture in each future, (future, place, year), [persons]; years are those of AHEAD.

    The nation keeps its rank among the UN's futures and moves all places alike; each place keeps its own rank in its
    band, apart from all others. After BASE what the places of a future would sum to beyond the nation is shared by
    `parts_of_remainder`. Up to a place's newest figure all futures are that figure, or lie between figures. Limits:
    each future's sum is the nation's to a part in 10^12; a place's quantiles are those of `predictive` within what
    `count` draws can tell.
    """
    places = prefectures(panel)
    counted = levels(panel, "population", places)
    newest = np.array([YEARS[np.flatnonzero(np.isfinite(row))[-1]] for row in counted])
    opening = np.array([row[YEARS.index(year)] for row, year in zip(counted, newest, strict=True)])
    centre = np.stack([_centre(*each) for each in zip(places, counted, newest, strict=True)])
    rng = stream("people_futures", seed)
    nation = growth(rng.standard_normal(count), [max(year, BASE) for year in AHEAD])
    beside = nation - growth(np.zeros(1), [max(year, BASE) for year in AHEAD])
    half = _own_halves(panel, places, newest)
    scores = rng.standard_normal((count, len(places), 1))
    future = np.array(AHEAD) > newest[:, None]
    after = AHEAD.index(BASE) + 1
    base = opening * np.exp(centre[:, after - 1])
    people = np.empty((count, len(places), len(AHEAD)))
    for draw in range(count):  # one at a time: all at once would take several times the memory of what is returned
        logs = centre + np.where(future, reach(scores[draw], half[0], half[1]) + beside[draw], 0.0)
        since = logs[:, after:] - centre[:, [after - 1]]
        logs[:, after:] = centre[:, [after - 1]] + added_up(base, since, nation[draw, after:])
        people[draw] = opening[:, None] * np.exp(logs)
    return xr.DataArray(
        people,
        dims=("future", "place", "year"),
        coords={"place": list(places), "year": list(AHEAD)},
    )


def _centre(code: str, series: NDArray[np.float64], newest: int) -> NDArray[np.float64]:
    """Log of each year of AHEAD over the newest figure: between facts a steady rate, then the path of the table."""
    row = centre_path(code, "population")
    assert row is not None  # every prefecture is in the table
    path = {OPENING_YEAR: 0.0, **row[1]}
    known = np.flatnonzero(np.isfinite(series))
    past = np.interp(AHEAD, [YEARS[at] for at in known], np.log(series[known] / series[known[-1]]))
    ahead = np.array([path[year] - path[newest] for year in AHEAD])
    return np.where(np.array(AHEAD) <= newest, past, ahead)


def _own_halves(panel: xr.Dataset, places: tuple[str, ...], newest: NDArray[np.int64]) -> NDArray[np.float64]:
    """Half widths beside the nation's, (share, place, year). [ln]"""
    table = half_widths()["population"]
    group = exposure_groups(panel, places)
    ahead = np.clip(np.array(AHEAD) - newest[:, None], 1, table.shape[2])
    whole = table[:, group[:, None], ahead - 1]
    shared = np.array(NORMAL)[:, None, None] * deviation(table.shape[2])[ahead - 1]
    return np.asarray(np.sqrt(np.maximum(whole**2 - shared**2, 0.0)))
