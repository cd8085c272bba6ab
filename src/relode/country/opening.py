"""From tables of the user's own to an opening of the simulator: what is needed, what is given, what is as in China.

Everything that a table does not give is taken from what Chinese places had in 2020, relative to people, jobs or
output: their median, with their 5 and 95 % quantiles as range. Money is counted in the country's output per job, put at
China's, so no exchange rate is needed. What comes of it is uncalibrated: parameters were fitted to China.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.country.answer import OpeningCell
from relode.country.facts import Country, by_section
from relode.errors import NoVerdict
from relode.facts.shipped import SECTION_LETTERS, SECTIONS
from relode.horizon import OPENING_YEAR
from relode.model.opening.cells import Cells, assumed, derived, first_of, observed
from relode.model.opening.facts import facts_at
from relode.model.opening.opening_state import Opening, dataset_of, opening, with_rest
from relode.model.opening.opening_world import YEARS_OF_GROWTH, World, world_of
from relode.model.opening.people import PEOPLE
from relode.model.opening.sectors import PRESENCE_BOUNDS, Splits, by_sector, splits_of
from relode.model.opening.tables import COMMODITIES, assumptions
from relode.model.sector_list import EXTRACTION, SECTORS
from relode.panel import load
from relode.places import Place

UNCALIBRATED = "uncalibrated"
FEWEST = 10
YEARS_OF_PEOPLE = 10
"""The past decade's growth of people is that of so many years, as far as they are given."""
GIVEN, COMPUTED, AS_IN_CHINA = "given", "computed", "as_in_china"
KINDS = {"observed": GIVEN, "derived": COMPUTED, "assumed": AS_IN_CHINA}
"""Rule of a cell of the opening -> how a country has it."""
RATIOS: Mapping[str, tuple[str, str, str]] = {
    "children": ("population", "age_0_14", "persons"),
    "old": ("population", "age_65_plus", "over_65"),
    "high_skilled": ("adults", "college_or_higher", "college"),
    "unemployment_rate": ("one", "unemployment_rate", "share"),
    "out_migration_rate": ("one", "", "share"),
    "birth_rate": ("one", "", "share"),
    "wage": ("output_per_job", "average_wage", "money_each"),
    "house_price": ("output_per_job", "house_price", "money_each"),
    "housing_stock": ("population", "housing_stock", "persons"),
    "budget_revenue": ("output", "budget_revenue", "money"),
    "budget_expenditure": ("output", "budget_expenditure", "money"),
    "debt": ("output", "government_debt", "money"),
    "research_stock": ("output", "", "money"),
    "damaged_land": ("mining", "", "money"),
    "remaining_life": ("one", "", "share"),
    "depleted_share": ("one", "", "share"),
}
"""Quantity of the opening -> what it is relative to where it is not given, the quantity that gives it, its unit."""
PART_BY_AGE = frozenset({"over_65", "college"})
"""Units of figures that count some ages only: they are taken to those of the simulator as in China."""


@dataclass(frozen=True)
class CountryWorld:
    """The system of a country at `year`: its world, money in one of the country's, places held down."""

    world: World
    year: int
    money: float
    held: int

    def opened(self, place: Place) -> dict[str, Any]:
        """The fields of `CountryPlan` of a place: what its opening was given, and what it takes from China."""
        own, cells = self.world.opening.data.sel(place=place.code), list[OpeningCell]()
        for name in map(str, own["quantity"].values):
            value, low, high = (float(own[part].sel(quantity=name)) for part in ("value", "lower", "upper"))
            kind = KINDS[str(own["rule"].sel(quantity=name).item()).partition(":")[0]]
            cells.append(OpeningCell(name, kind, value, (low, high) if np.isfinite(low) else None))
        return {"tags": (UNCALIBRATED,), "opening_year": self.year, "opening": tuple(cells), "held_places": self.held}


NEEDED = ("population", "gdp_nominal", "gdp_real")


def country_world(country: Country, place: Place | None = None) -> CountryWorld:
    """The country at the newest year that all needed tables have.

    Raises NoVerdict with what is needed, where too few places or years have it, and for what the `place` lacks.
    """
    needs, jobs = [name for name in NEEDED if name not in country.values], country.counts.get("employment")
    if jobs is None:
        needs.append("employment")
    elif len(country.sections) < jobs.sizes["industry"]:
        needs.append("industries.section")
    if any(None in (each.longitude, each.latitude) for each in country.places):
        needs.append("places.longitude, places.latitude")
    if any(not (each.area and each.area > 0) for each in country.places):
        needs.append("places.area")
    if jobs is None or needs:
        raise NoVerdict("country.opening_needs", names=", ".join(needs))
    for year in reversed(jobs["year"].to_numpy().tolist()):
        given = _given_figures(country, year) if year in country.years else {}
        complete = np.flatnonzero(np.all([*given.values()], axis=0))
        if given and len(complete) >= FEWEST:
            break
    else:
        raise NoVerdict("country.opening_years", least=FEWEST, years=YEARS_OF_GROWTH + 1)
    lacking = [] if place is None else [name for name, there in given.items() if not there[country.row(place)]]
    if place is not None and lacking:
        raise NoVerdict("country.place_without_opening", place=place.name_en, year=year, lacking=", ".join(lacking))
    return _world(country, year, complete)


