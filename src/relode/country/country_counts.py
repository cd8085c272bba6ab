"""Counts by place, industry and year of another country: read from a table, hidden cells told, known places kept."""

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from relode.errors import RelodeError
from relode.facts.count_cube import covered
from relode.facts.readers.country_files import CountryTable, across
from relode.facts.readers.place_industry_year import read_counts
from relode.facts.readers.table_cells import CellFaults, check_padding, counted, number_reader, positive
from relode.language import Sentence

NOT_PUBLISHED = "(D)"
"""How a count that is empty or marked as not known is handed to the reader of counts."""
ROUNDING = 1e-6
"""A count in thousands times a thousand is whole but for the last digits of 64 bits."""


def counts_of(table: CountryTable, decimal: str, notices: list[Sentence]) -> xr.DataArray:
    """Counts (year, place, industry) of a table; places with hidden cells are told, their years with such are NaN."""
    counts = _read(table, decimal)
    hidden = counts.attrs["hidden"]
    if hidden:
        values = {"where": table.where, "count": len(hidden), "cells": sum(hidden.values()), "first": list(hidden)[:3]}
        notices.append(Sentence("country.notice.hidden", {**values, "covered": covered(counts).sizes["place"]}))
    return counts


def _read(table: CountryTable, decimal: str) -> xr.DataArray:
    """Counts (year, place, industry) of a file; a sheet, or rows that the description chose, become a file first."""
    columns = dict(table.columns)
    if table.path is not None:
        return read_counts(table.path, columns)
    columns |= {"year": "year", "count": "count"}
    heads = tuple(
        dict.fromkeys([*(head for head in columns.values() if head not in ("year", "count")), "year", "count"])
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            writer.writerows([cells[head] for head in heads] for cells in _whole_counts(table, decimal))
        return read_counts(path, columns)


def _whole_counts(table: CountryTable, decimal: str) -> list[dict[str, str]]:
    """A row for each count, times the scale, hidden ones marked; raises RelodeError for what is no whole number."""
    read, faults, rows = number_reader(decimal), CellFaults(table.where), list[dict[str, str]]()
    said = table.settings.get("scale", 1.0)
    if isinstance(said, dict):
        raise RelodeError("country.no_positive", where=table.where, name="scale", value=said)
    scale = positive(table.where, "scale", said)
    years = across(table.heads) if "year" not in table.columns else ()
    for number, cells in table.lines:
        pairs = [(y, y) for y in years] or [(cells[table.columns["year"]], table.columns["count"])]
        for year, head in pairs:
            value = faults.tried(number, head, cells[head], read)
            if value is None:
                rows.append({**cells, "year": year, "count": NOT_PUBLISHED})
                continue
            whole = round(value * scale)
            if abs(value * scale - whole) > ROUNDING * max(1.0, abs(whole)):
                faults.add(number, head, cells[head], RelodeError("country.no_count"))
            rows.append({**cells, "year": year, "count": str(whole)})
    faults.stop()
    return rows


def of_places(
    table: xr.DataArray, known: set[str], regions: Mapping[str, str], where: str, notices: list[Sentence]
) -> xr.DataArray:
    """The table (year, place, industry) over places that are known, with their regions."""
    codes = [str(code) for code in table["place"].to_numpy()]
    strange = [code for code in codes if code not in known]
    check_padding(strange, known, where)
    if len(strange) == len(codes):
        raise RelodeError("country.no_place_known", where=where, offenders=strange)
    if strange:
        notices.append(Sentence("country.notice.left_out", counted(where, strange)))
    inside = [code for code in codes if code in known]
    if len(inside) < 2:
        raise RelodeError("table.one_place", place=", ".join(inside))
    kept = table.sel(place=inside)
    if not all(regions[code] for code in inside):
        return kept.drop_vars("region", errors="ignore")
    return kept.assign_coords(region=("place", [regions[code] for code in inside]))
