"""Yearly changes of real prices: of resource kinds, and of what each place mines."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.calibration.prices import PRICED, log_real_kind_price, log_real_price, weighted_price
from relode.facts import rows
from relode.places import Official, official

DOMESTIC_COAL = "coal_china_qinhuangdao"
WORLD_COAL = "coal_australia"
NATIONAL_MIX_YEAR = "2012"
SECTOR_OF_MIX: Mapping[str, str] = {"c06": "coal", "c07": "oil_gas", "c08": "ferrous", "c09": "nonferrous"}
"""Sectors of the input-output table (common level) that mine what has a price."""


def yearly_changes(kind: str) -> dict[int, float]:
    """Year -> change of ln real price of a resource kind over the year."""
    series = log_real_kind_price(kind)
    return {year: series[year] - series[year - 1] for year in series if year - 1 in series}


@cache
def national_mix() -> Mapping[str, float]:
    """Resource kind -> share of the value added of mining in 2012, among kinds with a price. Source: io_tables."""
    floats = {
        SECTOR_OF_MIX[row["sector"]]: float(row["value"])
        for row in rows("national_sectors")
        if row["year"] == NATIONAL_MIX_YEAR
        and row["level"] == "common"
        and row["quantity"] == "sector_value_added"
        and row["sector"] in SECTOR_OF_MIX
    }
    return {kind: value / sum(floats.values()) for kind, value in floats.items()}


def price_changes(codes: tuple[str, ...], years: tuple[int, ...]) -> NDArray[np.float64]:
    """Change of ln real price of what each place mines over each year, (place, year); NaN where nothing is published.

    A listed place has the price of its main resource; a mixed one that of the first of its resources with a price;
    a place that is not listed, or mines nothing with a price, the national mix of 2012. Domestic coal prices begin
    in 2001: their changes before that are those of Australian coal in yuan.
    """
    changes = {kind: _changes(log_real_kind_price(kind), years) for kind in PRICED}
    early = np.array(years) <= min(log_real_price(DOMESTIC_COAL))
    changes["coal"] = np.where(early, _changes(log_real_price(WORLD_COAL), years), changes["coal"])
    mix = np.sum([share * changes[kind] for kind, share in national_mix().items()], axis=0)
    return np.stack([_of_place(official().get(code), changes, mix, years) for code in codes])


def _of_place(
    entry: Official | None, changes: Mapping[str, NDArray[np.float64]], mix: NDArray[np.float64], years: tuple[int, ...]
) -> NDArray[np.float64]:
    if entry is None:
        return mix
    if entry.main_resource in changes:
        return changes[entry.main_resource]
    priced = [parts for token in entry.resource_detail if (parts := _commodities(token))]
    if not priced:
        return mix
    if DOMESTIC_COAL in priced[0]:
        return changes["coal"]
    return _changes(weighted_price(priced[0]), years)


def _commodities(token: str) -> dict[str, float]:
    """Commodity -> weight of a resource detail; empty where none has a price."""
    return {
        row["commodity"]: float(row["commodity_weight"])
        for row in rows("resource_prices")
        if row["level"] == "resource_detail" and row["resource"] == token and row["commodity"] != "none"
    }


def _changes(series: Mapping[int, float], years: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array([series.get(year, np.nan) - series.get(year - 1, np.nan) for year in years])
