"""Listing prices of homes in years whose listings are doubted: the last trusted one times the official index."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from relode.arrays import Grid
from relode.facts import rows
from relode.panel.cell import cell
from relode.panel.doubt.series import is_doubted
from relode.panel.number import Number, number
from relode.places import Place, place_of

PRICE, INDEX, SOURCE = "house_price", "house_price_index_existing", "nbs_house_price_index"
CORRECTED = "corrected_estimate"
COVERED = 0.9
"""Share of past misses that an interval holds."""
FEWEST = 30
"""Pairs of listings so many years apart from which their misses are read. Source: assumption."""
NATION = ""
"""The key of the mean of all cities with an index, in logarithms, each city alike: the bureau publishes no weights."""


class _Index(NamedTuple):
    """Logarithms of the index, (place, year), December 2010 = log 100; the last row is the mean of the others."""

    places: list[str]
    years: list[int]
    logs: Grid


@cache
def _index() -> _Index:
    table = [row for row in rows("house_price_index") if row[INDEX]]
    places, years = (sorted({row[name] for row in table}) for name in ("place", "year"))
    logs = np.full((len(places), len(years)), np.nan)
    for row in table:
        logs[places.index(row["place"]), years.index(row["year"])] = np.log(float(row[INDEX]))
    return _Index([*places, NATION], [int(year) for year in years], np.vstack([logs, logs.mean(axis=0)]))


def index_years() -> tuple[int, ...]:
    """Years of the official index; the last may be the mean of its first months."""
    return tuple(_index().years)


def listing_price(panel: xr.Dataset, place: Place | str, year: int) -> Number | None:
    """The listing price of a year: as published where it is not doubted, else the last trusted one times the index.

    Of a place in the index its own, else the mean of the cities in it. The interval holds 90 % of what listings missed
    such an estimate by over as many years in the past. None without a trusted price before, or after the index ends.
    [yuan per m2]

    Example:
        >>> found = rl.panel.listing_price(panel, "tangshan", 2024)
        >>> found.flags, found.year, found.value < rl.panel.cell(panel, "tangshan", "house_price", 2022).value
        (('corrected_estimate',), 2024, True)
    """
    code = place_of(place).code
    published = number(panel, code, PRICE, year) if year in panel.indexes["year"] else None
    if published is not None and not is_doubted(published.flags):
        return published
    before = [each for each in panel.indexes["year"][::-1] if each < year]
    trusted = (cell(panel, code, PRICE, each) for each in before)
    base = next((each for each in trusted if each is not None and not is_doubted(each.flags)), None)
    places, years, logs = _index()
    if base is None or not {year, base.year} <= set(years):
        return None
    own = logs[places.index(code if code in places else NATION)]
    value = base.value * float(np.exp(own[years.index(year)] - own[years.index(base.year)]))
    missed = _missed(panel, code in places, year - base.year)
    ends = value * float(np.exp(-missed)), value * float(np.exp(missed))
    return Number(PRICE, value, base.unit, year, ends, (*base.sources, SOURCE), (CORRECTED,))


def _missed(panel: xr.Dataset, own_index: bool, ahead: int) -> float:
    """What COVERED of trusted listings lay from such an estimate so many years ahead, in logarithms. [1]

    Farther ahead than FEWEST pairs of trusted listings reach it grows with the square root of time.
    """
    line = panel[["value", "flag"]].sel(quantity=PRICE).transpose("place", "year")
    codes, cells = pd.factorize(line["flag"].to_numpy().ravel())
    trusted = np.array([not is_doubted(flags.split(";")) for flags in cells])[codes].reshape(line["flag"].shape)
    places, index_of, logs = _index()
    prices = line["value"].where(trusted).reindex(year=index_of)
    listed = prices.reindex(place=places[:-1]) if own_index else prices
    apart = np.log(listed.to_numpy()) - (logs[:-1] if own_index else logs[-1])
    for years in range(ahead, 0, -1):
        gaps = np.abs(apart[:, years:] - apart[:, :-years])
        known = gaps[np.isfinite(gaps)]
        if len(known) >= FEWEST:
            return float(np.quantile(known, COVERED) * np.sqrt(ahead / years))
    return float("inf")
