"""A registry of firms, one row a firm, counted by place, industry and year; CSV or Parquet larger than memory."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import xarray as xr

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts.count_cube import check_axes, check_levels, check_years, cube
from relode.facts.duck_source import is_plain, number_values, open_source, readable, refuse_rows
from relode.facts.readers.plain_file import LATIN, encoding_or_latin
from relode.facts.table_labels import HIDDEN

# Vectors of 2,048 rows that one step takes.
CHUNKS = 64

COLUMNS = {"place": "place", "industry": "industry", "opened": "opened", "closed": "closed"}


def _year(column: str) -> str:
    """The year of a text that is one, or a date that begins with one: 2015, 2015.0, 2015-03-02, 2015/3/2, 20150302."""
    pattern = r"^([12]\d{3})(?:\.0+|[-/.\x{5e74}].*|\d{4})?$"
    return f"TRY_CAST(regexp_extract(trim({column}), '{pattern}', 1) AS INTEGER)"


OPENED, CLOSED = _year("opened"), _year("closed")
IS_OPEN = f"lower(trim(coalesce(closed, ''))) IN ('', {', '.join(repr(mark) for mark in sorted(HIDDEN))})"
"""No year of closing, or a mark of what is not known: the firm is open."""
ROW_CHECKS = {
    "table.missing_key": "trim(coalesce(place, '')) = '' OR trim(coalesce(industry, '')) = ''",
    "table.bad_opened": f"{OPENED} IS NULL",
    "table.bad_closed": f"NOT {IS_OPEN} AND {CLOSED} IS NULL",
    "table.closed_before_opened": f"{CLOSED} < {OPENED}",
}


def count_firms(
    path: Path | Sequence[Path],
    first_year: int,
    last_year: int,
    columns: Mapping[str, str] | None = None,
    memory: str = "1GB",
) -> xr.DataArray:
    """Firms that were open at the end of each year, (year, place, industry), from `first_year` to `last_year`.

    A row of the file, or of several, has a place, an industry, the year or date at which the firm opened and that at
    which it closed (empty or a mark such as - if it is open); a firm that opened and closed in one year is never
    counted. `attrs["rows"]` says how many rows there are in all, `attrs["latin"]` which files were read as
    Windows-1252. DuckDB keeps to `memory`.

    Raises RelodeError for missing keys, unreadable years, firms closed before they opened, years out of order,
    and what a cube must not be: one place, mixed levels, a year without data.
    """
    if last_year < first_year:
        raise RelodeError("table.years_out_of_order", first=first_year, last=last_year)
    paths = [path] if isinstance(path, str | Path) else list(path)
    files = [Path(each) for each in paths]
    encoding = cache(encoding_or_latin)
    link, _ = open_source(files, {**COLUMNS, **(columns or {})}, (), memory, encoding)
    latin = tuple(str(each) for each in files if is_plain(each) and encoding(each) == LATIN)
    years = range(first_year, last_year + 1)
    with link, readable(files):
        refuse_rows(link, ROW_CHECKS, ("place", "industry", "opened", "closed"))
        count = link.execute("SELECT count(*) FROM source").fetchall()[0][0]
        places = number_values(link, "places", "trim(place)")
        industries = number_values(link, "industries", "trim(industry)")
        check_axes(list(years), places, industries)
        check_levels(industries)
        values = _open_firms(link, years, len(places), len(industries))
    table = cube(values, years, places, industries)
    check_years(table)
    return table.assign_attrs(rows=count, latin=latin)


def _open_firms(link: duckdb.DuckDBPyConnection, years: range, places: int, industries: int) -> Array:
    """Openings less closings up to each year, counted while the rows stream by: memory is the cube's alone."""
    link.execute(
        f"SELECT p.number * {industries} + i.number AS cell, "
        f"greatest({OPENED}, {years[0]}) - {years[0]} AS first, "
        f"least(coalesce({CLOSED}, {years[-1] + 1}), {years[-1] + 1}) - {years[0]} AS past "
        "FROM source JOIN places p ON trim(place) = p.value JOIN industries i ON trim(industry) = i.value "
        f"WHERE {OPENED} <= {years[-1]} AND past > first"
    )
    cells = places * industries
    change = np.zeros((len(years) + 1) * cells, dtype=np.int32)
    while len(batch := link.fetch_df_chunk(CHUNKS)):
        cell = batch["cell"].to_numpy()
        np.add.at(change, batch["first"].to_numpy() * cells + cell, 1)
        np.subtract.at(change, batch["past"].to_numpy() * cells + cell, 1)
    values = change[: len(years) * cells].reshape(len(years), places, industries).astype(np.float64)
    return np.cumsum(values, axis=0, out=values)