def _given_figures(country: Country, year: int) -> dict[str, NDArray[np.bool_]]:
    """Table, column and year of each figure that the opening of a year needs -> the places that have it, (place,)."""
    at, given = country.years.index(year), dict[str, NDArray[np.bool_]]()
    needed = [*((name, at) for name in NEEDED), *(("gdp_real", at - back) for back in range(1, YEARS_OF_GROWTH + 1))]
    for name, when in needed:
        there = country.values[name][:, when] > 0 if when >= 0 else np.zeros(len(country.places), dtype=np.bool_)
        given[f"accounts {name} {country.years[0] + when}"] = there
    jobs = by_section(country, "employment").sel(year=year).sum("section", skipna=False)
    return given | {f"employment {year}": jobs.to_numpy() > 0}


def _world(country: Country, year: int, kept: NDArray[np.intp]) -> CountryWorld:
    """The country at a year, of the places that are `kept`."""
    panel, china, splits = _china()
    at = country.years.index(year)
    own = {name: grid[kept, at] for name, grid in country.values.items()}
    cells = {"population": _given(own["population"] / PEOPLE)}
    bases, scales = {"population": cells["population"].value}, _scales_of_people()
    for name in ("children", "old"):
        cells[name] = _filled(name, own, bases, scales)
    adults = bases["population"] - cells["children"].value - cells["old"].value
    if (adults <= 0).any():
        raise NoVerdict("country.opening_ages", count=int((adults <= 0).sum()))
    counts = by_section(country, "employment").sel(year=year).reindex(section=list(SECTIONS), fill_value=0.0)
    section = {SECTION_LETTERS[name]: counts.sel(section=name).to_numpy()[kept] / PEOPLE for name in SECTIONS}
    by_name, most = by_sector(section, splits), assumptions()["most_in_work"].value * adults
    jobs = np.stack([by_name[name] for name in SECTORS])
    total = jobs.sum(axis=0)
    held = total > most
    jobs = jobs * np.where(held, most / total, 1.0)
    china_jobs, china_output = float(china["employment"].sum()), float(china["value_added"].sum())
    money = china_output / china_jobs * float(jobs.sum()) / float(own["gdp_nominal"].sum())
    per_job = china["value_added"].sum("place") / china["employment"].sum("place")
    parts = jobs * per_job.to_numpy()[:, None]
    added = parts / parts.sum(axis=0) * own["gdp_nominal"] * money
    bases = _bases(bases["population"], adults, added, jobs)
    money_then = money * country.price_level(year)
    scales |= {"money": money_then, "money_each": PEOPLE * money_then}
    cells |= {name: _filled(name, own, bases, scales) for name in RATIOS if name not in cells}
    cells["low_skilled"] = derived("adults_less_high_skilled", adults - cells["high_skilled"].value)
    people = country.values["population"][kept]
    first = max(0, at - YEARS_OF_PEOPLE)
    first = next(i for i in range(first, at + 1) if np.isfinite(people[:, i]).all() or i == at)
    span = max(at - first, 1)
    nation = np.log(people[:, at].sum() / people[:, first].sum()) / span
    cells["past_population_growth"] = derived("past_growth", np.log(people[:, at] / people[:, first]) / span)
    cells["natural_growth_rate"] = derived("growth_of_all_places", np.full(len(kept), nation))
    growth = np.diff(np.log(country.values["gdp_real"][kept, at - YEARS_OF_GROWTH : at + 1]), axis=1)
    growth = np.vstack([growth, np.full((1, growth.shape[1]), np.nan)])
    places = [country.places[i] for i in kept]
    opened = Opening(year, _dataset(places, cells, added, jobs), {})
    return CountryWorld(world_of(opened, [*places, None], growth, panel), year, money, int(held.sum()))


