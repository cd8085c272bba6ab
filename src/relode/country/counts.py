"""Counts by place, industry and year of another country: read from a table, hidden cells told, known places kept."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

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

    Raises RelodeError for a section or a classification that no one knows; codes without a section are told.
    """
    if kind and kind not in SAME_SECTIONS:
        raise RelodeError("country.classification", name=kind, known=", ".join(SAME_SECTIONS))
    shipped = concordance(SAME_SECTIONS[kind]) if kind else {}
    own = _own(table, shipped) if table is not None and "section" in table.columns else {}
    result = {code: own.get(code) or _by_code(code, shipped) for code in codes}
    lacking = [code for code, section in result.items() if section is None]
    if codes and lacking:
        key = "country.notice.no_sections" if len(lacking) == len(codes) else "country.notice.some_sections"
        notices.append(Sentence(key, {"count": len(lacking), "of": len(codes), "first": ", ".join(lacking[:3])}))
    return {code: section for code, section in result.items() if section is not None}


def _by_code(code: str, shipped: Mapping[str, str]) -> str | None:
    code = code.removeprefix("WZ08-")  # the German name of NACE
    bare = code[1:] if code[:1].isalpha() and code[1:2].isdigit() else code
    if code.isalpha() and len(code) == 1:
        return shipped.get(code)
    return shipped.get(bare[:2] if bare[:1].isdigit() else plain(code))


def _own(table: CountryTable, shipped: Mapping[str, str]) -> dict[str, str]:
    """The user's concordance: names of sections, or letters of the classification (ISIC where none is given)."""
    letters, texts = shipped or concordance("isic4"), dict[str, str]()
    for line in typed_lines(table):
        text = line.texts["section"].strip()
        section = text if text in SECTIONS else letters.get(text.upper()) if len(text) == 1 else None
        if text and section is None:
            line.refuse("section", "section", known=", ".join(SECTIONS))
        elif section is not None:
            texts[line.texts["industry"]] = section
    return texts


NOT_PUBLISHED = "(D)"
"""How a count that is empty or marked as not known is handed to the reader of counts."""
ROUNDING = 1e-6
"""A count in thousands times a thousand is whole but for the last digits of 64 bits."""


def counts_of(tables: Sequence[CountryTable], notices: list[Sentence]) -> xr.DataArray:
    """Counts (year, place, industry) of all files of a table; places with hidden cells are told, such years are NaN."""
    if tables[0].settings.get("kind") == "firms":
        return _firms_of(tables, notices)
    counts = _read(tables)
    hidden, where = counts.attrs["hidden"], first_three([table.where for table in tables])
    if hidden:
        values = {"where": where, "count": len(hidden), "cells": sum(hidden.values()), "first": list(hidden)[:3]}
        key = "hidden" if tables[0].name in COUNTS else "hidden_money"
        notices.append(Sentence(f"country.notice.{key}", {**values, "covered": covered(counts).sizes["place"]}))
    return counts


def _firms_of(tables: Sequence[CountryTable], notices: list[Sentence]) -> xr.DataArray:
    """Firms of a registry that were open at the end of each year that the description names."""
    first, last = tables[0].settings["years"]
    paths = [table.path for table in tables if table.path is not None]
    counts = count_firms(paths, first, last, tables[0].columns)
    values = {"where": first_three([table.where for table in tables]), "count": counts.attrs["rows"]}
    notices.append(Sentence("country.notice.firms", {**values, "first": first, "last": last}))
    if counts.attrs["latin"]:
        notices.append(Sentence("country.notice.latin", {"files": list(counts.attrs["latin"])}))
    return counts.assign_attrs(hidden={})


def _read(tables: Sequence[CountryTable]) -> xr.DataArray:
    """Counts (year, place, industry) of a file; a sheet, or rows that the description chose, become a file first."""
    is_money, is_census = tables[0].name not in COUNTS, any(is_census_table(table) for table in tables)
    if tables[0].path is not None:
        return read_counts(tables[0].path, dict(tables[0].columns), is_money=is_money, is_census=is_census)
    names = [name for name in tables[0].columns if name not in ("year", "count")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{tables[0].name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow((*names, "year", "count"))
            for table in tables:
                writer.writerows(_whole_counts(table, names))
        return read_counts(
            path, {name: name for name in (*names, "year", "count")}, is_money=is_money, is_census=is_census
        )


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
    kept = table.sel(place=[place.code for place in inside]).drop_vars("region", errors="ignore")
    kept = kept.assign_coords(place_name=("place", [place.name_en for place in inside]))
    if industries and "industry_name" not in kept.coords:
        named = [industries.get(str(code), "") for code in kept["industry"].to_numpy()]
        kept = kept.assign_coords(industry_name=("industry", named))
    if not all(place.province for place in inside):
        return kept
    return kept.assign_coords(region=("place", [place.province for place in inside]))
