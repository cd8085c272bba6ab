"""Every yearly series of a country: its accounts, and what its counts add up to."""

import numpy as np

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country
from relode.facts.count_cube import covered
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


def computed_ratios() -> dict[str, tuple[str, str]]:
    """Ratio -> the quantities that it is of, in the units that the user's tables have."""
    table = shipped_tables.rows("relode.country", "computed_labels")
    return {row["name"]: (row["above"], row["below"]) for row in table if row["above"]}


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
