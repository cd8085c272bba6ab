"""A table of counts by place, industry and year, CSV or Parquet, larger than memory if need be."""

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import xarray as xr

from relode.errors import RelodeError, first_three
from relode.facts.aggregates import refuse_aggregates
from relode.facts.count_cube import check_axes, check_known, check_shares, check_years, covered, cube
from relode.facts.duck_source import number_values, open_source, readable, refuse_rows
from relode.facts.table_labels import HIDDEN

COLUMNS = {"place": "place", "industry": "industry", "year": "year", "count": "count"}
NAMES = {"place": "place_name", "industry": "industry_name"}
OPTIONAL = ("region", "classification", *NAMES.values())
YEAR = r"[12][0-9]{3}(\.0+)?"
IS_HIDDEN = f"lower(trim(coalesce(\"count\", ''))) IN ({', '.join(repr(mark) for mark in sorted(HIDDEN))})"
BELOW_0 = 'TRY_CAST("count" AS DOUBLE) < 0'
OF_COUNTS = frozenset({"table.negative_count", "table.fraction"})
"""Checks that money does not stand."""

ROW_CHECKS = {
    "table.missing_key": "trim(coalesce(place, '')) = '' OR trim(coalesce(industry, '')) = ''",
    "table.bad_year": f"NOT regexp_full_match(trim(coalesce(year, '')), '{YEAR}')",
    "table.missing_count": "trim(coalesce(\"count\", '')) = ''",
    "table.not_a_number": f'NOT {IS_HIDDEN} AND NOT coalesce(isfinite(TRY_CAST("count" AS DOUBLE)), false)',
    "table.negative_count": BELOW_0,
    "table.fraction": 'TRY_CAST("count" AS DOUBLE) <> round(TRY_CAST("count" AS DOUBLE))',
}


def read_counts(
    path: Path,
    columns: Mapping[str, str] | None = None,
    known_industries: Collection[str] | None = None,
    memory: str = "1GB",
    is_money: bool = False,
    is_census: bool = False,
) -> xr.DataArray:
    """Counts (year, place, industry) from rows of place, industry, year and count; no row means 0.

    A cell that is marked as hidden, such as (D), is not known: nothing of its place adds up in its year, so all counts
    of the place in that year are NaN, and `attrs["hidden"]` tells the place with its number of such cells; a place
    without a year that is covered is left out. `covered` gives the places that are known in all years.

    `columns` maps place, industry, year, count and, where there are such columns, region, classification,
    place_name and industry_name to the file's own names; their own names are the default, and one that is mapped
    must be there. Codes are text; of several names of a code the latest year's is kept. `known_industries` are all
    codes of the classification, if the caller has them. Money may have fractions, and what is below 0, as output of a
    bad year is, is taken as hidden: it has no share. Censuses may lie unevenly apart.
    DuckDB keeps to `memory`; the cube comes on top, 8 bytes a cell.

    Raises RelodeError for missing, negative, fractional or unreadable values, shares, duplicate keys, unknown
    codes, sums among the rows, mixed classifications, a year without data, a place in two regions, one place:
    what, the first three rows and how many more, how to mend.
    """
    names = {**COLUMNS, **{name: name for name in OPTIONAL}, **(columns or {})}
    free = [name for name in OPTIONAL if name not in (columns or {})]
    link, result = open_source(Path(path), names, free, memory)
    with link, readable(Path(path)):
        if not link.execute("SELECT count(*) FROM source").fetchall()[0][0]:
            raise RelodeError("table.empty")
        refuse_rows(
            link,
            {key: check for key, check in ROW_CHECKS.items() if not (is_money and key in OF_COUNTS)},
            ("place", "industry", "year", "count"),
        )
        if "classification" in result:
            _refuse_mixed(link)
        places, industries = (
            number_values(link, "places", "trim(place)"),
            number_values(link, "industries", "trim(industry)"),
        )
        years = number_values(link, "years", "CAST(trim(year) AS INTEGER)")
        if known_industries is not None:
            check_known(industries, known_industries)
        check_axes([int(year) for year in years], places, industries, is_census=is_census)
        full = {"place": places, "industry": industries}
        values = _fill(link, len(years), len(places), len(industries))
        hidden_cells = _hidden(link, f"({IS_HIDDEN} OR {BELOW_0})" if is_money else IS_HIDDEN)
        regions = _regions(link) if "region" in result else None
        spoken = {axis: _names(link, axis) for axis, name in NAMES.items() if name in result}
    table = _uncovered(cube(values, [int(year) for year in years], places, industries, regions), hidden_cells)
    hidden = {code: sum(cells.values()) for code, cells in hidden_cells.items()}
    whole = covered(table)
    if whole.sizes["place"] < 2:
        raise RelodeError("table.all_hidden", count=len(hidden), where=first_three(list(hidden)))
    check_shares(whole)
    refuse_aggregates(whole.to_numpy(), [str(code) for code in whole["place"].to_numpy()], industries)
    check_years(covered(table))
    table = table.assign_attrs(hidden=hidden)
    named = {axis: dict(zip(codes, spoken[axis], strict=True)) for axis, codes in full.items() if axis in spoken}
    return table.assign_coords(
        {NAMES[axis]: (axis, [labels[str(code)] for code in table[axis].to_numpy()]) for axis, labels in named.items()}
    )


