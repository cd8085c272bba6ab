"""What is published of the nine quantities of a place, each as one series in the unit that it is told in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Grid, Values
from relode.facts import rows, text
from relode.horizon import OPENING_YEAR
from relode.panel import over_places
from relode.places import by_code

YEARS = tuple(range(2000, 2026))
"""Years with facts."""
RECENT = 2013
"""A place has a future in a quantity if it has a figure of this year or later."""
TRUSTED_CHANGE = 0.03
"""Log change a year up to which a reported figure of residents follows on from the census.

Assumed: between the censuses of 2000, 2010 and 2020 nine in ten prefectures changed by less than 3 % a year; figures
beyond are those of the household register, or of other boundaries.
"""
PRICE_INDEX = "house_price_index_existing"
SECTIONS_OF = {"employment": "all_sections", "mining_employment": "mining"}
DEFLATED = ("budget_revenue", "budget_expenditure", "debt")
"""Money that is published at prices of each year and told at those of the opening year, by consumer prices."""
AS_PUBLISHED = {
    "house_price": "house_price",
    "budget_revenue": "budget_revenue",
    "budget_expenditure": "budget_expenditure",
    "debt": "government_debt",
}
QUANTITIES: Mapping[str, Sequence[str]] = {
    "population": ("population", "population_resident_reported"),
    "age_15_59": ("age_15_59",),
    "employment": ("employment_all_sections",),
    "mining_employment": ("employment_mining",),
    "gdp_real": ("gdp_real_index", "gdp_nominal"),
    **{name: (quantity,) for name, quantity in AS_PUBLISHED.items()},
}
"""Quantities of the panel that each rests on."""


EXPOSURE_YEAR = 2010
EXPOSURE_STEPS = (0.01, 0.05)
"""Mining share of census employment that separates the groups whose errors are measured apart."""
LEAST_PEOPLE = 10_000
"""Sansha, a prefecture of some 500 people on islands, is left out: its changes are no economy's."""


def prefectures(panel: xr.Dataset) -> tuple[str, ...]:
    """The prefecture-level places of 2020 in a panel, in its order: those that are scored."""
    people = over_places(panel, "population", 2010)
    codes = (str(code) for code in panel["place"].to_numpy())
    known = zip(codes, people, strict=True)
    return tuple(
        c for c, n in known if by_code()[c].level == "prefecture" and by_code()[c].in_partition and n > LEAST_PEOPLE
    )


@dataclass(frozen=True)
class ForecastQuantity:
    """A quantity of the one future: its name, the first year of its series, years between figures, its paths.

    `national`: "stays", "own" (its own mean path), "debt" (the same, or slower to fade), "index" or "countries" (how
    growth of other countries went on). `lead`: how a place may go on beside the mean: last year's lead "fades", the
    quantity also "returns" to what output carries, or last year's change goes on for two years ("momentum").
    """

    name: str
    first: int
    step: int
    national: str
    lead: str


@cache
def forecast_quantities() -> Mapping[str, ForecastQuantity]:
    """The nine quantities by name, in the order in which they are told."""
    result = shipped_tables.rows("relode.outlook.one_future", "forecast_quantities")
    return {
        row["name"]: ForecastQuantity(row["name"], int(row["first"]), int(row["step"]), row["national"], row["lead"])
        for row in result
    }


def levels(panel: xr.Dataset, name: str, places: Sequence[str]) -> Grid:
    """The series of a quantity, (place, year of YEARS), NaN where nothing is published or what is has a break.

    People and jobs in persons, output, budgets and debt in 10^8 yuan at prices of the opening year, house prices in
    yuan per m2 of each year. Jobs are those of the long form scaled to all who are employed.
    """
    values = panel["value"].sel(quantity=list(QUANTITIES[name])).reindex(place=list(places), year=list(YEARS))
    if name == "population":
        return _people(values)
    if name == "age_15_59":
        return _working_age(values, places)
    if name in SECTIONS_OF:
        return _of(values, f"employment_{SECTIONS_OF[name]}") * _long_form_ratio()
    if name == "gdp_real":
        index, base = _of(values, "gdp_real_index"), YEARS.index(OPENING_YEAR)
        return np.asarray(_of(values, "gdp_nominal")[:, [base]] * index / index[:, [base]])
    result = _of(values, AS_PUBLISHED[name])
    return np.asarray(result / consumer_prices()) if name in DEFLATED else result


