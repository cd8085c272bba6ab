"""The tables of another country, from a folder, a workbook or a description: which file and column is what, as text.

A folder has one file a table (CSV, TSV, also packed by gzip, or Parquet), a workbook one sheet a table; `country.toml`
may name other files and columns. Nothing is repaired: what a cell means is decided where the tables are used.
"""

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts.duck_source import FORMATS, opened, readable
from relode.facts.readers.file_rows import read_text
from relode.facts.readers.own_workbook import read_workbook

DESCRIPTION = "country.toml"
MOST_CELLS = 5_000_000
"""Cells of a table of places, accounts or policies; counts by place and industry are read by another reader."""
COUNTS = ("employment", "establishments")
TEXTS = ("name", "name_zh", "currency", "currency_zh", "classification", "decimal")
OF_A_TABLE = ("file", "columns", "scale", "quantities", "practical", "logarithms", "keep", "leave_out")
YEAR_HEAD = re.compile(r"[12]\d{3}")


@dataclass(frozen=True)
class CountryTable:
    """One table as text. `columns`: name -> the file's own head; `lines`: (row number, cells by head).

    Counts by place and industry have no lines when they stand in a file of their own: `path` is read elsewhere.
    """

    name: str
    where: str
    path: Path | None
    columns: Mapping[str, str]
    heads: tuple[str, ...]
    lines: tuple[tuple[int, Mapping[str, str]], ...]
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class CountryFiles:
    """All tables that were found, by name, and what the description says of the country."""

    path: Path
    texts: Mapping[str, str]
    tables: Mapping[str, CountryTable]


def read_country_files(path: Path) -> CountryFiles:
    """The tables of a folder, of an .xlsx workbook, or those that a .toml description names.

    Raises RelodeError for a path that is none of these, a description that cannot be read or has unknown words, a file
    that is missing or unreadable, a table without its columns, and where no table is found.
    """
    if path.suffix.lower() == ".toml":
        folder, said = path.parent, _description(path)
    elif path.is_dir():
        folder, said = path, _description(path / DESCRIPTION) if (path / DESCRIPTION).is_file() else {}
    elif path.suffix.lower() == ".xlsx":
        return CountryFiles(path, {}, _found(path, _of_workbook(path, {})))
    else:
        raise RelodeError("country.no_folder", path=path, endings=", ".join(sorted(set(FORMATS))))
    texts = {name: str(said[name]) for name in TEXTS if name in said}
    tables = [
        table
        for name in _known()
        if (table := _of_folder(folder, name, dict(said.get(name, {})), texts.get("decimal", "."))) is not None
    ]
    return CountryFiles(path, texts, _found(path, tables))


def _found(path: Path, tables: Sequence[CountryTable]) -> dict[str, CountryTable]:
    if not any(table.name in (*COUNTS, "accounts") for table in tables):
        raise RelodeError("country.no_tables", path=path, tables=", ".join(_known()))
    return {table.name: table for table in tables}


def _description(path: Path) -> dict[str, Any]:
    text = read_text(path)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RelodeError("country.bad_toml", path=path, reason=error) from error
    known = {*TEXTS, *_known()}
    unknown = [name for name in said if name not in known]
    for name in _known():
        table = said.get(name, {})
        if not isinstance(table, dict):
            raise RelodeError("country.toml_table", path=path, name=name)
        unknown += [f"{name}.{word}" for word in table if word not in OF_A_TABLE]
        for word in ("columns", "quantities"):
            wrong = [k for k, v in dict(table.get(word, {})).items() if not isinstance(v, str)]
            if wrong:
                raise RelodeError("country.toml_text", path=path, name=f"{name}.{word}.{wrong[0]}")
    if unknown:
        raise RelodeError(
            "country.toml_words", path=path, words=unknown, known=", ".join((*TEXTS, *_known(), *OF_A_TABLE))
        )
    return said


def _of_folder(folder: Path, name: str, settings: dict[str, Any], decimal: str) -> CountryTable | None:
    if "file" in settings:
        path = folder / str(settings["file"])
        if not path.is_file():
            raise RelodeError("table.no_file", path=path)
    else:
        labels = [row["label"] for row in shipped_tables.rows("relode.facts", "country_tables") if row["table"] == name]
        here = [folder / f"{label}{ending}" for label in labels for ending in FORMATS]
        path = next((each for each in here if each.is_file()), None)  # type: ignore[assignment]
        if path is None:
            return None
    if name in COUNTS:
        heads: tuple[str, ...] = _heads_only(path)
        if not settings.keys() & {"keep", "leave_out", "scale"} and not across(heads):
            return _table(name, path.name, path, heads, (), settings)
    heads, lines = _lines(path, decimal)
    return _table(name, path.name, None, heads, _chosen(path.name, heads, lines, settings), settings)


def across(heads: Sequence[str]) -> tuple[str, ...]:
    """Heads that are years, where a table has a column for each year; none where it has not."""
    years = tuple(head for head in heads if YEAR_HEAD.fullmatch(head.strip()))
    return years if len(years) > 1 else ()


def _chosen(
    where: str,
    heads: Sequence[str],
    lines: tuple[tuple[int, Mapping[str, str]], ...],
    settings: Mapping[str, Any],
) -> tuple[tuple[int, Mapping[str, str]], ...]:
    """The rows that the description keeps, without those that it leaves out; each value named must be there."""
    for word in ("keep", "leave_out"):
        for head, said in dict(settings.get(word, {})).items():
            values = {str(value) for value in (said if isinstance(said, list) else [said])}
            if head not in heads:
                raise RelodeError("country.missing_column", where=where, columns=[head], found=list(heads))
            absent = sorted(values - {cells[head] for _, cells in lines})
            if absent:
                raise RelodeError("country.value_absent", where=where, column=head, values=absent)
            lines = tuple(line for line in lines if (line[1][head] in values) == (word == "keep"))
    if not lines:
        raise RelodeError("country.empty_table", where=where)
    return lines


