"""What moments are computed from: one small record of arrays, filled from the panel or from a simulated run alike."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.facts import rows
from relode.outlook.one_future.observed_series import prefectures
from relode.places import by_code, official
from studies.calibration.migration import LATEST_STOCK, MigrationFlows, flows
from studies.calibration.place_prices import price_changes

YEARS = tuple(range(2000, 2025))

LOCAL_SERVICES = ("wholesale_retail", "accommodation_catering", "real_estate", "household_services", "culture")
"""Sections that mostly sell to residents."""
FARM_AND_MINE = ("agriculture", "mining")
MINING_SECTORS = ("c06", "c07", "c08", "c09", "c10")
"""Coal, oil and gas, ferrous and nonferrous ores, other minerals in the national tables."""

PLAIN = {
    "value_added_secondary": "value_added_secondary_first_published",
    "value_added_tertiary": "value_added_tertiary_first_published",
    "secondary_share": "secondary_share",
    "gdp_nominal": "gdp_nominal",
    "average_wage": "average_wage",
    "employment_total": "employment_total",
    "fixed_capital_formation": "fixed_capital_formation",
    "population": "population",
    "mining_share": "mining_employment_share",
    "age_60_plus_share": "age_60_plus_share",
    "college_share": "college_share",
    "house_price": "house_price",
    "coal_capacity": "coal_capacity_underground",
    "budget_revenue": "budget_revenue",
    "budget_expenditure": "budget_expenditure",
}
"""Field -> quantity of the panel that it holds as it is."""


@dataclass(frozen=True)
class Observed:
    """A past, real or simulated: arrays over (place, year), NaN where there is no figure.

    `types` holds the official type of each place ("" for a place that is not listed), `is_coal` whether coal is its
    first resource. Real GDP is in 100 million yuan at prices of 2010, value added, investment and budgets in 100
    million yuan of the year, wages in yuan, jobs and population in persons (census years), `mining_share` of all
    jobs, house prices in yuan per m2, coal capacity in t per year; `price_change` is that of the ln real price of
    what the place mines. `national_mining_jobs` (year,) are persons, NaN in years without a national table. `moves`
    counts migrants between provinces.
    """

    codes: tuple[str, ...]
    provinces: tuple[str, ...]
    types: tuple[str, ...]
    years: tuple[int, ...]
    is_coal: NDArray[np.bool_]
    gdp_real: Grid
    gdp_nominal: Grid
    value_added_secondary: Grid
    value_added_tertiary: Grid
    secondary_share: Grid
    average_wage: Grid
    employment_total: Grid
    fixed_capital_formation: Grid
    population: Grid
    mining_share: Grid
    mining_jobs: Grid
    other_jobs: Grid
    local_service_jobs: Grid
    age_60_plus_share: Grid
    college_share: Grid
    house_price: Grid
    coal_capacity: Grid
    budget_revenue: Grid
    budget_expenditure: Grid
    price_change: Grid
    national_mining_jobs: NDArray[np.float64]
    moves: MigrationFlows

    def at(self, name: str, year: int) -> NDArray[np.float64]:
        """The column of field `name` in `year`, (place,). In the unit of the field."""
        return np.asarray(getattr(self, name)[:, self.years.index(year)])

    def change(self, name: str, start: int, end: int) -> NDArray[np.float64]:
        """The change of the logarithm of field `name` from `start` to `end`, (place,)."""
        return logarithm(self.at(name, end)) - logarithm(self.at(name, start))

    def changes(self, name: str, first: int, last: int) -> Grid:
        """The change of the logarithm of field `name` in each year from `first` to `last`, (place, year)."""
        begin = self.years.index(first - 1)
        return np.diff(logarithm(getattr(self, name)[:, begin : begin + last - first + 2]), axis=1)

    @cached_property
    def province_index(self) -> NDArray[np.int64]:
        """The number of each place's province, (place,)."""
        return np.asarray(np.unique(self.provinces, return_inverse=True)[1], dtype=np.int64)

    def is_type(self, kind: str) -> NDArray[np.bool_]:
        """Whether each place is of the official type `kind`, (place,)."""
        return np.array([each == kind for each in self.types])