def scored_levels(panel: xr.Dataset, name: str, places: Sequence[str]) -> Grid:
    """The series by which forecasts of a quantity are scored, (place, year of YEARS): its `levels`.

    Of house prices the bureau's index of existing homes, NaN for a place without one: listings are doubted since 2023.
    """
    if name != "house_price":
        return levels(panel, name, places)
    return _of(panel["value"].sel(quantity=[PRICE_INDEX]).reindex(place=list(places), year=list(YEARS)), PRICE_INDEX)


def exposure_groups(panel: xr.Dataset, places: Sequence[str]) -> NDArray[np.int64]:
    """0, 1 or 2: below 1 %, 1 to 5 %, above 5 % of jobs in mining in 2010; 0 where it is not known. (place,)"""
    share = panel["value"].sel(quantity="mining_employment_share", year=EXPOSURE_YEAR).reindex(place=list(places))
    return np.asarray(np.digitize(np.nan_to_num(share.values), EXPOSURE_STEPS))


def _of(values: xr.DataArray, quantity: str) -> Grid:
    return np.asarray(values.sel(quantity=quantity).values, dtype=np.float64)


def _people(values: xr.DataArray) -> Grid:
    """The census, and after the last one the reported figures that follow on from it, unless a count is given."""
    counted = _of(values, "population").copy()
    reported = _of(values, "population_resident_reported")
    start = YEARS.index(OPENING_YEAR)
    newest, since = counted[:, start].copy(), np.zeros(len(counted))
    for at in range(start + 1, len(YEARS)):
        since += 1
        with np.errstate(invalid="ignore"):
            follows = np.abs(np.log(reported[:, at] / newest)) <= TRUSTED_CHANGE * since
        given = np.isfinite(counted[:, at])
        counted[:, at] = np.where(given, counted[:, at], np.where(follows, reported[:, at], np.nan))
        newest = np.where(given | follows, counted[:, at], newest)
        since = np.where(given | follows, 0, since)
    return counted


def breaks(panel: xr.Dataset, place: str) -> tuple[int, ...]:
    """Years after the last census whose reported residents do not follow on from it: they are left out."""
    wanted = list(QUANTITIES["population"])
    values = panel["value"].sel(quantity=wanted).reindex(place=[place], year=list(YEARS))
    kept, reported = _people(values)[0], _of(values, "population_resident_reported")[0]
    return tuple(y for y, a, b in zip(YEARS, kept, reported, strict=True) if y > OPENING_YEAR and a != b and b == b)


def _working_age(values: xr.DataArray, places: Sequence[str]) -> Grid:
    """Residents of 15 to 59: of the census tables, in 2000 summed from its five-year groups."""
    grid = _of(values, "age_15_59").copy()
    early = working_age_2000()
    grid[:, YEARS.index(2000)] = [early.get(code, np.nan) for code in places]
    return grid


@cache
def working_age_2000() -> Mapping[str, float]:
    """Place -> residents of 15 to 59 in 2000. [persons]"""
    groups = [f"{age}-{age + 4}" for age in range(15, 60, 5)]
    # Not by `rows`, which takes six times as long for the largest of the tables that an outlook reads.
    ages = pd.read_csv(StringIO(text("ages")), usecols=["place", "year", "age_group", "persons"], dtype={"place": str})
    counted = ages[(ages["year"] == 2000) & ages["age_group"].isin(groups)]
    return {str(place): float(persons) for place, persons in counted.groupby("place")["persons"].sum().items()}


def _long_form_ratio() -> Values:
    values = np.full(len(YEARS), np.nan)
    for row in rows("employment_scale"):
        values[YEARS.index(int(row["year"]))] = float(row["long_form_ratio"])
    return values


@cache
def _price_levels() -> tuple[float, ...]:
    floats = {int(r["year"]): float(r["value"]) for r in rows("macro") if r["quantity"] == "consumer_price_index"}
    return tuple(floats.get(year, np.nan) / floats[OPENING_YEAR] for year in YEARS)


def consumer_prices() -> Values:
    """Consumer prices over those of the opening year, (year,); NaN in years without the published index."""
    return np.array(_price_levels())
