"""Counts by place, industry and year of another country: read from a table, hidden cells told, known places kept."""

import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from relode import shipped_tables
from relode.country.accounts import tell_left_out
from relode.errors import RelodeError, first_three
from relode.facts import rows
from relode.facts.count_cube import covered
from relode.facts.readers.country_table import COUNTS, CountryTable, is_census_table
from relode.facts.readers.firm_registry import count_firms
from relode.facts.readers.place_industry_year import read_counts
from relode.facts.readers.table_cells import CellFaults, number_reader, positive, year_of_text
from relode.facts.readers.typed_lines import typed_lines
from relode.facts.shipped import SECTION_LETTERS, SECTIONS, section_names
from relode.language import Sentence
from relode.places.place import Place, plain

SAME_SECTIONS = {"isic4": "isic4", "isic": "isic4", "nace2": "isic4", "nace": "isic4", "sic2007": "isic4",
                 "naics": "naics", "gb4754": "gb4754"}  # fmt: skip
"""Classification -> the shipped concordance whose first two digits it shares."""


@cache
def concordance(kind: str) -> Mapping[str, str]:
    """Code of two digits, letter or plain name -> section, of a shipped concordance; empty for a kind without one."""
    if kind == "gb4754":
        names = {letter: name for name, letter in SECTION_LETTERS.items()}
        named = {plain(name): names[letter] for name, letter in section_names()}
        return named | {row["code"]: names[row["section"]] for row in rows("industries")}
    table = shipped_tables.rows("relode.country", "classification_sections")
    return {row["code"]: row["section"] for row in table if row["classification"] == kind}


def sections_of(codes: Sequence[str], kind: str, table: CountryTable | None, notices: list[Sentence]) -> dict[str, str]:
    """Industry -> section: the user's own concordance first, then the shipped one of the classification `kind`.

    The own one has names of sections, or letters of the classification (ISIC where none is given). Raises RelodeError
    for a section or a classification that no one knows; a notice names codes without a section.
    """
    if kind and kind not in SAME_SECTIONS:
        raise RelodeError("country.classification", name=kind, known=", ".join(SAME_SECTIONS))
    shipped = concordance(SAME_SECTIONS[kind]) if kind else {}
    letters, found = shipped or concordance("isic4"), {code: _by_code(code, shipped) for code in codes}
    for line in typed_lines(table if table is not None and "section" in table.columns else None):
        text, code = line.texts["section"].strip(), line.texts["industry"]
        section = text if text in SECTIONS else letters.get(text.upper()) if len(text) == 1 else None
        if text and section is None:
            line.refuse("section", "section", known=", ".join(SECTIONS))
        elif section and code in found:
            found[code] = section
    lacking = [code for code, section in found.items() if section is None]
    if lacking:
        key = "country.notice.no_sections" if len(lacking) == len(codes) else "country.notice.some_sections"
        notices.append(Sentence(key, {"count": len(lacking), "of": len(codes), "first": ", ".join(lacking[:3])}))
    return {code: section for code, section in found.items() if section is not None}


def _by_code(code: str, shipped: Mapping[str, str]) -> str | None:
    code = code.removeprefix("WZ08-")  # the German name of NACE
    bare = code[1:] if code[:1].isalpha() and code[1:2].isdigit() else code
    if code.isalpha() and len(code) == 1:
        return shipped.get(code)
    return shipped.get(bare[:2] if bare[:1].isdigit() else plain(code))


NOT_PUBLISHED = "(D)"
"""How a count that is empty or marked as not known is handed to the reader of counts."""
ROUNDING = 1e-6
"""A count in thousands times a thousand is whole but for the last digits of 64 bits."""


