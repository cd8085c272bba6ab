"""From tables of the user's own to an opening of the simulator: what is needed, what is given, what is as in China.

Everything that a table does not give is taken from what Chinese places had in 2020, relative to people, jobs or
output: their median, with their 5 and 95 % quantiles as range. Money is counted in the country's output per job, put at
China's, so no exchange rate is needed. What comes of it is uncalibrated: parameters were fitted to China.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Texts, Values
from relode.country.facts import Country
from relode.country.series import by_section, complete, lacking_figures, opening_needs
from relode.errors import NoVerdict
from relode.facts.shipped import SECTION_LETTERS, SECTIONS
from relode.horizon import OPENING_YEAR
from relode.model.opening.facts import facts_at
from relode.model.opening.opening_state import REST, Opening, opening
from relode.model.opening.opening_world import YEARS_OF_GROWTH, World, world_of
from relode.model.opening.people import PEOPLE
from relode.model.opening.sectors import PRESENCE_BOUNDS, Splits, by_sector, splits_of
from relode.model.opening.tables import COMMODITIES, assumptions
from relode.model.sector_list import SECTORS
from relode.panel import load
from relode.places import Place

FEWEST = 10
YEARS_OF_PEOPLE = 10
"""The past decade's growth of people is that of so many years, as far as they are given."""
GIVEN, COMPUTED, AS_IN_CHINA = "given", "computed", "as_in_china"
RATIOS: Mapping[str, tuple[str, str]] = {
    "children": ("population", "age_0_14"),
    "old": ("population", ""),
    "high_skilled": ("adults", ""),
    "unemployment_rate": ("one", ""),
    "out_migration_rate": ("one", ""),
    "birth_rate": ("one", ""),
    "wage": ("output_per_job", "average_wage"),
    "house_price": ("output_per_job", "house_price"),
    "housing_stock": ("population", "housing_stock"),
    "budget_revenue": ("output", "budget_revenue"),
    "budget_expenditure": ("output", "budget_expenditure"),
    "debt": ("output", "government_debt"),
    "research_stock": ("output", ""),
    "damaged_land": ("mining", ""),
    "remaining_life": ("one", ""),
    "depleted_share": ("one", ""),
}
"""Quantity of the opening -> what it is relative to where it is not given, and the quantity that gives it."""
MONEY = ("budget_revenue", "budget_expenditure", "debt")


@dataclass(frozen=True)
class CountryWorld:
    """The system of a country at `year`: its world, money in one of the country's, kinds of cells, places held down."""

    world: World
    year: int
    money: float
    kinds: Mapping[str, Texts]
    held: int


def country_world(country: Country, before: int = 0) -> CountryWorld:
    """The country at the newest year that all needed tables have, or so many years before it.

    Raises NoVerdict with what is needed, and where too few places or years have it.
    """
    needs = opening_needs(country)
    if needs:
        raise NoVerdict("country.opening_needs", names=", ".join(needs))
    years = [int(year) for year in country.counts["employment"]["year"].to_numpy() if int(year) in country.years]
    usable = [year for year in years if complete(country, year).sum() >= FEWEST]
    year = (max(usable) if usable else 0) - before
    if year not in usable:
        raise NoVerdict("country.opening_years", least=FEWEST, years=YEARS_OF_GROWTH + 1)
    return _world(country, year)


def place_in(world: CountryWorld, country: Country, place: Place) -> None:
    """Raises NoVerdict for a place that the opening does not have, with the figures that it lacks."""
    if place.code not in world.world.codes:
        lacking = ", ".join(lacking_figures(country, place, world.year))
        raise NoVerdict("country.place_without_opening", place=place.name_en, year=world.year, lacking=lacking)