def _fill(link: duckdb.DuckDBPyConnection, years: int, places: int, industries: int) -> npt.NDArray[np.float64]:
    values = np.zeros(years * places * industries)
    seen, rows = np.zeros(len(values), dtype=np.bool_), 0
    link.execute(
        f"SELECT (y.number * {places} + p.number) * {industries} + i.number AS cell, "
        'coalesce(TRY_CAST("count" AS DOUBLE), 0) AS value '
        "FROM source JOIN places p ON trim(place) = p.value JOIN industries i ON trim(industry) = i.value "
        "JOIN years y ON CAST(trim(year) AS INTEGER) = y.value"
    )
    while len(batch := link.fetch_df_chunk(32)):
        cells = batch["cell"].to_numpy()
        values[cells], seen[cells] = batch["value"].to_numpy(), True
        rows += len(cells)
    if rows > seen.sum():
        _refuse_duplicates(link)
    return values.reshape(years, places, industries)


def _hidden(link: duckdb.DuckDBPyConnection, condition: str) -> dict[str, dict[int, int]]:
    """Place -> year -> its cells that are marked as hidden."""
    query = (
        "SELECT trim(place) AS code, CAST(trim(year) AS INTEGER) AS hidden_year, count(*) FROM source "
        f"WHERE {condition} GROUP BY code, hidden_year ORDER BY code, hidden_year"
    )
    cells: dict[str, dict[int, int]] = {}
    for code, year, count in link.execute(query).fetchall():
        cells.setdefault(str(code), {})[int(year)] = int(count)
    return cells


def _uncovered(table: xr.DataArray, hidden: Mapping[str, Mapping[int, int]]) -> xr.DataArray:
    """The cube (year, place, industry) without the counts of a place in years with hidden cells; a place without any
    other year is left out."""
    if not hidden:
        return table
    places, years = table["place"].to_numpy().tolist(), table["year"].to_numpy().tolist()
    for code, cells in hidden.items():
        table.to_numpy()[[years.index(year) for year in cells], places.index(code)] = np.nan
    return table.sel(place=[code for code in places if len(hidden.get(code, ())) < len(years)])


def _refuse_duplicates(link: duckdb.DuckDBPyConnection) -> None:
    keys = "trim(place) || ' / ' || trim(industry) || ' / ' || year"
    copies = f"SELECT {keys} AS key, count(*) AS times FROM source GROUP BY key HAVING times > 1"
    total = link.execute(f"SELECT count(*) FROM ({copies})").fetchall()[0][0]
    result = [row[0] for row in link.execute(f"{copies} ORDER BY key LIMIT 3").fetchall()]
    more = f" (+{total - 3})" if total > 3 else ""
    raise RelodeError("table.duplicate_keys", count=total, where=first_three(result) + more)


def _refuse_mixed(link: duckdb.DuckDBPyConnection) -> None:
    kinds = [str(row[0]) for row in link.execute("SELECT DISTINCT classification FROM source ORDER BY 1").fetchall()]
    if len(kinds) > 1:
        raise RelodeError("table.mixed_classifications", count=len(kinds), where=first_three(kinds))


def _regions(link: duckdb.DuckDBPyConnection) -> list[str]:
    refuse_rows(link, {"table.missing_region": "trim(coalesce(region, '')) = ''"}, ("place", "region"))
    rows = link.execute(
        "SELECT trim(place) AS p, min(trim(region)), count(DISTINCT trim(region)) FROM source GROUP BY p ORDER BY p"
    ).fetchall()
    torn = [row[0] for row in rows if row[2] > 1]
    if torn:
        raise RelodeError("table.place_in_two_regions", count=len(torn), where=first_three(torn))
    return [row[1] for row in rows]


def _names(link: duckdb.DuckDBPyConnection, axis: str) -> list[str]:
    """The name of each code in the latest year that has one, "" where there is none; in the order of the codes."""
    name = f"trim({NAMES[axis]})"
    rows = link.execute(
        f"SELECT trim({axis}) AS code, arg_max({name}, (CAST(trim(year) AS INTEGER), {name})) "
        "FROM source GROUP BY code ORDER BY code"
    ).fetchall()
    return [row[1] or "" for row in rows]