def _of_workbook(path: Path, settings: dict[str, Any]) -> list[CountryTable]:
    labels = {row["label"]: row["table"] for row in shipped_tables.rows("relode.facts", "country_tables")}
    tables = []
    for sheet in read_workbook(path):
        name = labels.get(sheet.name.strip().lower())
        if name is None:
            continue
        if sheet.refused:
            at = sorted(sheet.refused)
            offenders: list[object] = [
                (f"[{sheet.name}!{cell}] ", RelodeError(f"{sheet.refused[cell]}")) for cell in at
            ]
            raise RelodeError("override_rows", where=path, offenders=offenders)
        (_, heads), *rows = sheet.rows
        lines = tuple((number, dict(zip(heads, cells, strict=True))) for number, cells in rows)
        tables.append(_table(name, f"{path.name}!{sheet.name}", None, heads, lines, settings))
    return tables


def _table(
    name: str,
    where: str,
    path: Path | None,
    heads: Sequence[str],
    lines: tuple[tuple[int, Mapping[str, str]], ...],
    settings: Mapping[str, Any],
) -> CountryTable:
    columns = _columns(name, where, heads, dict(settings.get("columns", {})))
    return CountryTable(name, where, path, columns, tuple(heads), lines, settings)


def _columns(name: str, where: str, heads: Sequence[str], mapped: Mapping[str, str]) -> dict[str, str]:
    """Name of each column of the table -> the head that stands there."""
    required, optional = _known()[name]
    unknown = [each for each in mapped if each not in (*required, *optional)]
    if unknown:
        raise RelodeError("country.unknown_column", where=where, names=unknown, known=", ".join((*required, *optional)))
    absent = [head for head in mapped.values() if head not in heads]
    if absent:
        raise RelodeError("country.missing_column", where=where, columns=absent, found=list(heads))
    plain = {head.strip().casefold(): head for head in reversed(heads)}
    texts = dict(mapped)
    for row in shipped_tables.rows("relode.facts", "country_heads"):
        head = plain.get(row["label"])
        if row["table"] == name and row["name"] not in texts and head is not None and head not in texts.values():
            texts[row["name"]] = head
    years = across(heads) if name in COUNTS and "year" not in texts else ()
    lacking = [each for each in required if each not in texts and not (years and each in ("year", "count"))]
    if lacking:
        raise RelodeError("country.missing_column", where=where, columns=lacking, found=list(heads))
    return texts


def _heads_only(path: Path) -> tuple[str, ...]:
    link = opened(path)
    with link, readable(path):
        return tuple(str(row[0]) for row in link.execute("DESCRIBE whole").fetchall())


def _lines(path: Path, decimal: str) -> tuple[tuple[str, ...], tuple[tuple[int, Mapping[str, str]], ...]]:
    if path.name.lower().endswith(".csv"):
        rows = _plain_csv(path, decimal)
    else:
        link = opened(path)
        with link, readable(path):
            heads = tuple(str(row[0]) for row in link.execute("DESCRIBE whole").fetchall())
            count = link.execute("SELECT count(*) FROM whole").fetchall()[0][0]
            _check_size(path, count * len(heads))
            held = link.execute("SELECT * FROM whole").fetchall()
        rows = [(1, heads), *((number, tuple(_text(value) for value in row)) for number, row in enumerate(held, 2))]
    if len(rows) < 2:
        raise RelodeError("country.empty_table", where=path.name)
    (_, heads), *body = rows
    twice = sorted({head for head in heads if heads.count(head) > 1})
    if twice:
        raise RelodeError("country.column_twice", where=path.name, columns=twice)
    uneven = [f"{number} ({len(cells)})" for number, cells in body if len(cells) != len(heads)]
    if uneven:
        raise RelodeError("override_uneven", path=path.name, offenders=uneven, width=len(heads))
    return heads, tuple((number, dict(zip(heads, cells, strict=True))) for number, cells in body if any(cells))


def _plain_csv(path: Path, decimal: str) -> list[tuple[int, tuple[str, ...]]]:
    text = read_text(path)
    head = text.partition("\n")[0]
    # Where the decimal sign is a comma, or the head has no comma, another sign parts the columns.
    parted = next((sign for sign in (";", "\t") if sign in head and ("," not in head or decimal == ",")), ",")
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=parted))
    except csv.Error as error:
        raise RelodeError("not_csv", path=path, reason=error) from error
    _check_size(path, sum(len(line) for line in lines))
    full = ((number, tuple(cell.strip() for cell in line)) for number, line in enumerate(lines, 1))
    return [(number, cells) for number, cells in full if any(cells)]


def _check_size(path: Path, cells: int) -> None:
    if cells > MOST_CELLS:
        raise RelodeError("workbook.too_many_cells", path=path, cells=f"{cells:,}", most=f"{MOST_CELLS:,}")


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value).strip()


@cache
def _known() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Table -> columns that it must have, and those that it may have."""
    return {
        row["table"]: (tuple(row["required"].split(";")), tuple(filter(None, row["optional"].split(";"))))
        for row in shipped_tables.rows("relode.facts", "country_tables")
    }