def _world(country: Country, year: int) -> CountryWorld:
    panel, china, splits = _china()
    kept = np.flatnonzero(complete(country, year))
    at = country.years.index(year)
    own = {name: grid[kept, at] for name, grid in country.values.items()}
    population = own["population"] / PEOPLE
    jobs = _jobs(country, year, kept, splits)
    value, kinds = {"population": population}, {"population": np.full(len(kept), GIVEN, dtype=object)}
    lower: dict[str, Values] = {}
    upper: dict[str, Values] = {}
    bases = {"population": population, "one": np.ones(len(kept))}
    for name in ("children", "old"):
        _fill(name, own, china, bases, (value, lower, upper, kinds), 1 / PEOPLE)
    adults = population - value["children"] - value["old"]
    if (adults <= 0).any():
        raise NoVerdict("country.opening_ages", count=int((adults <= 0).sum()))
    bases["adults"] = adults
    _fill("high_skilled", own, china, bases, (value, lower, upper, kinds), 1 / PEOPLE)
    value["low_skilled"] = adults - value["high_skilled"]
    kinds["low_skilled"] = np.full(len(kept), COMPUTED, dtype=object)
    most = assumptions()["most_in_work"].value * adults
    total = jobs.sum(axis=0)
    held = total > most
    jobs = jobs * np.where(held, most / total, 1.0)
    china_jobs, china_output = float(china["employment"].sum()), float(china["value_added"].sum())
    money = china_output / china_jobs * float(jobs.sum()) / float(own["gdp_nominal"].sum())
    output = own["gdp_nominal"] * money
    per_job = china["value_added"].sum("place") / china["employment"].sum("place")
    parts = jobs * per_job.to_numpy()[:, None]
    added = parts / parts.sum(axis=0) * output
    mining = added[SECTORS.index("extraction")]
    bases |= {"output": output, "output_per_job": output / jobs.sum(axis=0), "mining": mining}
    for name in RATIOS:
        if name not in value:
            money_then = money * country.price_level(year)
            scale = (
                money_then if name in MONEY else PEOPLE * money_then if name in ("wage", "house_price") else 1 / PEOPLE
            )
            _fill(name, own, china, bases, (value, lower, upper, kinds), scale)
    people = country.values["population"][kept]
    first = max(0, at - YEARS_OF_PEOPLE)
    first = next(i for i in range(first, at + 1) if np.isfinite(people[:, i]).all() or i == at)
    span = max(at - first, 1)
    value["past_population_growth"] = np.log(people[:, at] / people[:, first]) / span
    value["natural_growth_rate"] = np.full(len(kept), np.log(people[:, at].sum() / people[:, first].sum()) / span)
    for name in ("past_population_growth", "natural_growth_rate"):
        kinds[name] = np.full(len(kept), COMPUTED, dtype=object)
    data = _dataset(country, kept, value, lower, upper, added, jobs)
    growth = np.diff(np.log(country.values["gdp_real"][kept, at - YEARS_OF_GROWTH : at + 1]), axis=1)
    growth = np.vstack([growth, np.full((1, growth.shape[1]), np.nan)])
    opened = Opening(year, data, {})
    places = [*(country.places[i] for i in kept), None]
    return CountryWorld(world_of(opened, places, growth, panel), year, money, kinds, int(held.sum()))


@cache
def _china() -> tuple[xr.Dataset, xr.Dataset, Splits]:
    """The panel, the opening of Chinese places in 2020, and how their jobs are split."""
    panel = load()
    return panel, opening(panel, OPENING_YEAR).data.isel(place=slice(None, -1)), _national_splits(panel)


def _national_splits(panel: xr.Dataset) -> Splits:
    """How China's jobs in manufacturing and utilities are split between sectors, the mean of its places."""
    splits = splits_of(facts_at(panel, OPENING_YEAR), "sector_employment")
    manufacturing, utilities = (
        {name: np.array([float(np.mean(part))]) for name, part in each.items()}
        for each in (splits.manufacturing, splits.utilities)
    )
    return Splits(manufacturing, utilities)


def _jobs(country: Country, year: int, kept: NDArray[np.intp], splits: Splits) -> Grid:
    """Jobs by sector of the simulator, (sector, place). [10^4 persons]"""
    places, names, counts = by_section(country, year, "employment")
    rows = [places.index(country.places[i].code) for i in kept]
    section = {SECTION_LETTERS[name]: np.zeros(len(kept)) for name in SECTIONS}
    for column, name in enumerate(names):
        section[SECTION_LETTERS[name]] = counts[rows, column] / PEOPLE
    result = by_sector(section, splits)
    return np.stack([result[name] for name in SECTORS])


