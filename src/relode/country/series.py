"""Every yearly series of a country: its accounts, and what its counts add up to."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country
from relode.country.money_tables import at_prices
from relode.language import Bilingual
from relode.panel.derived import OPERATIONS

TOTALS_PRACTICAL = 0.01
"""Change of a sum of counts that matters, in logarithms. Source: assumption, that of jobs."""
WHOLE_OF = {"employment": "employment_total", "output_by_industry": "gdp_nominal"}
"""Table by industry -> quantity of the accounts that its sum would say again."""
Series = tuple[CountryQuantity, tuple[int, ...], Grid]


def all_series(country: Country) -> list[Series]:
    """Quantity, years and figures (place, year) of the accounts, then of the sums of the counts.

    In the unit of the user's tables times their scale.
    """
    return [*accounts(country), *_totals(country)]


def accounts(country: Country) -> list[Series]:
    """The quantities of the accounts, figures (place, year) each in its unit."""
    return [(country.quantities[name], country.years, grid) for name, grid in country.values.items()]


def _totals(country: Country) -> list[Series]:
    """Sums of the counts, and of mining where a concordance tells it."""
    series: list[Series] = []
    for name, table in country.counts.items():
        if WHOLE_OF.get(name) in country.values:
            continue
        years, whole = tuple(int(year) for year in table["year"].to_numpy()), over_places(country, name)
        series.append((sum_of_counts(country, name), years, whole.sum("industry", skipna=False).to_numpy().T))
        if name == country.counted and "mining" in country.sections.values():
            mined = by_section(country, name).sel(section="mining").to_numpy().T
            series.append((sum_of_counts(country, name, "mining_"), years, mined))
    return series


def sum_of_counts(country: Country, name: str, part: str = "") -> CountryQuantity:
    """What a table of counts adds up to; `part`: "mining_" for that of mining alone."""
    (label,) = (_label(row) for row in _computed() if row["name"] == part + name)
    census = name in country.censuses
    return CountryQuantity(part + name, label, True, TOTALS_PRACTICAL, own=False, census=census)


def ratios(country: Country) -> list[Series]:
    """Ratios of accounts, (place, year) in the unit of theirs, labelled with the year of their prices where money."""
    made: list[Series] = []
    for row in _computed():
        if row["above"] in country.values and row["below"] in country.values:
            above, below = (country.quantities[row[part]].prices for part in ("above", "below"))
            label = _label(row) if above is None or below is not None else at_prices(_label(row), above)
            grid = OPERATIONS["ratio"](country.values[row["above"]], country.values[row["below"]])
            made.append((CountryQuantity(row["name"], label, True, TOTALS_PRACTICAL, own=False), country.years, grid))
    return made


def _computed() -> Sequence[Mapping[str, str]]:
    """Ratios with the quantities that they are of, and sums of counts: with their labels."""
    return shipped_tables.rows("relode.country", "computed_labels")


def _label(row: Mapping[str, str]) -> Bilingual:
    return Bilingual(en=row["label_en"], zh=row["label_zh"])


def over_places(country: Country, name: str) -> xr.DataArray:
    """Counts of a table, in its unit, (year, place, industry) over all places: NaN where not known."""
    return country.counts[name].reindex(place=[place.code for place in country.places]).astype(np.float64)


def by_section(country: Country, name: str) -> xr.DataArray:
    """Counts of a table, in its unit, (year, place, section) over all places: NaN where not known.

    There is no section without a concordance.
    """
    whole = over_places(country, name)
    codes = [str(code) for code in whole["industry"].to_numpy()]
    names = list(dict.fromkeys(country.sections[code] for code in codes if code in country.sections))
    member = np.array([[country.sections.get(code) == each for each in names] for code in codes], dtype=np.float64)
    axes = {"year": whole["year"].to_numpy(), "place": whole["place"].to_numpy(), "section": names}
    return xr.DataArray(whole.to_numpy() @ member.reshape(len(codes), len(names)), axes, ("year", "place", "section"))
