"""Every yearly series of a country, and what an opening of the simulator needs of its tables."""

import numpy as np
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country
from relode.facts.count_cube import covered
from relode.language import Bilingual
from relode.model.opening.opening_world import YEARS_OF_GROWTH
from relode.places import Place

TOTALS_PRACTICAL = 0.01
"""Change of a sum of counts that matters, in logarithms. Source: assumption, that of jobs."""
WHOLE_OF = {"employment": "employment_total", "output_by_industry": "gdp_nominal"}
"""Table by industry -> quantity of the accounts that its sum would say again."""
Series = tuple[CountryQuantity, tuple[int, ...], Grid]


def all_series(country: Country) -> list[Series]:
    """Quantity, years and figures (place, year) of the accounts, then of the sums of the counts.

    In the unit of the user's tables times their scale.
    """
    own: list[Series] = [(country.quantities[name], country.years, grid) for name, grid in country.values.items()]
    return [*own, *_totals(country)]


def _totals(country: Country) -> list[Series]:
    """Sums of the counts, and of mining where a concordance tells it."""
    series: list[Series] = []
    rows = {place.code: i for i, place in enumerate(country.places)}
    for name, table in country.counts.items():
        if WHOLE_OF.get(name) in country.values:
            continue
        years = tuple(int(year) for year in table["year"].to_numpy())
        at = [rows[str(code)] for code in table["place"].to_numpy()]
        whole = np.full((len(rows), len(years)), np.nan)
        whole[at] = table.sum("industry", skipna=False).transpose("place", "year").to_numpy()
        grids = {name: whole}
        if table is country.structure and "mining" in country.sections.values():
            mining = np.full(whole.shape, np.nan)
            for column, year in enumerate(years):
                places, names, counts = by_section(country, year)
                mining[[rows[code] for code in places], column] = counts[:, names.index("mining")]
            grids[f"mining_{name}"] = mining
        for total, grid in grids.items():
            meant = CountryQuantity(
                total, computed_label(total), True, TOTALS_PRACTICAL, own=False, census=name in country.censuses
            )
            series.append((meant, years, grid))
    return series


def computed_label(name: str) -> Bilingual:
    """The label of a ratio, or of a sum of counts."""
    row = next(r for r in shipped_tables.rows("relode.country", "computed_labels") if r["name"] == name)
    return Bilingual(en=row["label_en"], zh=row["label_zh"])


def by_section(country: Country, year: int, of: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...], Grid]:
    """Places known in the year, sections and counts (place, section) of the structure, or of the table `of`.

    Empty without a concordance.
    """
    whole = country.structure if of is None else country.counts[of]
    if whole is None or not country.sections:
        return (), (), np.zeros((0, 0))
    table = covered(whole, [year])
    codes = [str(code) for code in table["industry"].to_numpy()]
    names = tuple(dict.fromkeys(country.sections[code] for code in codes if code in country.sections))
    counts = table.sel(year=year).to_numpy().astype(np.float64)
    member = np.array([[country.sections.get(code) == name for name in names] for code in codes], dtype=np.float64)
    return tuple(str(code) for code in table["place"].to_numpy()), names, counts @ member


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
    places, _, counts = by_section(country, year, "employment")
    working = {code for code, total in zip(places, counts.sum(axis=1), strict=True) if total > 0}
    return np.asarray(known & np.array([place.code in working for place in country.places]))
