"""A registry of firms, one row a firm, counted by place, industry and year; CSV or Parquet larger than memory."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from relode.errors import RelodeError
from relode.facts.count_cube import check_axes, check_years, cube
from relode.facts.duck_source import open_source, refuse_rows

COLUMNS = {"place": "place", "industry": "industry", "opened": "opened", "closed": "closed"}

ROW_CHECKS = {
    "table.missing_key": "trim(coalesce(place, '')) = '' OR trim(coalesce(industry, '')) = ''",
    "table.bad_opened": "TRY_CAST(opened AS INTEGER) IS NULL",
    "table.bad_closed": "trim(coalesce(closed, '')) <> '' AND TRY_CAST(closed AS INTEGER) IS NULL",
    "table.closed_before_opened": "TRY_CAST(closed AS INTEGER) < TRY_CAST(opened AS INTEGER)",
}


def count_firms(
    path: Path, first_year: int, last_year: int, columns: Mapping[str, str] | None = None, memory: str = "1GB"
) -> xr.DataArray:
    """Firms that were open at the end of each year, (year, place, industry), from `first_year` to `last_year`.

    A row has a place, an industry, the year in which the firm opened and the year in which it closed (empty if
    it is open); a firm that opened and closed in one year is never counted. DuckDB keeps to `memory`.

    Raises RelodeError for missing keys, unreadable years, firms closed before they opened, years out of order,
    and what a cube must not be: one place, mixed levels, a year without data.
    """
    if last_year < first_year:
        raise RelodeError("table.years_out_of_order", first=first_year, last=last_year)
    link, _ = open_source(Path(path), {**COLUMNS, **(columns or {})}, (), memory)
    years = range(first_year, last_year + 1)
    with link:
        refuse_rows(link, ROW_CHECKS, ("place", "industry", "opened", "closed"))
        link.execute(
            "CREATE TABLE spells AS SELECT trim(place) AS place, trim(industry) AS industry, "
            f"greatest(CAST(opened AS INTEGER), {first_year}) AS opened, "
            f"coalesce(TRY_CAST(closed AS INTEGER), {last_year + 1}) AS closed, count(*) AS firms "
            f"FROM source GROUP BY ALL HAVING opened <= {last_year} AND closed > opened"
        )
        rows = link.execute(
            "SELECT place, industry, year, sum(firms)::DOUBLE AS firms FROM spells "
            f"JOIN range({first_year}, {last_year + 1}) AS y(year) ON opened <= year AND year < closed "
            "GROUP BY ALL"
        ).df()
    places, industries = sorted(rows["place"].unique()), sorted(rows["industry"].unique())
    check_axes(list(years), places, industries)
    values = np.zeros((len(years), len(places), len(industries)))
    cell = (
        rows["year"].to_numpy() - first_year,
        np.searchsorted(places, rows["place"]),
        np.searchsorted(industries, rows["industry"]),
    )
    values[cell] = rows["firms"]
    table = cube(values, years, places, industries)
    check_years(table)
    return table