@cache
def _china() -> tuple[xr.Dataset, xr.Dataset, Splits]:
    """The panel, the opening of Chinese places in 2020, and how their jobs in manufacturing and utilities are split
    between sectors, the mean of its places."""
    panel = load()
    splits = splits_of(facts_at(panel, OPENING_YEAR), "sector_employment")
    means = ({name: np.array([float(np.mean(part))]) for name, part in each.items()}
             for each in (splits.manufacturing, splits.utilities))  # fmt: skip
    return panel, opening(panel, OPENING_YEAR).data.isel(place=slice(None, -1)), Splits(*means)


def _given(value: Values) -> Cells:
    """Figures of the tables, (place,); NaN where there is none."""
    return observed(value, *(np.full(len(value), text, dtype=object) for text in ("own_table", "")))


def _bases(people: Values, adults: Values, added: Grid, jobs: Grid) -> dict[str, Values]:
    """What quantities are relative to, (place,), in units of the simulator; `added` and `jobs` (sector, place)."""
    output = added.sum(axis=0)
    return {"population": people, "adults": adults, "output": output, "output_per_job": output / jobs.sum(axis=0),
            "mining": added[EXTRACTION], "one": np.ones(len(people))}  # fmt: skip


@cache
def _bases_of_china() -> dict[str, Values]:
    """The same of Chinese places in 2020."""
    china = _china()[1]
    adults = china["value"].sel(quantity=["low_skilled", "high_skilled"]).sum("quantity")
    added, jobs = (china[name].to_numpy() for name in ("value_added", "employment"))
    return _bases(china["value"].sel(quantity="population").to_numpy(), adults.to_numpy(), added, jobs)


def _filled(name: str, own: Mapping[str, Values], bases: Mapping[str, Values], scales: Mapping[str, float]) -> Cells:
    """The user's figures in units of the simulator where they are given, else the base times what China has of it."""
    relative_to, given, unit = RATIOS[name]
    ratio = _china()[1]["value"].sel(quantity=name).to_numpy() / _bases_of_china()[relative_to]
    low, middle, high = np.nanquantile(ratio[np.isfinite(ratio)], (0.05, 0.5, 0.95))
    base = bases[relative_to]
    figure = own[given] * scales[unit] if given in own else np.full(len(base), np.nan)
    is_given = np.isfinite(figure) & (figure > 0)
    known, other = np.where(is_given, figure, np.nan), np.where(is_given, np.nan, base)
    told = derived("part_by_age", known) if unit in PART_BY_AGE else _given(known)
    return first_of(told, assumed("as_in_china", middle * other, low * other, high * other))


def _scales_of_people() -> dict[str, float]:
    """What people of the tables are multiplied by: those of 65 and over stand for those of 60, by China's census."""
    counted = _china()[0]["value"].sel(year=OPENING_YEAR)
    both = [counted.sel(quantity=f"age_{age}_plus").to_numpy() for age in (60, 65)]
    known = np.isfinite(both[0]) & np.isfinite(both[1])
    older = float(both[0][known].sum() / both[1][known].sum())
    college = assumptions()["college_aged_15_59"].value
    return {"share": 1.0, "persons": 1 / PEOPLE, "over_65": older / PEOPLE, "college": college / PEOPLE}


def _dataset(places: Sequence[Place], cells: Mapping[str, Cells], added: Grid, jobs: Grid) -> xr.Dataset:
    """The opening as the simulator takes it; the last place, elsewhere, is one average place."""
    nothing = np.full(1, np.nan)
    means = {name: assumed("average_place", np.full(1, each.value.mean()), nothing, nothing)
             for name, each in cells.items()}  # fmt: skip
    share = jobs / jobs.sum(axis=0)
    national = jobs.sum(axis=1, keepdims=True) / jobs.sum()
    presence = np.clip(share / np.maximum(share + national, 1e-12), *PRESENCE_BOUNDS)
    by_sector = {"value_added": added, "employment": jobs, "presence": presence}
    kinds = np.full((len(COMMODITIES), len(places) + 1), "", dtype=object)
    alike = np.full(kinds.shape, 1 / len(COMMODITIES))
    by_commodity = {"commodity_share": alike, "extraction": np.zeros(kinds.shape)}
    arrays = {(name, "sector"): with_rest(derived("by_jobs", each), None) for name, each in by_sector.items()}
    arrays |= {(name, "commodity"): derived("all_alike", each) for name, each in by_commodity.items()}
    data = dataset_of(
        [place.code for place in places],
        {name: with_rest(each, means[name]) for name, each in cells.items()},
        arrays,
        {"province": ("place", [*(place.province for place in places), ""])},
    )
    # No ore is counted in tonnes of coal there, so that no carbon is charged whatever stands here.
    data = data.assign(coal_value_added_share=1.0)
    return data.assign_coords(extraction_unit=(("commodity", "place"), kinds))