def _fill(
    name: str,
    own: Mapping[str, Values],
    china: xr.Dataset,
    bases: Mapping[str, Values],
    into: tuple[dict[str, Values], dict[str, Values], dict[str, Values], dict[str, Texts]],
    scale: float,
) -> None:
    """The user's figures times `scale` where they are given, else the base times what Chinese places have of it."""
    relative_to, given = RATIOS[name]
    ratio = china["value"].sel(quantity=name).to_numpy() / _chinese(china, relative_to)
    low, middle, high = np.nanquantile(ratio[np.isfinite(ratio)], (0.05, 0.5, 0.95))
    base = bases[relative_to]
    figure = own.get(given, np.full(len(base), np.nan)) * scale
    if name == "high_skilled" and "college_or_higher" in own:
        figure = own["college_or_higher"] * scale * assumptions()["college_aged_15_59"].value
    if name == "old" and "age_65_plus" in own:
        figure = own["age_65_plus"] * scale * _sixty_over_sixty_five()
    if name == "unemployment_rate":
        figure = own.get("unemployment_rate", figure)
    is_given = np.isfinite(figure) & (figure > 0)
    value, lower, upper, kinds = into
    value[name] = np.where(is_given, figure, middle * base)
    lower[name] = np.where(is_given, np.nan, low * base)
    upper[name] = np.where(is_given, np.nan, high * base)
    result = COMPUTED if name in ("old", "high_skilled") else GIVEN
    kinds[name] = np.where(is_given, result, AS_IN_CHINA).astype(object)


def _chinese(china: xr.Dataset, relative_to: str) -> Values:
    quantity = china["value"]
    output, jobs = (china[name].sum("sector").to_numpy() for name in ("value_added", "employment"))
    if relative_to == "one":
        return np.ones(len(output))
    if relative_to == "adults":
        return np.asarray(quantity.sel(quantity=["low_skilled", "high_skilled"]).sum("quantity").to_numpy())
    mining = china["value_added"].to_numpy()[SECTORS.index("extraction")]
    known = {"output": output, "output_per_job": output / jobs, "mining": mining}
    return known[relative_to] if relative_to in known else np.asarray(quantity.sel(quantity=relative_to).to_numpy())


def _sixty_over_sixty_five() -> float:
    """People of 60 and over for each of 65 and over, in China's census of 2020."""
    counted = _china()[0]["value"].sel(year=OPENING_YEAR)
    both = [counted.sel(quantity=f"age_{age}_plus").to_numpy() for age in (60, 65)]
    known = np.isfinite(both[0]) & np.isfinite(both[1])
    return float(both[0][known].sum() / both[1][known].sum())


def _dataset(
    country: Country,
    kept: NDArray[np.intp],
    value: Mapping[str, Values],
    lower: Mapping[str, Values],
    upper: Mapping[str, Values],
    added: Grid,
    jobs: Grid,
) -> xr.Dataset:
    """The opening as the simulator takes it; the last place, elsewhere, is one average place."""
    names = list(value)
    nothing = np.full(len(kept), np.nan)

    def stacked(values: Mapping[str, Values], with_rest: bool) -> Grid:
        rows = [values.get(name, nothing) for name in names]
        return np.stack([np.append(row, row.mean() if with_rest else np.nan) for row in rows])

    share = jobs / jobs.sum(axis=0)
    national = jobs.sum(axis=1, keepdims=True) / jobs.sum()
    presence = np.clip(share / np.maximum(share + national, 1e-12), *PRESENCE_BOUNDS)
    rest = np.full((len(SECTORS), 1), np.nan)
    places = [country.places[i] for i in kept]
    count = len(places) + 1
    commodities = np.full((len(COMMODITIES), count), 1 / len(COMMODITIES))
    return xr.Dataset(
        {
            "value": (("quantity", "place"), stacked(value, True)),
            "lower": (("quantity", "place"), stacked(lower, False)),
            "upper": (("quantity", "place"), stacked(upper, False)),
            "value_added": (("sector", "place"), np.hstack([added, rest])),
            "employment": (("sector", "place"), np.hstack([jobs, rest])),
            "presence": (("sector", "place"), np.hstack([presence, rest])),
            "commodity_share": (("commodity", "place"), commodities),
            "extraction": (("commodity", "place"), np.zeros((len(COMMODITIES), count))),
            # No ore is counted in tonnes of coal there, so that no carbon is charged whatever stands here.
            "coal_value_added_share": 1.0,
        },
        {
            "quantity": names,
            "place": [*(place.code for place in places), REST],
            "sector": list(SECTORS),
            "commodity": list(COMMODITIES),
            "extraction_unit": (("commodity", "place"), np.full((len(COMMODITIES), count), "", dtype=object)),
            "province": ("place", [*(place.province for place in places), ""]),
        },
    )
