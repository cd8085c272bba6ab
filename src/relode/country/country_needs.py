"""What an opening of the simulator needs of the tables of a country: which tables, places and figures lack."""

import numpy as np
from numpy.typing import NDArray

from relode.country.country_facts import Country
from relode.country.country_series import by_section
from relode.model.opening.opening_world import YEARS_OF_GROWTH
from relode.places import Place

NEEDED = ("population", "gdp_nominal", "gdp_real")
Marks = NDArray[np.bool_]


def opening_needs(country: Country) -> list[str]:
    """What the opening cannot do without and the tables do not give: names of quantities and tables."""
    needs = [name for name in NEEDED if name not in country.values]
    if "employment" not in country.counts:
        needs.append("employment")
    elif len(country.sections) < country.counts["employment"].sizes["industry"]:
        needs.append("industries.section")
    if any(None in (place.longitude, place.latitude) for place in country.places):
        needs.append("places.longitude, places.latitude")
    if any(not (place.area and place.area > 0) for place in country.places):
        needs.append("places.area")
    return needs


def lacking_figures(country: Country, place: Place, year: int) -> list[str]:
    """Figures that the opening of a year needs of a place and the tables do not have: table, column and year."""
    at, row = country.years.index(year), country.row(place)
    needed = [(name, at) for name in NEEDED] + [("gdp_real", at - back) for back in range(1, YEARS_OF_GROWTH + 1)]
    lacking = [
        f"accounts {name} {country.years[when]}" for name, when in needed if not (country.values[name][row, when] > 0)
    ]
    counted = country.counts["employment"]
    if place.code not in counted["place"].to_numpy() or not counted.sel(place=place.code, year=year).sum() > 0:
        lacking.append(f"employment {year}")
    return lacking


def complete(country: Country, year: int) -> Marks:
    """Places with all needed figures of a year, and growth of the years before it. (place,)"""
    at = country.years.index(year)
    if at < YEARS_OF_GROWTH:
        return np.zeros(len(country.places), dtype=np.bool_)
    known = np.isfinite(country.values["gdp_real"][:, at - YEARS_OF_GROWTH : at + 1]).all(axis=1)
    for name in NEEDED:
        known &= country.values[name][:, at] > 0
    places, _, counts = by_section(country, year)
    working = {code for code, total in zip(places, counts.sum(axis=1), strict=True) if total > 0}
    return np.asarray(known & np.array([place.code in working for place in country.places]))