def counts_of(tables: Sequence[CountryTable], notices: list[Sentence]) -> xr.DataArray:
    """Counts (year, place, industry) of all files of a table; NaN in years with hidden cells, which a notice names.

    Of a registry: firms that were open at the end of each year that the description names.
    """
    first, where = tables[0], first_three([table.where for table in tables])
    if first.settings.get("kind") == "firms":
        since, until = first.settings["years"]
        counts = count_firms([table.path for table in tables if table.path is not None], since, until, first.columns)
        values = {"where": where, "count": counts.attrs["rows"], "first": since, "last": until}
        notices.append(Sentence("country.notice.firms", values))
        if counts.attrs["latin"]:
            notices.append(Sentence("country.notice.latin", {"files": list(counts.attrs["latin"])}))
        return counts.assign_attrs(hidden={})
    is_money, is_census = first.name not in COUNTS, any(map(is_census_table, tables))
    if first.path is not None:
        counts = read_counts(first.path, dict(first.columns), is_money=is_money, is_census=is_census)
    else:  # sheets, and rows that the description chose, become a file first
        names = [name for name in first.columns if name not in ("year", "count")]
        rows = [row for table in tables for row in _whole_counts(table, names)]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{first.name}.csv"
            pd.DataFrame(rows, columns=[*names, "year", "count"]).to_csv(path, index=False)
            counts = read_counts(path, is_money=is_money, is_census=is_census)
    if hidden := counts.attrs["hidden"]:
        values = {"where": where, "count": len(hidden), "cells": sum(hidden.values()), "first": list(hidden)[:3]}
        key = "hidden_money" if is_money else "hidden"
        notices.append(Sentence(f"country.notice.{key}", {**values, "covered": covered(counts).sizes["place"]}))
    return counts


def _whole_counts(table: CountryTable, names: Sequence[str]) -> list[tuple[str, ...]]:
    """A row for each count, times the scale, hidden ones marked; raises RelodeError for what is no whole number."""
    read, faults, rows = number_reader(table.decimal), CellFaults(table.where), list[tuple[str, ...]]()
    times = table.settings.get("scale", 1.0)
    if isinstance(times, dict):
        raise RelodeError("country.no_positive", where=table.where, name="scale", value=times)
    scale, year = positive(table.where, "scale", times), table.columns.get("year")
    for number, cells in table.lines:
        texts = tuple(cells[table.columns[name]] for name in names)
        for name in ("place", "industry"):
            if not cells[table.columns[name]]:
                faults.add(number, table.columns[name], "", RelodeError("country.empty_code"))
        if year and faults.tried(number, year, cells[year], year_of_text) is None:
            faults.add(number, year, cells[year], RelodeError("country.no_year"))
        for head in table.figures:
            value = faults.tried(number, head, cells[head], read)
            said = None if value is None else value * scale
            if said is not None and table.name in COUNTS:
                whole = round(said)
                if abs(said - whole) > ROUNDING * max(1.0, abs(whole)):
                    faults.add(number, head, cells[head], RelodeError("country.no_count"))
                said = whole
            rows.append((*texts, cells[year] if year else head, NOT_PUBLISHED if said is None else repr(said)))
    faults.stop()
    return rows


def of_places(
    table: xr.DataArray, places: Sequence[Place], industries: Mapping[str, str], where: str, notices: list[Sentence]
) -> xr.DataArray:
    """The table (year, place, industry) over places that are known, with their names and regions.

    `industries`: names of those of which the table itself has none. Raises RelodeError if no place of the table is
    known, or only one.
    """
    known, codes = {place.code: place for place in places}, [str(code) for code in table["place"].to_numpy()]
    inside = [known[code] for code in codes if code in known]
    tell_left_out(codes, known, where, notices)
    if not inside:
        raise RelodeError("country.no_place_known", where=where, offenders=codes)
    if len(inside) < 2:
        raise RelodeError("table.one_place", place=", ".join(place.code for place in inside))
    coords: dict[str, Any] = {"place_name": ("place", [place.name_en for place in inside])}
    kept = table.sel(place=[place.code for place in inside]).drop_vars("region", errors="ignore")
    if industries and "industry_name" not in kept.coords:
        coords["industry_name"] = "industry", [industries.get(str(code), "") for code in kept["industry"].to_numpy()]
    if all(place.province for place in inside):
        coords["region"] = "place", [place.province for place in inside]
    return kept.assign_coords(coords)