GRIDS = tuple(field.name for field in fields(Observed) if field.type == "Grid" or field.type is Grid)


def observed(panel: xr.Dataset) -> Observed:
    """The record of the shipped past: prefectures of 2020, 2000-2024."""
    codes = prefectures(panel)
    values = panel["value"].sel(place=list(codes), year=list(YEARS))
    grids = {name: np.asarray(values.sel(quantity=quantity).values) for name, quantity in PLAIN.items()}
    listed = official()
    return Observed(
        codes=codes,
        provinces=tuple(by_code()[code].province for code in codes),
        types=tuple(listed[code].type if code in listed else "" for code in codes),
        years=YEARS,
        is_coal=np.array([code in listed and listed[code].resource_detail[0] in COAL for code in codes]),
        gdp_real=_at_prices_of_2010(values, grids["gdp_nominal"]),
        mining_jobs=_jobs(values, ("mining",)),
        other_jobs=_jobs(values, tuple(section for section in sections() if section not in FARM_AND_MINE)),
        local_service_jobs=_jobs(values, LOCAL_SERVICES),
        price_change=price_changes(codes, YEARS),
        national_mining_jobs=_national_mining_jobs(),
        moves=flows(LATEST_STOCK),
        **grids,
    )


COAL = frozenset({"coal", "coking coal", "lignite"})


def sections() -> tuple[str, ...]:
    """The names of the 20 sections as the census tables have them."""
    first = rows("census_counties")[0]
    names = [name.removeprefix("employment_") for name in first if name.startswith("employment_")]
    return tuple(name for name in names if name != "all_sections")


def resampled(past: Observed, drawn: Sequence[int]) -> Observed:
    """The record with the provinces of numbers `drawn` in place of its own; one drawn twice counts as two."""
    index = past.province_index
    names = np.unique(past.provinces)
    members = [np.flatnonzero(index == number) for number in drawn]
    at = np.concatenate(members)
    labels = [f"{i}-{names[number]}" for i, number in enumerate(drawn)]
    return replace(
        past,
        codes=tuple(past.codes[i] for i in at),
        provinces=tuple(np.repeat(labels, [len(each) for each in members]).tolist()),
        types=tuple(past.types[i] for i in at),
        is_coal=past.is_coal[at],
        moves=past.moves.of(tuple(str(names[number]) for number in drawn)),
        **{name: getattr(past, name)[at] for name in GRIDS},
    )


def logarithm(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithm; NaN where there is no figure or none above zero. Of the shape of `values`."""
    return np.log(np.where(values > 0, values, np.nan))


def _at_prices_of_2010(values: xr.DataArray, nominal: Grid) -> Grid:
    index = values.sel(quantity="gdp_real_index").values
    base = YEARS.index(2010)
    return np.asarray(nominal[:, [base]] * index / index[:, [base]])


def _national_mining_jobs() -> NDArray[np.float64]:
    values = np.full(len(YEARS), np.nan)
    for year in YEARS:
        jobs = [
            float(row["value"])
            for row in rows("national_sectors")
            if row["quantity"] == "sector_employment"
            and row["level"] == "common"
            and row["sector"] in MINING_SECTORS
            and row["year"] == str(year)
        ]
        if len(jobs) == len(MINING_SECTORS):
            values[YEARS.index(year)] = sum(jobs)
    return values


def _jobs(values: xr.DataArray, names: tuple[str, ...]) -> Grid:
    """Persons employed in the sections `names`: those of the long form, scaled to all employed persons."""
    counted = values.sel(quantity=[f"employment_{name}" for name in names]).values.sum(axis=0)
    scale = np.full(len(YEARS), np.nan)
    for row in rows("employment_scale"):
        scale[YEARS.index(int(row["year"]))] = float(row["long_form_ratio"])
    return np.asarray(counted * scale)
