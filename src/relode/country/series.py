"""Every yearly series of a country: its accounts, and what its counts add up to."""

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country
from relode.language import Bilingual

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
    for name, table in country.counts.items():
        if WHOLE_OF.get(name) in country.values:
            continue
        meant, years = sum_of_counts(country, name), tuple(int(year) for year in table["year"].to_numpy())
        series.append((meant, years, np.stack([counted(country, table, year).sum(axis=1) for year in years], axis=1)))
        if table is country.structure and "mining" in country.sections.values():
            by_year = [by_section(country, year) for year in years]
            mined = [counts[:, names.index("mining")] for names, counts in by_year]
            series.append((sum_of_counts(country, name, "mining_"), years, np.stack(mined, axis=1)))
    return series


def sum_of_counts(country: Country, name: str, part: str = "") -> CountryQuantity:
    """What a table of counts adds up to; `part`: "mining_" for that of mining alone."""
    total, census = part + name, name in country.censuses
    return CountryQuantity(total, computed_label(total), True, TOTALS_PRACTICAL, own=False, census=census)


def computed_label(name: str) -> Bilingual:
    """The label of a ratio, or of a sum of counts."""
    row = next(r for r in shipped_tables.rows("relode.country", "computed_labels") if r["name"] == name)
    return Bilingual(en=row["label_en"], zh=row["label_zh"])


def computed_ratios() -> dict[str, tuple[str, str]]:
    """Ratio -> the quantities that it is of, in the units that the user's tables have."""
    table = shipped_tables.rows("relode.country", "computed_labels")
    return {row["name"]: (row["above"], row["below"]) for row in table if row["above"]}


def counted(country: Country, table: xr.DataArray, year: int) -> Grid:
    """Counts of a table in a year, in its unit, (place, industry) over all places: NaN where not known."""
    codes = [place.code for place in country.places]
    return np.asarray(table.sel(year=year).reindex(place=codes).to_numpy(), dtype=np.float64)


def by_section(country: Country, year: int, of: str | None = None) -> tuple[tuple[str, ...], Grid]:
    """Sections, and counts (place, section) of the structure, or of the table `of`: NaN for places not known then.

    In the unit of the table; empty without a concordance.
    """
    table = country.structure if of is None else country.counts[of]
    if table is None or not country.sections:
        return (), np.zeros((len(country.places), 0))
    codes = [str(code) for code in table["industry"].to_numpy()]
    names = tuple(dict.fromkeys(country.sections[code] for code in codes if code in country.sections))
    member = np.array([[country.sections.get(code) == name for name in names] for code in codes], dtype=np.float64)
    return names, counted(country, table, year) @ member
