"""A registry of firms, one row a firm, counted by place, industry and year; CSV or Parquet larger than memory."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import xarray as xr

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts.count_cube import check_axes, check_levels, check_years, cube
from relode.facts.duck_source import number_values, open_source, readable, refuse_rows

# Vectors of 2,048 rows that one step takes.
CHUNKS = 64

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
    with link, readable(Path(path)):
        refuse_rows(link, ROW_CHECKS, ("place", "industry", "opened", "closed"))
        places, industries = (
            number_values(link, "places", "trim(place)"),
            number_values(link, "industries", "trim(industry)"),
        )
        check_axes(list(years), places, industries)
        check_levels(industries)
        values = _open_firms(link, years, len(places), len(industries))
    table = cube(values, years, places, industries)
    check_years(table)
    return table


def _open_firms(link: duckdb.DuckDBPyConnection, years: range, places: int, industries: int) -> Array:
    """Openings less closings up to each year, counted while the rows stream by: memory is the cube's alone."""
    link.execute(
        f"SELECT p.number * {industries} + i.number AS cell, "
        f"greatest(CAST(opened AS INTEGER), {years[0]}) - {years[0]} AS first, "
        f"least(coalesce(TRY_CAST(closed AS INTEGER), {years[-1] + 1}), {years[-1] + 1}) - {years[0]} AS past "
        "FROM source JOIN places p ON trim(place) = p.value JOIN industries i ON trim(industry) = i.value "
        f"WHERE CAST(opened AS INTEGER) <= {years[-1]} AND past > first"
    )
    cells = places * industries
    change = np.zeros((len(years) + 1) * cells, dtype=np.int32)
    while len(batch := link.fetch_df_chunk(CHUNKS)):
        cell = batch["cell"].to_numpy()
        np.add.at(change, batch["first"].to_numpy() * cells + cell, 1)
        np.subtract.at(change, batch["past"].to_numpy() * cells + cell, 1)
    values = change[: len(years) * cells].reshape(len(years), places, industries).astype(np.float64)
    return np.cumsum(values, axis=0, out=values)
